"""A subscription at a hub (WebSub), what changes it, and what is to be done about it. Pure.

Kept as one document of kind ``websub`` for each feed, by the feed's address. Whatever goes
wrong here costs time only: the feed goes on being polled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from bot.desk.gathering.feedstate import FeedState, Health
from bot.desk.gathering.schedule import DAY

LEASE = 10 * DAY
"""Seconds a hub is asked to hold a subscription; it decides, and is asked again in time."""

LONGEST_LEASE = 30 * DAY  # taken at its word no longer: hubs forget
SHORTEST_RENEWAL = 600.0  # seconds; a hub with leases below that is of no use
RENEWED_AT = 0.75  # of the lease: what is left allows some failures
FIRST_RETRY = 900.0  # seconds, doubled with each failure, up to a day
AFTER_DENIAL = 7 * DAY
_DOUBLINGS = 10

_TIMES = ("asked_at", "next_at", "lease_end")


class Step(StrEnum):
    """What to do about a feed's subscription."""

    NOTHING = "nothing"
    SUBSCRIBE = "subscribe"  # for the first time, again after a failure, or to renew
    UNSUBSCRIBE = "unsubscribe"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Topic:
    """What to subscribe to: the hub, and the feed's address as the hub knows it."""

    hub: str
    topic: str


@dataclass(frozen=True, slots=True)
class HubSubscription:
    """``callback`` is our address for this subscription alone; its last part is the token.

    ``asked_at`` is when a request was made that the hub has not verified yet, ``next_at`` when
    the next one is due. ``lease_end``: verified, and until when. ``leaving``: to be ended.
    ``failures`` in a row, and the ``reason`` of the last trouble. ``announces``: it has sent
    what it should since anything was missed; before that, nobody relies on it.
    """

    hub: str
    topic: str
    callback: str
    secret: str
    next_at: datetime
    asked_at: datetime | None = None
    lease_end: datetime | None = None
    leaving: bool = False
    failures: int = 0
    reason: str | None = None
    announces: bool = False

    @property
    def token(self) -> str:
        return self.callback.rpartition("/")[2]

    @property
    def host(self) -> str:
        return urlsplit(self.hub).hostname or self.hub

    def live(self, now: datetime) -> bool:
        return not self.leaving and self.lease_end is not None and self.lease_end > now

    def encode(self) -> dict[str, Any]:
        """As a JSON document."""
        document = {name: getattr(self, name) for name in self.__slots__}
        for name in _TIMES:
            document[name] = document[name].isoformat() if document[name] else None
        return document

    @classmethod
    def decode(cls, document: Mapping[str, Any]) -> HubSubscription:
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in document.items() if name in known}
        for name in _TIMES:
            values[name] = datetime.fromisoformat(values[name]) if values.get(name) else None
        return cls(**values)


def wanted(state: FeedState, url: str) -> Topic | None:
    """What to subscribe to for the feed at ``url``; None where it names no hub.

    The topic is whatever the feed calls its own address. That it may name another's does no
    harm: all that comes of it is that this feed is looked at sooner.
    """
    if not state.hub or state.health is Health.RETIRED:
        return None
    return Topic(state.hub, state.self_url or state.address or url)


def next_step(
    one: HubSubscription | None, want: Topic | None, callbacks: str, now: datetime
) -> Step:
    """What is due now; ``callbacks`` is what our callback addresses begin with.

    A feed that has another hub or topic now leaves the old one before it asks the new one.
    """
    if one is None:
        return Step.SUBSCRIBE if want else Step.NOTHING
    if not one.callback.startswith(callbacks):
        return Step.FORGET  # under another address of ours, which nobody answers at
    if one.leaving:
        return Step.NOTHING if one.asked_at and now < one.next_at else Step.FORGET
    if want != Topic(one.hub, one.topic):
        return Step.UNSUBSCRIBE if one.live(now) or one.asked_at else Step.FORGET
    return Step.SUBSCRIBE if now >= one.next_at else Step.NOTHING


def asking(one: HubSubscription, now: datetime) -> HubSubscription:
    """About to be asked to subscribe; one that never verified the last request has failed."""
    if one.asked_at is not None:
        reason = f"{one.host} did not verify the subscription."
        one = replace(one, failures=one.failures + 1, reason=reason)
    return replace(one, asked_at=now, next_at=now + _retry(one.failures))


def leaving(one: HubSubscription, now: datetime) -> HubSubscription:
    """About to be asked to unsubscribe, once; what the hub does not verify is forgotten."""
    return replace(one, leaving=True, asked_at=now, next_at=now + _retry(0))


def after_refusal(
    one: HubSubscription, reason: str, retry_after: float | None, now: datetime
) -> HubSubscription:
    """The request failed. A lease that the hub has granted before still runs."""
    failures = one.failures + 1
    wait = max(_retry(failures), timedelta(seconds=min(retry_after or 0.0, DAY)))
    return replace(one, asked_at=None, failures=failures, reason=reason, next_at=now + wait)


def expects(one: HubSubscription, mode: str, topic: str) -> bool:
    """Whether this verification answers a request of ours."""
    ours = "unsubscribe" if one.leaving else "subscribe"
    return one.asked_at is not None and mode == ours and topic == one.topic


def after_verification(one: HubSubscription, lease: float | None, now: datetime) -> HubSubscription:
    """Subscribed for ``lease`` seconds; for what was asked where the hub does not say."""
    seconds = min(LEASE if lease is None else lease, LONGEST_LEASE)
    renewal = max(seconds * RENEWED_AT, SHORTEST_RENEWAL)
    return replace(
        one,
        asked_at=None,
        failures=0,
        reason=None,
        lease_end=now + timedelta(seconds=seconds),
        next_at=now + timedelta(seconds=renewal),
    )


def after_denial(one: HubSubscription, reason: str, now: datetime) -> HubSubscription:
    """The hub will not, even where it once did."""
    sentence = f"{one.host} denied the subscription" + (
        f": {reason.rstrip('.')}." if reason else "."
    )
    return replace(
        one,
        asked_at=None,
        lease_end=None,
        announces=False,
        failures=one.failures + 1,
        reason=sentence,
        next_at=now + timedelta(seconds=AFTER_DENIAL),
    )


def after_delivery(one: HubSubscription, *, signed: bool) -> HubSubscription:
    """Proof that the hub announces; or, signed wrongly, that it is not to be relied on."""
    if signed:
        return replace(one, announces=True, reason=one.reason if one.failures else None)
    reason = f"What {one.host} sent was not signed with our secret, and was ignored."
    return replace(one, announces=False, reason=reason)


def after_silence(one: HubSubscription) -> HubSubscription:
    """A look found what the hub had not announced."""
    return replace(one, announces=False)


def remark(one: HubSubscription | None, state: FeedState, now: datetime) -> str | None:
    """Why a feed is not pushed, or not relied on to be; None where all is well."""
    if one is None:
        return "It names a hub, not asked yet." if state.hub else "It names no hub."
    if one.reason:
        return one.reason
    if one.leaving:
        return f"The subscription at {one.host} is being ended."
    if not one.live(now):
        return f"{one.host} was asked and has not verified the subscription yet."
    if not one.announces:
        return f"{one.host} has announced nothing of late, so it is polled as if there were none."
    return None


def _retry(failures: int) -> timedelta:
    return timedelta(seconds=min(FIRST_RETRY * 2 ** min(failures, _DOUBLINGS), DAY))
