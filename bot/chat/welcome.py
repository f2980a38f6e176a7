"""The first words in a server: what to do there, once, where the bot may speak."""

from __future__ import annotations

import asyncio
import logging

import discord

from bot.chat.language import _, called, languages, speaking, translated
from bot.chat.permissions import POSTING, missing, named, own_in
from bot.chat.posting.endpoint import TROUBLE, describe
from bot.desk.keeping.forget import WELCOMED
from bot.ports import Clock, Documents
from bot.records import digest

log = logging.getLogger(__name__)

_SPEAKING = ("view_channel", "send_messages")


class Welcome:
    """Remembers which servers were welcomed, in documents of kind ``welcomed``, by server."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._turn = asyncio.Lock()

    async def give(self, guild: discord.Guild) -> None:
        """Welcome a server that has just invited the bot. Raises StoreError."""
        async with self._turn:
            if await self._documents.get(WELCOMED, str(guild.id)) is not None:
                return
            channel = place(guild)
            if channel is None:
                log.info("server %d: no channel to say a welcome in", guild.id)
                return
            with speaking(guild.preferred_locale):
                words = text(channel)
            try:
                await channel.send(words, nonce=digest("welcome", guild.id))
            except TROUBLE as error:
                log.warning("server %d: no welcome was said: %s", guild.id, describe(error))
                return
            await self._documents.put(WELCOMED, str(guild.id), self._clock().isoformat())


def place(guild: discord.Guild) -> discord.TextChannel | None:
    """Where to say it: where the server has its own such messages, else the first channel in
    which the bot may write."""
    found = [guild.system_channel, *guild.text_channels]
    return next((one for one in found if one is not None and not _lacking(one, _SPEAKING)), None)


def text(channel: discord.TextChannel) -> str:
    """The words, with what the bot lacks for posting in this channel."""
    lines = [
        _("Thank you for inviting Pullquote, which keeps the record of **who said what**."),
        _("1. In the channel that is to get the news: /subscribe to: everything, or a topic."),
        _("2. Ask: /quotes and a name, /latest, or “Who said what” in a message's menu."),
        _("3. /help shows what you can do, /privacy what is kept of this server."),
        _("Language: /server language ({languages}). Time zone: /server timezone.").format(
            languages=", ".join(map(called, languages()))
        ),
    ]
    if lacking := _lacking(channel, POSTING):
        lines.append(
            _("To post in this channel Pullquote still needs: {permissions}.").format(
                permissions=translated(named(lacking))
            )
        )
    return "\n".join(lines)


def _lacking(channel: discord.TextChannel, needed: tuple[str, ...]) -> tuple[str, ...]:
    held = own_in(channel)
    return missing(held, needed) if held is not None else needed
