"""Folding, splitting, identifying and likening names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.records import NOBODY, Speaker, SpeakerKind
from bot.store.names import fold, likeness, speaker_id, trigrams, words
from tests.store.making import person


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


def test_an_entity_that_was_concluded_is_kept() -> None:
    assert speaker_id(person("Ilva Torm", "e7")) == "e7"


def test_ids_are_made_of_kind_and_name() -> None:
    torm = speaker_id(person("Ilva Torm"))
    assert torm == speaker_id(person(" ILVA  torm "))
    assert torm != speaker_id(person("Ilva Tórm"))
    assert torm != speaker_id(Speaker(None, "Ilva Torm", None, SpeakerKind.ORGANISATION))


@pytest.mark.parametrize(
    "nobody",
    [
        NOBODY,
        person(""),
        person("  ", "e7"),
        Speaker(None, "an official", None, SpeakerKind.UNNAMED, "e7"),
    ],
)
def test_nobody_in_particular_has_no_id(nobody: Speaker) -> None:
    assert speaker_id(nobody) is None


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
