"""Asking the record: /latest, /quotes and /keypoints. Answers are for the whole channel."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import render
from bot.chat.buttons import BUTTONS
from bot.chat.client import Newsbot
from bot.chat.replies import answer
from bot.chat.reportable import reportable
from bot.desk.answers import told_apart
from cogs.choices import Choice, choices

Interaction = discord.Interaction[Newsbot]

_LONGEST_NAME = 100
_LONGEST_ABOUT = 50  # with the rest of a page's state it has to fit into a button
_LONGEST_ARTICLE = 2000  # a link


class Reading(commands.Cog):
    """Commands that show what is stored; nothing here changes anything."""

    def __init__(self, bot: Newsbot) -> None:
        self._answers = bot.desk.answers
        self._topics = bot.desk.topics
        self._on_the_spot = bot.desk.on_the_spot

    @app_commands.command()
    @app_commands.describe(
        topic="Only articles of this topic", count="How many, 1 to 10; 5 if left out"
    )
    async def latest(
        self,
        interaction: Interaction,
        topic: str | None = None,
        count: app_commands.Range[int, 1, 10] = 5,
    ) -> None:
        """The newest articles, with what was said in them"""

        async def lookup() -> render.Message:
            found = await self._answers.latest(topic, count, interaction.guild_id)
            return reportable(render.latest(found), [q for one in found for q in one.key])

        await answer(interaction, lookup())

    @app_commands.command()
    @app_commands.describe(
        name="A person or an organisation", about="Only statements with these words"
    )
    async def quotes(
        self,
        interaction: Interaction,
        name: app_commands.Range[str, 1, _LONGEST_NAME],
        about: app_commands.Range[str, 1, _LONGEST_ABOUT] | None = None,
    ) -> None:
        """What somebody said, word for word, newest first"""

        async def lookup() -> render.Message:
            page = await self._answers.quotes(name, about, limit=render.PAGE)
            return reportable(render.quotes(page), page.quoted)

        await answer(interaction, lookup())

    @app_commands.command()
    @app_commands.describe(article="Words of its title, or its link")
    async def keypoints(
        self, interaction: Interaction, article: app_commands.Range[str, 1, _LONGEST_ARTICLE]
    ) -> None:
        """Who says what in an article: its key statements"""

        async def lookup() -> render.Message:
            points = await self._on_the_spot.keypoints(article, interaction.user.id)
            return reportable(render.keypoints(points), points.quoted)

        await answer(interaction, lookup())

    @latest.autocomplete("topic")
    async def _suggest_topics(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            return [
                (name, name) for name in await self._topics.suggest(typed, interaction.guild_id)
            ]

        return await choices(lookup())

    @quotes.autocomplete("name")
    async def _people(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            found = await self._answers.suggest_people(typed)
            return [(f"{told_apart(one, found)} · {one.statements:,}", one.id) for one in found]

        return await choices(lookup())

    @keypoints.autocomplete("article")
    async def _articles(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            found = await self._answers.suggest_articles(typed)
            return [(title, article_id) for article_id, title in found]

        return await choices(lookup())


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(*BUTTONS)
    await bot.add_cog(Reading(bot))
