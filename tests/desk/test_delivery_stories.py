"""The same story from another outlet is named in the first post instead of posted again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.delivery.turns import STORY_GOES_ON
from bot.ports import Busy, Post, PostOutcome
from bot.records import Arrival, Record
from tests.desk.newsdesk import GUILD, NEWS, Newsdesk
from tests.desk.world import record

WIRE = (
    "The harbour of Lisac stays closed for a third day after its pilots refused to board any "
    "ship over forty metres, the port authority announced on Tuesday, and eleven freighters "
    "now lie at anchor in the roads with perishable goods on board."
)
OUTLETS = ("The Herald", "The Tribune", "The Mirror")


def told(site: str, arrival: Arrival = Arrival.NEW, revision: int = 1) -> Record:
    text = "" if arrival is Arrival.REMOVED else f"{WIRE} This is {site}."
    title = f"As told by {site}"
    return record(title, text, site=site, arrival=arrival, revision=revision)


def also(desk: Newsdesk) -> list[str]:
    post = desk.channels.only(NEWS).post
    assert isinstance(post, Post)
    return [article.site for article in post.also]


def title(desk: Newsdesk) -> str:
    (only,) = desk.channels.titles(NEWS)
    return only


async def test_other_outlets_join_the_first_post(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(told("The Courier"), record("Tea", "Nothing else happened."))
    await desk.deliver()
    desk.channels.messages[NEWS].pop()
    for site in OUTLETS:
        await desk.append(told(site))
        assert await desk.deliver() == 1
    assert title(desk) == "As told by The Courier"
    assert also(desk) == list(OUTLETS)


async def test_the_same_outlet_again_is_posted(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(told("The Courier"), record("An update", WIRE))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["As told by The Courier", "An update"]


async def test_a_story_that_comes_back_much_later_is_posted(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(told("The Courier"))
    await desk.deliver()
    desk.clock.advance((STORY_GOES_ON + timedelta(hours=1)).total_seconds())
    await desk.append(told("The Herald"))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["As told by The Courier", "As told by The Herald"]


@pytest.mark.parametrize("taken", [True, False])
async def test_an_edit_that_has_to_wait_is_made_later(desk: Newsdesk, taken: bool) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(told("The Courier"))
    await desk.deliver()
    await desk.append(told("The Herald"), record("Tea", "Nothing else happened."))
    answers: list[PostOutcome | None] = [Busy("503", 5)]
    setattr(
        desk.channels,
        "after" if taken else "before",
        lambda channel, what: answers.pop() if answers else None,
    )
    await desk.deliver()
    desk.clock.advance(6)
    desk.start()
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["As told by The Courier", "Tea"]
    desk.channels.messages[NEWS].pop()
    assert also(desk) == ["The Herald"]


async def test_a_removed_one_is_named_no_longer(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(told("The Courier"), *map(told, OUTLETS))
    await desk.deliver()
    await desk.append(told("The Tribune", Arrival.REMOVED))
    await desk.deliver()
    assert also(desk) == ["The Herald", "The Mirror"]


async def test_a_removed_first_one_leaves_the_post_to_the_next(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(told("The Courier"), *map(told, OUTLETS))
    await desk.deliver()
    await desk.append(told("The Courier", Arrival.REMOVED))
    await desk.deliver()
    assert (title(desk), also(desk)) == ("As told by The Herald", ["The Tribune", "The Mirror"])
    await desk.append(told("The Mirror", Arrival.REMOVED))
    await desk.deliver()
    assert also(desk) == ["The Tribune"]
    await desk.append(told("The Herald", Arrival.REVISED, 2))
    await desk.deliver()
    assert (title(desk), also(desk)) == ("As told by The Herald", ["The Tribune"])


async def test_stories_that_cannot_be_grouped_hold_up_nothing(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> int:
        raise OSError("the disk is on fire")

    monkeypatch.setattr("bot.desk.sorting.stories.Stories.follow", broken)
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(told("The Courier"))
    await desk.deliver()
    assert title(desk) == "As told by The Courier"


@pytest.mark.parametrize("dies", [True, False])
async def test_where_the_first_post_was_deleted_the_next_outlet_has_its_own(
    desk: Newsdesk, dies: bool
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(told("The Courier"))
    await desk.deliver()
    desk.channels.messages[NEWS].clear()
    await desk.append(told("The Herald"))
    if dies:
        await desk.kill()
    await desk.deliver()
    assert title(desk) == "As told by The Herald"
