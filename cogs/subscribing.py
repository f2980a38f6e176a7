"""Standing orders: /subscribe, /unsubscribe and /subscriptions, for those who run a channel."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import render
from bot.chat.client import Newsbot
from bot.chat.permissions import MANAGING, POSTING, THREAD_POSTING, missing, named
from bot.chat.replies import How, answer
from bot.errors import BadInput, NotAllowed
from bot.sentences import say
from cogs.choices import Choice, choices

Interaction = discord.Interaction[Newsbot]

_LONGEST_TOPIC = 100


class Subscribing(commands.Cog):
    """Commands that say which channel gets what.

    Discord hides them from members who may not manage channels, and a server may show them
    to others all the same: so the permission is checked again, in the channel it is about.
    """

    def __init__(self, bot: Newsbot) -> None:
        self._subscriptions = bot.desk.subscriptions
        self._topics = bot.desk.topics

    @app_commands.command()
    @app_commands.default_permissions(manage_channels=True)
    @app_commands.describe(to="A topic; “everything” for all articles")
    async def subscribe(
        self, interaction: Interaction, to: app_commands.Range[str, 1, _LONGEST_TOPIC]
    ) -> None:
        """This channel gets each new article of a topic from now on"""

        async def lookup() -> render.Message:
            guild, channel = _where(interaction)
            _may_manage(interaction)
            _can_post(interaction)
            return render.subscribed(await self._subscriptions.subscribe(guild, channel, to))

        await answer(interaction, lookup())

    @app_commands.command()
    @app_commands.default_permissions(manage_channels=True)
    @app_commands.describe(to="The topic that should end here")
    async def unsubscribe(
        self, interaction: Interaction, to: app_commands.Range[str, 1, _LONGEST_TOPIC]
    ) -> None:
        """This channel gets a topic no longer"""

        async def lookup() -> render.Message:
            guild, channel = _where(interaction)
            _may_manage(interaction)
            return render.unsubscribed(await self._subscriptions.unsubscribe(guild, channel, to))

        await answer(interaction, lookup())

    @app_commands.command(name="subscriptions")
    @app_commands.default_permissions(manage_channels=True)
    async def overview(self, interaction: Interaction) -> None:
        """Which channels of this server get what, and what keeps them from it"""

        async def lookup() -> render.Message:
            guild, _ = _where(interaction)
            _may_manage(interaction)
            return render.subscriptions(await self._subscriptions.of_guild(guild))

        await answer(interaction, lookup(), How.PRIVATE)

    @subscribe.autocomplete("to")
    async def _suggest_topics(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            found = await self._topics.suggest(typed, interaction.guild_id)
            return [(name, name) for name in found]

        return await choices(lookup())

    @unsubscribe.autocomplete("to")
    async def _subscribed(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            guild, channel = _where(interaction)
            start = typed.strip().casefold()
            found = await self._subscriptions.of_guild(guild)
            here = [one.topic for one in found if one.channel_id == channel]
            return [(topic, topic) for topic in here if start in topic.casefold()]

        return await choices(lookup())


def _where(interaction: Interaction) -> tuple[int, int]:
    """The server's and the channel's id."""
    if interaction.guild_id is None or interaction.channel_id is None:
        raise BadInput("server", say("This works in servers only."))
    return interaction.guild_id, interaction.channel_id


def _may_manage(interaction: Interaction) -> None:
    if lacking := missing(interaction.permissions, MANAGING):
        raise NotAllowed(
            named(lacking),
            say(
                "You need the permission {permission} in this channel for that. "
                "Ask somebody who runs this server.",
                permission=named(lacking),
            ),
        )


def _can_post(interaction: Interaction) -> None:
    """Posts are sent by the bot on its own, so what it may do as an answer is not enough."""
    thread = isinstance(interaction.channel, discord.Thread)
    needed = THREAD_POSTING if thread else POSTING
    if lacking := missing(interaction.app_permissions, needed):
        raise BadInput(
            named(lacking),
            say(
                "Pullquote cannot post here yet: give it {permissions} in this channel, "
                "then subscribe again.",
                permissions=named(lacking),
            ),
        )


async def setup(bot: Newsbot) -> None:
    await bot.add_cog(Subscribing(bot))
