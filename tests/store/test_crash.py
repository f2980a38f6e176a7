"""``kill -9`` at any moment: what was acknowledged is there, and nothing is half-written."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.records import Entry
from bot.store import open_store, tables
from bot.store.intake import follow
from tests.store.making import record

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def writer(folder: Path, first: int = 0) -> Iterator[subprocess.Popen[str]]:
    """Another process that appends to this folder, killed at the end at the latest."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.appender", str(folder), str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def killed_after(folder: Path, first: int, acknowledged: int, moment: float) -> int:
    """The last number that was acknowledged before the kill."""
    with writer(folder, first) as process:
        assert process.stdout
        for _ in range(acknowledged):
            process.stdout.readline()
        time.sleep(moment)
        process.kill()
        told = process.stdout.read().split()
    return int(told[-1]) if told else first + acknowledged - 1


async def test_every_acknowledged_record_survives_kills(tmp_path: Path) -> None:
    first = 0
    for acknowledged in (1, 7, 20, 33, 4):
        last = killed_after(tmp_path, first, acknowledged, random.uniform(0, 0.03))
        async with open_store(tmp_path) as store:
            entries = await store.log.read(0, 10_000)
            stored = [int(entry.record.article.id[1:]) for entry in entries]
            assert stored[: last + 1] == list(range(last + 1))
            assert len(stored) - (last + 1) in (0, 1)  # one may be stored and not acknowledged
            assert [entry.position for entry in entries] == list(range(1, len(stored) + 1))
            pair = await store.documents.all("pair")
            assert pair["left"] == pair["right"] >= last - 1
            await store.index.follow(entries)
            assert len(await store.index.latest(10_000)) == len(entries)
            (torm,) = await store.index.people("torm", 2)
            assert torm.statements == len(entries)
            assert await store.log.newest(f"a{last}") == entries[last]
        first = len(stored)


async def test_a_second_writer_is_told_and_a_killed_one_makes_way(tmp_path: Path) -> None:
    with writer(tmp_path) as process:
        assert process.stdout
        process.stdout.readline()
        with pytest.raises(StoreError, match="Another Pullquote is writing"):
            async with open_store(tmp_path):
                pass
        async with open_store(tmp_path, write=False) as reader:
            seen = await reader.log.end()
            assert seen >= 1
            assert len(await reader.log.read(0, 10_000)) >= seen
            assert await reader.log.newest("a0") is not None
        process.stdout.readline()  # the writer goes on
    async with open_store(tmp_path) as store:
        assert await store.log.end() >= seen


def test_a_follower_stopped_inside_a_batch_starts_again_from_its_cursor(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    good, bad = Entry(1, record("a1", ("Ilva Torm", "One."))), Entry(2, object())  # type: ignore[arg-type]  # bad on purpose
    connection = tables.connect(path, write=True)
    tables.build(connection)
    with pytest.raises(AttributeError):
        follow(connection, [good, bad])
    connection.close()
    with sqlite3.connect(path) as again:
        assert again.execute("SELECT cursor FROM progress").fetchone() == (0,)
        assert again.execute("SELECT count(*) FROM statement").fetchone() == (0,)
    again.close()
