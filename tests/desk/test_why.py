"""Why something was posted in a channel or was not, and what would be posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.delivery import POSTS
from bot.desk.delivery.why import Reason, Verdict, Why
from bot.desk.following.preview import Preview
from bot.desk.following.servers import Servers
from bot.desk.following.wishes import Wishes
from bot.desk.sorting.stories import Stories
from bot.errors import BadInput, NothingFound
from bot.ports import Refused, Unacceptable
from bot.records import Arrival
from tests.desk.newsdesk import GUILD, NEWS, SPORT, Newsdesk
from tests.desk.test_delivery_digests import LATE
from tests.desk.world import NOON, break_documents, record

STORY = "The harbour master said on Monday that the dock workers would be back at their posts."


async def reasons(desk: Newsdesk, article: str = "One", channel: int = NEWS) -> list[Reason]:
    log, documents = desk.store.log, desk.store.documents
    why = Why(
        log,
        documents,
        Answers(log, desk.store.index, desk.topics),
        desk.topics,
        desk.subscriptions,
        Servers(documents),
        desk.clock,
    )
    return list((await why.of(article, GUILD, [channel])).reasons)


async def reason(desk: Newsdesk, article: str = "One") -> Reason:
    (one,) = await reasons(desk, article)
    return one


async def test_what_was_posted_says_where_and_by_which_words(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(record("One"))
    await desk.deliver()
    one = await reason(desk)
    message = desk.channels.only(NEWS)
    assert (one.verdict, one.matched, one.at) == (Verdict.POSTED, ("harbour",), NOON)
    assert one.message == (NEWS, message.id)


async def test_what_is_not_of_the_topic_or_excluded(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "rain")
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour -golf")
    await desk.append(record("One", "Golf at the harbour."))
    await desk.deliver()
    harbour, rain = sorted(await reasons(desk), key=lambda one: one.subscription.topic)
    assert rain.verdict is Verdict.NO_MATCH
    assert harbour.verdict is Verdict.EXCLUDED
    assert [(one.term, one.words) for one in harbour.against] == [("-golf", "Golf")]
    assert harbour.matched == ("harbour",)


async def test_what_came_too_early(desk: Newsdesk) -> None:
    await desk.append(record("Before"), record("Old", arrival=Arrival.BACKFILL))
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    backfill = record("Backfill", arrival=Arrival.BACKFILL)
    fed = replace(backfill.article, feed_id="a feed")
    await desk.append(replace(backfill, article=fed))
    await desk.deliver()
    assert (await reason(desk, "before")).verdict is Verdict.BEFORE
    assert (await reason(desk, "backfill")).verdict is Verdict.BACKFILL


async def test_what_matches_only_since_a_correction(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "rain")
    await desk.append(record("One", "Nothing."))
    await desk.deliver()
    await desk.append(record("One", "More rain.", arrival=Arrival.REVISED, revision=2))
    await desk.deliver()
    assert (await reason(desk)).verdict is Verdict.CORRECTION


async def test_digests_other_outlets_and_other_subscriptions(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(record("One", STORY))
    await desk.deliver()
    await desk.append(record("Same story", STORY, site="The Herald"))
    await desk.deliver()
    post = desk.channels.only(NEWS)
    first, second = await reasons(desk)
    assert (first.verdict, second.verdict) == (Verdict.POSTED, Verdict.SHARED)
    assert (second.detail, second.message) == ("everything", (NEWS, post.id))
    joined, _ = await reasons(desk, "same story")
    assert (joined.verdict, joined.detail, joined.message) == (
        Verdict.JOINED,
        "One",
        (NEWS, post.id),
    )
    await desk.append(record("Three", "Fair."), record("Four", "Fog."))
    desk.clock.advance(LATE)
    await desk.deliver()
    digested, _ = await reasons(desk, "three")
    assert digested.verdict is Verdict.DIGESTED
    assert digested.message == (NEWS, desk.channels.messages[NEWS][-1].id)


async def test_what_could_not_be_posted_or_waits(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    assert (await reason(desk)).verdict is Verdict.WAITING
    desk.channels.before = lambda channel, what: Unacceptable("400: too odd")
    await desk.deliver()
    lost = await reason(desk)
    assert (lost.verdict, lost.detail) == (Verdict.UNDELIVERABLE, "400: too odd")
    await desk.append(record("Two"), record("Three"))
    desk.channels.before = lambda channel, what: Refused("No rights.")
    await desk.deliver()
    assert (await reason(desk, "two")).verdict is Verdict.TRYING
    paused = await reason(desk, "three")
    assert (paused.verdict, paused.detail) == (Verdict.PAUSED, "No rights.")
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", Wishes(hour=18))
    rests = await reason(desk, "three")
    assert (rests.verdict, rests.at) == (Verdict.RESTING, NOON.replace(hour=18))
    await desk.subscriptions.end(GUILD, made.id)
    with pytest.raises(NothingFound, match="gets nothing yet"):
        await reasons(desk, "three")


async def test_what_was_removed(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    await desk.deliver()
    one, two = (record(title, "", arrival=Arrival.REMOVED) for title in ("One", "Two"))
    await desk.append(record("Two"), two, one)
    await desk.deliver()
    assert (await reason(desk, one.article.id)).verdict is Verdict.TAKEN_BACK
    assert (await reason(desk, two.article.id)).verdict is Verdict.REMOVED


async def test_a_moved_one_and_a_topic_that_is_gone(desk: Newsdesk) -> None:
    await desk.topics.define(GUILD, "Fairs", ["fair"])
    fairs = await desk.subscriptions.subscribe(GUILD, NEWS, "fairs")
    await desk.append(record("One", "The fair."))
    await desk.deliver()
    await desk.subscriptions.move(GUILD, fairs.id, SPORT)
    assert (await reason(desk)).verdict is Verdict.POSTED
    (there,) = await reasons(desk, channel=SPORT)
    assert there.verdict is Verdict.BEFORE
    await desk.append(record("Two", "The fair."))
    await desk.topics.drop(GUILD, "fairs")
    (there,) = await reasons(desk, "two", SPORT)
    assert there.verdict is Verdict.NO_TOPIC


async def test_a_damaged_attempt_is_said_to_be_so(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    made = record("One")
    await desk.append(made)
    await desk.deliver()
    (key,) = await desk.store.documents.all(POSTS)
    break_documents(desk.store.folder / "record.sqlite", key)
    assert (await reason(desk)).verdict is Verdict.UNKNOWN


async def test_no_such_article(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    with pytest.raises(NothingFound, match="in its title"):
        await reasons(desk, "unheard of")


# What would be posted


def preview(desk: Newsdesk) -> Preview:
    log, documents = desk.store.log, desk.store.documents
    return Preview(log, desk.store.index, desk.topics, Stories(log, documents), desk.clock)


async def test_a_preview_is_the_posts_of_a_week(desk: Newsdesk) -> None:
    await desk.append(
        record("Too old", at=NOON - timedelta(days=8)),
        *(record(f"Article {n}", at=NOON - timedelta(hours=9 - n)) for n in range(9)),
        record("Elsewhere", "A fair."),
    )
    page = await preview(desk).of("harbour", GUILD, 7, 5)
    assert [one.article.title for one in page.posts] == ["Article 1", "Article 0"]
    assert (page.total, page.articles, page.since) == (9, 10, NOON - timedelta(days=7))
    assert page.posts[0].matched == ("harbour",)
    nothing = await preview(desk).of("rain", GUILD, 0, 5)
    assert (nothing.posts, nothing.total) == ((), 0)


async def test_a_story_of_several_outlets_is_one_post_of_a_preview(desk: Newsdesk) -> None:
    await desk.append(
        record("One", STORY, at=NOON - timedelta(hours=3)),
        record("Two", STORY, site="The Herald", at=NOON - timedelta(hours=2)),
        record("Three", STORY, site="The Gazette", at=NOON - timedelta(hours=1)),
    )
    await Stories(desk.store.log, desk.store.documents).follow()
    page = await preview(desk).of("everything", GUILD, 0, 5)
    assert [(one.article.title, one.also) for one in page.posts] == [("One", 2)]


async def test_a_preview_of_nothing(desk: Newsdesk) -> None:
    with pytest.raises(NothingFound, match="No article is stored yet"):
        await preview(desk).of("harbour", GUILD, 0, 5)
    with pytest.raises(BadInput, match="There is no topic"):
        await preview(desk).of("fishing", GUILD, 0, 5)


async def test_what_waits_still_waits_after_a_correction_of_it(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.subscriptions.pause(GUILD, made.id)
    await desk.append(record("Other"), record("One"))
    await desk.append(record("One", "More.", arrival=Arrival.REVISED, revision=2))
    assert (await reason(desk)).verdict is Verdict.PAUSED
    await desk.subscriptions.resume(GUILD, made.id)
    await desk.deliver()
    assert (await reason(desk)).verdict is Verdict.POSTED


async def test_what_was_only_asked_about(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    asked = record("One", arrival=Arrival.BACKFILL)
    brought = replace(record("Two", arrival=Arrival.BACKFILL).article, feed_id="a feed")
    await desk.append(asked, replace(asked, article=brought))
    await desk.deliver()
    assert (await reason(desk)).verdict is Verdict.ASKED
    assert (await reason(desk, "two")).verdict is Verdict.BACKFILL


async def test_what_is_not_on_record(desk: Newsdesk) -> None:
    await desk.append(record("One"))
    with pytest.raises(NothingFound, match="No feed that is read has brought that article"):
        await reason(desk, "https://elsewhere.example/a")
    with pytest.raises(NothingFound, match="No stored article has “Elsewhere” in its title"):
        await reason(desk, "Elsewhere")
