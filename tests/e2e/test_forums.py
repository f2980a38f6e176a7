"""Forums and their threads over the real protocol, where a thread has its first message's id."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.client import Newsbot
from bot.chat.posting.courier import DiscordCourier
from bot.chat.posting.endpoint import Endpoint
from bot.chat.posting.forums import lacks_tag
from bot.ports import Digest, Post, Posted, Refused
from tests.chat.samples import article, said
from tests.e2e.discord_places import forum
from tests.e2e.discord_server import CHANNEL, DiscordServer
from tests.e2e.newsroom import Newsroom
from tests.e2e.online import connected

STORIES, STRICT = 6101, 6102
POST = Post(article(), (said("“Not this year.”"),), 3, "Harbour")
CORRECTED = replace(POST, article=replace(article(), title="Harbour may close"))


@dataclass
class Wire:
    courier: DiscordCourier
    server: DiscordServer
    bot: Newsbot

    async def post(self) -> int:
        """The thread, and so also the message."""
        outcome = await self.courier.post(STORIES, POST, "n")
        assert isinstance(outcome, Posted)
        assert outcome.channel_id == outcome.message_id
        return outcome.message_id

    def thread(self, number: int) -> dict[str, Any]:
        return self.server.places.known[number]


@pytest_asyncio.fixture
async def wire(newsroom: Newsroom) -> AsyncIterator[Wire]:
    async with DiscordServer.running() as server:
        server.places.add(forum(STORIES, "stories", {7: "Harbour"}, wants_tag=False))
        server.places.add(forum(STRICT, "tagged", {8: "Harbour"}, wants_tag=True))
        async with connected(newsroom, server, Endpoint(api_base=server.base)) as bot:
            yield Wire(DiscordCourier(bot), server, bot)


async def test_a_forum_that_wants_a_tag(wire: Wire) -> None:
    assert isinstance(await wire.courier.post(STRICT, POST, "n"), Posted)
    for what in (replace(POST, topic="Schools"), Digest((article(),), "Schools", 1, 2)):
        assert await wire.courier.post(STRICT, what, "n") == Refused(
            "This forum wants a tag on every post and has none named “Schools”: add one "
            "that everybody may use, or let posts go without a tag."
        )
    assert len(wire.server.asked("POST", rf"/channels/{STRICT}/threads")) == 1


async def test_which_forums_lack_a_tag(wire: Wire) -> None:
    strict = wire.bot.get_channel(STRICT)
    assert lacks_tag(strict, "Schools")
    for topic in ("Harbour", "harbour -football"):
        assert not lacks_tag(strict, topic)
    for free in (STORIES, CHANNEL):
        assert not lacks_tag(wire.bot.get_channel(free), "Schools")


async def test_a_forum_that_the_bot_did_not_know_to_be_one(wire: Wire) -> None:
    """It came while the gateway was away, say: what Discord answers tells, and it is looked up."""
    wire.server.places.add(forum(6199, "new", {}, wants_tag=False))
    first = await wire.courier.post(6199, POST, "n")
    assert isinstance(first, Posted)
    assert wire.thread(first.channel_id or 0)["parent_id"] == "6199"
    assert await wire.courier.post(6199, POST, "n") == first


async def test_a_thread_whose_answer_was_lost_is_not_begun_again(wire: Wire) -> None:
    thread = await wire.post()
    wire.server.places.archive(thread)
    assert await wire.post() == thread
    assert len(wire.server.asked("POST", rf"/channels/{STORIES}/threads")) == 1


async def test_an_embed_that_a_forum_refuses_is_sent_as_text(wire: Wire) -> None:
    refused = {"code": 50035, "message": "as told"}
    wire.server.fail("POST", rf"/channels/{STORIES}/threads", 400, body=refused)
    [message] = wire.server.messages[await wire.post()]
    assert message["embeds"] == []
    assert message["content"].startswith("**Harbour stays open, mayor says**")


async def test_a_correction_renames_the_thread(wire: Wire) -> None:
    thread = await wire.post()
    assert await wire.courier.edit(thread, thread, CORRECTED) == Posted(thread)
    assert wire.thread(thread)["name"] == "Harbour may close"
    await wire.courier.edit(thread, thread, replace(CORRECTED, retracted=True))
    assert wire.thread(thread)["name"] == "Withdrawn: Harbour may close"
    [message] = wire.server.messages[thread]
    assert message["embeds"][0]["title"] == "~~Harbour may close~~"


async def test_a_thread_that_cannot_be_renamed_is_corrected_all_the_same(wire: Wire) -> None:
    thread = await wire.post()
    wire.server.places.may_manage = False
    assert await wire.courier.edit(thread, thread, CORRECTED) == Posted(thread)
    assert wire.thread(thread)["name"] == POST.article.title


async def test_an_archived_thread_is_opened_for_a_correction(wire: Wire) -> None:
    thread = await wire.post()
    wire.server.places.archive(thread)
    assert await wire.courier.edit(thread, thread, CORRECTED) == Posted(thread)
    assert not wire.thread(thread)["thread_metadata"]["archived"]


@pytest.mark.parametrize(("locked", "may"), [(True, True), (False, False)])
async def test_an_archived_thread_that_stays_closed(wire: Wire, locked: bool, may: bool) -> None:
    """A lock is somebody's will; and without it, somebody may not have let us."""
    thread = await wire.post()
    wire.server.places.archive(thread, locked=locked)
    wire.server.places.may_manage = may
    outcome = await wire.courier.edit(thread, thread, CORRECTED)
    assert outcome == Refused("This thread is archived; open it again, or subscribe a channel.")


@pytest.mark.parametrize("may", [True, False])
async def test_taking_a_post_back_takes_its_thread_where_we_may(wire: Wire, may: bool) -> None:
    thread = await wire.post()
    wire.server.places.may_manage = may
    for _ in range(2):
        assert await wire.courier.delete(thread, thread) == Posted(thread)
    assert not wire.server.messages.get(thread)
    assert (thread in wire.server.places.known) is not may


@pytest.mark.parametrize(("status", "kind"), [(503, "Busy"), (403, "Refused")])
async def test_threads_that_cannot_be_looked_through(wire: Wire, status: int, kind: str) -> None:
    body = {"code": 50001, "message": "as told"}
    wire.server.fail("GET", r"/guilds/\d+/threads/active", status, body=body, times=2)
    outcome = await wire.courier.post(STORIES, POST, "n")
    assert type(outcome).__name__ == kind
    found = await wire.courier.find(STORIES, POST, datetime.now(UTC))
    assert type(found).__name__ == kind
    assert wire.server.asked("POST", r"/channels/.*") == []
