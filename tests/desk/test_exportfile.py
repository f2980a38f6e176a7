"""Exports that fit into a chat: the newest first, and the same rows as the whole export."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.desk.answering import export, exportfile
from bot.desk.answering.export import Export, Wanted
from bot.desk.answering.exportfile import OFTEN, ExportFiles, Form, Question
from bot.desk.correcting.identities import Identities
from bot.desk.correcting.removed import without_words
from bot.desk.gathering.serverfeeds import Asker
from bot.desk.keeping.follow import catch_up
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput
from bot.records import Arrival, Record, Topic
from bot.store import Store, open_store
from tests.desk.world import HandClock
from tests.store.making import NOON, person, record, titled

TORM = titled("Ilva Torm", "Mayor of Lunde")
ASKER = Asker(5, 7)
SEO = person("Bak Seo-yun")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        for made in (
            record("a3", (SEO, "Rain."), (TORM, "Sun."), title="Weather", hours=72),
            record("a1", (TORM, "The wall holds."), (SEO, "It does."), (TORM, "Still.")),
            record("a2", (TORM, "Nobody holds it."), title="Élan", hours=48),
        ):
            await opened.log.append(made)
        await catch_up(opened.log, opened.index)
        yield opened


def key(row: dict[str, Any]) -> tuple[str, str]:
    return row["article"], row["statement"]


async def newest(store: Store, wanted: Wanted) -> list[dict[str, Any]]:
    parts = Export(store.log, store.index).newest(wanted)
    return [row async for rows in parts for row in rows]


@pytest.mark.parametrize("batch", [1, 2, 200])
async def test_the_same_rows_newest_articles_first(
    store: Store, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_BATCH", batch)
    torm = (await Identities(store.index, store.documents).named("torm")).id
    for wanted in (
        Wanted(),
        Wanted(entity=torm),
        Wanted(topic=Topic("walls", ("wall", "holds"))),
        Wanted(since=NOON + timedelta(hours=1)),
        Wanted(until=NOON + timedelta(hours=72)),
        Wanted(since=NOON, until=NOON + timedelta(hours=50), entity=torm),
        Wanted(since=NOON + timedelta(days=9)),
    ):
        found = await newest(store, wanted)
        whole = [row async for row in Export(store.log, store.index).rows(wanted)]
        assert sorted(found, key=key) == sorted(whole, key=key)
        dates = [row["published_at"] for row in found]
        assert dates == sorted(dates, reverse=True)


async def test_what_was_removed_is_in_none(store: Store) -> None:
    entry = await store.log.newest("a2")
    assert entry is not None
    words = without_words(entry.record.article)
    await store.log.append(Record(words, (), "test", Arrival.REMOVED))
    assert {row["article"] for row in await newest(store, Wanted())} == {"a1", "a3"}


def files(store: Store) -> ExportFiles:
    identities = Identities(store.index, store.documents)
    rows = Export(store.log, store.index)
    return ExportFiles(rows, identities, Topics([], store.documents), HandClock())


async def test_limits_of_rows_and_of_articles_looked_at(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await files(store).make(Question(), Form.JSONL, ASKER)
    assert (whole.rows, whole.whole, whole.name) == (6, True, "pullquote-2031-05-04.jsonl")
    some = await files(store).make(Question(), Form.JSONL, ASKER, most_rows=2)
    assert (some.rows, some.whole) == (2, False)
    assert whole.data.startswith(some.data)
    exact = await files(store).make(Question(), Form.JSONL, ASKER, most_rows=6)
    assert (exact.rows, exact.whole) == (6, True)
    monkeypatch.setattr(exportfile, "REACH", 2)
    near = await files(store).make(Question(), Form.CSV, ASKER)
    assert (near.rows, near.whole) == (3, False)


async def test_a_server_exports_its_own_topic(store: Store) -> None:
    topics = Topics([], store.documents)
    await topics.define(5, "Walls", ["wall"])
    made = await files(store).make(Question(topic="walls"), Form.CSV, ASKER)
    assert made.rows == 3
    with pytest.raises(BadInput, match="There is no topic"):
        await files(store).make(Question(topic="walls"), Form.CSV, Asker(6, 7))


async def test_only_so_often(store: Store) -> None:
    made = files(store)
    for _ in range(OFTEN):
        await made.make(Question(), Form.CSV, ASKER)
    with pytest.raises(BadInput, match="Try again in 10 min"):
        await made.make(Question(), Form.CSV, ASKER)
    await made.make(Question(), Form.CSV, Asker(5, 8))
