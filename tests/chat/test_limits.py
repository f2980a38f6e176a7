"""Measuring and cutting."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import beginning, cut, length
from tests.chat.markdown import read


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("é", 1), ("👩", 2), ("a👩b", 4)])
def test_length_is_in_utf_16_units(text: str, units: int) -> None:
    assert length(text) == units == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("harbour stays open", 18, "harbour stays open"),
        ("harbour stays open", 17, "harbour stays…"),
        ("harbour stays open", 14, "harbour stays…"),
        ("harbour stays open", 13, "harbour…"),
        ("harbour stays open", 8, "harbour…"),
        ("harbour stays open", 7, "…"),
        ("harbour, stays", 10, "harbour…"),
        ("harbour", 3, "…"),
        ("港口保持开放直到春天", 6, "港口保持开…"),
        ("open–shut case", 9, "open…"),
    ],
)
def test_a_text_is_cut_between_words(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


def test_escaping_counts() -> None:
    assert cut("a*b c*d e", 8, escape) == "a\\*b…"


@settings(deadline=None)
@given(st.text("ab*_ …😀é–港 ", max_size=80), st.integers(1, 60))
def test_what_is_cut_fits_and_ends_with_a_word(text: str, limit: int) -> None:
    text = clean(text)
    shown = cut(text, limit, escape)
    assert length(shown) <= limit
    if shown == escape(text):
        return
    kept = read(shown).text.removesuffix("…")
    assert text.startswith(kept)
    rest = text[len(kept) :]
    assert not kept or rest[0] in " –…港" or kept[-1] in "–港", (kept, rest)


def test_nothing_fits_into_nothing() -> None:
    assert beginning("harbour", 0) == beginning("harbour", -5) == ""
