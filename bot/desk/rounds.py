"""Looking at many feeds, each when it is due: one heap of times, not a task for each feed.

A feed that hangs holds one of ``at_once`` places and delays no other. What a look brought,
and what to do when it crashes, is for the function that looks.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from itertools import count

from bot.records import Source

AT_ONCE = 200

LookAt = Callable[[Source], Awaitable[float | None]]
"""One look at a feed; the seconds until the next one, None for never again. Must not raise."""


class Rounds:
    """The schedule of all feeds."""

    def __init__(self, look: LookAt, *, at_once: int = AT_ONCE) -> None:
        self._look = look
        self._at_once = at_once
        self._heap: list[tuple[float, int, Source]] = []
        self._turn = count()
        self._changed = asyncio.Event()

    def add(self, source: Source, seconds: float = 0.0) -> None:
        """Look at this feed in so many seconds, and from then on when it is due."""
        at = asyncio.get_running_loop().time() + seconds
        heapq.heappush(self._heap, (at, next(self._turn), source))
        self._changed.set()

    async def work(self) -> None:
        """Look at what is due until cancelled; looks under way are cancelled with it."""
        places = asyncio.Semaphore(self._at_once)
        async with asyncio.TaskGroup() as looks:
            while True:
                await self._until_due()
                await places.acquire()
                _, _, source = heapq.heappop(self._heap)
                looks.create_task(self._one(source, places))

    async def _one(self, source: Source, places: asyncio.Semaphore) -> None:
        try:
            seconds = await self._look(source)
        finally:
            places.release()
        if seconds is not None:
            self.add(source, seconds)

    async def _until_due(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._heap or self._heap[0][0] > loop.time():
            self._changed.clear()
            rest = self._heap[0][0] - loop.time() if self._heap else None
            try:
                async with asyncio.timeout(rest):
                    await self._changed.wait()
            except TimeoutError:
                return
