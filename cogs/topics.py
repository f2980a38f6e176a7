"""A server's own topics: /topics list, /topics define and /topics remove."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.chat import places
from bot.chat.asking import Interaction, running_here
from bot.chat.client import Newsbot
from bot.chat.rendering import render
from bot.chat.replies import How, answer
from bot.topics.terms import split_terms
from cogs.choices import Choice, choices

_LONGEST_NAME = 100
_LONGEST_TERMS = 2000


class Topics(
    commands.GroupCog,
    group_name="topics",
    group_description="What channels here can subscribe to",
):
    """What channels can subscribe to. To change it a member must be able to manage the server,
    which is checked again here: Discord's own settings may show the commands to others."""

    def __init__(self, bot: Newsbot) -> None:
        self._topics = bot.desk.topics
        self._changing = bot.desk.changing

    @app_commands.command(name="list")
    async def overview(self, interaction: Interaction) -> None:
        """The topics that channels here can subscribe to, with their terms"""

        async def lookup() -> render.Message:
            own = await self._topics.own(places.server(interaction))
            return render.topics(self._topics.shared(), own)

        await answer(interaction, lookup(), How.PRIVATE)

    @app_commands.command()
    @app_commands.describe(
        name="What people will type in /subscribe",
        terms='Parted by commas: strike, "Port Authority", person: Ilse Maron, place: Japan, -golf',
    )
    async def define(
        self,
        interaction: Interaction,
        name: app_commands.Range[str, 1, _LONGEST_NAME],
        terms: app_commands.Range[str, 1, _LONGEST_TERMS],
    ) -> None:
        """Make a topic of this server's own, or give it other terms"""

        async def lookup() -> render.Message:
            asker = running_here(interaction)
            topic = await self._changing.define(asker, name, split_terms(terms))
            return render.topic_defined(topic)

        await answer(interaction, lookup(), How.PRIVATE)

    @app_commands.command(name="remove")
    @app_commands.describe(name="One of this server's own")
    async def drop(
        self, interaction: Interaction, name: app_commands.Range[str, 1, _LONGEST_NAME]
    ) -> None:
        """End a topic of this server's own; channels that get it are paused"""

        async def lookup() -> render.Message:
            topic = await self._changing.drop(running_here(interaction), name)
            return render.topic_dropped(topic)

        await answer(interaction, lookup(), How.PRIVATE)

    @define.autocomplete("name")
    @drop.autocomplete("name")
    async def _own(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            start = typed.strip().casefold()
            names = [topic.name for topic in await self._topics.own(places.server(interaction))]
            return [(name, name) for name in names if start in name.casefold()]

        return await choices(lookup())


async def setup(bot: Newsbot) -> None:
    await bot.add_cog(Topics(bot))
