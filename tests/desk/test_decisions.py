"""What the desk decides without any input or output: when and in what order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.gathering.entries import Pending, mark_of, oldest_first
from bot.desk.gathering.schedule import DAY, Look, next_look, rhythm_after, rhythm_in_silence
from bot.feeds import FeedEntry
from bot.records import Arrival
from tests.desk.world import NOON


def entry(title: str, at: datetime | None = None) -> FeedEntry:
    return FeedEntry(id=title, url=f"https://a.example/{title}", title=title, published_at=at)


def test_entries_go_by_date_when_all_have_one() -> None:
    hours = [entry(str(h), NOON + timedelta(hours=h)) for h in (2, 3, 1)]
    assert [e.title for e in oldest_first(hours)] == ["1", "2", "3"]


def test_entries_go_by_the_feed_s_order_when_one_has_no_date() -> None:
    mixed = [entry("new"), entry("mid", NOON), entry("old", NOON + timedelta(hours=9))]
    assert [e.title for e in oldest_first(mixed)] == ["old", "mid", "new"]


def test_a_mark_changes_with_what_the_feed_shows_only() -> None:
    one = entry("one", NOON)
    assert mark_of(one) == mark_of(replace(one, published_at=None))
    assert mark_of(one) != mark_of(replace(one, title="two"))


@given(st.datetimes().map(lambda t: t.replace(tzinfo=NOON.tzinfo)), st.text(), st.booleans())
def test_pending_entries_come_back_as_they_were(at: datetime, text: str, dated: bool) -> None:
    one = replace(entry(text, at if dated else None), summary_html=text, authors=(text, "x"))
    pending = Pending("key", "feed", one, Arrival.NEW, 2, at, text)
    assert Pending.decode(pending.encode()) == pending


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (Look(60), 60),
        (Look(60, failures=1), 120),
        (Look(60, failures=3), 480),
        (Look(60, failures=3, status=500), 480),
        (Look(60, failures=2, status=403), 960),
        (Look(60, failures=2, status=404), 960),
        (Look(60, failures=99), DAY),
        (Look(60, failures=1, status=429, retry_after=600), 600),
        (Look(60, failures=9, status=503, retry_after=600), 60 * 2**9),
        (Look(60, retry_after=10**9), DAY),
        (Look(2 * DAY, failures=5), 2 * DAY),
        (Look(60, asks=3600), 3600),
        (Look(60, asks=30), 60),
        (Look(60, asks=30 * DAY), DAY),
        (Look(60, fresh_for=900), 900),
        (Look(60, asks=3600, fresh_for=900), 3600),
        (Look(60, rhythm=300), 60),
        (Look(60, rhythm=1200), 120),
        (Look(60, rhythm=30 * DAY), 240),
        (Look(60, asks=3600, failures=1), 120),
        (Look(60, pushed=True), 240),
        (Look(1800, pushed=True), 3600),
        (Look(2 * DAY, pushed=True), 2 * DAY),
        (Look(60, asks=900, pushed=True), 900),
        (Look(60, failures=1, pushed=True), 120),
    ],
)
def test_the_next_look(look: Look, expected: float) -> None:
    assert next_look(look, 0) == expected
    assert next_look(look, 1) == pytest.approx(expected * 1.1)


def test_what_is_gone_for_good_is_not_looked_at_again() -> None:
    assert next_look(Look(60, failures=1, status=410), 0) is None


@given(
    st.floats(1, 10 * DAY),
    st.none() | st.floats(0, 1e9),
    st.integers(0, 1000),
    st.sampled_from([None, 403, 429, 500]),
    st.floats(0, 1),
)
def test_no_wait_is_shorter_than_the_interval_or_longer_than_a_day(
    every: float, said: float | None, failures: int, status: int | None, jitter: float
) -> None:
    look = Look(every, said, said, said, failures, status, said)
    wait = next_look(look, jitter)
    assert wait is not None
    assert every <= wait <= max(DAY, every) * 1.1


@pytest.mark.parametrize(
    ("gaps", "silent", "rhythm"),
    [
        ([None], 40, 10),
        ([None, 60], 0, 60),
        ([None, 60, 20], 100, 40),
        ([None, 60, 20], 400, 100),
    ],
)
def test_how_often_a_feed_publishes(gaps: list[float | None], silent: float, rhythm: float) -> None:
    found = None
    for gap in gaps:
        found = rhythm_after(found, gap)
    assert rhythm_in_silence(found, silent) == rhythm
