"""The schedule: a feed that is woken has one look at a time and one time that is due."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.desk.gathering.rounds import Rounds
from bot.records import Source
from tests.desk.world import until

FEED = Source("https://tarn.example/feed", 60)
SPACING = 0.05


class Looks:
    """Looks that count themselves and end when ``going_on`` is set."""

    def __init__(self, following: float | None = 1000.0) -> None:
        self.counts: Counter[str] = Counter()
        self.together = 0
        self.most = 0
        self.going_on = asyncio.Event()
        self.going_on.set()
        self._following = following

    async def look(self, source: Source) -> float | None:
        self.counts[source.url] += 1
        self.together += 1
        self.most = max(self.most, self.together)
        await self.going_on.wait()
        self.together -= 1
        return self._following


@asynccontextmanager
async def working(
    looks: Looks, spacing: float = SPACING, *, may_wake: bool = True
) -> AsyncIterator[Rounds]:
    async def allowed(url: str) -> bool:
        return may_wake

    rounds = Rounds(looks.look, may_wake=allowed, at_once=5, wake_spacing=spacing)
    work = asyncio.create_task(rounds.work())
    try:
        yield rounds
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def test_a_feed_that_is_woken_is_looked_at_now() -> None:
    looks = Looks()
    async with working(looks) as rounds:
        rounds.add(FEED, 1000)
        rounds.wake(FEED.url)
        rounds.wake("https://unknown.example/")
        await until(lambda: looks.counts[FEED.url] == 1)
        assert list(looks.counts) == [FEED.url]


async def test_a_feed_that_is_woken_during_a_look_gets_one_more_after_it() -> None:
    looks = Looks()
    looks.going_on.clear()
    async with working(looks) as rounds:
        rounds.add(FEED)
        await until(lambda: looks.together == 1)
        for _ in range(100):
            rounds.wake(FEED.url)
        looks.going_on.set()
        await until(lambda: looks.counts[FEED.url] == 2 and not looks.together)
        await asyncio.sleep(3 * SPACING)
        assert (looks.counts[FEED.url], looks.most) == (2, 1)


async def test_a_site_that_asked_to_be_left_alone_during_the_look_is() -> None:
    looks = Looks()
    looks.going_on.clear()
    async with working(looks, may_wake=False) as rounds:
        rounds.add(FEED)
        await until(lambda: looks.together == 1)
        rounds.wake(FEED.url)
        looks.going_on.set()
        await asyncio.sleep(3 * SPACING)
        assert looks.counts[FEED.url] == 1


async def test_one_that_is_gone_for_good_stays_so() -> None:
    looks = Looks(None)
    async with working(looks) as rounds:
        rounds.add(FEED)
        await until(lambda: looks.counts[FEED.url] == 1 and not looks.together)
        rounds.wake(FEED.url)
        await asyncio.sleep(2 * SPACING)
        assert looks.counts[FEED.url] == 1


async def test_a_flood_leaves_nothing_behind() -> None:
    looks = Looks()
    feeds = [Source(f"https://{n}.example/", 60) for n in range(20)]
    async with working(looks, 0.001) as rounds:
        for feed in feeds:
            rounds.add(feed, 1000)
        for turn in range(1, 30):
            for feed in feeds:
                rounds.wake(feed.url)
            await until(lambda turn=turn: sum(looks.counts.values()) >= 20 * turn)
        assert len(rounds._heap) <= 2 * len(feeds) + 100
        assert set(looks.counts.values()) == {29}


async def test_a_feed_that_is_removed_is_not_looked_at() -> None:
    looks = Looks(following=0.01)
    other = Source("https://orrin.example/feed", 60)
    async with working(looks) as rounds:
        rounds.add(FEED)
        rounds.add(other)
        await until(lambda: looks.counts[FEED.url] > 1)
        rounds.remove(FEED.url)
        rounds.remove("https://unknown.example/")
        seen = looks.counts[FEED.url] + looks.together
        before = looks.counts[other.url]
        await until(lambda: looks.counts[other.url] > before + 3)
        assert looks.counts[FEED.url] <= seen


async def test_a_feed_that_is_removed_during_a_look_gets_no_other() -> None:
    looks = Looks(following=0.0)
    looks.going_on.clear()
    async with working(looks) as rounds:
        rounds.add(FEED)
        await until(lambda: looks.together == 1)
        rounds.remove(FEED.url)
        looks.going_on.set()
        await until(lambda: looks.together == 0)
        await asyncio.sleep(2 * SPACING)
        assert looks.counts[FEED.url] == 1


@pytest.mark.parametrize("following", [1000.0, None])
async def test_a_feed_that_is_added_during_a_look_has_one_more(following: float | None) -> None:
    """Be it removed before, or gone for good by what that look found."""
    looks = Looks(following)
    looks.going_on.clear()
    async with working(looks) as rounds:
        rounds.add(FEED)
        await until(lambda: looks.together == 1)
        rounds.remove(FEED.url)
        rounds.add(FEED)
        looks.going_on.set()
        await until(lambda: looks.counts[FEED.url] == 2)
        assert looks.most == 1
