"""What is decided about a subscription at a hub, without any hub."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.gathering.feedstate import FeedState
from bot.desk.gathering.hubstate import (
    LEASE,
    LONGEST_LEASE,
    SHORTEST_RENEWAL,
    HubSubscription,
    Step,
    Topic,
    after_denial,
    after_refusal,
    after_verification,
    asking,
    leaving,
    next_step,
    wanted,
)
from bot.desk.gathering.schedule import DAY
from tests.desk.world import NOON

URL, HUB, OURS = "https://tarn.example/feed", "https://hub.example/", "https://bot.example/"
WANT = Topic(HUB, URL)
NEW = HubSubscription(HUB, URL, f"{OURS}token", "secret", NOON)
ASKED = asking(NEW, NOON)
LIVE = after_verification(ASKED, LEASE, NOON)
LATER = NOON + timedelta(days=9)


@pytest.mark.parametrize(
    ("state", "topic"),
    [
        (FeedState(), None),
        (FeedState(hub=HUB), WANT),
        (FeedState(hub=HUB, address="https://new.example/"), Topic(HUB, "https://new.example/")),
        (FeedState(hub=HUB, address="https://a.example/", self_url=URL), WANT),
        (FeedState(hub=HUB, checked_at=NOON, failures=1, status=410), None),
        (FeedState(hub=HUB, checked_at=NOON, failures=1, status=500), WANT),
    ],
)
def test_what_is_wanted(state: FeedState, topic: Topic | None) -> None:
    assert wanted(state, URL) == topic


OTHER = Topic("https://other.example/", URL)
STEPS = [
    (None, None, NOON, Step.NOTHING),
    (None, WANT, NOON, Step.SUBSCRIBE),
    (NEW, WANT, NOON, Step.SUBSCRIBE),  # a crash came before it was asked
    (ASKED, WANT, NOON, Step.NOTHING),
    (ASKED, WANT, LATER, Step.SUBSCRIBE),
    (LIVE, WANT, NOON, Step.NOTHING),
    (LIVE, WANT, LATER, Step.SUBSCRIBE),
    (LIVE, OTHER, NOON, Step.UNSUBSCRIBE),
    (LIVE, None, NOON, Step.UNSUBSCRIBE),
    (ASKED, None, NOON, Step.UNSUBSCRIBE),
    (NEW, None, NOON, Step.FORGET),
    (LIVE, None, NOON + timedelta(days=11), Step.FORGET),
    (leaving(LIVE, NOON), WANT, NOON, Step.NOTHING),
    (leaving(LIVE, NOON), WANT, LATER, Step.FORGET),
    (after_refusal(leaving(LIVE, NOON), "No.", None, NOON), None, NOON, Step.FORGET),
    (after_denial(LIVE, "", NOON), WANT, NOON, Step.NOTHING),
    (after_denial(LIVE, "", NOON), None, NOON, Step.FORGET),
    (replace(LIVE, callback="https://old.example/token"), WANT, NOON, Step.FORGET),
]


@pytest.mark.parametrize(("one", "want", "now", "step"), STEPS)
def test_the_next_step(
    one: HubSubscription | None, want: Topic | None, now: datetime, step: Step
) -> None:
    assert next_step(one, want, OURS, now) is step


@given(st.none() | st.floats(0, 1e12))
def test_a_lease_of_any_length_is_renewed_in_time_and_not_all_the_time(
    lease: float | None,
) -> None:
    one = after_verification(ASKED, lease, NOON)
    assert one.lease_end is not None
    assert (one.lease_end - NOON).total_seconds() <= LONGEST_LEASE
    renewed = (one.next_at - NOON).total_seconds()
    assert renewed >= SHORTEST_RENEWAL
    assert renewed == SHORTEST_RENEWAL or one.next_at < one.lease_end


@given(st.integers(0, 10_000), st.none() | st.floats(0, 1e12))
def test_a_hub_that_fails_is_asked_again_within_a_day(
    failures: int, retry_after: float | None
) -> None:
    one = after_refusal(replace(ASKED, failures=failures), "No.", retry_after, NOON)
    assert 0 < (one.next_at - NOON).total_seconds() <= DAY


@pytest.mark.parametrize("one", [NEW, ASKED, LIVE, leaving(LIVE, NOON)])
def test_a_subscription_comes_back_from_its_document(one: HubSubscription) -> None:
    assert HubSubscription.decode(one.encode() | {"of a later version": 1}) == one
