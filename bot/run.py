"""``pullquote run``: the bot on Discord, or without a token on a local page.

Without feeds of one's own the page reads the bundled sample articles, so that a first
look needs no configuration at all.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import App
from bot.config import FeedSettings, Settings
from bot.errors import BadInput
from bot.store import has_record

log = logging.getLogger(__name__)

SWITCH = 0.001
"""Seconds after which a thread gives way to another."""


def run(settings: Settings, *, port: int, keep_data: bool) -> int:
    """Run until SIGTERM or SIGINT; the exit status.

    ``keep_data`` is False for a first look on embedded defaults: its record is thrown
    away, so that each look starts from the beginning.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    if not 0 <= port < 65536:
        raise BadInput(str(port), f"There is no port {port}; choose one from 0 to 65535.")
    if settings.discord.token:
        return asyncio.run(_on_discord(settings, settings.discord.token))
    if keep_data:
        return asyncio.run(_on_page(settings, port))
    with tempfile.TemporaryDirectory(prefix="pullquote-") as folder:
        settings = settings.model_copy(update={"data_dir": Path(folder)})
        return asyncio.run(_on_page(settings, port))


def _settle() -> None:
    """Let nothing hold up the event loop for long.

    The collector's full rounds over all of discord.py would for 30 ms and more, so what was
    loaded at the start is taken out of its way. Threads that follow the log give way after a
    millisecond, not five: pauses of 13 ms become 8.
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH)


async def _on_discord(settings: Settings, token: str) -> int:
    from bot.chat.client import run_on_discord

    stop = _stop_on_signals()
    _settle()
    if not settings.feeds:
        log.warning("no [[feeds]] are configured, so no article will arrive")
    async with App.opened(settings) as app:
        await run_on_discord(app, settings.discord, token, stop)
    return 0


async def _on_page(settings: Settings, port: int) -> int:
    try:
        from bot.demo.preview import serve_preview
    except ModuleNotFoundError as error:
        raise BadInput(
            "discord.token",
            "There is no token, and the local page needs the demo extra "
            f"({error.name} is not installed): set discord.token, or install pullquote[demo].",
        ) from None
    stop = _stop_on_signals()
    _settle()
    async with _with_feeds(settings) as settled, App.opened(settled) as app:
        await serve_preview(app, port=port, ready=_announce, stop=stop)
    return 0


@asynccontextmanager
async def _with_feeds(settings: Settings) -> AsyncIterator[Settings]:
    """The settings; where they name no feed, with the sample site's, served meanwhile.

    Invented articles never go into a record that holds real ones: only into a new one, or
    one that began with them.
    """
    samples = settings.data_dir / "sample-site.json"
    if settings.feeds or (not samples.exists() and has_record(settings.data_dir)):
        if not settings.feeds:
            log.warning("no [[feeds]] are configured, so no article will arrive")
        yield settings
        return
    from bot.demo.site import SAMPLE_STORIES, SAMPLE_TOPICS, SampleSite

    async with SampleSite(keep=samples) as site:
        fetch = settings.fetch.model_copy(
            update={"allow_private_hosts": [*settings.fetch.allow_private_hosts, site.host]}
        )
        yield settings.model_copy(
            update={
                "feeds": [FeedSettings(url=site.feed_url, every=2)],
                "topics": settings.topics or SAMPLE_TOPICS,
                "stories": settings.stories or SAMPLE_STORIES,
                "fetch": fetch,
            }
        )


def _announce(url: str) -> None:
    print(f"ready {url}", flush=True)
    print(
        "Open it in a browser: articles arrive in #news while you watch.\n"
        "Try /latest, /quotes, /person, /story and /related there. Ctrl-C ends it.",
        flush=True,
    )


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
