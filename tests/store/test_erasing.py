"""What is erased is gone from the bytes of the file and of all that SQLite keeps beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.records import Arrival, Record
from bot.store import open_store
from tests.store.making import record

SECRET = "Vaterpress-Ommeland"
PADDING = "The wall holds, and nobody doubts it. " * 120


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("record.sqlite*")))


def secret(article: str = "a1", **what: Any) -> Record:
    return record(article, ("Ilva Torm", f"{PADDING} {SECRET} {PADDING}"), **what)


async def test_the_words_of_what_is_removed_are_nowhere(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for n in range(40):
            await store.log.append(record(f"b{n}", ("Ilva Torm", PADDING)))
            if n in (3, 11, 29):
                await store.log.append(secret(revision=n, title=SECRET))
        assert SECRET.encode() in bytes_of(tmp_path)
        await store.log.append(record("a1", title="", revision=29, arrival=Arrival.REMOVED))
        await store.log.compact()
        assert SECRET.encode() not in bytes_of(tmp_path)
        assert len(await store.log.read(0, 99)) == 41


async def test_a_file_of_an_earlier_version_keeps_nothing_either(tmp_path: Path) -> None:
    """It was made without overwriting what is deleted, and without giving room back."""
    path = tmp_path / "record.sqlite"
    async with open_store(tmp_path) as store:
        for n in range(20):
            await store.log.append(secret(f"a{n}"))
    with closing(sqlite3.connect(path)) as old:
        old.executescript("PRAGMA secure_delete=OFF; PRAGMA auto_vacuum=NONE; VACUUM;")
        old.executescript("DELETE FROM record WHERE key = 'log/000000000007';")
    assert bytes_of(tmp_path).count(SECRET.encode()) == 20
    async with open_store(tmp_path) as store:
        await store.log.cut([f"a{n}" for n in range(20)], 20)
        assert not await store.log.give_back()
        await store.log.compact()
        assert SECRET.encode() not in bytes_of(tmp_path)
        assert (await store.log.room()).free == 0


async def test_what_somebody_still_reads_is_told(tmp_path: Path) -> None:
    """They see the file as it was, so it cannot lose what it held."""
    async with open_store(tmp_path, busy_seconds=0.1) as store:
        await store.log.append(secret())
        await store.index.follow(await store.log.read(0, 9))
        for name, compact in (("record", store.log.compact), ("index", store.index.compact)):
            table = {"record": "record", "index": "article"}[name]
            with closing(
                sqlite3.connect(tmp_path / f"{name}.sqlite", isolation_level=None)
            ) as other:
                other.execute("BEGIN")
                other.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
                with pytest.raises(StoreError, match=f"{name}.sqlite is being read by another"):
                    await compact()
            await compact()
        assert len(await store.log.read(0, 9)) == 1
