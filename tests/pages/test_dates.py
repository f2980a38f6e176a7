"""Dates of machines and of readers; what can be read in two ways is not read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.pages.dates import machine_date, reader_date

DAY = datetime(2031, 5, 3, tzinfo=UTC)
LINES = [
    ("May 3, 2031", DAY),
    ("3 May 2031", DAY),
    ("Sat., 3rd May, 2031", DAY),
    ("Published May 3, 2031", DAY),
    ("Posted on: Saturday, May 3, 2031", DAY),
    ("2031-05-03", DAY),
    ("May 3, 2031 at 9:30 a.m. ET", DAY),
    ("3 May 2031 | 9:30 UTC", DAY.replace(hour=9, minute=30)),
    ("3 May 2031, 9:30 p.m. GMT", DAY.replace(hour=21, minute=30)),
    ("03/05/2031", None),
    ("May 2031", None),
    ("Feb 30, 2031", None),
    ("On May 3, 2031 the tram stopped", None),
    ("May 3", None),
]


@pytest.mark.parametrize(("line", "date"), LINES)
def test_lines(line: str, date: datetime | None) -> None:
    assert reader_date(line) == date


CLAIMS = [
    ("2031-05-03T09:30:00+02:00", DAY.replace(hour=7, minute=30)),
    ("2031-05-03T07:30:00Z", DAY.replace(hour=7, minute=30)),
    ("2031-05-03T07:30:00.123Z", DAY.replace(hour=7, minute=30, microsecond=123000)),
    ("20310503T073000Z", DAY.replace(hour=7, minute=30)),
    ("2031-05-03", DAY),
    ("2031-05-03 07:30", DAY.replace(hour=7, minute=30)),
    ("Sat, 03 May 2031 09:30:00 +0200", DAY.replace(hour=7, minute=30)),
    ("May 3, 2031", DAY),
    ("0001-01-01T00:00:00Z", None),
    ("9999-12-31T23:59:59-23:00", None),
    ("", None),
    ("yesterday", None),
    ("x" * 5_000, None),
]


@pytest.mark.parametrize(("claim", "date"), CLAIMS)
def test_claims(claim: str, date: datetime | None) -> None:
    assert machine_date(claim) == date
