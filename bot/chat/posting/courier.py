"""Putting posts into channels: the port ``Courier`` over discord.py.

Whatever Discord answers becomes a value that says what to do next; see ``outcomes``. Channels
are addressed by id alone, so nothing depends on the cache, except that a forum which is known
to be one is not first tried as a plain channel. How fast all of it goes is up to ``pace``.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.chat.language import speaking
from bot.chat.permissions import Forum, lacking
from bot.chat.posting import forums
from bot.chat.posting.endpoint import TROUBLE, describe
from bot.chat.posting.outcomes import (
    ALREADY_PUBLISHED,
    ARCHIVED,
    NO_TEXT_CHANNEL,
    Patience,
    meaning,
)
from bot.chat.rendering import render_posts
from bot.chat.rendering.controls import controls
from bot.chat.rendering.render import Message
from bot.ports import Busy, Digest, Post, Posted, PostOutcome, Refused, Unacceptable

if TYPE_CHECKING:
    from bot.chat.client import Newsbot

log = logging.getLogger(__name__)

LONGEST_NONCE = 25

_NOT_CONNECTED = 1.0  # seconds until what failed so is worth another try
_CLOCKS_APART = timedelta(minutes=2)
_REPEATED_WITHIN = timedelta(hours=1)  # what was begun longer ago is looked for with ``find``
_HISTORY = 200  # messages looked through; ours stands near the beginning
_NEWEST = 100  # and of the newest, whatever our clock says

Send = Callable[[Message], Awaitable[Posted]]
Act = Callable[[], Awaitable[Posted]]


class DiscordCourier:
    """Posts, edits and finds again through a logged-in bot. Never raises for Discord's answers."""

    def __init__(self, bot: Newsbot) -> None:
        self._bot = bot
        self._patience = Patience()

    async def post(self, channel_id: int, what: Post | Digest, nonce: str) -> PostOutcome:
        """Send once; within a few minutes Discord answers a repeated nonce with the first.

        In a forum it is a thread of its own, whose id comes with the outcome.
        Raises ValueError for a nonce of more than 25 characters, which Discord refuses.
        """
        if len(nonce) > LONGEST_NONCE:
            raise ValueError(f"a nonce has at most {LONGEST_NONCE} characters: {nonce!r}")
        if wait := self._not_ready():
            return wait
        place = self._bot.get_channel(channel_id)
        if isinstance(place, Forum):
            return await self._post_in_forum(place, what)
        channel = self._bot.get_partial_messageable(channel_id)

        async def send(message: Message) -> Posted:
            # Our own nonce makes discord.py set enforce_nonce, on its retries of 5xx too.
            try:
                sent = await channel.send(
                    message.content,
                    embeds=list(message.embeds),
                    view=controls(message),
                    nonce=nonce,
                    allowed_mentions=forums.mentions(what),
                )
            except discord.HTTPException as error:
                if error.code in NO_TEXT_CHANNEL:
                    await self._raise_for_forum(channel_id)
                raise
            return Posted(sent.id)

        try:
            return await self._as_embed_or_text(channel_id, what, send)
        except _ForumAfterAll as found:
            return await self._post_in_forum(found.forum, what)

    async def edit(self, channel_id: int, message_id: int, what: Post | Digest) -> PostOutcome:
        """Bring a posted message up to date; Unacceptable where somebody has deleted it."""
        if wait := self._not_ready():
            return wait
        channel = self._bot.get_partial_messageable(channel_id)

        async def send(message: Message) -> Posted:
            edited = await channel.get_partial_message(message_id).edit(
                content=message.content,
                embeds=list(message.embeds),
                view=controls(message),
                allowed_mentions=discord.AllowedMentions.none(),
            )
            return Posted(edited.id)

        if channel_id != message_id:
            return await self._as_embed_or_text(channel_id, what, send)
        thread = await self._forum_thread(channel_id)
        outcome = await self._as_embed_or_text(channel_id, what, send, thread)
        if isinstance(outcome, Posted) and thread is not None:
            await self._rename(thread, what)
        return outcome

    async def delete(self, channel_id: int, message_id: int) -> PostOutcome:
        """Take a posted message back, a forum's with its thread where we may; Posted where it
        is gone, by us or by anybody."""
        if wait := self._not_ready():
            return wait
        message = self._bot.get_partial_messageable(channel_id).get_partial_message(message_id)

        async def take_back() -> Posted:
            # A forum's thread has the id of its first message, and is empty without it.
            if channel_id != message_id or not await self._deleted_thread(channel_id):
                await message.delete()
            return Posted(message_id)

        try:
            return await self._in_open_thread(channel_id, take_back)
        except discord.NotFound:
            return Posted(message_id)
        except TROUBLE as error:
            return self._outcome(channel_id, error)

    async def find(
        self, channel_id: int, what: Post | Digest, since: datetime
    ) -> Posted | Busy | Refused | None:
        """Our own message about this since then, or among the newest; None if there is none.

        The newest because the time is of our clock, which may have been ahead of Discord's.
        Discord shows an empty history to those without Read Message History. That looks like
        None here too, on purpose: the article is then posted again at worst, after a crash in
        the one moment between sending and recording, and never held back.
        """
        if wait := self._not_ready():
            return wait
        after = since - _CLOCKS_APART
        place = self._bot.get_channel(channel_id)
        try:
            if isinstance(place, Forum):
                return await forums.find(place, what, after, self._me)
            channel = self._bot.get_partial_messageable(channel_id)
            late = channel.history(after=after, limit=_HISTORY, oldest_first=True)
            for messages in (late, channel.history(limit=_NEWEST)):
                async for message in messages:
                    if self._is_ours(message, what):
                        return Posted(message.id)
        except TROUBLE as error:
            outcome = self._outcome(channel_id, error)
            return None if isinstance(outcome, Unacceptable) else outcome
        return None

    async def publish(self, channel_id: int, message_id: int) -> PostOutcome | None:
        """Publish a message of an announcement channel to those that follow it; Posted where
        it is published, by us or by anybody, None where the channel is no such one.

        Discord lets a channel publish ten messages an hour: then it is Busy for the rest.
        """
        if wait := self._not_ready():
            return wait
        place = self._bot.get_channel(channel_id)
        if place is not None and not (isinstance(place, discord.TextChannel) and place.is_news()):
            return None
        message = self._bot.get_partial_messageable(channel_id).get_partial_message(message_id)
        try:
            await message.publish()
        except TROUBLE as error:
            code = error.code if isinstance(error, discord.HTTPException) else 0
            if code in NO_TEXT_CHANNEL:
                return None
            if code != ALREADY_PUBLISHED:
                return self._outcome(channel_id, error)
        return Posted(message_id)

    async def _post_in_forum(self, forum: Forum, what: Post | Digest) -> PostOutcome:
        tags = forums.tags_for(forum, what)
        if isinstance(tags, Refused):
            return tags
        try:
            since = discord.utils.utcnow() - _REPEATED_WITHIN
            known = await forums.find(forum, what, since, self._me)
        except TROUBLE as error:
            return self._outcome(forum.id, error)
        if known is not None:
            return known

        async def send(message: Message) -> Posted:
            with speaking(await self._language(forum)):
                return await forums.begin(forum, what, message, tags)

        return await self._as_embed_or_text(forum.id, what, send)

    async def _as_embed_or_text(
        self, channel_id: int, what: Post | Digest, send: Send, place: object = None
    ) -> PostOutcome:
        """In the language of the server; ``place`` is the channel where the cache may not know
        it."""
        with speaking(await self._language(place or self._bot.get_channel(channel_id))):
            message, plain = render_posts.message(what), render_posts.plain(what)
        outcome = await self._try(channel_id, message, send)
        if not isinstance(outcome, Unacceptable):
            return outcome
        log.warning("channel %d: as plain text: %s", channel_id, outcome.reason)
        return await self._try(channel_id, plain, send)

    async def _try(self, channel_id: int, message: Message, send: Send) -> PostOutcome:
        try:
            posted = await self._in_open_thread(channel_id, partial(send, message))
        except TROUBLE as error:
            return self._outcome(channel_id, error)
        self._patience.over()
        return posted

    async def _in_open_thread(
        self, channel_id: int, act: Callable[[], Awaitable[Posted]]
    ) -> Posted:
        """Act; in a thread that is archived and not locked, after opening it again."""
        try:
            return await act()
        except discord.HTTPException as error:
            if error.code != ARCHIVED:
                raise
            try:
                thread = await self._bot.fetch_channel(channel_id)
                if not isinstance(thread, discord.Thread) or thread.locked:
                    raise
                await thread.edit(archived=False)
            except discord.Forbidden:
                raise error from None
        return await act()

    async def _raise_for_forum(self, channel_id: int) -> None:
        try:
            place = await self._bot.fetch_channel(channel_id)
        except discord.InvalidData:  # a kind that discord.py does not know yet
            return
        if isinstance(place, Forum):
            raise _ForumAfterAll(place)

    async def _deleted_thread(self, thread_id: int) -> bool:
        """False where that is not for us to do; raises NotFound where it is gone."""
        thread = await self._bot.fetch_channel(thread_id)
        if not isinstance(thread, discord.Thread):
            return False
        try:
            await thread.delete()
        except discord.Forbidden:
            return False
        return True

    async def _forum_thread(self, thread_id: int) -> discord.Thread | None:
        """One that is archived is not in the cache."""
        thread: object = self._bot.get_channel(thread_id)
        if thread is None:
            try:
                thread = await self._bot.fetch_channel(thread_id)
            except TROUBLE as error:
                log.warning("thread %d cannot be looked at: %s", thread_id, describe(error))
        return thread if isinstance(thread, discord.Thread) else None

    async def _rename(self, thread: discord.Thread, what: Post | Digest) -> None:
        """A forum's thread, after its first message; its name is not worth another try."""
        try:
            with speaking(await self._language(thread)):
                await forums.rename(thread, what)
        except TROUBLE as error:
            log.warning("thread %d keeps its name: %s", thread.id, describe(error))

    async def _language(self, place: object) -> object | None:
        """That of the channel's server, as far as it is known."""
        guild: discord.Guild | None = getattr(place, "guild", None)
        return await self._bot.language_of(guild.id, guild.preferred_locale) if guild else None

    def _not_ready(self) -> Busy | None:
        """Before the login and after closing there is no session to send anything through."""
        if self._bot.is_closed() or not self._bot.is_ready():
            return Busy("Pullquote is not connected to Discord.", _NOT_CONNECTED)
        return None

    @property
    def _me(self) -> discord.ClientUser:
        assert self._bot.user is not None, "known from the login on"
        return self._bot.user

    def _is_ours(self, message: discord.Message, what: Post | Digest) -> bool:
        """A post about this for this topic, not an answer to somebody that shows it."""
        if message.author.id != self._me.id or message.interaction_metadata:
            return False
        return render_posts.shows(what, message.content, message.embeds)

    def _outcome(self, channel_id: int, error: Exception) -> Busy | Refused | Unacceptable:
        return meaning(error, lacking(self._bot.get_channel(channel_id)), self._patience)


class _ForumAfterAll(Exception):
    """A channel that the cache did not know turned out to be a forum."""

    def __init__(self, forum: Forum) -> None:
        super().__init__(f"channel {forum.id} is a forum")
        self.forum = forum
