"""A subscription that is moved to another channel: nothing is posted again, nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.delivery import NONCE_WINDOW
from bot.errors import BadInput, NothingFound
from bot.ports import Busy, Refused
from bot.records import Arrival
from tests.desk.newsdesk import GUILD, NEWS, SPORT, Newsdesk
from tests.desk.test_delivery_digests import LATE, shapes
from tests.desk.world import record

AWAY = [1, NONCE_WINDOW.total_seconds() + 60]


async def test_what_was_posted_stays_and_what_comes_goes_there(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    await desk.deliver()
    await desk.append(record("Two"))
    await desk.subscriptions.move(GUILD, made.id, SPORT)
    await desk.deliver()
    assert (desk.channels.titles(NEWS), desk.channels.titles(SPORT)) == (["One"], ["Two"])
    await desk.append(
        record("One", "Corrected.", arrival=Arrival.REVISED, revision=2),
        record("Two", "", arrival=Arrival.REMOVED),
    )
    desk.start()
    await desk.deliver()
    assert desk.channels.only(NEWS).edits == 1
    assert desk.channels.messages[SPORT] == []


@pytest.mark.parametrize("away", AWAY)
async def test_a_post_in_doubt_is_looked_for_where_it_was_tried(
    desk: Newsdesk, away: float
) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    await desk.kill()
    desk.clock.advance(away)
    await desk.subscriptions.move(GUILD, made.id, SPORT)
    await desk.deliver()
    assert (desk.channels.titles(NEWS), desk.channels.titles(SPORT)) == (["One"], ["Two"])
    await desk.append(record("One", "Corrected.", arrival=Arrival.REVISED, revision=2))
    await desk.deliver()
    assert desk.channels.only(NEWS).edits == 1


@pytest.mark.parametrize("away", AWAY)
async def test_a_digest_in_doubt_too(desk: Newsdesk, away: float) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    desk.clock.advance(LATE)
    await desk.kill()
    desk.clock.advance(away)
    await desk.subscriptions.move(GUILD, made.id, SPORT)
    await desk.deliver()
    assert (shapes(desk), shapes(desk, SPORT)) == ([2], [])


@pytest.mark.parametrize("late", [0, LATE])
async def test_what_was_not_taken_is_sent_to_the_new_channel_once(
    desk: Newsdesk, late: float
) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    desk.clock.advance(late)
    desk.channels.before = lambda channel, what: Refused("No rights.") if channel == NEWS else None
    await desk.deliver()
    assert (await desk.subscriptions.one(GUILD, made.id)).paused == "No rights."
    moved = await desk.subscriptions.move(GUILD, made.id, SPORT)
    assert moved.paused is None
    await desk.kill()
    desk.clock.advance(AWAY[1])
    await desk.deliver()
    assert desk.channels.titles(SPORT) == ["One", "Two"]
    assert desk.channels.titles(NEWS) == []


async def test_an_old_channel_that_is_gone_holds_nothing_up(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    desk.channels.before = lambda channel, what: Busy("503", 1)
    await desk.deliver()
    desk.channels.before = lambda channel, what: None
    find = desk.channels.find

    async def gone(channel: int, *rest: object) -> object:
        return Refused("It is gone.") if channel == NEWS else await find(channel, *rest)  # type: ignore[arg-type]

    desk.channels.find = gone  # type: ignore[method-assign,assignment]
    await desk.subscriptions.move(GUILD, made.id, SPORT)
    desk.clock.advance(2)
    await desk.deliver()
    assert desk.channels.titles(SPORT) == ["One"]


@pytest.mark.parametrize("late", [0, LATE])
async def test_old_posts_that_cannot_be_reached_any_more_hold_nothing_up(
    desk: Newsdesk, late: float
) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    desk.clock.advance(late)
    await desk.deliver()
    await desk.subscriptions.move(GUILD, made.id, SPORT)
    desk.channels.before = lambda channel, what: Refused("No rights.") if channel == NEWS else None
    await desk.append(
        record("One", "Corrected.", arrival=Arrival.REVISED, revision=2),
        record("Two", "", arrival=Arrival.REMOVED),
        record("Three", at=desk.clock()),
    )
    await desk.deliver()
    assert desk.channels.titles(SPORT) == ["Three"]
    assert (await desk.subscriptions.one(GUILD, made.id)).paused is None


async def test_back_and_forth_and_a_new_one_in_the_old_channel(desk: Newsdesk) -> None:
    first = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    await desk.deliver()
    await desk.subscriptions.move(GUILD, first.id, SPORT)
    second = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    assert second.id != first.id
    with pytest.raises(BadInput, match="already gets"):
        await desk.subscriptions.move(GUILD, first.id, NEWS)
    await desk.append(record("Two"))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One", "Two"]
    assert desk.channels.titles(SPORT) == ["Two"]
    await desk.subscriptions.end(GUILD, second.id)
    await desk.subscriptions.move(GUILD, first.id, NEWS)
    await desk.append(record("Three"))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One", "Two", "Three"]
    assert desk.channels.titles(SPORT) == ["Two"]
    with pytest.raises(NothingFound):
        await desk.subscriptions.move(GUILD, second.id, SPORT)


async def test_another_subscription_repeats_nothing_that_a_moved_one_brought(
    desk: Newsdesk,
) -> None:
    """And it gets there what the moved one brought to another channel only."""
    harbour = await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    everything = await desk.subscriptions.subscribe(GUILD, SPORT, "everything")
    await desk.subscriptions.pause(GUILD, everything.id)
    await desk.append(record("One"))
    await desk.deliver()
    await desk.subscriptions.move(GUILD, harbour.id, SPORT)
    await desk.subscriptions.resume(GUILD, everything.id)
    await desk.deliver()
    assert desk.channels.titles(SPORT) == ["One"], "it had come to the other channel only"
    rest = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.subscriptions.keep(replace(rest, cursor=0))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"], "the moved one had brought it here"


async def test_the_same_story_begins_anew_in_the_new_channel(desk: Newsdesk) -> None:
    text = "The harbour master said on Monday that the dock workers would be back at their posts."
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One", text))
    await desk.deliver()
    await desk.subscriptions.move(GUILD, made.id, SPORT)
    await desk.append(record("One", text, site="The Herald"))
    await desk.deliver()
    assert desk.channels.titles(SPORT) == ["One"]
    assert desk.channels.only(NEWS).edits == 0
