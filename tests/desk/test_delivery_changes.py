"""What was posted is kept true: corrections, retractions, operators' words, takedowns."""

from __future__ import annotations

import pytest

from bot.desk.delivery import NONCE_WINDOW
from bot.desk.reading.corrections import is_retraction
from bot.ports import Busy, Post, PostOutcome, Refused, Unacceptable
from bot.records import Arrival, ChangeKind
from tests.desk.newsdesk import GUILD, NEWS, Newsdesk, once
from tests.desk.world import record

TEN = (("Ilse Maron", "Ten ships came in today"),)
SIX = (("Ilse Maron", "Six ships came in today"),)


def shown(desk: Newsdesk) -> Post:
    post = desk.channels.only(NEWS).post
    assert isinstance(post, Post)
    return post


async def posted(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(record("Ships", f"{TEN[0][1]}, the harbour heard.", said=TEN))
    await desk.deliver()


async def test_a_post_says_what_of_the_topic_matched(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(record("Ships", "The HARBOUR, and then Dock workers at the harbour."))
    await desk.deliver()
    assert shown(desk).matched == ("HARBOUR", "Dock workers")


async def test_a_correction_says_what_changed_since_the_first_post(desk: Newsdesk) -> None:
    await posted(desk)
    text = f"{SIX[0][1]}, the harbour heard."
    await desk.append(record("Ships", text, said=SIX, arrival=Arrival.REVISED, revision=2))
    await desk.append(
        record("Ships", f"{text} Again.", said=SIX, arrival=Arrival.REVISED, revision=3)
    )
    assert await desk.deliver() == 1, "two corrections that are late are one edit"
    (change,) = shown(desk).changes
    assert change.kind is ChangeKind.REWORDED
    assert change.before is not None
    assert change.before.words == (TEN[0][1],)


async def test_a_correction_that_says_nothing_else_shows_no_change(desk: Newsdesk) -> None:
    await posted(desk)
    text = f"{TEN[0][1]}, the whole harbour heard."
    await desk.append(record("Ships", text, said=TEN, arrival=Arrival.REVISED, revision=2))
    await desk.deliver()
    assert shown(desk).changes == ()


@pytest.mark.parametrize(
    ("title", "text", "retracted"),
    [
        ("Retracted: Ships came in", "Nothing.", True),
        ("[Retraction] Ships", "Nothing.", True),
        ("STORY WITHDRAWN | Ships", "Nothing.", True),
        ("Ships", "This article has been withdrawn. We apologise.", True),
        ("Ships", "The Courier has retracted this story after complaints.", True),
        ("Withdrawn troops return", "They came home.", False),
        ("Journal retracts study", "The journal retracted the study it printed in May.", False),
        ("Ships", "The report was withdrawn by the ministry, which called it early.", False),
    ],
)
def test_a_retraction_says_so_itself(title: str, text: str, retracted: bool) -> None:
    assert is_retraction(record(title, text).article) is retracted


async def test_a_retraction_is_shown(desk: Newsdesk) -> None:
    await posted(desk)
    text = "This article has been withdrawn. The harbour never said it."
    await desk.append(record("Ships", text, arrival=Arrival.REVISED, revision=2))
    await desk.deliver()
    assert shown(desk).retracted


async def test_an_operators_word_edits_the_post(desk: Newsdesk) -> None:
    await posted(desk)
    other = (("Noor Haddad", TEN[0][1]),)
    text = f"{TEN[0][1]}, the harbour heard."
    await desk.append(record("Ships", text, said=other, arrival=Arrival.AMENDED))
    assert await desk.deliver() == 1
    (key,) = shown(desk).key
    assert key.statement.speaker.name == "Noor Haddad"
    assert await desk.deliver() == 0


async def test_a_takedown_deletes_the_post(desk: Newsdesk) -> None:
    await posted(desk)
    await desk.append(record("Ships", "", arrival=Arrival.REMOVED))
    desk.channels.before = lambda channel, what: Busy("503", 5)
    await desk.deliver()
    desk.channels.before = lambda channel, what: None
    desk.clock.advance(6)
    assert await desk.deliver() == 1
    assert desk.channels.messages[NEWS] == []
    assert await desk.deliver() == 0


async def test_what_could_not_be_corrected_is_corrected_and_taken_down_later(
    desk: Newsdesk,
) -> None:
    await posted(desk)
    desk.channels.before = once(Unacceptable("400: too odd"))
    await desk.append(record("Ships", "Harbour: nine.", arrival=Arrival.REVISED, revision=2))
    await desk.deliver()
    assert shown(desk).article.revision == 1
    await desk.append(record("Ships", "Harbour: eight.", arrival=Arrival.REVISED, revision=3))
    await desk.deliver()
    assert shown(desk).article.text == "Harbour: eight."
    desk.channels.before = once(Unacceptable("400: too odd"))
    await desk.append(record("Ships", "Harbour: seven.", arrival=Arrival.REVISED, revision=4))
    await desk.deliver()
    await desk.append(record("Ships", "", arrival=Arrival.REMOVED))
    await desk.deliver()
    assert desk.channels.messages[NEWS] == []


async def test_what_was_taken_down_before_its_turn_is_never_posted(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("Ships"), record("Ships", "", arrival=Arrival.REMOVED))
    assert await desk.deliver() == 0
    assert desk.channels.made == 0


@pytest.mark.parametrize("away", [1, NONCE_WINDOW.total_seconds() + 60])
@pytest.mark.parametrize("taken", [True, False])
async def test_what_was_taken_down_while_its_post_was_in_doubt_is_gone(
    desk: Newsdesk, away: float, taken: bool
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("Ships"))
    answers: list[PostOutcome | None] = [Busy("lost", 0)]
    spoil = "after" if taken else "before"
    setattr(desk.channels, spoil, lambda channel, what: answers.pop() if answers else None)
    await desk.deliver()
    await desk.append(record("Ships", "", arrival=Arrival.REMOVED))
    desk.clock.advance(away)
    await desk.deliver()
    assert desk.channels.messages[NEWS] == []
    assert desk.channels.made == taken


async def test_a_correction_while_the_first_post_was_in_doubt_is_shown(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("Ships", "Ten came."))
    await desk.kill()
    await desk.append(record("Ships", "Six came.", arrival=Arrival.REVISED, revision=2))
    await desk.deliver()  # within the nonce's window: Discord answers with the first message
    assert shown(desk).article.text == "Six came."


async def test_announcements_are_published_at_their_own_pace(desk: Newsdesk) -> None:
    desk.channels.publications[NEWS] = 1
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"), record("Three"))
    assert await desk.deliver() == 3, "posting does not wait for it"
    assert [m.published for m in desk.channels.messages[NEWS]] == [True, False, False]
    desk.start()
    desk.channels.publications[NEWS] = 1
    await desk.deliver()
    assert [m.published for m in desk.channels.messages[NEWS]] == [True, True, False]
    desk.channels.publications[NEWS] = 5
    desk.clock.advance(599)
    await desk.deliver()
    assert not desk.channels.messages[NEWS][2].published
    desk.clock.advance(2)
    await desk.deliver()
    assert desk.channels.messages[NEWS][2].published


async def test_a_clock_that_was_set_back_keeps_nobody_waiting(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"))
    desk.channels.before = lambda channel, what: Busy("503", 60)
    await desk.deliver()
    desk.channels.before = lambda channel, what: None
    desk.clock.advance(-86_400)
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


async def test_a_takedown_waits_for_a_channel_that_refuses(desk: Newsdesk) -> None:
    await posted(desk)
    await desk.append(record("Ships", "", arrival=Arrival.REMOVED))
    desk.channels.before = lambda channel, what: Refused("Pullquote cannot see this channel.")
    await desk.deliver()
    assert await desk.paused() == "Pullquote cannot see this channel."
    desk.channels.before = lambda channel, what: None
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.deliver()
    assert desk.channels.messages[NEWS] == []


async def test_what_an_ended_subscription_got_is_still_kept_true(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(record("Ships", "The harbour."), record("Boats", "The harbour."))
    await desk.deliver()
    await desk.subscriptions.unsubscribe(GUILD, NEWS, "harbour")
    assert await desk.subscriptions.all() == []
    desk.start(topics=[])
    await desk.append(
        record("More", "The harbour."),
        record("Ships", "", arrival=Arrival.REMOVED),
        record("Boats", "A harbour.", arrival=Arrival.REVISED, revision=2),
    )
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Boats"]
    assert shown(desk).article.text == "A harbour."


async def test_beginning_anew_at_once_misses_no_takedown_and_posts_nothing_from_between(
    desk: Newsdesk,
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(record("Ships", "The harbour."), record("Boats", "The harbour."))
    await desk.deliver()
    await desk.subscriptions.unsubscribe(GUILD, NEWS, "harbour")
    await desk.append(
        record("Between", "The harbour."),
        record("Ships", "", arrival=Arrival.REMOVED),
        record("Boats", "A harbour.", arrival=Arrival.REVISED, revision=2),
    )
    await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.append(record("After", "The harbour."))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Boats", "After"]
    assert desk.channels.messages[NEWS][0].post.article.text == "A harbour."


@pytest.mark.parametrize("anew", [True, False])
@pytest.mark.parametrize("taken", [True, False])
async def test_a_post_in_doubt_when_its_subscription_ended_is_not_sent_again(
    desk: Newsdesk, taken: bool, anew: bool
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("Ships"))
    answers: list[PostOutcome | None] = [Busy("lost", 0)]
    spoil = "after" if taken else "before"
    setattr(desk.channels, spoil, lambda channel, what: answers.pop() if answers else None)
    await desk.deliver()
    await desk.subscriptions.unsubscribe(GUILD, NEWS, "everything")
    if anew:
        await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Ships"] * taken
    await desk.append(record("Ships", "", arrival=Arrival.REMOVED))
    await desk.deliver()
    assert desk.channels.messages[NEWS] == []
