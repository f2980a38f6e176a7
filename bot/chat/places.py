"""The channel that a command or a button is about: who may do what there.

What Discord shows to whom is up to each server, so permissions are checked here, in the
channel concerned, whoever was shown the command.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.chat.permissions import (
    MANAGING,
    POSTABLE,
    POSTING,
    THREAD_POSTING,
    Forum,
    missing,
    named,
    own_in,
)
from bot.errors import BadInput, NotAllowed
from bot.sentences import say

Chosen = app_commands.AppCommandChannel | app_commands.AppCommandThread
_NOTHING = discord.Permissions.none()
_THREADS = (
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, what the asker may do there, and what the bot may."""

    id: int
    asker: discord.Permissions
    bot: discord.Permissions
    thread: bool = False
    forum: bool = False
    here: bool = True


def server(interaction: discord.Interaction[Any]) -> int:
    """The server's id; BadInput outside of one."""
    if interaction.guild_id is None:
        raise BadInput("server", say("This works in servers only."))
    return interaction.guild_id


def here(interaction: discord.Interaction[Any]) -> Place:
    """The channel that the interaction is in."""
    if interaction.channel_id is None:
        raise BadInput("server", say("This works in servers only."))
    return Place(
        interaction.channel_id,
        interaction.permissions,
        interaction.app_permissions,
        thread=isinstance(interaction.channel, discord.Thread),
    )


def chosen(interaction: discord.Interaction[Any], channel: Chosen) -> Place:
    """A channel that the asker chose; Discord says what they may do there."""
    if channel.type not in POSTABLE:
        raise BadInput(
            channel.name,
            say("Choose a text or announcement channel, a thread or a forum for posts."),
        )
    if channel.id == interaction.channel_id:
        return here(interaction)
    return Place(
        channel.id,
        channel.permissions,
        _own(interaction, channel.id) or _NOTHING,
        thread=channel.type in _THREADS,
        forum=channel.type in (discord.ChannelType.forum, discord.ChannelType.media),
        here=False,
    )


def known(interaction: discord.Interaction[Any], channel_id: int) -> Place:
    """A channel by its id; of one that is gone, what the asker may do in the server counts."""
    if channel_id == interaction.channel_id:
        return here(interaction)
    channel = _channel(interaction, channel_id)
    asker = interaction.user
    held = _NOTHING
    if isinstance(asker, discord.Member):
        above = channel.parent if isinstance(channel, discord.Thread) else channel
        held = above.permissions_for(asker) if above else asker.guild_permissions
    return Place(
        channel_id,
        held,
        _own(interaction, channel_id) or _NOTHING,
        thread=isinstance(channel, discord.Thread),
        forum=isinstance(channel, Forum),
        here=False,
    )


def forum(interaction: discord.Interaction[Any]) -> Place | None:
    """The forum whose thread the interaction is in, since nobody can type in a forum itself."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread) and isinstance(channel.parent, Forum):
        return known(interaction, channel.parent.id)
    return None


def may_manage(place: Place) -> None:
    """Raises NotAllowed where the asker may not."""
    if lacking := missing(place.asker, MANAGING):
        name = named(lacking)
        if place.here:
            sentence = say(
                "You need the permission {permission} in this channel for that. "
                "Ask somebody who runs this server.",
                permission=name,
            )
        else:
            sentence = say(
                "You need the permission {permission} in that channel for that. "
                "Ask somebody who runs this server.",
                permission=name,
            )
        raise NotAllowed(name, sentence)


def can_post(place: Place) -> None:
    """Raises BadInput where the bot may not. Posts are sent by the bot on its own, so what it
    may do as an answer is not enough."""
    needed = THREAD_POSTING if place.thread else POSTING
    if lacking := missing(place.bot, needed):
        # Elsewhere nothing is known of the others without the first.
        names = named(lacking if place.here else lacking[:1], forum=place.forum)
        if place.here:
            sentence = say(
                "Pullquote cannot post here yet: give it {permissions} in this channel, "
                "then subscribe again.",
                permissions=names,
            )
        else:
            sentence = say(
                "Pullquote cannot post there yet: give it {permissions} in that channel, "
                "then try again.",
                permissions=names,
            )
        raise BadInput(names, sentence)


def may_ping(place: Place, role: discord.Role) -> None:
    """Raises where the asker may not mention the role there, or the bot may not."""
    if role.is_default():
        raise BadInput(role.name, say("Choose a role; everybody at once is never pinged."))
    if role.mentionable:
        return
    needed = ("mention_everyone",)
    if missing(place.asker, needed):
        raise NotAllowed(
            role.name,
            say(
                "You may not mention {role} there: choose a role that everybody may mention, or "
                "ask for the permission Mention Everyone.",
                role=role.name,
            ),
        )
    if missing(place.bot, needed):
        raise BadInput(
            role.name,
            say(
                "Pullquote may not mention {role} there: let everybody mention the role, or give "
                "Pullquote the permission Mention Everyone.",
                role=role.name,
            ),
        )


def _channel(interaction: discord.Interaction[Any], channel_id: int) -> Any:
    guild = interaction.guild
    return guild.get_channel_or_thread(channel_id) if guild else None


def _own(interaction: discord.Interaction[Any], channel_id: int) -> discord.Permissions | None:
    """What the bot may do in a channel; None where it cannot see it."""
    channel = _channel(interaction, channel_id)
    above = channel.parent if isinstance(channel, discord.Thread) else channel
    return own_in(above) if above else None
