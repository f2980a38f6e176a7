"""Answers: from stored records alone, verbatim, and a sentence where there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.answering.latest import Latest
from bot.desk.keeping.follow import catch_up
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.records import Arrival, Record, Topic
from bot.store import Store, open_store
from tests.desk.world import NOON, record

TOPICS = [Topic("Harbour", ("harbour",))]
VOTE = "The harbour votes. “We stay,” Ada Morn said. “They go,” Bo Lund said. Perhaps we win."
RAIN = "“It rains,” Ada Morn said."


@dataclass
class Library:
    store: Store

    def __post_init__(self) -> None:
        log, index, documents = self.store.log, self.store.index, self.store.documents
        topics = Topics(TOPICS, documents)
        self.stories = Stories(log, documents)
        self.answers = Answers(log, index, topics)
        self.latest = Latest(log, index, topics, self.stories)

    async def add(self, *records: Record) -> None:
        for one in records:
            await self.store.log.append(one)
        await catch_up(self.store.log, self.store.index)


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_store(tmp_path) as store:
        yield Library(store)


@pytest.fixture
async def library(empty: Library) -> Library:
    doubtful = record(
        "Doubt", "Perhaps we win.", said=(("Ada Morn", "Perhaps we win."),), confidence=0.5
    )
    await empty.add(
        record("Vote", VOTE, said=(("Ada Morn", "“We stay,”"), ("Bo Lund", "“They go,”"))),
        record("Rain", RAIN, said=(("Ada Morn", "“It rains,”"),), at=NOON + timedelta(hours=1)),
        doubtful,
    )
    return empty


async def test_latest_is_newest_first_with_key_statements(library: Library) -> None:
    headlines = (await library.latest.articles()).headlines
    assert headlines[0].article.title == "Rain"
    assert {h.article.title for h in headlines} == {"Rain", "Vote", "Doubt"}
    vote = next(h for h in headlines if h.article.title == "Vote")
    assert {quoted.words for quoted in vote.key} == {("“We stay,”",), ("“They go,”",)}


async def test_latest_of_a_topic(library: Library) -> None:
    harbour = await library.latest.articles("HARBOUR")
    assert [h.article.title for h in harbour.headlines] == ["Vote"]
    assert len((await library.latest.articles("everything", count=2)).headlines) == 2


async def test_quotes_are_newest_first_and_verbatim(library: Library) -> None:
    page = await library.answers.quotes("morn")
    assert page.entity.name == "Ada Morn"
    assert [q.words for q in page.quoted] == [("“It rains,”",), ("“We stay,”",)]
    assert (page.total, page.less_certain, page.candidates) == (2, 1, ())


async def test_quotes_by_id_about_and_paged(library: Library) -> None:
    ada = (await library.answers.suggest_people("ada"))[0]
    page = await library.answers.quotes(ada.id, "stay")
    assert [q.article.title for q in page.quoted] == ["Vote"]
    second = await library.answers.quotes(ada.id, offset=1, limit=1)
    assert [q.article.title for q in second.quoted] == ["Vote"]
    unsure = await library.answers.quotes(ada.id, uncertain=True)
    assert [q.words for q in unsure.quoted] == [("Perhaps we win.",)]


async def test_a_name_that_two_bear_offers_the_other(library: Library) -> None:
    await library.add(record("More", "“Hm,” he said.", said=(("Ada Mornay", "“Hm,”"),)))
    page = await library.answers.quotes("ada")
    assert page.entity.name == "Ada Morn"
    assert [one.name for one in page.candidates] == ["Ada Mornay"]


async def test_an_unknown_name_gets_the_nearest(library: Library) -> None:
    with pytest.raises(NothingFound, match="Nearest: Ada Morn") as caught:
        await library.answers.quotes("Ada Mron")
    assert "Ada Morn" in caught.value.nearest


async def test_keypoints_by_title_link_and_id(library: Library) -> None:
    by_title = await library.answers.keypoints("vote")
    by_link = await library.answers.keypoints(by_title.article.url)
    by_id = await library.answers.keypoints(by_title.article.id)
    assert by_title == by_link == by_id
    assert [voice.name for voice in by_title.voices] == ["Ada Morn", "Bo Lund"]
    assert by_title.statements == 2


async def test_a_revision_replaces_what_was_said(library: Library) -> None:
    text = VOTE.replace("We stay", "We leave")
    said = (("Ada Morn", "“We leave,”"),)
    await library.add(record("Vote", text, said=said, arrival=Arrival.REVISED, revision=2))
    page = await library.answers.quotes("Ada Morn", "leave")
    assert [q.words for q in page.quoted] == [("“We leave,”",)]
    with pytest.raises(NothingFound):
        await library.answers.quotes("Bo Lund")


async def test_suggestions(library: Library) -> None:
    answers = library.answers
    assert (await answers.suggest_people(""))[0].name == "Ada Morn"
    assert (await answers.suggest_articles(""))[0][1] == "Rain"
    assert [title for _, title in await answers.suggest_articles("vo")] == ["Vote"]


async def test_articles_of_one_title_are_told_apart(library: Library) -> None:
    await library.add(
        record("Rain", "It rains.", site="The Herald"),
        record("RAIN", "It rains.", site="The Echo"),
    )
    shown = {title for _, title in await library.answers.suggest_articles("rain")}
    assert {"The Herald, 2031-05-04 · Rain", "The Echo, 2031-05-04 · RAIN"} <= shown
    assert all(" · " in title for title in shown)
    assert [title for _, title in await library.answers.suggest_articles("vo")] == ["Vote"]


async def test_an_index_behind_the_log_skips_what_is_gone(library: Library) -> None:
    gone = record("Vote", "No more is said.", arrival=Arrival.REVISED, revision=2)
    await library.store.log.append(gone)  # and no catch-up
    page = await library.answers.quotes("Ada Morn")
    assert [q.words for q in page.quoted] == [("“It rains,”",)]


async def test_an_index_ahead_of_its_log_begins_anew(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        library = Library(store)
        await library.add(record("One", RAIN, said=(("Ada Morn", "“It rains,”"),)), record("Two"))
    for path in tmp_path.glob("record.sqlite*"):
        path.unlink()
    async with open_store(tmp_path) as store:
        library = Library(store)
        await library.add(record("Three"))
        found = (await library.latest.articles()).headlines
        assert [h.article.title for h in found] == ["Three"]
        assert await library.answers.suggest_people("") == []


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda a: a.quotes("  "), BadInput, "last name"),
        (lambda a: a.quotes("Ada Morn", "snow"), NothingFound, "about “snow”"),
        (lambda a: a.quotes("Zzyzx"), NothingFound, "Nobody called “Zzyzx”"),
        (lambda a: a.keypoints("https://courier.example/x"), NothingFound, "not in the record"),
        (lambda a: a.keypoints("snow"), NothingFound, "No stored article"),
        (lambda a: a.keypoints(" "), BadInput, "Say which article"),
    ],
)
async def test_what_cannot_be_answered_gets_one_sentence(library, call, error, sentence) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=sentence):
        await call(library.answers)


async def test_an_empty_record_says_so(empty: Library) -> None:
    with pytest.raises(NothingFound, match="No article is stored yet"):
        await empty.latest.articles()
    with pytest.raises(NothingFound, match="Nobody called"):
        await empty.answers.quotes("Ada")
    assert await empty.answers.suggest_people("") == []
