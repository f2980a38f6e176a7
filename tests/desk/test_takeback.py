"""After a takedown the messages that told operators of reports are deleted, and no others."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from bot.desk.correcting.removed import REMOVALS
from bot.desk.following.reports import TOLD, Reports
from bot.desk.keeping.takeback import take_back
from bot.ports import Busy, Courier, Posted, PostOutcome, Refused
from bot.store import Store, open_store
from tests.desk.test_reports import ARTICLE, FIRST, MADE, SECOND, FakeTeller
from tests.desk.world import HandClock

CHANNEL = 9


@dataclass
class Deleting:
    """As much of a courier as is needed."""

    outcome: PostOutcome = field(default_factory=lambda: Posted(1))
    asked: list[tuple[int, int]] = field(default_factory=list)

    async def delete(self, channel_id: int, message_id: int) -> PostOutcome:
        self.asked.append((channel_id, message_id))
        return self.outcome


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """With two reports told, in messages 1 and 2, and the second one made anew, in 3."""
    async with open_store(tmp_path) as opened:
        await opened.log.append(MADE)
        desk = Reports(opened.log, opened.documents, HandClock(), CHANNEL)
        for message, statement in enumerate((FIRST, SECOND, SECOND), 1):
            assert await desk.file(FakeTeller(Posted(message)), ARTICLE, statement, 5, 7, "")
        yield opened


async def look(store: Store, courier: Deleting) -> list[tuple[int, int]]:
    courier.asked = []
    await take_back(store.documents, cast(Courier, courier))
    return courier.asked


async def test_all_that_quoted_it_go_once(store: Store) -> None:
    courier = Deleting()
    assert await look(store, courier) == [], "nothing was removed"
    await store.documents.put(REMOVALS, "another", {"at": None, "reason": None})
    assert await look(store, courier) == []
    await store.documents.put(REMOVALS, ARTICLE, {"at": None, "reason": None})
    assert await look(store, courier) == [(CHANNEL, 1), (CHANNEL, 2), (CHANNEL, 3)]
    assert await look(store, courier) == []
    assert await store.documents.keys(TOLD) == []


async def test_what_discord_cannot_do_now_is_done_later(store: Store) -> None:
    await store.documents.put(REMOVALS, ARTICLE, {"at": None, "reason": None})
    assert len(await look(store, Deleting(Busy("Not connected.", 1)))) == 1
    assert len(await look(store, Deleting())) == 3


async def test_what_discord_refuses_is_told_once(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await store.documents.put(REMOVALS, ARTICLE, {"at": None, "reason": None})
    with caplog.at_level(logging.WARNING):
        await look(store, Deleting(Refused("No rights.")))
        assert await look(store, Deleting()) == []
    assert caplog.text.count("still quotes a removed article: No rights.") == 3
