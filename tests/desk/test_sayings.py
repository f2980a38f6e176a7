"""Who said this, what somebody said over time and within limits, and one statement alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.answering.said import SaidPage, Sayings
from bot.desk.answering.shown import called, paragraphs
from bot.desk.answering.timeline import Timelines
from bot.desk.keeping.follow import catch_up
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.records import (
    NOBODY,
    Arrival,
    Polarity,
    Quotation,
    Quoted,
    Record,
    Span,
    Speaker,
    SpeakerKind,
    Topic,
)
from bot.store import Store, open_store
from tests.desk.world import NOON, record

TOPICS = [Topic("Ferries", ("ferry", '"pier nine"', "-football"))]
CLOSE = "We will not close the harbour"


class Archive:
    def __init__(self, store: Store) -> None:
        log, index = store.log, store.index
        topics = Topics(TOPICS, store.documents)
        self.store = store
        self.sayings = Sayings(log, index)
        self.timelines = Timelines(log, index, topics)
        self.answers = Answers(log, index, topics)

    async def add(self, *records: Record) -> None:
        for one in records:
            await self.store.log.append(one)
        await catch_up(self.store.log, self.store.index)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with open_store(tmp_path) as store:
        yield Archive(store)


def made(
    words: str,
    days: int = 0,
    *,
    by: str = "Ada Morn",
    site: str = "The Courier",
    title: str | None = None,
    how: Quotation = Quotation.DIRECT,
    confidence: float = 0.95,
    entity: str | None = None,
) -> Record:
    """An article of this one statement."""
    one = record(
        f"Day {days} {by}",
        f"{words}, {by} said.",
        said=((by, words),),
        at=NOON + timedelta(days=days),
        confidence=confidence,
        site=site,
    )
    statements = tuple(
        replace(s, quotation=how, speaker=replace(s.speaker, title=title, entity_id=entity))
        for s in one.statements
    )
    return replace(one, statements=statements)


def found(page: SaidPage) -> list[tuple[str, bool, int, int]]:
    return [
        (one.quoted.statement.speaker.name, one.alike.exact, one.outlets, one.articles)
        for one in page.sayings
    ]


# Who said this


async def test_the_same_words_by_one_speaker_are_one_saying_first_seen_where_it_was(
    archive: Archive,
) -> None:
    await archive.add(
        made(f"{CLOSE}, not this year", 3),
        made(CLOSE, 1, site="The Herald"),
        made(CLOSE.upper(), 2, site="The Herald"),
        made("We may open a school", 4),
    )
    page = await archive.sayings.find("“we will NOT close the hárbour”")
    assert found(page) == [("Ada Morn", True, 2, 3)]
    assert page.sayings[0].quoted.article.dated == NOON + timedelta(days=1)
    assert (page.total, page.exact) == (1, 1)


async def test_whoever_said_it_nearly_comes_behind_whoever_said_it(archive: Archive) -> None:
    await archive.add(
        made("We will never close the harbour", 0, by="Bo Lund"),
        made("We will close the harbour", 1, by="Cy Tarn"),
        made(CLOSE, 2),
    )
    page = await archive.sayings.find(CLOSE)
    assert found(page) == [
        ("Ada Morn", True, 1, 1),
        ("Bo Lund", False, 1, 1),
        ("Cy Tarn", False, 1, 1),
    ]
    _, never, left_out = page.sayings
    assert (never.alike.differing, never.alike.missing) == ((2,), ("not",))
    assert (left_out.alike.differing, left_out.alike.missing) == ((), ("not",))


def by_somebody(words: str, days: int, called: str, site: str = "The Courier") -> Record:
    """The same of one whom the article does not name: "A spokesman for it"."""
    one = made(words, days, by=called, site=site)
    name = called.removeprefix("A ").removeprefix("The ")
    statements = tuple(
        replace(s, speaker=replace(s.speaker, name=name, kind=SpeakerKind.UNNAMED))
        for s in one.statements
    )
    return replace(one, statements=statements)


async def test_who_is_not_named_is_found_and_called_as_the_article_does(archive: Archive) -> None:
    await archive.add(
        by_somebody(CLOSE, 1, "A spokesman for the ferry"),
        by_somebody(CLOSE, 2, "The spokesman for the ferry", site="The Herald"),
        by_somebody(f"{CLOSE} ever", 3, "A clerk"),
        by_somebody("We will never close the harbour", 4, "A pilot"),
        made(CLOSE, 5),
    )
    page = await archive.sayings.find(CLOSE)
    assert [(called(one.quoted), one.outlets, one.alike.exact) for one in page.sayings] == [
        ("A spokesman for the ferry", 2, True),
        ("A clerk", 1, True),
        ("Ada Morn", 1, True),
        ("A pilot", 1, False),
    ]
    assert page.sayings[0].quoted.article.dated == NOON + timedelta(days=1)
    assert (page.total, page.exact) == (4, 3)


async def test_nobody_at_all_is_found_too(archive: Archive) -> None:
    one = made(CLOSE)
    passive = replace(one.statements[0], speaker=NOBODY)
    await archive.add(replace(one, statements=(passive,)))
    [saying] = (await archive.sayings.find(CLOSE)).sayings
    assert called(saying.quoted) == ""


@pytest.mark.parametrize(
    ("text", "mention", "name", "wording"),
    [
        ("An official there said no.", "An official there", "official there", "An official there"),
        ("So no, said a  policeman, who ran.", "a  policeman, who", "policeman", "a policeman"),
        ("The clerk spoke. He said no.", "He", "clerk", "The clerk"),
        ("Clerks met a clerk. She said no.", "She", "clerk", "a clerk"),
        ("A clerk said no, and one clerk yes.", "A clerk", "clerk", "A clerk"),
        ("His lawyer said no.", "His lawyer", "His lawyer", "His lawyer"),
        ("He said no.", "He", "clerk", "clerk"),
        ("It was said: no.", None, "", ""),
    ],
)
def test_what_an_article_calls_those_whom_it_does_not_name(
    text: str, mention: str | None, name: str, wording: str
) -> None:
    [statement] = record("A", text, said=(("x", "no"),)).statements
    at = text.index(mention) if mention else 0
    span = Span(at, at + len(mention)) if mention else None
    speaker = Speaker(span, name, None, SpeakerKind.UNNAMED)
    quoted = Quoted(record("A", text).article, replace(statement, speaker=speaker))
    assert called(quoted) == wording
    person = replace(speaker, kind=SpeakerKind.PERSON)
    assert called(replace(quoted, statement=replace(quoted.statement, speaker=person))) == name


async def test_pages_of_sayings(archive: Archive) -> None:
    names = ["Bo Lund", "Cy Tarn", "Di Vell", "Ed Norr", "Fay Oss"]
    await archive.add(*(made(CLOSE, day, by=name) for day, name in enumerate(names)))
    pages = [await archive.sayings.find(CLOSE, offset=offset, limit=2) for offset in (0, 2, 4)]
    assert [one[0] for page in pages for one in found(page)] == names
    assert {page.total for page in pages} == {5}


async def test_a_sentence_of_nothing_but_common_words(archive: Archive) -> None:
    common = [made(f"it is what it is and {n} that will do", n) for n in range(30)]
    await archive.add(*common, made("that is not what we will do", 40, by="Bo Lund"))
    assert found(await archive.sayings.find("that is not what we will do"))[0][0] == "Bo Lund"
    assert found(await archive.sayings.find("that is now what we will do"))[0][0] == "Bo Lund"


async def test_where_the_first_one_is_gone_the_next_is_shown(archive: Archive) -> None:
    await archive.add(made(CLOSE, 0), made(CLOSE, 1, site="The Herald"))
    gone = record("Day 0 Ada Morn", "", arrival=Arrival.REMOVED, revision=2)
    await archive.store.log.append(gone)  # and the index does not follow yet
    [saying] = (await archive.sayings.find(CLOSE)).sayings
    assert saying.quoted.article.site == "The Herald"


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        ("the cows come home", NothingFound, "Nobody said this or nearly this"),
        ("close the", BadInput, "at least 3 words"),
        ('" * -', BadInput, "at least 3 words"),
        ("word " * 100, BadInput, "at most 250 characters"),
    ],
)
async def test_what_nobody_said(
    archive: Archive, asked: str, error: type[Exception], sentence: str
) -> None:
    await archive.add(made(CLOSE))
    with pytest.raises(error, match=sentence):
        await archive.sayings.find(asked)


# Over time


def said_on(quoted: tuple[Quoted, ...]) -> list[int]:
    return [(one.article.dated - NOON).days for one in quoted]


async def test_a_timeline_is_oldest_first_and_paged(archive: Archive) -> None:
    days = [5, 1, 9, 3, 7]
    await archive.add(*(made(f"The harbour stays {day}", day) for day in days))
    await archive.add(made("The school stays", 4), made("The harbour goes", 2, by="Bo Lund"))
    page = await archive.timelines.of("morn", "harbour", limit=3)
    assert (said_on(page.quoted), page.total, page.entity.name) == ([1, 3, 5], 5, "Ada Morn")
    rest = await archive.timelines.of(page.entity.id, "harbour", offset=3, limit=3)
    assert said_on(rest.quoted) == [7, 9]


async def test_a_timeline_on_a_topic_has_the_words_of_any_of_its_terms(archive: Archive) -> None:
    await archive.add(
        made("The ferry sails", 1),
        made("We build at pier nine", 2),
        made("Nothing else at the harbour", 3),
    )
    assert said_on((await archive.timelines.of("morn", "FERRIES")).quoted) == [1, 2]
    assert said_on((await archive.timelines.of("morn", "everything")).quoted) == [1, 2, 3]


async def test_a_timeline_has_no_less_certain_ones(archive: Archive) -> None:
    await archive.add(made("The ferry sails", 1), made("The ferry sinks", 2, confidence=0.3))
    assert said_on((await archive.timelines.of("morn", "ferry")).quoted) == [1]


@pytest.mark.parametrize(
    ("name", "subject", "error", "sentence"),
    [
        ("morn", "snow", NothingFound, "Nothing by Ada Morn about “snow” is on record that"),
        ("morn", "-", BadInput, "on which subject"),
        ("Zzyzx", "ferry", NothingFound, "Nobody called “Zzyzx”"),
    ],
)
async def test_no_timeline(
    archive: Archive, name: str, subject: str, error: type[Exception], sentence: str
) -> None:
    await archive.add(made("The ferry sails"))
    with pytest.raises(error, match=sentence):
        await archive.timelines.of(name, subject)


# Within limits


async def test_quotes_within_dates_and_ways(archive: Archive) -> None:
    ways = [Quotation.DIRECT, Quotation.MIXED, Quotation.INDIRECT, Quotation.DIRECT]
    await archive.add(
        *(made(f"The ferry sails {day}", day, how=way) for day, way in enumerate(ways))
    )
    ask = archive.answers.quotes
    assert said_on((await ask("morn", since=NOON + timedelta(days=2))).quoted) == [3, 2]
    assert said_on((await ask("morn", until=NOON + timedelta(days=2))).quoted) == [1, 0]
    page = await ask("morn", how=Quotation.DIRECT)
    assert (said_on(page.quoted), page.total, page.how) == ([3, 0], 2, Quotation.DIRECT)
    with pytest.raises(NothingFound, match="Leave one of the conditions out"):
        await ask("morn", how=Quotation.MIXED, since=NOON + timedelta(days=2))


async def test_everything_has_the_less_certain_ones_among_it(archive: Archive) -> None:
    await archive.add(
        *(made(f"The ferry {n}", n, confidence=0.3 + 0.5 * (n % 2)) for n in range(6))
    )
    page = await archive.answers.quotes("morn", everything=True)
    assert said_on(page.quoted) == [5, 4, 3, 2]
    assert (page.total, page.less_certain, page.all) == (3, 3, 6)


async def test_what_comes_in_does_not_move_the_pages_of_a_question(archive: Archive) -> None:
    await archive.add(*(made(f"The ferry {n}", n) for n in range(6)))
    first = await archive.answers.quotes("morn", limit=2)
    await archive.add(made("The ferry again", 9))
    second = await archive.answers.quotes(first.entity.id, offset=2, limit=2, upto=first.upto)
    assert (said_on(first.quoted), said_on(second.quoted)) == ([5, 4], [3, 2])
    assert second.total == first.total == 6


async def test_the_title_at_the_time_is_the_last_one_given_within_a_year(archive: Archive) -> None:
    titles = {0: None, 10: "harbour master", 20: None, 30: "mayor of Tarn", 40: None, 500: None}
    await archive.add(
        *(made(f"The ferry {day}", day, title=titles[day], entity="ada") for day in titles)
    )
    page = await archive.answers.quotes("morn", limit=9)
    assert [one.statement.speaker.title for one in page.quoted] == [
        None,
        "mayor of Tarn",
        "mayor of Tarn",
        "harbour master",
        "harbour master",
        None,
    ]


async def test_another_of_just_that_name_is_offered_on_every_page(archive: Archive) -> None:
    await archive.add(
        made("The budget passes", 0, title="finance minister"),
        made("We won the match", 1, title="striker", site="The Sport"),
    )
    first = await archive.answers.quotes("Ada Morn")
    [other] = first.candidates
    second = await archive.answers.quotes(other.id)
    assert [one.id for one in second.candidates] == [first.entity.id]


# Articles and single statements


async def test_all_statements_of_an_article_by_speaker(archive: Archive) -> None:
    names = ("Ada Morn", "Bo Lund", "Ada Morn", "Bo Lund", "Cy Tarn")
    words = [f"Point number {place}" for place in range(5)]
    one = record("Debate", ". ".join(words), said=tuple(zip(names, words, strict=True)))
    doubtful = replace(one.statements[2], confidence=0.1, polarity=Polarity.NEGATED)
    one = replace(one, statements=(*one.statements[:2], doubtful, *one.statements[3:]))
    await archive.add(one)
    first = await archive.answers.all_statements("debate", limit=3)
    rest = await archive.answers.all_statements(one.article.id, offset=3, limit=3)
    said = [
        (voice.name, q.words[0][-1])
        for p in (first, rest)
        for voice in p.voices
        for q in voice.quoted
    ]
    assert said == [
        ("Ada Morn", "0"),
        ("Ada Morn", "2"),
        ("Bo Lund", "1"),
        ("Bo Lund", "3"),
        ("Cy Tarn", "4"),
    ]
    assert (first.total, first.shown, rest.shown) == (5, 3, 2)


async def test_one_statement_also_of_nobody_named_and_what_is_gone(archive: Archive) -> None:
    one = made(CLOSE)
    unnamed = replace(one.statements[0].speaker, kind=SpeakerKind.UNNAMED, name="an official")
    one = replace(one, statements=(replace(one.statements[0], speaker=unnamed),))
    await archive.add(one)
    ids = one.article.id, one.statements[0].id
    assert (await archive.answers.statement(*ids)).words == (CLOSE,)
    for gone in (("elsewhere", ids[1]), (ids[0], "other")):
        with pytest.raises(NothingFound, match="no longer in the record"):
            await archive.answers.statement(*gone)


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("Alone.", "Alone."),
        ("Before.\n\nAlone. And more.\n\nAfter.", "Alone. And more."),
        ("Before.\n\nMore. Alone.", "More. Alone."),
    ],
)
def test_the_paragraph_around_words(text: str, around: str) -> None:
    one = record("A", text, said=(("Ada Morn", "Alone."),))
    assert paragraphs(Quoted(one.article, one.statements[0])).of(text) == around
