"""How fast the bot speaks to Discord: under its limit for a bot, with care for what it refuses.

Discord takes 50 requests a second of a bot in all, and shuts out for a while whoever makes
10,000 invalid ones in ten minutes (https://docs.discord.com/developers/topics/rate-limits).
discord.py keeps to the limits of each route, but not to either of these. So every request is
asked for here just before it is sent, the library's own repeats included, through its
``http_trace``. Answers to commands are not counted by Discord and never wait.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from types import SimpleNamespace

import aiohttp
import discord
import yarl
from aiolimiter import AsyncLimiter
from discord.http import Route

log = logging.getLogger(__name__)

BURST = 2
RATE = 46.5
"""A second. Within any second BURST + RATE requests are sent at most: 48, two below the limit,
for what leaves evenly does not arrive quite so."""

MOST_INVALID = 1_000
INVALID_WINDOW = 600.0
"""So many refused requests in so many seconds are enough; Discord's own limit is ten times that."""

LONGEST_HOLD = 30.0
"""Seconds that a request waits for all to be over; what takes longer is told to the caller."""

_REFUSED = (401, 403, 429)
_NOT_COUNTED = ("/interactions/", "/webhooks/")


class Pace:
    """One for a bot; it serves one event loop."""

    def __init__(self) -> None:
        self._limiter = AsyncLimiter(BURST, BURST / RATE)
        self._held_until = 0.0
        self._closed_until = 0.0
        self._invalid: deque[float] = deque()

    async def turn(self) -> None:
        """Wait until one more request may be sent.

        Raises discord.RateLimited where that would take more than LONGEST_HOLD seconds.
        """
        while True:
            now = _now()
            wait = max(self._held_until, self._closed_until) - now
            if wait > LONGEST_HOLD:
                raise discord.RateLimited(wait)
            if wait > 0:
                await asyncio.sleep(wait)
                continue
            await self._limiter.acquire()
            if max(self._held_until, self._closed_until) <= _now():
                return

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Take note of an answer: of what was refused, and of a wait for all requests."""
        if status not in _REFUSED:
            return
        scope = headers.get("X-RateLimit-Scope", "")
        if status == 429 and scope == "shared":  # Discord does not count these
            return
        self._count_invalid()
        # Without "Via" it is not Discord that answers, but what stands before it.
        if status == 429 and (scope == "global" or "Via" not in headers):
            self._hold(headers.get("Retry-After", ""))

    def trace(self) -> aiohttp.TraceConfig:
        """What makes discord.py's requests keep to this pace."""
        trace = aiohttp.TraceConfig()

        async def about_to_send(
            session: aiohttp.ClientSession,
            context: SimpleNamespace,
            params: aiohttp.TraceRequestStartParams,
        ) -> None:
            path = _rest_path(params.url)
            if path and not path.startswith(_NOT_COUNTED):
                await self.turn()

        async def received(
            session: aiohttp.ClientSession,
            context: SimpleNamespace,
            params: aiohttp.TraceRequestEndParams,
        ) -> None:
            if _rest_path(params.url):
                self.answered(params.response.status, params.response.headers)

        trace.on_request_start.append(about_to_send)
        trace.on_request_end.append(received)
        return trace

    def _count_invalid(self) -> None:
        now = _now()
        self._invalid.append(now)
        while self._invalid[0] <= now - INVALID_WINDOW:
            self._invalid.popleft()
        if len(self._invalid) >= MOST_INVALID and self._closed_until <= now:
            # Until half of them have left the window, lest it close again at once.
            self._closed_until = self._invalid[-MOST_INVALID // 2] + INVALID_WINDOW
            log.error(
                "Discord refused %d requests in ten minutes; no more for %.0f s, so that it does "
                "not shut us out. The log above says what it refused and why.",
                len(self._invalid),
                self._closed_until - now,
            )

    def _hold(self, retry_after: str) -> None:
        try:
            seconds = float(retry_after)
        except ValueError:  # a date; rare enough
            seconds = LONGEST_HOLD
        self._held_until = max(self._held_until, _now() + seconds)
        log.warning("Discord's limit for all requests was hit; all wait for %g s", seconds)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _rest_path(url: yarl.URL) -> str:
    """The path below the REST API's base; "" for what is none of its requests."""
    base = yarl.URL(Route.BASE).path.rstrip("/") + "/"
    return url.path.removeprefix(base[:-1]) if url.path.startswith(base) else ""
