"""Readers beside the writer, empty folders, and what is in the files."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.ports import ANCHORS
from bot.records import Entry
from bot.store import Store, open_store
from tests.store.making import record


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_reading_where_nothing_is_finds_nothing_and_makes_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        async with open_store(folder, write=False) as store:
            assert await store.log.end() == 0
            assert await store.log.read(0, 5) == []
            assert await store.log.newest("a1") is None
            assert await store.documents.all("feed") == {}
            assert await store.index.people("", 5) == []
    assert files_in(tmp_path) == set()


async def test_a_reader_sees_the_file_appear(tmp_path: Path) -> None:
    async with open_store(tmp_path, write=False) as reader:
        assert await reader.log.end() == 0
        async with open_store(tmp_path) as store:
            await store.log.append(record())
            assert await reader.log.end() == 1


async def test_a_reader_may_not_write(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.index.follow([Entry(1, record())])
    async with open_store(tmp_path, write=False) as reader:
        for call in (
            reader.log.append(record()),
            reader.documents.put("feed", "one", 1),
            reader.documents.delete("feed", "one"),
            reader.index.follow([Entry(2, record("a2"))]),
            reader.index.reset(),
        ):
            with pytest.raises(StoreError, match="open for reading only"):
                await call


async def test_one_process_may_not_open_twice_for_writing(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        with pytest.raises(StoreError, match="Another Pullquote is writing"):
            async with open_store(tmp_path):
                pass
        await store.log.append(record())
    async with open_store(tmp_path) as store:
        assert await store.log.end() == 1


async def test_readers_and_the_writer_do_not_wait_for_each_other(tmp_path: Path) -> None:
    async def read(reader: Store) -> None:
        seen = 0
        while seen < 60:
            entries = await reader.log.read(0, 100)
            assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
            assert len(entries) >= seen
            seen = len(entries)
            assert len(await reader.documents.all("pair")) in (0, 2)

    async def write(store: Store) -> None:
        for n in range(60):
            await store.log.append(record(f"a{n}", ("Ilva Torm", "The wall holds.")))
            await store.documents.put_many("pair", {"left": n, "right": n})

    async with (
        open_store(tmp_path) as store,
        open_store(tmp_path, write=False) as one,
        open_store(tmp_path, write=False) as two,
        asyncio.timeout(30),
        asyncio.TaskGroup() as group,
    ):
        group.create_task(write(store))
        group.create_task(read(one))
        group.create_task(read(two))


async def test_the_index_answers_while_it_follows(tmp_path: Path) -> None:
    def batch(first: int) -> list[Entry]:
        said = [("Ilva Torm", f"The wall holds, number {k}.") for k in range(20)]
        return [Entry(n + 1, record(f"a{n}", *said, hours=n)) for n in range(first, first + 100)]

    async with open_store(tmp_path) as store:
        await store.index.follow(batch(0))
        (torm,) = await store.index.people("torm", 1)
        following = asyncio.create_task(store.index.follow(batch(100)))
        counts = []
        while not following.done():
            counts.append(await store.index.count(torm.id, "wall"))
        await following
        assert len(counts) > 3
        assert set(counts) <= {2_000, 4_000}  # a batch is seen whole or not at all
        assert counts == sorted(counts)
        assert await store.index.count(torm.id, "wall") == 4_000


async def test_everything_in_the_record_is_json_under_known_keys(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.log.append(record("a1", ("Ilva Torm", "The wall holds.")))
        await store.documents.put("feed", "one", {"tries": 1})
    with closing(sqlite3.connect(tmp_path / "record.sqlite")) as file:
        rows = dict(file.execute("SELECT key, value FROM record"))
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert sorted(rows) == [
        "article/a1",
        "doc/feed/one",
        "done/a1/1/new/engine-1",
        "log/000000000001",
    ]
    values = {key: json.loads(value) for key, value in rows.items()}
    assert values["article/a1"] == values["done/a1/1/new/engine-1"] == 1
    assert values["doc/feed/one"] == {"tries": 1}
    assert values["log/000000000001"]["format"] == 1


async def test_commits_wait_for_the_disk(tmp_path: Path) -> None:
    async with open_store(tmp_path, busy_seconds=2.5) as store:
        for pragma, value in (("synchronous", 2), ("busy_timeout", 2_500), ("query_only", 0)):
            asked = store.log._worker.call(store.log._vault._ask, f"PRAGMA {pragma}")
            assert await asked == [(value,)]


async def test_nothing_is_left_beside_the_files_when_closed(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.log.append(record())
        async with open_store(tmp_path, write=False) as reader:
            await reader.log.end()
    assert files_in(tmp_path) == {
        "record.sqlite",
        "index.sqlite",
        "writer.lock",
    }


async def test_an_index_for_one_reading_gives_the_ids_that_outlive_their_articles(
    tmp_path: Path,
) -> None:
    async with open_store(tmp_path) as store:
        for article in ("a1", "a2"):
            await store.log.append(record(article, ("Ilva Torm", "The wall holds.")))
        await store.index.follow(await store.log.read(0, 9))
        (torm,) = await store.index.people("torm", 9)
        await store.documents.put_many(ANCHORS, await store.index.heirs(["a1"]))
        await store.log.cut(["a1"], 2)
    (tmp_path / "index.sqlite").unlink()
    async with open_store(tmp_path, write=False) as store:
        assert [one.id for one in await store.index.people("torm", 9)] == [torm.id]
