"""A newsroom, and a bot's gathering side over it: real HTTP, a real store, a clock by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.desk.gathering.backlog import Polled
from bot.desk.gathering.feeds import Feeds
from bot.desk.gathering.feedstate import FeedState
from bot.desk.gathering.filing import Filing
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.reader import InThread
from bot.net.fetch import WebFetcher
from bot.records import Arrival, Record, Source
from bot.store import Store, open_store
from tests.desk.world import HandClock
from tests.gathering.newsroom import Newsroom, open_newsroom


@dataclass
class Gatherer:
    """The gathering side of a bot, looking at ``newsroom`` as its one feed."""

    newsroom: Newsroom
    store: Store
    fetcher: WebFetcher
    clock: HandClock

    @property
    def source(self) -> Source:
        return Source(self.newsroom.url("/feed.xml"), 60)

    @property
    def ingest(self) -> Ingest:
        """Always a new one, so that nothing hangs on what it remembers."""
        filing = Filing(self.store.log, self.store.documents, self.clock)
        return Ingest(filing, self.store.documents, self.fetcher, self.clock, jitter=lambda: 0.0)

    @property
    def feeds(self) -> Feeds:
        return Feeds([self.source], self.store.documents, self.fetcher, InThread(), self.clock)

    async def poll(self, source: Source | None = None) -> Polled:
        """A look, some time after the one before it."""
        self.clock.advance(60)
        return await self.ingest.poll(source or self.source)

    async def state(self, source: Source | None = None) -> FeedState:
        url = (source or self.source).url
        return FeedState.decode(await self.store.documents.get("feed", url))

    async def records(self) -> list[Record]:
        return [entry.record for entry in await self.store.log.read(0, 1000)]

    async def news(self) -> list[str]:
        """Addresses of what was stored as new."""
        found = await self.records()
        return [one.article.url for one in found if one.arrival is Arrival.NEW]


@pytest.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    async with open_newsroom() as opened:
        yield opened


@pytest.fixture
async def gatherer(newsroom: Newsroom, tmp_path: Path) -> AsyncIterator[Gatherer]:
    clock = HandClock()
    async with (
        open_store(tmp_path / "data") as store,
        WebFetcher(
            "Pullquote/test", [newsroom.pair], seconds=1, spacing=0, at_once=8, clock=clock
        ) as fetcher,
    ):
        yield Gatherer(newsroom, store, fetcher, clock)
