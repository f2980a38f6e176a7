"""A channel's cap: how many messages it gets within a while before what comes is gathered."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ports import Busy


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``messages`` within ``seconds`` for a channel.

    An article that is not posted ``late`` seconds after it came in shares a digest with the
    others that are late.
    """

    messages: int = 25
    seconds: float = 60.0
    late: float = 1800.0


@dataclass(frozen=True, slots=True)
class OverCap(Busy):
    """Busy by our own will: what comes in until it is over is late."""


@dataclass(frozen=True, slots=True)
class Resting(Busy):
    """By the subscription's own will: no new message until then, and what is there is kept true
    all the same."""


@dataclass(slots=True)
class Windows:
    """The newest messages of every channel, for as long as they count. Kept in memory: after a
    restart a channel may get as many again, which is still no flood."""

    cap: Cap
    _sent: dict[int, deque[datetime]] = field(default_factory=dict)

    def sent(self, channel_id: int, now: datetime) -> None:
        """One more went there."""
        self._sent.setdefault(channel_id, deque()).append(now)

    def full(self, channel_id: int, now: datetime) -> OverCap | None:
        """How long the channel gets no new message; None where it may get one."""
        sent = self._sent.get(channel_id, deque())
        span = timedelta(seconds=self.cap.seconds)
        while sent and not timedelta(0) <= now - sent[0] < span:  # or the clock was set back
            sent.popleft()
        if len(sent) < self.cap.messages:
            return None
        wait = sent[len(sent) - self.cap.messages] + span - now
        return OverCap("This channel has had its share of posts for now.", wait.total_seconds())

    def is_late(self, came: datetime, now: datetime) -> bool:
        """Whether something that came in then shares a digest if it is posted now."""
        return (now - came).total_seconds() > self.cap.late
