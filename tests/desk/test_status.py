"""The overview: what is there, what lags, and what needs somebody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.status import status_document, status_text
from bot.desk.delivery import POSTS, Attempt
from bot.desk.feedstate import FeedState
from bot.desk.feedstates import FeedStates
from bot.desk.follow import catch_up
from bot.desk.status import Overview
from bot.desk.subscriptions import Subscriptions, encode
from bot.desk.topics import Topics
from bot.records import Subscription
from bot.store import Store, open_store
from tests.desk.world import NOON, HandClock
from tests.store.making import person, record

FEED = FeedState(started=True, checked_at=NOON, succeeded_at=NOON, news_at=NOON, rhythm=600.0)
ORDER = Subscription("s1", 5, 7, "everything", 0, NOON)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        yield opened


def overview(store: Store, clock: HandClock) -> Overview:
    documents = store.documents
    subscriptions = Subscriptions(store.log, documents, Topics([], documents), clock)
    states = FeedStates(documents)
    return Overview(store.log, store.index, documents, subscriptions, states, clock)


async def test_nothing_yet(store: Store) -> None:
    status = await overview(store, HandClock()).status()
    assert (status.entries, status.feeds, status.alerts) == (0, {}, ())
    assert "the newest of never" in status_text(status)
    assert status_document(status)["posted_at"] is None


async def test_what_lags_is_counted(store: Store) -> None:
    for number in range(4):
        await store.log.append(record(f"a{number}", (person("Torm"), "Yes.")))
        if number == 2:
            await catch_up(store.log, store.index)
    for one in (replace(ORDER, cursor=1), replace(ORDER, id="s2", cursor=4)):
        await store.documents.put("subscription", one.id, encode(one))
    for article, attempt in (
        ("a0", Attempt("posted", NOON, 1, 7)),
        ("a1", Attempt("trying", NOON + timedelta(days=1), 1)),
    ):
        await store.documents.put(POSTS, f"s1/{article}", attempt.encode())
    await store.documents.put("pending", "k", {})
    status = await overview(store, HandClock()).status()
    assert (status.entries, status.index_lag, status.backlog, status.waiting) == (4, 1, 3, 1)
    assert (status.subscriptions, status.paused, status.posted_at) == (2, 0, NOON)
    assert status.alerts == ()


async def test_feeds_and_channels_in_trouble_are_told(store: Store) -> None:
    states = FeedStates(store.documents)
    await states.put("a", FEED)
    await states.put("b", replace(FEED, failures=2, reason="It is late.", status=503))
    paused = replace(ORDER, paused="The channel is gone.")
    await store.documents.put("subscription", paused.id, encode(paused))
    status = await overview(store, HandClock()).status()
    assert status.feeds == {"ok": 1, "failing": 1}
    assert status.alerts == (
        "1 of 2 feeds fail or are held; see feeds.",
        "Channel 7 is paused: The channel is gone.",
    )
    assert status.backlog == 0


@pytest.mark.parametrize(("hours", "told"), [(0.9, False), (1.1, True)])
async def test_silence_of_all_feeds_is_told(store: Store, hours: float, told: bool) -> None:
    states = FeedStates(store.documents)
    await states.put("a", FEED)
    await states.put("b", replace(FEED, news_at=NOON - timedelta(days=3), rhythm=9e5))
    clock = HandClock(NOON + timedelta(hours=hours))
    status = await overview(store, clock).status()
    assert bool(status.alerts) is told
    assert all("No feed has brought anything for 1 hour," in alert for alert in status.alerts)
