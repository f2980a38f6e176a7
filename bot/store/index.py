"""The search index (``ports.Index``): what answers are looked up in, derived from the log.

It follows on one thread and connection and answers on another, so that an answer never
waits for a batch. A file that is damaged, or of another version, is dropped: the cursor is
then 0 and the next catch-up builds it anew.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from bot.errors import StoreError
from bot.ports import ANY, About, Activity, Aged, Dossier, Heard, Named, Outlet, Ruling, Within
from bot.records import Entry
from bot.sentences import say
from bot.store import activity, dossier, heard, intake, lookups, rulings, sayings, tables
from bot.store.memory import Memory
from bot.store.trouble import is_damaged, store_error
from bot.store.worker import Worker

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class SqliteIndex:
    """``ports.Index`` in one SQLite file. Raises StoreError."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self._path = path
        self._write = write
        self._writer = _Side(path, "search index", write=True)
        self._reader = _Side(path, "search index", write=False)
        self._changing = asyncio.Lock()
        self._renewed = 0  # how often the file was dropped
        self._memory = Memory()  # the writer's

    async def open(self) -> bool:
        """Make ready; False where there is nothing usable to read. Raises StoreError."""
        if not self._write and not self._path.exists():
            return False
        side = self._writer if self._write else self._reader
        try:
            usable = await side.run(tables.is_current)
        except sqlite3.Error as error:
            if not is_damaged(error):
                raise store_error(self._path, error) from error
            usable = False
        if self._write and not usable:
            await self._renew(self._renewed)
            return True
        return usable

    async def close(self) -> None:
        """Close the file; what was followed is kept."""
        await self._reader.close()
        await self._writer.close()

    async def cursor(self) -> int:
        return await self._ask(lookups.cursor)

    async def prepare(self, entries: Sequence[Entry]) -> list[Entry]:
        # On a thread of its own: one side is writing then, and the other has to answer.
        return await asyncio.to_thread(lambda: [intake.prepared(entry) for entry in entries])

    async def follow(
        self, entries: Iterable[Entry], taken: Callable[[], None] = lambda: None
    ) -> None:
        loop = asyncio.get_running_loop()

        def tell() -> None:
            loop.call_soon_threadsafe(taken)

        await self._change(intake.follow, entries, tell, self._memory)

    async def drop(self, article_ids: Sequence[str], upto: int) -> None:
        await self._change(intake.drop, article_ids, upto)

    async def heirs(self, article_ids: Sequence[str], also: Sequence[str] = ()) -> dict[str, str]:
        return await self._ask(lookups.heirs, article_ids, also)

    async def anchor(self, ids: Mapping[str, str]) -> None:
        await self._change(intake.anchor, ids)

    async def compact(self) -> None:
        await self._change(tables.compact)

    async def reset(self) -> None:
        await self._change(tables.build)

    async def rule(self, wanted: Sequence[Ruling]) -> None:
        await self._change(rulings.rule, wanted)

    async def latest(
        self, limit: int, before: tuple[str, str] | None = None, *, outlet: str | None = None
    ) -> list[str]:
        """As the port says; ``before`` takes any ISO 8601 date, and equal dates go by id."""
        return await self._ask(lookups.latest, limit, before, outlet)

    async def outlets(self) -> list[Outlet]:
        return await self._ask(lookups.outlets)

    async def people(self, name: str, limit: int) -> list[Named]:
        return await self._ask(lookups.people, name, limit)

    async def person(self, entity_id: str) -> Named | None:
        return await self._ask(lookups.person, entity_id)

    async def dossier(self, entity_id: str) -> Dossier | None:
        return await self._ask(dossier.dossier, entity_id)

    async def activity(self, entity_id: str) -> Activity:
        return await self._ask(activity.activity, entity_id)

    async def quoted_in(self, entity_id: str, limit: int) -> list[str]:
        return await self._ask(activity.quoted_in, entity_id, limit)

    async def speakers(self, article_ids: Sequence[str]) -> list[tuple[Named, str, int]]:
        return await self._ask(activity.speakers, article_ids)

    async def alike(self, words: Sequence[str], limit: int) -> list[tuple[str, str]]:
        return await self._ask(lookups.alike, words, limit)

    async def speaker_of(self, statement_id: str) -> str | None:
        return await self._ask(lookups.speaker_of, statement_id)

    async def nearest(self, name: str, limit: int) -> list[Named]:
        return await self._ask(lookups.nearest, name, limit)

    async def statements(
        self,
        entity_id: str,
        about: About,
        limit: int,
        offset: int,
        within: Within = ANY,
        *,
        oldest_first: bool = False,
    ) -> list[tuple[str, str]]:
        """As the port says; ``about`` ignores English endings."""
        wanted = (entity_id, about, within)
        return await self._ask(sayings.statements, wanted, limit, offset, oldest_first)

    async def count(self, entity_id: str, about: About, within: Within = ANY) -> int:
        return await self._ask(sayings.count, (entity_id, about, within))

    async def counts(
        self, entity_id: str, about: About, sure: float, within: Within = ANY
    ) -> tuple[int, int]:
        return await self._ask(sayings.counts, (entity_id, about, within), sure)

    async def said(self, words: str, limit: int) -> list[Heard]:
        return await self._ask(heard.said, words, limit)

    async def held(self, statement_ids: Sequence[str]) -> dict[str, str]:
        return await self._ask(sayings.held, statement_ids)

    async def titles(self, words: str, limit: int) -> list[tuple[str, str]]:
        """As the port says; a word may be the start of a title's, and no words are all."""
        return await self._ask(lookups.titles, words, limit)

    async def article_of(self, statement_id: str) -> str | None:
        return await self._ask(lookups.article_of, statement_id)

    async def oldest(self, limit: int, *, before: datetime | None, upto: int) -> list[Aged]:
        return await self._ask(lookups.oldest, limit, before, upto)

    async def statements_of(self, article_id: str) -> set[str]:
        return await self._ask(lookups.statements_of, article_id)

    async def by_url(self, url: str) -> str | None:
        return await self._ask(lookups.by_url, url)

    async def _ask(self, question: Callable[[sqlite3.Connection, *Ts], T], *args: *Ts) -> T:
        renewed = self._renewed
        try:
            return await self._reader.run(question, *args)
        except sqlite3.Error as error:
            raise await self._trouble(error, renewed) from error

    async def _change(self, work: Callable[[sqlite3.Connection, *Ts], None], *args: *Ts) -> None:
        if not self._write:
            raise StoreError(
                str(self._path), f"{self._path.name} is open for reading only; open it for writing."
            )
        renewed = self._renewed
        try:
            async with self._changing:
                await self._writer.run(work, *args)
        except sqlite3.Error as error:
            raise await self._trouble(error, renewed) from error

    async def _trouble(self, error: sqlite3.Error, renewed: int) -> StoreError:
        """What to raise for this error; a damaged file has then been replaced."""
        if not (self._write and is_damaged(error)):
            return store_error(self._path, error)
        await self._renew(renewed)
        return StoreError(
            str(self._path),
            say(
                "{file} was damaged and is being built anew; try again in a minute.",
                file=self._path.name,
            ),
        )

    async def _renew(self, renewed: int) -> None:
        """Put an empty file in its place, unless another call has done so since ``renewed``."""
        async with self._changing:
            if renewed != self._renewed:
                return
            self._renewed += 1
            # Nobody may have the old file open when it goes: the writer cannot open it
            # again while this holds the lock, nor the reader while its thread is used.
            await self._writer.disconnect()
            await self._reader.replace()


class _Side:
    """One thread with one connection, opened when first needed."""

    def __init__(self, path: Path, name: str, *, write: bool) -> None:
        self._path = path
        self._write = write
        self._worker = Worker(name)
        self._connection: sqlite3.Connection | None = None

    async def run(self, work: Callable[[sqlite3.Connection, *Ts], T], *args: *Ts) -> T:
        return await self._worker.call(self._run, lambda connection: work(connection, *args))

    async def disconnect(self) -> None:
        await self._worker.call(self._disconnect)

    async def replace(self) -> None:
        """Disconnect, drop the file and make an empty one."""
        await self._worker.call(self._replace)

    async def close(self) -> None:
        await self._worker.close(self._disconnect)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = tables.connect(self._path, write=self._write)
        return work(self._connection)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _replace(self) -> None:
        self._disconnect()
        tables.remove(self._path)
        with closing(tables.connect(self._path, write=True)) as connection:
            tables.build(connection)
