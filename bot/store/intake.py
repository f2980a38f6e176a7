"""How entries of the log become rows of the index.

A later entry of an article takes the place of the earlier one. What the rows say depends
only on the entries and their order, never on how they were batched, so that an index
built anew gives the same answers.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.records import Article, Entry, Polarity, Record, Statement
from bot.store.names import fold, speaker_id, words

# A number is the second of the article's date, times this, plus a running number.
# 2**24 statements in one second are out of reach, and 39 bits of seconds outlast datetime.
_ROOM = 1 << 24
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def follow(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    """Take in the entries past the cursor and move it, all in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        cursor = connection.execute("SELECT cursor FROM progress").fetchone()[0]
        batch = _Batch(connection)
        for entry in entries:
            if entry.position > cursor:
                batch.take(entry.record)
                cursor = entry.position
        batch.finish()
        connection.execute("UPDATE progress SET cursor = ?", (cursor,))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class _Batch:
    """What one transaction remembers: the numbers of names, and how their counts change."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._names: dict[tuple[str, str, str], tuple[int, int]] = {}
        self._changes: Counter[int] = Counter()

    def take(self, record: Record) -> None:
        """Put the record's rows in the place of those its article had."""
        article = record.article
        self._drop(article.id)
        number = self._add_article(article)
        # Backwards, so that among an article's statements the first one, highest
        # numbered, is also the first of "newest first".
        asserted = [
            statement
            for statement in reversed(record.statements)
            if statement.polarity is Polarity.ASSERTED
        ]
        own = self._free_number("statement", article.dated)
        rows, texts = [], []
        for statement in asserted:
            entity_id = speaker_id(statement.speaker)
            if entity_id is None:
                continue
            name, entity = self._name(entity_id, statement)
            self._changes[name] += 1
            rows.append((own, number, name, entity, statement.confidence, statement.id))
            texts.append((own, str(entity), fold(" ".join(statement.words(article.text)))))
            own += 1
        self._connection.executemany("INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._connection.executemany(
            "INSERT INTO said (rowid, entity, words) VALUES (?, ?, ?)", texts
        )

    def finish(self) -> None:
        """Write the changed counts; drop names and entities that nobody quotes any more."""
        run = self._connection.execute
        entities = set()
        for name, change in self._changes.items():
            entity, left = run(
                "UPDATE name SET statements = statements + ? WHERE number = ?"
                " RETURNING entity, statements",
                (change, name),
            ).fetchone()
            entities.add(entity)
            if not left:
                for table in ("name_words", "name_trigrams"):
                    run(f"DELETE FROM {table} WHERE rowid = ?", (name,))  # noqa: S608
                run("DELETE FROM name WHERE number = ?", (name,))
        for entity in entities:
            self._sum_up(entity)

    def _sum_up(self, entity: int) -> None:
        run = self._connection.execute
        # The longest name is the fullest; among equals the most used.
        fullest = run(
            "SELECT text, kind, sum(statements) OVER () FROM name WHERE entity = ?"
            " ORDER BY length(text) DESC, statements DESC, text, kind LIMIT 1",
            (entity,),
        ).fetchone()
        if fullest is None:
            run("DELETE FROM entity WHERE number = ?", (entity,))
            return
        run(
            "UPDATE entity SET name = ?, kind = ?, statements = ? WHERE number = ?",
            (*fullest, entity),
        )

    def _drop(self, article_id: str) -> None:
        run = self._connection.execute
        article = run("SELECT number FROM article WHERE id = ?", (article_id,)).fetchone()
        if article is None:
            return
        old = run("SELECT number, name FROM statement WHERE article = ?", article).fetchall()
        self._changes.subtract(name for _, name in old)
        self._connection.executemany(
            "DELETE FROM said WHERE rowid = ?", [(number,) for number, _ in old]
        )
        run("DELETE FROM statement WHERE article = ?", article)
        run("DELETE FROM title_words WHERE rowid = ?", article)
        run("DELETE FROM article WHERE number = ?", article)

    def _add_article(self, article: Article) -> int:
        run = self._connection.execute
        number = self._free_number("article", article.dated)
        run(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?)",
            (number, article.id, sortable(article.dated), article.title, article.canonical_url),
        )
        run(
            "INSERT INTO title_words (rowid, words) VALUES (?, ?)",
            (number, " ".join(words(article.title))),
        )
        # Kept when a later revision is linked otherwise: old links still lead here.
        run("INSERT OR REPLACE INTO link VALUES (?, ?)", (article.url, article.id))
        return number

    def _name(self, entity_id: str, statement: Statement) -> tuple[int, int]:
        """The numbers of the speaker's name and entity, made where they are new."""
        speaker = statement.speaker
        key = (entity_id, speaker.name, str(speaker.kind))
        known = self._names.get(key)
        if known is None:
            entity = self._entity(*key)
            known = self._names[key] = (self._name_of(entity, key[1], key[2]), entity)
        return known

    def _entity(self, entity_id: str, name: str, kind: str) -> int:
        run = self._connection.execute
        row = run("SELECT number FROM entity WHERE id = ?", (entity_id,)).fetchone()
        if row is None:
            row = run(
                "INSERT INTO entity (id, kind, name, statements) VALUES (?, ?, ?, 0)"
                " RETURNING number",
                (entity_id, kind, name),
            ).fetchone()
        return int(row[0])

    def _name_of(self, entity: int, text: str, kind: str) -> int:
        run = self._connection.execute
        row = run(
            "SELECT number FROM name WHERE entity = ? AND text = ? AND kind = ?",
            (entity, text, kind),
        ).fetchone()
        if row is not None:
            return int(row[0])
        row = run(
            "INSERT INTO name (entity, text, kind, statements) VALUES (?, ?, ?, 0)"
            " RETURNING number",
            (entity, text, kind),
        ).fetchone()
        folded = " ".join(words(text))
        run("INSERT INTO name_words (rowid, words) VALUES (?, ?)", (row[0], folded))
        run("INSERT INTO name_trigrams (rowid, words) VALUES (?, ?)", (row[0], f" {folded} "))
        return int(row[0])

    def _free_number(self, table: str, date: datetime) -> int:
        first = (date - _EPOCH).days * 86_400 * _ROOM + (date - _EPOCH).seconds * _ROOM
        highest = self._connection.execute(
            f"SELECT max(number) FROM {table} WHERE number >= ? AND number < ?",  # noqa: S608
            (first, first + _ROOM),
        ).fetchone()[0]
        return first if highest is None else int(highest) + 1


def sortable(date: datetime) -> str:
    """The date so that the order of texts is the order of times."""
    return date.astimezone(UTC).isoformat(timespec="microseconds")
