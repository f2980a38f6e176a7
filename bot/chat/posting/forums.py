"""Forum and media channels, where every post is a thread of its own.

A thread that is begun has no nonce: a repeat would be a second one. So the forum's threads
are looked through for ours before one is begun. Everything here raises what discord.py does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

import discord

from bot.chat.permissions import Forum, own_in
from bot.chat.rendering import render_posts
from bot.chat.rendering.controls import controls
from bot.chat.rendering.render import Message
from bot.ports import Digest, Post, Posted, Refused
from bot.sentences import say

_MOST_TAGS = 5
_ARCHIVED = 50  # of the latest archived threads


def tags_for(forum: Forum, what: Post | Digest) -> list[discord.ForumTag] | Refused:
    """Those of the forum's tags that are named like the topic or like a word that matched."""
    found = _named(forum, what.topic, what.matched if isinstance(what, Post) else ())
    if forum.flags.require_tag and not found:
        return Refused(
            say(
                "This forum wants a tag on every post and has none named “{topic}”: add one "
                "that everybody may use, or let posts go without a tag.",
                topic=what.topic,
            )
        )
    # The topic's own tag first: there may be more of them than a post can have.
    found.sort(key=lambda tag: tag.name.casefold().strip() != what.topic.casefold().strip())
    return found[:_MOST_TAGS]


def lacks_tag(channel: object, topic: str) -> bool:
    """Whether it is a forum that wants a tag on every post and has none that is named like the
    topic; a post whose words fit none of its tags either cannot be made there."""
    if not isinstance(channel, Forum) or not channel.flags.require_tag:
        return False
    return not _named(channel, topic, ())


def _named(forum: Forum, topic: str, words: Iterable[str]) -> list[discord.ForumTag]:
    """The tags of these names that we may use."""
    bare, _, _ = topic.partition(" -")  # without what is excluded
    wanted = {word.casefold().strip() for word in (topic, bare, *words)}
    held = own_in(forum)
    manages = held is not None and held.manage_threads
    return [
        tag
        for tag in forum.available_tags
        if tag.name.casefold().strip() in wanted and (manages or not tag.moderated)
    ]


def mentions(what: Post | Digest) -> discord.AllowedMentions:
    """Who is told of a new message: its role, and nobody else."""
    if what.ping is None:
        return discord.AllowedMentions.none()
    return discord.AllowedMentions(
        everyone=False, users=False, roles=[discord.Object(what.ping)], replied_user=False
    )


async def begin(
    forum: Forum, what: Post | Digest, message: Message, tags: list[discord.ForumTag]
) -> Posted:
    """A new thread with this as its first message."""
    made = await forum.create_thread(
        name=render_posts.thread_name(what),
        content=message.content,
        embeds=list(message.embeds),
        view=controls(message),
        applied_tags=tags,
        allowed_mentions=mentions(what),
    )
    return Posted(made.message.id, channel_id=made.thread.id)


async def find(
    forum: Forum, what: Post | Digest, since: datetime, bot: discord.abc.User
) -> Posted | None:
    """Our thread about this, begun since then and named as we named it."""
    names = render_posts.thread_names(what)
    async for thread in _threads(forum):
        begun = thread.created_at
        if thread.owner_id != bot.id or thread.name not in names or (begun and begun < since):
            continue
        try:
            async for first in thread.history(limit=1, oldest_first=True):
                if render_posts.shows(what, first.content, first.embeds):
                    return Posted(first.id, channel_id=thread.id)
        except (discord.NotFound, discord.Forbidden):  # deleted meanwhile, or not for us to read
            continue
    return None


async def rename(thread: discord.Thread, what: Post | Digest) -> None:
    """Let a thread be called as its article is called now."""
    if thread.name not in render_posts.thread_names(what):
        await thread.edit(name=render_posts.thread_name(what))


async def _threads(forum: Forum) -> AsyncIterator[discord.Thread]:
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id:
            yield thread
    try:
        async for thread in forum.archived_threads(limit=_ARCHIVED):
            yield thread
    except discord.Forbidden:  # these are shown with Read Message History only
        return
