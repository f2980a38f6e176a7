"""Taking turns: how many requests a host gets at once, and how far apart they start.

A host that answers slowly keeps only its own queue waiting. What is known of a host is
forgotten once nobody waits and its spacing has passed, so ten thousand hosts cost nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType


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
        self._left: deque[tuple[float, str]] = deque()  # (when it may be forgotten, host)

    def of(self, host: str) -> Turn:
        """A turn with this host, waited for and held in an ``async with`` block."""
        return Turn(self, host)

    def enter(self, host: str) -> _Host:
        """Count one more who uses or awaits the host."""
        self._forget_idle()
        state = self._hosts.get(host)
        if state is None:
            state = self._hosts[host] = _Host(self._at_once)
        state.users += 1
        return state

    async def wait_for_start(self, state: _Host) -> None:
        """Wait until the next request to the host may start."""
        now = asyncio.get_running_loop().time()
        start = max(now, state.next_start)
        state.next_start = start + self._spacing
        if start > now:
            await asyncio.sleep(start - now)

    def leave(self, host: str, state: _Host) -> None:
        """Count one less."""
        state.users -= 1
        if not state.users:
            self._left.append((state.next_start, host))

    def _forget_idle(self) -> None:
        """Forget hosts that nobody waits for and whose spacing has passed.

        When somebody comes, and not by a timer for each request, of which there are thousands.
        """
        now = asyncio.get_running_loop().time()
        while self._left and self._left[0][0] <= now:
            _, host = self._left.popleft()
            state = self._hosts.get(host)
            if state is not None and not state.users and state.next_start <= now:
                del self._hosts[host]


class Turn:
    """One turn; entering waits for a free place and for the host's spacing."""

    __slots__ = ("_host", "_state", "_turns")

    def __init__(self, turns: Turns, host: str) -> None:
        self._turns = turns
        self._host = host

    async def __aenter__(self) -> None:
        self._state = self._turns.enter(self._host)
        try:
            await self._state.places.acquire()
        except BaseException:
            self._turns.leave(self._host, self._state)
            raise
        try:
            await self._turns.wait_for_start(self._state)
        except BaseException:
            self._release()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._release()

    def _release(self) -> None:
        self._state.places.release()
        self._turns.leave(self._host, self._state)
