"""Clocks that jump, by days forward or by hours back, and clocks that are wrong all the time.

Ours is ``ours``; what really passes is ``true``, and Discord goes by that. Nothing may stand
still for as long as the clock was set back, and nothing be posted twice for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.desk.delivery import PAUSED_RETRY
from bot.desk.gathering.robots import Robots
from bot.ports import Busy, FetchFailed, PostOutcome, Refused
from bot.store import Store, open_store
from tests.desk.world import HandClock, Killed, record
from tests.faults.child import discord_of, open_bot
from tests.faults.desk import newsdesk
from tests.faults.discord import FakeDiscord
from tests.faults.scene import BEGIN, Scene

GUILD, NEWS = 1, 10
HOURS_BACK, DAYS_ON = -5 * 3_600.0, 3 * 86_400.0
JUMPS = pytest.mark.parametrize("jump", [HOURS_BACK, DAYS_ON], ids=["hours back", "days on"])


@JUMPS
async def test_a_feed_is_due_as_planned_whatever_the_clock_says(scene: Scene, jump: float) -> None:
    folder, clock = scene.copy("jumped"), HandClock(BEGIN)
    errand, discord = scene.errand(folder), discord_of(folder, clock)
    async with open_bot(folder, errand.feed, clock) as bot:
        await bot.round(discord)
        planned = await bot.ingest.due_in(bot.source)
    assert planned
    clock.advance(jump)
    async with open_bot(folder, errand.feed, clock) as bot:
        assert (await bot.ingest.due_in(bot.source) or 0.0) <= planned
        clock.advance(planned)
        polled = await bot.ingest.poll(bot.source)
        assert polled.next_in is not None
        assert polled.next_in <= 5 * planned  # a feed that seems silent is looked at less
    discord.close()


@JUMPS
async def test_a_page_that_failed_is_tried_again_whatever_the_clock_says(
    scene: Scene, jump: float
) -> None:
    folder, clock = scene.copy("jumped"), HandClock(BEGIN)
    errand, discord = scene.errand(folder), discord_of(folder, clock)
    async with open_bot(folder, errand.feed, clock) as bot:
        await bot.round(discord)
    clock.advance(jump)
    discord.close()
    assert await scene.finish(folder, clock() - BEGIN) == 0
    assert await scene.wrongs(folder) == []


async def test_a_robots_txt_that_failed_is_asked_for_again_in_time() -> None:
    class Web:
        asked = 0

        async def fetch(self, url: str, validators: object = None) -> FetchFailed:
            self.asked += 1
            return FetchFailed(url, "no answer", 404 if self.asked > 1 else 503)

    clock = HandClock()
    robots = Robots(Web(), clock)
    assert await robots.refusal("http://tarn.example/a")
    assert await robots.refusal("http://tarn.example/a"), "it must not be asked each time"
    clock.advance(HOURS_BACK)
    assert await robots.refusal("http://tarn.example/a") is None


@dataclass
class Desk:
    """A subscribed channel, and one article for it."""

    store: Store
    true: HandClock
    ours: HandClock
    discord: FakeDiscord

    def start(self) -> None:
        store = self.store
        self.desk = newsdesk(store.log, store.documents, self.ours, [])

    def passes(self, seconds: float) -> None:
        self.true.advance(seconds)
        self.ours.advance(seconds)

    async def deliver(self) -> int:
        """How many messages there are then."""
        await self.desk.delivery.deliver(self.discord)
        return len(self.discord.of(NEWS))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    true = HandClock()
    async with open_store(tmp_path) as store:
        desk = Desk(store, true, HandClock(), FakeDiscord(true))
        desk.start()
        await desk.desk.subscriptions.subscribe(GUILD, NEWS, "everything")
        await store.log.append(record("One"))
        yield desk


def first(outcome: PostOutcome | BaseException) -> Callable[..., PostOutcome | None]:
    """This the first time, and no trouble from then on."""
    left = [outcome]

    def trouble(*call: object) -> PostOutcome | None:
        if left and isinstance(left[0], BaseException):
            raise left.pop()  # type: ignore[misc]
        return left.pop() if left else None  # type: ignore[return-value]

    return trouble


@JUMPS
async def test_a_busy_channel_is_tried_again_in_time(desk: Desk, jump: float) -> None:
    desk.discord.before = first(Busy("503", 30))
    assert await desk.deliver() == 0
    desk.ours.advance(jump)
    desk.passes(31)
    assert await desk.deliver() == 1


@JUMPS
async def test_a_paused_channel_is_tried_again_in_time(desk: Desk, jump: float) -> None:
    desk.discord.before = first(Refused("I may not write there."))
    assert await desk.deliver() == 0
    desk.ours.advance(jump)
    desk.passes(PAUSED_RETRY.total_seconds() + 1)
    assert await desk.deliver() == 1


SOON, LATER = 60.0, 600.0  # seconds; Discord drops a repeated nonce for 180


@pytest.mark.parametrize(
    ("wrong", "away", "set_right"),
    [
        (0.0, SOON, HOURS_BACK),
        (0.0, LATER, HOURS_BACK),
        (0.0, SOON, DAYS_ON),
        (0.0, LATER, DAYS_ON),
        (HOURS_BACK, LATER, 0.0),
        (-HOURS_BACK, LATER, 0.0),
        (-HOURS_BACK, LATER, HOURS_BACK),
    ],
)
async def test_what_was_posted_before_a_crash_is_not_posted_again(
    desk: Desk, wrong: float, away: float, set_right: float
) -> None:
    """By a clock that was ``wrong`` by so much, and was set by so much while we were away."""
    desk.ours.advance(wrong)
    desk.discord.after = first(Killed())
    with pytest.raises(Killed):
        await desk.deliver()
    desk.passes(away)
    desk.ours.advance(set_right)
    desk.start()
    assert await desk.deliver() == 1
