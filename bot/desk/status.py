"""How the installation is: what came in last, what went out last, and what lags behind.

Read from the record alone, so that it can be asked beside a running bot or after one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from bot.desk.delivery import POSTS, Attempt
from bot.desk.feedstate import Health
from bot.desk.feedstates import FeedStates
from bot.desk.retention import Retention
from bot.desk.subscriptions import Subscriptions
from bot.ports import Clock, Documents, Index, RecordLog

SILENT_ROUNDS = 5
"""Rhythms without news from any feed after which something is probably wrong."""

LEAST_SILENCE = 3600.0  # seconds: nobody worries about less

_TROUBLED = (Health.FAILING, Health.REFUSED, Health.HELD)


@dataclass(frozen=True, slots=True)
class Status:
    """Times are UTC, None for never. ``feeds`` counts them by health; ``index_lag`` and
    ``backlog`` are entries of the log that the index and the slowest subscription that is not
    paused have still to read. ``waiting`` are entries of feeds whose page could not be had
    yet. ``alerts`` are sentences about what needs somebody."""

    entries: int
    newest_at: datetime | None
    polled_at: datetime | None
    posted_at: datetime | None
    feeds: dict[str, int]
    waiting: int
    index_lag: int
    subscriptions: int
    paused: int
    backlog: int
    alerts: tuple[str, ...]


class Overview:
    """Looks at everything there is."""

    def __init__(
        self,
        log: RecordLog,
        index: Index,
        documents: Documents,
        subscriptions: Subscriptions,
        states: FeedStates,
        clock: Clock,
        retention: Retention | None = None,
    ) -> None:
        """``retention`` is None where the record has no limits."""
        self._log = log
        self._index = index
        self._documents = documents
        self._subscriptions = subscriptions
        self._states = states
        self._clock = clock
        self._retention = retention

    async def status(self) -> Status:
        """How it is now. Raises StoreError."""
        end = await self._log.end()
        newest = await self._log.read(end - 1, 1) if end else []
        states = await self._states.all()
        health = Counter(state.health for state in states.values())
        orders = await self._subscriptions.all()
        active = [one for one in orders if one.paused is None]
        polled = [one.checked_at for one in states.values() if one.checked_at]
        lag = max(0, end - await self._index.cursor())
        backlog = max([end - one.cursor for one in active], default=0)
        silence = self._silence([(one.news_at, one.rhythm) for one in states.values()])
        paused = [one for one in orders if one.paused is not None]
        troubled = sum(health[one] for one in _TROUBLED)
        alerts = [silence] if silence else []
        if troubled:
            alerts.append(f"{troubled} of {len(states)} feeds fail or are held; see feeds.")
        alerts += [f"Channel {one.channel_id} is paused: {one.paused}" for one in paused]
        held = await self._retention.held() if self._retention else None
        if held:
            alerts.append(held)
        return Status(
            entries=end,
            newest_at=newest[0].record.article.fetched_at if newest else None,
            polled_at=max(polled, default=None),
            posted_at=await self._posted_at(),
            feeds={one.value: health[one] for one in Health if health[one]},
            waiting=len(await self._documents.all("pending")),
            index_lag=lag,
            subscriptions=len(orders),
            paused=len(paused),
            backlog=backlog,
            alerts=tuple(alerts),
        )

    async def _posted_at(self) -> datetime | None:
        stored = (await self._documents.all(POSTS)).values()
        posts = map(Attempt.decode, stored)
        return max((one.since for one in posts if one.state == "posted"), default=None)

    def _silence(self, news: list[tuple[datetime | None, float | None]]) -> str | None:
        """Where no feed has brought anything for long, measured by how often they do."""
        times = [at for at, _ in news if at is not None]
        rhythms = [rhythm for _, rhythm in news if rhythm is not None]
        if not times or not rhythms:
            return None
        silent = (self._clock() - max(times)).total_seconds()
        if silent < max(SILENT_ROUNDS * min(rhythms), LEAST_SILENCE):
            return None
        hours = round(silent / 3600)
        return (
            f"No feed has brought anything for {hours} hour{'s' * (hours != 1)}, though some do"
            f" every {min(rhythms) / 60:.0f} minutes; look at the network and at the feeds."
        )
