"""How entries of the log become rows of the index.

A later entry of an article takes the place of the earlier one. What the rows say depends
only on the entries and their order, never on how they were batched, so that an index
built anew gives the same answers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.people.across import Evidence, Surroundings, gather, surroundings
from bot.records import Arrival, Article, Entry, Record, SpeakerKind
from bot.store import rulings
from bot.store.identities import Identities, Told
from bot.store.names import fold, words
from bot.store.numbers import ROOM, first_number
from bot.store.spellings import Spellings
from bot.store.summaries import sum_up


def follow(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    """Take in the entries past the cursor and move it, all in one transaction."""
    with _batch(connection) as batch:
        cursor = connection.execute("SELECT cursor FROM progress").fetchone()[0]
        for entry in entries:
            if entry.position > cursor:
                batch.take(entry)
                cursor = entry.position
        connection.execute("UPDATE progress SET cursor = ?", (cursor,))


def drop(connection: sqlite3.Connection, article_ids: Sequence[str], upto: int) -> None:
    """Forget these articles, but for those with newer entries, all in one transaction."""
    newer = "SELECT 1 FROM article WHERE id = ? AND position > ?"
    with _batch(connection) as batch:
        for article_id in article_ids:
            if connection.execute(newer, (article_id, upto)).fetchone() is None:
                batch.forget(article_id)


def anchor(connection: sqlite3.Connection, ids: Mapping[str, str]) -> None:
    """Keep these (entity → statement) for what is followed from now on."""
    with _transaction(connection):
        connection.executemany("INSERT OR REPLACE INTO anchor VALUES (?, ?)", ids.items())
        connection.executemany(  # of an index that has them; one built anew finds out as it goes
            "INSERT OR REPLACE INTO founder SELECT ?, article.id FROM statement"
            " JOIN article ON article.number = statement.article WHERE statement.id = ?",
            ids.items(),
        )


@contextmanager
def _batch(connection: sqlite3.Connection) -> Iterator[_Batch]:
    with _transaction(connection):
        batch = _Batch(connection)
        yield batch
        batch.finish()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class _Batch:
    """What one transaction remembers until it is finished."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._spellings = Spellings(connection)
        self._identities = Identities(connection, self._spellings)
        self._moved: dict[str, int] = dict(
            connection.execute("SELECT statement, entity FROM moved")
        )
        self._touched: set[int] = set()

    def take(self, entry: Entry) -> None:
        """Put the record's rows in the place of those its article had."""
        record = entry.record
        article = record.article
        if record.arrival is Arrival.REMOVED:
            self.forget(article.id)
            self._link(article.id, article.canonical_url, article.url)
            return
        gone = self._drop(article.id)
        where = surroundings(article)
        number = self._add_article(article, where, entry.position)
        taken: set[int] = set()
        speakers: dict[str, tuple[int, int]] = {}
        for evidence in gather(record):
            entity = self._identities.place(evidence, where, article.id, taken)
            taken.add(entity)
            self._identities.lead(evidence, article.id, entity)
            appearance = self._appear(number, entity, evidence)
            for statement in evidence.statements:
                speakers[statement.id] = (entity, appearance)
                if old := gone.pop(statement.id, None):
                    self._identities.redirect(old, entity)
        self._add_statements(record, number, speakers)

    def forget(self, article_id: str) -> None:
        """Remove all rows of an article, its addresses too."""
        self._drop(article_id)
        self._connection.execute("DELETE FROM link WHERE article = ?", (article_id,))

    def finish(self) -> None:
        """Write what was counted, and lay the rulings over what is new."""
        self._identities.settle()
        self._touched |= self._spellings.settle()
        learned = self._identities.learned | self._spellings.new
        learned |= {self._shown(entity) for entity in learned}
        if rulings.concern(self._connection, self._identities.disturbed):
            changed = rulings.lay_over(self._connection, self._spellings)
            learned |= changed
        for entity in sorted(self._touched | learned):
            sum_up(self._connection, entity, learned=entity in learned)

    def _add_statements(
        self, record: Record, article: int, speakers: dict[str, tuple[int, int]]
    ) -> None:
        text = record.article.text
        own = self._free_number("statement", record.article.dated)
        rows, texts = [], []
        shown = {entity: self._shown(entity) for entity, _ in speakers.values()}
        # Backwards, so that among an article's statements the first one, highest
        # numbered, is also the first of "newest first".
        for statement in reversed(record.statements):
            if statement.id not in speakers:
                continue
            inferred, appearance = speakers[statement.id]
            entity = self._moved.get(statement.id) or shown[inferred]
            speaker = statement.speaker
            name = self._spellings.count(entity, speaker.name, str(speaker.kind))
            self._touched.add(inferred)
            how = statement.quotation.value
            rows.append(
                (own, article, appearance, name, entity, statement.confidence, how, statement.id)
            )
            texts.append((own, str(entity), fold(" ".join(statement.words(text)))))
            own += 1
        self._connection.executemany("INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._connection.executemany(
            "INSERT INTO said (rowid, entity, words) VALUES (?, ?, ?)", texts
        )

    def _appear(self, article: int, entity: int, evidence: Evidence) -> int:
        self._identities.count(entity, 1)
        infers = evidence.entity_id is None and evidence.kind is not SpeakerKind.GROUP
        inserted = self._connection.execute(
            "INSERT INTO appearance (article, entity, names, title, described)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                article,
                entity,
                "\n".join(evidence.names) if infers else "",
                evidence.title,
                "\n".join(evidence.described) if infers else "",
            ),
        )
        return _row_number(inserted)

    def _shown(self, entity: int) -> int:
        found = "SELECT shown FROM entity WHERE number = ?"
        row = self._connection.execute(found, (entity,)).fetchone()
        return int(row[0]) if row else entity

    def _drop(self, article_id: str) -> dict[str, str]:
        """Remove all rows of an article; (statement → id of its speaker's entity) where that
        entity went with them."""
        run = self._connection.execute
        row = run("SELECT number, around FROM article WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return {}
        article, around = (row[0],), row[1].splitlines()
        old = run("SELECT number, name FROM statement WHERE article = ?", article).fetchall()
        self._spellings.discount(name for _, name in old)
        spoke = run(
            "SELECT statement.id, appearance.entity FROM statement"
            " JOIN appearance ON appearance.number = statement.appearance"
            " WHERE statement.article = ?",
            article,
        ).fetchall()
        gone: dict[int, str] = {}
        appeared = run(
            "SELECT entity, names, described FROM appearance WHERE article = ?", article
        ).fetchall()
        for entity, names, described in appeared:
            self._identities.count(entity, -1)
            self._identities.forget(
                entity, Told(names.splitlines(), described.splitlines(), around)
            )
            if entity_id := self._identities.bury(entity):
                gone[entity] = entity_id
        self._connection.executemany(
            "DELETE FROM said WHERE rowid = ?", [(number,) for number, _ in old]
        )
        for table in ("statement", "appearance"):
            run(f"DELETE FROM {table} WHERE article = ?", article)  # noqa: S608
        run("DELETE FROM title_words WHERE rowid = ?", article)
        run("DELETE FROM article WHERE number = ?", article)
        return {statement: gone[entity] for statement, entity in spoke if entity in gone}

    def _add_article(self, article: Article, where: Surroundings, position: int) -> int:
        run = self._connection.execute
        number = self._free_number("article", article.dated)
        run(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                article.id,
                sortable(article.dated),
                article.title,
                article.canonical_url,
                where.outlet,
                "\n".join(where.names),
                sortable(article.fetched_at),
                position,
            ),
        )
        run(
            "INSERT INTO title_words (rowid, words) VALUES (?, ?)",
            (number, " ".join(words(article.title))),
        )
        # Kept when a later revision is linked otherwise: old links still lead here.
        self._link(article.id, article.url)
        return number

    def _link(self, article_id: str, *urls: str) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO link VALUES (?, ?)", [(url, article_id) for url in urls]
        )

    def _free_number(self, table: str, date: datetime) -> int:
        first = first_number(date)
        highest = self._connection.execute(
            f"SELECT max(number) FROM {table} WHERE number >= ? AND number < ?",  # noqa: S608
            (first, first + ROOM),
        ).fetchone()[0]
        return first if highest is None else int(highest) + 1


def _row_number(inserted: sqlite3.Cursor) -> int:
    number = inserted.lastrowid
    assert number is not None  # one row was inserted
    return number


def sortable(date: datetime) -> str:
    """The date so that the order of texts is the order of times."""
    return date.astimezone(UTC).isoformat(timespec="microseconds")
