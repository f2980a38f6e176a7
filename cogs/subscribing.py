"""Standing orders: /subscribe, /unsubscribe and /subscriptions, for those who run a channel."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import places
from bot.chat.asking import Interaction, member
from bot.chat.client import Newsbot
from bot.chat.permissions import POSTABLE
from bot.chat.places import Chosen
from bot.chat.posting import forums
from bot.chat.pressing.order_buttons import ORDER_BUTTONS
from bot.chat.rendering import render, render_orders
from bot.chat.replies import How, answer
from bot.desk.following.wishes import QUIET_EXAMPLES, Wishes
from bot.records import Format
from cogs.choices import Choice, asked, choices

_LONGEST_TO = 200
_LONGEST_QUIET = 20

_FORMATS = [
    app_commands.Choice(name="Full: a post for each article, with key statements", value="full"),
    app_commands.Choice(name="Brief: a line for each article", value="brief"),
    app_commands.Choice(name="Daily: one list of links a day", value="daily"),
]


class PlaceOption(app_commands.Transformer):
    """A channel that posts can go to, with what the asker may do there."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return POSTABLE

    async def transform(self, interaction: discord.Interaction, value: Chosen, /) -> Chosen:
        return value


class Subscribing(commands.Cog):
    """Commands that say which channel gets what.

    Discord hides them from members who may not manage channels, and a server may show them
    to others all the same: so the permission is checked again, in the channel it is about.
    """

    def __init__(self, bot: Newsbot) -> None:
        self._subscriptions = bot.desk.subscriptions
        self._topics = bot.desk.topics
        self._servers = bot.desk.servers
        self._overview = bot.desk.overview
        self._preview = bot.desk.preview
        self._changing = bot.desk.changing

    @app_commands.command()
    @app_commands.default_permissions(manage_channels=True)
    @app_commands.describe(
        to="A topic, “everything”, “person: …”, “source: …” or “story: …”; “-word” excludes",
        channel="Where to; this channel if left out",
        format="How the articles come; full if left out",
        hour="Of the daily digest, in this server's time zone; 8 if left out",
        quiet="Hours without posts, from-to, for example 22-7; “none” ends them",
        ping="A role to mention with each new post",
    )
    @app_commands.choices(format=_FORMATS)
    async def subscribe(
        self,
        interaction: Interaction,
        to: app_commands.Range[str, 1, _LONGEST_TO],
        channel: app_commands.Transform[Chosen, PlaceOption] | None = None,
        format: str | None = None,
        hour: app_commands.Range[int, 0, 23] | None = None,
        quiet: app_commands.Range[str, 1, _LONGEST_QUIET] | None = None,
        ping: discord.Role | None = None,
    ) -> None:
        """A channel gets each new article of a topic, person or source from now on"""

        async def lookup() -> render.Message:
            asker = member(interaction)
            place = places.chosen(interaction, channel) if channel else places.here(interaction)
            places.may_manage(place)
            places.can_post(place)
            if ping is not None:
                places.may_ping(place, ping)
            wishes = Wishes(
                Format(format) if format else None, hour, quiet, ping.id if ping else None
            )
            made, before = await self._changing.subscribe(asker, place.id, to, wishes)
            zone = await self._servers.zone_name(asker.guild_id)
            unheard = (
                before is None and await self._preview.heard(made.topic, asker.guild_id) is False
            )
            there = interaction.guild and interaction.guild.get_channel(place.id)
            return render_orders.subscribed(
                made,
                zone,
                here=place.here,
                before=before,
                unheard=unheard,
                tagless=forums.lacks_tag(there, made.topic),
            )

        await answer(interaction, lookup())

    @app_commands.command()
    @app_commands.default_permissions(manage_channels=True)
    @app_commands.describe(to="What should end here, one of those that this channel gets")
    async def unsubscribe(
        self, interaction: Interaction, to: app_commands.Range[str, 1, _LONGEST_TO]
    ) -> None:
        """This channel gets a topic, person or source no longer"""

        async def lookup() -> render.Message:
            asker, place = member(interaction), await self._subscribed_place(interaction)
            places.may_manage(place)
            ended = await self._changing.unsubscribe(asker, place.id, to)
            return render_orders.unsubscribed(ended, here=place.here)

        await answer(interaction, lookup())

    @app_commands.command(name="subscriptions")
    @app_commands.default_permissions(manage_channels=True)
    async def overview(self, interaction: Interaction) -> None:
        """Which channels of this server get what, how each is, and pausing, moving, ending"""

        async def lookup() -> render.Message:
            guild = places.server(interaction)
            places.may_manage(places.here(interaction))
            return render_orders.orders(await self._overview.orders(guild))

        await answer(interaction, lookup(), How.PRIVATE)

    async def _subscribed_place(self, interaction: Interaction) -> places.Place:
        """This channel; in a thread that gets nothing itself, its forum."""
        here, forum = places.here(interaction), places.forum(interaction)
        found = await self._subscriptions.of_guild(places.server(interaction))
        own = any(one.channel_id == here.id for one in found)
        return here if own or forum is None else forum

    @subscribe.autocomplete("to")
    async def _suggest_topics(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await asked(self._topics, typed, interaction.guild_id)

    @subscribe.autocomplete("quiet")
    async def _suggest_hours(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            start = typed.strip().casefold()
            return [(one, one) for one in QUIET_EXAMPLES if one.startswith(start)]

        return await choices(lookup())

    @unsubscribe.autocomplete("to")
    async def _subscribed(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            place = await self._subscribed_place(interaction)
            start = typed.strip().casefold()
            found = await self._subscriptions.of_guild(places.server(interaction))
            here = [one for one in found if one.channel_id == place.id]
            return [(one.topic, one.id) for one in here if start in one.topic.casefold()]

        return await choices(lookup())


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(*ORDER_BUTTONS)
    await bot.add_cog(Subscribing(bot))
