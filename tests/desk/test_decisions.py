"""What the desk decides without any input or output: when, in what order, what matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.entries import Pending, mark_of, oldest_first
from bot.desk.key import CONFIDENT, key_statements, showable
from bot.desk.schedule import DAY, next_look
from bot.feeds import FeedEntry
from bot.records import Act, Arrival, Polarity, Quotation, Span, SpeakerKind, Statement, Topic
from bot.topics.match import EVERYTHING, matched_terms
from tests.desk.world import NOON, record


def entry(title: str, at: datetime | None = None) -> FeedEntry:
    return FeedEntry(id=title, url=f"https://a.example/{title}", title=title, published_at=at)


def test_entries_go_by_date_when_all_have_one() -> None:
    hours = [entry(str(h), NOON + timedelta(hours=h)) for h in (2, 3, 1)]
    assert [e.title for e in oldest_first(hours)] == ["1", "2", "3"]


def test_entries_go_by_the_feed_s_order_when_one_has_no_date() -> None:
    mixed = [entry("new"), entry("mid", NOON), entry("old", NOON + timedelta(hours=9))]
    assert [e.title for e in oldest_first(mixed)] == ["old", "mid", "new"]


def test_a_mark_changes_with_what_the_feed_shows_only() -> None:
    one = entry("one", NOON)
    assert mark_of(one) == mark_of(replace(one, published_at=None))
    assert mark_of(one) != mark_of(replace(one, title="two"))


@given(st.datetimes().map(lambda t: t.replace(tzinfo=NOON.tzinfo)), st.text(), st.booleans())
def test_pending_entries_come_back_as_they_were(at: datetime, text: str, dated: bool) -> None:
    one = replace(entry(text, at if dated else None), summary_html=text, authors=(text, "x"))
    pending = Pending("key", "feed", one, Arrival.NEW, 2, at, text)
    assert Pending.decode(pending.encode()) == pending


@pytest.mark.parametrize(
    ("every", "failures", "retry_after", "expected"),
    [
        (60, 0, None, 60),
        (60, 1, None, 120),
        (60, 3, None, 480),
        (60, 99, None, DAY),
        (60, 0, 600, 600),
        (60, 0, 10**9, DAY),
        (2 * DAY, 5, None, 2 * DAY),
    ],
)
def test_the_next_look(
    every: float, failures: int, retry_after: float | None, expected: float
) -> None:
    assert next_look(every, failures, retry_after, 0) == expected
    assert next_look(every, failures, retry_after, 1) == pytest.approx(expected * 1.1)


@pytest.mark.parametrize(
    ("terms", "matched"),
    [
        (("harbour",), ("harbour",)),
        (("HARBOUR", "port"), ("HARBOUR",)),
        (("harbour   master",), ("harbour   master",)),
        (("harb",), ()),
        (("c++",), ("c++",)),
        (("vote",), ("vote",)),
    ],
)
def test_terms_match_whole_words_in_title_or_text(
    terms: tuple[str, ...], matched: tuple[str, ...]
) -> None:
    article = record("The vote", "Harbour\nmaster learns C++ here.").article
    assert matched_terms(Topic("t", terms), article) == matched


def test_everything_matches() -> None:
    assert matched_terms(Topic(EVERYTHING, ()), record("x").article) == (EVERYTHING,)


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


def test_what_the_article_is_about_comes_first_and_a_second_voice_before_a_repetition() -> None:
    first, again, fares, hm = statements()
    assert key_statements(TEXT, [hm, fares, again, first], 4) == [first, fares, again, hm]


def test_what_is_said_aloud_by_somebody_named_comes_before_what_is_not() -> None:
    first, *_ = statements()
    believed = replace(first, id="b", act=Act.BELIEVES)
    reported = replace(first, id="r", quotation=Quotation.INDIRECT)
    crowd = replace(first, id="c", speaker=replace(first.speaker, kind=SpeakerKind.UNNAMED))
    for lesser in (believed, reported, crowd):
        assert key_statements(TEXT, [lesser, first], 1) == [first]


def test_a_headline_only_repeats_what_the_text_says() -> None:
    words = "“The ferry stays, and every islander can count on the ferry”"
    text = f"Morn: {words}\n\n{words}, Ada Morn said. The council met until late in the night."
    headline, said = record("x", text, said=(("Ada Morn", words),) * 2).statements
    start = text.rindex(words)
    said = replace(said, content=(Span(start, start + len(words)),))
    assert key_statements(text, [headline, said], 1) == [said]


def test_key_statements_of_few_are_all_of_them() -> None:
    assert set(key_statements(TEXT, statements(), 99)) == set(statements())
    assert key_statements(TEXT, [], 3) == []
    assert key_statements("", [], 3) == []


@given(st.integers(0, 6), st.permutations(range(4)))
def test_key_statements_do_not_hang_on_the_order_they_come_in(limit: int, order: list[int]) -> None:
    given_statements = statements()
    shuffled = [given_statements[number] for number in order]
    assert key_statements(TEXT, shuffled, limit) == key_statements(TEXT, given_statements, limit)


def test_only_sure_speech_that_happened_is_shown() -> None:
    sure, doubtful, negated, _ = statements()
    doubtful = replace(doubtful, confidence=CONFIDENT - 0.01)
    negated = replace(negated, polarity=Polarity.NEGATED)
    assert showable([sure, doubtful, negated]) == [sure]
    assert showable([sure, doubtful, negated], uncertain=True) == [doubtful]
