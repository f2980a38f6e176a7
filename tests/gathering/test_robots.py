"""A site's robots.txt is asked for its articles' pages, once, and kept to."""

from __future__ import annotations

from tests.gathering.conftest import Gatherer
from tests.gathering.newsroom import Newsroom


async def test_what_robots_may_not_read_is_not_fetched(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.gives("/robots.txt", "User-agent: *\nDisallow: /a/2\nDisallow: /feed.xml")
    for number in range(3):
        newsroom.publish(number).text = ""
    ingest = gatherer.ingest
    polled = await ingest.poll(gatherer.source)
    assert polled.stored == 2
    assert "robots.txt" in polled.troubles[0]
    assert newsroom.times_asked("/a/2") == 0
    newsroom.publish(4)
    assert (await ingest.poll(gatherer.source)).stored == 1
    assert newsroom.times_asked("/robots.txt") == 1
    gatherer.clock.advance(90_000)
    assert (await gatherer.ingest.add_url(newsroom.url("/a/2"))).record.article.title


async def test_what_the_feed_itself_gives_is_read_all_the_same(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.gives("/robots.txt", "User-agent: *\nDisallow: /")
    newsroom.publish(1)
    assert (await gatherer.poll()).stored == 1
    assert newsroom.times_asked("/a/1") == 0


async def test_while_robots_txt_cannot_be_had_pages_wait(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.gives("/robots.txt", "down", 503)
    newsroom.publish(1).text = ""
    assert (await gatherer.poll()).stored == 0
    newsroom.gives("/robots.txt", "", 404)
    gatherer.clock.advance(900)
    assert (await gatherer.poll()).stored == 1
