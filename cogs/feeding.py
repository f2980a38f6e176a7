"""A server's feeds: /feeds list, /feeds add and /feeds remove."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.chat.asking import Interaction, running
from bot.chat.client import Newsbot
from bot.chat.pressing.paging import PageButton, feeds_page
from bot.chat.rendering import render_managing
from bot.chat.rendering.render import Message
from bot.chat.replies import How, answer
from cogs.choices import Choice, choices

_LONGEST = 500  # of an address


@app_commands.default_permissions(manage_guild=True)
class Feeding(
    commands.GroupCog,
    group_name="feeds",
    group_description="The feeds that are read, and this server's own",
):
    """For members who may manage the server, which is checked again in code, and operators."""

    def __init__(self, bot: Newsbot) -> None:
        self._feeds = bot.desk.feeds
        self._changing = bot.desk.changing

    @app_commands.command(name="list")
    async def overview(self, interaction: Interaction) -> None:
        """The feeds that are read, how each is and why"""
        await answer(interaction, feeds_page(interaction, 0), How.PRIVATE)

    @app_commands.command()
    @app_commands.describe(site="The address of a site, or of a feed itself")
    async def add(
        self, interaction: Interaction, site: app_commands.Range[str, 1, _LONGEST]
    ) -> None:
        """Read a site's feed from now on"""

        async def lookup() -> Message:
            asker = running(interaction)
            return render_managing.feed_added(await self._changing.add_feed(asker, site))

        await answer(interaction, lookup(), How.PRIVATE)

    @app_commands.command()
    @app_commands.describe(feed="The address of a feed that was added here")
    async def remove(
        self, interaction: Interaction, feed: app_commands.Range[str, 1, _LONGEST]
    ) -> None:
        """Read one of this server's feeds no more; its articles stay"""

        async def lookup() -> Message:
            asker = running(interaction)
            return render_managing.feed_removed(await self._changing.remove_feed(asker, feed))

        await answer(interaction, lookup(), How.PRIVATE)

    @remove.autocomplete("feed")
    async def _removable(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            return await self._feeds.suggest(running(interaction), typed)

        return await choices(lookup())


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(PageButton)
    await bot.add_cog(Feeding(bot))
