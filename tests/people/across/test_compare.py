"""Profiles and verdicts: what is remembered of somebody, and what speaks for one person."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.across import (
    Evidence,
    Profile,
    Surroundings,
    choose,
    compare,
    gather,
    plainly_same,
    surroundings,
)
from bot.people.across.compare import MARGIN, Verdict
from bot.people.across.profile import MOST_AROUND, MOST_NAMES, MOST_TITLES
from bot.records import SpeakerKind
from tests.people.across.test_gate import record


def told(
    name: str, *titles: str, around: tuple[str, ...] = (), year: int = 2031, kind: str = "person"
) -> Profile:
    return Profile.of(*article(name, titles, around, year, kind))


def article(
    name: str, titles: Sequence[str], around: tuple[str, ...], year: int, kind: str = "person"
) -> tuple[Evidence, Surroundings]:
    """What an article tells of one speaker, each title once."""
    told = tuple(dict.fromkeys(titles))
    evidence = Evidence(SpeakerKind(kind), (name,), told[0] if told else None, told, (), None)
    return evidence, Surroundings("The Courier", f"{year}-05-04", around)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (told("Ilva Torm"), told("Ilva Torm"), True),
        (told("Ilva Torm"), told("Ilva Törm"), True),
        (told("Ilva Torm"), told("Ilma Torm"), False),
        (told("Ilva Torm"), told("Ilva Torm", kind="organisation"), False),
        (told("Ilva Torm", "mayor"), told("Ilva Torm", "striker"), False),
        (told("Ilva Torm", "mayor"), told("Ilva Torm", "senator"), True),
        (
            told("Ilva Torm", "mayor", around=("lunde", "marrow", "vell")),
            told("Ilva Torm", "senator", around=("tolo", "tresk", "holm")),
            False,
        ),
        (told("Ilva Torm", year=1931), told("Ilva Torm", year=2031), False),
        (told("Torm"), told("Ilva Torm"), False),
        (told("Torm"), told("Torm"), False),
        (told("Torm", "mayor of Lunde"), told("Ilva Torm", "mayor of Lunde"), True),
        (told("Torm", "mayor of Lunde"), told("Ilva Torm", "mayor of Tresk"), False),
        (told("Jon Han", "Norwegian envoy"), told("Jon Han", "Chilean envoy"), False),
        (told("Foreign Ministry", kind="organisation"),) * 2 + (False,),
        (told("NATO", kind="organisation"),) * 2 + (True,),
    ],
)
def test_verdicts(one: Profile, other: Profile, same: bool) -> None:
    verdict = compare(one, other)
    assert verdict.same is same
    assert verdict.reasons if same else verdict.conflicts or verdict.reasons
    assert compare(other, one).score == verdict.score


@settings(deadline=None)
@given(st.data())
def test_the_quick_look_agrees_with_the_long_one(data: st.DataObject) -> None:
    some = st.builds(
        article,
        st.sampled_from(["Ilva Torm", "I. Torm", "Torm"]),
        st.lists(st.sampled_from(["mayor", "striker", "Norwegian mayor", "envoy to Chile"])),
        st.sampled_from([(), ("lunde", "tresk", "vell"), ("tolo", "marrow", "holm")]),
        st.sampled_from([1931, 1980, 2031]),
    )
    own, (first, *others) = data.draw(some), data.draw(st.lists(some, min_size=1, max_size=4))
    known = Profile.of(*first)
    for other in others:
        known.learn(*other)
    if plainly_same(*own, known):
        assert compare(Profile.of(*own), known).same


@given(st.lists(st.tuples(st.text("ab", max_size=2), st.text("mnopqr", max_size=2)), max_size=99))
def test_learning_is_absorbing_what_an_article_tells(articles: list[tuple[str, str]]) -> None:
    learned, absorbed = Profile("person"), Profile("person")
    for name, near in articles:
        told = article(name, [near], tuple(dict.fromkeys(near)), 2031)
        learned.learn(*told)
        absorbed.absorb(Profile.of(*told))
        assert learned.dump() == absorbed.dump()


def test_choose_wants_a_lead() -> None:
    clear, near, little = Verdict(3.0), Verdict(3.0 - MARGIN / 2), Verdict(1.0)
    assert choose([("a", little)]) == []
    assert choose([("a", clear), ("b", little)]) == ["a"]
    assert choose([("b", near), ("a", clear)]) == ["a", "b"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([f"Ilva Torm {n}" for n in range(40)]),
            st.sampled_from([f"mayor {n}" for n in range(40)]),
            st.lists(st.sampled_from([f"place{n}" for n in range(90)]), max_size=16, unique=True),
        ),
        max_size=60,
    )
)
def test_a_profile_stays_small_and_comes_back_the_same(
    articles: list[tuple[str, str, list[str]]],
) -> None:
    profile = told("Ilva Torm")
    for name, title, around in articles:
        profile.absorb(told(name, title, around=tuple(around)))
    assert len(profile.names) <= MOST_NAMES * 1.5
    assert len(profile.titles) <= MOST_TITLES * 1.5
    assert len(profile.around) <= MOST_AROUND * 1.5
    assert Profile.load(profile.dump()) == profile
    assert not articles or articles[-1][0] in profile.names


def test_what_an_article_told_can_be_taken_back() -> None:
    profile = told("Ilva Torm", "mayor", around=("lunde",))
    before = (dict(profile.names), dict(profile.titles), dict(profile.around))
    profile.absorb(told("I. Torm", "senator", around=("tolo",)))
    profile.remove(["I. Torm"], ["senator"], ["tolo", "unheard"])
    assert (profile.names, profile.titles, profile.around) == before


def test_gather_groups_by_speaker_and_takes_what_the_mention_says() -> None:
    made = record(
        0,
        {
            "text": "“The cod are back,” said Jon Brekke, chairman of the Tolo Fishers’ Club. "
            "“The cod will stay,” Brekke said. “We doubt it,” Oslo’s Fisheries Ministry said."
        },
    )
    brekke, ministry = gather(made)
    assert (brekke.name, len(brekke.statements)) == ("Jon Brekke", 2)
    assert brekke.title is not None
    assert "Oslo’s Fisheries Ministry" in ministry.names


def test_surroundings_are_names_inside_sentences() -> None:
    made = record(
        0,
        {"text": "Boats left Tolo on Monday for Oslo. Mayor Torm of Lunde waved. The end of it."},
    )
    assert surroundings(made.article).names == ("=Norway", "lunde", "tolo", "torm")
