"""Which statements somebody made, over one connection. What they mean: ``ports.Index``."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ports import About, Within
from bot.store.names import words
from bot.store.numbers import ROOM, first_number
from bot.store.rulings import resolve

_YEAR = 366 * 86_400 * ROOM  # as a difference of numbers

Wanted = tuple[str, About, Within]
"""Whose, about what, and within which limits."""


def statements(
    connection: sqlite3.Connection, wanted: Wanted, limit: int, offset: int, oldest_first: bool
) -> list[tuple[str, str]]:
    rows = _rows_of(connection, wanted)
    # An article's first statement has its highest number, and comes first in either order.
    oldest = "statement.article, statement.number DESC"
    inner = oldest if oldest_first else f"{rows.number} DESC"
    outer = oldest if oldest_first else "statement.number DESC"
    # What is passed over is not looked up: the index over statements tells all that is asked.
    found = connection.execute(
        "SELECT article.id, statement.id FROM (SELECT statement.number AS number"  # noqa: S608
        f" FROM {rows.tables} WHERE {rows.condition} ORDER BY {inner} LIMIT ? OFFSET ?) AS page"
        " CROSS JOIN statement ON statement.number = page.number"
        f" CROSS JOIN article ON article.number = statement.article ORDER BY {outer}",
        (*rows.arguments, max(limit, 0), max(offset, 0)),
    )
    return [(article, statement) for article, statement in found]


def count(connection: sqlite3.Connection, wanted: Wanted) -> int:
    return counts(connection, wanted, 0.0)[0]


def counts(connection: sqlite3.Connection, wanted: Wanted, sure: float) -> tuple[int, int]:
    rows = _rows_of(connection, wanted)
    found = connection.execute(
        "SELECT count(*), count(CASE WHEN statement.confidence >= ? THEN 1 END)"  # noqa: S608
        f" FROM {rows.tables} WHERE {rows.condition}",
        (sure, *rows.arguments),
    )
    every, surely = found.fetchone()
    return int(every), int(surely)


def held(connection: sqlite3.Connection, statement_ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for ident in statement_ids:
        row = connection.execute(
            "SELECT given.title FROM statement_by_id AS statement"
            " CROSS JOIN appearance ON appearance.number = statement.appearance"
            " CROSS JOIN appearance AS given ON given.entity = appearance.entity"
            "  AND given.title IS NOT NULL"
            "  AND given.number BETWEEN appearance.number - ? AND appearance.number"
            " WHERE statement.id = ? ORDER BY given.number DESC LIMIT 1",
            (_YEAR, ident),
        ).fetchone()
        if row is not None:
            found[ident] = str(row[0])
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where to find a speaker's statements: through the full text, or by speaker alone."""

    tables: str
    condition: str
    arguments: tuple[str | int | float, ...]
    number: str


def _rows_of(connection: sqlite3.Connection, wanted: Wanted) -> _Rows:
    entity_id, about, within = wanted
    resolved = resolve(connection, entity_id)
    entity = resolved[1] if resolved else 0  # numbers count from 1: nobody's
    match = _match(about)
    argument: str | int
    if match is None:
        tables, number = "statement", "statement.number"
        condition, argument = "statement.entity = ?", entity
    else:
        tables = "said CROSS JOIN statement ON statement.number = said.rowid"
        number = "said.rowid"
        condition, argument = "said MATCH ?", f'entity : "{entity}" AND words : ({match})'
    conditions, limits = _limits(number, within)
    return _Rows(tables, " AND ".join([condition, *conditions]), (argument, *limits), number)


def _limits(number: str, within: Within) -> tuple[list[str], list[str | int | float]]:
    """The limits as conditions with their arguments; ``number`` is the column of numbers."""
    conditions = ["statement.confidence >= ?"]
    arguments: list[str | int | float] = [within.min_confidence]
    if within.max_confidence is not None:
        conditions.append("statement.confidence < ?")
        arguments.append(within.max_confidence)
    if within.how is not None:
        conditions.append("statement.how = ?")
        arguments.append(within.how.value)
    if within.since is not None:
        conditions.append(f"{number} >= ?")
        arguments.append(first_number(within.since))
    if within.until is not None:
        conditions.append(f"{number} < ?")
        arguments.append(first_number(within.until))
    return conditions, arguments


def _match(about: About) -> str | None:
    """A full-text query for the words; None where all statements are wanted."""
    several = (about,) if isinstance(about, str) else about or ()
    found = [" AND ".join(f'"{word}"' for word in words(one)) for one in several]
    return " OR ".join(f"({one})" for one in found if one) or None
