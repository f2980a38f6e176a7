"""What terms mean, what they match and why, one topic or thousands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records import Record, Topic
from bot.topics.match import EVERYTHING, Match, Matched, Matcher, match
from bot.topics.terms import read_term
from tests.store.making import person, record


def article(title: str, *said: tuple[str, str]) -> Record:
    return record("a1", *((person(name), words) for name, words in said), title=title)


TALKS = article(
    "Port Authority and dockers talk C++",
    ("Jeon Ha-kyu", "The harbour\nmaster waits in Pyongyang."),
    ("Zoë Ilvar", "Football is off."),
)

CASES = [
    ("harbour", "harbour"),
    ("HARBOUR MASTER", "harbour master"),
    ("harb", None),
    ("c++", "C++"),
    ("c", "C"),
    ('"Port Authority"', "Port Authority"),
    ('"port authority"', None),
    ("“Port Authority”", "Port Authority"),
    ("person: Jeon Ha-kyu", "Jeon Ha-kyu"),
    ("person: Ha-kyu Jeon", "Jeon Ha-kyu"),
    ("person: Jeon", "Jeon"),
    ("person: zoe ilvar", "Zoë Ilvar"),
    ("person: Jeon Min-ho", None),
    ("place: North Korea", "Pyongyang"),
    ("place: DPRK", "Pyongyang"),
    ("place: Seoul", None),
    ("place: Lisac", None),
]


@pytest.mark.parametrize(("term", "words"), CASES)
def test_a_term_matches_by_these_words(term: str, words: str | None) -> None:
    expected = (Match(term, words),) if words else ()
    assert match(Topic("t", (term,)), TALKS) == Matched(expected, ())


@pytest.mark.parametrize(
    ("term", "title", "words"),
    [
        ("place: United States", "They told us nothing", None),
        ("place: United States", "Talks with the US", "US"),
        ("place: Poland", "A polish for the old car", None),
        ("place: Poland", "POLISH PORT SHUT", "POLISH"),
        ("place: Central African Republic", "A car in the harbour", None),
        ("place: Central African Republic", "CAR holds a vote", "CAR"),
        ("place: Harrow Bay", "The harrow bay road is shut", "harrow bay"),
        ("dockers' union", "The dockers’ union calls a halt", "dockers’ union"),
        ("“dockers’ union”", "The dockers' union calls a halt", "dockers' union"),
        ("İzmir", "A ferry to İzmir", "İzmir"),
    ],
)
def test_a_name_is_told_from_a_word(term: str, title: str, words: str | None) -> None:
    found = match(Topic("t", (term,)), record("a3", title=title))
    assert found.by == ((Match(term, words),) if words else ())


def test_an_exclusion_keeps_an_article_out_and_says_so() -> None:
    found = match(Topic("t", ("harbour", "-football", "- place: France")), TALKS)
    assert found == Matched((Match("harbour", "harbour"),), (Match("-football", "Football"),))
    assert not found.belongs
    assert match(Topic("t", ("harbour", "-cricket")), TALKS).belongs
    assert not match(Topic("t", ("-cricket",)), TALKS).belongs


def test_a_person_counts_by_who_it_is_and_not_by_a_word() -> None:
    """ "Torm" alone is Ilva Torm where the article makes it her."""
    text = record("a2", (person("Torm"), "Yes."), title="Wall holds")
    (only,) = text.statements
    told = replace(only, speaker=replace(only.speaker, name="Ilva Torm"))
    named = replace(text, statements=(told,))
    wanted = Topic("t", ("person: Ilva Torm",))
    assert not match(wanted, text).belongs
    assert match(wanted, named).by == (Match("person: Ilva Torm", "Ilva Torm"),)


def test_everything_matches() -> None:
    assert match(Topic(EVERYTHING, ()), TALKS).belongs


@pytest.mark.parametrize("term", ["", "...", "-", "- !", "person:", "place: ?", "person : -"])
def test_what_is_no_term_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match=r"lacks a name after the colon|no letter or digit"):
        read_term(term)


WORDS = st.sampled_from(["harbour", "master", "Port", "Authority", "waits", "football", "x"])
TERMS = st.lists(
    st.builds(
        lambda sign, words: sign + " ".join(words), st.sampled_from(["", "-"]),
        st.lists(WORDS, min_size=1, max_size=3),
    ),
    max_size=4,
)  # fmt: skip


@given(st.lists(TERMS, max_size=5))
def test_topics_together_match_as_each_alone(terms: list[list[str]]) -> None:
    topics = [Topic(f"t{number}", tuple(each)) for number, each in enumerate(terms)]
    together = Matcher(topics).match(TALKS)
    for topic in topics:
        assert together.get(topic.name, Matched((), ())) == match(topic, TALKS)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("source: Herald", "The Herald"),
        ("source: THE HERALD", "The Herald"),
        ("source: norbel news", "Norbel News"),
        ("source: The", None),
        ("source: Herald Tribune", None),
        ("*", ""),
    ],
)
def test_a_source_is_who_carried_or_first_published_it(term: str, words: str | None) -> None:
    made = record("a4", title="Herald of spring")
    article = replace(made.article, site="The Herald", credit="Norbel News")
    found = match(Topic("t", (term,)), replace(made, article=article))
    assert found.by == (() if words is None else (Match(term, words),))


def test_everything_but_a_source() -> None:
    made = record("a5", title="Wall holds")
    other = replace(made, article=replace(made.article, site="Gazette", credit=None))
    topic = Topic("t", ("*", "-source: Herald"))
    held = replace(made, article=replace(made.article, site="Herald"))
    assert match(topic, other).belongs
    assert match(topic, held).against == (Match("-source: Herald", "Herald"),)
