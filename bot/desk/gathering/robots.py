"""Whether a site's robots.txt lets us read a page: fetched once a day for each host.

Asked for pages that a feed led to, never for feeds, which are there to be polled.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.pages.robots import Rule, allows, rules_for
from bot.ports import Clock, Fetched, Fetcher, FetchFailed, NotModified
from bot.sentences import say

AGENT = "Pullquote"
KEPT = timedelta(days=1)
KEPT_TROUBLE = timedelta(minutes=10)
MOST_HOSTS = 2_000
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class _Known:
    """What a host's robots.txt says for so long; ``trouble`` is why it could not be had."""

    asked_at: datetime
    kept: timedelta
    rules: tuple[Rule, ...] = ()
    trouble: str | None = None

    def holds(self, now: datetime) -> bool:
        """Not at a time before it was asked for either: then the clock was set back."""
        return self.asked_at <= now < self.asked_at + self.kept


class Robots:
    """The robots.txt of the hosts that were asked last."""

    def __init__(self, fetcher: Fetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def refusal(self, url: str) -> str | None:
        """Why this page may not be read, in a sentence; None: it may."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return None
        known = await self._of(f"{parts.scheme}://{parts.netloc}")
        if known.trouble is not None:
            return say(
                "The robots.txt of {host} could not be had: {trouble}",
                host=parts.hostname,
                trouble=known.trouble,
            )
        if allows(known.rules, url):
            return None
        return say(
            "The robots.txt of {host} does not allow robots to read {url}.",
            host=parts.hostname,
            url=url,
        )

    async def _of(self, site: str) -> _Known:
        async with self._asking.setdefault(site, asyncio.Lock()):  # one asks, others wait
            known = self._known.get(site)
            if known is None or not known.holds(self._clock()):
                known = self._judged(await self._fetcher.fetch(f"{site}/robots.txt"))
                self._known[site] = known
        self._asking.pop(site, None)
        self._known.move_to_end(site)
        while len(self._known) > MOST_HOSTS:
            self._known.popitem(last=False)
        return known

    def _judged(self, answer: Fetched | NotModified | FetchFailed) -> _Known:
        """By RFC 9309: what is not there allows all; what cannot be reached allows nothing yet."""
        now = self._clock()
        match answer:
            case Fetched():
                return _Known(now, KEPT, rules_for(answer.body, AGENT))
            case FetchFailed(status=status) if status and status < 500 and status != _TOO_MANY:
                return _Known(now, KEPT)
            case FetchFailed():
                return _Known(now, KEPT_TROUBLE, trouble=answer.reason)
            case NotModified():
                return _Known(now, KEPT)
