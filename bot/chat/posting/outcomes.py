"""What an answer of Discord's, or none, means for a message that was to be sent. Pure but for
``Patience``, which remembers since when there has been trouble.

``Busy`` is for what passes, ``Refused`` for what somebody in that server has to change,
``Unacceptable`` for what is wrong with this one message.
"""

from __future__ import annotations

import asyncio

import discord

from bot.chat.posting.endpoint import describe
from bot.ports import Busy, Refused, Unacceptable
from bot.sentences import say

BLOCKED = 60.0
"""Seconds until what a person may have to mend is worth another try."""

UNKNOWN_MESSAGE = 10008
ALREADY_PUBLISHED = 40033
ARCHIVED = 50083
NO_TEXT_CHANNEL = frozenset({40058, 50008, 50024})
"""How Discord says that this kind of channel takes no messages as such."""

_SLOW = {
    20016: "This channel is in slow mode.",
    20022: "Announcements can be edited only so often.",
    20028: "Too much is written in this channel at once.",
    20029: "Too much is written in this server at once.",
}

# JSON error codes of 400s and 403s that are about the channel, not about the message.
_OF_THE_CHANNEL = {
    50001: say("Pullquote cannot see this channel: it needs the permission View Channel."),
    **dict.fromkeys(
        NO_TEXT_CHANNEL,
        say("Posts cannot be sent to this kind of channel; subscribe a text channel instead."),
    ),
    40067: say("This forum wants a tag on every post; add one that is named like the topic."),
    ARCHIVED: say("This thread is archived; open it again, or subscribe a channel."),
    160005: say("This thread is locked; unlock it, or subscribe a channel."),
    160006: say("This server has as many open threads as Discord allows; close some of them."),
    160007: say("This server has as many open threads as Discord allows; close some of them."),
}


class Patience:
    """How long to wait while Discord fails: as long again as it has failed, 1 to 60 seconds.

    So a single failure costs a second, and a long outage is not hammered at.
    """

    def __init__(self) -> None:
        self._since: float | None = None

    def wait(self) -> float:
        """After a failure: seconds until the next try."""
        now = asyncio.get_running_loop().time()
        if self._since is None:
            self._since = now
        return min(max(now - self._since, 1.0), BLOCKED)

    def over(self) -> None:
        """Discord has answered as it should."""
        self._since = None


def meaning(error: Exception, lacking: str, patience: Patience) -> Busy | Refused | Unacceptable:
    """``lacking`` is the sentence for a permission that the bot does not have."""
    match error:
        case discord.RateLimited():
            return Busy("Discord asks us to slow down.", error.retry_after)
        case discord.DiscordServerError():
            return Busy(f"{describe(error)}.", patience.wait())
        case discord.HTTPException(code=code) if code in _SLOW:
            return Busy(_SLOW[code], _retry_after(error))
        case discord.HTTPException(status=429):
            return Busy("Discord asks us to slow down.", _retry_after(error))
        case discord.Forbidden(code=0):
            # No code of Discord's own: something on the way, a firewall say, refused.
            return Busy("Something between us and Discord refuses us.", BLOCKED)
        case discord.HTTPException(code=code) if code in _OF_THE_CHANNEL:
            return Refused(_OF_THE_CHANNEL[code])
        case discord.Forbidden():
            return Refused(lacking)
        case discord.NotFound(code=code) if code == UNKNOWN_MESSAGE:
            return Unacceptable(say("The post was deleted."))
        case discord.NotFound():
            return Refused(say("This channel is gone, or Pullquote is no longer in the server."))
        case discord.HTTPException(status=401):
            return Busy("Discord no longer accepts our token.", BLOCKED)
        case discord.HTTPException():
            reason = error.text or error.status
            return Unacceptable(say("Discord will not take it: {reason}.", reason=reason))
        case _:
            return Busy(f"No answer from Discord: {describe(error)}.", patience.wait())


def _retry_after(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", BLOCKED))
    except ValueError:  # a date; rare enough
        return BLOCKED
