"""Taking turns: how many requests a host gets at once, and how far apart they start.

A host that answers slowly keeps only its own queue waiting. What is known of a host is
forgotten once nobody waits and its spacing has passed, so ten thousand hosts cost nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class _Host:
    """One host's queue: its free places, who uses or awaits them, and the next start."""

    __slots__ = ("next_start", "places", "users")

    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.users = 0
        self.next_start = 0.0


class Turns:
    """Hands out turns per host: ``at_once`` together, starting ``spacing`` seconds apart."""

    def __init__(self, at_once: int, spacing: float) -> None:
        self._at_once = at_once
        self._spacing = spacing
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def of(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn with this host and hold it."""
        state = self._hosts.setdefault(host, _Host(self._at_once))
        state.users += 1
        try:
            async with state.places:
                await self._wait_for_start(state)
                yield
        finally:
            state.users -= 1
            self._forget_when_idle(host, state)

    async def _wait_for_start(self, state: _Host) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, state.next_start)
        state.next_start = start + self._spacing
        if start > now:
            await asyncio.sleep(start - now)

    def _forget_when_idle(self, host: str, state: _Host) -> None:
        loop = asyncio.get_running_loop()
        if state.users or self._hosts.get(host) is not state:
            return
        rest = state.next_start - loop.time()
        if rest <= 0:
            del self._hosts[host]
        else:
            loop.call_later(rest, self._forget_when_idle, host, state)
