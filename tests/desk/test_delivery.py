"""Delivery: each article once in each channel that asked, whatever fails in between."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.desk.delivery import AFTER_BUG, NONCE_WINDOW, PAUSED_RETRY
from bot.desk.following.wishes import Wishes
from bot.errors import BadInput, NothingFound
from bot.ports import Busy, Post, PostOutcome, Refused, Unacceptable
from bot.records import Arrival
from tests.desk.newsdesk import GUILD, NEWS, SPORT, Newsdesk, once
from tests.desk.world import Killed, break_documents, record


async def test_a_channel_gets_what_matches_in_order_and_nothing_from_before(desk: Newsdesk) -> None:
    await desk.append(record("Before", "The harbour slept."))
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(
        record("One", "The harbour opened."),
        record("Two", "A parade passed."),
        record("Three", "Dock Workers met."),
        record("Harbourmaster", "No whole word here."),
    )
    assert await desk.deliver() == 2
    assert desk.channels.titles(NEWS) == ["One", "Three"]
    assert await desk.deliver() == 0


async def test_everything_is_a_topic_that_is_always_there(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "Everything")
    await desk.append(record("One"), record("Two"))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One", "Two"]


async def test_backfill_and_reread_are_never_posted(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(
        record("Old", arrival=Arrival.BACKFILL), record("Again", arrival=Arrival.REREAD)
    )
    assert await desk.deliver() == 0
    assert desk.channels.titles(NEWS) == []


async def test_a_correction_edits_the_post(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One", "Ten came."))
    await desk.deliver()
    await desk.append(record("One", "Twelve came.", arrival=Arrival.REVISED, revision=2))
    assert await desk.deliver() == 1
    (message,) = desk.channels.messages[NEWS]
    assert (message.post.article.text, message.edits) == ("Twelve came.", 1)


async def test_a_correction_of_what_was_never_posted_posts_nothing(desk: Newsdesk) -> None:
    await desk.append(record("One", "Ten came."))
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One", "Twelve came.", arrival=Arrival.REVISED, revision=2))
    assert await desk.deliver() == 0
    assert desk.channels.titles(NEWS) == []


async def test_a_busy_channel_waits_and_loses_nothing(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    desk.channels.before = once(Busy("503", 30))
    assert await desk.deliver() == 0
    assert await desk.deliver() == 0, "it must not be tried again before its time"
    desk.clock.advance(31)
    assert await desk.deliver() == 2
    assert desk.channels.titles(NEWS) == ["One", "Two"]


async def test_a_busy_channel_delays_no_other(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.subscriptions.subscribe(GUILD, SPORT, "everything")
    await desk.append(record("One"))
    desk.channels.before = lambda channel, post: Busy("429", 30) if channel == NEWS else None
    assert await desk.deliver() == 1
    assert desk.channels.titles(SPORT) == ["One"]


async def test_an_answer_that_is_lost_after_the_message_was_taken_posts_once(
    desk: Newsdesk,
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    desk.channels.after = once(Busy("connection lost", 5))
    await desk.deliver()
    desk.clock.advance(6)
    assert await desk.deliver() == 1
    assert desk.channels.titles(NEWS) == ["One"]


@pytest.mark.parametrize("away", [1, NONCE_WINDOW.total_seconds() + 60])
@pytest.mark.parametrize("taken", [True, False])
async def test_a_crash_while_sending_posts_once(desk: Newsdesk, away: float, taken: bool) -> None:
    def die(channel: int, post: Post) -> PostOutcome | None:
        raise Killed

    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    setattr(desk.channels, "after" if taken else "before", die)
    with pytest.raises(Killed):
        await desk.deliver()
    desk.channels.before = desk.channels.after = lambda channel, post: None
    desk.clock.advance(away)
    desk.start()
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One", "Two"]
    assert desk.channels.finds == (away > NONCE_WINDOW.total_seconds())


async def test_a_first_post_in_doubt_is_settled_before_its_correction(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One", "Ten came."))
    desk.channels.after = once(Busy("connection lost", 5))
    await desk.deliver()
    await desk.append(record("One", "Twelve came.", arrival=Arrival.REVISED, revision=2))
    desk.clock.advance(NONCE_WINDOW.total_seconds() + 60)
    await desk.deliver()
    (message,) = desk.channels.messages[NEWS]
    assert message.post.article.text == "Twelve came."


async def test_a_refusal_pauses_with_its_reason_and_goes_on_from_there(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    desk.channels.before = lambda channel, post: Refused("I may not write in that channel.")
    await desk.deliver()
    assert await desk.paused() == "I may not write in that channel."
    await desk.append(record("Two"))
    desk.channels.before = lambda channel, post: None
    assert await desk.deliver() == 0
    desk.clock.advance(PAUSED_RETRY.total_seconds() + 1)
    assert await desk.deliver() == 2
    assert desk.channels.titles(NEWS) == ["One", "Two"]
    assert await desk.paused() is None


async def test_subscribing_again_resumes_a_paused_channel_at_once(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    desk.channels.before = once(Refused("I may not write in that channel."))
    await desk.deliver()
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


async def test_what_a_channel_cannot_take_is_passed_over(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    desk.channels.before = once(Unacceptable("400: embed is too odd"))
    assert await desk.deliver() == 1
    assert desk.channels.titles(NEWS) == ["Two"]
    desk.start()
    assert await desk.deliver() == 0


async def test_a_topic_that_is_gone_pauses_and_is_resumed_when_it_is_back(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "rain")
    await desk.append(record("One", "Rain fell."))
    desk.start(topics=[])
    await desk.deliver()
    assert "Rain" in (await desk.paused() or "")
    desk.start()
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


async def test_leaving_and_coming_back_repeats_nothing(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    await desk.deliver()
    await desk.subscriptions.unsubscribe(GUILD, NEWS, "EVERYTHING")
    await desk.append(record("Two"))
    await desk.deliver()
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("Three"))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One", "Three"]


async def test_unsubscribing_in_the_middle_of_a_delivery_stays_unsubscribed(
    desk: Newsdesk,
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    original = desk.channels.post

    async def leave(channel_id: int, post: Post, nonce: str) -> PostOutcome:
        outcome = await original(channel_id, post, nonce)
        await desk.subscriptions.unsubscribe(GUILD, NEWS, "everything")
        return outcome

    desk.channels.post = leave  # type: ignore[method-assign]
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]
    assert await desk.subscriptions.of_guild(GUILD) == []


async def test_leaving_and_coming_back_in_the_middle_of_a_delivery_starts_anew(
    desk: Newsdesk,
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"), record("Three"))
    original = desk.channels.post

    async def leave_and_return(channel_id: int, post: Post, nonce: str) -> PostOutcome:
        outcome = await original(channel_id, post, nonce)
        desk.clock.advance(1)
        await desk.subscriptions.unsubscribe(GUILD, NEWS, "everything")
        await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
        return outcome

    desk.channels.post = leave_and_return  # type: ignore[method-assign]
    await desk.deliver()
    desk.channels.post = original  # type: ignore[method-assign]
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


async def test_what_crashes_in_one_channel_stops_no_other(desk: Newsdesk) -> None:
    def crash(channel: int, post: Post) -> PostOutcome | None:
        if channel == NEWS:
            raise RuntimeError("a bug")
        return None

    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.subscriptions.subscribe(GUILD, SPORT, "everything")
    await desk.append(record("One"))
    desk.channels.before = crash
    assert await desk.deliver() == 1
    desk.channels.before = lambda channel, post: None
    desk.clock.advance(AFTER_BUG.total_seconds() + 1)
    assert await desk.deliver() == 1
    assert desk.channels.titles(NEWS) == desk.channels.titles(SPORT) == ["One"]


@pytest.mark.parametrize("taken", [True, False])
async def test_a_post_whose_record_is_damaged_is_looked_for_before_it_is_sent(
    desk: Newsdesk, tmp_path: Path, taken: bool
) -> None:
    """As after a crash between sending and recording, and damage to what was recorded."""
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    spoil = "after" if taken else "before"
    setattr(desk.channels, spoil, lambda channel, post: Busy("Lost.", 0))
    await desk.deliver()
    setattr(desk.channels, spoil, lambda channel, post: None)
    break_documents(tmp_path / "record.sqlite", record("One").article.id)
    desk.clock.advance(3_600)
    desk.start()
    assert await desk.deliver() == 1
    assert desk.channels.titles(NEWS) == ["One"]
    assert desk.channels.finds == 1
    assert await desk.store.documents.faults() == {}


async def test_a_damaged_subscription_stops_no_other(desk: Newsdesk, tmp_path: Path) -> None:
    damaged = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.subscriptions.subscribe(GUILD, SPORT, "everything")
    break_documents(tmp_path / "record.sqlite", damaged.id)
    desk.start()
    await desk.append(record("One"))
    assert await desk.deliver() == 1
    assert desk.channels.titles(SPORT) == ["One"]
    assert list(await desk.store.documents.faults()) == [f"subscription/{damaged.id}"]


async def test_a_channel_that_answers_slowly_holds_up_no_later_article_elsewhere(
    desk: Newsdesk,
) -> None:
    answered, looked = asyncio.Event(), asyncio.Condition()
    original = desk.channels.post

    async def slow(channel_id: int, post: Post, nonce: str) -> PostOutcome:
        if channel_id == NEWS:
            await answered.wait()
        return await original(channel_id, post, nonce)

    async def idle() -> None:
        async with looked:
            looked.notify_all()
        await asyncio.sleep(0.001)

    async def until(titles: list[str], channel: int) -> None:
        async with asyncio.timeout(10), looked:
            await looked.wait_for(lambda: desk.channels.titles(channel) == titles)

    desk.channels.post = slow  # type: ignore[method-assign]
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.subscriptions.subscribe(GUILD, SPORT, "everything")
    delivering = asyncio.create_task(desk.delivery.deliver_on(desk.channels, idle))
    await desk.append(record("One"))
    await until(["One"], SPORT)
    await desk.append(record("Two"))
    await until(["One", "Two"], SPORT)
    assert desk.channels.titles(NEWS) == []
    answered.set()
    await until(["One", "Two"], NEWS)
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)


async def test_wrong_subscriptions_are_explained(desk: Newsdesk) -> None:
    with pytest.raises(BadInput, match="Choose one of: everything, Harbour, Rain"):
        await desk.subscriptions.subscribe(GUILD, NEWS, "snow")
    with pytest.raises(NothingFound, match="gets nothing yet"):
        await desk.subscriptions.unsubscribe(GUILD, NEWS, "rain")
    await desk.subscriptions.subscribe(GUILD, NEWS, "rain")
    with pytest.raises(BadInput, match="already gets “Rain”"):
        await desk.subscriptions.subscribe(GUILD, NEWS, "RAIN")
    with pytest.raises(NothingFound, match="It gets: Rain"):
        await desk.subscriptions.unsubscribe(GUILD, NEWS, "harbour")


async def test_what_two_topics_of_a_channel_ask_for_comes_once(desk: Newsdesk) -> None:
    for topic in ("harbour", "rain", "everything"):
        await desk.subscriptions.subscribe(GUILD, NEWS, topic)
    await desk.subscriptions.subscribe(GUILD, SPORT, "rain")
    await desk.append(record("Both", "Rain fell on the harbour."), record("Rain", "Rain fell."))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Both", "Rain"]
    assert desk.channels.titles(SPORT) == ["Both", "Rain"]
    await desk.append(record("Rain", "It rained.", arrival=Arrival.REVISED, revision=2))
    assert await desk.deliver() == 2


async def test_what_is_in_doubt_for_one_topic_is_not_posted_for_another(desk: Newsdesk) -> None:
    for topic in ("harbour", "everything"):
        await desk.subscriptions.subscribe(GUILD, NEWS, topic)
    await desk.append(record("One", "The harbour."))
    desk.channels.after = once(Busy("lost", 60))
    await desk.deliver()
    assert await desk.deliver() == 0
    desk.clock.advance(61)
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]
    assert desk.channels.made == 1


async def test_what_one_topic_could_not_post_another_may(desk: Newsdesk) -> None:
    for topic in ("harbour", "everything"):
        await desk.subscriptions.subscribe(GUILD, NEWS, topic)
    await desk.append(record("One", "The harbour."))
    desk.channels.before = once(Unacceptable("400: too odd"))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


async def test_what_two_topics_were_refused_comes_once_when_they_may_again(
    desk: Newsdesk,
) -> None:
    for topic in ("harbour", "everything"):
        await desk.subscriptions.subscribe(GUILD, NEWS, topic)
    await desk.append(record("One", "The harbour opened."))
    desk.channels.before = lambda channel, post: Refused("no permission")
    for _ in range(6):
        await desk.deliver()
        desk.clock.advance(6)
    desk.channels.before = lambda channel, post: None
    for _ in range(30):
        desk.clock.advance(600)
        await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


@pytest.mark.parametrize("taken", [True, False])
async def test_a_topic_that_rests_holds_up_no_other_of_its_channel(
    desk: Newsdesk, taken: bool
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", Wishes(quiet="13-14"))
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    desk.clock.advance(3_590)
    await desk.append(record("One", "The harbour opened.", at=desk.clock()))
    spoil = "after" if taken else "before"
    setattr(desk.channels, spoil, once(Busy("503", 5)))
    await desk.deliver()
    desk.clock.advance(20)  # it is quiet now, and nobody knows whether it was posted
    desk.start()
    await desk.append(record("Two", "The harbour closed.", at=desk.clock()))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One", "Two"]
    desk.clock.advance(3_600)
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One", "Two"]
