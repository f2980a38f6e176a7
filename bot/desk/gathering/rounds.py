"""Looking at many feeds, each when it is due: one heap of times, not a task for each feed.

A feed that hangs holds one of ``at_once`` places and delays no other. What a look brought,
and what to do when it crashes, is for the function that looks.

A feed has one time at which it is due, or a look under way, never both. Where that time is
moved forward (``wake``), the heap's old entry is void: it is dropped when it comes up, or
when void entries have become the larger part of the heap.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from itertools import count

from bot.records import Source

AT_ONCE = 200

WAKE_SPACING = 5.0
"""Seconds between two looks at a feed that is woken, however often that is."""

_VOID_ALLOWED = 100  # entries, and as many again as there are feeds

LookAt = Callable[[Source], Awaitable[float | None]]
"""One look at a feed; the seconds until the next one, None for never again. Must not raise."""

MayWake = Callable[[str], Awaitable[bool]]
"""Whether what a look at this feed just brought allows another one soon. Must not raise."""


async def _always(url: str) -> bool:
    return True


class Rounds:
    """The schedule of all feeds."""

    def __init__(
        self,
        look: LookAt,
        *,
        may_wake: MayWake = _always,
        at_once: int = AT_ONCE,
        wake_spacing: float = WAKE_SPACING,
    ) -> None:
        self._look = look
        self._may_wake = may_wake
        self._at_once = at_once
        self._wake_spacing = wake_spacing
        self._heap: list[tuple[float, int, Source]] = []
        self._due: dict[str, tuple[float, int, Source]] = {}  # the heap's valid entries
        self._woken: dict[str, bool] = {}  # looks under way, and whether one more is wanted
        self._after: dict[str, Source | None] = {}  # what comes of those after their look
        self._rested: dict[str, float] = {}  # when a feed may be woken again
        self._turn = count()
        self._changed = asyncio.Event()

    def add(self, source: Source, seconds: float = 0.0) -> None:
        """Look at this feed in so many seconds, and from then on when it is due.

        During a look at it that is so from the end of the look on.
        """
        if source.url in self._woken:
            self._after[source.url] = source
        else:
            self._put(source, asyncio.get_running_loop().time() + seconds)

    def remove(self, url: str) -> None:
        """Look at this feed no more; a look under way ends as it would."""
        self._due.pop(url, None)
        self._rested.pop(url, None)
        if url in self._woken:
            self._after[url] = None

    def wake(self, url: str) -> None:
        """Look at this feed now; nothing for one that is unknown or gone for good.

        During a look at it, or shortly after one, it is due ``wake_spacing`` after that look:
        what the announcement is about may have come too late for it.
        """
        if url in self._woken:
            self._woken[url] = True
        elif url in self._due:
            due, _, source = self._due[url]
            at = max(asyncio.get_running_loop().time(), self._rested.get(url, 0.0))
            if at < due:
                self._put(source, at)

    async def work(self) -> None:
        """Look at what is due until cancelled; looks under way are cancelled with it."""
        places = asyncio.Semaphore(self._at_once)
        async with asyncio.TaskGroup() as looks:
            while True:
                await places.acquire()
                await self._until_due()
                _, _, source = heapq.heappop(self._heap)
                del self._due[source.url]
                self._woken[source.url] = False
                looks.create_task(self._one(source, places))

    async def _one(self, source: Source, places: asyncio.Semaphore) -> None:
        try:
            seconds = await self._look(source)
            if seconds is not None and self._woken[source.url]:
                soon = await self._may_wake(source.url)
                seconds = min(seconds, self._wake_spacing) if soon else seconds
        finally:
            places.release()
            del self._woken[source.url]
        if source.url in self._after:
            again = self._after.pop(source.url)
            if again is None:
                return
            source, seconds = again, self._wake_spacing
        self._rested[source.url] = asyncio.get_running_loop().time() + self._wake_spacing
        if seconds is not None:
            self.add(source, seconds)

    def _put(self, source: Source, at: float) -> None:
        entry = (at, next(self._turn), source)
        self._due[source.url] = entry
        heapq.heappush(self._heap, entry)
        if len(self._heap) > 2 * len(self._due) + _VOID_ALLOWED:
            self._heap = list(self._due.values())
            heapq.heapify(self._heap)
        self._changed.set()

    async def _until_due(self) -> None:
        """Wait until the heap's first entry is valid and due."""
        loop = asyncio.get_running_loop()
        while True:
            while self._heap and self._due.get(self._heap[0][2].url) is not self._heap[0]:
                heapq.heappop(self._heap)
            rest = self._heap[0][0] - loop.time() if self._heap else None
            if rest is not None and rest <= 0:
                return
            self._changed.clear()
            try:
                async with asyncio.timeout(rest):
                    await self._changed.wait()
            except TimeoutError:
                continue
