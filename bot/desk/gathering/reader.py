"""Reading what was fetched: the port behind which parsing and extraction happen.

Both take time and may run away on hostile input, so a running bot reads in worker
processes that can be killed (``bot.workers``); ``InThread`` is for one trusted file.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from bot.feeds import Feed, parse_feed
from bot.feeds.frontpage import parse_front_page
from bot.pages import Page, read_page


class Reader(Protocol):
    """``parse_feed``, ``parse_front_page`` and ``read_page``, off the event loop.

    Raises Unreadable (for pages its NoArticle, with an outcome) and nothing else: reading
    that takes too long, too much memory or crashes is an outcome like any other.
    """

    async def feed(self, body: bytes, url: str, content_type: str = "") -> Feed: ...

    async def front(self, body: bytes, url: str) -> Feed: ...

    async def page(self, body: bytes, url: str, content_type: str = "") -> Page: ...


class InThread:
    """A Reader without any process of its own, and so without limits."""

    async def feed(self, body: bytes, url: str, content_type: str = "") -> Feed:
        return await asyncio.to_thread(parse_feed, body, url, content_type)

    async def front(self, body: bytes, url: str) -> Feed:
        return await asyncio.to_thread(parse_front_page, body, url)

    async def page(self, body: bytes, url: str, content_type: str = "") -> Page:
        return await asyncio.to_thread(read_page, body, url, content_type)
