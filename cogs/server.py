"""What concerns a server as a whole: /server timezone."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import places, render, render_orders
from bot.chat.client import Newsbot
from bot.chat.permissions import RUNNING, missing, named
from bot.chat.replies import How, answer
from bot.desk.audit import Deed
from bot.desk.servers import suggest_zones
from bot.errors import NotAllowed
from bot.sentences import say
from cogs.choices import Choice, choices

Interaction = discord.Interaction[Newsbot]

_LONGEST_ZONE = 100


@app_commands.default_permissions(manage_guild=True)
class Server(
    commands.GroupCog,
    group_name="server",
    group_description="What concerns this server as a whole",
):
    """To change something a member must be able to manage the server, which is checked here:
    Discord's own settings may show the commands to others."""

    def __init__(self, bot: Newsbot) -> None:
        self._servers = bot.desk.servers
        self._audit = bot.desk.audit

    @app_commands.command()
    @app_commands.describe(zone="Where most members live; type a large city, such as Berlin")
    async def timezone(
        self, interaction: Interaction, zone: app_commands.Range[str, 1, _LONGEST_ZONE]
    ) -> None:
        """The time zone of daily digests and quiet hours"""

        async def lookup() -> render.Message:
            guild = places.server(interaction)
            if lacking := missing(interaction.permissions, RUNNING):
                raise NotAllowed(
                    named(lacking),
                    say(
                        "You need the permission {permission} for that. "
                        "Ask somebody who runs this server.",
                        permission=named(lacking),
                    ),
                )
            name = await self._servers.set_zone(guild, zone)
            await self._audit.note(guild, interaction.user.id, Deed.SETTING_CHANGED, name)
            there = interaction.created_at.astimezone(await self._servers.zone(guild))
            return render_orders.zone_set(name, there)

        await answer(interaction, lookup(), How.PRIVATE)

    @timezone.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            return [(name.replace("_", " "), name) for name in suggest_zones(typed)]

        return await choices(lookup())


async def setup(bot: Newsbot) -> None:
    await bot.add_cog(Server(bot))
