"""All that the index knows of who somebody is (``ports.Dossier``), for an operator to judge."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from bot.people.across import Profile, compare, countries, keys
from bot.people.across.roles import canonical
from bot.ports import Dossier, Named, Near, TitleHeld
from bot.store import lookups
from bot.store.entities import SHOWN_UNDER
from bot.store.names import words
from bot.store.rulings import resolve

_NEAR = 8  # entities it was kept apart from
_LOOKED_AT = 200  # under each key


def dossier(connection: sqlite3.Connection, entity_id: str) -> Dossier | None:
    """What is known of the entity with this id; None where there is none."""
    found = resolve(connection, entity_id)
    named = lookups.person(connection, entity_id)
    if found is None or named is None:
        return None
    _, shown = found
    run = connection.execute
    spelled = run(
        "SELECT text, sum(statements), max(alias) FROM name WHERE entity = ?"
        " GROUP BY text ORDER BY sum(statements) DESC, text",
        (shown,),
    ).fetchall()
    titles = _titles(connection, shown)
    outlets = run(
        "SELECT outlet, count(*) FROM statement"
        " JOIN article ON article.number = statement.article"
        " WHERE statement.entity = ? GROUP BY outlet ORDER BY count(*) DESC, outlet LIMIT 10",
        (shown,),
    )
    return Dossier(
        named=named,
        spellings={text: count for text, count, _ in spelled if count},
        aliases=tuple(text for text, _, alias in spelled if alias),
        titles=titles,
        countries=tuple(countries([one.title for one in titles], [text for text, *_ in spelled])),
        outlets=tuple(outlet for outlet, _ in outlets if outlet),
        others=_others(connection, shown, named),
        near=_near(connection, shown),
    )


def _titles(connection: sqlite3.Connection, shown: int) -> tuple[TitleHeld, ...]:
    """Every title, the one first seen first, with the earliest statement that shows it."""
    rows = connection.execute(
        "SELECT appearance.title, article.date, article.id, statement.id FROM statement"
        " JOIN appearance ON appearance.number = statement.appearance"
        " JOIN article ON article.number = statement.article"
        " WHERE statement.entity = ? AND appearance.title IS NOT NULL"
        " ORDER BY article.date, statement.number DESC",
        (shown,),
    )
    held: dict[str, TitleHeld] = {}
    for title, date, article, statement in rows:
        key = " ".join(canonical(words(title)))  # "Defence Minister" is the defense minister
        before = held.get(key)
        if before is None:
            held[key] = TitleHeld(title, date, date, article, statement)
        else:
            held[key] = replace(before, last=date)
    return tuple(held.values())


def _others(connection: sqlite3.Connection, shown: int, named: Named) -> tuple[str, ...]:
    rows = connection.execute(
        f"WITH below AS ({SHOWN_UNDER})"  # noqa: S608
        " SELECT id FROM entity WHERE number IN below UNION"
        " SELECT redirect.id FROM redirect JOIN entity ON entity.id = redirect.target"
        " WHERE entity.number IN below ORDER BY 1",
        {"entity": shown},
    )
    return tuple(ident for (ident,) in rows if ident != named.id)


def _near(connection: sqlite3.Connection, shown: int) -> tuple[Near, ...]:
    """Entities under the same keys that are shown apart, with what was weighed."""
    run = connection.execute
    row = run("SELECT known FROM profile WHERE entity = ?", (shown,)).fetchone()
    if row is None:
        return ()
    own = Profile.load(row[0])
    numbers: set[int] = set()
    for key in sorted(keys(own.kind, own.names).seeks):
        under = run("SELECT entity FROM key WHERE key = ? LIMIT ?", (key, _LOOKED_AT))
        numbers.update(number for (number,) in under)
    found: list[Near] = []
    for number in sorted(numbers):
        profile, root = run(
            "SELECT known, shown FROM entity LEFT JOIN profile ON profile.entity = number"
            " WHERE number = ?",
            (number,),
        ).fetchone()
        other = lookups.named(connection, root)
        if root != shown and profile is not None and other is not None:
            verdict = compare(own, Profile.load(profile))
            found.append(Near(other, verdict.score, verdict.reasons, verdict.conflicts))
    found.sort(key=lambda near: (-near.score, near.named.id))
    return tuple(found[:_NEAR])
