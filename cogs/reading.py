"""Asking the record: /latest, /quotes, /timeline, /said and /keypoints.

Answers are for the whole channel, but for those with what is less certain among it.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.client import Newsbot
from bot.chat.pressing.buttons import BUTTONS
from bot.chat.rendering import render_articles, render_quotes, render_said
from bot.chat.rendering.render import Message
from bot.chat.rendering.reportable import reportable
from bot.chat.replies import How, answer
from bot.desk.answering import dates, said
from bot.errors import BadInput
from bot.records import Quotation
from cogs.choices import Choice, articles, choices, people

Interaction = discord.Interaction[Newsbot]

_LONGEST_NAME = 100
_LONGEST_ABOUT = 50  # with the rest of a page's state it has to fit into a button
_LONGEST_ARTICLE = 2000  # a link

_HOW = [
    app_commands.Choice(name="all in quotation marks", value=Quotation.DIRECT.value),
    app_commands.Choice(name="partly in quotation marks", value=Quotation.MIXED.value),
    app_commands.Choice(name="reported", value=Quotation.INDIRECT.value),
]

Name = app_commands.Range[str, 1, _LONGEST_NAME]
About = app_commands.Range[str, 1, _LONGEST_ABOUT]
Time = app_commands.Range[str, 1, dates.LONGEST]


class Reading(commands.Cog):
    """Commands that show what is stored; nothing here changes anything."""

    def __init__(self, bot: Newsbot) -> None:
        self._answers = bot.desk.answers
        self._latest = bot.desk.latest
        self._timelines = bot.desk.timelines
        self._sayings = bot.desk.sayings
        self._topics = bot.desk.topics
        self._on_the_spot = bot.desk.on_the_spot

    async def cog_load(self) -> None:
        await asyncio.to_thread(dates.get_ready)

    @app_commands.command()
    @app_commands.describe(
        topic="Only articles of this topic",
        source="Only articles of this outlet",
        count="How many, 1 to 10; 5 if left out",
    )
    async def latest(
        self,
        interaction: Interaction,
        topic: str | None = None,
        source: Name | None = None,
        count: app_commands.Range[int, 1, 10] = 5,
    ) -> None:
        """The newest articles, with what was said in them"""

        async def lookup() -> Message:
            guild = interaction.guild_id
            page = await self._latest.articles(topic, source, count, guild)
            return reportable(render_articles.latest(page))

        await answer(interaction, lookup())

    @app_commands.command()
    @app_commands.rename(everything="all")
    @app_commands.describe(
        name="A person or an organisation",
        about="Only statements with these words",
        since="From when on: 2031, 2031-05, 2031-05-04, “3 days ago”, “last month”",
        until="Until when, in the same forms; that day, month or year included",
        how="Only words that are given in this way",
        everything="Also what is less certain, marked; you alone see it then",
    )
    @app_commands.choices(how=_HOW)
    async def quotes(
        self,
        interaction: Interaction,
        name: Name,
        about: About | None = None,
        since: Time | None = None,
        until: Time | None = None,
        how: str | None = None,
        everything: bool = False,
    ) -> None:
        """What somebody said, word for word, newest first"""

        async def lookup() -> Message:
            start, end = dates.between(since, until, interaction.created_at)
            page = await self._answers.quotes(
                name,
                about,
                since=start,
                until=end,
                how=Quotation(how) if how else None,
                limit=render_quotes.PAGE,
                everything=everything,
            )
            return reportable(render_quotes.quotes(page))

        await answer(interaction, lookup(), How.PRIVATE if everything else How.PUBLIC)

    @app_commands.command()
    @app_commands.describe(
        name="A person or an organisation", topic="The subject: a word or two, or a topic's name"
    )
    async def timeline(self, interaction: Interaction, name: Name, topic: About) -> None:
        """What somebody said on a subject, oldest first"""

        async def lookup() -> Message:
            guild, limit = interaction.guild_id, render_quotes.PAGE
            page = await self._timelines.of(name, topic, guild, limit=limit)
            return reportable(render_quotes.timeline(page))

        await answer(interaction, lookup())

    @app_commands.command()
    @app_commands.describe(words="What was said, or a part of it, in its order")
    async def said(
        self, interaction: Interaction, words: app_commands.Range[str, 1, said.LONGEST]
    ) -> None:
        """Who said this? Exactly or nearly, where first, and in how many outlets"""

        async def lookup() -> Message:
            page = await self._sayings.find(words, limit=render_said.PAGE)
            return reportable(render_said.said(page))

        await answer(interaction, lookup())

    @app_commands.command()
    @app_commands.describe(article="Words of its title, or its link")
    async def keypoints(
        self, interaction: Interaction, article: app_commands.Range[str, 1, _LONGEST_ARTICLE]
    ) -> None:
        """Who says what in an article: its key statements"""

        async def lookup() -> Message:
            points = await self._on_the_spot.keypoints(article, interaction.user.id)
            return reportable(render_articles.keypoints(points))

        await answer(interaction, lookup())

    @latest.autocomplete("topic")
    async def _suggest_topics(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await choices(self._topics_like(typed, interaction.guild_id, _LONGEST_NAME))

    @timeline.autocomplete("topic")
    async def _subjects(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await choices(self._topics_like(typed, interaction.guild_id, _LONGEST_ABOUT))

    @latest.autocomplete("source")
    async def _outlets(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            found = await self._latest.suggest_outlets(typed)
            return [(f"{one.name} · {one.articles:,}", one.name) for one in found]

        return await choices(lookup())

    @quotes.autocomplete("name")
    @timeline.autocomplete("name")
    async def _people(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await people(self._answers, typed)

    @quotes.autocomplete("since")
    @quotes.autocomplete("until")
    async def _times(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            now = interaction.created_at
            offered = (typed,) if typed.strip() else dates.USUAL
            return [read for text in offered if (read := _read(text, now))]

        return await choices(lookup())

    @keypoints.autocomplete("article")
    async def _articles(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await articles(self._answers, typed)

    async def _topics_like(
        self, typed: str, guild_id: int | None, longest: int
    ) -> list[tuple[str, str]]:
        found = await self._topics.suggest(typed, guild_id)
        return [(name, name) for name in found if len(name) <= longest]


def _read(text: str, now: datetime) -> tuple[str, str] | None:
    """How a time is understood, in days, and the time as typed; None where it is none."""
    try:
        period = dates.read_period(text, now)
    except BadInput:
        return None
    return f"{text} · {dates.days(period)}", text


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(*BUTTONS)
    await bot.add_cog(Reading(bot))
