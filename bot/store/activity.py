"""When and where somebody spoke, and with whom (``ports.Index``), over one connection.

Whoever is quoted a hundred thousand times is judged by the newest statements: so many are
counted in some hundredths of a second, and the answer is as good.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.people.across.roles import canonical
from bot.ports import Activity, Named, TitleHeld
from bot.store.names import words
from bot.store.rulings import resolve

_LOOKED_AT = 10_000  # statements, the newest
_OUTLETS = 10
_SAID_IN_ONE = 50  # statements of one speaker in one article, at most but for rarities

_NEWEST = (
    "WITH newest AS (SELECT number, id, article, appearance FROM statement"
    " WHERE entity = ? ORDER BY number DESC LIMIT ?)"
)


def activity(connection: sqlite3.Connection, entity_id: str) -> Activity:
    found = resolve(connection, entity_id)
    if found is None:
        return Activity((), (), ())
    shown = found[1]
    months: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    rows = connection.execute(
        f"{_NEWEST} SELECT substr(article.date, 1, 7), article.outlet, count(*) FROM newest"  # noqa: S608
        " JOIN article ON article.number = newest.article GROUP BY 1, 2",
        (shown, _LOOKED_AT),
    )
    for month, outlet, count in rows:
        months[month] += count
        outlets[outlet] += count
    del outlets[""]
    return Activity(
        tuple(sorted(months.items())),
        tuple(sorted(outlets.items(), key=lambda one: (-one[1], one[0]))[:_OUTLETS]),
        _titles(connection, shown),
    )


def quoted_in(connection: sqlite3.Connection, entity_id: str, limit: int) -> list[str]:
    found = resolve(connection, entity_id)
    if found is None:
        return []
    # A statement's number begins with its article's date, so one article's stand together.
    rows = connection.execute(
        f"{_NEWEST} SELECT article.id FROM newest"  # noqa: S608
        " JOIN article ON article.number = newest.article"
        " GROUP BY newest.article ORDER BY newest.article DESC LIMIT ?",
        (found[1], max(limit, 0) * _SAID_IN_ONE, max(limit, 0)),
    )
    return [article for (article,) in rows]


def speakers(
    connection: sqlite3.Connection, article_ids: Sequence[str]
) -> list[tuple[Named, str, int]]:
    rows = connection.execute(
        "SELECT entity.id, entity.name, entity.kind, entity.statements, entity.title,"
        " entity.outlet, article.id, count(*) FROM article"
        " JOIN statement ON statement.number BETWEEN article.number + 1 AND article.last"
        " JOIN entity ON entity.number = statement.entity"
        " WHERE article.id IN (SELECT value FROM json_each(?))"
        " GROUP BY entity.number, article.number ORDER BY count(*) DESC, entity.id, article.id",
        (json.dumps(list(article_ids)),),
    )
    return [(Named(*named), article, count) for *named, article, count in rows]


def _titles(connection: sqlite3.Connection, shown: int) -> tuple[TitleHeld, ...]:
    """Every title once, the one held last first."""
    rows = connection.execute(
        f"{_NEWEST}, held AS (SELECT appearance.title AS title, max(article.date) AS last,"  # noqa: S608
        " min(newest.number) AS earliest FROM newest"
        " JOIN appearance ON appearance.number = newest.appearance"
        " JOIN article ON article.number = newest.article"
        " WHERE appearance.title IS NOT NULL GROUP BY appearance.title)"
        " SELECT held.title, article.date, held.last, article.id, statement.id FROM held"
        " JOIN statement ON statement.number = held.earliest"
        " JOIN article ON article.number = statement.article",
        (shown, _LOOKED_AT),
    )
    held: dict[str, TitleHeld] = {}
    for one in sorted((TitleHeld(*row) for row in rows), key=lambda one: (one.first, one.title)):
        key = " ".join(canonical(words(one.title)))  # "Defence Minister" is the defense minister
        before = held.get(key)
        held[key] = replace(before, last=max(before.last, one.last)) if before else one
    return tuple(sorted(held.values(), key=lambda one: (one.last, one.first), reverse=True))
