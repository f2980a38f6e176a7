"""A bot logged in at the emulated Discord, for as long as a test needs it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.chat.client import Newsbot
from bot.chat.posting.connection import stay_connected
from bot.chat.posting.endpoint import Endpoint
from tests.e2e.discord_server import TOKEN, DiscordServer
from tests.e2e.newsroom import Newsroom


class Pauses:
    """Waiting as the test wants it: at once, with a note of how long it would have been."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def connected(
    newsroom: Newsroom, server: DiscordServer, endpoint: Endpoint, pauses: Pauses | None = None
) -> AsyncIterator[Newsbot]:
    bot = Newsbot(newsroom.desk, endpoint=endpoint, guild_ready_timeout=0.1)
    staying = asyncio.create_task(stay_connected(bot, endpoint, TOKEN, sleep=pauses or Pauses()))
    ready = asyncio.create_task(_ready(bot, server))
    try:
        async with asyncio.timeout(20):
            await asyncio.wait({staying, ready}, return_when=asyncio.FIRST_COMPLETED)
            if staying.done():
                staying.result()
        yield bot
        assert not staying.done(), staying.exception()
    finally:
        for task in (staying, ready):
            task.cancel()
        await asyncio.gather(staying, ready, return_exceptions=True)
    assert bot.is_closed()


async def _ready(bot: Newsbot, server: DiscordServer) -> None:
    await server.connected.wait()
    await bot.wait_until_ready()
