"""The Discord client: what it may do and which commands it has.

``Newsbot`` is the same bot on Discord and in the preview; ``run_on_discord`` is all of it at
work on Discord.
"""

from __future__ import annotations

import asyncio
import json
import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.app import App
from bot.chat.posting.connection import stay_connected
from bot.chat.posting.courier import DiscordCourier
from bot.chat.posting.endpoint import DISCORD, Endpoint
from bot.chat.posting.pace import Pace
from bot.chat.posting.teller import DiscordTeller
from bot.chat.translator import CatalogueTranslator
from bot.config import DiscordSettings
from bot.desk.desk import Desk
from bot.records import digest

log = logging.getLogger(__name__)

# The library would otherwise warn at every start that it cannot speak in voice channels.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

COGS = (
    "cogs.errors",
    "cogs.explaining",
    "cogs.feeding",
    "cogs.following",
    "cogs.helping",
    "cogs.managing",
    "cogs.operating",
    "cogs.reading",
    "cogs.server",
    "cogs.subscribing",
    "cogs.topics",
    "cogs.whosaid",
)

_LONGEST_RATE_LIMIT = 30.0  # longer ones are told to the caller instead of slept through
_KIND = "chat"


class Newsbot(commands.Bot):
    """discord.py's bot with the desk's services: for servers only, without any privileged
    intent, and mentioning nobody.

    ``endpoint`` says where Discord is. ``guild_ready_timeout`` is how many seconds to wait
    at the start for servers to be announced; a test makes it short.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        endpoint: Endpoint = DISCORD,
        guild_ready_timeout: float = 2.0,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            proxy=endpoint.proxy,
            http_trace=Pace().trace(),
            max_ratelimit_timeout=_LONGEST_RATE_LIMIT,
            guild_ready_timeout=guild_ready_timeout,
        )
        self.desk = desk
        self.endpoint = endpoint
        self._translator = CatalogueTranslator()

    async def setup_hook(self) -> None:
        """Called at every login, also at one repeated after a failure: may run again."""
        for name in COGS:
            if name not in self.extensions:
                await self.load_extension(name)
        await self.tree.set_translator(self._translator)
        await self._sync_commands()

    async def language_of(self, guild_id: int | None, discords: object | None) -> object | None:
        """In which language everybody in a server is answered: the one it has chosen, else the
        one that it has by Discord's own settings. Raises StoreError."""
        chosen = await self.desk.servers.language(guild_id) if guild_id is not None else None
        return chosen or discords

    async def on_connect(self) -> None:
        """Called by the library, as are those below."""
        self.desk.pulse.connected()

    async def on_resumed(self) -> None:
        self.desk.pulse.connected()

    async def on_disconnect(self) -> None:
        """Also called again and again while connecting fails."""
        self.desk.pulse.disconnected()

    async def _sync_commands(self) -> None:
        """Tell Discord our commands, only if they changed: it allows few such changes a day.

        Both what we sent last and what Discord lists now must agree with what we have, as the
        record may be older than the application it speaks to, or moved to another one.
        """
        payload = [
            await command.get_translated_payload(self.tree, self._translator)
            for command in self.tree.get_commands()
        ]
        fingerprint = digest(json.dumps(payload, sort_keys=True))
        key = f"command-tree-{self.application_id}"
        listed = {command.name for command in await self.tree.fetch_commands()}
        known = await self.desk.data.get(_KIND, key)
        if known == {"fingerprint": fingerprint} and listed == {c["name"] for c in payload}:
            return
        await self.tree.sync()
        await self.desk.data.put(_KIND, key, {"fingerprint": fingerprint})
        log.info("told Discord our %s commands", len(payload))


async def run_on_discord(
    app: App, settings: DiscordSettings, token: str, stop: asyncio.Event
) -> None:
    """The bot on Discord with the app's standing work beside it, until ``stop`` is set.

    The work goes on while Discord is out of reach: articles are stored, posts wait.
    Raises BadSettings for a token or an address that does not work.
    """
    bot = Newsbot(app.desk, endpoint=Endpoint.of(settings))
    units = [
        asyncio.create_task(stay_connected(bot, bot.endpoint, token)),
        asyncio.create_task(app.work(DiscordCourier(bot), DiscordTeller(bot))),
        asyncio.create_task(stop.wait()),
    ]
    try:
        done, _ = await asyncio.wait(units, return_when=asyncio.FIRST_COMPLETED)
        for unit in done:
            unit.result()
    finally:
        for unit in units:
            unit.cancel()
        await asyncio.gather(*units, return_exceptions=True)
