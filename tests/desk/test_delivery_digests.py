"""What is late arrives together: nothing vanishes, nothing floods."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.delivery import DIGESTS, NONCE_WINDOW, POSTS, Cap
from bot.desk.delivery.restored import mark
from bot.desk.following.wishes import Wishes
from bot.ports import Busy, Digest, Post, PostOutcome, Unacceptable
from bot.records import Arrival, Format
from tests.desk.newsdesk import GUILD, NEWS, SPORT, Newsdesk
from tests.desk.world import record

LATE = Cap().late + 1
NUMBERS = [f"Article {number}" for number in range(1, 8)]


def shapes(desk: Newsdesk, channel: int = NEWS) -> list[int]:
    """The articles in each message: 0 for a post of its own."""
    posts = [message.post for message in desk.channels.messages[channel]]
    return [len(post.articles) if isinstance(post, Digest) else 0 for post in posts]


async def test_after_an_outage_what_is_late_is_one_digest_and_what_is_new_is_posted(
    desk: Newsdesk,
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(*map(record, NUMBERS[:3]))
    desk.clock.advance(LATE)
    await desk.append(record("Article 4", at=desk.clock()))
    assert await desk.deliver() == 2
    assert desk.channels.titles(NEWS) == NUMBERS[:4]
    assert shapes(desk) == [3, 0]
    assert await desk.deliver() == 0


async def test_a_single_late_article_is_posted_as_ever(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(record("One", "The harbour."), record("Two", "Elsewhere."))
    desk.clock.advance(LATE)
    await desk.deliver()
    assert (desk.channels.titles(NEWS), shapes(desk)) == (["One"], [0])


async def test_a_burst_over_the_cap_is_posted_up_to_it_and_then_gathered(desk: Newsdesk) -> None:
    desk.start(cap=Cap(messages=2, seconds=600))
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.subscriptions.subscribe(GUILD, SPORT, "rain")
    await desk.append(*map(record, NUMBERS[:5]), record("Rain", "It rained."))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == NUMBERS[:2]
    assert desk.channels.titles(SPORT) == ["Rain"], "another channel's cap is its own"
    await desk.append(record("Article 6"))
    desk.clock.advance(599)
    assert await desk.deliver() == 0
    desk.clock.advance(2)
    await desk.append(record("Article 7"))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == [*NUMBERS[:5], "Rain", *NUMBERS[5:]]
    assert shapes(desk) == [0, 0, 6]


async def test_more_than_a_digest_holds_goes_into_several(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    titles = [f"Article {number}" for number in range(60)]
    await desk.append(*map(record, titles))
    desk.clock.advance(LATE)
    await desk.deliver()
    assert desk.channels.titles(NEWS) == titles
    assert shapes(desk) == [25, 25, 10]


@pytest.mark.parametrize("away", [1, NONCE_WINDOW.total_seconds() + 60])
async def test_a_crash_while_a_digest_is_sent_sends_it_once(desk: Newsdesk, away: float) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(*map(record, NUMBERS[:3]))
    desk.clock.advance(LATE)
    await desk.kill()
    desk.clock.advance(away)
    await desk.append(record("Article 4", at=desk.clock()))
    await desk.deliver()
    assert (desk.channels.titles(NEWS), shapes(desk)) == (NUMBERS[:4], [3, 0])


async def test_a_digest_that_has_to_wait_is_sent_with_the_same_articles(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(*map(record, NUMBERS[:2]))
    desk.clock.advance(LATE)
    answers: list[PostOutcome | None] = [Busy("lost", 5)]
    desk.channels.after = lambda channel, what: answers.pop() if answers else None
    await desk.deliver()
    await desk.append(record("Article 3"))
    desk.clock.advance(6)
    await desk.deliver()
    assert (desk.channels.titles(NEWS), shapes(desk)) == (NUMBERS[:3], [2, 0])


async def test_after_an_older_copy_was_put_back_nothing_is_posted_again(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(*map(record, NUMBERS[:3]))
    desk.channels.before = lambda channel, what: (
        Unacceptable("not now") if what.article.title == "Article 2" else None  # type: ignore[union-attr]
    )
    await desk.deliver()
    desk.channels.before = lambda channel, what: None
    await forget_posts(desk)
    await desk.store.documents.put("restored", "last", mark(desk.clock(), desk.clock()))
    desk.clock.advance(LATE)
    desk.start()
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Article 1", "Article 3", "Article 2"]
    desk.clock.advance(8 * 86_400)
    await desk.append(record("Article 4", at=desk.clock()))
    finds = desk.channels.finds
    await desk.deliver()
    assert desk.channels.finds == finds


async def forget_posts(desk: Newsdesk) -> None:
    """As in a copy that was made before: no post is known, and cursors stand at the start."""
    for key in await desk.store.documents.all(POSTS):
        await desk.store.documents.delete(POSTS, key)
    for one in await desk.subscriptions.all():
        await desk.subscriptions.keep(replace(one, cursor=0))


async def test_a_digest_is_brought_up_to_date_and_loses_what_is_removed(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    first, second = record("Article 1"), record("Article 2")
    await desk.append(first, second)
    desk.clock.advance(LATE)
    await desk.deliver()
    await desk.append(record("Article 2", "", arrival=Arrival.REMOVED))
    assert await desk.deliver() == 1
    assert desk.channels.titles(NEWS) == ["Article 1"]
    await desk.append(record("Article 1", "", arrival=Arrival.REMOVED))
    await desk.deliver()
    assert desk.channels.messages[NEWS] == []


async def test_an_article_removed_while_its_digest_was_in_doubt_does_not_stay(
    desk: Newsdesk,
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(*map(record, NUMBERS[:3]))
    desk.clock.advance(LATE)
    await desk.kill()
    await desk.append(record("Article 2", "", arrival=Arrival.REMOVED))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Article 1", "Article 3"]


async def test_what_no_channel_takes_is_on_record_and_the_next_is_sent(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(*map(record, NUMBERS[:2]))
    desk.clock.advance(LATE)
    desk.channels.before = lambda channel, what: (
        None if isinstance(what, Post) else Unacceptable("400: too odd")
    )
    await desk.deliver()
    await desk.append(record("Article 3", at=desk.clock()))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Article 3"]
    (digest,) = (await desk.store.documents.all(DIGESTS)).values()
    assert digest["state"] == "undeliverable"


async def test_a_digest_in_doubt_all_of_which_was_removed_does_not_stay(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(*map(record, NUMBERS[:2]))
    desk.clock.advance(LATE)
    await desk.kill()
    await desk.append(*(record(one, "", arrival=Arrival.REMOVED) for one in NUMBERS[:2]))
    await desk.deliver()
    assert desk.channels.made == 1
    assert desk.channels.messages[NEWS] == []


@pytest.mark.parametrize("anew", [True, False])
async def test_a_digest_in_doubt_when_its_subscription_ended_is_not_sent_again(
    desk: Newsdesk, anew: bool
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(*map(record, NUMBERS[:2]))
    desk.clock.advance(LATE)
    answers: list[PostOutcome | None] = [Busy("503", 5)]
    desk.channels.before = lambda channel, what: answers.pop() if answers else None
    await desk.deliver()
    await desk.subscriptions.unsubscribe(GUILD, NEWS, "everything")
    if anew:
        await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    desk.clock.advance(6)
    await desk.deliver()
    assert desk.channels.made == 0


async def test_a_takedown_does_not_wait_for_a_digest_that_rests(desk: Newsdesk) -> None:
    order = await desk.subscriptions.subscribe(
        GUILD, NEWS, "everything", Wishes(format=Format.DAILY, hour=13)
    )
    await desk.append(record("Article 1", at=desk.clock()))
    desk.clock.advance(7_200)
    await desk.kill()
    await desk.subscriptions.pause(GUILD, order.id)
    await desk.append(record("Article 1", "", arrival=Arrival.REMOVED))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == []
