"""Everything that goes wrong, in one run beside healthy feeds, read in worker processes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.desk.gathering.filing import Filing
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.rounds import Rounds
from bot.net.fetch import WebFetcher
from bot.records import Source
from bot.store import open_store
from bot.workers.pool import Workers
from tests.desk.world import HandClock
from tests.gathering.conftest import Gatherer
from tests.gathering.newsroom import Newsroom, trouble

SENTENCES = {
    "404": "nothing at this address (404)",
    "410": "gone for good (410)",
    "500": "trouble of its own (500)",
    "429": "less often (429)",
    "503": "not available just now (503)",
    "loop": "redirected more than",
    "huge": "larger than 5,000,000 bytes",
    "bomb": "unpacks to more than 5,000,000 bytes",
    "entities": "entities of its own",
    "notxml": "a web page here",
    "badgzip": "says it is gzip and is not",
    "empty": "The feed is empty",
    "nesting": "",
    "slow": "within 1 seconds",
}


async def test_broken_feeds_beside_healthy_ones(newsroom: Newsroom, tmp_path: Path) -> None:
    clock = HandClock()
    broken = trouble(newsroom)
    for number in range(4):
        newsroom.publish(number)
    whole = newsroom.feed()
    cut_off = newsroom.gives("/cut.xml", whole[:-100], Content_Type="application/rss+xml")
    healthy = newsroom.url("/feed.xml")
    async with (
        open_store(tmp_path / "data") as store,
        Workers() as workers,
        WebFetcher(
            "Pullquote/test", [newsroom.pair], seconds=1, spacing=0, at_once=20, clock=clock
        ) as fetcher,
    ):
        ingest = Ingest(
            Filing(store.log, store.documents, clock),
            store.documents,
            fetcher,
            clock,
            reader=workers,
        )
        polled = await asyncio.gather(
            *(ingest.poll(Source(url, 60)) for url in (*broken, cut_off, healthy))
        )
        stored = {entry.record.article.url for entry in await store.log.read(0, 100)}
    by_name = {one.source.url.rpartition("/")[2]: one for one in polled}
    for name, sentence in SENTENCES.items():
        reason = by_name[name].reason
        assert reason, name
        assert reason.endswith(".")
        assert sentence in reason
    assert stored == {newsroom.url(f"/a/{number}") for number in range(4)}
    assert by_name["feed.xml"].reason is None
    assert by_name["cut.xml"].reason is None
    assert "ends in the middle" in by_name["cut.xml"].troubles[0]
    assert by_name["429"].next_in == pytest.approx(120, rel=0.11)
    assert by_name["410"].next_in is None


async def test_a_feed_that_hangs_delays_no_other() -> None:
    looks: list[str] = []
    enough = asyncio.Event()

    async def look(source: Source) -> float | None:
        looks.append(source.url)
        if source.url == "hangs":
            await asyncio.sleep(60)
        if len(looks) > 30:
            enough.set()
        return None if source.url == "gone" else source.every

    rounds = Rounds(look, at_once=3)
    for name in ("hangs", "gone", "fast", "slow"):
        rounds.add(Source(name, 0.3 if name == "slow" else 0.001))
    work = asyncio.create_task(rounds.work())
    async with asyncio.timeout(5):
        await enough.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert looks.count("hangs") == looks.count("gone") == 1
    assert 1 <= looks.count("slow") < looks.count("fast")


async def test_a_feed_added_later_is_looked_at() -> None:
    seen = asyncio.Event()

    async def look(source: Source) -> float | None:
        seen.set()
        return None

    rounds = Rounds(look)
    work = asyncio.create_task(rounds.work())
    await asyncio.sleep(0.01)
    rounds.add(Source("late", 60))
    async with asyncio.timeout(2):
        await seen.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


async def test_pages_that_fail_wait_for_their_next_try(
    gatherer: Gatherer, newsroom: Newsroom
) -> None:
    newsroom.publish(1)
    await gatherer.poll()
    item = newsroom.publish(2)
    item.text = ""
    page = newsroom.answers["/a/2"]
    newsroom.gives("/a/2", "later", 503)
    assert (await gatherer.poll()).stored == 0
    newsroom.answers["/a/2"] = page
    assert (await gatherer.ingest.poll(gatherer.source)).stored == 0
    assert (await gatherer.poll()).stored == 1
    assert (await gatherer.state()).waiting is False
