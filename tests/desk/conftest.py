from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import open_store
from tests.desk.newsdesk import Newsdesk
from tests.desk.world import FakeChannels, HandClock


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Newsdesk]:
    clock = HandClock()
    async with open_store(tmp_path) as store:
        yield Newsdesk(store, clock, FakeChannels(clock))
