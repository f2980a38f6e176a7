"""“Who said what”, in the menu of any message: what is said in what it links to, or in it.

Discord sends the message along with the command, so no intent to read messages is needed.
"""

from __future__ import annotations

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.asking import Interaction
from bot.chat.client import Newsbot
from bot.chat.pressing.reporting import REPORTING
from bot.chat.rendering.render import Message
from bot.chat.rendering.render_message import said_in
from bot.chat.replies import How, answer

_MASKED = re.compile(r"\]\((https?://[^\s)]+)\)")


class WhoSaid(commands.Cog):
    """The answer goes to the asker alone: the message is somebody else's."""

    def __init__(self, bot: Newsbot) -> None:
        self._on_the_spot = bot.desk.on_the_spot
        self._tree = bot.tree
        self._menu = app_commands.ContextMenu(name="Who said what", callback=self.who_said_what)

    async def cog_load(self) -> None:
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    async def who_said_what(self, interaction: Interaction, message: discord.Message) -> None:
        async def lookup() -> Message:
            points = await self._on_the_spot.of_message(
                _text(message),
                _previews(message),
                message.jump_url,
                message.created_at,
                interaction.user.id,
            )
            return said_in(points)

        await answer(interaction, lookup(), How.PRIVATE)


def _text(message: discord.Message) -> str:
    """Its own, and that of a message it passes on."""
    parts = [message.content, *(one.content for one in message.message_snapshots)]
    return "\n\n".join(filter(None, parts))


def _previews(message: discord.Message) -> list[str]:
    """Where its previews, or the cards of a bot, lead to."""
    embeds = [*message.embeds, *(e for one in message.message_snapshots for e in one.embeds)]
    found: list[str] = []
    for embed in embeds:
        found += [embed.url] if embed.url else []
        found += _MASKED.findall(embed.description or "")
    return found


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(*REPORTING)
    await bot.add_cog(WhoSaid(bot))
