"""What an entity is shown as: its name, how often it is quoted, its newest title and outlet."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from itertools import chain

from bot.people.across import Profile, searchable
from bot.people.across.persons import fullness
from bot.records import SpeakerKind
from bot.store.entities import SHOWN_UNDER, Entities
from bot.store.spellings import Spellings

Counted = tuple[str, str, int]  # a name, its kind, its statements


def keep_up(
    connection: sqlite3.Connection,
    entities: Entities,
    spellings: Spellings,
    grown: Collection[int],
    learned: Collection[int],
) -> None:
    """Bring entities up to date that got nothing but more statements of their own.

    Of these, all is in memory that ``sum_up`` would have to ask for. ``learned`` are those
    that may have new words to be asked for by.
    """
    before, now = [], []
    for number in sorted(grown):
        entity = entities.get(number)
        names = [(one.text, one.kind, one.statements) for one in spellings.of(number)]
        name, entity.kind, entity.statements = _shown_as(entity.inferred, names)
        entity.name = entity.given or name
        entities.altered(number)
        if number in learned:
            words = _known_by(entity.kind, entity.given, names, [entity.profile])
            now.append((number, words))
            if not entities.is_new(number):
                before.append((number,))
    connection.executemany("DELETE FROM known_by WHERE rowid = ?", before)
    connection.executemany("INSERT INTO known_by (rowid, words) VALUES (?, ?)", now)


def sum_up(connection: sqlite3.Connection, entity: int, *, learned: bool) -> None:
    """Bring the entity's row up to date with the statements that are shown under it.

    ``learned`` says that there may be new words it can be asked for by.
    """
    run = connection.execute
    row = run("SELECT inferred, given FROM entity WHERE number = ?", (entity,)).fetchone()
    if row is None:
        return
    inferred, given = row
    names = run("SELECT text, kind, statements FROM name WHERE entity = ?", (entity,)).fetchall()
    if not any(count for *_, count in names):
        run(
            "UPDATE entity SET statements = 0, title = NULL, outlet = NULL, newest = NULL,"
            " titled = NULL WHERE number = ?",
            (entity,),
        )
        run("DELETE FROM known_by WHERE rowid = ?", (entity,))
        return
    name, kind, statements = _shown_as(inferred, names)
    titled, title = _newest_title(connection, entity)
    newest, outlet = _newest_outlet(connection, entity)
    run(
        "UPDATE entity SET name = ?, kind = ?, statements = ?, title = ?, outlet = ?,"
        " newest = ?, titled = ? WHERE number = ?",
        (given or name, kind, statements, title, outlet, newest, titled, entity),
    )
    if learned:
        profiles = run(
            f"SELECT known FROM ({SHOWN_UNDER}) AS below"  # noqa: S608
            " JOIN profile ON profile.entity = below.number",
            {"entity": entity},
        )
        words = _known_by(kind, given, names, [Profile.load(text) for (text,) in profiles])
        run("DELETE FROM known_by WHERE rowid = ?", (entity,))
        run("INSERT INTO known_by (rowid, words) VALUES (?, ?)", (entity, words))


def _shown_as(inferred: str, names: Sequence[Counted]) -> tuple[str, str, int]:
    """The name and kind that stand for all, and the number of statements."""
    said = [one for one in names if one[2]]
    if len(said) == 1:
        return said[0]
    name, kind, _ = max(said, key=lambda one: (*_rank(inferred, one[0], one[2]), one[0], one[1]))
    return name, kind, sum(count for *_, count in said)


def _rank(kind: str, text: str, count: int) -> tuple[int, int, int]:
    """Of a person's names the fullest stands for all, of a body's the most used."""
    if kind == SpeakerKind.PERSON:
        return fullness(text), count, len(text)
    return count, fullness(text), len(text)


def _known_by(
    kind: str, given: str | None, names: Sequence[Counted], profiles: Sequence[Profile]
) -> str:
    every = {text for text, *_ in names} | ({given} if given else set())
    every.update(*(profile.names for profile in profiles))
    titles = set(chain.from_iterable(profile.titles for profile in profiles))
    return searchable(kind, sorted(every), sorted(titles))


def _newest_title(connection: sqlite3.Connection, entity: int) -> tuple[int | None, str | None]:
    """The newest appearance with a title, and that title."""
    if _has_moved(connection, entity):
        row = connection.execute(
            "SELECT appearance.number, appearance.title FROM statement"
            " CROSS JOIN appearance ON appearance.number = statement.appearance"
            " WHERE statement.entity = ? AND appearance.title IS NOT NULL"
            " ORDER BY statement.number DESC LIMIT 1",
            (entity,),
        ).fetchone()
        return row or (None, None)
    # One look for each entity that is shown under this one, most often itself alone: who
    # is quoted ten thousand times without a title must not be read from end to end.
    row = connection.execute(
        "SELECT number, title FROM appearance WHERE number = (SELECT max("  # noqa: S608
        "  (SELECT max(number) FROM appearance WHERE entity = below.number AND title IS NOT NULL)"
        f" ) FROM ({SHOWN_UNDER}) AS below)",
        {"entity": entity},
    ).fetchone()
    return row or (None, None)


def _has_moved(connection: sqlite3.Connection, entity: int) -> bool:
    """Whether the entity was split off, or another from it."""
    row = connection.execute(
        "SELECT 1 FROM moved CROSS JOIN statement_by_id AS statement"
        "  ON statement.id = moved.statement"
        " CROSS JOIN appearance ON appearance.number = statement.appearance"
        " CROSS JOIN entity ON entity.number = appearance.entity"
        " WHERE ? IN (moved.entity, entity.shown, statement.entity) LIMIT 1",
        (entity,),
    ).fetchone()
    return row is not None


def _newest_outlet(connection: sqlite3.Connection, entity: int) -> tuple[int | None, str | None]:
    """The newest statement, and the outlet it appeared in."""
    row = connection.execute(
        "SELECT statement.number, article.outlet FROM statement"
        " CROSS JOIN article ON article.number = statement.article"
        " WHERE statement.entity = ? ORDER BY statement.number DESC LIMIT 1",
        (entity,),
    ).fetchone()
    return row or (None, None)
