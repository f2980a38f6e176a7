"""Keeping watch: a look at everything each minute, and telling operators what it shows.

What was told is a document of kind ``alerts``. While Discord is away, or the channel cannot
be written to, what there is to tell waits. Without a channel it goes to the log.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from bot.desk.watching.alerts import Memory, looked, telling, told
from bot.desk.watching.status import Overview, Status
from bot.errors import Damaged
from bot.ports import Busy, Clock, Documents, Posted, Teller, Telling

log = logging.getLogger(__name__)

PAUSE = 60.0
"""Seconds between two looks."""

AFTER_REFUSAL = timedelta(minutes=10)
"""Until a channel that refused is tried again, in case somebody mended the cause."""

_STATE = ("alerts", "state")


class Watch:
    """``channel_id`` is where operators hear of trouble; None: in the log only.

    ``latest`` is what the last look found, at ``looked_at``; None before the first.
    """

    def __init__(
        self, overview: Overview, documents: Documents, clock: Clock, channel_id: int | None
    ) -> None:
        self.latest: Status | None = None
        self.looked_at: datetime | None = None
        self._overview = overview
        self._documents = documents
        self._clock = clock
        self._channel_id = channel_id
        self._memory: Memory | None = None
        self._not_before: datetime | None = None
        self._refused = ""

    async def work(self, teller: Teller | None, pause: float = PAUSE) -> None:
        """Look and tell until cancelled. Raises StoreError."""
        try:
            while True:
                await self.look(teller)
                await asyncio.sleep(pause)
        finally:
            await self._overview.keep()

    async def look(self, teller: Teller | None) -> None:
        """One look; what is told is on record when it returns. Raises StoreError."""
        memory = before = await self._remembered()
        status = await self._overview.status()
        await self._overview.keep()
        now = self._clock()
        self.latest, self.looked_at = status, now
        memory = looked(memory, status.alerts, now)
        await self._keep(before, memory)
        news = telling(memory, now)
        if news is not None and await self._tell(teller, news):
            await self._keep(memory, told(memory, now))

    async def _tell(self, teller: Teller | None, news: Telling) -> bool:
        """Whether it has been told."""
        if teller is None or self._channel_id is None:
            for sentence in news.began:
                log.warning("trouble: %s", sentence)
            for sentence in news.passed:
                log.info("passed: %s", sentence)
            return True
        if self._not_before is not None and self._clock() < self._not_before:
            return False
        outcome = await teller.tell(self._channel_id, news)
        if isinstance(outcome, Posted):
            self._not_before, self._refused = None, ""
            return True
        wait = timedelta(seconds=outcome.retry_after) if isinstance(outcome, Busy) else None
        self._not_before = self._clock() + (AFTER_REFUSAL if wait is None else wait)
        if wait is None and outcome.reason != self._refused:
            self._refused = outcome.reason
            log.warning("alerts.channel %d: %s", self._channel_id, outcome.reason)
        return False

    async def _remembered(self) -> Memory:
        if self._memory is None:
            try:
                self._memory = Memory.decode(await self._documents.get(*_STATE))
            except Damaged as error:  # what is still so is told once more
                log.error("what was told of trouble is lost: %s", error)
                self._memory = Memory()
        return self._memory

    async def _keep(self, before: Memory, memory: Memory) -> None:
        if memory.encode() != before.encode():
            await self._documents.put(*_STATE, memory.encode())
        self._memory = memory
