"""Who somebody is by the record, and what is related to an article, over a real record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.answering.persons import TITLES, Persons
from bot.desk.answering.relations import SHOWN, Reason, Relations, Why
from bot.desk.keeping.follow import catch_up
from bot.desk.sorting.running import Running
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.errors import NothingFound
from bot.records import Arrival, Link, Record, Statement, Topic
from bot.store import Store, open_store
from bot.topics.running import configured
from tests.desk.world import NOON, record

STRIKE = configured("the dockers' strike", NOON.date() - timedelta(days=45), ["dockers' strike"])
GUILD = 7
LONG = (
    "The harbour of Lisac stays closed for a third day after its pilots refused to board any "
    "ship over forty metres, the port authority announced on Tuesday, and eleven freighters "
    "now lie at anchor in the roads with perishable goods on board."
)


@dataclass
class Library:
    store: Store
    topics: Topics
    stories: Stories
    running: Running
    persons: Persons
    relations: Relations

    async def add(self, *records: Record) -> None:
        for one in records:
            await self.store.log.append(one)
        await catch_up(self.store.log, self.store.index)
        await self.stories.follow()
        await self.running.follow()

    async def related(self, article: str) -> dict[str, tuple[Reason, ...]]:
        page = await self.relations.page(article, GUILD)
        return {one.article.title: one.reasons for one in page.found}


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_store(tmp_path / "data") as store:
        topics = Topics([Topic("Harbour", ("harbour", "freighters"))], store.documents)
        answers = Answers(store.log, store.index, topics)
        stories = Stories(store.log, store.documents)
        running = Running(store.log, store.documents, [STRIKE])
        yield Library(
            store,
            topics,
            stories,
            running,
            Persons(store.index, answers, topics, running),
            Relations(store.index, answers, topics, stories, running),
        )


def titled(made: Record, title: str | None) -> Record:
    def change(statement: Statement) -> Statement:
        return replace(statement, speaker=replace(statement.speaker, title=title))

    return replace(made, statements=tuple(map(change, made.statements)))


def at(
    days: int, title: str, text: str, *said: tuple[str, str], site: str = "The Courier"
) -> Record:
    return record(title, text, said=said, at=NOON + timedelta(days=days), site=site)


async def test_who_somebody_is(library: Library) -> None:
    await library.topics.define(GUILD, "Ships", ["ferry"])
    words = ("Ilse Maron", "We stay")
    await library.add(
        titled(at(0, "One", "The ferry: We stay.", words), "mayor of Orrin"),
        titled(at(40, "Two", "The harbour and dockers' strike: We stay.", words), "mayor of Orrin"),
        titled(at(41, "Three", "Again: We stay.", words, site="The Herald"), "minister"),
        at(42, "Four", "We go, and We stay.", ("Bo Lind", "We go")),
    )
    found = await library.persons.portrait("maron", GUILD)
    assert (found.named.name, found.named.statements, found.candidates) == ("Ilse Maron", 3, ())
    assert [(held.title.title, held.article and held.article.title) for held in found.titles] == [
        ("minister", "Three"),
        ("mayor of Orrin", "One"),
    ]
    assert (found.offset, found.titles_in_all) == (0, 2)
    assert found.months == (("2031-05", 1), ("2031-06", 2))
    assert found.outlets == (("The Courier", 2), ("The Herald", 1))
    assert found.topics == (("Harbour", 1), ("Ships", 1))
    assert found.stories == (("the dockers' strike", 1),)
    assert found.looked_at == 3
    elsewhere = await library.persons.portrait(found.named.id)
    assert elsewhere.topics == (("Harbour", 1),)  # the other is one server's own


async def test_titles_by_pages(library: Library) -> None:
    words = ("Ilse Maron", "We stay")
    await library.add(
        *(titled(at(n, f"N{n}", "We stay.", words), f"title {'abcdefgh'[n]}") for n in range(8))
    )
    first = await library.persons.portrait("maron")
    assert [held.title.title[-1] for held in first.titles] == list("hgfedc")
    rest = await library.persons.portrait("maron", offset=TITLES)
    assert [held.title.title[-1] for held in rest.titles] == list("ba")
    assert rest.titles_in_all == 8


async def test_nobody_of_that_name(library: Library) -> None:
    with pytest.raises(NothingFound, match="Nobody called “maron” is on record"):
        await library.persons.portrait("maron")


async def test_each_reason_by_itself(library: Library) -> None:
    page = [
        Link("https://courier.example/linked", "As the page calls it"),
        Link("https://elsewhere.example/x", "Never stored"),
    ]
    main = at(5, "Pilots leave Lisac", f"{LONG} “We stay.”", ("Ilse Maron", "We stay"))
    main = replace(main, article=replace(main.article, related=tuple(page)))
    await library.add(
        main,
        at(1, "Copy", f"{LONG} This is a copy.", site="The Herald"),
        at(2, "Linked", "Something else."),
        at(3, "Quoted", "We go.", ("Ilse Maron", "We go")),
        at(4, "Lisac after its pilots", "Something new."),
        at(4, "Freighters", "Of freighters only."),
        at(4, "Tea", "Nothing."),
    )
    found = await library.related("pilots leave")
    assert found == {
        "Copy": (Reason(Why.SAME_STORY), Reason(Why.TOPIC, ("Harbour",))),
        "Linked": (Reason(Why.LINKED),),
        "Quoted": (Reason(Why.PEOPLE, ("Ilse Maron",)),),
        "Lisac after its pilots": (Reason(Why.WORDS, ("lisac", "pilots")),),
        "Freighters": (Reason(Why.TOPIC, ("Harbour",)),),
    }
    assert list(found)[:2] == ["Copy", "Linked"]
    answer = await library.relations.page(main.article.url)
    assert answer.article.id == main.article.id
    assert answer.links == (page[1],)


async def test_the_same_running_story_and_a_topic_of_the_servers_own(library: Library) -> None:
    await library.topics.define(GUILD, "Fruit", ["apples"])
    await library.add(
        at(1, "One", "The dockers' strike and apples."),
        at(2, "Two", "The dockers' strike."),
        at(3, "Three", "Some apples."),
    )
    assert await library.related("one") == {
        "Two": (Reason(Why.RUNNING, ("the dockers' strike",)),),
        "Three": (Reason(Why.TOPIC, ("Fruit",)),),
    }
    assert [one.article.title for one in (await library.relations.page("one")).found] == ["Two"]


async def test_whoever_is_quoted_everywhere_relates_less(library: Library) -> None:
    famous = [at(n, f"F{n}", "We win.", ("Bo Lind", "We win")) for n in range(12)]
    text = "We stay. We win."
    await library.add(
        *famous,
        at(3, "Rare", "We stay.", ("Ilse Maron", "We stay")),
        at(20, "Both", text, ("Ilse Maron", "We stay"), ("Bo Lind", "We win")),
    )
    found = await library.related("both")
    assert next(iter(found)) == "Rare"
    assert (await library.relations.page("both")).in_all == 13


async def test_pages_of_what_is_related(library: Library) -> None:
    await library.add(*(at(n, f"N{n}", "We win.", ("Bo Lind", "We win")) for n in range(30)))
    first = await library.relations.page("N29")
    assert (len(first.found), first.in_all) == (SHOWN, 19)  # of the newest twenty that quote him
    assert [one.article.title for one in first.found][:2] == ["N28", "N27"]
    last = await library.relations.page("N29", offset=15)
    assert [one.article.title for one in last.found] == ["N13", "N12", "N11", "N10"]


async def test_what_was_removed_is_related_to_nothing(library: Library) -> None:
    gone = at(1, "Gone", "We win.", ("Bo Lind", "We win"))
    await library.add(gone, at(2, "Here", "We win.", ("Bo Lind", "We win")))
    removed = replace(
        gone,
        article=replace(gone.article, title="", text=""),
        statements=(),
        arrival=Arrival.REMOVED,
    )
    await library.store.log.append(removed)
    assert await library.related("here") == {}  # before the index has followed, too
    with pytest.raises(NothingFound, match="No stored article"):
        await library.related("nowhere")
