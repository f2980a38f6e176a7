"""Who said words like these: candidates by their rare words, over one connection.

The full text knows no order of words and no phrases (that would double it), so a sentence is
sought by the words in it that few statements have; who holds most of them is what comes back.
A sentence of nothing but common words has to be in a statement as a whole, or but for one.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from math import log2

from bot.ports import Heard
from bot.store.names import words

_MOST_HOLDERS = 10_000  # of a word that is telling
_TELLING = 8  # words that are looked up at most, and
_LOOKED_AT = 24  # words among which they are sought, the longest first
_ENOUGH = 2  # telling words, to go by them alone
_SOME = 300  # statements taken for each combination of common words
_COMMON = 8  # common words that are asked for together at most

_NAMED = (
    "SELECT article.id, statement.id, entity.id, '', said.words, article.date, article.outlet"
    " FROM statement JOIN said ON said.rowid = statement.number"
    " JOIN entity ON entity.number = statement.entity"
    " JOIN article ON article.number = statement.article WHERE statement.number = ?"
)
_UNNAMED = (
    "SELECT article.id, unnamed.id, NULL, unnamed.called, said.words, article.date, article.outlet"
    " FROM unnamed JOIN said ON said.rowid = unnamed.number"
    " JOIN article ON article.number = unnamed.article WHERE unnamed.number = ?"
)


def said(connection: sqlite3.Connection, asked: str, limit: int) -> list[Heard]:
    wanted = sorted(dict.fromkeys(words(asked)), key=len, reverse=True)[:_LOOKED_AT]
    scores: Counter[int] = Counter()
    telling = 0
    for word in wanted:
        found = [] if _is_common(connection, word) else _holders(connection, (word,), _MOST_HOLDERS)
        if found:
            telling += 1
            weight = int(100 * log2(2 * _MOST_HOLDERS / len(found)))
            scores.update(dict.fromkeys(found, weight))
        if telling == _TELLING:
            break
    if telling < _ENOUGH:
        for together in _combinations(wanted[:_COMMON]):
            scores.update(dict.fromkeys(_holders(connection, together, _SOME), 100 * len(together)))
    best = sorted(scores, key=lambda number: (-scores[number], number))[: max(limit, 0)]
    return list(_heard(connection, best))


def _is_common(connection: sqlite3.Connection, word: str) -> bool:
    """Whether too many have it to be told apart by it; they are not read, which takes longest."""
    row = connection.execute(
        "SELECT 1 FROM said WHERE said MATCH ? LIMIT 1 OFFSET ?", (_match((word,)), _MOST_HOLDERS)
    )
    return row.fetchone() is not None


def _holders(connection: sqlite3.Connection, together: Iterable[str], limit: int) -> list[int]:
    """Numbers of statements with all these words, the oldest first."""
    rows = connection.execute(
        "SELECT rowid FROM said WHERE said MATCH ? LIMIT ?", (_match(together), limit)
    )
    return [number for (number,) in rows]


def _match(together: Iterable[str]) -> str:
    words = " AND ".join(f'"{word}"' for word in together)
    return f"words : ({words})"


def _combinations(common: list[str]) -> Iterator[tuple[str, ...]]:
    """All of these words, and all but one of them."""
    if common:
        yield tuple(common)
    if len(common) > _ENOUGH:
        for left_out in range(len(common)):
            yield tuple(word for at, word in enumerate(common) if at != left_out)


def _heard(connection: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[Heard]:
    for number in numbers:
        row = (
            connection.execute(_NAMED, (number,)).fetchone()
            or connection.execute(_UNNAMED, (number,)).fetchone()
        )
        if row is not None:
            article, statement, entity, called, text, date, outlet = row
            yield Heard(
                article,
                statement,
                entity,
                called,
                tuple(words(text)),
                datetime.fromisoformat(date),
                outlet,
            )
