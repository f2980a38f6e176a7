"""Discord's permissions by the names that people see in its settings."""

from __future__ import annotations

from collections.abc import Iterable

import discord

POSTING = ("view_channel", "send_messages", "embed_links")
"""What the bot needs where it posts."""

THREAD_POSTING = ("view_channel", "send_messages_in_threads", "embed_links")

MANAGING = ("manage_channels",)
"""What a member needs where they subscribe a channel."""


def missing(held: discord.Permissions, needed: Iterable[str]) -> tuple[str, ...]:
    """Those of ``needed`` that are not held; an administrator holds all."""
    if held.administrator:
        return ()
    return tuple(name for name in needed if not getattr(held, name))


def named(permissions: Iterable[str]) -> str:
    """ "View Channel, Send Messages"."""
    return ", ".join(name.replace("_", " ").title().replace(" In ", " in ") for name in permissions)
