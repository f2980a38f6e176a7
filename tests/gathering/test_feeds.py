"""Looking at feeds over real HTTP: what changes a feed's address, pace and health."""

from __future__ import annotations

import pytest

from bot.desk.gathering.feedstate import MOVES, Health, Verdict
from bot.errors import BadInput, NothingFound
from bot.feeds.opml import Outline
from bot.records import Arrival, Source
from tests.gathering.conftest import Gatherer
from tests.gathering.newsroom import Newsroom, open_newsroom, words


async def test_several_permanent_redirects_in_a_row_move_a_feed(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    old = Source(newsroom.gives("/old", "", 301, Location="/feed.xml"), 60)
    newsroom.publish(1)
    for _ in range(MOVES):
        assert (await gatherer.poll(old)).reason is None
    assert (await gatherer.state(old)).address == newsroom.url("/feed.xml")
    newsroom.publish(2)
    assert (await gatherer.poll(old)).stored == 1
    assert newsroom.times_asked("/old") == MOVES


async def test_redirects_that_come_and_go_move_nothing(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.publish(1)
    old = Source(newsroom.url("/old"), 60)
    for status in (301, 302) * MOVES:
        newsroom.gives("/old", "", status, Location="/feed.xml")
        await gatherer.poll(old)
    assert (await gatherer.state(old)).address is None


async def test_a_moved_feed_whose_new_address_fails_is_looked_for_at_the_old(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    old = Source(newsroom.gives("/old", "", 308, Location="/new"), 60)
    newsroom.gives("/new", newsroom.feed())
    for _ in range(MOVES):
        await gatherer.poll(old)
    newsroom.gives("/old", newsroom.feed())
    newsroom.gives("/new", "", 404)
    for _ in range(MOVES):
        await gatherer.poll(old)
    assert (await gatherer.poll(old)).reason is None


HEALTHS = [
    (410, Health.RETIRED, None),
    (401, Health.REFUSED, 240),
    (403, Health.REFUSED, 240),
    (404, Health.REFUSED, 240),
    (500, Health.FAILING, 120),
    (429, Health.FAILING, 300),
]


@pytest.mark.parametrize(("status", "health", "wait"), HEALTHS)
async def test_each_failure_has_its_health_reason_and_next_look(
    gatherer: Gatherer, newsroom: Newsroom, status: int, health: Health, wait: float | None
) -> None:
    retry = {"Retry_After": "300"} if status == 429 else {}
    newsroom.gives("/feed.xml", "no", status, **retry)
    polled = await gatherer.poll()
    assert polled.next_in == wait
    (shown,) = await gatherer.feeds.statuses()
    assert (shown.health, shown.failures) == (health, 1)
    assert shown.reason is not None
    assert f"({status})" in shown.reason
    assert (shown.next_at is None) is (wait is None)
    assert await gatherer.ingest.due_in(gatherer.source) == wait


async def test_a_retired_feed_starts_again_when_it_is_added_again(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.gives("/feed.xml", "no", 410)
    await gatherer.poll()
    assert await gatherer.ingest.due_in(gatherer.source) is None
    await gatherer.feeds.keep([Outline(gatherer.source.url)])
    assert await gatherer.ingest.due_in(gatherer.source) == 0


async def test_the_next_look_hears_the_feed_and_the_server(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.publish(1)
    newsroom.headers["Cache-Control"] = "max-age=600"
    assert (await gatherer.poll()).next_in == 600
    newsroom.head = "<ttl>30</ttl>"
    assert (await gatherer.poll()).next_in == 1800
    newsroom.head, newsroom.headers = "", {}
    assert (await gatherer.poll()).next_in == 60


async def test_a_feed_that_is_silent_is_asked_less_often(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.publish(1)
    assert (await gatherer.poll()).next_in == 60
    gatherer.clock.advance(3600)
    assert (await gatherer.poll()).next_in == pytest.approx(3660 / 40)
    gatherer.clock.advance(86_400)
    assert (await gatherer.poll()).next_in == 240
    newsroom.publish(2)
    await gatherer.poll()
    newsroom.publish(3)
    assert (await gatherer.poll()).next_in == 240


async def test_what_was_skipped_of_a_feed_is_seen_by_the_operator(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    for number in range(3):
        newsroom.publish(number)
    newsroom.gives("/feed.xml", newsroom.feed()[:-80], Content_Type="application/rss+xml")
    assert (await gatherer.poll()).stored == 2
    (shown,) = await gatherer.feeds.statuses()
    assert shown.health is Health.OK
    assert "ends in the middle of an entry" in (shown.reason or "")


async def test_a_body_that_is_the_same_is_not_read_again(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.publish(1)
    newsroom.gives("/feed.xml", newsroom.feed(), Last_Modified="Sat, 03 May 2031 12:00:00 GMT")
    await gatherer.poll()
    before = await gatherer.store.documents.get("shown", gatherer.source.url)
    await gatherer.store.documents.put("shown", gatherer.source.url, [])
    polled = await gatherer.poll()
    assert (polled.stored, polled.reason) == (0, None)
    assert await gatherer.store.documents.get("shown", gatherer.source.url) == []
    assert before


async def flooded(gatherer: Gatherer, newsroom: Newsroom) -> None:
    """A feed of five that comes back with five that nobody has seen."""
    for number in range(5):
        newsroom.publish(number)
    await gatherer.poll()
    newsroom.items.clear()
    for number in range(10, 15):
        newsroom.publish(number)
    polled = await gatherer.poll()
    assert polled.stored == 0
    assert "look new at once" in polled.troubles[0]


async def test_a_feed_whose_every_entry_looks_new_is_held(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    await flooded(gatherer, newsroom)
    await gatherer.poll()
    (shown,) = await gatherer.feeds.statuses()
    assert shown.health is Health.HELD
    assert "feeds release" in (shown.reason or "")
    assert await gatherer.news() == []
    assert not any(newsroom.times_asked(f"/a/{number}") for number in range(10, 15))


async def test_a_hold_ends_by_itself_when_the_feed_is_itself_again(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    await flooded(gatherer, newsroom)
    newsroom.items.clear()
    for number in range(6):
        newsroom.publish(number)
    await gatherer.poll()
    assert await gatherer.news() == [newsroom.url("/a/5")]
    assert (await gatherer.state()).health is Health.OK


async def test_what_is_released_is_news(gatherer: Gatherer, newsroom: Newsroom) -> None:
    await flooded(gatherer, newsroom)
    await gatherer.feeds.decide(gatherer.source.url, Verdict.RELEASE)
    assert (await gatherer.poll()).stored == 5
    assert len(await gatherer.news()) == 5
    assert (await gatherer.state()).health is Health.OK


async def test_what_is_discarded_is_never_news(gatherer: Gatherer, newsroom: Newsroom) -> None:
    await flooded(gatherer, newsroom)
    await gatherer.feeds.decide(gatherer.source.url, Verdict.DISCARD)
    await gatherer.poll()
    newsroom.publish(20)
    await gatherer.poll()
    assert await gatherer.news() == [newsroom.url("/a/20")]


async def test_only_a_held_feed_is_released(gatherer: Gatherer) -> None:
    with pytest.raises(BadInput, match="is not held"):
        await gatherer.feeds.decide(gatherer.source.url, Verdict.RELEASE)


async def test_after_a_long_absence_nothing_is_held(gatherer: Gatherer, newsroom: Newsroom) -> None:
    newsroom.publish(1)
    await gatherer.poll()
    gatherer.clock.advance(3 * 86_400)
    newsroom.items.clear()
    for number in range(10, 15):
        newsroom.publish(number)
    assert (await gatherer.poll()).stored == 5


async def test_a_site_s_feeds_are_found_and_kept(gatherer: Gatherer, newsroom: Newsroom) -> None:
    newsroom.publish(1)
    named = "<link rel='alternate' type='application/rss+xml' href='/{}'>"
    site = newsroom.gives("/", named.format("nothing") + named.format("feed.xml"))
    newsroom.gives("/second.xml", newsroom.feed())
    found = await gatherer.feeds.add(site, 120)
    assert [one.url for one in found] == [gatherer.source.url]
    assert [one.url for one in await gatherer.feeds.find(newsroom.url("/second.xml"))] == [
        newsroom.url("/second.xml")
    ]
    await gatherer.feeds.add(newsroom.url("/second.xml"), 120)
    assert await gatherer.feeds.sources() == [
        gatherer.source,
        Source(newsroom.url("/second.xml"), 120),
    ]
    await gatherer.feeds.remove(newsroom.url("/second.xml"))
    assert await gatherer.feeds.sources() == [gatherer.source]
    with pytest.raises(NothingFound):
        await gatherer.feeds.remove(newsroom.url("/second.xml"))
    with pytest.raises(BadInput, match="in the configuration"):
        await gatherer.feeds.remove(gatherer.source.url)


async def test_a_feed_at_its_usual_place_is_found(gatherer: Gatherer, newsroom: Newsroom) -> None:
    newsroom.publish(1)
    site = newsroom.gives("/", "<html><body>Welcome</body></html>")
    assert [one.url for one in await gatherer.feeds.find(site)] == [gatherer.source.url]


async def test_a_front_page_serves_where_there_is_no_feed(gatherer: Gatherer) -> None:
    async with open_newsroom("127.0.0.1") as paper:
        for number in range(5):
            paper.article(f"/a/{number}", number)
        gatherer.fetcher._allowance = type(gatherer.fetcher._allowance)([paper.pair])

        def front(numbers: range) -> str:
            links = "".join(
                f"<li class='card'><a href='/a/{n}'>Matter number {n} before the council</a></li>"
                for n in numbers
            )
            return f"<!doctype html><html><title>Paper</title><ul>{links}</ul></html>"

        paper.answers["/feed.xml"] = paper.answers["/a/0"]
        site = paper.gives("/", front(range(4)))
        (found,) = await gatherer.feeds.find(site)
        assert (found.is_page, found.entries) == (True, 4)
        assert (await gatherer.poll(Source(site, 60))).stored == 4
        paper.gives("/", front(range(1, 5)))
        assert (await gatherer.poll(Source(site, 60))).stored == 1
        assert await gatherer.news() == [paper.url("/a/4")]
        paper.gives("/", "<html><body>Sign in to continue</body></html>")
        assert (await gatherer.poll(Source(site, 60))).reason


async def test_a_feed_in_whose_place_there_is_a_page_is_not_read_as_one(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.publish(1)
    await gatherer.poll()
    links = "".join(f"<p><a href='/x/{n}'>Our offer number {n} for you</a></p>" for n in range(9))
    newsroom.gives("/feed.xml", f"<html><body>{links}</body></html>")
    polled = await gatherer.poll()
    assert polled.stored == 0
    assert "web page here" in (polled.reason or "")


async def test_what_a_feed_showed_first_is_backfill(gatherer: Gatherer, newsroom: Newsroom) -> None:
    for number in range(3):
        newsroom.publish(number)
    await gatherer.poll()
    assert {one.arrival for one in await gatherer.records()} == {Arrival.BACKFILL}
    assert words(1)[1] in (await gatherer.records())[1].article.text
