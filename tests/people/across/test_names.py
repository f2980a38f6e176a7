"""Names, bodies and titles: which are alike, and how much that says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.across.asking import alternatives, searchable
from bot.people.across.keys import keys
from bot.people.across.organisations import body
from bot.people.across.persons import Relation, fullness, person_name, relation
from bot.people.across.roles import agreement, role
from bot.people.across.spelling import fold, loose, strict, words


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Torensky", "Торенський", Relation.BOTH_BARE),
        ("Oleh Torenskyy", "Олег Торенський", Relation.OTHER),  # Oleh is spelled by its sound
        ("Volodymyr Haran", "Володимир Гаран", Relation.OTHER),  # and so is a "г"
        ("Volodymyr Maran", "Володимир Маран", Relation.SAME),
        ("Oleh Torenskyy", "Oleh Torenskiy", Relation.SAME),
        ("Han Dae-sung", "Han Dae Sung", Relation.SAME),
        ("Han Dae-sung", "Dae-sung Han", Relation.SAME),
        ("Bak Seo-gyun", "Park Seo-kyun", Relation.LOOSE),
        ("Bak Seo-yun", "Pak Seo Yoon", Relation.LOOSE),
        ("Kim Min-su", "Kim Min-seok", Relation.OTHER),
        ("Han", "Han Dae-sung", Relation.BARE),
        ("Zoé Pérez", "ZOE PEREZ", Relation.SAME),
        ("Jürgen Böhlke", "Juergen Boehlke", Relation.LOOSE),
        ("Yevgeny Molin", "Evgeny Molin", Relation.LOOSE),
        ("Marten Velk", "Martin Velk", Relation.OTHER),
        ("Velk", "Martin Velk", Relation.BARE),
        ("Martin", "Martin Velk", Relation.OTHER),
        ("M. Velk", "Martin Velk", Relation.INITIAL),
        ("A. Velk", "Martin Velk", Relation.OTHER),
        ("Martin T. Velk", "Martin Velk", Relation.MIDDLE),
        ("Martin T. Velk", "Martin Tarn Velk", Relation.MIDDLE),
        ("Martin T. Velk", "Martin A. Velk", Relation.OTHER),
        ("Martin Velk Jr.", "Martin Velk", Relation.SUFFIX),
        ("Martin Velk Jr.", "Martin Velk Sr.", Relation.OTHER),
        ("Rosa Ibarra", "Rosa Ibarra Quintel", Relation.INITIAL),
        ("Dr Ann Bell", "Ann Bell", Relation.SAME),
        ("Faris bin Hamdan Al Rumeithi", "Faris Al Rumeithi", Relation.MIDDLE),
        ("", "Ann Bell", Relation.OTHER),
    ],
)
def test_relation(one: str, other: str, expected: Relation) -> None:
    assert relation(person_name(one), person_name(other)) is expected
    assert relation(person_name(other), person_name(one)) is expected


@pytest.mark.parametrize(
    "same",
    [
        [
            "South Korea’s defense ministry",
            "Seoul's Defence Ministry",
            "the ROK Defense Ministry",
            "South Korean Ministry of National Defense",
        ],
        ["Orlavian Foreign Ministry", "Orlavia’s Ministry of Foreign Affairs"],
        ["Norway", "Oslo", "the Norwegian government"],
        ["Altiplana Metals", "Altiplana Metals Inc.", "the Altiplana Metals"],
        ["U.S. State Department", "American State Department", "US Department of State"],
    ],
)
def test_one_body(same: list[str]) -> None:
    assert len({body(name).key for name in same}) == 1
    assert body(same[0]).key is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norwegian Foreign Ministry", "Finnish Foreign Ministry"),
        ("Norwegian Foreign Ministry", "Norwegian Defence Ministry"),
        ("Oslo Gazette", "Norwegian Gazette"),
        ("University of Tresk", "Tresk University"),
        ("White House", "United States"),
        ("police in Marrow", "police in Tolo"),
    ],
)
def test_two_bodies(one: str, other: str) -> None:
    assert body(one).key != body(other).key


@pytest.mark.parametrize(
    "name", ["Foreign Ministry", "the company", "Police", "Supreme Court", "board", "", "…"]
)
def test_a_name_that_could_be_any_bodys_has_no_key(name: str) -> None:
    assert body(name).key is None
    assert not keys("organisation", [name]).seeks


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Varosian Foreign Minister", "foreign minister of Varosia", True),
        ("spokesman for the Tide Office", "Tide Office spokesperson", True),
        ("Defence Minister", "defense minister", True),
        ("mayor of Tresk", "mayor of Port Sele", False),
        ("finance minister", "striker", False),
        ("spokesman", "spokeswoman", False),
        ("professor", "cellist", False),
    ],
)
def test_titles_agree(one: str, other: str, agree: bool) -> None:
    mine, theirs = role(one), role(other)
    assert mine is not None
    assert theirs is not None
    assert (agreement(mine, theirs)[0] > 0) is agree
    assert agreement(mine, theirs)[0] == agreement(theirs, mine)[0]


def test_an_office_changed_says_less_against_than_another_life() -> None:
    mayor, senator, striker = map(role, ("mayor", "senator", "striker"))
    assert mayor
    assert senator
    assert striker
    assert agreement(mayor, striker)[0] < agreement(mayor, senator)[0] < 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oleh Torenskyy", "Torensky"),
        ("Oleh Torenskyy", "Torenskiy, Oleh"),
        ("Bak Seo-yun", "Seo-yoon Pak"),
        ("J. R. Torm", "Jane Torm"),
        ("Rosa Ibarra", "Rosa Ibarra Quintel"),
        ("Jürgen Böhlke", "Boehlke"),
    ],
)
def test_spellings_of_one_name_have_a_key_in_common(one: str, other: str) -> None:
    assert keys("person", [other]).seeks & keys("person", [one]).own
    assert keys("person", [one]).seeks & keys("person", [other]).own


@settings(deadline=None)
@given(st.text(max_size=30))
def test_skeletons_take_any_text(text: str) -> None:
    assert fold(fold(text)) == fold(fold(fold(text)))
    assert strict(text) == strict(text.upper().lower()) or not text.isascii()
    loose(text)
    name = person_name(text)
    assert relation(name, name) in (Relation.SAME, Relation.BOTH_BARE, Relation.OTHER)
    assert (relation(name, name) is Relation.OTHER) == (not name.words)
    assert body(text) == body(text)
    role(text)


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=4), st.sampled_from(["person", "organisation"]))
def test_whoever_is_kept_under_a_name_is_sought_by_it(parts: list[str], kind: str) -> None:
    name = " ".join(parts)
    found = keys(kind, [name])
    assert not found.own or found.own & found.seeks


@pytest.mark.parametrize(
    ("name", "expected"), [("Ilva Torm", 2), ("I. Torm", 1), ("Torm", 1), ("A B C D", 0)]
)
def test_fullness(name: str, expected: int) -> None:
    assert fullness(name) == expected


def test_what_is_asked_for_is_among_what_is_searchable() -> None:
    held = searchable("person", ["Oleh Torenskyy", "Bak Seo-yun"], ["Defence spokeswoman"]).split()
    for asked in ("torensky", "torenskiy", "seoyun", "defense", "spokesperson"):
        assert any(other in held for other in alternatives(words(asked)[0])), asked
    assert "lhb" in searchable("organisation", ["Lunde Harbour Board"], []).split()
