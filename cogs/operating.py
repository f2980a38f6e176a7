"""How the bot is: /status, for its operators and for those who run a server."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import render_status
from bot.chat.client import Newsbot
from bot.chat.permissions import RUNNING, missing, named
from bot.chat.render import Message
from bot.chat.replies import How, answer
from bot.errors import BadInput, NotAllowed
from bot.sentences import say

Interaction = discord.Interaction[Newsbot]


class Operating(commands.Cog):
    """Commands about the bot itself.

    Discord hides them from members who may not manage the server, and a server may show them
    to others all the same: so the permission is checked again.
    """

    def __init__(self, bot: Newsbot) -> None:
        self._overview = bot.desk.overview
        self._operators = bot.desk.operators

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    async def status(self, interaction: Interaction) -> None:
        """Whether Pullquote is up to date, and what keeps this server from its posts"""

        async def lookup() -> Message:
            if interaction.user.id in self._operators:
                return render_status.installation(await self._overview.status())
            guild = _managed(interaction)
            return render_status.server(await self._overview.of_server(guild))

        await answer(interaction, lookup(), How.PRIVATE)


def _managed(interaction: Interaction) -> int:
    """The id of the server, which the asker runs."""
    if interaction.guild_id is None:
        raise BadInput("server", say("This works in servers only."))
    if lacking := missing(interaction.permissions, RUNNING):
        raise NotAllowed(
            named(lacking),
            say(
                "You need the permission {permission} in this server for that. "
                "Ask somebody who runs it.",
                permission=named(lacking),
            ),
        )
    return interaction.guild_id


async def setup(bot: Newsbot) -> None:
    await bot.add_cog(Operating(bot))
