"""What a channel would get, and why it got something or did not: /preview and /why."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import places
from bot.chat.client import Newsbot
from bot.chat.pressing.order_buttons import PREVIEW_BUTTONS
from bot.chat.rendering import render, render_why
from bot.chat.replies import How, answer
from cogs.choices import Choice, articles, asked

Interaction = discord.Interaction[Newsbot]

_LONGEST_TO = 200
_LONGEST_ARTICLE = 2000  # a link


class Explaining(commands.Cog):
    """Answers for the asker alone; nothing here changes anything."""

    def __init__(self, bot: Newsbot) -> None:
        self._preview = bot.desk.preview
        self._why = bot.desk.why
        self._topics = bot.desk.topics
        self._answers = bot.desk.answers

    @app_commands.command()
    @app_commands.describe(
        to="A topic, “person: NAME”, “source: OUTLET” or “everything”; “-word” excludes"
    )
    async def preview(
        self, interaction: Interaction, to: app_commands.Range[str, 1, _LONGEST_TO]
    ) -> None:
        """What a subscription would have posted in the last week"""

        async def lookup() -> render.Message:
            guild = places.server(interaction)
            return render_why.preview(await self._preview.of(to, guild, 0, render_why.PREVIEW_PAGE))

        await answer(interaction, lookup(), How.PRIVATE)

    @app_commands.command()
    @app_commands.describe(article="Words of its title, or its link")
    async def why(
        self, interaction: Interaction, article: app_commands.Range[str, 1, _LONGEST_ARTICLE]
    ) -> None:
        """Why an article was posted in this channel, or was not"""

        async def lookup() -> render.Message:
            guild, forum = places.server(interaction), places.forum(interaction)
            channels = [places.here(interaction).id, *([forum.id] if forum else [])]
            return render_why.why(await self._why.of(article, guild, channels))

        await answer(interaction, lookup(), How.PRIVATE)

    @preview.autocomplete("to")
    async def _suggest(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await asked(self._topics, typed, interaction.guild_id)

    @why.autocomplete("article")
    async def _articles(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await articles(self._answers, typed)


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(*PREVIEW_BUTTONS)
    await bot.add_cog(Explaining(bot))
