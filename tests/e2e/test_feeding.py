"""/feeds as members and operators use it: the real bot on simcord, over a web of a few pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from simcord import MemberActor, SetupError

from bot.desk.gathering.serverfeeds import MOST_OF_SERVER
from bot.ports import FetchFailed
from tests.chat.markdown import read
from tests.e2e.newsroom import Newsroom, open_newsroom
from tests.e2e.test_commands import HOSTILE, buttons, shown
from tests.e2e.web import FakeWeb
from tests.e2e.world import World

FEED = "https://tarn.example/feed.xml"


@pytest.fixture
def web() -> FakeWeb:
    web = FakeWeb()
    web.feed(FEED, "Tarn Courier", entries=3)
    return web


@pytest_asyncio.fixture
async def newsroom(tmp_path: Path, web: FakeWeb) -> AsyncIterator[Newsroom]:
    async with open_newsroom(tmp_path / "data", web) as opened:
        yield opened


async def use(world: World, who: MemberActor, name: str, /, **options: Any) -> Any:
    result = await who.slash(world.channel, name, **options)
    assert result.response is not None
    assert result.ephemeral
    return result.response


async def stored(world: World) -> dict[str, Any]:
    return await world.newsroom.store.documents.all("source")


async def test_a_feed_is_added_listed_and_removed(world: World) -> None:
    added = await use(world, world.admin, "feeds add", site="tarn.example/feed.xml")
    assert added.content.splitlines()[0] == "https\\://tarn.example/feed.xml is read from now on."
    assert "Tarn Courier · 3 entries now" in added.content
    assert (await stored(world))[FEED]["server"] == world.guild.id
    listed = shown(await use(world, world.admin, "feeds list"))
    assert listed.startswith("https\\://tarn.example/feed.xml · ")
    assert "not looked at yet · this server's own" in listed
    suggested = await world.admin.autocomplete(world.channel, "feeds remove", "feed", "TARN")
    assert suggested == [{"name": FEED, "value": FEED}]
    removed = await use(world, world.admin, "feeds remove", feed=FEED)
    assert "is read no longer. Its articles stay." in removed.content
    assert await stored(world) == {}


@pytest.mark.parametrize("site", ["not a site", "ftp://tarn.example/a", "https://", "[x", "@@@"])
async def test_what_is_no_address_is_not_asked_for(world: World, web: FakeWeb, site: str) -> None:
    sentence = await world.refused(world.admin, "feeds add", site=site)
    assert sentence.endswith("is no address of a site; give one such as news.example.")
    assert web.asked == []


async def test_what_changed_is_on_record(world: World) -> None:
    await use(world, world.admin, "feeds add", site=FEED)
    await use(world, world.admin, "feeds remove", feed=FEED)
    audit = (await use(world, world.admin, "audit")).content.splitlines()
    assert audit[0] == "**Changes in this server**, newest first · 1–2 of 2"
    assert f"<@{world.admin.id}> · removed a feed · https\\://tarn" in audit[1]
    assert f"<@{world.admin.id}> · added a feed · https\\://tarn" in audit[2]


@pytest.mark.parametrize(
    ("name", "options"),
    [("feeds list", {}), ("feeds add", {"site": FEED}), ("feeds remove", {"feed": FEED})],
)
async def test_who_may_not(world: World, web: FakeWeb, name: str, options: dict[str, str]) -> None:
    """Discord does not offer it to them; where a server does so, the bot still refuses."""
    with pytest.raises(SetupError):
        await world.reader.slash(world.channel, name, **options)
    await world.offer("feeds", world.reader, world.editor)
    for who in (world.reader, world.editor):
        sentence = await world.refused(who, name, **options)
        assert sentence.startswith("You need the permission Manage Server in this server")
    assert web.asked == []
    assert await stored(world) == {}
    assert await world.reader.autocomplete(world.channel, "feeds remove", "feed", "") == []


async def test_a_site_without_a_feed(world: World) -> None:
    sentence = await world.refused(world.admin, "feeds add", site="nothing.example")
    assert sentence.startswith("https\\://nothing.example could not be read: There is nothing")


async def test_a_private_host(world: World, web: FakeWeb) -> None:
    url = "http://10.0.0.5/feed"
    web.failures[url] = FetchFailed(url, "10.0.0.5 is not on the public internet.", refused=True)
    sentence = await world.refused(world.admin, "feeds add", site=url)
    assert sentence.endswith("10.0.0.5 is not on the public internet.")
    assert await stored(world) == {}


async def test_a_server_has_so_many(world: World, web: FakeWeb) -> None:
    for number in range(MOST_OF_SERVER):
        one = {"every": 300, "server": world.guild.id}
        await world.newsroom.store.documents.put("source", f"https://{number:02}.example/", one)
    sentence = await world.refused(world.admin, "feeds add", site=FEED)
    assert sentence == "A server has at most 20 feeds of its own; remove one first."
    assert web.asked == []


async def test_one_that_is_read_already(world: World) -> None:
    await world.newsroom.store.documents.put("source", FEED, {"every": 300, "server": 5})
    sentence = await world.refused(world.admin, "feeds add", site=FEED)
    assert sentence.endswith("is read already.")
    sentence = await world.refused(world.admin, "feeds remove", feed=FEED)
    assert "is not this server's own feed" in sentence
    sentence = await world.refused(world.admin, "feeds remove", feed="https://unknown.example/")
    assert "/feeds list shows those there are" in sentence


async def test_other_servers_feeds_are_only_counted(world: World) -> None:
    secret = "https://tarn.example/feed?key=secret"
    await world.newsroom.store.documents.put("source", secret, {"every": 300, "server": 5})
    await world.newsroom.store.documents.put(
        "source", "https://shared.example/f?key=s3", {"every": 300}
    )
    listed = shown(await use(world, world.admin, "feeds list"))
    assert "1 more was added by another server." in listed
    assert "shared.example" in listed
    assert "secret" not in listed
    assert "s3" not in listed


async def test_operators_see_add_and_remove_all(world: World) -> None:
    await world.newsroom.store.documents.put(
        "source", "https://a.example/?k=1", {"every": 300, "server": 5}
    )
    world.as_operator(world.reader)
    await world.restart()
    await world.offer("feeds", world.reader)
    listed = shown(await use(world, world.reader, "feeds list"))
    assert "k=1 · not looked at yet · added by server 5" in listed
    await use(world, world.reader, "feeds add", site=FEED)
    assert "server" not in (await stored(world))[FEED]
    await use(world, world.reader, "feeds remove", feed="https://a.example/?k=1")
    assert list(await stored(world)) == [FEED]


async def test_pages_after_a_restart(world: World) -> None:
    for number in range(10):
        one = {"every": 300, "server": world.guild.id}
        await world.newsroom.store.documents.put("source", f"https://{number}.example/", one)
    first = await use(world, world.admin, "feeds list")
    assert buttons(first) == ["More ›"]
    await world.restart()
    pressed = await world.admin.click(first.message, label="More ›")
    assert pressed.response
    assert [line.split(" · ")[0] for line in shown(pressed.response).splitlines()] == [
        "https\\://8.example/",
        "https\\://9.example/",
    ]
    assert buttons(pressed.response) == ["‹ Back"]


async def test_hostile_titles_and_addresses(world: World, web: FakeWeb) -> None:
    web.feed("https://evil.example/**x**", HOSTILE.replace("<", "&lt;"))
    added = await use(world, world.admin, "feeds add", site="https://evil.example/**x**")
    assert read(added.content).markup == ()
    listed = await use(world, world.admin, "feeds list")
    assert set(read(shown(listed)).markup) <= {"bold"}
    wrong = await world.refused(world.admin, "feeds add", site=HOSTILE)
    assert "@everyone" not in wrong.replace("\\@everyone", "")
