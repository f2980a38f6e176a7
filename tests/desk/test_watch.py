"""The watch at work over a real store: what is told, kept, and told later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.desk.following.lastposts import LAST
from bot.desk.following.subscriptions import Subscriptions, encode
from bot.desk.pulse import Pulse
from bot.desk.sorting.topics import Topics
from bot.desk.watching.alerts import PASSES_AFTER
from bot.desk.watching.watch import AFTER_REFUSAL, PAUSE, Watch
from bot.ports import Busy, Posted, PostOutcome, Refused, Telling
from bot.store import Store, open_store
from tests.desk.test_status import FEED, ORDER, overview
from tests.desk.world import HandClock, break_documents, until

CHANNEL = 99


class FakeChannel:
    """Takes what it is told, and drops a repeated nonce as Discord does."""

    def __init__(self) -> None:
        self.told: dict[str, Telling] = {}
        self.tries = 0
        self.before: Callable[[], PostOutcome | None] = lambda: None
        self.after: Callable[[], PostOutcome | None] = lambda: None

    async def tell(self, channel_id: int, telling: Telling) -> PostOutcome:
        assert channel_id == CHANNEL
        self.tries += 1
        if refused := self.before():
            return refused
        self.told.setdefault(telling.nonce, telling)
        return self.after() or Posted(1)

    @property
    def said(self) -> list[str]:
        return [line for one in self.told.values() for line in (*one.began, *one.passed)]


class Guard:
    """A watch over a store, by a clock that goes on a minute with each look."""

    def __init__(self, store: Store, channel: int | None = CHANNEL) -> None:
        self.store = store
        self.clock = HandClock()
        self.channel = FakeChannel()
        self.id = channel
        self.restart()

    def restart(self) -> None:
        self.pulse = Pulse(self.clock)
        documents = self.store.documents
        self.subscriptions = Subscriptions(
            self.store.log, documents, Topics([], documents), self.clock
        )
        looking = overview(self.store, self.clock, self.pulse, self.subscriptions)
        self.watch = Watch(looking, self.store.documents, self.clock, self.id)

    async def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.clock.advance(PAUSE)
            await self.watch.look(self.channel)

    async def pause(self, reason: str | None) -> None:
        order = replace(ORDER, paused=reason)
        await self.store.documents.put("subscription", ORDER.id, encode(order))
        await self.subscriptions.keep(order)


PAUSED = "Channel 7 (“everything”): Paused: It is gone."
RESUMED = "Channel 7 (“everything”): no longer paused."


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def guard(store: Store) -> Guard:
    return Guard(store)


async def test_it_is_told_once_over_restarts(guard: Guard) -> None:
    await guard.pause("It is gone.")
    await guard.look()
    assert guard.channel.said == []
    await guard.look()
    guard.restart()
    await guard.look(10)
    assert guard.channel.said == [PAUSED]
    assert guard.channel.tries == 1
    await guard.pause(None)
    await guard.look(PASSES_AFTER)
    guard.restart()
    await guard.look(10)
    assert guard.channel.said == [PAUSED, RESUMED]


async def test_it_waits_while_discord_is_away(guard: Guard) -> None:
    guard.channel.before = lambda: Busy("Away.", 150)
    await guard.pause("It is gone.")
    await guard.look(8)
    assert guard.channel.tries == 3  # as often as it was asked to
    guard.channel.before = lambda: None
    guard.restart()
    await guard.look(2)
    assert guard.channel.said == [PAUSED]


async def test_a_lost_answer_is_no_second_message(guard: Guard) -> None:
    guard.channel.after = lambda: Busy("No answer.", 1)
    await guard.pause("It is gone.")
    await guard.look(2)
    guard.channel.after = lambda: None
    guard.restart()
    await guard.look(4)
    assert (guard.channel.said, guard.channel.tries) == ([PAUSED], 2)


async def test_a_channel_that_refuses_is_tried_now_and_then_and_logged_once(
    guard: Guard, caplog: pytest.LogCaptureFixture
) -> None:
    guard.channel.before = lambda: Refused("It cannot be written to.")
    await guard.pause("It is gone.")
    await guard.look(2 + 2 * int(AFTER_REFUSAL.total_seconds() / PAUSE))
    assert guard.channel.tries == 3
    told = [one for one in caplog.messages if "alerts.channel 99: It cannot be written" in one]
    assert len(told) == 1


async def test_without_a_channel_the_log_tells(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    guard = Guard(store, None)
    await guard.pause("It is gone.")
    with caplog.at_level(logging.INFO):
        await guard.look(9)
        await guard.pause(None)
        await guard.look(9)
    assert [one for one in caplog.messages if "Channel 7" in one] == [
        f"trouble: {PAUSED}",
        f"passed: {RESUMED}",
    ]
    assert guard.channel.tries == 0


async def test_what_was_told_is_lost_to_damage_and_told_once_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "damaged"
    async with open_store(folder) as store:
        guard = Guard(store)
        await guard.pause("It is gone.")
        await guard.look(3)
    break_documents(folder / "record.sqlite", "alerts/state")
    async with open_store(folder) as store:
        guard = Guard(store)
        await guard.look(3)
        assert guard.channel.said == [PAUSED]
    assert "what was told of trouble is lost" in caplog.text


async def test_it_goes_on_looking_and_stores_the_last_post_at_its_end(store: Store) -> None:
    guard = Guard(store)
    await guard.pause("It is gone.")
    work = asyncio.create_task(guard.watch.work(guard.channel, pause=0.01))
    await until(lambda: bool(guard.channel.said))
    guard.pulse.sent(ORDER.id, Posted(1), edit=False)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert await store.documents.all(LAST) == {ORDER.id: guard.clock().isoformat()}


async def test_the_last_look_can_be_asked_for(guard: Guard) -> None:
    assert guard.watch.latest is None
    await guard.store.documents.put("feed", "a", FEED.encode())
    await guard.look()
    assert guard.watch.latest is not None
    assert guard.watch.latest.feeds == {"new": 1, "ok": 1}
    assert guard.watch.looked_at == guard.clock()
