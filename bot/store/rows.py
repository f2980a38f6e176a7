"""The rows of articles and of what was said in them, written many at a time.

They wait in memory until somebody has to see them or the transaction ends. Each table
then takes all of them in the order of their numbers, whatever order the articles came in:
a full text that is given rows out of order begins a new segment at every step back.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter

from bot.people.across import Surroundings
from bot.records import Entry
from bot.store.names import words
from bot.store.numbers import ROOM, first_number

VOLUME = 4096  # entries of the log, see tables

_SAID = "INSERT INTO said (rowid, entity, words) VALUES (?, ?, ?)"
_AT_ONCE = 10_000  # in one statement: it is long enough for other threads to get on meanwhile

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Old:
    """The rows an article has: its number, the last of its statements', the names around."""

    number: int
    last: int
    around: list[str]


class Rows:
    """Those of one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._articles: dict[str, Row] = {}  # by id
        self._volumes: set[Row] = set()
        self._titles: list[Row] = []
        self._links: list[Row] = []
        self.statement: list[Row] = []
        self.unnamed: list[Row] = []
        self.said: list[Row] = []
        self.appearance: list[Row] = []
        self._free: dict[int, int] = {}  # the first number of a second → the first that is free

    def find(self, article_id: str) -> Old | None:
        """The article as it is in the tables, where it then stands with all its rows."""
        if article_id in self._articles:
            self.flush()
        row = self._connection.execute(
            "SELECT number, last, around FROM article WHERE id = ?", (article_id,)
        ).fetchone()
        return Old(row[0], row[1], row[2].splitlines()) if row else None

    def add_article(self, entry: Entry, where: Surroundings, statements: int) -> int:
        """An article that is not there; its number, behind which those of its statements are."""
        article = entry.record.article
        number = self._take_numbers(article.dated, statements + 1)
        self._volumes.add((entry.position // VOLUME,))
        self._articles[article.id] = (
            number,
            article.id,
            sortable(article.dated),
            article.title,
            article.canonical_url,
            where.outlet,
            "\n".join(where.names),
            number + statements,
            sortable(article.fetched_at),
            entry.position,
        )
        self._titles.append((number, " ".join(words(article.title))))
        # Kept when a later revision is linked otherwise: old links still lead here.
        self.link(article.id, article.url)
        return number

    def link(self, article_id: str, *urls: str) -> None:
        """From now on these addresses lead to this article."""
        self._links += [(url, article_id) for url in urls]

    def unlink(self, article_id: str) -> None:
        """No address leads to this article any more."""
        self._write_links()
        self._connection.execute("DELETE FROM link WHERE article = ?", (article_id,))

    def drop(self, old: Old) -> None:
        """Delete all rows of an article."""
        second = old.number // ROOM * ROOM
        if self._free.pop(second, None) is not None:
            self.flush()  # so that the tables tell which numbers are free
        run = self._connection.execute
        among = (old.number, old.last)
        run("DELETE FROM statement WHERE number BETWEEN ? AND ?", among)
        run("DELETE FROM unnamed WHERE number BETWEEN ? AND ?", among)
        run("DELETE FROM said WHERE rowid BETWEEN ? AND ?", among)
        run("DELETE FROM appearance WHERE number BETWEEN ? AND ?", among)
        run("DELETE FROM title_words WHERE rowid = ?", (old.number,))
        run("DELETE FROM article WHERE number = ?", (old.number,))

    def flush(self) -> None:
        """Write all that waits."""
        self.flush_tables()
        said, many = _sorted(self.said), _AT_ONCE
        self.said.clear()
        while len(said) >= many:
            some = chain.from_iterable(said[:many])
            self._connection.execute(_SAID + ", (?, ?, ?)" * (many - 1), (*some,))
            del said[:many]
        self._connection.executemany(_SAID, said)

    def flush_tables(self) -> None:
        """Write what waits, but for the words of statements."""
        run = self._connection.executemany
        run("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._articles.values())
        run("INSERT INTO appearance VALUES (?, ?, ?, ?, ?, ?)", _sorted(self.appearance))
        run("INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _sorted(self.statement))
        run("INSERT OR IGNORE INTO volume VALUES (?)", self._volumes)
        run("INSERT INTO unnamed VALUES (?, ?, ?, ?)", _sorted(self.unnamed))
        run("INSERT INTO title_words (rowid, words) VALUES (?, ?)", _sorted(self._titles))
        self._write_links()
        self._articles.clear()
        self._volumes.clear()
        for rows in (self.appearance, self.statement, self.unnamed, self._titles):
            rows.clear()

    def _write_links(self) -> None:
        self._connection.executemany("INSERT OR REPLACE INTO link VALUES (?, ?)", self._links)
        self._links.clear()

    def _take_numbers(self, date: datetime, count: int) -> int:
        """The first of so many numbers that nobody has, in the second of this date."""
        first = first_number(date)
        free = self._free.get(first)
        if free is None:
            row = self._connection.execute(
                "SELECT last + 1 FROM article WHERE number >= ? AND number < ?"
                " ORDER BY number DESC LIMIT 1",
                (first, first + ROOM),
            ).fetchone()
            free = row[0] if row else first
        self._free[first] = free + count
        return free


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=itemgetter(0))


def sortable(date: datetime) -> str:
    """The date so that the order of texts is the order of times."""
    return date.astimezone(UTC).isoformat(timespec="microseconds")
