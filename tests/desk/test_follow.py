"""Catching up: batch after batch, the next one read while the one before is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.desk.keeping.follow import catch_up
from bot.errors import StoreError
from bot.ports import Index, RecordLog
from bot.records import Entry
from bot.store import Store, open_store
from tests.store.making import record


class Noted:
    """Stands in front of a store's log and index, and notes in what order they are used."""

    def __init__(self, store: Store, fails_at: int | None = None) -> None:
        self._store = store
        self._fails_at = fails_at
        self.seen: list[Any] = []

    async def read(self, after: int, limit: int) -> list[Entry]:
        self.seen.append(("read", after))
        return await self._store.log.read(after, limit)

    async def prepare(self, entries: Sequence[Entry]) -> list[Entry]:
        return await self._store.index.prepare(entries)

    async def follow(self, entries: Iterable[Entry], taken: Callable[[], None]) -> None:
        held = list(entries)
        self.seen.append([entry.position for entry in held])
        if self._fails_at in self.seen[-1]:
            raise StoreError("index", "It refuses.")

        def told() -> None:
            self.seen.append("taken")
            taken()

        await self._store.index.follow(held, told)

    async def end(self) -> int:
        return await self._store.log.end()

    async def cursor(self) -> int:
        return await self._store.index.cursor()


def ports(noted: Noted) -> tuple[RecordLog, Index]:
    return noted, noted  # type: ignore[return-value]


async def test_the_next_batch_is_read_when_one_is_taken_in(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for number in range(5):
            await store.log.append(record(f"a{number}"))
        noted = Noted(store)
        assert await catch_up(*ports(noted), 2) == 5
        first, second = [("read", 0), [1, 2], "taken", ("read", 2)], [[3, 4], "taken", ("read", 4)]
        assert noted.seen == [*first, *second, [5], "taken", ("read", 5)]
        assert await store.index.latest(9) == [f"a{number}" for number in (4, 3, 2, 1, 0)]


async def test_nothing_goes_on_where_a_batch_is_refused(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for number in range(5):
            await store.log.append(record(f"a{number}"))
        with pytest.raises(StoreError, match="It refuses"):
            await catch_up(*ports(Noted(store, fails_at=3)), 2)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert await store.index.cursor() == 2
        assert await catch_up(store.log, store.index, 2) == 3
