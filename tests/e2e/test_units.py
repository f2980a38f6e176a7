"""The standing work as a whole: what crashes is counted, what listens is asked."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App, supervision
from bot.app.supervision import supervised
from bot.config import HealthSettings, Settings
from bot.desk.pulse import Pulse
from bot.errors import StoreError
from tests.desk.world import FakeChannels, HandClock, until


@asynccontextmanager
async def at_work(settings: Settings) -> AsyncIterator[App]:
    async with App.opened(settings) as app:
        app.desk.pulse.connected()
        work = asyncio.create_task(app.work(FakeChannels(HandClock())))
        try:
            yield app
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


def listening_at(port: int, data: Path) -> Settings:
    return Settings(data_dir=data, health=HealthSettings(listen=f"127.0.0.1:{port}"))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def health(port: int) -> tuple[int, dict[str, Any]] | None:
    try:
        async with aiohttp.request("GET", f"http://127.0.0.1:{port}/health") as answer:
            return answer.status, await answer.json()
    except aiohttp.ClientError:
        return None


async def test_a_bot_at_work_says_how_it_is(tmp_path: Path) -> None:
    port = free_port()
    async with at_work(listening_at(port, tmp_path / "data")) as app:
        for _ in range(500):
            found = await health(port)
            if found is not None and found[1]["looked_at"]:
                break
            await asyncio.sleep(0.02)
        assert found is not None
        assert found[0] == 200
        for _ in range(3):
            app.desk.pulse.crashed("stories", "Broken.")
        found = await health(port)
        assert found is not None
        assert (found[0], len(found[1]["troubles"])) == (503, 1)
    assert await health(port) is None


async def test_a_port_that_is_taken_is_one_sentence_and_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = listening_at(taken.getsockname()[1], tmp_path / "data")
        async with at_work(settings) as app:
            crashes = app.desk.pulse.crashes
            await until(lambda: "health" in crashes and crashes["health"].total == 1)
            await app.desk.subscriptions.subscribe(1, 2, "everything")
    [told] = [
        one
        for one in caplog.records
        if one.name.startswith("bot.app") and one.levelno > logging.INFO
    ]
    assert told.getMessage().startswith("health is tried again in 1 s: health.listen: 127.0.0.1:")
    assert told.exc_info is None


async def test_a_unit_that_crashes_is_counted_and_started_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervision, "RESTART", (0.0,))
    pulse = Pulse(HandClock())
    errors = [
        ExceptionGroup("tasks", [ExceptionGroup("more", [KeyError("x")])]),
        ZeroDivisionError(),
        StoreError("record", "The disk is full; make room."),
    ]

    async def unit() -> None:
        if errors:
            raise errors.pop(0)
        await asyncio.Event().wait()

    task = asyncio.create_task(supervised("index", unit, pulse))
    await asyncio.sleep(0)
    crashes = pulse.crashes["index"]
    await until(lambda: crashes.total == 3)
    assert crashes.reason == "The disk is full; make room."
    assert not task.done()
    task.cancel()
    crashed = [one for one in caplog.records if "index crashed" in one.getMessage()]
    assert [bool(one.exc_info) for one in crashed] == [True, True]
    assert "index is tried again in 0 s: The disk is full; make room." in caplog.text
