"""Which statements matter most, and why: order, reasons, and what never changes the order."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.files import text_of
from bot.console.rank import read_statements
from bot.desk.answering.key import CONFIDENT, key_statements, ranked, showable
from bot.records import Act, Polarity, Quotation, Span, Speaker, SpeakerKind, Statement
from tests.desk.world import record

SAMPLES = Path(__file__).parents[2] / "bot" / "samples"

TEXT = (
    "The harbour council met on Monday.\n\nThe ferry will sail through the winter, Ada Morn said. "
    "“The ferry stays, and every islander can count on the ferry until the spring,” she said. "
    "“The ferry stays, and each islander can count on the ferry until spring,” she said again. "
    "“We shall see about the fares when the council has met,” Bo Lund said. “Hm,” he said."
)
SAID = (
    ("Ada Morn", "“The ferry stays, and every islander can count on the ferry until the spring,”"),
    ("Ada Morn", "“The ferry stays, and each islander can count on the ferry until spring,”"),
    ("Bo Lund", "“We shall see about the fares when the council has met,”"),
    ("Bo Lund", "“Hm,”"),
)


def statements() -> tuple[Statement, ...]:
    return record("x", TEXT, said=SAID).statements


def reasons(text: str, statement: Statement, among: list[Statement]) -> dict[str, float]:
    others = [one for one in among if one.id != statement.id]
    (found,) = [one for one in ranked(text, [*others, statement]) if one.statement is statement]
    return {reason.name: reason.weight for reason in found.reasons}


def said(text: str, words: str, cue: str, mention: str, **given: object) -> Statement:
    """A statement of these words, found in the text as are its cue and its speaker."""

    def span(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    plain = Statement(
        id=words[:12],
        content=(span(words),),
        cue=span(cue),
        speaker=Speaker(span(mention), mention, None, SpeakerKind.PERSON),
        quotation=Quotation.DIRECT if words.startswith("“") else Quotation.INDIRECT,
        act=Act.SAID,
        polarity=Polarity.ASSERTED,
        rule="",
        confidence=1.0,
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def test_what_the_article_is_about_comes_first_and_a_second_voice_before_a_repetition() -> None:
    first, again, fares, hm = statements()
    assert key_statements(TEXT, [hm, fares, again, first], 4) == [first, fares, again, hm]


def test_what_is_said_aloud_by_somebody_named_comes_before_what_is_not() -> None:
    first, *_ = statements()
    crowd = replace(first.speaker, name="islanders", kind=SpeakerKind.UNNAMED)
    for lesser in (
        replace(first, id="b", act=Act.BELIEVES),
        replace(first, id="n", polarity=Polarity.NEGATED),
        replace(first, id="q", act=Act.ASKED),
        replace(first, id="r", quotation=Quotation.INDIRECT),
        replace(first, id="c", speaker=crowd),
    ):
        assert key_statements(TEXT, [lesser, first], 1) == [first]


def test_a_headline_only_repeats_what_the_text_says() -> None:
    words = "“The ferry stays, and every islander can count on the ferry”"
    text = f"Morn: {words}\n\n{words}, Ada Morn said. The council met until late in the night."
    headline, body = record("x", text, said=(("Ada Morn", words),) * 2).statements
    start = text.rindex(words)
    body = replace(body, content=(Span(start, start + len(words)),))
    assert key_statements(text, [headline, body], 1) == [body]


BRIDGE = (
    "Bridge at Sele closes\n\nThe bridge at Sele will close in May for two years, Mayor Ines "
    "Tolvaj of Sele told the council, and nobody will lose the way to work over it. Traders had "
    "asked whether the bridge could stay open on market days. The opposition wants a second "
    "bridge. Ferrymen rejected the plan. “Two years without the bridge will be the end of every "
    "shop on the quay,” Otto Brand, who leads the traders, said. Tolvaj asked the traders to "
    "wait for the report on the bridge. Tolvaj said the bridge will close in May."
)
CLOSING = said(
    BRIDGE, "The bridge at Sele will close in May for two years", "told", "Mayor Ines Tolvaj"
)
QUESTION = said(BRIDGE, "whether the bridge could stay open on market days", "asked", "Traders")
WISH = said(BRIDGE, "a second bridge", "wants", "The opposition")
PLAN = said(BRIDGE, "the plan", "rejected", "Ferrymen")
QUAY = said(
    BRIDGE,
    "“Two years without the bridge will be the end of every shop on the quay,”",
    "said",
    "Otto Brand, who leads the traders",
)
REQUEST = said(BRIDGE, "the traders to wait for the report on the bridge", "asked", "Tolvaj")
SHORTER = said(BRIDGE, "the bridge will close in May", "said", "Tolvaj")
ALL = [CLOSING, QUESTION, WISH, PLAN, QUAY, REQUEST, SHORTER]


def test_the_news_and_the_other_side_come_before_questions_wishes_and_repeats() -> None:
    order = key_statements(BRIDGE, ALL, len(ALL))
    assert set(order[:2]) == {CLOSING, QUAY}
    assert order[2] is REQUEST
    assert order.index(PLAN) < order.index(WISH)


@pytest.mark.parametrize(
    ("statement", "name", "weight"),
    [
        (replace(PLAN, act=Act.DENIED), "a denial", 0.5),
        (QUAY, "own words", 1.2),
        (CLOSING, "a whole claim", 0.4),
        (CLOSING, "plainly said", 0.75),
        (CLOSING, "speaker of the opening", 0.4),
        (QUESTION, "a question", -3.4),
        (WISH, "not said", -0.55),
        (SHORTER, "repeated", -1.2),
    ],
)
def test_a_statement_says_what_spoke_for_and_against_it(
    statement: Statement, name: str, weight: float
) -> None:
    assert reasons(BRIDGE, statement, ALL)[name] == pytest.approx(weight)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (CLOSING, "own words"),
        (PLAN, "a whole claim"),
        (PLAN, "not said"),
        (PLAN, "plainly said"),
        (PLAN, "said earlier"),
        (REQUEST, "a question"),
        (REQUEST, "same voice as above"),
    ],
)
def test_no_reason_is_given_where_there_is_none(statement: Statement, name: str) -> None:
    assert name not in reasons(BRIDGE, statement, ALL)


PARAGRAPHS = (
    "Ferry to sail\n\nTarn, Monday\n\nThe ferry between Tarn and Sele will sail again in the "
    "spring, the harbour council said on Monday after a long night.\n\nThe council had said in "
    "May that it would never sail again, and the crews had found other work by then.\n\n“We "
    "were wrong about the ferry, and we say so,” said Ilse Maron, who leads the council and "
    "counts its money."
)
FIRST = said(PARAGRAPHS, "will sail again in the spring", "said on Monday", "the harbour council")
BEFORE = said(PARAGRAPHS, "it would never sail again", "had said", "The council")
BELOW = said(
    PARAGRAPHS, "“We were wrong about the ferry, and we say so,”", "said Ilse", "Ilse Maron"
)
TITLE = said(PARAGRAPHS, "Ferry to sail", "said Ilse", "Ilse Maron")


def test_news_stands_high_but_the_first_paragraph_sums_up_what_comes() -> None:
    among = [TITLE, FIRST, BEFORE, BELOW]
    first, before, below, title = (
        reasons(PARAGRAPHS, one, among) for one in (FIRST, BEFORE, BELOW, TITLE)
    )
    assert first["summed up"] == pytest.approx(-1.15)
    assert "further down" not in first
    assert "summed up" not in before
    assert before["further down"] == pytest.approx(-0.6 * log(2))
    assert below["further down"] == pytest.approx(-0.6 * log(3))
    assert title["headline"] < 0
    assert not {"summed up", "further down"} & {*title}


def test_what_had_been_said_led_up_to_the_news() -> None:
    assert reasons(PARAGRAPHS, BEFORE, [BEFORE])["said earlier"] == pytest.approx(-3.2)
    assert "said earlier" not in reasons(PARAGRAPHS, FIRST, [FIRST])


CHOSEN = {
    "01-vell-dam-talks": "1 3 7 2 8",
    "03-gates-close-at-dornik": "1 4 7 5 14",
    "04-thornleigh-library": "2 3 1 8 12",
    "08-kolmar-mayor-trial": "1 12 4 6 15",
    "10-tresk-derby": "2 3 10 11 9",
    "12-zahran-output": "1 5 7 13 11",
    "13-el-tordo-mine": "1 2 15 8 18",
    "14-vell-ministers-meet": "3 1 2 12 11",
}
"""The five that a reader of a sample article would keep; the first five are half of them."""


def test_what_a_reader_would_keep_is_mostly_what_comes_first() -> None:
    shares = []
    for name, choice in CHOSEN.items():
        text = text_of(SAMPLES / f"{name}.txt")
        gold = read_statements(SAMPLES / f"{name}.gold.json", text)
        kept = {one.id for one in key_statements(text, gold, 5)}
        shares.append(len(kept & set(choice.split())) / 5)
    assert mean(shares) >= 0.6
    assert min(shares) >= 0.4


def test_the_same_voice_counts_less_from_the_second_time_on() -> None:
    same = [replace(one, speaker=replace(one.speaker, entity_id="e1")) for one in (CLOSING, QUAY)]
    second = key_statements(BRIDGE, same, 2)[1]
    assert reasons(BRIDGE, second, same)["same voice as above"] == pytest.approx(-0.35)
    assert "same voice as above" not in reasons(BRIDGE, QUAY, [CLOSING, QUAY])


def test_a_voice_that_was_heard_twice_counts_no_less_than_one_heard_once() -> None:
    """Or the main speaker of an article would be left with two statements."""
    speaker = replace(CLOSING.speaker, entity_id="e1")
    same = [replace(one, speaker=speaker) for one in (CLOSING, QUAY, WISH)]
    third = key_statements(BRIDGE, same, 3)[2]
    assert reasons(BRIDGE, third, same)["same voice as above"] == pytest.approx(-0.35)


def test_nobody_is_not_one_voice() -> None:
    nameless = [replace(one, speaker=Speaker(None, "", None, SpeakerKind.UNNAMED)) for one in ALL]
    assert not any(
        reason.name == "same voice as above"
        for one in ranked(BRIDGE, nameless)
        for reason in one.reasons
    )


def test_the_same_point_is_made_once() -> None:
    twin = replace(QUAY, id="twin")
    assert {*key_statements(BRIDGE, [twin, QUAY, PLAN, CLOSING], 2)} >= {CLOSING}


def test_key_statements_of_few_are_all_of_them() -> None:
    assert set(key_statements(TEXT, statements(), 99)) == set(statements())
    assert key_statements(TEXT, statements(), 0) == []
    assert key_statements(TEXT, [], 3) == []
    assert key_statements("", [], 3) == []


spans = st.tuples(st.integers(0, len(BRIDGE) - 1), st.integers(1, 200)).map(
    lambda at: Span(at[0], min(at[0] + at[1], len(BRIDGE)))
)
speakers = st.builds(
    Speaker,
    st.none() | spans,
    st.sampled_from(("", "Ines Tolvaj", "Otto Brand", "traders")),
    st.none(),
    st.sampled_from(SpeakerKind),
    st.none() | st.sampled_from(("e1", "e2")),
)
any_statements = st.lists(
    st.builds(
        Statement,
        id=st.text(min_size=1),
        content=st.lists(spans, min_size=1, max_size=3).map(lambda found: tuple(sorted(found))),
        cue=st.none() | spans,
        speaker=speakers,
        quotation=st.sampled_from(Quotation),
        act=st.sampled_from(Act),
        polarity=st.sampled_from(Polarity),
        rule=st.just(""),
        confidence=st.floats(0, 1),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(any_statements, st.randoms(), st.integers(0, 15))
def test_every_statement_has_its_one_place_whatever_order_they_come_in(
    given_statements: list[Statement], chance: object, limit: int
) -> None:
    order = ranked(BRIDGE, given_statements)
    assert sorted(one.statement.id for one in order) == sorted(one.id for one in given_statements)
    shuffled = given_statements.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranked(BRIDGE, shuffled) == order
    assert key_statements(BRIDGE, shuffled, limit) == [one.statement for one in order[:limit]]


@given(any_statements)
def test_nothing_stands_above_what_weighs_more(given_statements: list[Statement]) -> None:
    weights = [one.weight for one in ranked(BRIDGE, given_statements)]
    assert all(above >= below - 1e-9 for above, below in pairwise(weights))


def test_a_list_longer_than_anybody_reads_is_ranked_to_its_end() -> None:
    many = [replace(one, id=f"{one.id} {turn}") for turn in range(60) for one in ALL]
    order = ranked(BRIDGE, many)
    assert len({one.statement.id for one in order}) == len(many)
    assert [one.statement for one in order[:150]] == key_statements(BRIDGE, many[::-1], 150)


def test_only_sure_speech_that_happened_is_shown() -> None:
    sure, doubtful, negated, _ = statements()
    doubtful = replace(doubtful, confidence=CONFIDENT - 0.01)
    negated = replace(negated, polarity=Polarity.NEGATED)
    assert showable([sure, doubtful, negated]) == [sure]
    assert showable([sure, doubtful, negated], uncertain=True) == [doubtful]
