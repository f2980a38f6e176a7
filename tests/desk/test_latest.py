"""The newest articles: of a topic, of an outlet, each story once, page after page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.answering import latest as module
from bot.desk.answering.latest import Latest, LatestPage
from bot.desk.keeping.follow import catch_up
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.records import Arrival, Record, Topic
from bot.store import Store, open_store
from tests.desk.world import NOON, record

TOPICS = [Topic("Harbour", ("harbour",)), Topic("Cows", ("cow",))]
STORY = (
    "The council of Tarn has decided after a night of talks that the old ferry will sail through "
    "the winter, although the crews had asked for a second boat and a longer pause at the pier."
)
SUBJECTS = ["cows", "boats", "bells", "roofs", "lamps", "wells", "farms", "roads", "bikes", "trees"]


class Newsstand:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.stories = Stories(store.log, store.documents)
        topics = Topics(TOPICS, store.documents)
        self.latest = Latest(store.log, store.index, topics, self.stories)

    async def add(self, *records: Record) -> None:
        for one in records:
            await self.store.log.append(one)
        await catch_up(self.store.log, self.store.index)
        await self.stories.follow()


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Newsstand]:
    async with open_store(tmp_path) as store:
        yield Newsstand(store)


def told(outlet: str, hours: float, text: str = STORY) -> Record:
    return record(f"Ferry {outlet}", text, site=outlet, at=NOON + timedelta(hours=hours))


def other(number: int, outlet: str = "The Courier", more: str = "") -> Record:
    subject = SUBJECTS[number % 10]
    text = " ".join(f"{subject}{number * 100 + word}" for word in range(40)) + more
    return record(
        f"Other {number}", text, site=outlet, at=NOON + timedelta(minutes=number, hours=-100)
    )


def titles(page: LatestPage) -> list[str]:
    return [one.article.title for one in page.headlines]


async def all_pages(stand: Newsstand, *asked: object) -> list[list[str]]:
    pages, before = [], None
    while True:
        page = await stand.latest.articles(*asked, before=before)  # type: ignore[arg-type]
        assert page.begins is (before is None)
        pages.append(titles(page))
        if page.older is None:
            return pages
        before = page.older


async def test_pages_hold_every_article_once_and_end(stand: Newsstand) -> None:
    await stand.add(*(other(number) for number in range(7)))
    expected = [f"Other {number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert await all_pages(stand, None, None, 3) == [expected[:3], expected[3:6], expected[6:]]
    assert await all_pages(stand, None, None, 7) == [expected]


async def test_what_arrives_between_two_pages_moves_neither(stand: Newsstand) -> None:
    await stand.add(*(other(number) for number in range(4)))
    first = await stand.latest.articles(count=2)
    await stand.add(other(9))
    assert titles(await stand.latest.articles(count=2, before=first.older)) == [
        "Other 1",
        "Other 0",
    ]


async def test_a_story_is_shown_once_where_it_was_first(stand: Newsstand) -> None:
    await stand.add(told("The Herald", 0), told("The Post", 5), told("The Echo", 2), other(3))
    page = await stand.latest.articles()
    assert titles(page) == ["Ferry The Herald", "Other 3"]
    assert [one.site for one in page.headlines[0].also] == ["The Echo", "The Post"]
    assert await all_pages(stand, None, None, 1) == [["Ferry The Herald"], ["Other 3"]]


async def test_of_an_outlet_its_own_article_stands_for_the_story(stand: Newsstand) -> None:
    await stand.add(told("The Herald", 0), told("The Post", 5), other(3, "The Post"))
    page = await stand.latest.articles(source="the post")
    assert titles(page) == ["Ferry The Post", "Other 3"]
    assert [one.site for one in page.headlines[0].also] == ["The Herald"]
    assert page.source == "The Post"


async def test_of_a_topic_the_first_article_that_is_of_it_stands_for_the_story(
    stand: Newsstand,
) -> None:
    late = told("The Post", 5, STORY + " It all began in the harbour.")
    await stand.add(told("The Herald", 0), late)
    page = await stand.latest.articles("harbour")
    assert titles(page) == ["Ferry The Post"]
    assert [one.site for one in page.headlines[0].also] == ["The Herald"]


async def test_a_story_whose_first_article_was_taken_down_is_still_told(stand: Newsstand) -> None:
    first = told("The Herald", 0)
    await stand.add(first, told("The Post", 5))
    gone = record("Ferry The Herald", "", site="The Herald", arrival=Arrival.REMOVED, revision=2)
    await stand.store.log.append(gone)  # and nothing follows yet
    page = await stand.latest.articles()
    assert titles(page) == ["Ferry The Post"]
    assert page.headlines[0].also == ()


async def test_an_outlet_by_a_part_of_its_name(stand: Newsstand) -> None:
    await stand.add(other(1, "The Courier"), other(2, "The Herald"), other(3, "Herald on Sunday"))
    assert titles(await stand.latest.articles(source="cour")) == ["Other 1"]
    assert titles(await stand.latest.articles(source="THE  HERALD")) == ["Other 2"]
    with pytest.raises(BadInput, match="may be several: Herald on Sunday, The Herald"):
        await stand.latest.articles(source="herald")
    with pytest.raises(NothingFound, match="There are some by: Herald on Sunday, The Courier"):
        await stand.latest.articles(source="Gazette")


async def test_outlets_for_autocompletion_the_largest_first(stand: Newsstand) -> None:
    await stand.add(other(1, "The Herald"), other(2, "The Courier"), other(3, "The Courier"))
    found = await stand.latest.suggest_outlets("")
    assert [(one.name, one.articles) for one in found] == [("The Courier", 2), ("The Herald", 1)]
    assert [one.name for one in await stand.latest.suggest_outlets(" HER ")] == ["The Herald"]
    assert len(await stand.latest.suggest_outlets("", limit=1)) == 1


async def test_far_back_is_looked_at_page_by_page(
    stand: Newsstand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REACH", 3)
    harbour = other(0, more=" in the harbour")
    await stand.add(harbour, *(other(number) for number in range(1, 8)))
    assert await all_pages(stand, "harbour") == [[], [], ["Other 0"]]
    page = await stand.latest.articles("harbour")
    assert (page.headlines, page.seen) == ((), 3)


async def test_nobody_waits_for_more_than_a_moment(
    stand: Newsstand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    await stand.add(other(0, more=" in the harbour"), *(other(number) for number in range(1, 4)))
    page = await stand.latest.articles("harbour")
    assert (page.headlines, page.seen) == ((), 1)
    assert await all_pages(stand, "harbour") == [[], [], [], ["Other 0"]]


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        ({"topic": "snow"}, BadInput, "Choose one of: everything, Harbour"),
        ({"count": 0}, BadInput, "1 to 10"),
        ({"count": 11}, BadInput, "1 to 10"),
        ({"topic": "harbour"}, NothingFound, "None of the newest 1 articles is about Harbour"),
        (
            {"topic": "harbour", "source": "courier"},
            NothingFound,
            "by The Courier is about Harbour. Leave the topic or the source out",
        ),
        ({"before": (NOON.replace(year=2001).isoformat(), "x")}, NothingFound, "no older articles"),
    ],
)
async def test_what_cannot_be_answered_gets_one_sentence(
    stand: Newsstand, asked: dict[str, object], error: type[Exception], sentence: str
) -> None:
    await stand.add(other(1))
    with pytest.raises(error, match=sentence):
        await stand.latest.articles(**asked)  # type: ignore[arg-type]


async def test_an_empty_record_says_so(stand: Newsstand) -> None:
    with pytest.raises(NothingFound, match="No article is stored yet"):
        await stand.latest.articles()
    with pytest.raises(NothingFound, match="No article by “Courier” is on record"):
        await stand.latest.articles(source="Courier")
