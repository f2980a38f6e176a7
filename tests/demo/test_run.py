"""``pullquote run`` without a token: a feed of one's own, a crash, a restart."""

from __future__ import annotations

from pathlib import Path

from bot.demo.site import SampleSite, load_samples, published
from tests.demo.clock import HandClock
from tests.demo.process import end, over, running
from tests.demo.test_preview import posted, posts
from tests.demo.visitor import visiting

FIRST = 4
BEFORE_THE_CRASH = 2
SAMPLES = load_samples()


async def test_after_a_crash_nothing_is_posted_twice_and_nothing_is_left_out(tmp_path: Path):
    clock = HandClock()
    backfilled = [sample.title for sample in SAMPLES[:FIRST]]
    stories = published(SAMPLES, "", clock())
    expected = {story.title for story in stories if story.title not in backfilled}
    async with SampleSite(first=FIRST, every=1, clock=clock) as site:
        arguments = over(site, tmp_path)
        async with running(*arguments) as (process, address), visiting(address) as visitor:
            await visitor.until_stored(FIRST)
            clock.go_on(BEFORE_THE_CRASH)
            seen = await visitor.sees(posted(BEFORE_THE_CRASH))
            before = [message["id"] for message in seen if posts([message])]
            process.kill()
        clock.go_on(len(SAMPLES))
        async with running(*arguments) as (process, address), visiting(address) as visitor:
            seen = await visitor.sees(lambda now: set(posts(now)) >= expected)
            assert await end(process) == 0
    assert sorted(posts(seen)) == sorted(expected)
    assert [m["id"] for m in seen if posts([m])][:BEFORE_THE_CRASH] == before
