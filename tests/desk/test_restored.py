"""The mark of a restore: from when on channels are asked, and for how long."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.delivery.restored import KEY, KIND, MARGIN, VALID, look_first, mark
from bot.store import open_store
from tests.desk.world import NOON, break_documents

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("known_until", "now", "since"),
    [
        (NOON - HOUR, NOON, NOON - HOUR - MARGIN),
        (NOON - HOUR, NOON + VALID, NOON - HOUR - MARGIN),
        (NOON - HOUR, NOON + VALID + HOUR, None),
        (None, NOON, NOON - VALID - MARGIN),
    ],
)
async def test_channels_are_asked_for_a_week(
    tmp_path: Path, known_until: object, now: object, since: object
) -> None:
    async with open_store(tmp_path) as store:
        assert await look_first(store.documents, NOON) is None
        await store.documents.put(KIND, KEY, mark(NOON, known_until))  # type: ignore[arg-type]  # times
        assert await look_first(store.documents, now) == since  # type: ignore[arg-type]  # a time


async def test_a_damaged_mark_is_minded(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.documents.put(KIND, KEY, mark(NOON, NOON))
    break_documents(tmp_path / "record.sqlite", f"{KIND}/{KEY}")
    async with open_store(tmp_path) as store:
        assert await look_first(store.documents, NOON) == NOON - VALID
