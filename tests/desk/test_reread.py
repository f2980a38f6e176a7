"""Rereading: better statements for stored texts, once, and nothing posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.desk.correcting.reread import reread
from bot.desk.reading.article import READER
from bot.records import Arrival
from bot.store import open_store
from tests.desk.world import NOON, record

TEXT = "The ferry will sail. “We are staying until the spring,” said Ilse Maron on Monday."


async def test_what_an_older_engine_read_is_read_again_once(tmp_path: Path) -> None:
    old = record("Ferry", TEXT)
    current = replace(record("Other", TEXT), engine=READER)
    async with open_store(tmp_path) as store:
        for one in (old, current):
            await store.log.append(one)
        assert await reread(store.log, store.documents) == 1
        assert await reread(store.log, store.documents) == 0
        newest = await store.log.newest(old.article.id)
    assert newest is not None
    assert newest.record.article == old.article
    assert newest.record.arrival is Arrival.REREAD
    assert newest.record.engine == READER
    assert [s.speaker.name for s in newest.record.statements] == ["Ilse Maron"]


async def test_only_the_newest_revision_is_read_again(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.log.append(record("Ferry", TEXT))
        changed = record("Ferry", TEXT + " It rained.", arrival=Arrival.REVISED, revision=2)
        await store.log.append(changed)
        assert await reread(store.log, store.documents) == 1
        newest = await store.log.newest(changed.article.id)
    assert newest is not None
    assert newest.record.article.revision == 2


async def test_only_articles_from_that_day_on(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.log.append(record("Old", TEXT, at=NOON - timedelta(days=2)))
        await store.log.append(record("New", TEXT))
        assert await reread(store.log, store.documents, NOON - timedelta(days=1)) == 1
