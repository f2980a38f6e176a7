"""How a channel gets its articles: a line each, once a day, not at night, with a ping."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.desk.delivery import NONCE_WINDOW, Cap
from bot.desk.following.servers import Servers
from bot.desk.following.wishes import Wishes
from bot.ports import Busy, Digest, Post, PostOutcome
from bot.records import Arrival, Format
from tests.desk.newsdesk import GUILD, NEWS, SPORT, Newsdesk
from tests.desk.test_delivery_digests import shapes
from tests.desk.world import NOON, Killed, record

DAILY = Wishes(format=Format.DAILY, hour=18)
NIGHT = Wishes(quiet="22-7")
DAY = 86_400


def at(desk: Newsdesk, hour: int, minute: int = 0) -> None:
    """Let it be this time, later today or tomorrow (UTC)."""
    now = desk.clock.now
    then = now.replace(hour=hour, minute=minute, second=0)
    desk.clock.now = then if then >= now else then + timedelta(days=1)


async def bring(desk: Newsdesk, *titles: str) -> None:
    await desk.append(*(record(title, at=desk.clock()) for title in titles))
    await desk.deliver()


def times(desk: Newsdesk, channel: int = NEWS) -> list[datetime]:
    return [message.at for message in desk.channels.messages[channel]]


async def test_a_brief_post_stays_brief_and_its_role_the_one_it_had(desk: Newsdesk) -> None:
    brief = Wishes(format=Format.BRIEF, ping=77)
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", brief)
    await bring(desk, "One")
    full = Wishes(format=Format.FULL, ping=78)
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", full)
    await desk.append(record("One", "It was corrected.", arrival=Arrival.REVISED, revision=2))
    await bring(desk, "Two")
    posts = [message.post for message in desk.channels.messages[NEWS]]
    assert [(one.brief, one.ping) for one in posts if isinstance(one, Post)] == [
        (True, 77),
        (False, 78),
    ]
    assert [message.edits for message in desk.channels.messages[NEWS]] == [1, 0]


async def test_a_daily_digest_is_everything_since_the_last_one(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, "One", "Two")
    at(desk, 17, 59)
    await bring(desk, "Three")
    assert desk.channels.messages[NEWS] == []
    at(desk, 18)
    await desk.deliver()
    assert (desk.channels.titles(NEWS), shapes(desk)) == (["One", "Two", "Three"], [3])
    await bring(desk, "Four")
    desk.clock.advance(DAY - 1)
    assert await desk.deliver() == 0
    desk.clock.advance(1)
    await desk.deliver()
    assert shapes(desk) == [3, 1]


async def test_more_than_a_message_holds_is_several_at_once(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, *(f"Article {number}" for number in range(60)))
    at(desk, 18)
    await desk.deliver()
    assert shapes(desk) == [25, 25, 10]
    assert desk.channels.titles(NEWS) == [f"Article {number}" for number in range(60)]


async def test_articles_far_apart_share_a_daily_digest(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "rain", DAILY)
    others = [record(f"Other {number}", at=desk.clock()) for number in range(600)]
    first, last = (record(title, "More rain.", at=desk.clock()) for title in ("One", "Two"))
    for one in (first, *others, last):
        await desk.store.log.append(one)
    at(desk, 18)
    await desk.deliver()
    assert (desk.channels.titles(NEWS), shapes(desk)) == (["One", "Two"], [2])


async def test_a_day_without_anything_is_over_all_the_same(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    at(desk, 18)
    await desk.deliver()
    at(desk, 18, 1)
    await bring(desk, "One")
    assert desk.channels.messages[NEWS] == []
    at(desk, 18)
    await desk.deliver()
    assert shapes(desk) == [1]


@pytest.mark.parametrize("away", [1, NONCE_WINDOW.total_seconds() + 60, 3600])
@pytest.mark.parametrize("taken", [True, False])
async def test_a_crash_neither_loses_nor_doubles_a_daily_digest(
    desk: Newsdesk, away: float, taken: bool
) -> None:
    def die(channel: int, what: Post | Digest) -> PostOutcome | None:
        raise Killed

    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, *(f"Article {number}" for number in range(30)))
    at(desk, 18)
    setattr(desk.channels, "after" if taken else "before", die)
    with pytest.raises(Killed):
        await desk.deliver()
    desk.channels.before = desk.channels.after = lambda channel, what: None
    desk.start()
    desk.clock.advance(away)
    await desk.deliver()
    assert shapes(desk) == [25, 5]
    assert desk.channels.titles(NEWS) == [f"Article {number}" for number in range(30)]
    await bring(desk, "Tomorrow's")
    assert shapes(desk) == [25, 5]


async def test_a_bot_that_was_down_at_the_hour_sends_it_when_it_is_back(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, "One")
    at(desk, 21)
    desk.start()
    await desk.deliver()
    assert shapes(desk) == [1]
    at(desk, 17)
    await bring(desk, "Two")
    assert shapes(desk) == [1]


async def test_a_restart_before_the_hour_sends_nothing_early(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, "One")
    desk.start()
    assert await desk.deliver() == 0
    at(desk, 18)
    desk.start()
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]


async def test_discord_busy_at_the_hour_is_tried_again(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, "One")
    at(desk, 18)
    desk.channels.before = lambda channel, what: Busy("503", 60)
    await desk.deliver()
    desk.channels.before = lambda channel, what: None
    desk.clock.advance(61)
    await desk.deliver()
    assert shapes(desk) == [1]


async def test_the_hour_is_that_of_the_servers_time_zone(desk: Newsdesk) -> None:
    desk.start()
    await Servers(desk.store.documents).set_zone(GUILD, "asia/tokyo")  # nine hours ahead
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, "One")
    desk.clock.now = NOON.replace(hour=8, minute=59) + timedelta(days=1)
    assert await desk.deliver() == 0
    desk.clock.advance(60)
    await desk.deliver()
    assert shapes(desk) == [1]


async def test_a_takedown_does_not_wait_for_the_hour(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, "One", "Two")
    at(desk, 18)
    await desk.deliver()
    await bring(desk, "Three")
    await desk.append(record("One", "", arrival=Arrival.REMOVED))
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Two"]
    await desk.append(record("Two", "Corrected.", arrival=Arrival.REVISED, revision=2))
    await desk.deliver()
    assert desk.channels.messages[NEWS][0].edits == 2
    desk.clock.advance(DAY)
    await desk.deliver()
    assert (desk.channels.titles(NEWS), shapes(desk)) == (["Two", "Three"], [1, 1])


async def test_what_comes_at_night_comes_together_in_the_morning(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", NIGHT)
    await desk.subscriptions.subscribe(GUILD, SPORT, "everything")
    at(desk, 21, 59)
    await bring(desk, "Evening")
    at(desk, 22)
    await bring(desk, "Night")
    at(desk, 6, 59)
    await bring(desk, "Morning")
    assert desk.channels.titles(NEWS) == ["Evening"]
    assert desk.channels.titles(SPORT) == ["Evening", "Night", "Morning"]
    desk.start()
    at(desk, 7)
    await bring(desk, "Day")
    assert (desk.channels.titles(NEWS), shapes(desk)) == (
        ["Evening", "Night", "Morning", "Day"],
        [0, 2, 0],
    )


async def test_a_single_article_of_the_night_is_posted_as_ever(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", NIGHT)
    at(desk, 23)
    await bring(desk, "Night")
    at(desk, 7)
    await desk.deliver()
    assert shapes(desk) == [0]


async def test_a_post_in_doubt_when_the_night_begins_waits_for_the_morning(
    desk: Newsdesk,
) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", NIGHT)
    at(desk, 21, 59)
    desk.channels.before = lambda channel, what: Busy("503", 60)
    await bring(desk, "Evening")
    desk.channels.before = lambda channel, what: None
    at(desk, 22, 1)
    desk.start()
    assert await desk.deliver() == 0
    assert desk.channels.messages[NEWS] == []
    at(desk, 7)
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Evening"]


async def test_a_correction_of_the_night_is_shown_at_once(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", NIGHT)
    await bring(desk, "One")
    at(desk, 23)
    await bring(desk, "Two")
    await desk.append(record("One", "Corrected.", arrival=Arrival.REVISED, revision=2))
    assert await desk.deliver() == 1
    assert desk.channels.only(NEWS).edits == 1
    assert await desk.deliver() == 0


async def test_what_a_member_pauses_waits_until_somebody_resumes_it(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await bring(desk, "Zero", "Half")
    await desk.subscriptions.pause(GUILD, made.id)
    await bring(desk, "One")
    await desk.append(record("Half", "", arrival=Arrival.REMOVED))
    assert await desk.deliver() == 1, "what is there is still taken back"
    desk.clock.advance(30 * DAY)
    desk.start()
    assert await desk.deliver() == 0
    await desk.subscriptions.resume(GUILD, made.id)
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["Zero", "One"]


async def test_a_pause_while_a_post_is_under_way_holds(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.append(record("One"), record("Two"))
    post = desk.channels.post

    async def paused_meanwhile(channel: int, what: Post | Digest, nonce: str) -> PostOutcome:
        await desk.subscriptions.pause(GUILD, made.id)
        return await post(channel, what, nonce)

    desk.channels.post = paused_meanwhile  # type: ignore[method-assign]
    await desk.deliver()
    desk.channels.post = post  # type: ignore[method-assign]
    assert desk.channels.titles(NEWS) == ["One"]
    assert await desk.deliver() == 0
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything")
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One", "Two"]


async def test_a_daily_digest_over_the_cap_goes_on_when_it_may(desk: Newsdesk) -> None:
    desk.start(cap=Cap(messages=1, seconds=600))
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything", DAILY)
    await bring(desk, *(f"Article {number}" for number in range(30)))
    at(desk, 18)
    await desk.deliver()
    assert shapes(desk) == [25]
    desk.clock.advance(601)
    await desk.deliver()
    assert shapes(desk) == [25, 5]
