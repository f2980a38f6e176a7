"""Who changed what: bounded, in order, and each server's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.following import audit
from bot.desk.following.audit import KEPT, KIND, Audit, Deed
from bot.store import Store, open_store
from tests.desk.world import NOON, HandClock

GUILD, OTHER = 5, 55


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path) as opened:
        yield opened


async def subjects(trail: Audit, guild: int = GUILD) -> list[str]:
    return [noted.subject for noted in (await trail.page(guild, 0, 1000)).noted]


async def test_the_newest_comes_first_even_where_the_clock_is_set_back(store: Store) -> None:
    clock = HandClock()
    trail = Audit(store.documents, clock)
    for subject, seconds in (("a", 60), ("b", 0), ("c", -7200), ("d", 1)):
        clock.advance(seconds)
        await trail.note(GUILD, 7, Deed.SUBSCRIBED, subject)
    assert await subjects(trail) == ["d", "c", "b", "a"]
    first = (await trail.page(GUILD, 3, 10)).noted[0]
    assert (first.user_id, first.what, first.at) == (7, "subscribed", NOON + timedelta(minutes=1))


async def test_a_server_sees_its_own(store: Store) -> None:
    trail = Audit(store.documents, HandClock())
    await trail.note(GUILD, 7, Deed.SUBSCRIBED, "mine")
    await trail.note(OTHER, 7, Deed.SUBSCRIBED, "theirs")
    assert await subjects(trail) == ["mine"]
    assert await subjects(trail, OTHER) == ["theirs"]


async def test_so_many_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MOST", 3)
    trail = Audit(store.documents, HandClock())
    for number in range(5):
        await trail.note(GUILD, 7, Deed.EXPORTED, str(number))
    await trail.note(OTHER, 7, Deed.EXPORTED, "theirs")
    assert await subjects(trail) == ["4", "3", "2"]
    assert len(await store.documents.keys(KIND)) == 4


async def test_so_long_they_are_kept(store: Store) -> None:
    clock = HandClock()
    trail = Audit(store.documents, clock)
    await trail.note(GUILD, 7, Deed.FEED_ADDED, "old")
    clock.advance(KEPT.total_seconds() - 60)
    await trail.note(OTHER, 7, Deed.FEED_ADDED, "new")
    clock.advance(120)
    page = await trail.page(GUILD, 0, 10)
    assert (list(page.noted), page.total) == ([], 0)
    assert len(await store.documents.keys(KIND)) == 2
    await trail.prune()
    assert [key.split("/")[0] for key in await store.documents.keys(KIND)] == [str(OTHER)]
    assert await subjects(trail, OTHER) == ["new"]


async def test_long_subjects_are_cut(store: Store) -> None:
    trail = Audit(store.documents, HandClock())
    await trail.note(GUILD, 7, "something new", "x" * 5000)
    [noted] = (await trail.page(GUILD, 0, 1)).noted
    assert (noted.what, len(noted.subject)) == ("something new", 200)
