"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.answering.dates import USUAL, between, days, get_ready, read_period
from bot.errors import BadInput

NOW = datetime(2031, 5, 14, 12, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2031-05-04", "2031-05-04"),
        ("2031-5-4", "2031-05-04"),
        ("2030", "2030-01-01 – 2030-12-31"),
        ("2031-02", "2031-02-01 – 2031-02-28"),
        ("2031-12", "2031-12-01 – 2031-12-31"),
        ("today", "2031-05-14"),
        ("Yesterday", "2031-05-13"),
        ("3 days ago", "2031-05-11"),
        ("3 days", "2031-05-11"),
        ("2 hours ago", "2031-05-14"),
        ("monday", "2031-05-12"),
        ("last week", "2031-05-05 – 2031-05-11"),
        ("last month", "2031-04-01 – 2031-04-30"),
        ("last  year", "2030-01-01 – 2030-12-31"),
        ("march", "2031-03-01 – 2031-03-31"),
        ("4 May 2029", "2029-05-04"),
        ("Q1 2030", "2030-01-01 – 2030-03-31"),
        ("минулого місяця", "2031-04-01 – 2031-04-30"),
        ("3 дні тому", "2031-05-11"),
    ],
)
def test_what_is_meant(text: str, meant: str) -> None:
    assert days(read_period(text, NOW)) == meant


def test_what_is_offered_can_be_read() -> None:
    get_ready()
    assert [days(read_period(text, NOW)) for text in USUAL[:2]] == ["2031-05-14", "2031-05-13"]
    assert len({read_period(text, NOW) for text in USUAL}) == len(USUAL)


@pytest.mark.parametrize(
    "text",
    ["", " ", "banana", "2031-02-30", "2031-13", "4/5/2031", "05.04.2031", "17", "9999", "0000"],
)
def test_what_is_no_date_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(BadInput, match="Write 2031, 2031-05 or 2031-05-04, or a time such as"):
        read_period(text, NOW)


@given(st.text(max_size=50) | st.text("0123456789-/. ago days", max_size=20))
def test_anything_is_a_date_or_refused(text: str) -> None:
    try:
        period = read_period(text, NOW)
    except BadInput:
        return
    assert period.start < period.end


def test_the_last_day_is_included() -> None:
    since, until = between("2031-05", "2031-05", NOW)
    assert (since, until) == (datetime(2031, 5, 1, tzinfo=UTC), datetime(2031, 6, 1, tzinfo=UTC))
    assert between(None, None, NOW) == (None, None)
    assert between("today", None, NOW) == (datetime(2031, 5, 14, tzinfo=UTC), None)


def test_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(BadInput, match="later than “until”"):
        between("2031-05-04", "2031-05-03", NOW)
