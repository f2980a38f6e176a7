"""When something counts as trouble: each bound from both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.desk.gathering.feedstate import FeedState
from bot.desk.pulse import Pulse
from bot.desk.watching import troubles
from bot.desk.watching.troubles import Lag, spoken
from tests.desk.world import NOON, HandClock

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def feed(news: timedelta, rhythm: timedelta | None, **more: Any) -> FeedState:
    """One that was looked at just now, and last brought something so long ago."""
    seconds = None if rhythm is None else rhythm.total_seconds()
    return replace(
        FeedState(started=True, checked_at=NOON, next_at=NOON, news_at=NOON - news, rhythm=seconds),
        **more,
    )


@pytest.mark.parametrize(
    ("feeds", "silent"),
    [
        ([], False),
        ([FeedState()], False),
        ([feed(DAY, None)], False),  # its usual interval is not known yet
        ([feed(4.9 * HOUR, HOUR)], False),
        ([feed(5.1 * HOUR, HOUR)], True),
        ([feed(0.9 * HOUR, HOUR / 60)], False),  # nobody worries about less than an hour
        ([feed(1.1 * HOUR, HOUR / 60)], True),
        ([feed(6 * HOUR, HOUR), feed(HOUR, DAY)], False),  # one of them brought something
        ([feed(6 * HOUR, HOUR), feed(7 * HOUR, DAY)], True),
        # A busy feed that died long ago says nothing about how quiet the slow one may be.
        ([feed(30 * DAY, HOUR / 60), feed(8 * HOUR, 10 * HOUR)], False),
    ],
)
def test_silence_of_all_feeds(feeds: list[FeedState], silent: bool) -> None:
    assert (troubles.of_all_feeds(feeds, NOON) is not None) is silent


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (FeedState(), None),
        (feed(HOUR, HOUR), None),
        (feed(2.9 * DAY, HOUR), None),  # a weekend
        (feed(3.1 * DAY, HOUR), "It has been silent for more than five times"),
        (feed(4.9 * DAY, DAY), None),
        (feed(5.1 * DAY, DAY), "It has been silent for more than five times"),
        (feed(9 * DAY, None), None),
        (feed(HOUR, HOUR, failures=2, status=503, reason="It is late."), None),
        (feed(HOUR, HOUR, failures=3, status=503, reason="It is late."), "It is late."),
        (feed(HOUR, HOUR, failures=1, status=403, reason="No."), None),
        (feed(HOUR, HOUR, failures=2, status=403, reason="No."), "No."),
        (feed(HOUR, HOUR, failures=1, status=410, reason="Gone."), "gone for good"),
        (feed(HOUR, HOUR, held="All 9 entries look new."), "All 9 entries look new."),
    ],
)
def test_a_feed_in_trouble(state: FeedState, what: str | None) -> None:
    found = troubles.of_feed("https://a.example/f", state, NOON)
    if what is None:
        assert found is None
    else:
        assert found is not None
        assert what in found.what


@pytest.mark.parametrize(
    ("looked", "due", "told"),
    [
        (16, 16, True),
        (16, 14, False),
        (14, 16, False),  # some are looked at, so the others' turn comes
        (90, -5, False),  # none is due
    ],
)
def test_feeds_that_nobody_looks_at(looked: float, due: float, told: bool) -> None:
    at = {"checked_at": NOON - timedelta(minutes=looked), "next_at": NOON - timedelta(minutes=due)}
    later = feed(HOUR, None, checked_at=NOON - HOUR, next_at=NOON + HOUR)
    found = troubles.of_polls([feed(HOUR, None, **at), later], NOON)
    assert (found is not None) is told


@pytest.mark.parametrize(
    ("lag", "told"),
    [
        (Lag(0), False),
        (Lag(1000, NOON), False),
        (Lag(1001, NOON), True),
        (Lag(1001), True),
        (Lag(1, NOON - timedelta(minutes=4)), False),
        (Lag(1, NOON - timedelta(minutes=6)), True),
    ],
)
def test_an_index_that_lags(lag: Lag, told: bool) -> None:
    assert bool(troubles.of_index(lag, NOON)) is told


@pytest.mark.parametrize(
    ("ages", "told"),
    [([], False), ([1, 2], False), ([1, 2, 3], True), ([1, 2, 20], False), ([20, 21, 22], False)],
)
def test_a_unit_that_keeps_crashing(ages: list[int], told: bool) -> None:
    clock = HandClock()
    pulse = Pulse(clock)
    for age in sorted(ages, reverse=True):
        clock.now = NOON - timedelta(minutes=age)
        pulse.crashed("index", "Broken.")
    assert bool(troubles.of_units(pulse.crashes, NOON)) is told


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (troubles.of_pages(500), False),
        (troubles.of_pages(501), True),
        (troubles.of_room(None), False),
        (troubles.of_room(500_000_000), False),
        (troubles.of_room(499_999_999), True),
        (troubles.of_discord(None, NOON), False),
        (troubles.of_discord(NOON - timedelta(minutes=4), NOON), False),
        (troubles.of_discord(NOON - timedelta(minutes=6), NOON), True),
    ],
)
def test_other_bounds(found: list[Any], told: bool) -> None:
    assert bool(found) is told


@pytest.mark.parametrize(
    ("away", "shown"),
    [
        (timedelta(seconds=40), "40 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=66), "66 minutes"),
        (timedelta(hours=30), "30 hours"),
        (timedelta(days=1200), "1,200 days"),
    ],
)
def test_spans_of_time_are_spoken(away: timedelta, shown: str) -> None:
    assert spoken(away.total_seconds()) == shown


def test_discord_stays_away_since_the_first_time() -> None:
    clock = HandClock()
    pulse = Pulse(clock)
    pulse.connected()
    pulse.disconnected()
    clock.advance(60)
    pulse.disconnected()
    since: datetime | None = pulse.away_since
    assert since == NOON
