"""What concerns a server as a whole: /server timezone and /server language."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.chat import cities
from bot.chat.asking import Interaction, running_here
from bot.chat.client import Newsbot
from bot.chat.language import called, language_named, language_shown, languages, speaking
from bot.chat.rendering import render_server
from bot.chat.rendering.render import Message
from bot.chat.replies import How, answer
from bot.errors import BadInput
from bot.sentences import say
from cogs.choices import Choice, choices

_LONGEST = 100
_AS_DISCORD = "discord"
"""What is chosen for the language of the server's own settings."""


@app_commands.default_permissions(manage_guild=True)
class Server(
    commands.GroupCog,
    group_name="server",
    group_description="What concerns this server as a whole",
):
    """For members who may manage the server, which is checked here again: Discord's own settings
    may show the commands to others."""

    def __init__(self, bot: Newsbot) -> None:
        self._servers = bot.desk.servers
        self._changing = bot.desk.changing

    @app_commands.command()
    @app_commands.describe(
        zone="Where most members live; type a large city, such as Berlin. Left out: shows it"
    )
    async def timezone(
        self, interaction: Interaction, zone: app_commands.Range[str, 1, _LONGEST] | None = None
    ) -> None:
        """The time zone of daily digests and quiet hours"""

        async def lookup() -> Message:
            asker = running_here(interaction)
            if zone is not None:
                await self._changing.zone(asker, cities.zone_of(zone))
            name = await self._servers.zone_name(asker.guild_id)
            there = interaction.created_at.astimezone(await self._servers.zone(asker.guild_id))
            return render_server.zone(name, there)

        await answer(interaction, lookup(), How.PRIVATE)

    @app_commands.command()
    @app_commands.describe(name="The language, or “discord” for that of the server's settings")
    async def language(
        self, interaction: Interaction, name: app_commands.Range[str, 1, _LONGEST] | None = None
    ) -> None:
        """The language of posts, and of all answers that everybody here sees"""

        async def lookup() -> Message:
            asker = running_here(interaction)
            if name is not None:
                await self._changing.language(asker, _chosen(name))
            chosen = await self._servers.language(asker.guild_id)
            spoken = language_shown(chosen or interaction.guild_locale)
            return render_server.language(spoken, chosen=chosen is not None)

        await answer(interaction, lookup(), How.PRIVATE)

    @timezone.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            return cities.suggest(typed, interaction.locale)

        return await choices(lookup())

    @language.autocomplete("name")
    async def _languages(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            with speaking(interaction.locale):
                discords = render_server.as_discord(language_shown(interaction.guild_locale))
            offered = [(called(one), one) for one in languages()] + [(discords, _AS_DISCORD)]
            start = typed.strip().casefold()
            return [one for one in offered if start in f"{one[0]} {one[1]}".casefold()]

        return await choices(lookup())


def _chosen(name: str) -> str | None:
    """The language's code, or None for that of the server's own settings. Raises BadInput."""
    if name.strip().casefold() == _AS_DISCORD:
        return None
    found = language_named(name)
    if found is None:
        known = ", ".join(map(called, languages()))
        raise BadInput(
            name,
            say(
                "Pullquote does not speak “{name}”. Choose one of: {known}.",
                name=name,
                known=known,
            ),
        )
    return found


async def setup(bot: Newsbot) -> None:
    await bot.add_cog(Server(bot))
