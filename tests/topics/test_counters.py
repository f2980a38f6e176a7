"""Lines that count days: what is found in them, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.topics.counters import Counted, counted

CASES = [
    ("On the 1,083rd day of the war in Tarn, officials said so.", 1083, "the war in Tarn"),
    ("Day 45 of the strike brought new talks.", 45, "the strike"),
    ("DAY 9 OF THE SIEGE", 9, "the SIEGE"),
    (
        "It is the 12th day of Norbel’s blockade of the Upper Quay.",
        12,
        "Norbel’s blockade of the Upper Quay",
    ),
    (
        "the 100th day of a hunger strike by Orrin Dockers at Pier Nine in Tarn",
        100,
        "the hunger strike by Orrin Dockers at Pier Nine",
    ),
    ("On day 7 of protests over fares, ", 7, "the protests"),
    ("21st day\nof the war crimes trial of Bo Lind", 21, "the war crimes trial of Bo Lind"),
    ("the 5th day of the dockers' strike and of the rain", 5, "the dockers' strike"),
    ("the 11th day of their strike, which goes on", 11, "the strike"),
    ("day 1500 of the occupation", 1500, "the occupation"),
]


@pytest.mark.parametrize(("text", "day", "name"), CASES)
def test_a_line_that_counts(text: str, day: int, name: str) -> None:
    assert counted(text) == [Counted(day, name)]


@pytest.mark.parametrize(
    "text",
    [
        "the 2nd day of the month",
        "the 3rd day of the third week of strikes",
        "day 5 of the strikers",
        "the 0th day of the strike",
        "the 12,34th day of the strike",
        "the 1.5th day of the strike",
        "Sunday 45 of the strike",
        "the 45th day of the. Strike",
        "the forty-fifth day of the strike",
        "the 45th day of -",
        "the 45th day of ",
        "",
    ],
)
def test_what_is_no_such_line(text: str) -> None:
    assert counted(text) == []


def test_each_is_found_once_and_in_order() -> None:
    text = "Day 3 of the strike. Day 9 of the siege. The 3rd day of the strike."
    assert counted(text) == [Counted(3, "the strike"), Counted(9, "the siege")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_anything_may_stand_around_it(before: str, behind: str) -> None:
    for one in counted(f"{before} day 7 of the {behind} strike {behind}"):
        assert one.day > 0
        assert 0 < len(one.name) <= 200
        assert "\n" not in one.name
