"""What a button has to remember, written into its ``custom_id`` (at most 100 characters).

Nothing about a shown page is kept in memory, so its buttons work after a restart, on every
message ever sent. ``encode`` gives None where the state does not fit: no such button then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.chat.rendering.limits import CUSTOM_ID, length
from bot.records import Quotation, digest

QUOTES = re.compile(
    r"quotes:(?P<entity>[^:]+):(?P<offset>\d{1,9})"
    r":(?P<sure>[012])(?P<how>[dmi]?)(?P<dates>(?:[SUT]-?[0-9a-z]{1,9})*):(?P<about>.*)"
)
SAID_BY = re.compile(r"said-by:(?P<entity>[^:]+)")
WHO = re.compile(
    r"who:(?P<kind>[qt]):(?P<sure>[012])(?P<how>[dmi]?)"
    r"(?P<dates>(?:[SUT]-?[0-9a-z]{1,9})*):(?P<about>.*)"
)
TIMELINE = re.compile(r"timeline:(?P<entity>[^:]+):(?P<offset>\d{1,9}):(?P<subject>.+)")
LATEST = re.compile(
    r"latest:(?P<count>\d\d?):(?P<topic>[0-9a-f]{8})?:(?P<source>[0-9a-f]{8})?"
    r":(?:(?P<date>-?[0-9a-z]{1,12}):(?P<article>[^:]+))?"
)
KEYPOINTS = re.compile(r"keypoints:(?P<article>[^:]+):(?P<sure>[01])")
ARTICLE = re.compile(r"article:(?P<article>[^:]+):(?P<offset>\d{1,9})")
STATEMENT = re.compile(r"(?P<act>context|share):(?P<article>[^:]+):(?P<statement>[^:]+)")
STATEMENTS = re.compile(r"statements")
SAID = re.compile(r"said:(?P<offset>\d{1,9})")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"([SUT])(-?[0-9a-z]{1,9})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which of somebody's statements a page shows: see ``QuotesPage``."""

    about: str | None = None
    uncertain: bool = False
    everything: bool = False
    how: Quotation | None = None
    since: datetime | None = None
    until: datetime | None = None
    upto: datetime | None = None

    def encode(self) -> str:
        """The end of a ``custom_id``."""
        sure = "2" if self.everything else "0" if self.uncertain else "1"
        how = self.how.value[0] if self.how else ""
        dates = (("S", self.since), ("U", self.until), ("T", self.upto))
        kept = "".join(name + _seconds(date) for name, date in dates if date)
        return f"{sure}{how}{kept}:{self.about or ''}"

    @classmethod
    def decode(cls, match: re.Match[str]) -> Filters:
        dates = {name: _moment(number) for name, number in _DATE.findall(match["dates"])}
        return cls(
            about=match["about"] or None,
            uncertain=match["sure"] == "0",
            everything=match["sure"] == "2",
            how=next((how for how in Quotation if how.value[0] == match["how"]), None),
            since=dates.get("S"),
            until=dates.get("U"),
            upto=dates.get("T"),
        )


ORDERS = re.compile(r"orders:(?P<offset>\d{1,6})")
ORDER = re.compile(r"order:(?P<verb>show|pause|resume|end|loud|unping):(?P<key>[^:]+)")
CHOOSE_ORDER = re.compile(r"choose-order:(?P<offset>\d{1,6})")
MOVE_ORDER = re.compile(r"move-order:(?P<key>[^:]+)")
PREVIEW = re.compile(r"preview:(?P<offset>\d{1,6}):(?P<to>.+)")


@dataclass(frozen=True, slots=True)
class QuotesState:
    """A page of somebody's statements."""

    entity: str
    offset: int
    filters: Filters

    def at(self, offset: int) -> QuotesState:
        return replace(self, offset=offset)

    def encode(self) -> str | None:
        return _fitting(f"quotes:{self.entity}:{self.offset}:{self.filters.encode()}", QUOTES)

    @classmethod
    def decode(cls, match: re.Match[str]) -> QuotesState:
        return cls(match["entity"], int(match["offset"]), Filters.decode(match))


@dataclass(frozen=True, slots=True)
class SaidByState:
    """All that somebody said, where something else about them is shown."""

    entity: str

    def encode(self) -> str | None:
        return _fitting(f"said-by:{self.entity}", SAID_BY)

    @classmethod
    def decode(cls, match: re.Match[str]) -> SaidByState:
        return cls(match["entity"])


