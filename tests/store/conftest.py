"""The implementations that the contract tests run against: a real store in a new folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import Documents, Index, RecordLog
from bot.store import Store, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def log(store: Store) -> RecordLog:
    return store.log


@pytest.fixture
def documents(store: Store) -> Documents:
    return store.documents


@pytest.fixture
def index(store: Store) -> Index:
    return store.index
