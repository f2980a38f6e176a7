"""Dates as pages give them: for machines (ISO 8601, RFC 2822) and for readers.

Only what can be read in one way is read: "03/04/2025" is left alone, for it is March here
and April there. Times without a zone count as UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]{{0,6}}\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[ap]\.?\s?m\.?)?"
    r"\s*(?P<zone>utc|gmt|z|[a-z]{2,4}t?)?"
)
LABEL = (
    r"(?:(?:first |last )?(?:published|posted|updated|modified|created|date)"
    r"(?: on| at)?\s*:?\s*)?"
)
BEFORE = rf"(?:{CLOCK}\s*,?\s*(?:on\s+)?)?"
AFTER = rf"(?:\s*[,|·•@–-]*\s*(?:at\s+)?{CLOCK.replace('(?P<', '(?P<after_')})?"
FORMS = tuple(
    re.compile(rf"{LABEL}{WEEKDAY}{date}{AFTER}", re.I)
    for date in (
        rf"{MONTH}\s+{DAY},?\s+{YEAR}",
        rf"{DAY}\s+(?:de\s+)?{MONTH},?\s+(?:de\s+)?{YEAR}",
        r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)",
    )
)
ZONE = re.compile(r"\s?(?:UTC|GMT)$")
SLASHED = re.compile(r"^(\d{4})/(\d\d)/(\d\d)")  # year first can be read in one way only
# What no dateline exceeds; longer lines are not even tried.
LONGEST = 90


def machine_date(value: str) -> datetime | None:
    """UTC from ISO 8601, RFC 2822 or a plain date; None for anything else."""
    text = value.strip()
    if not text or len(text) > LONGEST:
        return None
    text = SLASHED.sub(r"\1-\2-\3", ZONE.sub("+00:00", text))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _sane(read(text))
        except (ValueError, TypeError, IndexError):
            continue
    return reader_date(text)


def reader_date(line: str) -> datetime | None:
    """UTC from a line that is a date and nothing else ("Published 3 May 2031, 9:30 a.m.")."""
    text = " ".join(line.split())
    if not 8 <= len(text) <= LONGEST:
        return None
    for form in FORMS:
        match = form.fullmatch(text)
        if match:
            return _from(match)
    return None


def _from(match: re.Match[str]) -> datetime | None:
    month = match["month"]
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
    hour, minute = _clock(match)
    try:
        return _sane(datetime(int(match["year"]), number, int(match["day"]), hour, minute))  # noqa: DTZ001 - _sane makes it UTC
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> tuple[int, int]:
    """Hour and minute if they are in UTC; a local time of an unknown zone is dropped."""
    if match["after_hour"] is None or (match["after_zone"] or "").lower() not in (
        "utc",
        "gmt",
        "z",
    ):
        return 0, 0
    hour, half = int(match["after_hour"]), (match["after_half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour, int(match["after_minute"])


def _sane(time: datetime) -> datetime | None:
    """In UTC, if news can be of that time."""
    try:
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError:
        return None
    return time if 1980 <= time.year <= 2200 else None
