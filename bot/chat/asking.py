"""Who asks, and whether they may: checked in code, whatever Discord offers to whom."""

from __future__ import annotations

import discord

from bot.chat.client import Newsbot
from bot.chat.permissions import RUNNING, missing, named
from bot.desk.gathering.serverfeeds import Asker
from bot.errors import BadInput, NotAllowed
from bot.sentences import say

Interaction = discord.Interaction[Newsbot]


def running(interaction: Interaction) -> Asker:
    """Who may manage the server they ask in, or is an operator of this installation.

    Raises BadInput outside of servers, and NotAllowed.
    """
    asker = member(interaction)
    if not asker.operator:
        _refuse_unless_running(interaction)
    return asker


def running_here(interaction: Interaction) -> Asker:
    """The same without the exception: operators may not do everything to a server."""
    asker = member(interaction)
    _refuse_unless_running(interaction)
    return asker


def member(interaction: Interaction) -> Asker:
    """Whoever asks in a server. Raises BadInput outside of them."""
    if interaction.guild_id is None:
        raise BadInput("server", say("This works in servers only."))
    user = interaction.user.id
    return Asker(interaction.guild_id, user, user in interaction.client.desk.operators)


def _refuse_unless_running(interaction: Interaction) -> None:
    if lacking := missing(interaction.permissions, RUNNING):
        raise NotAllowed(
            named(lacking),
            say(
                "You need the permission {permission} in this server for that. "
                "Ask somebody who runs it.",
                permission=named(lacking),
            ),
        )
