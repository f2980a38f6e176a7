"""What a running bot knows of itself and the record does not: counts since its start.

Each part that is at work says here what it did; nothing is stored and nothing waits.
``lastposts`` stores what has to outlive the process.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime

from bot.ports import Busy, Clock, Posted, PostOutcome

_REMEMBERED = 10  # times of a unit's crashes


@dataclass(slots=True)
class Crashes:
    """How often a unit crashed in all, when it did lately, and why the last time."""

    total: int = 0
    times: deque[datetime] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    reason: str = ""


class Pulse:
    """Counts and last times; read them, and let them be changed by the methods only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.started_at = clock()
        self.polls: Counter[str] = Counter()  # by outcome: ok, failed, crashed
        self.polled_at: datetime | None = None
        self.articles: Counter[str] = Counter()  # new, revised
        self.posts: Counter[str] = Counter()  # by outcome, as the four of ``PostOutcome``
        self.edits: Counter[str] = Counter()
        self.waits = 0.0  # seconds that Discord, or the way to it, made posts wait
        self.posted_at: dict[str, datetime] = {}  # by subscription
        self.crashes: dict[str, Crashes] = {}  # by unit
        self.away_since: datetime | None = self.started_at  # Discord; None: connected

    def polled(self, outcome: str, stored: int = 0, revised: int = 0) -> None:
        """A look at a feed ended, and brought so many articles."""
        self.polls[outcome] += 1
        self.polled_at = self._clock()
        self.articles["new"] += stored
        self.articles["revised"] += revised

    def sent(self, subscription_id: str, outcome: PostOutcome, *, edit: bool) -> None:
        """A post, or the edit of one, was tried."""
        name = type(outcome).__name__.lower()
        (self.edits if edit else self.posts)[name] += 1
        if isinstance(outcome, Posted) and not edit:
            self.posted_at[subscription_id] = self._clock()
        elif isinstance(outcome, Busy):
            self.waits += outcome.retry_after

    def began(self, unit: str) -> None:
        """A unit of the standing work is at work, so that there are no crashes to count yet."""
        self.crashes.setdefault(unit, Crashes())

    def crashed(self, unit: str, reason: str) -> None:
        """A unit of the standing work crashed."""
        crashes = self.crashes.setdefault(unit, Crashes())
        crashes.total += 1
        crashes.times.append(self._clock())
        crashes.reason = reason

    def connected(self) -> None:
        """Discord is in reach."""
        self.away_since = None

    def disconnected(self) -> None:
        """Discord is out of reach; said again, it is so since the first time."""
        self.away_since = self.away_since or self._clock()
