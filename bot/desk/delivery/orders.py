"""Whose turn it is, and what all messages have in common, posts as well as digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bot.desk.delivery.attempts import Attempt, DigestAttempt, State
from bot.desk.delivery.publishing import Publishing
from bot.desk.delivery.windows import Resting, Windows
from bot.desk.following.hours import resting_until
from bot.desk.pulse import Pulse
from bot.ports import Clock, Courier, Posted, PostOutcome, Refused, Unacceptable
from bot.records import Entry, Format, Subscription, Topic

NONCE_WINDOW = timedelta(seconds=120)
"""Within it Discord drops a repeated nonce; later the channel's history is asked first."""


@dataclass(frozen=True, slots=True)
class Order:
    """A subscription with its topic, and the way to its channel.

    Entries up to ``reach`` may be dealt with; those up to ``late_to`` are late, since they
    came in while the channel's cap held them up. ``others`` are the channel's other
    subscriptions, also those that were moved away from it. Since ``since`` there may be posts
    that the record, an older copy that was put back, knows nothing of; None: it knows them all.
    While it is ``resting`` no new message is sent; ``zone`` is that of its hours.
    """

    subscription: Subscription
    topic: Topic
    courier: Courier
    reach: int
    late_to: int = 0
    others: tuple[Subscription, ...] = ()
    asleep: frozenset[str] = frozenset()
    since: datetime | None = None
    resting: Resting | None = None
    zone: tzinfo = UTC

    @property
    def id(self) -> str:
        return self.subscription.id

    @property
    def channel(self) -> int:
        return self.subscription.channel_id

    @property
    def daily(self) -> bool:
        return self.subscription.manner.format is Format.DAILY

    @property
    def asked(self) -> int | None:
        """How attempts name its channel."""
        return self.channel if self.channel != self.subscription.home else None

    def asks_for(self, position: int | None) -> bool:
        """Whether it goes on, and had begun when this entry of the log came (None: not kept).
        What an earlier one of the channel's got is only kept true."""
        one = self.subscription
        return not one.ended and (one.start is None or position is None or position > one.start)

    def begun(self, state: State, newest: Entry, now: datetime) -> Attempt:
        """An attempt to show this entry."""
        manner = self.subscription.manner
        return Attempt(
            state,
            now,
            newest.record.article.revision,
            first=newest.position,
            shown=newest.position,
            asked=self.asked,
            brief=manner.format is Format.BRIEF,
            ping=manner.ping,
        )

    def rested(self, came: datetime) -> bool:
        """Whether something that came in then had to wait for its quiet hours to end."""
        quiet = self.subscription.manner.quiet
        return quiet is not None and resting_until(self.subscription, self.zone, came) is not None


def place(subscription: Subscription, attempt: Attempt | DigestAttempt) -> int:
    """The channel that an attempt of a subscription's was meant for."""
    return attempt.asked or subscription.home


def settled(outcome: PostOutcome, channel: int, order: Order) -> PostOutcome:
    """What an answer of this channel means: the refusal of one that the subscription has left is
    given up on, and does not pause it where it is now."""
    if isinstance(outcome, Refused) and channel != order.channel:
        return Unacceptable(outcome.reason)
    return outcome


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

    async def note(
        self, key: str, posted: Posted, channel: int, order: Order, *, new: bool = True
    ) -> None:
        """To be called before it is on record, so that a crash between repeats this too."""
        if new:
            self._windows.sent(channel, self._clock())
        channel = posted.channel_id or channel
        await self._publishing.posted(key, channel, posted.message_id, order.courier)


def in_doubt(since: datetime, now: datetime) -> bool:
    """Whether Discord may have forgotten the nonce of an attempt, or the clock went back."""
    return not timedelta(0) <= now - since <= NONCE_WINDOW
