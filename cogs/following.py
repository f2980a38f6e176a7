"""Following people and stories: /person, /story and /related, for the whole channel."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.client import Newsbot
from bot.chat.language import _, figure, speaking
from bot.chat.pressing.looking import PageButton, PageMenu, look_up
from bot.chat.rendering.turning import PageState, What
from bot.chat.replies import answer
from cogs.choices import Choice, articles, choices, people

Interaction = discord.Interaction[Newsbot]

_LONGEST_NAME = 100
_LONGEST_ARTICLE = 2000  # a link


class Following(commands.Cog):
    """Commands that show what is stored; nothing here changes anything."""

    def __init__(self, bot: Newsbot) -> None:
        self._answers = bot.desk.answers
        self._storypages = bot.desk.storypages

    @app_commands.command()
    @app_commands.describe(name="A person or an organisation, by any part of the name")
    async def person(
        self, interaction: Interaction, name: app_commands.Range[str, 1, _LONGEST_NAME]
    ) -> None:
        """Who somebody is by the record: titles over time, where quoted, on what, how often"""
        await answer(interaction, look_up(interaction, PageState(What.PERSON, name, 0)))

    @app_commands.command()
    @app_commands.describe(name="A running story; all of them are listed if left out")
    async def story(
        self,
        interaction: Interaction,
        name: app_commands.Range[str, 1, _LONGEST_NAME] | None = None,
    ) -> None:
        """A running story: which day of it this is, its newest articles, and who speaks"""
        state = PageState(What.STORY, name, 0) if name else PageState(What.STORIES, "", 0)
        await answer(interaction, look_up(interaction, state))

    @app_commands.command()
    @app_commands.describe(article="Words of its title, or its link")
    async def related(
        self, interaction: Interaction, article: app_commands.Range[str, 1, _LONGEST_ARTICLE]
    ) -> None:
        """Articles related to one, each with why: same story, people, topic or words"""
        await answer(interaction, look_up(interaction, PageState(What.RELATED, article, 0)))

    @person.autocomplete("name")
    async def _people(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await people(self._answers, typed)

    @story.autocomplete("name")
    async def _stories(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            found = self._storypages.suggest(typed)
            with speaking(interaction.locale):
                return [(f"{one.name} · {_day(day)}", one.id) for one, day in found]

        return await choices(lookup())

    @related.autocomplete("article")
    async def _articles(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await articles(self._answers, typed)


def _day(day: int) -> str:
    return _("day {day}").format(day=figure(day))


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(PageButton, PageMenu)
    await bot.add_cog(Following(bot))
