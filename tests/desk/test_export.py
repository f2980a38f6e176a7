"""Exported rows: verbatim, located, in an order that never changes; and erasing a server."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.console.export import replacing, write_rows
from bot.desk.answering.export import COLUMNS, Export, Wanted
from bot.desk.correcting.identities import Identities
from bot.desk.following.lastposts import LAST
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import ENDED, KIND, Subscriptions, encode
from bot.desk.gathering.feeds import Feeds
from bot.desk.gathering.reader import InThread
from bot.desk.gathering.serverfeeds import ServerFeeds
from bot.desk.keeping.follow import catch_up
from bot.desk.keeping.forget import Kept, ServerData
from bot.desk.pulse import Pulse
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound, StoreError
from bot.records import Subscription, Topic
from bot.store import Store, open_store
from tests.e2e.newsroom import NoWeb
from tests.store.making import NOON, person, record, titled

TORM = titled("Ilva Torm", "Mayor of Lunde")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        for made in (
            record("a1", (TORM, "The wall holds."), (person("Bak Seo-yun"), "=1+1")),
            record("a2", (TORM, "Nobody holds it."), title="Élan", hours=48),
            record("a1", (TORM, "The wall fell."), revision=2),
        ):
            await opened.log.append(made)
        await catch_up(opened.log, opened.index)
        yield opened


async def rows(store: Store, wanted: Wanted | None = None) -> list[dict[str, Any]]:
    return [row async for row in Export(store.log, store.index).rows(wanted or Wanted())]


async def test_only_the_newest_revisions_come_in_the_order_of_the_log(store: Store) -> None:
    found = await rows(store)
    assert [(row["article"], row["words"]) for row in found] == [
        ("a2", ["Nobody holds it."]),
        ("a1", ["The wall fell."]),
    ]
    assert all(tuple(row) == COLUMNS for row in found)
    assert found == await rows(store)


async def test_places_lead_to_the_words(store: Store) -> None:
    for row in await rows(store):
        newest = await store.log.newest(row["article"])
        assert newest is not None
        text = newest.record.article.text
        assert [text[start:end] for start, end in row["content"]] == row["words"]
        assert text[slice(*row["cue_span"])] == row["cue"]
        assert row["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()


async def test_wanted_by_day_person_and_topic(store: Store) -> None:
    identities = Identities(store.index, store.documents)
    torm = (await identities.named("torm")).id
    assert {row["entity"] for row in await rows(store, Wanted(entity=torm))} == {torm}
    later = await rows(store, Wanted(since=NOON + timedelta(hours=1)))
    assert [row["article"] for row in later] == ["a2"]
    assert [row["article"] for row in await rows(store, Wanted(until=NOON + timedelta(1)))] == [
        "a1"
    ]
    about = Topic("walls", ("wall",))
    assert [row["article"] for row in await rows(store, Wanted(topic=about))] == ["a1"]
    with pytest.raises(NothingFound, match="Nobody has the id or name"):
        await identities.named("Xyz")


async def test_a_name_of_several_is_asked_back(store: Store) -> None:
    await store.log.append(
        record("a3", (titled("Oda Torm", "Lunde striker"), "We won."), title="Cup", hours=5)
    )
    await catch_up(store.log, store.index)
    with pytest.raises(BadInput, match="may be several"):
        await Identities(store.index, store.documents).named("torm")


async def written(store: Store, form: str) -> bytes:
    out = io.BytesIO()
    await write_rows(Export(store.log, store.index).rows(Wanted()), form, out)
    return out.getvalue()


async def test_lines_of_json(store: Store) -> None:
    lines = (await written(store, "jsonl")).decode().splitlines()
    assert [json.loads(line) for line in lines] == await rows(store)


async def test_csv_runs_nothing_in_a_spreadsheet(store: Store) -> None:
    await store.log.append(record("a4", ("=cmd()", "Yes.")))
    first, *others = csv.reader(io.StringIO((await written(store, "csv")).decode()))
    assert tuple(first) == COLUMNS
    assert [row[COLUMNS.index("name")] for row in others][-1] == "'=cmd()"
    assert json.loads(others[0][COLUMNS.index("words")]) == ["Nobody holds it."]


def test_a_file_is_replaced_when_all_is_written_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("before", "utf-8")

    def fail() -> None:
        with replacing(path) as out:
            out.write(b"half")
            raise StoreError("record", "It broke.")

    with pytest.raises(StoreError):
        fail()
    assert [(each.name, each.read_text("utf-8")) for each in tmp_path.iterdir()] == [
        ("rows.csv", "before")
    ]
    with replacing(path) as out:
        out.write(b"all")
    assert path.read_text("utf-8") == "all"
    for wrong in (tmp_path, tmp_path / "no" / "rows.csv"):
        with pytest.raises(BadInput, match="cannot be written"), replacing(wrong):
            pass


async def test_parquet_holds_the_same(store: Store) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    table = parquet.read_table(io.BytesIO(await written(store, "parquet")))
    assert table.to_pylist() == await rows(store)


def server_data(store: Store, subscriptions: Subscriptions, topics: Topics) -> ServerData:
    clock = lambda: NOON  # noqa: E731
    feeds = Feeds([], store.documents, NoWeb(), InThread(), clock)
    documents = store.documents
    own = ServerFeeds(feeds, clock)
    return ServerData(subscriptions, topics, own, documents, Pulse(clock), Servers(documents))


async def test_what_was_posted_for_an_ended_subscription_is_forgotten_too(store: Store) -> None:
    topics = Topics([], store.documents)
    subscriptions = Subscriptions(store.log, store.documents, topics, lambda: NOON)
    ended = await subscriptions.subscribe(5, 1, "everything")
    await store.documents.put("delivery", f"{ended.id}/a1", {"state": "posted"})
    await subscriptions.unsubscribe(5, 1, "everything")
    assert await server_data(store, subscriptions, topics).erase(5) == Kept(1, 1)
    assert await store.documents.all("delivery") == {}
    assert await store.documents.all(KIND) == {}


async def test_one_that_ended_before_they_were_kept_is_forgotten_too(store: Store) -> None:
    topics = Topics([], store.documents)
    subscriptions = Subscriptions(store.log, store.documents, topics, lambda: NOON)
    await store.documents.put(ENDED, "s1", 5)
    await store.documents.put("delivery", "s1/a1", {"state": "posted"})
    assert await server_data(store, subscriptions, topics).erase(5) == Kept(1, 1)
    assert await store.documents.all(ENDED) == await store.documents.all("delivery") == {}


async def test_a_server_is_forgotten_and_no_other(store: Store) -> None:
    for number, guild in ((1, 5), (2, 5), (3, 6)):
        one = Subscription(f"s{number}", guild, number, "walls", 0, NOON)
        await store.documents.put("subscription", one.id, encode(one))
        await store.documents.put("delivery", f"s{number}/a1", {"state": "posted"})
        await store.documents.put(LAST, f"s{number}", NOON.isoformat())
    topics = Topics([], store.documents)
    subscriptions = Subscriptions(store.log, store.documents, topics, lambda: NOON)
    for guild in (5, 6):
        await topics.define(guild, "Walls", ["wall"])
    assert await server_data(store, subscriptions, topics).erase(5) == Kept(2, 2, 1)
    assert list(await store.documents.all("topic")) == ["6/walls"]
    assert list(await store.documents.all("subscription")) == ["s3"]
    assert list(await store.documents.all("delivery")) == ["s3/a1"]
    assert list(await store.documents.all(LAST)) == ["s3"]
    with pytest.raises(NothingFound, match="Nothing is kept of server 5"):
        await server_data(store, subscriptions, topics).erase(5)
