"""Telling operators of trouble: the port ``Teller`` over discord.py."""

from __future__ import annotations

import discord

from bot.chat.posting.endpoint import TROUBLE, describe
from bot.chat.rendering import render_status
from bot.ports import Busy, Posted, PostOutcome, Refused, Telling

_NOT_CONNECTED = 1.0  # seconds until what failed so is worth another try
_NO_ANSWER = 30.0


class DiscordTeller:
    """Writes into a channel through a logged-in bot. Never raises for Discord's answers."""

    def __init__(self, bot: discord.Client) -> None:
        self._bot = bot

    async def tell(self, channel_id: int, telling: Telling) -> PostOutcome:
        """Send once; within a few minutes Discord answers a repeated nonce with the first."""
        if self._bot.is_closed() or not self._bot.is_ready():
            return Busy("Pullquote is not connected to Discord.", _NOT_CONNECTED)
        channel = self._bot.get_partial_messageable(channel_id)
        message = render_status.telling(telling)
        try:
            return Posted((await channel.send(message.content, nonce=telling.nonce)).id)
        except discord.RateLimited as error:
            return Busy("Discord asks us to slow down.", error.retry_after)
        except TROUBLE as error:
            if isinstance(error, discord.HTTPException) and _is_final(error):
                return Refused(
                    f"It cannot be written to ({describe(error)}); put a channel there in which "
                    "Pullquote has View Channel and Send Messages."
                )
            return Busy(f"No answer from Discord: {describe(error)}.", _NO_ANSWER)


def _is_final(error: discord.HTTPException) -> bool:
    """Whether trying the same again would end the same."""
    return 400 <= error.status < 500 and error.status not in (401, 429)
