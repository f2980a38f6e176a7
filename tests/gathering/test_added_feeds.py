"""Feeds that come and go while the bot runs, and those that people in chat add: real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.app import App
from bot.config import FetchSettings, Settings
from bot.desk.gathering.filing import Filing, Outcome
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.serverfeeds import Asker
from bot.errors import BadInput
from bot.feeds.opml import Outline
from bot.ports import Fetched, Fetcher, FetchFailed, NotModified
from bot.records import Arrival, Source
from tests.desk.world import FakeChannels, HandClock, until
from tests.gathering.conftest import Gatherer
from tests.gathering.newsroom import Newsroom

MEMBER = Asker(5, 7)


@asynccontextmanager
async def at_work(folder: Path, newsroom: Newsroom) -> AsyncIterator[App]:
    fetch = FetchSettings(allow_private_hosts=[newsroom.pair])
    async with App.opened(Settings(data_dir=folder, fetch=fetch)) as app:
        work = asyncio.create_task(app.work(FakeChannels(HandClock())))
        await until(lambda: bool(app.feeds._followers))
        try:
            yield app
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


async def test_a_feed_that_is_added_is_looked_at_and_one_that_is_removed_is_not(
    tmp_path: Path, newsroom: Newsroom
) -> None:
    newsroom.publish(1)
    url = newsroom.url("/feed.xml")
    async with at_work(tmp_path / "data", newsroom) as app:
        await app.feeds.keep([Outline(url)], every=1)
        await until(lambda: newsroom.times_asked("/feed.xml") >= 1)
        await until(lambda: "/a/1" in newsroom.asked)
        await app.feeds.remove(url)
        await until(
            lambda: url not in app._polling._rounds._due and url not in app._polling._rounds._woken
        )  # type: ignore[union-attr]
        asked = newsroom.times_asked("/feed.xml")
        await asyncio.sleep(1.5)
        assert newsroom.times_asked("/feed.xml") == asked


async def test_what_a_member_adds_is_not_fetched_from_hosts_that_operators_allow(
    tmp_path: Path, newsroom: Newsroom
) -> None:
    url = newsroom.url("/feed.xml")
    async with at_work(tmp_path / "data", newsroom) as app:
        with pytest.raises(BadInput, match="is not on the public internet"):
            await app.desk.feeds.add(MEMBER, url)
        with pytest.raises(BadInput, match="is not on the public internet"):
            await app.desk.on_the_spot.keypoints(newsroom.article("/a", 1), 7)
        assert newsroom.asked == []
        [found] = await app.desk.feeds.add(Asker(5, 7, operator=True), url)
        assert found.url == url
        await until(lambda: newsroom.times_asked("/feed.xml") >= 2)


def ingest_of(gatherer: Gatherer, public: Fetcher) -> Ingest:
    filing = Filing(gatherer.store.log, gatherer.store.documents, gatherer.clock)
    return Ingest(filing, gatherer.store.documents, gatherer.fetcher, gatherer.clock, public=public)


async def test_nor_is_it_later(gatherer: Gatherer, newsroom: Newsroom) -> None:
    newsroom.publish(1)
    ingest = ingest_of(gatherer, gatherer.fetcher.public)
    source = Source(newsroom.url("/feed.xml"), 60, public_only=True)
    polled = await ingest.poll(source)
    assert polled.reason == "127.0.0.1 is not on the public internet."
    assert newsroom.asked == []
    assert (await ingest.poll(replace(source, public_only=False))).stored == 1


@dataclass
class FeedAlone:
    """As though the feed were on the public internet, and nothing that it leads to."""

    gatherer: Gatherer

    async def fetch(
        self, url: str, validators: Mapping[str, str] | None = None
    ) -> Fetched | NotModified | FetchFailed:
        whole = self.gatherer.fetcher
        fetcher: Fetcher = whole if url.endswith("/feed.xml") else whole.public
        return await fetcher.fetch(url, validators)


async def test_nor_are_the_articles_that_its_feed_leads_to(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    item = newsroom.publish(1, guid="none")
    ingest = ingest_of(gatherer, FeedAlone(gatherer))
    source = Source(newsroom.url("/feed.xml"), 60, public_only=True)
    polled = await ingest.poll(source)
    assert newsroom.asked == ["/feed.xml"]
    [trouble] = polled.troubles
    assert trouble.startswith(f"{item.link}: ")
    assert "127.0.0.1 is not on the public internet." in trouble


async def test_a_link_that_somebody_names_is_news_when_a_feed_brings_it(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    await gatherer.poll()
    item = newsroom.publish(1)
    filed = await gatherer.ingest.add_link(item.link)
    assert (filed.outcome, filed.record.arrival) == (Outcome.STORED, Arrival.BACKFILL)
    assert (await gatherer.poll()).stored == 1
    found = [(one.arrival, one.article.revision) for one in await gatherer.records()]
    assert found == [(Arrival.BACKFILL, 1), (Arrival.NEW, 1)]
    again = await gatherer.ingest.add_link(item.link)
    assert again.outcome is Outcome.UNCHANGED


async def test_a_link_that_changed_before_a_feed_brings_it_is_news_as_it_is(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    await gatherer.poll()
    item = newsroom.publish(1)
    await gatherer.ingest.add_link(item.link)
    newsroom.article("/a/1", 1, item.title, said="We are leaving")
    await gatherer.poll()
    newest = (await gatherer.records())[-1]
    assert (newest.arrival, newest.article.revision) == (Arrival.NEW, 2)
    assert "We are leaving" in newest.article.text


async def test_so_it_is_when_an_operator_adds_it(gatherer: Gatherer, newsroom: Newsroom) -> None:
    url = newsroom.article("/a/1", 1)
    for add, arrival in (
        (gatherer.ingest.add_link, Arrival.BACKFILL),
        (gatherer.ingest.add_url, Arrival.NEW),
    ):
        assert (await add(url)).record.arrival is arrival
    assert (await gatherer.ingest.add_url(url)).outcome is Outcome.UNCHANGED


async def test_a_link_that_robots_may_not_read(gatherer: Gatherer, newsroom: Newsroom) -> None:
    url = newsroom.article("/a/1", 1)
    newsroom.gives("/robots.txt", "User-agent: *\nDisallow: /a", Content_Type="text/plain")
    with pytest.raises(BadInput, match="does not allow robots to read"):
        await gatherer.ingest.add_link(url)
    assert "/a/1" not in newsroom.asked
