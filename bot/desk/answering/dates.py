"""Days, months and years as people type them: "2031-05-04", "2031", "3 days ago", "last month".

ISO dates are read here; everything else by dateparser, which knows how people put it in English
and Ukrainian. Days begin and end in UTC, as the articles' dates are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.errors import BadInput
from bot.sentences import say

LONGEST = 40  # characters of what is typed

_ISO = re.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?")
_NUMBERS = re.compile(r"[\d\s./-]+")  # 4/5/2031 is April here and May there
_LANGUAGES = ["en", "uk"]
_MONTHS = {"month": 1, "quarter": 3, "year": 12}

USUAL = ("today", "yesterday", "last week", "last month", "last year")
"""What is offered before anything is typed."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, week, month, quarter or year: from ``start`` to ``end`` (exclusive), UTC."""

    start: datetime
    end: datetime


def read_period(text: str, now: datetime) -> Period:
    """What somebody means by this at this time. Raises BadInput, with what would be right."""
    text = " ".join(text.split())
    period = None if len(text) > LONGEST else _iso(text)
    if period is None and text and len(text) <= LONGEST and not _NUMBERS.fullmatch(text):
        period = _worded(text, now)
    if period is None:
        raise BadInput(
            text,
            say(
                "“{text}” is no date that can be read. Write 2031, 2031-05 or 2031-05-04, or "
                "a time such as “3 days ago” or “last month”.",
                text=text,
            ),
        )
    return period


def between(
    since: str | None, until: str | None, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """From the start of the first to the end (exclusive) of the second. Raises BadInput."""
    start = read_period(since, now).start if since else None
    end = read_period(until, now).end if until else None
    if start is not None and end is not None and start >= end:
        raise BadInput(
            "since", say("“since” is later than “until”; swap them or leave one of them out.")
        )
    return start, end


def days(period: Period) -> str:
    """ "2031-05-01 – 2031-05-31", or one day."""
    first, last = period.start.date(), (period.end - timedelta(days=1)).date()
    return f"{first}" if first == last else f"{first} – {last}"


def get_ready() -> None:
    """Load what reading takes, a fifth of a second, so that nobody who types waits for it."""
    for text in ("1 day ago", "1 день тому"):
        read_period(text, datetime(2000, 1, 1, tzinfo=UTC))


def _iso(text: str) -> Period | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        start = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
        return _period(start, "day" if day else "month" if month else "year")
    except (ValueError, OverflowError):
        return None


def _worded(text: str, now: datetime) -> Period | None:
    # Loaded when first needed: it takes a while, and most commands of a terminal name no time.
    from dateparser.date import DateDataParser

    settings = {"RELATIVE_BASE": now.replace(tzinfo=None), "PREFER_DATES_FROM": "past"}
    found = DateDataParser(languages=_LANGUAGES, settings=settings).get_date_data(text)
    if found.date_obj is None:
        return None
    try:
        return _period(found.date_obj.replace(tzinfo=UTC), found.period)
    except (ValueError, OverflowError):
        return None


def _period(moment: datetime, kind: str) -> Period:
    """The period of this kind with the moment in it. Raises OverflowError at the end of time."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if kind == "week":
        start = day - timedelta(days=day.weekday())
        return Period(start, start + timedelta(days=7))
    if kind not in _MONTHS:
        return Period(day, day + timedelta(days=1))
    size = _MONTHS[kind]
    months = (day.year * 12 + day.month - 1) // size * size
    return Period(_month(months), _month(months + size))


def _month(months: int) -> datetime:
    """The first day of a month, by how many there were since the year 0."""
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
