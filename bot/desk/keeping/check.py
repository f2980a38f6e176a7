"""Whether the record holds what it says, and the index what the record says.

Every entry of the log is read, every statement's id worked out anew from the words its spans
point to, and every newest article compared with what the index holds of it. Nothing is
changed; each trouble says what to do.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.desk.correcting.words import OPERATOR
from bot.people.across import gather, unnamed
from bot.ports import Documents, Index, RecordLog
from bot.records import Entry, Record, is_statement_id

_BATCH = 200
_REBUILD = "`pullquote reindex` builds the index anew."
_PUT_BACK = "`pullquote restore FILE` puts a good copy back; all other articles are served."
_PUT_BACK_DOCUMENT = (
    "The bot goes on without it; `pullquote restore FILE` puts a good copy of the record back."
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one thing, in a sentence or two that say what to do."""

    subject: str
    sentence: str


@dataclass(slots=True)
class Checked:
    """How much was looked at, and what was found; counts of entries and statements."""

    entries: int = 0
    statements: int = 0
    articles: int = 0


class Check:
    """One look over everything; iterate over ``troubles``, then read ``checked``."""

    def __init__(self, log: RecordLog, documents: Documents, index: Index) -> None:
        self._log = log
        self._documents = documents
        self._index = index
        self.checked = Checked()

    async def troubles(self) -> AsyncIterator[Trouble]:
        """Each trouble as it is found. Raises StoreError where nothing can be read at all."""
        for key, fault in (await self._documents.faults()).items():
            yield Trouble(f"document {key}", f"{fault} {_PUT_BACK_DOCUMENT}")
        end = await self._log.end()
        cursor = await self._index.cursor()
        if cursor > end:
            yield Trouble("index", f"It is ahead of the log ({cursor} of {end}). {_REBUILD}")
        position = 0
        while position < end:
            entries = await self._log.read(position, _BATCH)
            for entry in entries:
                async for trouble in self._between(position, entry.position):
                    yield trouble
                position = entry.position
                async for trouble in self._of_entry(entry, cursor):
                    yield trouble
            if not entries:
                async for trouble in self._between(position, end + 1):
                    yield trouble
                return

    async def _between(self, before: int, after: int) -> AsyncIterator[Trouble]:
        """What is wrong with the entries that were left out between two positions."""
        for position in range(before + 1, after):
            fault = await self._log.fault(position)
            if fault is not None:
                yield Trouble(f"log position {position}", f"{fault} {_PUT_BACK}")

    async def _of_entry(self, entry: Entry, cursor: int) -> AsyncIterator[Trouble]:
        record = entry.record
        self.checked.entries += 1
        self.checked.statements += len(record.statements)
        for statement in _moved_statements(record):
            yield Trouble(
                f"statement {statement}",
                f"Its place in the text of article {record.article.id} (log position"
                f" {entry.position}) holds other words than when it was stored. {_PUT_BACK}",
            )
        newest = await self._log.newest(record.article.id)
        if newest is None:
            yield Trouble(
                f"article {record.article.id}",
                f"Its newest revision cannot be read, though an earlier one can. {_PUT_BACK}",
            )
        elif newest.position == entry.position:
            self.checked.articles += 1
            if entry.position <= cursor and not await self._is_held(record):
                yield Trouble(
                    f"article {record.article.id}",
                    f"The index holds other statements of it than the log. {_REBUILD}",
                )

    async def _is_held(self, record: Record) -> bool:
        shown = {one.id for evidence in gather(record) for one in evidence.statements}
        shown.update(one.id for one in unnamed(record))
        return await self._index.statements_of(record.article.id) == shown


def _moved_statements(record: Record) -> list[str]:
    """Ids of statements whose words or speaker are not those they were made from.

    Where an operator said who spoke, the mention is another one than the engine's.
    """
    article = record.article
    return [
        one.id
        for one in record.statements
        if one.rule != OPERATOR
        and not is_statement_id(one.id, article.id, article.text, one.speaker.mention, one.content)
    ]
