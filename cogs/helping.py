"""/help, and the welcome in a server that has just invited the bot."""

from __future__ import annotations

from datetime import UTC, datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.asking import Interaction
from bot.chat.client import Newsbot
from bot.chat.helping import help_about, help_page, suggest
from bot.chat.pressing.paging import PageButton
from bot.chat.rendering.render import Message
from bot.chat.replies import How, answer
from bot.chat.welcome import Welcome
from cogs.choices import Choice, choices

_LONGEST = 100


class Helping(commands.Cog):
    """For those who are new here."""

    def __init__(self, bot: Newsbot) -> None:
        self._welcome = Welcome(bot.desk.data, lambda: datetime.now(UTC))

    @app_commands.command()
    @app_commands.describe(about="A command, or a word for what you want to do")
    async def help(
        self,
        interaction: Interaction,
        about: app_commands.Range[str, 1, _LONGEST] | None = None,
    ) -> None:
        """What you can do here, with an example of each"""

        async def lookup() -> Message:
            if about is None:
                return await help_page(interaction, 0)
            return help_about(interaction, about)

        await answer(interaction, lookup(), How.PRIVATE)

    @help.autocomplete("about")
    async def _commands(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            return suggest(interaction, typed)

        return await choices(lookup())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._welcome.give(guild)


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(PageButton)
    await bot.add_cog(Helping(bot))
