"""Whose turn it is, and what all messages have in common, posts as well as digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.delivery.publishing import Publishing
from bot.desk.delivery.windows import Windows
from bot.desk.pulse import Pulse
from bot.ports import Clock, Courier, Posted, PostOutcome
from bot.records import Subscription, Topic

NONCE_WINDOW = timedelta(seconds=120)
"""Within it Discord drops a repeated nonce; later the channel's history is asked first."""


@dataclass(frozen=True, slots=True)
class Order:
    """A subscription with its topic, and the way to its channel.

    Entries up to ``reach`` may be dealt with; those up to ``late_to`` are late, since they
    came in while the channel's cap held them up. ``others`` are the channel's other
    subscriptions. Since ``since`` there may be posts that the record, an older copy that was
    put back, knows nothing of; None: it knows them all.
    """

    subscription: Subscription
    topic: Topic
    courier: Courier
    reach: int
    late_to: int = 0
    others: tuple[str, ...] = ()
    since: datetime | None = None

    @property
    def id(self) -> str:
        return self.subscription.id

    @property
    def channel(self) -> int:
        return self.subscription.channel_id


class Sent:
    """What a message sets going: it is counted, a new one for its channel's cap too, and one in
    an announcement channel is published."""

    def __init__(
        self, windows: Windows, publishing: Publishing, pulse: Pulse, clock: Clock
    ) -> None:
        self._windows = windows
        self._publishing = publishing
        self._pulse = pulse
        self._clock = clock

    def tried(self, outcome: PostOutcome, order: Order, *, edit: bool = False) -> None:
        """A message, or the edit of one, was tried with this end."""
        self._pulse.sent(order.id, outcome, edit=edit)

    async def note(self, key: str, posted: Posted, order: Order, *, new: bool = True) -> None:
        """To be called before it is on record, so that a crash between repeats this too."""
        if new:
            self._windows.sent(order.channel, self._clock())
        channel = posted.channel_id or order.channel
        await self._publishing.posted(key, channel, posted.message_id, order.courier)


def in_doubt(since: datetime, now: datetime) -> bool:
    """Whether Discord may have forgotten the nonce of an attempt, or the clock went back."""
    return not timedelta(0) <= now - since <= NONCE_WINDOW
