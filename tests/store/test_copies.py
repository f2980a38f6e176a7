"""Copying the record while it is used, and putting a copy in its place."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import BadInput, NothingFound, StoreError
from bot.store import open_store
from bot.store.copies import back_up, faults_of, known_until, put_back
from tests.store.making import NOON, record


async def fill(data: Path, *articles: str) -> None:
    async with open_store(data) as store:
        for article in articles:
            await store.log.append(record(article))


async def held(data: Path) -> list[str]:
    async with open_store(data, write=False) as store:
        return [entry.record.article.id for entry in await store.log.read(0, 99)]


async def test_a_copy_is_made_beside_a_writer_and_holds_what_was_acknowledged(
    tmp_path: Path,
) -> None:
    copy = tmp_path / "copy.sqlite"
    async with open_store(tmp_path / "data") as store:
        await store.log.append(record("a1"))
        size = back_up(tmp_path / "data", copy, NOON)
        await store.log.append(record("a2"))
    assert size == copy.stat().st_size
    assert faults_of(copy) == []
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == ["copy.sqlite"]
    put_back(tmp_path / "other", copy, "kept")
    assert await held(tmp_path / "other") == ["a1"]


async def test_what_was_there_is_kept_and_the_index_goes(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    await fill(data, "a1")
    back_up(data, copy, NOON)
    await fill(data, "a2", "a3")
    assert (data / "index.sqlite").exists()
    assert put_back(data, copy, "record.sqlite.before") == data / "record.sqlite.before"
    assert not (data / "index.sqlite").exists()
    assert await held(data) == ["a1"]
    (data / "record.sqlite.before").rename(data / "record.sqlite")
    assert await held(data) == ["a1", "a2", "a3"]


async def test_what_was_kept_can_be_put_back_with_all_that_was_written(tmp_path: Path) -> None:
    """Its last writes may stand beside it, in SQLite's log: here of a bot that was killed."""
    data, copy, kept = tmp_path / "data", tmp_path / "copy.sqlite", tmp_path / "kept.sqlite"
    await fill(data, "a1")
    back_up(data, copy, NOON)
    async with open_store(data) as store:
        await store.log.append(record("a2"))
        for suffix in ("", "-wal"):
            part = data / f"record.sqlite{suffix}"
            kept.with_name(kept.name + suffix).write_bytes(part.read_bytes())
    assert kept.with_name("kept.sqlite-wal").stat().st_size
    put_back(data, copy, "before")
    assert await held(data) == ["a1"]
    put_back(data, kept, "before-2")
    assert await held(data) == ["a1", "a2"]


async def test_a_copy_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    await fill(tmp_path / "data", "a1")
    there = tmp_path / "there"
    there.write_text("mine", "utf-8")
    with pytest.raises(BadInput, match="is there already"):
        back_up(tmp_path / "data", there, NOON)
    assert there.read_text("utf-8") == "mine"
    with pytest.raises(BadInput, match="cannot be written"):
        back_up(tmp_path / "data", tmp_path / "no" / "folder", NOON)
    with pytest.raises(NothingFound, match="no record"):
        back_up(tmp_path / "empty", tmp_path / "copy", NOON)


async def test_only_a_whole_copy_is_put_back(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    await fill(data, *(f"a{number}" for number in range(60)))
    back_up(data, copy, NOON)
    damaged = bytearray(copy.read_bytes())
    damaged[8192:12288] = b"\x07" * 4096
    copy.write_bytes(damaged)
    assert faults_of(copy)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    for wrong, why in (
        (copy, "is damaged"),
        (other, "holds no record"),
        (tmp_path / "none", "is not a file"),
        (tmp_path, "is not a file"),
    ):
        with pytest.raises(BadInput, match=why):
            put_back(data, wrong, "kept")
    assert len(await held(data)) == 60


async def test_nothing_is_put_back_under_a_running_bot(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    await fill(data, "a1")
    back_up(data, copy, NOON)
    async with open_store(data):
        with pytest.raises(StoreError, match="Another Pullquote"):
            put_back(data, copy, "kept")


def test_what_is_no_database_is_all_fault(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    path.write_bytes(b"not a database, and long enough to be looked at" * 40)
    assert faults_of(path)


async def test_a_copy_tells_until_when_it_knows_everything(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    async with open_store(data):
        pass
    back_up(data, copy, NOON)
    assert known_until(copy) == NOON
    assert known_until(data / "record.sqlite") is None
    await fill(data, "a1")
    fetched = record("a1").article.fetched_at
    assert known_until(data / "record.sqlite") == fetched
    later = tmp_path / "later.sqlite"
    back_up(data, later, fetched + timedelta(days=1))
    assert known_until(later) == fetched + timedelta(days=1)
    put_back(data, later, "kept")  # and then it went on
    newer = record("a2")
    article = replace(newer.article, fetched_at=fetched + timedelta(days=2))
    async with open_store(data) as store:
        await store.log.append(replace(newer, article=article))
    assert known_until(data / "record.sqlite") == article.fetched_at
    assert known_until(tmp_path / "none") is None


async def test_documents_can_be_carried_over_and_put_into_what_is_put_back(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    async with open_store(data) as store:
        await store.documents.put_many("removal", {"a1": "earlier", "a2": "earlier"})
    back_up(data, copy, NOON)
    async with open_store(data) as store:
        await store.documents.put_many("removal", {"a2": "later", "a3": "later"})
        await store.documents.put_many("removals", {"a4": "later"})
    put_back(data, copy, "kept", put={"restored/last": 5}, carry=["removal"])
    async with open_store(data, write=False) as store:
        kept = await store.documents.all("removal")
        assert kept == {"a1": "earlier", "a2": "later", "a3": "later"}
        assert await store.documents.all("removals") == {}
        assert await store.documents.get("restored", "last") == 5
    (data / "record.sqlite").write_bytes(b"no database " * 5_000)
    put_back(data, copy, "kept-2", carry=["removal"])
    async with open_store(data, write=False) as store:
        assert len(await store.documents.all("removal")) == 2
