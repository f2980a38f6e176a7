"""How the bot is: /status, for its operators and for those who run a server."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.chat.asking import Interaction, running_here
from bot.chat.client import Newsbot
from bot.chat.rendering import render_status
from bot.chat.rendering.render import Message
from bot.chat.replies import How, answer


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
            guild = running_here(interaction).guild_id
            return render_status.server(await self._overview.of_server(guild))

        await answer(interaction, lookup(), How.PRIVATE)


async def setup(bot: Newsbot) -> None:
    await bot.add_cog(Operating(bot))
