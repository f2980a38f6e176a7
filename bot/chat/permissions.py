"""Discord's permissions by the names that people see in its settings."""

from __future__ import annotations

from collections.abc import Iterable

import discord

POSTING = ("view_channel", "send_messages", "embed_links")
"""What the bot needs where it posts."""

THREAD_POSTING = ("view_channel", "send_messages_in_threads", "embed_links")

MANAGING = ("manage_channels",)
"""What a member needs where they subscribe a channel."""

RUNNING = ("manage_guild",)
"""What a member needs to be told how things are in a server."""


def missing(held: discord.Permissions, needed: Iterable[str]) -> tuple[str, ...]:
    """Those of ``needed`` that are not held; an administrator holds all."""
    if held.administrator:
        return ()
    return tuple(name for name in needed if not getattr(held, name))


def named(permissions: Iterable[str]) -> str:
    """ "View Channel, Send Messages"."""
    plain = (name.replace("guild", "server").replace("_", " ") for name in permissions)
    return ", ".join(name.title().replace(" In ", " in ") for name in plain)
