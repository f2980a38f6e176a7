"""How entries of the log become rows of the index.

A later entry of an article takes the place of the earlier one. What the rows say depends
only on the entries and their order, never on how they were batched, so that an index
built anew gives the same answers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bot.people.across import Evidence, Surroundings, gather, surroundings
from bot.records import Arrival, Entry, Polarity, SpeakerKind
from bot.store import rulings, tables
from bot.store.entities import Entities, Entity
from bot.store.identities import Identities, Told
from bot.store.memory import Memory
from bot.store.names import fold
from bot.store.rows import VOLUME, Rows
from bot.store.spellings import Spellings
from bot.store.summaries import keep_up, sum_up


@dataclass(frozen=True, slots=True)
class _Prepared(Entry):
    """With all that its record tells by itself."""

    where: Surroundings
    evidence: tuple[Evidence, ...]


def prepared(entry: Entry) -> _Prepared:
    """The entry, with what takes longest to work out and needs no look at the index."""
    record = entry.record
    where, evidence = surroundings(record.article), tuple(gather(record))
    return _Prepared(entry.position, record, where, evidence)


def follow(
    connection: sqlite3.Connection,
    entries: Iterable[Entry],
    taken: Callable[[], None] = lambda: None,
    memory: Memory | None = None,
) -> None:
    """Take in the entries past the cursor and move it, all in one transaction.

    ``taken`` is called when it only remains to write, which leaves the interpreter to others.
    ``memory`` is what the last call left to this one.
    """
    tables.let_wait(connection)
    memory = memory or Memory()
    count = 0
    with _transaction(connection):
        memory.recall(connection)
        with _batch(connection, memory) as batch:
            cursor = connection.execute("SELECT cursor FROM progress").fetchone()[0]
            for entry in entries:
                if entry.position > cursor:
                    batch.take(entry)
                    cursor = entry.position
                    count += 1
            connection.execute("UPDATE progress SET cursor = ?", (cursor,))
        taken()
        batch.flush()
    memory.keep(connection, count)


def drop(connection: sqlite3.Connection, article_ids: Sequence[str], upto: int) -> None:
    """Forget these articles, but for those with newer entries, all in one transaction."""
    newer = "SELECT 1 FROM article WHERE id = ? AND position > ?"
    with _transaction(connection), _batch(connection, Memory()) as batch:
        for article_id in article_ids:
            if connection.execute(newer, (article_id, upto)).fetchone() is None:
                batch.forget(article_id)


def anchor(connection: sqlite3.Connection, ids: Mapping[str, str]) -> None:
    """Keep these (entity → statement) for what is followed from now on."""
    with _transaction(connection):
        connection.executemany("INSERT OR REPLACE INTO anchor VALUES (?, ?)", ids.items())
        connection.executemany(  # of an index that has them; one built anew finds out as it goes
            "INSERT OR REPLACE INTO founder SELECT ?, article.id FROM statement_by_id AS statement"
            " JOIN article ON article.number = statement.article WHERE statement.id = ?",
            ids.items(),
        )


@contextmanager
def _batch(connection: sqlite3.Connection, memory: Memory) -> Iterator[_Batch]:
    batch = _Batch(connection, memory)
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

    def __init__(self, connection: sqlite3.Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory
        self._rows = Rows(connection)
        self._spellings = Spellings(connection, memory.names)
        self._entities = Entities(connection, memory.entities)
        self._identities = Identities(
            connection, self._entities, self._spellings, self._rows, memory.alike
        )
        self._moved: dict[str, int] = dict(
            connection.execute("SELECT statement, entity FROM moved")
        )
        self._heard: set[int] = set()  # entities that new statements are shown under

    def take(self, entry: Entry) -> None:
        """Put the record's rows in the place of those its article had."""
        record = entry.record
        article = record.article
        if record.arrival is Arrival.REMOVED:
            self.forget(article.id)
            self._rows.link(article.id, article.canonical_url, article.url)
            return
        gone = self._drop(article.id)
        told = entry if isinstance(entry, _Prepared) else prepared(entry)
        where = told.where
        taken: set[int] = set()
        speakers: list[_Speaker] = []
        for evidence in told.evidence:
            entity = self._identities.place(evidence, where, article.id, taken)
            taken.add(entity)
            self._identities.lead(evidence, article.id, entity)
            speakers.append(_Speaker(evidence, self._entities.get(entity)))
            if gone:
                for statement in evidence.statements:
                    if old := gone.pop(statement.id, None):
                        self._identities.redirect(old, entity)
        self._add(entry, where, speakers)

    def forget(self, article_id: str) -> None:
        """Remove all rows of an article, its addresses too."""
        self._drop(article_id)
        self._rows.unlink(article_id)

    def finish(self) -> None:
        """Write what was held, and lay the rulings over what is new."""
        self._rows.flush_tables()
        identities, spellings = self._identities, self._spellings
        learned = identities.learned | spellings.new
        regrouped = identities.regrouped | spellings.regrouped
        grown = self._heard - regrouped - rulings.involved(self._connection)
        keep_up(self._connection, self._entities, spellings, grown, learned)
        left = self._heard | regrouped | spellings.settle()
        learned |= spellings.new
        learned |= {found.shown for found in map(self._entities.find, learned) if found}
        self._entities.settle()
        identities.settle()
        if rulings.concern(self._connection, identities.disturbed):
            self._rows.flush()
            changed = rulings.lay_over(self._connection, spellings)
            learned |= changed
            grown -= changed
            self._memory.clear()
        for entity in sorted((left | learned) - grown):
            sum_up(self._connection, entity, learned=entity in learned)
            self._memory.forget(entity)

    def flush(self) -> None:
        """Write what still waits after ``finish``."""
        self._rows.flush()

    def _add(self, entry: Entry, where: Surroundings, speakers: list[_Speaker]) -> None:
        """The rows of an article that has none."""
        record, text = entry.record, entry.record.article.text
        speaker_of = {
            one.id: speaker for speaker in speakers for one in speaker.evidence.statements
        }
        # Backwards, so that among an article's statements the first one, highest
        # numbered, is also the first of "newest first".
        said = [s for s in reversed(record.statements) if s.polarity is Polarity.ASSERTED]
        article = self._rows.add_article(entry, where, len(said))
        volume = entry.position // VOLUME
        for number, statement in enumerate(said, article + 1):
            if speaker := speaker_of.get(statement.id):
                speaker.number = number
        heard, rows, wordings = self._heard.add, self._rows.statement, self._rows.said
        for number, statement in enumerate(said, article + 1):
            ident, name = statement.id, statement.speaker
            words = fold(" ".join([text[span.start : span.end] for span in statement.content]))
            speaker = speaker_of.get(ident)
            if speaker is None:
                self._rows.unnamed.append((number, article, fold(name.name), ident))
                wordings.append((number, "", words))
                continue
            entity = self._moved.get(ident) or speaker.entity.shown
            heard(entity)
            row = self._spellings.count(entity, name.name, str(name.kind))
            confidence, how = statement.confidence, str(statement.quotation)
            rows.append(
                (number, article, speaker.number, row, entity, confidence, how, volume, ident)
            )
            wordings.append((number, str(entity), words))
        for speaker in speakers:
            self._add_appearance(article, where.outlet, speaker)

    def _add_appearance(self, article: int, outlet: str, speaker: _Speaker) -> None:
        evidence, entity = speaker.evidence, speaker.entity
        entity.appear(speaker.number, evidence.title, outlet)
        self._entities.altered(entity.number)
        infers = evidence.entity_id is None and evidence.kind is not SpeakerKind.GROUP
        self._rows.appearance.append(
            (
                speaker.number,
                article,
                entity.number,
                "\n".join(evidence.names) if infers else "",
                evidence.title,
                "\n".join(evidence.described) if infers else "",
            )
        )

    def _drop(self, article_id: str) -> dict[str, str]:
        """Remove all rows of an article; (statement → id of its speaker's entity) where that
        entity went with them."""
        old = self._rows.find(article_id)
        if old is None:
            return {}
        run = self._connection.execute
        among = (old.number, old.last)
        names = run("SELECT name FROM statement WHERE number BETWEEN ? AND ?", among).fetchall()
        self._spellings.discount(name for (name,) in names)
        spoke = run(
            "SELECT statement.id, appearance.entity FROM statement"
            " JOIN appearance ON appearance.number = statement.appearance"
            " WHERE statement.number BETWEEN ? AND ?",
            among,
        ).fetchall()
        gone: dict[int, str] = {}
        appeared = run(
            "SELECT entity, names, described FROM appearance WHERE number BETWEEN ? AND ?"
            " ORDER BY number DESC",
            among,
        ).fetchall()
        for entity, names, described in appeared:
            told = Told(names.splitlines(), described.splitlines(), old.around)
            if entity_id := self._identities.forget(entity, told):
                gone[entity] = entity_id
        self._rows.drop(old)
        return {statement: gone[entity] for statement, entity in spoke if entity in gone}


@dataclass(slots=True)
class _Speaker:
    """Who speaks in an article; ``number`` is that of its first statement, the highest."""

    evidence: Evidence
    entity: Entity
    number: int = 0
