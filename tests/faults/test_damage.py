"""Damage while the bot is at work, and a second bot on its folder: what else goes on as before."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.cli import main
from bot.config import Settings
from bot.errors import StoreError
from bot.records import Record
from bot.store import open_store
from tests.desk.world import HandClock, until
from tests.faults.child import GUILD, NEWS, data_of, discord_of, open_bot
from tests.faults.desk import newsdesk
from tests.faults.discord import FakeDiscord
from tests.faults.scene import BEGIN, Scene
from tests.store.making import record
from tests.store.test_trouble import INDEX, RECORD, scribble

ROOT = Path(__file__).resolve().parents[2]


async def test_an_index_that_breaks_under_a_serving_bot_is_built_anew_beside_it(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path)
    async with open_store(tmp_path) as store:
        for number in range(60):
            await store.log.append(long_record(number))
    async with App.opened(settings) as app:
        await app.desk.subscriptions.subscribe(GUILD, NEWS, "everything")
        before = await app.desk.answers.quotes("Torm")
    async with App.opened(settings) as app:
        scribble(tmp_path / INDEX, slice(1, None))
        with pytest.raises(StoreError, match="is being built anew; try again in a minute"):
            await app.desk.answers.quotes("Torm")
        discord = FakeDiscord(app._clock)
        await app._log.append(record("last"))
        work = asyncio.create_task(app.work(discord))
        await until(lambda: discord.shown(NEWS) == ["last"])
        async with asyncio.timeout(20):
            while await app._index.cursor() < 61:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await app.desk.answers.quotes("Torm") == before
        assert [one async for one in app.check().troubles()] == []
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


def long_record(number: int) -> Record:
    said = [("Ilva Torm", f"The wall holds, says {number} and {k}.") for k in range(20)]
    return record(f"a{number:02}", *said)


# sqlitedict's thread dies over a row that cannot be read; that is what is tested here.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_damaged_page_of_the_log_is_told_the_rest_posted_and_a_copy_brings_it_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, copy, clock = tmp_path / "data", tmp_path / "copy.sqlite", HandClock()
    discord = FakeDiscord(clock)
    async with open_store(data) as store:
        desk = newsdesk(store.log, store.documents, clock, [])
        await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
        for number in range(60):
            await store.log.append(long_record(number))
    assert await asyncio.to_thread(main, ["backup", str(copy), "--data", str(data)]) == 0
    scribble(data / RECORD, slice(100, 101))
    async with open_store(data) as store:
        desk = newsdesk(store.log, store.documents, clock, [])
        await desk.delivery.deliver(discord)
        readable = [entry.record.article.id for entry in await store.log.read(0, 100)]
        assert 40 <= len(readable) < 60
        assert discord.shown(NEWS) == readable
    assert await asyncio.to_thread(main, ["check", "--data", str(data)]) != 0
    told = capsys.readouterr().out
    assert "log position" in told
    assert "`pullquote restore FILE` puts a good copy back; all other articles are served." in told
    assert await asyncio.to_thread(main, ["restore", str(copy), "--data", str(data)]) == 0
    assert await asyncio.to_thread(main, ["check", "--data", str(data)]) == 0


async def test_a_second_bot_on_one_folder_says_so_and_leaves(scene: Scene) -> None:
    folder, clock = scene.copy("two"), HandClock(BEGIN)
    errand, discord = scene.errand(folder), discord_of(folder, clock)
    async with open_bot(folder, errand.feed, clock) as bot:
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "run", "--data", str(data_of(folder))),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(30):
            out, told = await second.communicate()
        assert second.returncode == 2
        assert f"Another Pullquote is writing to {data_of(folder)}; stop it" in told.decode()
        assert "Traceback" not in told.decode()
        assert out == b""
        await bot.round(discord)
    discord.close()
    assert await scene.finish(folder, timedelta(minutes=5)) == 0
    assert await scene.wrongs(folder) == []
