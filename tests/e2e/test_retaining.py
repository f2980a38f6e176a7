"""The bot's standing work keeps the record within its limits."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.config import RetentionSettings, Settings
from bot.net.fetch import utc_now
from bot.store import open_store
from tests.desk.world import FakeChannels, HandClock
from tests.store.making import record


async def test_what_is_old_goes_while_the_bot_works(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        for number, days in enumerate((400, 380, 20, 1)):
            made = record(f"a{number}", ("Ilva Torm", "Yes."))
            article = replace(made.article, fetched_at=utc_now() - timedelta(days=days))
            await store.log.append(replace(made, article=article))
    settings = Settings(data_dir=tmp_path, retention=RetentionSettings(days=365))
    async with App.opened(settings) as app, asyncio.timeout(20):
        work = asyncio.create_task(app.work(FakeChannels(HandClock())))
        left: set[str] = set()
        while left != {"a2", "a3"}:
            await asyncio.sleep(0.01)
            left = {article for article, _ in await app.desk.answers.suggest_articles("")}
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
    async with open_store(tmp_path, write=False) as store:
        assert [entry.position for entry in await store.log.read(0, 9)] == [3, 4]
