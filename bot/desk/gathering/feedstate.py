"""What is remembered of a feed between two looks, and how a look changes it. Pure.

Kept as one document of kind ``feed`` for each configured address. Nothing in it decides
which entries are new: that is what ``seen`` is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.desk.gathering.schedule import (
    GONE,
    REFUSING,
    Look,
    next_look,
    rhythm_after,
    rhythm_in_silence,
)
from bot.ports import Fetched, FetchFailed, NotModified
from bot.records import Source

MOVES = 3
"""Permanent redirects to the same address, in a row, before that is the feed's address."""

_TIMES = ("checked_at", "next_at", "succeeded_at", "news_at")


class Health(StrEnum):
    """How a feed is, in one word."""

    NEW = "new"  # not looked at yet
    OK = "ok"
    FAILING = "failing"  # and tried again, later each time
    REFUSED = "refused"  # 401, 403 or 404: tried again, much later each time
    HELD = "held"  # every entry looked new; waits for the operator
    RETIRED = "retired"  # 410: not asked again


class Verdict(StrEnum):
    """What the operator decided about a feed that is held."""

    RELEASE = "release"  # what it shows now is new
    DISCARD = "discard"  # what it shows now counts as seen


@dataclass(frozen=True, slots=True)
class FeedState:
    """``address`` is where it moved to, None: where it is configured. ``body`` is the hash of
    its last body; ``asks``, ``fresh_for`` and ``rhythm`` are seconds (see ``schedule.Look``).
    ``hub`` announces its changes, under the address ``self_url`` that it calls its own.
    ``is_page`` says that it is a front page, read for its links; ``waiting`` that entries of
    it may wait in ``pending``. ``news_at`` is when it last brought something. ``warning``
    is what was skipped of its last body, ``held`` why it is held; None for nothing."""

    started: bool = False
    title: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    is_page: bool = False
    address: str | None = None
    moving_to: str | None = None
    moves: int = 0
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    next_at: datetime | None = None
    failures: int = 0
    status: int | None = None
    reason: str | None = None
    asks: float | None = None
    fresh_for: float | None = None
    rhythm: float | None = None
    news_at: datetime | None = None
    retry_after: float | None = None
    hub: str | None = None
    self_url: str | None = None
    waiting: bool = True
    warning: str | None = None
    held: str | None = None
    verdict: str | None = None

    @property
    def health(self) -> Health:
        if self.checked_at is None:
            return Health.NEW
        if self.held:
            return Health.HELD
        if not self.failures:
            return Health.OK
        if self.status == GONE:
            return Health.RETIRED
        return Health.REFUSED if self.status in REFUSING else Health.FAILING

    def may_be_woken(self, now: datetime) -> bool:
        """Whether an announcement may bring the next look forward: not while the site has
        asked us to stay away, whatever its hub says."""
        return not (self.retry_after and self.next_at and self.next_at > now)

    def encode(self) -> dict[str, Any]:
        """As a JSON document."""
        # By hand: asdict copies deeply, which for thousands of feeds is felt.
        document = {name: getattr(self, name) for name in self.__slots__}
        for name in _TIMES:
            document[name] = document[name].isoformat() if document[name] else None
        return document

    @classmethod
    def decode(cls, document: Mapping[str, Any] | None) -> FeedState:
        """From a JSON document, of an earlier version too; None: of a feed not seen yet."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in (document or {}).items() if name in known}
        for name in _TIMES:
            values[name] = datetime.fromisoformat(values[name]) if values.get(name) else None
        return cls(**values)


def after_failure(
    state: FeedState, reason: str, status: int | None = None, retry_after: float | None = None
) -> FeedState:
    """A look that brought nothing; where a feed moved to and fails, its old address is tried."""
    failures = state.failures + 1
    return replace(
        state,
        address=None if failures >= MOVES else state.address,
        failures=failures,
        reason=reason,
        status=status,
        retry_after=retry_after,
        moves=0,
    )


def failed_to_fetch(state: FeedState, answer: FetchFailed) -> FeedState:
    return after_failure(state, answer.reason, answer.status, answer.retry_after)


def after_answer(state: FeedState, answer: Fetched | NotModified, now: datetime) -> FeedState:
    """A look that was answered, whatever came of the body."""
    renewed = isinstance(answer, NotModified)
    kept = state.validators if renewed else {}
    state = _after_move(state, answer.moved_to)
    as_before = renewed and not state.failures and state.fresh_for == answer.fresh_for
    if as_before and answer.validators.items() <= kept.items():
        return replace(state, succeeded_at=now)  # by far the most frequent, and the cheapest
    return replace(
        state,
        validators={**kept, **answer.validators},
        failures=0,
        reason=None,
        status=None,
        retry_after=None,
        fresh_for=answer.fresh_for,
        succeeded_at=now,
    )


def after_news(state: FeedState, now: datetime) -> FeedState:
    """A look that brought something new."""
    since = None if state.news_at is None else max(0.0, (now - state.news_at).total_seconds())
    return replace(state, news_at=now, rhythm=rhythm_after(state.rhythm, since))


def scheduled(
    state: FeedState,
    source: Source,
    now: datetime,
    jitter: float,
    *,
    waiting: bool,
    pushed: bool = False,
) -> FeedState:
    """With the time of the next look, which is none for a retired feed."""
    look = Look(
        every=source.every,
        asks=state.asks,
        fresh_for=state.fresh_for,
        rhythm=_rhythm(state, now),
        failures=state.failures,
        status=state.status,
        retry_after=state.retry_after,
        pushed=pushed,
    )
    wait = next_look(look, jitter)
    next_at = None if wait is None else now + timedelta(seconds=wait)
    return replace(state, checked_at=now, next_at=next_at, waiting=waiting)


def _rhythm(state: FeedState, now: datetime) -> float | None:
    if state.news_at is None:
        return None
    return rhythm_in_silence(state.rhythm, (now - state.news_at).total_seconds())


def _after_move(state: FeedState, moved_to: str | None) -> FeedState:
    """A single permanent redirect may be a mistake; several in a row to one address are none."""
    if moved_to is None and state.moving_to is None:
        return state
    if moved_to is None:
        return replace(state, moving_to=None, moves=0)
    moves = state.moves + 1 if moved_to == state.moving_to else 1
    if moves < MOVES:
        return replace(state, moving_to=moved_to, moves=moves)
    return replace(state, address=moved_to, moving_to=None, moves=0)
