"""The overview: what is there, what lags, and what needs somebody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.status import status_document, status_text
from bot.desk.following.lastposts import LAST
from bot.desk.following.subscriptions import Subscriptions, encode
from bot.desk.gathering.feedstate import FeedState
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.keeping.follow import catch_up
from bot.desk.pulse import Pulse
from bot.desk.sorting.topics import Topics
from bot.desk.watching.alerts import Kind, sentences
from bot.desk.watching.status import Overview, Status
from bot.desk.watching.troubles import CRASHES, LATE
from bot.ports import Posted, Refused
from bot.records import Arrival, Format, Manner, Source, Subscription
from bot.store import Store, open_store
from tests.desk import world as making
from tests.desk.world import NOON, HandClock, break_documents, break_entry
from tests.store.making import person, record

FEED = FeedState(started=True, checked_at=NOON, succeeded_at=NOON, news_at=NOON, rhythm=600.0)
ORDER = Subscription("s1", 5, 7, "everything", 0, NOON)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        yield opened


async def feeds() -> list[Source]:
    return [Source(url, 60) for url in ("a", "b")]


def overview(
    store: Store,
    clock: HandClock,
    pulse: Pulse | None = None,
    subscriptions: Subscriptions | None = None,
) -> Overview:
    documents = store.documents
    if subscriptions is None:
        subscriptions = Subscriptions(store.log, documents, Topics([], documents), clock)
    states = FeedStates(documents)
    log, index, room = store.log, store.index, store.room
    return Overview(log, index, documents, subscriptions, states, feeds, clock, room, pulse)


def said(status: Status) -> list[str]:
    return [sentence for one in status.alerts for sentence in sentences([one])]


async def test_nothing_yet(store: Store) -> None:
    status = await overview(store, HandClock()).status()
    assert (status.entries, status.feeds, status.alerts) == (0, {"new": 2}, ())
    assert "the newest of never" in status_text(status)
    assert status_document(status)["posted_at"] is None


async def test_what_lags_is_counted(store: Store) -> None:
    for number in range(4):
        await store.log.append(record(f"a{number}", (person("Torm"), "Yes.")))
        if number == 2:
            await catch_up(store.log, store.index)
    for one in (replace(ORDER, cursor=1), replace(ORDER, id="s2", cursor=4)):
        await store.documents.put("subscription", one.id, encode(one))
    await store.documents.put("pending", "k", {})
    status = await overview(store, HandClock()).status()
    assert (status.entries, status.index_lag, status.backlog, status.waiting) == (4, 1, 3, 1)
    assert (status.subscriptions, status.paused, status.posted_at) == (2, 0, None)


async def test_feeds_and_channels_in_trouble_are_told(store: Store) -> None:
    states = FeedStates(store.documents)
    await states.put("a", FEED)
    await states.put("b", replace(FEED, failures=3, reason="It is late.", status=503))
    await states.put("removed", replace(FEED, failures=9, reason="Nobody cares.", status=503))
    paused = replace(ORDER, paused="The channel is gone.")
    await store.documents.put("subscription", paused.id, encode(paused))
    status = await overview(store, HandClock()).status()
    assert status.feeds == {"ok": 1, "failing": 1}
    assert said(status) == [
        "Feed b: It is late.",
        "Channel 7 (“everything”): Paused: The channel is gone.",
    ]
    assert "! Feed b: It is late." in status_text(status)
    assert status_document(status)["alerts"] == said(status)
    assert status.backlog == 0


async def test_what_waits_by_somebodys_will_is_no_trouble(store: Store) -> None:
    await store.log.append(record("a1", (person("Torm"), "Yes.")))
    daily = replace(ORDER, manner=Manner(Format.DAILY, 18), gathered_at=NOON)
    paused = replace(ORDER, id="s2", paused="Somebody paused it.", by_hand=True)
    for one in (daily, paused):
        await store.documents.put("subscription", one.id, encode(one))
    await catch_up(store.log, store.index)
    clock = HandClock(NOON + timedelta(hours=5))
    status = await overview(store, clock).status()
    assert (said(status), status.backlog, status.paused) == ([], 0, 1)
    first, second = await overview(store, clock).orders(5)
    assert (first.resting, first.waiting, second.resting) == (NOON + timedelta(hours=6), 1, None)
    clock.advance(3_600 + LATE.total_seconds())
    assert any(
        sentence.startswith("Posts are late")
        for sentence in said(await overview(store, clock).status())
    )


@pytest.mark.parametrize(("hours", "told"), [(0.9, False), (1.1, True)])
async def test_silence_of_all_feeds_is_told(store: Store, hours: float, told: bool) -> None:
    states = FeedStates(store.documents)
    await states.put("a", FEED)
    await states.put("b", replace(FEED, news_at=NOON - timedelta(days=3), rhythm=9e5))
    clock = HandClock(NOON + timedelta(hours=hours))
    status = await overview(store, clock).status()
    silence = "No feed has brought anything for 66 minutes, though some do every 10 minutes;"
    assert any(sentence.startswith(silence) for sentence in said(status)) is told


async def test_the_last_post_is_kept_for_whoever_reads_beside_the_bot(store: Store) -> None:
    clock = HandClock()
    pulse = Pulse(clock)
    running = overview(store, clock, pulse)
    await running.keep()
    pulse.sent("s1", Posted(1), edit=False)
    clock.advance(60)
    pulse.sent("s1", Posted(1), edit=True)
    pulse.sent("s2", Refused("No."), edit=False)
    assert (await running.status()).posted_at == NOON
    assert (await overview(store, clock).status()).posted_at is None
    await running.keep()
    assert (await overview(store, clock).status()).posted_at == NOON


@pytest.mark.parametrize(
    ("arrival", "after", "grave"),
    [
        (Arrival.NEW, 14, None),
        (Arrival.NEW, 16, True),
        (Arrival.BACKFILL, 16, None),  # nobody waits for it
    ],
)
async def test_late_posts(store: Store, arrival: Arrival, after: float, grave: bool | None) -> None:
    clock = HandClock(NOON + timedelta(minutes=after))
    await store.log.append(making.record("News", arrival=arrival))
    await catch_up(store.log, store.index)
    await store.documents.put("subscription", "s1", encode(ORDER))
    alerts = (await overview(store, clock).status()).alerts
    assert [one.grave for one in alerts] == ([] if grave is None else [grave])
    assert all("channel 7 is 1 entry behind, since 04 May 12:00" in a.what for a in alerts)
    elsewhere = {"s7": (clock() - timedelta(minutes=5)).isoformat()}
    await store.documents.put_many(LAST, elsewhere)
    alerts = (await overview(store, clock).status()).alerts
    assert not any(one.grave for one in alerts)  # there are only many
    await store.documents.delete(LAST, "s7")
    served = replace(ORDER, id="s2", channel_id=8, cursor=1)
    await store.documents.put("subscription", "s2", encode(served))
    alerts = (await overview(store, clock).status()).alerts
    assert not any(one.grave for one in alerts)


async def test_answers_that_lag_are_told(store: Store) -> None:
    await store.log.append(making.record("News"))
    clock = HandClock(NOON + timedelta(minutes=4))
    assert (await overview(store, clock).status()).alerts == ()
    clock.advance(120)
    [alert] = (await overview(store, clock).status()).alerts
    assert (alert.kind, alert.grave) == (Kind.INDEX, True)


async def test_damage_that_was_met_is_remembered_until_it_is_mended(tmp_path: Path) -> None:
    folder, clock = tmp_path / "data", HandClock()
    async with open_store(folder) as store:
        for title in ("One", "Two"):
            await store.log.append(making.record(title))
        await store.documents.put("feed", "a", FEED.encode())
        await catch_up(store.log, store.index)
    record = folder / "record.sqlite"
    kept = record.read_bytes()
    break_documents(record, "feed/a")
    break_entry(record, 1)
    places = [
        "Record, document feed/a: It is damaged and left out; `pullquote check` tells more.",
        "Record, log position 1: It is damaged and left out; `pullquote check` tells more.",
    ]
    async with open_store(folder) as store:
        assert await overview(store, clock).status()  # reads all feeds
        await store.log.read(0, 10)
        await overview(store, clock).keep()
        assert said(await overview(store, clock).status()) == places
    async with open_store(folder) as store:
        status = await overview(store, clock).status()
        assert said(status) == places  # though nobody came by this time
        assert "! 2 places in the record: It is damaged" in status_text(status)
        kept_places = await store.documents.get("damage", "met")
    record.write_bytes(kept)
    async with open_store(folder) as store:
        await store.documents.put("damage", "met", kept_places)
        assert said(await overview(store, clock).status()) == []
        await overview(store, clock).keep()
        assert await store.documents.get("damage", "met") == []


async def test_only_the_running_bot_knows_of_its_crashes(store: Store) -> None:
    clock = HandClock()
    pulse = Pulse(clock)
    pulse.connected()
    for _ in range(CRASHES):
        pulse.crashed("index", "No such table.")
    assert said(await overview(store, clock, pulse).status()) == [
        "Unit index: It keeps crashing; the bot's log says where. The last time: No such table."
    ]
    assert said(await overview(store, clock).status()) == []


async def test_a_server_hears_of_what_is_its_own(store: Store) -> None:
    clock = HandClock(NOON + timedelta(minutes=20))
    pulse = Pulse(clock)
    await store.log.append(making.record("News"))
    await catch_up(store.log, store.index)
    mine = replace(ORDER, cursor=1)
    theirs = replace(ORDER, id="s2", guild_id=6, channel_id=8)
    for one in (mine, theirs):
        await store.documents.put("subscription", one.id, encode(one))
        pulse.sent(one.id, Posted(1), edit=False)
    status = await overview(store, clock, pulse).of_server(5)
    assert (status.subscriptions, status.posted_at) == ((mine,), {"s1": clock()})
    assert status.up_to_date
    assert not (await overview(store, clock, pulse).of_server(6)).up_to_date
