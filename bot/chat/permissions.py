"""Discord's permissions by the names that people see in its settings."""

from __future__ import annotations

from collections.abc import Iterable

import discord

POSTING = ("view_channel", "send_messages", "embed_links")
"""What the bot needs where it posts."""

THREAD_POSTING = ("view_channel", "send_messages_in_threads", "embed_links")

SPEAKING = ("send_messages",)
"""What a member needs where the bot says something for them."""

THREAD_SPEAKING = ("send_messages_in_threads",)

MANAGING = ("manage_channels",)
"""What a member needs where they subscribe a channel."""

RUNNING = ("manage_guild",)
"""What a member needs for what concerns the whole server."""

Forum = discord.ForumChannel  # media channels are of this type, too

_IN_FORUMS = {"send_messages": "Create Posts"}


def missing(held: discord.Permissions, needed: Iterable[str]) -> tuple[str, ...]:
    """Those of ``needed`` that are not held; an administrator holds all."""
    if held.administrator:
        return ()
    return tuple(name for name in needed if not getattr(held, name))


def named(permissions: Iterable[str], *, forum: bool = False) -> str:
    """ "View Channel, Send Messages"; a forum's settings have another name for some."""
    own = _IN_FORUMS if forum else {}
    plain = (own.get(name) or name.replace("guild", "server") for name in permissions)
    return ", ".join(name.replace("_", " ").title().replace(" In ", " in ") for name in plain)


def own_in(channel: discord.abc.GuildChannel) -> discord.Permissions | None:
    """What the bot may do there; None where its server is out of reach just now."""
    me: discord.Member | None = channel.guild.me
    return channel.permissions_for(me) if me else None


def lacking(channel: object) -> str:
    """Why the bot may not post in a channel as the cache knows it (anything, where it does not).

    Names the first permission that lacks; without it nothing is known of the others.
    """
    thread = isinstance(channel, discord.Thread)
    forum = isinstance(channel, Forum)
    place = "this thread" if thread else "this forum" if forum else "this channel"
    needed = THREAD_POSTING if thread else POSTING
    needs = f"it needs {named(needed, forum=forum)}."
    above = channel.parent if isinstance(channel, discord.Thread) else channel
    held = own_in(above) if isinstance(above, discord.abc.GuildChannel) else None
    if held is not None:
        for first in missing(held, needed):
            return f"Pullquote lacks {named([first], forum=forum)} in {place}; {needs}"
    return f"Pullquote lacks a permission in {place}; {needs}"
