"""Folding, splitting and likening names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store.names import fold, likeness, trigrams, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pérez", ["perez"]),
        ("O’Droma-Smith's", ["o", "droma", "smith", "s"]),
        ("Łukasz Øst, Jr.", ["lukasz", "ost", "jr"]),
        ("ＩＬＶＡ", ["ilva"]),
        ("İlva ŞEN", ["ilva", "sen"]),
        ("박-서윤", ["박", "서윤"]),
        ("Ünal\u0308", ["unal"]),
        ("a_b", ["a", "b"]),
        ("…", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing_for_words(text: str) -> None:
    once = words(text)
    assert [word for one in once for word in words(one)] == once


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=0x24F)))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


def test_trigrams_mark_the_ends_of_words() -> None:
    assert trigrams("Xi Torm") == [" xi", "xi ", " to", "tor", "orm", "rm "]


@pytest.mark.parametrize(
    ("asked", "name", "least", "most"),
    [
        ("torm", "ilva torm", 1, 1),
        ("trom", "ilva torm", 0.7, 0.8),
        ("hakyu jeon", "jeon ha kyu", 0.7, 1),
        ("torm", "ilva brandt", 0, 0.5),
        ("", "ilva torm", 0, 0),
        ("torm", "", 0, 0),
    ],
)
def test_likeness(asked: str, name: str, least: float, most: float) -> None:
    assert least <= likeness(asked.split(), name.split()) <= most
