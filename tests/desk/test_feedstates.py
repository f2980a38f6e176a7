"""The feeds' states: durable when put, cheap where only the time of the look is new."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.gathering.feedstate import FeedState
from bot.desk.gathering.feedstates import FeedStates
from bot.store import Store, open_store
from tests.desk.world import NOON

LOOKED = FeedState(started=True, checked_at=NOON, succeeded_at=NOON, next_at=NOON, title="Tarn")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        yield opened


async def test_what_was_put_is_there_after_a_restart(store: Store) -> None:
    states = FeedStates(store.documents)
    await asyncio.gather(*(states.put(f"https://{n}.example/", LOOKED) for n in range(50)))
    again = FeedStates(store.documents)
    assert await again.get("https://7.example/") == LOOKED
    assert await again.get("https://other.example/") == FeedState()
    assert len(await FeedStates(store.documents).all()) == 50


async def test_times_alone_are_stored_together(store: Store) -> None:
    states = FeedStates(store.documents)
    later = replace(LOOKED, checked_at=NOON + timedelta(hours=1), next_at=None)
    await states.put("a", LOOKED)
    await states.put("a", later)
    assert await states.get("a") == later
    assert await FeedStates(store.documents).get("a") == LOOKED
    await states.store_times()
    assert await FeedStates(store.documents).get("a") == later
    assert (await FeedStates(store.documents).all())["a"] == later


async def test_what_is_more_than_a_time_is_stored_at_once_and_wins(store: Store) -> None:
    states = FeedStates(store.documents)
    await states.put("a", LOOKED)
    await states.put("a", replace(LOOKED, checked_at=NOON + timedelta(hours=1)))
    await states.store_times()
    last = replace(LOOKED, checked_at=NOON + timedelta(hours=2), reason="It failed.", failures=1)
    await states.put("a", last)
    assert await FeedStates(store.documents).get("a") == last


async def test_what_is_forgotten_was_never_looked_at(store: Store) -> None:
    states = FeedStates(store.documents)
    await states.put("a", LOOKED)
    await states.forget("a")
    assert await states.get("a") == FeedState()


def test_a_state_comes_back_from_its_document() -> None:
    state = replace(LOOKED, validators={"ETag": "x"}, held="why", asks=60.0)
    assert FeedState.decode(state.encode()) == state
    assert FeedState.decode({"started": True, "of an earlier version": 1}).started
