"""Standing orders: what can be asked for and how, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.desk.following.hours import daily_due, next_hour, resting_until
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import KIND, decode, encode
from bot.desk.following.wishes import Wishes, read_quiet
from bot.desk.following.zones import suggest_zones
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.records import Format, Manner, Subscription, Topic
from tests.desk.newsdesk import GUILD, NEWS, SPORT, TOPICS, Newsdesk
from tests.desk.test_export import server_data
from tests.desk.world import NOON, record

EARLIER = {
    "id": "s1",
    "guild_id": 1,
    "channel_id": 10,
    "topic": "Harbour",
    "cursor": 7,
    "created_at": "2031-05-04T12:00:00+00:00",
    "paused": None,
    "ended": False,
}


def test_what_earlier_versions_wrote_is_read() -> None:
    assert decode(EARLIER) == Subscription("s1", 1, 10, "Harbour", 7, NOON)


def test_all_of_it_comes_back() -> None:
    manner = Manner(Format.DAILY, 5, (22, 7), 99)
    one = Subscription("s1", 1, 10, "Harbour", 7, NOON, "No.", True, True, manner, 3, (4, 5), NOON)
    assert decode(encode(one)) == one
    assert one.home == 4


async def test_what_can_be_asked_for(desk: Newsdesk) -> None:
    for text, topic in (
        ("harbour", "Harbour"),
        ("HARBOUR  -football", "Harbour -football"),
        ("everything -source: Courier", "everything -source: Courier"),
        ("Person: Ilse Maron", "person: Ilse Maron"),
        ("source: The Courier, -golf", "source: The Courier -golf"),
    ):
        made = await desk.subscriptions.subscribe(GUILD, NEWS, text)
        assert made.topic == topic
        with pytest.raises(BadInput, match="already gets"):
            await desk.subscriptions.subscribe(GUILD, NEWS, topic)
    assert len(await desk.subscriptions.of_guild(GUILD)) == 5


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("Fishing -golf", "There is no topic “Fishing”. Choose one of: everything, Harbour"),
        ("person: ?", "lacks a name after the colon; give a name"),
        ("Harbour -!", "has no letter or digit to look for."),
        (
            "story: Dam talks",
            "There is no running story “Dam talks”. /story lists those there are.",
        ),
    ],
)
async def test_what_cannot_be_asked_for(desk: Newsdesk, to: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence.replace("?", r"\?")):
        await desk.subscriptions.subscribe(GUILD, NEWS, to)


async def test_a_topic_may_be_named_like_something_else(desk: Newsdesk) -> None:
    await desk.topics.define(GUILD, "person: of the year -2031", ["award"])
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "Person: of the year -2031")
    topic = await desk.topics.asked(made.topic, GUILD)
    assert topic.terms == ("award",)


async def test_exclusions_and_sources_decide_what_is_posted(desk: Newsdesk) -> None:
    await desk.subscriptions.subscribe(GUILD, NEWS, "everything -golf -source: Herald")
    await desk.subscriptions.subscribe(GUILD, SPORT, "source: the herald")
    await desk.append(
        record("One", "The harbour."),
        record("Two", "Golf at the harbour."),
        record("Three", "The fair.", site="The Herald"),
    )
    await desk.deliver()
    assert desk.channels.titles(NEWS) == ["One"]
    assert desk.channels.titles(SPORT) == ["Three"]


class Stories:
    """Running stories as another part of the desk may know them."""

    async def topic(self, name: str, guild_id: int | None) -> Topic | None:
        return Topic("Dam talks", ("dam", "talks")) if name.casefold() == "dam talks" else None

    async def names(self, typed: str, guild_id: int | None) -> list[str]:
        return ["Dam talks"] if typed.casefold() in "dam talks" else []


async def test_a_running_story_is_asked_for_by_its_name(desk: Newsdesk) -> None:
    topics = Topics(TOPICS, desk.store.documents, stories=Stories())
    found = await topics.asked("story: dam TALKS -golf", GUILD)
    assert found == Topic("story: Dam talks -golf", ("dam", "talks", "-golf"))
    assert await topics.suggest_asked("story: d", GUILD) == ["story: Dam talks"]
    assert "story: Dam talks" in await topics.suggest_asked("", GUILD)


async def test_saying_it_again_changes_how_or_goes_on(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    daily = await desk.subscriptions.subscribe(GUILD, NEWS, "harbour", Wishes(hour=6))
    assert (daily.id, daily.manner) == (made.id, Manner(Format.DAILY, 6))
    loud = await desk.subscriptions.subscribe(
        GUILD, NEWS, "harbour", Wishes(format=Format.BRIEF, quiet="22-7", ping=5)
    )
    assert loud.manner == Manner(Format.BRIEF, 6, (22, 7), 5)
    with pytest.raises(BadInput, match="already gets"):
        await desk.subscriptions.subscribe(GUILD, NEWS, "harbour", Wishes(format=Format.BRIEF))
    await desk.subscriptions.without(GUILD, made.id, quiet=True)
    quiet = await desk.subscriptions.without(GUILD, made.id, ping=True)
    assert quiet.manner == Manner(Format.BRIEF, 6)
    await desk.subscriptions.pause(GUILD, made.id)
    assert (await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")).paused is None


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (Wishes(format=Format.FULL, hour=7), "choose the format daily"),
        (Wishes(format=Format.DAILY, quiet="22-7"), "leave the quiet hours out"),
        (Wishes(quiet="night"), "for example 22-7"),
        (Wishes(quiet="25-7"), "for example 22-7"),
        (Wishes(quiet="7-7"), "never end"),
        (Wishes(quiet="0-24"), "never end"),
    ],
)
async def test_wishes_that_do_not_go_together(
    desk: Newsdesk, wishes: Wishes, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        await desk.subscriptions.subscribe(GUILD, NEWS, "harbour", wishes)
    assert await desk.subscriptions.of_guild(GUILD) == []


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("22-7", (22, 7)), (" 22:00 – 07:00", (22, 7)), ("0 to 6", (0, 6)), ("20-24", (20, 0)),
     ("None", None), ("off", None)],
)  # fmt: skip
def test_quiet_hours_as_people_type_them(typed: str, hours: tuple[int, int] | None) -> None:
    assert read_quiet(typed) == hours


async def test_another_servers_subscription_is_nobodys_here(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    with pytest.raises(NothingFound, match="has ended"):
        await desk.subscriptions.pause(GUILD + 1, made.id)
    await desk.subscriptions.end(GUILD, made.id)
    with pytest.raises(NothingFound, match="has ended"):
        await desk.subscriptions.resume(GUILD, made.id)


async def test_a_channel_that_returns_is_the_same_wherever_it_was_moved(desk: Newsdesk) -> None:
    made = await desk.subscriptions.subscribe(GUILD, NEWS, "harbour")
    await desk.subscriptions.move(GUILD, made.id, SPORT)
    await desk.subscriptions.unsubscribe(GUILD, SPORT, made.id)
    again = await desk.subscriptions.subscribe(GUILD, SPORT, "harbour")
    assert (again.id, again.home) == (made.id, NEWS)
    (kept,) = (await desk.store.documents.all(KIND)).values()
    assert decode(kept) == again


# Hours

BERLIN = ZoneInfo("Europe/Berlin")
ONE = Subscription("s1", 1, 10, "Harbour", 0, NOON, gathered_at=NOON)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("hour", "after", "then"),
    [
        (8, utc(2031, 1, 5, 6, 59), utc(2031, 1, 5, 7)),
        (8, utc(2031, 1, 5, 7), utc(2031, 1, 6, 7)),
        (8, utc(2031, 7, 5, 7), utc(2031, 7, 6, 6)),
        (0, utc(2031, 1, 5, 23, 30), utc(2031, 1, 6, 23)),
        (2, utc(2031, 3, 29, 12), utc(2031, 3, 30, 1)),  # skipped that day: at 3 o'clock
        (2, utc(2031, 10, 25, 12), utc(2031, 10, 26, 0)),  # twice that day: the first time
        (2, utc(2031, 10, 26, 0), utc(2031, 10, 27, 1)),  # and only then
    ],
)
def test_the_next_time_it_is_an_hour(hour: int, after: datetime, then: datetime) -> None:
    assert next_hour(hour, BERLIN, after) == then


def test_a_clock_that_was_set_back_holds_no_digest_up() -> None:
    daily = replace(ONE, manner=Manner(Format.DAILY, 18))
    year = replace(daily, gathered_at=NOON + timedelta(days=365))
    assert daily_due(year, UTC, NOON) == NOON.replace(hour=18)


@pytest.mark.parametrize(
    ("quiet", "hour", "until"),
    [
        ((22, 7), 21, None), ((22, 7), 22, 7), ((22, 7), 3, 7), ((22, 7), 7, None),
        ((12, 14), 11, None), ((12, 14), 13, 14), ((12, 14), 14, None), ((20, 0), 23, 0),
    ],
)  # fmt: skip
def test_quiet_hours(quiet: tuple[int, int], hour: int, until: int | None) -> None:
    found = resting_until(replace(ONE, manner=Manner(quiet=quiet)), UTC, NOON.replace(hour=hour))
    assert (found.hour if found else None) == until


async def test_a_servers_time_zone(desk: Newsdesk) -> None:
    servers = Servers(desk.store.documents)
    assert await servers.zone_name(GUILD) == "UTC"
    assert await servers.set_zone(GUILD, "america/new york") == "America/New_York"
    assert await Servers(desk.store.documents).zone(GUILD) == ZoneInfo("America/New_York")
    with pytest.raises(BadInput, match="no time zone “Atlantis”"):
        await servers.set_zone(GUILD, "Atlantis")
    assert suggest_zones("new y") == ["America/New_York"]
    assert len(suggest_zones("")) > 3
    await desk.store.documents.put("server", "9", {"zone": "Atlantis/Gone"})
    assert await Servers(desk.store.documents).zone(9) is UTC


async def test_a_server_that_is_forgotten_has_no_time_zone(desk: Newsdesk) -> None:
    await Servers(desk.store.documents).set_zone(GUILD, "Asia/Tokyo")
    await server_data(desk.store, desk.subscriptions, desk.topics).erase(GUILD)
    assert await desk.store.documents.all("server") == {}