@dataclass(frozen=True, slots=True)
class WhoState:
    """A choice of whose statements to show; ``subject`` is that of a timeline, and None where
    quotes are asked for."""

    filters: Filters
    subject: str | None = None

    def encode(self) -> str | None:
        kind = "q" if self.subject is None else "t"
        filters = self.filters if self.subject is None else Filters(about=self.subject)
        return _fitting(f"who:{kind}:{filters.encode()}", WHO)

    @classmethod
    def decode(cls, match: re.Match[str]) -> WhoState:
        filters = Filters.decode(match)
        return cls(filters, filters.about if match["kind"] == "t" else None)


@dataclass(frozen=True, slots=True)
class TimelineState:
    """A page of what somebody said on a subject."""

    entity: str
    offset: int
    subject: str

    def encode(self) -> str | None:
        return _fitting(f"timeline:{self.entity}:{self.offset}:{self.subject}", TIMELINE)

    @classmethod
    def decode(cls, match: re.Match[str]) -> TimelineState:
        return cls(match["entity"], int(match["offset"]), match["subject"])


@dataclass(frozen=True, slots=True)
class LatestState:
    """A page of the newest articles. Names of topics and outlets are longer than there is room
    for: ``topic`` and ``source`` are ``short`` for them. ``before`` as in ``LatestPage.older``."""

    count: int
    topic: str | None
    source: str | None
    before: tuple[str, str] | None = None

    def encode(self) -> str | None:
        place = ""
        if self.before is not None:
            since = datetime.fromisoformat(self.before[0]) - _EPOCH
            place = f"{_number(since // timedelta(microseconds=1))}:{self.before[1]}"
        return _fitting(
            f"latest:{self.count}:{self.topic or ''}:{self.source or ''}:{place}", LATEST
        )

    @classmethod
    def decode(cls, match: re.Match[str]) -> LatestState:
        before = None
        if match["article"]:
            date = _EPOCH + timedelta(microseconds=int(match["date"], 36))
            before = (date.isoformat(), match["article"])
        return cls(int(match["count"]), match["topic"], match["source"], before)


def short(name: str) -> str:
    """What stands for a name in a ``custom_id``: 8 hexadecimal digits, letter case aside."""
    return digest(name.casefold())[:8]


@dataclass(frozen=True, slots=True)
class KeyPointsState:
    """An article's key statements."""

    article: str
    uncertain: bool

    def encode(self) -> str | None:
        return _fitting(f"keypoints:{self.article}:{'0' if self.uncertain else '1'}", KEYPOINTS)

    @classmethod
    def decode(cls, match: re.Match[str]) -> KeyPointsState:
        return cls(match["article"], match["sure"] == "0")


@dataclass(frozen=True, slots=True)
class PreviewState:
    """A page of what would have been posted."""

    to: str
    offset: int

    def encode(self) -> str | None:
        return _fitting(f"preview:{self.offset}:{self.to}", PREVIEW)

    @classmethod
    def decode(cls, match: re.Match[str]) -> PreviewState:
        return cls(match["to"], int(match["offset"]))


@dataclass(frozen=True, slots=True)
class ArticleState:
    """A page of all statements of an article."""

    article: str
    offset: int

    def encode(self) -> str | None:
        return _fitting(f"article:{self.article}:{self.offset}", ARTICLE)

    @classmethod
    def decode(cls, match: re.Match[str]) -> ArticleState:
        return cls(match["article"], int(match["offset"]))


class Act(StrEnum):
    """What a button does with a statement."""

    CONTEXT = "context"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class StatementState:
    """One statement, and what to do with it."""

    act: Act
    article: str
    statement: str

    def encode(self) -> str | None:
        return _fitting(f"{self.act}:{self.article}:{self.statement}", STATEMENT)

    @classmethod
    def decode(cls, match: re.Match[str]) -> StatementState:
        return cls(Act(match["act"]), match["article"], match["statement"])


@dataclass(frozen=True, slots=True)
class SaidState:
    """A page of who said something; what was asked stands in the message itself."""

    offset: int

    def encode(self) -> str | None:
        return _fitting(f"said:{self.offset}", SAID)

    @classmethod
    def decode(cls, match: re.Match[str]) -> SaidState:
        return cls(int(match["offset"]))


def _fitting(custom_id: str, pattern: re.Pattern[str]) -> str | None:
    fits = length(custom_id) <= CUSTOM_ID and pattern.fullmatch(custom_id)
    return custom_id if fits else None


def _seconds(date: datetime) -> str:
    return _number(int((date - _EPOCH).total_seconds()))


def _moment(number: str) -> datetime:
    return _EPOCH + timedelta(seconds=int(number, 36))


def _number(value: int) -> str:
    """In base 36, as ``int(…, 36)`` reads it."""
    digits = ""
    rest = abs(value)
    while rest or not digits:
        rest, digit = divmod(rest, 36)
        digits = _DIGITS[digit] + digits
    return digits if value >= 0 else f"-{digits}"
