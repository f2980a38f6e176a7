"""What operators are told of trouble, and when. Pure.

A look gives the troubles there are at the moment (``troubles``). One is told once when it
has lasted for some looks, and once when it has been gone for some; what comes and goes in
between is nobody's concern. ``looked`` takes in a look, ``telling`` says what there is to
say now, ``told`` notes that it was said. What was told is kept, so that a restart repeats
nothing; how many looks a trouble was seen or missed for is not, and counts anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from bot.ports import Telling
from bot.records import digest

GAP = timedelta(minutes=5)
"""At least so long between two messages; the first one comes at once."""

PASSES_AFTER = 5
"""Looks in a row without a trouble after which it has passed."""

_NAMED = 5  # subjects that are named in one sentence; the others are counted
_APART = 4  # sentences about one kind in a message
IN_FULL = 20
"""The same for somebody who asked."""


class Kind(StrEnum):
    """What a trouble is about."""

    SILENCE = "silence"  # no feed brings anything
    POLLS = "polls"  # no feed is looked at
    FEED = "feed"  # one fails, or is gone
    HELD = "held"  # one waits for the operator
    QUIET = "quiet"  # one brings nothing any more
    PAGES = "pages"  # many pages cannot be had
    CHANNEL = "channel"  # a subscription is paused
    DELIVERY = "delivery"  # posts are late
    INDEX = "index"  # answers are behind
    UNIT = "unit"  # a part of the bot keeps crashing
    DAMAGE = "damage"  # an entry or document cannot be read
    ROOM = "room"  # the disk is nearly full
    RETENTION = "retention"  # more is kept than there should be
    DISCORD = "discord"  # out of reach


class _Words(NamedTuple):
    """How a kind is spoken of: one subject, several, several with various troubles, the end."""

    one: str
    many: str
    summary: str
    passed: str


_WHY = "`pullquote feeds` says why."
_WORDS = {
    Kind.SILENCE: _Words("", "", "", "Feeds bring news again."),
    Kind.POLLS: _Words("", "", "", "Feeds are looked at again."),
    Kind.FEED: _Words("Feed", "feeds", f"They fail or are gone; {_WHY}", "well again."),
    Kind.HELD: _Words("Feed", "feeds", f"They are held; {_WHY}", "no longer held."),
    Kind.QUIET: _Words("Feed", "feeds", "They bring nothing.", "no longer silent."),
    Kind.PAGES: _Words("", "", "", "Most articles' pages can be had again."),
    Kind.CHANNEL: _Words("Channel", "channels", "They are paused.", "no longer paused."),
    Kind.DELIVERY: _Words("", "", "", "Posts are on time again."),
    Kind.INDEX: _Words("", "", "", "The search index has caught up."),
    Kind.UNIT: _Words("Unit", "units", "They keep crashing.", "it works again."),
    Kind.DAMAGE: _Words("Record,", "places in the record", "They are damaged.", "sound again."),
    Kind.ROOM: _Words("", "", "", "There is room on the disk again."),
    Kind.RETENTION: _Words("", "", "", "The record is within its limits again."),
    Kind.DISCORD: _Words("", "", "", "Discord is in reach again."),
}

_NOT_TOLD = frozenset({Kind.DISCORD})  # there is no channel to tell it in, and all see it

_SLOW = frozenset({Kind.SILENCE, Kind.QUIET, Kind.POLLS, Kind.DELIVERY, Kind.INDEX})
"""Kinds that a start after a long rest shows for a while, when all is as it should be."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A trouble; ``subject`` is the feed, channel or unit concerned, "" where all is said by
    ``what``, a sentence. ``grave``: the bot does not do its work (see ``vitals``)."""

    kind: Kind
    subject: str
    what: str
    grave: bool = False

    @property
    def key(self) -> str:
        """The same for as long as the trouble lasts, whatever is said of it."""
        return f"{self.kind}/{self.subject}"


@dataclass(frozen=True, slots=True)
class Held:
    """A trouble that has begun, or is ``over`` and not yet told to be."""

    alert: Alert
    since: datetime
    told: bool = False
    over: datetime | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """All that goes from one look to the next; ``seen`` and ``missed`` count looks in a row
    of what has not begun yet, and of what may have passed."""

    held: Mapping[str, Held] = field(default_factory=dict)
    told_at: datetime | None = None
    seen: Mapping[str, tuple[datetime, int]] = field(default_factory=dict)
    missed: Mapping[str, int] = field(default_factory=dict)

    def encode(self) -> dict[str, Any]:
        """As a JSON document."""
        return {
            "told_at": _written(self.told_at),
            "held": [
                {
                    "kind": one.alert.kind.value,
                    "subject": one.alert.subject,
                    "what": one.alert.what,
                    "since": _written(one.since),
                    "told": one.told,
                    "over": _written(one.over),
                }
                for one in self.held.values()
            ],
        }

    @classmethod
    def decode(cls, document: Mapping[str, Any] | None) -> Memory:
        """From a JSON document, None for the first time; of unknown kinds nothing is known."""
        if document is None:
            return cls()
        kinds = set(Kind)
        held = (_held(one) for one in document["held"] if one["kind"] in kinds)
        return cls({one.alert.key: one for one in held}, _read(document["told_at"]))


def begins_after(kind: Kind) -> int:
    """Looks in a row that a trouble has to be seen for before it has begun."""
    return 5 if kind in _SLOW else 2


def looked(memory: Memory, alerts: Iterable[Alert], now: datetime) -> Memory:
    """After a look that found these."""
    found = {one.key: one for one in alerts if one.kind not in _NOT_TOLD}
    held: dict[str, Held] = {}
    missed: dict[str, int] = {}
    for key, one in memory.held.items():
        if key in found:
            held[key] = replace(one, over=None)
            continue
        missed[key] = memory.missed.get(key, 0) + 1
        passed = one.over is None and missed[key] >= PASSES_AFTER
        held[key] = replace(one, over=now) if passed else one
    seen: dict[str, tuple[datetime, int]] = {}
    for key, alert in found.items():
        if key in held:
            continue
        since, looks = memory.seen.get(key, (now, 0))
        if looks + 1 >= begins_after(alert.kind):
            held[key] = Held(alert, since)
        else:
            seen[key] = (since, looks + 1)
    return Memory(held, memory.told_at, seen, missed)


def telling(memory: Memory, now: datetime) -> Telling | None:
    """What there is to say now; None for nothing, or so soon after the last time."""
    if memory.told_at is not None and timedelta(0) <= now - memory.told_at < GAP:
        return None
    news = [one for one in memory.held.values() if not one.told or one.over]
    if not news:
        return None
    began = [one.alert for one in news if not one.over]
    passed = [one.alert for one in news if one.over and one.told]
    unheard = [_unheard(one, one.over) for one in news if one.over and not one.told]
    turn = sorted(f"{one.alert.key} {one.since} {one.over}" for one in news)
    return Telling(
        began=sentences(began),
        passed=(*passed_sentences(passed), *unheard),
        nonce=digest("alerts", *turn),
    )


def told(memory: Memory, now: datetime) -> Memory:
    """After what ``telling`` gave was said."""
    held = {key: replace(one, told=True) for key, one in memory.held.items() if not one.over}
    return replace(memory, held=held, told_at=now)


def sentences(alerts: Iterable[Alert], apart: int = _APART) -> tuple[str, ...]:
    """These troubles in few words: what is the same of several is said once, and where there
    were more than ``apart`` sentences about one kind, one stands for them all."""
    return _said(alerts, lambda alert: alert.what, apart)


def passed_sentences(alerts: Iterable[Alert]) -> tuple[str, ...]:
    """That these have passed."""
    return _said(alerts, lambda alert: _WORDS[alert.kind].passed, _APART)


def _said(alerts: Iterable[Alert], what: Callable[[Alert], str], apart: int) -> tuple[str, ...]:
    kinds: dict[Kind, dict[str, list[str]]] = {}
    for alert in alerts:
        of_kind = kinds.setdefault(alert.kind, {})
        of_kind.setdefault(what(alert), []).append(alert.subject)
    said: list[str] = []
    for kind in Kind:
        groups = kinds.get(kind, {})
        if len(groups) > apart:
            everybody = [subject for subjects in groups.values() for subject in subjects]
            groups = {_WORDS[kind].summary: everybody}
        said += [_sentence(kind, subjects, words) for words, subjects in groups.items()]
    return tuple(said)


def _sentence(kind: Kind, subjects: Sequence[str], what: str) -> str:
    words = _WORDS[kind]
    if not words.one:
        return what
    if len(subjects) == 1:
        return f"{words.one} {subjects[0]}: {what}"
    names = ", ".join(subjects[:_NAMED])
    more = f" and {len(subjects) - _NAMED} more" if len(subjects) > _NAMED else ""
    return f"{len(subjects)} {words.many}: {what} ({names}{more})"


def _unheard(one: Held, over: datetime) -> str:
    [sentence] = sentences([one.alert])
    return f"{sentence} (From {one.since:%d %B %H:%M} until {over:%d %B %H:%M} UTC.)"


def _held(document: Mapping[str, Any]) -> Held:
    alert = Alert(Kind(document["kind"]), document["subject"], document["what"])
    since = datetime.fromisoformat(document["since"])
    return Held(alert, since, document["told"], _read(document["over"]))


def _written(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _read(time: str | None) -> datetime | None:
    return datetime.fromisoformat(time) if time else None
