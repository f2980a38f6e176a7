"""Disks that are full or may only be read, and files that others hold: said, and nothing lost.

Tests run as root, whom permissions do not stop: a full disk is a limit on what a process may
write, or on how large a file may grow; one that may only be read is opened so.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.desk.keeping.check import Check
from bot.desk.keeping.follow import catch_up
from bot.errors import StoreError
from bot.store import Store, open_store
from tests.desk.world import HandClock
from tests.faults.child import NEWS, data_of, discord_of, open_bot, run_on_a_full_disk, sent
from tests.faults.scene import BEGIN, Scene, lasts
from tests.store.making import record

FULL = ("cannot grow, the disk is full", "cannot be read or written, its disk fails")
LATER = timedelta(minutes=10)


async def test_a_disk_that_fills_up_at_any_point_loses_nothing_and_repeats_nothing(
    scene: Scene,
) -> None:
    points = [name for name in await scene.points() if lasts(name) and "after" not in name]
    wrongs = []
    for number, name in enumerate(points):
        folder = scene.copy(f"full-{number}")
        told = folder / "told.json"
        errand = replace(scene.errand(folder), kill=(name, 1), points=told)
        assert await sent(errand, run_on_a_full_disk) == 0, name
        sentences = json.loads(told.read_text("utf-8"))
        assert sentences, name
        wrongs += [f"{name}: {one}" for one in sentences if not any(why in one for why in FULL)]
        assert await scene.finish(folder, LATER) == 0
        wrongs += [f"{name}: {one}" for one in await scene.wrongs(folder)]
    assert not wrongs, "\n".join(wrongs)


async def test_an_index_that_may_not_grow_follows_when_there_is_room(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for number in range(20):
            said = ("Ilva Torm", f"The wall holds, says {number}. " * 200)
            await store.log.append(record(f"a{number}", said))
        writer = store.index._writer
        await writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1"))
        with pytest.raises(StoreError, match=r"index\.sqlite cannot grow, the disk is full"):
            await catch_up(store.log, store.index)
        assert await store.index.cursor() == 0
        await writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 100000"))
        assert await catch_up(store.log, store.index) == 20
        check = Check(store.log, store.documents, store.index)
        assert [one async for one in check.troubles()] == []


async def set_read_only(store: Store, on: bool) -> None:
    pragma = f"PRAGMA query_only = {int(on)}"
    await store.log._worker.call(store.log._vault._ask, pragma)
    await store.index._writer.run(lambda connection: connection.execute(pragma))


async def test_a_disk_that_becomes_read_only_is_told_and_nothing_is_lost(scene: Scene) -> None:
    folder, clock = scene.copy("read-only"), HandClock(BEGIN)
    errand, discord = scene.errand(folder), discord_of(folder, clock)
    async with open_bot(folder, errand.feed, clock) as bot:
        await set_read_only(bot.store, True)
        told = await bot.round_in_trouble(discord)
        assert {*told} == {"record.sqlite may not be written; check its permissions and its disk."}
        assert len(discord.shown(NEWS)) == 1
        await set_read_only(bot.store, False)
        await bot.round(discord)
    discord.close()
    assert await scene.finish(folder, LATER) == 0
    assert await scene.wrongs(folder) == []


def test_a_folder_that_may_only_be_read_answers_and_takes_nothing_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Harbour opens\n\n“We open today,” said Marta Velling, the mayor of Orrin.")
    data = ["--data", str(tmp_path / "data")]
    assert main(["add", str(article), *data]) == 0
    article.write_text(f"{article.read_text()} She smiled.")
    connect = sqlite3.connect

    def opened(database: Any, *args: Any, **kwargs: Any) -> sqlite3.Connection:
        if not str(database).startswith("file:"):
            database = f"{Path(database).as_uri()}?mode=ro"
        return connect(database, *args, **{**kwargs, "uri": True})

    monkeypatch.setattr(sqlite3, "connect", opened)
    capsys.readouterr()
    for command in (["add", str(article)], ["run"], ["reindex"]):
        assert main([*command, *data]) == 2
        assert (
            capsys.readouterr()
            .err.strip()
            .endswith("may not be written; check its permissions and its disk.")
        )
    assert main(["quotes", "Velling", *data]) == 0
    assert "“We open today,”" in capsys.readouterr().out


async def test_an_index_that_another_program_holds_delays_nothing_but_itself(
    scene: Scene,
) -> None:
    folder, clock = scene.copy("locked"), HandClock(BEGIN)
    errand, discord = scene.errand(folder), discord_of(folder, clock)
    async with open_bot(folder, errand.feed, clock) as bot:
        await bot.store.index._writer.run(lambda one: one.execute("PRAGMA busy_timeout = 50"))
        with closing(sqlite3.connect(data_of(folder) / "index.sqlite")) as other:
            other.execute("BEGIN IMMEDIATE")
            told = await bot.round_in_trouble(discord)
        assert told == ["index.sqlite is locked by another program; close that and try again."]
        assert len(discord.shown(NEWS)) == 3
    discord.close()
    assert await scene.finish(folder, LATER) == 0
    assert await scene.wrongs(folder) == []
