"""Pullquote without a token: the real bot on a simulated Discord, shown as a local page.

The bot, its commands and its courier are those that run on Discord; simcord stands in for
Discord's servers and draws the page. The app's standing work runs beside that simulation,
not inside it, so that simcord never waits for it. Everything ends when ``stop`` is set.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urldefrag

from simcord import Preview

from bot.app import App
from bot.chat.client import Newsbot
from bot.chat.posting.courier import DiscordCourier
from bot.demo.front import Front
from bot.demo.restore import restore
from bot.demo.world import World, build_world
from bot.demo.zone import local_zone
from bot.ports import Busy, Courier, Digest, Post, Posted, PostOutcome, Refused
from bot.topics.match import EVERYTHING

log = logging.getLogger(__name__)

BOT_NAME = "Pullquote"
FRESH_SECONDS = 10.0
"""How often the page is renewed though nothing was posted: "2 minutes ago" grows older."""

LAST_ACTION_SECONDS = 0.7
"""What a command that is under way at the end may still take."""

CLOSING_SECONDS = 1.0

_COMMAND_TASKS = ("CommandTree-", "discord-ui-")
"""How discord.py names the tasks in which it answers commands and presses."""

_WELCOME = (
    "Welcome! This is the real bot on a simulated Discord that never leaves this machine. New "
    "articles are posted here as they come in. (The sample articles are about people and places "
    "that do not exist.)\n"
    "Type `/` for the commands: `/latest`, `/quotes` and a name, `/keypoints` and a title. "
    "“Viewing as”, above, makes you an editor, who may `/subscribe`, or a reader, who may not."
)
_WELCOME_BACK = (
    "Welcome back! The newest of what was posted before is shown above. Nothing is posted "
    "twice, and what comes in from now on follows below."
)


async def serve_preview(
    app: App, *, port: int, ready: Callable[[str], None], stop: asyncio.Event
) -> None:
    """Show the bot at work until ``stop`` is set, or the page's own menu ends it.

    ``ready`` is called once with the page's address, as soon as it can be opened. Port 0
    takes any that is free; raises BadInput when the port is taken.
    """
    bot = Newsbot(app.desk)
    world = build_world(bot, BOT_NAME)
    try:
        await world.env.start()
        courier = DiscordCourier(bot)
        await _furnish(app, world, courier)
        viewers = [world.editor, world.reader]
        preview = world.env.preview(
            world.news, viewers=viewers, layout="channel", timezone=local_zone()
        )
        await preview.__aenter__()  # left in _close: by itself it might wait for a minute
        await _show(app, preview, courier, port, ready, stop)
    finally:
        await _close(world)


async def _show(
    app: App,
    preview: Preview,
    courier: Courier,
    port: int,
    ready: Callable[[str], None],
    stop: asyncio.Event,
) -> None:
    behind, capability = urldefrag(preview.url)
    async with Front(behind, port) as front, asyncio.TaskGroup() as tasks:
        changed = asyncio.Event()
        units = [
            tasks.create_task(app.work(NoticedCourier(courier, changed))),
            tasks.create_task(_keep_fresh(preview, front.turn, changed)),
            tasks.create_task(_stop_with_page(preview, stop)),
        ]
        ready(f"http://127.0.0.1:{front.port}/#{capability}")
        await stop.wait()
        for unit in units:
            unit.cancel()
        await _end_actions(front.turn)


async def _furnish(app: App, world: World, courier: Courier) -> None:
    """The channel as a person finds it: subscribed, and with what was posted before."""
    known = await app.desk.subscriptions.of_guild(world.guild.id)
    for subscription in known:
        await restore(world, app.desk, courier, subscription)
    if not known:
        await app.desk.subscriptions.subscribe(world.guild.id, world.news.id, EVERYTHING)
    await world.guide.send(world.news, _WELCOME_BACK if known else _WELCOME)


async def _keep_fresh(preview: Preview, turn: asyncio.Lock, changed: asyncio.Event) -> None:
    """Bring open pages up to date after each post, and now and then between posts."""
    while True:
        try:
            async with turn:
                await preview.refresh()
        except TimeoutError as error:
            log.warning("the page could not be brought up to date: %s", error)
        try:
            async with asyncio.timeout(FRESH_SECONDS):
                await changed.wait()
        except TimeoutError:
            pass
        changed.clear()


async def _stop_with_page(preview: Preview, stop: asyncio.Event) -> None:
    await preview.wait_closed()
    stop.set()


async def _end_actions(turn: asyncio.Lock) -> None:
    """Let what somebody is doing on the page come to its end; a command that hangs is given up."""
    try:
        async with asyncio.timeout(LAST_ACTION_SECONDS), turn:
            pass
    except TimeoutError:
        for task in asyncio.all_tasks():
            if task.get_name().startswith(_COMMAND_TASKS):
                log.warning("a command was given up: %s", task.get_name())
                task.cancel()


async def _close(world: World) -> None:
    closing = asyncio.create_task(world.env.shutdown())
    await asyncio.wait([closing], timeout=CLOSING_SECONDS)
    if closing.done():
        closing.result()
    else:  # it cannot be cancelled; the end of the process is all that it waits for
        log.warning("the simulated Discord was left with work under way")


class NoticedCourier:
    """A courier that sets ``changed`` whenever it has put something into a channel."""

    def __init__(self, courier: Courier, changed: asyncio.Event) -> None:
        self._courier = courier
        self._changed = changed

    async def post(self, channel_id: int, what: Post | Digest, nonce: str) -> PostOutcome:
        return self._noticed(await self._courier.post(channel_id, what, nonce))

    async def edit(self, channel_id: int, message_id: int, what: Post | Digest) -> PostOutcome:
        return self._noticed(await self._courier.edit(channel_id, message_id, what))

    async def delete(self, channel_id: int, message_id: int) -> PostOutcome:
        return self._noticed(await self._courier.delete(channel_id, message_id))

    async def publish(self, channel_id: int, message_id: int) -> PostOutcome | None:
        return await self._courier.publish(channel_id, message_id)

    async def find(
        self, channel_id: int, what: Post | Digest, since: datetime
    ) -> Posted | Busy | Refused | None:
        return await self._courier.find(channel_id, what, since)

    def _noticed(self, outcome: PostOutcome) -> PostOutcome:
        self._changed.set()
        return outcome
