"""``pullquote run`` without a token: a feed of one's own, a crash, a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.site import SampleSite, load_samples, published
from tests.demo.process import end, running
from tests.demo.test_preview import posted, posts
from tests.demo.visitor import comes_true, visiting

FIRST = 4
BEFORE_THE_CRASH = 2
SAMPLES = load_samples()


class Publishing:
    """The site's clock: stands still until told to go on by so many articles."""

    def __init__(self) -> None:
        self._time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self._time

    def go_on(self, articles: int) -> None:
        self._time += timedelta(seconds=articles)


async def test_after_a_crash_nothing_is_posted_twice_and_nothing_is_left_out(tmp_path: Path):
    clock = Publishing()
    config = tmp_path / "config.toml"
    arguments = ("--config", str(config), "--data", str(tmp_path / "data"))
    backfilled = [sample.title for sample in SAMPLES[:FIRST]]
    stories = published(SAMPLES, "", clock())
    expected = {story.title for story in stories if story.title not in backfilled}
    async with SampleSite(first=FIRST, every=1, clock=clock) as site:
        config.write_text(
            f'feeds = [{{ url = "{site.feed_url}", every = 1 }}]\n'
            f'fetch = {{ allow_private_hosts = ["{site.host}"] }}\n'
        )
        async with running(*arguments) as (process, address), visiting(address) as visitor:

            async def stored() -> bool:
                return len((await visitor.run("latest"))["embeds"]) == FIRST

            assert await comes_true(stored)
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
