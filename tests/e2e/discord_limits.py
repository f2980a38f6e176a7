"""The limits of the emulated Discord, as documented, and the trouble it may have.

https://docs.discord.com/developers/topics/rate-limits: 50 requests a second for a bot, answers
to commands aside, counted here over any second at all; five messages in five seconds for a
channel; and who makes 10,000 invalid requests in ten minutes is shut out.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.e2e.discord_places import answer_json

GLOBAL = 50
ROUTE, ROUTE_WINDOW = 5, 5.0
INVALID, INVALID_WINDOW = 10_000, 600.0

_COMMANDS = ("/interactions", "/webhooks")
_MESSAGES = re.compile(r"/channels/(\d+)/messages")
_FROM = {"Via": "1.1 emulator"}


@dataclass
class Limits:
    """Ask ``refusal`` before a request is served, and let ``sent`` see every answer.

    ``latency`` is how many seconds an answer takes. Of the messages that are posted one in
    ``fails`` is answered with 503, and for one in ``drops`` the connection is lost after it
    was stored; 0: none. ``seen`` counts answers by what they were.
    """

    latency: float = 0.0
    fails: int = 0
    drops: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    busiest: int = 0  # requests in the busiest second

    def __post_init__(self) -> None:
        self._second: deque[float] = deque()
        self._routes: dict[str, tuple[float, int]] = {}
        self._invalid: deque[float] = deque()
        self._posts = 0
        self._to_drop: set[str] = set()

    def refusal(self, method: str, path: str) -> web.Response | None:
        """Why this request is not served at all, if so."""
        now = time.monotonic()
        while self._invalid and self._invalid[0] < now - INVALID_WINDOW:
            self._invalid.popleft()
        if len(self._invalid) >= INVALID:
            self.seen["shut out"] += 1
            return web.Response(status=429, text="error code: 1015")  # no "Via": not by Discord
        if path.startswith(_COMMANDS):
            return None
        while self._second and self._second[0] <= now - 1.0:
            self._second.popleft()
        if len(self._second) >= GLOBAL:
            return self._slow_down("global", self._second[0] + 1.0 - now)
        self._second.append(now)
        self.busiest = max(self.busiest, len(self._second))
        if method == "POST" and _MESSAGES.fullmatch(path):
            self._posts += 1
            if self.fails and self._posts % self.fails == 0:
                self.seen["503"] += 1
                return answer_json({"code": 0, "message": "emulated trouble"}, status=503)
            if self.drops and self._posts % self.drops == 0:
                self._to_drop.add(path)
            return self._of_the_route(path, now)
        return None

    async def sent(
        self, method: str, path: str, request: web.Request, answer: web.StreamResponse
    ) -> None:
        """Take the time that it takes, add what is said of the limits, count, or lose it."""
        await asyncio.sleep(self.latency)
        scope = answer.headers.get("X-RateLimit-Scope")
        if answer.status in (401, 403) or (answer.status == 429 and scope != "shared"):
            self._invalid.append(time.monotonic())
            self.seen["invalid"] += 1
        if method != "POST" or not _MESSAGES.fullmatch(path) or answer.status >= 300:
            return
        begun, used = self._routes[path]
        after = max(begun + ROUTE_WINDOW - time.monotonic(), 0.001)
        answer.headers.update(_route_headers(ROUTE - used, after))
        if path in self._to_drop and request.transport is not None:
            self._to_drop.discard(path)
            self.seen["dropped"] += 1
            request.transport.close()

    def well_again(self) -> None:
        self.fails = self.drops = 0

    def _of_the_route(self, path: str, now: float) -> web.Response | None:
        begun, used = self._routes.get(path, (now, 0))
        if now - begun >= ROUTE_WINDOW:
            begun, used = now, 0
        if used >= ROUTE:
            return self._slow_down("user", begun + ROUTE_WINDOW - now)
        self._routes[path] = (begun, used + 1)
        return None

    def _slow_down(self, scope: str, after: float) -> web.Response:
        self.seen[f"429 {scope}"] += 1
        body = {
            "message": "You are being rate limited.",
            "retry_after": round(after, 3),
            "global": scope == "global",
        }
        headers = {**_FROM, "Retry-After": str(int(after) + 1), "X-RateLimit-Scope": scope}
        if scope == "global":
            headers["X-RateLimit-Global"] = "true"
        else:
            headers.update(_route_headers(0, after))
        return answer_json(body, status=429, headers=headers)


def _route_headers(remaining: int, after: float) -> dict[str, str]:
    return {
        **_FROM,
        "X-RateLimit-Bucket": "messages",
        "X-RateLimit-Limit": str(ROUTE),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{after:.3f}",
    }
