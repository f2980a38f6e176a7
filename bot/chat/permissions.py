"""Discord's permissions by the names that people see in its settings."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.sentences import Sentence, listed, say

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

POSTABLE = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
    discord.ChannelType.forum,
    discord.ChannelType.media,
]
"""The kinds of channels that people are offered for posts."""

Forum = discord.ForumChannel  # media channels are of this type, too

_NAMES = {
    "view_channel": say("View Channel"),
    "send_messages": say("Send Messages"),
    "send_messages_in_threads": say("Send Messages in Threads"),
    "embed_links": say("Embed Links"),
    "manage_channels": say("Manage Channels"),
    "manage_guild": say("Manage Server"),
}
_IN_FORUMS = {"send_messages": say("Create Posts")}


def missing(held: discord.Permissions, needed: Iterable[str]) -> tuple[str, ...]:
    """Those of ``needed`` that are not held; an administrator holds all."""
    if held.administrator:
        return ()
    return tuple(name for name in needed if not getattr(held, name))


def named(permissions: Iterable[str], *, forum: bool = False) -> Sentence:
    """ "View Channel, Send Messages"; a forum's settings have another name for some."""
    names = _NAMES | _IN_FORUMS if forum else _NAMES
    return listed(names.get(name) or name.replace("_", " ").title() for name in permissions)


def own_in(channel: discord.abc.GuildChannel) -> discord.Permissions | None:
    """What the bot may do there; None where its server is out of reach just now."""
    me: discord.Member | None = channel.guild.me
    return channel.permissions_for(me) if me else None


def lacking(channel: object) -> Sentence:
    """Why the bot may not post in a channel as the cache knows it (anything, where it does not).

    Names the first permission that lacks; without it nothing is known of the others.
    """
    thread = isinstance(channel, discord.Thread)
    forum = isinstance(channel, Forum)
    where = say("in this channel")
    if thread or forum:
        where = say("in this thread") if thread else say("in this forum")
    needed = THREAD_POSTING if thread else POSTING
    needs = named(needed, forum=forum)
    above = channel.parent if isinstance(channel, discord.Thread) else channel
    held = own_in(above) if isinstance(above, discord.abc.GuildChannel) else None
    if held is not None:
        for first in missing(held, needed):
            return say(
                "Pullquote lacks {first} {where}; it needs {needed}.",
                first=named([first], forum=forum),
                where=where,
                needed=needs,
            )
    return say(
        "Pullquote lacks a permission {where}; it needs {needed}.", where=where, needed=needs
    )
