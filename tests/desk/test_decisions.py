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
from bot.records import Act, Arrival, Polarity, Quotation, SpeakerKind, Topic
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


TEXT = "We stay. They go. It rains. We said so long ago. We may leave."
SAID = (
    ("Ada Morn", "We stay."),
    ("Ada Morn", "They go."),
    ("Bo Lund", "It rains."),
    ("Ada Morn", "We said so long ago."),
)


def test_a_second_voice_comes_before_a_second_word_of_the_first() -> None:
    statements = record("x", TEXT, said=SAID).statements
    names = [s.speaker.name for s in key_statements(statements, 2)]
    assert sorted(names) == ["Ada Morn", "Bo Lund"]


def test_own_words_and_weighty_acts_come_first() -> None:
    first, second, third, fourth = record("x", TEXT, said=SAID).statements
    reported = replace(first, quotation=Quotation.INDIRECT)
    denied = replace(fourth, act=Act.DENIED)
    crowd = replace(third, speaker=replace(third.speaker, kind=SpeakerKind.UNNAMED))
    assert key_statements([reported, crowd, denied, second], 1) == [denied]


def test_key_statements_of_few_are_all_of_them() -> None:
    statements = record("x", TEXT, said=SAID).statements
    assert set(key_statements(statements, 99)) == set(statements)
    assert key_statements([], 3) == []


def test_only_sure_speech_that_happened_is_shown() -> None:
    sure, doubtful, negated, _ = record("x", TEXT, said=SAID).statements
    doubtful = replace(doubtful, confidence=CONFIDENT - 0.01)
    negated = replace(negated, polarity=Polarity.NEGATED)
    assert showable([sure, doubtful, negated]) == [sure]
    assert showable([sure, doubtful, negated], uncertain=True) == [doubtful]
