"""Locked, refusing, damaged and foreign files: each says so at the call concerned, once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.desk.keeping.follow import catch_up
from bot.errors import StoreError
from bot.records import Entry
from bot.store import Store, open_store
from tests.store.making import record

RECORD, INDEX = "record.sqlite", "index.sqlite"
PAGE = 4096  # bytes, SQLite's own default


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the write lock of this file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def run_on(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.executescript(sql)


def scribble(path: Path, pages: slice) -> None:
    """Overwrite these pages of the file with nonsense."""
    with path.open("r+b") as file:
        for page in range(path.stat().st_size // PAGE)[pages]:
            file.seek(page * PAGE)
            file.write(b"\xa5" * PAGE)


async def fill(store: Store, articles: int) -> list[Entry]:
    entries = []
    for n in range(articles):
        said = [(f"Ilva Torm{n % 7}", f"Wall number {n} holds, says {k}.") for k in range(20)]
        entry = await store.log.append(record(f"a{n}", *said, hours=n))
        assert entry
        entries.append(entry)
    return entries


async def test_a_locked_record_is_reported_and_nothing_is_lost(tmp_path: Path) -> None:
    async with open_store(tmp_path, busy_seconds=0.1) as store:
        await store.log.append(record("a1"))
        with locked(tmp_path / RECORD):
            for call in (
                store.log.append(record("a2")),
                store.documents.put("feed", "one", 1),
                store.documents.put_many("feed", {"one": 1, "two": 2}),
                store.documents.delete("feed", "one"),
            ):
                with pytest.raises(StoreError, match=r"record\.sqlite is locked by another"):
                    await call
            assert await store.log.end() == 1
            assert await store.documents.all("feed") == {}
        assert await store.log.append(record("a2")) == Entry(2, record("a2"))
        await store.documents.put("feed", "one", 1)
        assert await store.documents.all("feed") == {"one": 1}


async def test_a_write_waits_for_a_short_lock(tmp_path: Path) -> None:
    async with open_store(tmp_path, busy_seconds=30) as store:
        with locked(tmp_path / RECORD):
            append = asyncio.create_task(store.log.append(record("a1")))
            await asyncio.sleep(0.1)
            assert not append.done()
        assert await append == Entry(1, record("a1"))


async def test_the_event_loop_runs_while_a_write_waits(tmp_path: Path) -> None:
    async with open_store(tmp_path, busy_seconds=0.6) as store:
        with locked(tmp_path / RECORD):
            append = asyncio.create_task(store.log.append(record("a1")))
            ticks = 0
            while not append.done():
                await asyncio.sleep(0.01)
                ticks += 1
        with pytest.raises(StoreError):
            await append
        assert ticks >= 10  # a blocked loop would have had one or two


async def test_a_refused_write_fails_at_its_own_call(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        run_on(
            tmp_path / RECORD,
            "CREATE TRIGGER refuse BEFORE INSERT ON record WHEN NEW.key = 'doc/feed/bad'"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END;",
        )
        with pytest.raises(StoreError, match="refused"):
            await store.documents.put_many("feed", {"good": 1, "bad": 2, "other": 3})
        assert await store.log.append(record()) == Entry(1, record())
        assert await store.documents.all("feed") == {}
        await store.documents.put("feed", "good", 1)
        with pytest.raises(StoreError, match="refused"):
            await store.documents.put("feed", "bad", 1)
        assert await store.documents.all("feed") == {"good": 1}


async def test_a_file_that_may_not_grow_is_reported_and_nothing_is_lost(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.log.append(record("a1"))
        vault = store.log._vault
        await store.log._worker.call(vault._ask, "PRAGMA max_page_count = 1")
        with pytest.raises(StoreError, match="the disk is full"):
            await store.log.append(record("a2", ("Ilva Torm", "The wall holds. " * 9_000)))
        assert await store.log.end() == 1
        await store.log._worker.call(vault._ask, "PRAGMA max_page_count = 100000")
        assert await store.log.append(record("a2")) == Entry(2, record("a2"))


async def test_a_cancelled_append_is_whole_or_not_there(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for n in range(10):
            append = asyncio.create_task(store.log.append(record(f"a{n}")))
            await asyncio.sleep(0.0005 * n)
            append.cancel()
            await asyncio.gather(append, return_exceptions=True)
        entries = await store.log.read(0, 99)
        assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
        for entry in entries:
            assert await store.log.newest(entry.record.article.id) == entry


# sqlitedict's thread dies over a row that cannot be read; that is what is tested here.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_damaged_page_is_reported_and_the_rest_is_served(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        entries = await fill(store, 60)
    scribble(tmp_path / RECORD, slice(100, 101))
    async with open_store(tmp_path) as store:
        readable = await store.log.read(0, 1_000)
        assert 40 <= len(readable) < 60
        assert all(entry in entries for entry in readable)
        lost = {entry.position for entry in entries} - {entry.position for entry in readable}
        for entry in entries:
            fault = await store.log.fault(entry.position)
            assert (fault is not None) is (entry.position in lost)
        # Whoever follows comes past it, in batches of any size, and new entries go on.
        after = min(lost) - 1
        batch = await store.log.read(after, 1)
        assert batch == [one for one in readable if one.position > after][:1]
        assert await catch_up(store.log, store.index, 7) == len(readable)
        added = await store.log.append(record("new"))
        assert added is not None
        assert added.position == 61
        assert await store.log.read(60, 9) == [added]


async def test_a_damaged_entry_is_left_out_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_store(tmp_path) as store:
        entries = await fill(store, 3)
    run_on(tmp_path / RECORD, "UPDATE record SET value = '{' WHERE key = 'log/000000000002'")
    async with open_store(tmp_path) as store:
        for _ in range(3):
            assert await store.log.read(0, 9) == [entries[0], entries[2]]
        assert await store.log.newest(entries[1].record.article.id) is None
        assert "damaged" in (await store.log.fault(2) or "")
        assert [await store.log.fault(position) for position in (0, 1, 3, 4)] == [None] * 4
    assert caplog.text.count("log position 2 is left out") == 1


@pytest.mark.parametrize(
    "value",
    [
        "CAST(X'7B22FF227D' AS TEXT)",
        "CAST(replace(CAST(value AS BLOB), X'57616C6C', X'5761FF6C') AS TEXT)",
        "NULL",
        "5",
        "X'80'",
    ],
    ids=["a flipped byte", "one amid braces", "nothing", "a number", "bytes"],
)
async def test_an_entry_damaged_in_any_way_holds_up_nobody(tmp_path: Path, value: str) -> None:
    async with open_store(tmp_path) as store:
        entries = await fill(store, 3)
    statement = f"UPDATE record SET value = {value} WHERE key = 'log/000000000002'"  # noqa: S608
    run_on(tmp_path / RECORD, statement)
    async with open_store(tmp_path) as store:
        damaged = entries[1].record.article
        assert await store.log.read(0, 9) == [entries[0], entries[2]]
        assert await store.log.newest(damaged.id) is None
        assert await store.log.revision(damaged.id) == damaged.revision
        assert await store.log.revision("never") == 0
        fault = await store.log.fault(2)
        assert fault is not None
        assert len(fault) < 400


@pytest.mark.parametrize("content", [b"not a database at all, just words\n" * 300, b"SQLite form"])
async def test_a_foreign_file_is_not_touched(tmp_path: Path, content: bytes) -> None:
    (tmp_path / RECORD).write_bytes(content)
    for write in (True, False):
        with pytest.raises(StoreError, match=r"record\.sqlite is not a database"):
            async with open_store(tmp_path, write=write):
                pass
    assert (tmp_path / RECORD).read_bytes() == content


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be made"):
        async with open_store(tmp_path / "file" / "data"):
            pass


async def answers(store: Store) -> tuple[object, ...]:
    """What the index says about what ``fill`` put in."""
    index = store.index
    torm = (await index.people("torm3", 1))[0].id
    return (
        await index.people("", 50),
        await index.nearest("ilva thorm", 50),
        await index.latest(200),
        await index.titles("wall", 200),
        await index.statements(torm, None, 500, 0),
        await index.statements(torm, "wall holds", 500, 0),
        await index.count(torm, "holds"),
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"no database " * 5_000),
        lambda path: path.write_bytes(b""),
        lambda path: scribble(path, slice(1)),
        lambda path: run_on(path, "PRAGMA user_version = 0"),
        lambda path: run_on(path, "DROP TABLE said"),
    ],
    ids=["deleted", "foreign", "empty", "no header", "other version", "a table gone"],
)
async def test_an_unusable_index_is_built_anew_the_same(tmp_path: Path, spoil: object) -> None:
    async with open_store(tmp_path) as store:
        entries = await fill(store, 30)
        await store.index.follow(entries)
        before = await answers(store)
    spoil(tmp_path / INDEX)  # type: ignore[operator]  # a table of functions
    async with open_store(tmp_path, write=False) as store:
        assert await answers(store) == before  # an index for this reading
    async with open_store(tmp_path) as store:
        assert await store.index.cursor() == 0
        await store.index.follow(entries[:11])
        await store.index.follow(entries[11:])
        assert await answers(store) == before


async def test_damage_found_by_a_question_starts_the_index_anew(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        entries = await fill(store, 60)
        await store.index.follow(entries)
        before = await answers(store)
    async with open_store(tmp_path) as store:
        scribble(tmp_path / INDEX, slice(1, None))
        index = store.index
        found = await asyncio.gather(
            index.people("torm3", 5),
            index.nearest("torm3", 5),
            index.titles("wall", 200),
            index.latest(200),
            return_exceptions=True,
        )
        for answer in found:
            assert isinstance(answer, StoreError)
            assert "index.sqlite was damaged and is being built anew" in str(answer)
        assert index._renewed == 1  # by one of them, for all
        assert await index.cursor() == 0
        await index.follow(entries)
        assert await answers(store) == before


async def test_damage_found_while_following_starts_the_index_anew(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        entries = await fill(store, 60)
        await store.index.follow(entries[:50])
    async with open_store(tmp_path) as store:
        scribble(tmp_path / INDEX, slice(1, None))
        with pytest.raises(StoreError, match="is being built anew"):
            await store.index.follow(entries)
        assert await store.index.cursor() == 0
        await store.index.follow(entries)
        assert len(await store.index.latest(100)) == 60


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        pass
    with pytest.raises(StoreError, match="closed"):
        await store.log.end()
    with pytest.raises(StoreError, match="closed"):
        await store.index.cursor()
