"""Running stories over a real record: followed, learned, kept, and counted on posts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.answering.storypages import ARTICLES, STORIES, StoryPages
from bot.desk.delivery import Delivery
from bot.desk.keeping.follow import catch_up
from bot.desk.keeping.takedown import Takedowns
from bot.desk.sorting import running as module
from bot.desk.sorting.running import KIND, Running
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.errors import NothingFound, StoreError
from bot.ports import Post
from bot.records import Arrival, Record, StoryDay
from bot.store import Store, open_store
from bot.topics.running import configured
from tests.desk.newsdesk import GUILD, NEWS, Newsdesk
from tests.desk.world import NOON, HandClock, record

SINCE = date(2031, 3, 20)  # 45 days before
STRIKE = configured("the dockers' strike", SINCE, ["dockers' strike"])


def count(
    title: str, day: int, what: str = "the war in Tarn", days: int = 0, site: str = "The Courier"
) -> Record:
    text = f"On the {day}th day of {what}, nothing new was said in {title}."
    return record(title, text, at=NOON + timedelta(days=days), site=site)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        yield opened


async def append(store: Store, *records: Record) -> None:
    for one in records:
        await store.log.append(one)
    await catch_up(store.log, store.index)


def pages(store: Store, running: Running, clock: HandClock) -> StoryPages:
    answers = Answers(store.log, store.index, Topics([], store.documents))
    return StoryPages(running, store.index, answers, clock)


async def test_stories_are_followed_and_learned_over_restarts(store: Store) -> None:
    strike = record("Strike", "The dockers' strike goes on.", at=NOON)
    await append(store, strike, count("One", 9), record("Tea", "The war in Tarn."))
    running = Running(store.log, store.documents, [STRIKE])
    assert await running.follow() == 3
    assert await running.follow() == 0
    assert running.stories() == (STRIKE,)
    assert running.day(strike) == StoryDay("the dockers' strike", 45)

    running = Running(store.log, store.documents, [STRIKE])
    second = count("Two", 19, days=10)
    named = record("Three", "Talks on the war in Tarn.", at=NOON + timedelta(days=11))
    await append(store, second, named)
    assert await running.follow() == 2
    known, learned = running.stories()
    assert (known, learned.name, learned.since) == (STRIKE, "the war in Tarn", date(2031, 4, 25))
    assert running.day(second) == StoryDay("the war in Tarn", 19)
    articles = [named.article.id, second.article.id, count("One", 9).article.id]
    assert running.articles(learned) == articles
    assert running.articles(STRIKE) == [strike.article.id]

    again = Running(store.log, store.documents, [STRIKE])
    assert await again.follow() == 0
    assert again.stories() == running.stories()
    assert again.articles(learned) == articles


async def test_a_story_that_is_new_in_the_configuration_is_looked_for(store: Store) -> None:
    strike = record("Strike", "The dockers' strike goes on.")
    await append(store, strike, record("Tea"))
    before = Running(store.log, store.documents)
    assert await before.follow() == 2
    assert await store.documents.keys(KIND) == []
    after = Running(store.log, store.documents, [STRIKE])
    assert await after.follow() == 2
    assert after.articles(STRIKE) == [strike.article.id]
    assert await Running(store.log, store.documents, [STRIKE]).follow() == 0


async def test_beside_a_running_bot_nothing_is_written(store: Store) -> None:
    await append(store, count("One", 9), count("Two", 9))
    beside = Running(store.log, store.documents, keep=False)
    assert await beside.follow() == 2
    assert len(beside.stories()) == 1
    assert await store.documents.keys(KIND) == []
    assert await Running(store.log, store.documents).follow() == 2


async def test_what_was_corrected_or_removed_no_longer_counts(store: Store) -> None:
    first, second = count("One", 9), count("Two", 9)
    await append(store, first, second)
    running = Running(store.log, store.documents)
    await running.follow()
    (story,) = running.stories()
    corrected = replace(
        second,
        article=replace(second.article, text="On the 8th day of the war in Tarn.", revision=2),
        arrival=Arrival.REVISED,
    )
    await append(store, corrected)
    await running.follow()
    assert [one.since for one in running.stories()] == [story.since]  # within a day
    far = replace(
        corrected, article=replace(corrected.article, text="On the 3rd day of it.", revision=3)
    )
    await append(store, far)
    await running.follow()
    assert running.stories() == ()
    assert await store.documents.keys(KIND) == [first.article.id]


async def test_a_takedown_leaves_no_word_of_it(store: Store) -> None:
    first = count("One", 9, "the siege of Upper Vellmark")
    await append(store, first, count("Two", 9, "the siege of Upper Vellmark"))
    running = Running(store.log, store.documents)
    await running.follow()
    answers = Answers(store.log, store.index, Topics([], store.documents))
    takedowns = Takedowns(store.log, store.index, store.documents, answers, HandClock())
    await takedowns.remove(first.article.id)
    assert first.article.id not in await store.documents.keys(KIND)
    await running.follow()
    assert running.stories() == ()


async def test_only_the_newest_part_of_a_long_log_is_looked_at(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REACH", 2)
    await append(store, count("One", 9), count("Two", 9), count("Three", 9), record("Tea"))
    running = Running(store.log, store.documents)
    assert await running.follow() == 2
    assert running.stories() == ()


async def test_the_oldest_are_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    made = [count(f"N{days}", 9 + days, days=days) for days in range(4)]
    await append(store, *made)
    running = Running(store.log, store.documents)
    await running.follow()
    (story,) = running.stories()
    assert running.articles(story) == [made[3].article.id, made[2].article.id]
    assert sorted(await store.documents.keys(KIND)) == sorted(running.articles(story))


async def test_what_could_not_be_stored_is_followed_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await append(store, count("One", 9), count("Two", 9))
    running = Running(store.log, store.documents)

    async def full(*_: object) -> None:
        raise StoreError("record", "The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store.documents, "put_many", full)
        with pytest.raises(StoreError):
            await running.follow()
    assert await running.follow() == 2
    assert len(await store.documents.keys(KIND)) == 2


async def test_posts_say_the_day(desk: Newsdesk) -> None:
    log, documents = desk.store.log, desk.store.documents
    desk.delivery = Delivery(
        log,
        documents,
        desk.subscriptions,
        desk.topics,
        Stories(log, documents),
        desk.clock,
        running=Running(log, documents, [STRIKE]),
    )
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(
        record("Strike", "The dockers' strike goes on."), count("One", 9), count("Two", 9)
    )
    await desk.deliver()
    posts = [message.post for message in desk.channels.messages[NEWS]]
    days = [post.story for post in posts if isinstance(post, Post)]
    war = StoryDay("the war in Tarn", 9)
    assert days == [StoryDay("the dockers' strike", 45), war, war]


async def test_a_story_with_its_articles_and_voices(store: Store) -> None:
    clock = HandClock()
    said = (("Ilse Maron", "We stay"), ("Bo Lind", "We go"), ("Ilse Maron", "We win"))
    text = "The dockers' strike: We stay. We go. We win."
    made = [
        record(f"N{day}", text, said=said[: day + 1], at=NOON + timedelta(days=day))
        for day in range(ARTICLES + 2)
    ]
    await append(store, *made)
    running = Running(store.log, store.documents, [STRIKE])
    await running.follow()
    clock.advance(24 * 3600)
    answers = pages(store, running, clock)
    for name in (STRIKE.id, "The Dockers’ strike", "dock"):
        page = await answers.page(name)
        assert (page.listed.story, page.listed.day, page.listed.articles) == (STRIKE, 46, 7)
    assert [one.title for one in page.articles] == ["N6", "N5", "N4", "N3", "N2"]
    assert [(named.name, number) for named, number in page.voices] == [
        ("Ilse Maron", 12),
        ("Bo Lind", 6),
    ]
    rest = await answers.page(STRIKE.id, offset=ARTICLES)
    assert [one.title for one in rest.articles] == ["N1", "N0"]
    assert rest.voices == page.voices


async def test_the_list_of_what_goes_on(store: Store) -> None:
    clock = HandClock()
    many = [
        configured(f"the wait {n}", SINCE + timedelta(days=30 * n), ["x"])
        for n in range(STORIES + 5)
    ]
    await append(store, count("One", 9), count("Two", 9))
    running = Running(store.log, store.documents, many)
    await running.follow()
    answers = pages(store, running, clock)
    found = await answers.all()
    assert [one.story.name for one in found.stories] == [
        "the wait 0",
        "the wait 1",
        "the war in Tarn",
    ]  # the others have not begun
    assert [(one.day, one.articles) for one in found.stories] == [(45, 0), (15, 0), (9, 2)]
    assert [(one.name, day) for one, day in answers.suggest("W tarn")] == [("the war in Tarn", 9)]
    clock.advance(100 * 24 * 3600)
    assert "the war in Tarn" not in [one.name for one, _ in answers.suggest("")]
    assert (await answers.page("war in Tarn")).listed.day == 109
    clock.advance(400 * 24 * 3600)
    second = await answers.all(STORIES)
    assert (len(second.stories), second.in_all) == (5, 15)


@pytest.mark.parametrize("name", ["", " ", "zzz", "*", "theme"])
async def test_a_story_that_nobody_knows(store: Store, name: str) -> None:
    answers = pages(store, Running(store.log, store.documents, [STRIKE]), HandClock())
    with pytest.raises(NothingFound, match="Without a name, all of them are listed"):
        await answers.page(name)
    empty = pages(store, Running(store.log, store.documents), HandClock())
    with pytest.raises(NothingFound, match="No running story is known yet"):
        await empty.all()
