"""Putting posts into channels: the port ``Courier`` over discord.py.

Whatever Discord answers becomes a value that says what to do next: ``Busy`` for what passes,
``Refused`` for what somebody in that server has to change, ``Unacceptable`` for what is wrong
with this one message. Channels are addressed by id alone, so nothing depends on the cache.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import discord

from bot.chat import render
from bot.chat.endpoint import TROUBLE, describe
from bot.chat.permissions import POSTING, missing, named
from bot.chat.words import article_url
from bot.ports import Busy, Post, Posted, PostOutcome, Refused, Unacceptable

log = logging.getLogger(__name__)

LONGEST_NONCE = 25

_NOT_CONNECTED = 1.0  # seconds until what failed so is worth another try
_NO_ANSWER = 5.0
_SERVER_ERROR = 15.0
_BLOCKED = 60.0

_CLOCKS_APART = timedelta(minutes=2)
_HISTORY = 200  # messages looked through; ours stands near the beginning

# JSON error codes of 400s and 403s that are about the channel, not about the message.
_OF_THE_CHANNEL = {
    50001: "Pullquote cannot see this channel: it needs the permission View Channel.",
    50008: "Posts cannot be sent to this kind of channel; subscribe a text channel instead.",
    50024: "Posts cannot be sent to this kind of channel; subscribe a text channel instead.",
    50083: "This thread is archived; open it again, or subscribe a channel.",
    160005: "This thread is locked; unlock it, or subscribe a channel.",
}
_UNKNOWN_MESSAGE = 10008

Send = Callable[[render.Message], Awaitable[int]]


class DiscordCourier:
    """Posts, edits and finds again through a logged-in bot. Never raises for Discord's answers."""

    def __init__(self, bot: discord.Client) -> None:
        self._bot = bot

    async def post(self, channel_id: int, post: Post, nonce: str) -> PostOutcome:
        """Send once; within a few minutes Discord answers a repeated nonce with the first.

        Raises ValueError for a nonce of more than 25 characters, which Discord refuses.
        """
        if len(nonce) > LONGEST_NONCE:
            raise ValueError(f"a nonce has at most {LONGEST_NONCE} characters: {nonce!r}")
        channel = self._bot.get_partial_messageable(channel_id)

        async def send(message: render.Message) -> int:
            # Our own nonce makes discord.py set enforce_nonce, on its retries of 5xx too.
            sent = await channel.send(message.content, embeds=list(message.embeds), nonce=nonce)
            return sent.id

        return await self._as_embed_or_text(channel_id, post, send)

    async def edit(self, channel_id: int, message_id: int, post: Post) -> PostOutcome:
        """Bring a posted message up to date; Unacceptable where somebody has deleted it."""
        channel = self._bot.get_partial_messageable(channel_id)

        async def send(message: render.Message) -> int:
            edited = await channel.get_partial_message(message_id).edit(
                content=message.content, embeds=list(message.embeds)
            )
            return edited.id

        return await self._as_embed_or_text(channel_id, post, send)

    async def find(
        self, channel_id: int, post: Post, since: datetime
    ) -> Posted | Busy | Refused | None:
        """Our message for this article and topic since then, oldest first; None if there is none.

        Discord shows an empty history to those without Read Message History. That looks like
        None here too, on purpose: the article is then posted again at worst, after a crash in
        the one moment between sending and recording, and never held back.
        """
        if wait := self._not_ready():
            return wait
        try:
            channel = self._bot.get_partial_messageable(channel_id)
            async for message in channel.history(
                after=since - _CLOCKS_APART, limit=_HISTORY, oldest_first=True
            ):
                if self._is_ours(message, post):
                    return Posted(message.id)
        except TROUBLE as error:
            outcome = self._outcome(channel_id, error)
            return None if isinstance(outcome, Unacceptable) else outcome
        return None

    async def _as_embed_or_text(self, channel_id: int, post: Post, send: Send) -> PostOutcome:
        if wait := self._not_ready():
            return wait
        outcome = await self._try(channel_id, render.post(post), send)
        if not isinstance(outcome, Unacceptable):
            return outcome
        log.warning("article %s as plain text: %s", post.article.id, outcome.reason)
        return await self._try(channel_id, render.plain_post(post), send)

    async def _try(self, channel_id: int, message: render.Message, send: Send) -> PostOutcome:
        try:
            return Posted(await send(message))
        except TROUBLE as error:
            return self._outcome(channel_id, error)

    def _not_ready(self) -> Busy | None:
        """Before the login and after closing there is no session to send anything through."""
        if self._bot.is_closed() or not self._bot.is_ready():
            return Busy("Pullquote is not connected to Discord.", _NOT_CONNECTED)
        return None

    def _is_ours(self, message: discord.Message, post: Post) -> bool:
        """A post about this article for this topic, not an answer to somebody that shows it."""
        bot = self._bot.user
        if bot is None or message.author.id != bot.id or message.interaction_metadata:
            return False
        url = article_url(post.article)
        if not message.embeds:
            return bool(url) and message.content == render.plain_post(post).content
        embed, ours = message.embeds[0], render.post(post).embeds[0]
        if embed.footer.text != ours.footer.text:
            return False
        return embed.url == ours.url if ours.url else embed.title == ours.title

    def _outcome(self, channel_id: int, error: Exception) -> Busy | Refused | Unacceptable:
        match error:
            case discord.RateLimited():
                return Busy("Discord asks us to slow down.", error.retry_after)
            case discord.HTTPException(status=429):
                return Busy("Discord asks us to slow down.", _retry_after(error))
            case discord.Forbidden(code=0):
                # No code of Discord's own: something on the way, a firewall say, refused.
                return Busy("Something between us and Discord refuses us.", _BLOCKED)
            case discord.HTTPException(code=code) if code in _OF_THE_CHANNEL:
                return Refused(_OF_THE_CHANNEL[code])
            case discord.Forbidden():
                return Refused(self._lacking(channel_id))
            case discord.NotFound(code=code) if code == _UNKNOWN_MESSAGE:
                return Unacceptable("The post was deleted.")
            case discord.NotFound():
                return Refused("This channel is gone, or Pullquote is no longer in the server.")
            case discord.DiscordServerError():
                return Busy(f"{describe(error)}.", _SERVER_ERROR)
            case discord.HTTPException(status=401):
                return Busy("Discord no longer accepts our token.", _BLOCKED)
            case discord.HTTPException():
                return Unacceptable(f"Discord will not take it: {error.text or error.status}.")
            case _:
                return Busy(f"No answer from Discord: {describe(error)}.", _NO_ANSWER)

    def _lacking(self, channel_id: int) -> str:
        """Names the first permission that lacks; without it nothing is known of the others."""
        needs = f"it needs {named(POSTING)}."
        channel = self._bot.get_channel(channel_id)
        if isinstance(channel, discord.abc.GuildChannel):
            for first in missing(channel.permissions_for(channel.guild.me), POSTING):
                return f"Pullquote lacks {named([first])} in this channel; {needs}"
        return f"Pullquote lacks a permission in this channel; {needs}"


def _retry_after(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", _BLOCKED))
    except ValueError:  # a date; rare enough
        return _BLOCKED
