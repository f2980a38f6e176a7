"""Posting over the real protocol: what Discord answers, and what the desk is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.client import Newsbot
from bot.chat.posting.courier import DiscordCourier
from bot.chat.posting.endpoint import Endpoint
from bot.chat.rendering import render_posts
from bot.ports import Busy, Post, Posted, Refused, Unacceptable
from tests.chat.samples import article, said
from tests.e2e.discord_limits import Limits
from tests.e2e.discord_places import NEWS, text_channel
from tests.e2e.discord_server import BOT, CHANNEL, PERSON, DiscordServer
from tests.e2e.newsroom import Newsroom
from tests.e2e.online import connected

POST = Post(article(), (said("“Not this year.”"),), 3, "Harbour")
POSTING = rf"/channels/{CHANNEL}/messages"
WRITTEN = "Too much is written in this channel at once."
JSON = {"code": 0, "message": "as told"}


@dataclass
class Wire:
    """A courier that is connected, and the other end."""

    courier: DiscordCourier
    bot: Newsbot
    server: DiscordServer

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.server.messages[CHANNEL]


@pytest_asyncio.fixture
async def wire(newsroom: Newsroom) -> AsyncIterator[Wire]:
    async with (
        DiscordServer.running() as server,
        connected(newsroom, server, Endpoint(api_base=server.base)) as bot,
    ):
        yield Wire(DiscordCourier(bot), bot, server)


async def test_a_repeated_nonce_is_one_post(wire: Wire) -> None:
    first = await wire.courier.post(CHANNEL, POST, "0123456789abcdef")
    again = await wire.courier.post(CHANNEL, POST, "0123456789abcdef")
    assert isinstance(first, Posted)
    assert again == first
    assert len(wire.messages) == 1
    sent = wire.server.asked("POST", POSTING)[0].body
    assert sent["nonce"] == "0123456789abcdef"
    assert sent["enforce_nonce"] is True
    assert sent["allowed_mentions"] == {"parse": []}


async def test_a_post_that_was_stored_though_the_answer_was_lost(wire: Wire) -> None:
    """discord.py itself repeats after a 502; the nonce keeps that from posting twice."""
    await wire.courier.post(CHANNEL, POST, "n")
    wire.server.fail("POST", POSTING, 502)
    assert isinstance(await wire.courier.post(CHANNEL, POST, "n"), Posted)
    assert len(wire.messages) == 1


async def test_a_nonce_that_discord_would_refuse(wire: Wire) -> None:
    with pytest.raises(ValueError, match="25"):
        await wire.courier.post(CHANNEL, POST, "n" * 26)


def answer(code: int, **more: Any) -> dict[str, Any]:
    return {"code": code, "message": "as told", **more}


@pytest.mark.parametrize(
    ("status", "body", "headers", "outcome"),
    [
        (503, JSON, {}, Busy("Discord answered 503.", 1)),
        (429, JSON, {"Retry-After": "7"}, Busy("Discord asks us to slow down.", 7)),
        (429, JSON, {}, Busy("Discord asks us to slow down.", 60)),
        (429, JSON, {"Retry-After": "soon"}, Busy("Discord asks us to slow down.", 60)),
        (
            429,
            {"retry_after": 400.0, "global": True},
            {"Via": "1.1 x"},
            Busy("Discord asks us to slow down.", 400),
        ),
        (
            429,
            {"code": 20016, "message": "as told"},
            {"Retry-After": "7"},
            Busy("This channel is in slow mode.", 7),
        ),
        (400, {"code": 20028, "message": "as told"}, {}, Busy(WRITTEN, 60)),
        (403, JSON, {}, Busy("Something between us and Discord refuses us.", 60)),
        (401, JSON, {}, Busy("Discord no longer accepts our token.", 60)),
    ],
)
async def test_what_passes_is_busy(
    wire: Wire, status: int, body: Any, headers: dict[str, str], outcome: Busy
) -> None:
    wire.server.fail("POST", POSTING, status, body=body, headers=headers)
    assert await wire.courier.post(CHANNEL, POST, "n") == outcome
    assert wire.messages == []


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (403, 50001, "needs the permission View Channel"),
        (403, 50013, "needs View Channel, Send Messages, Embed Links"),
        (404, 10003, "gone"),
        (400, 50008, "kind of channel"),
        (400, 50024, "kind of channel"),
        (400, 50083, "archived"),
        (403, 160005, "locked"),
    ],
)
async def test_what_the_server_has_to_change_is_refused(
    wire: Wire, status: int, code: int, sentence: str
) -> None:
    wire.server.fail("POST", POSTING, status, body=answer(code))
    outcome = await wire.courier.post(CHANNEL, POST, "n")
    assert isinstance(outcome, Refused)
    assert sentence in outcome.reason


async def test_an_embed_that_is_refused_is_sent_as_text(wire: Wire) -> None:
    wire.server.fail("POST", POSTING, 400, body=answer(50035))
    assert isinstance(await wire.courier.post(CHANNEL, POST, "n"), Posted)
    [message] = wire.messages
    assert message["embeds"] == []
    assert message["content"] == render_posts.plain(POST).content
    tried = wire.server.asked("POST", POSTING)
    assert [request.body["nonce"] for request in tried] == ["n", "n"]


async def test_what_is_refused_as_text_too_is_unacceptable(wire: Wire) -> None:
    wire.server.fail("POST", POSTING, 400, body=answer(50035), times=9)
    outcome = await wire.courier.post(CHANNEL, POST, "n")
    assert outcome == Unacceptable("Discord will not take it: as told.")
    assert len(wire.server.asked("POST", POSTING)) == 2


async def test_no_answer_is_busy(newsroom: Newsroom) -> None:
    async with DiscordServer.running() as server:
        async with connected(newsroom, server, Endpoint(api_base=server.base)) as bot:
            courier = DiscordCourier(bot)
            await server.stop_answering()
            outcome = await courier.post(CHANNEL, POST, "n")
        assert isinstance(outcome, Busy)
        assert outcome.reason.startswith("No answer from Discord")
        assert isinstance(await courier.post(CHANNEL, POST, "n"), Busy)  # closed by now
        assert isinstance(await courier.find(CHANNEL, POST, datetime.now(UTC)), Busy)
        assert isinstance(await courier.edit(CHANNEL, 1, POST), Busy)


async def test_before_the_login_it_is_busy(newsroom: Newsroom) -> None:
    courier = DiscordCourier(Newsbot(newsroom.desk))
    assert await courier.post(CHANNEL, POST, "n") == Busy(
        "Pullquote is not connected to Discord.", 1
    )


async def test_a_long_wait_for_all_lets_nothing_through_but_answers(wire: Wire) -> None:
    """Not even what is meant for another route; a command is answered all the same."""
    wire.server.fail("POST", POSTING, 429, headers={"Retry-After": "600"})
    await wire.courier.post(CHANNEL, POST, "n")
    before = len(wire.server.requests)
    outcomes = [
        await wire.courier.post(CHANNEL, POST, "n"),
        await wire.courier.edit(CHANNEL, 123, POST),
        await wire.courier.find(CHANNEL, POST, datetime.now(UTC)),
        await wire.courier.delete(CHANNEL, 123),
        await wire.courier.publish(6002, 123),
    ]
    assert all(isinstance(one, Busy) and one.retry_after > 500 for one in outcomes)
    assert len(wire.server.requests) == before
    reply = await wire.server.command("latest")
    assert reply.data


async def test_a_published_channel_that_has_used_up_its_hour(wire: Wire) -> None:
    wire.server.places.add(text_channel(6002, "announcements", NEWS))
    crosspost = r"/channels/6002/messages/\d+/crosspost"
    body = {"code": 20028, "message": "as told", "retry_after": 1800.5, "global": False}
    wire.server.fail("POST", crosspost, 429, body=body, headers={"Via": "1.1 google"})
    assert await wire.courier.publish(6002, 9) == Busy("Discord asks us to slow down.", 1800.5)


async def test_a_channel_that_turns_out_to_publish_nothing(wire: Wire) -> None:
    wire.server.fail("POST", r"/channels/6002/messages/9/crosspost", 400, body=answer(50024))
    assert await wire.courier.publish(6002, 9) is None


async def test_an_edit_brings_a_post_up_to_date(wire: Wire) -> None:
    posted = await wire.courier.post(CHANNEL, POST, "n")
    assert isinstance(posted, Posted)
    corrected = replace(POST, article=replace(POST.article, title="Corrected", revision=2))
    assert await wire.courier.edit(CHANNEL, posted.message_id, corrected) == posted
    [message] = wire.messages
    assert message["embeds"][0]["title"] == "Corrected"


async def test_an_edit_of_what_was_sent_as_text_goes_back_to_an_embed(wire: Wire) -> None:
    wire.server.fail("POST", POSTING, 400, body=answer(50035))
    posted = await wire.courier.post(CHANNEL, POST, "n")
    assert isinstance(posted, Posted)
    await wire.courier.edit(CHANNEL, posted.message_id, POST)
    [message] = wire.messages
    assert message["content"] == ""
    assert len(message["embeds"]) == 1


async def test_an_edit_of_what_was_deleted(wire: Wire) -> None:
    outcome = await wire.courier.edit(CHANNEL, 123, POST)
    assert outcome == Unacceptable("The post was deleted.")


@pytest.mark.parametrize("as_text", [False, True])
async def test_finding_our_post_again(wire: Wire, as_text: bool) -> None:
    before = datetime.now(UTC)
    assert await wire.courier.find(CHANNEL, POST, before) is None
    if as_text:
        wire.server.fail("POST", POSTING, 400, body=answer(50035))
    posted = await wire.courier.post(CHANNEL, POST, "n")
    for message in list(wire.messages):  # the same, by somebody else, and before ours
        wire.messages.insert(0, {**message, "author": PERSON})
    assert await wire.courier.find(CHANNEL, POST, before) == posted
    ahead = before + timedelta(hours=5)  # by a clock that was wrong when it was posted
    assert await wire.courier.find(CHANNEL, POST, ahead) == posted
    other_topic = replace(POST, topic="everything")
    assert await wire.courier.find(CHANNEL, other_topic, before) is None
    other = article("Another text.", url="https://gazette.example/b", title="Another")
    assert await wire.courier.find(CHANNEL, replace(POST, article=other), before) is None


async def test_an_answer_that_shows_the_article_is_no_post(wire: Wire) -> None:
    """/latest in the channel shows the same title and link; it must not pass for the post."""
    before = datetime.now(UTC)
    [embed] = render_posts.message(POST).embeds
    shown = wire.server.message(CHANNEL, {"embeds": [embed.to_dict()]})
    metadata = {"id": "1", "type": 2, "user": PERSON, "authorizing_integration_owners": {}}
    wire.messages.append({**shown, "author": BOT, "interaction_metadata": metadata})
    assert await wire.courier.find(CHANNEL, POST, before) is None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(503, 0, Busy), (403, 50001, Refused), (404, 10003, Refused), (400, 1, type(None))],
)
async def test_a_history_that_cannot_be_read(
    wire: Wire, status: int, code: int, kind: type[object]
) -> None:
    wire.server.fail("GET", POSTING, status, body=answer(code))
    outcome = await wire.courier.find(CHANNEL, POST, datetime.now(UTC))
    assert isinstance(outcome, kind)


async def test_posts_to_many_channels_at_once_keep_below_the_limit_for_all(wire: Wire) -> None:
    """discord.py by itself would send all of them at once, and more than half were refused.

    One or two may be here as well, where this machine hiccups and they arrive in a bunch.
    """
    wire.server.limits = Limits(drops=60)
    posts = [wire.courier.post(CHANNEL + n, POST, "n") for n in range(110)]
    outcomes = await asyncio.gather(*posts)
    assert sum(isinstance(one, Posted) for one in outcomes) == 109
    assert sum(isinstance(one, Busy) for one in outcomes) == 1
    assert wire.server.limits.seen["429 global"] < 10
    [lost] = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Busy)]
    assert isinstance(await wire.courier.post(CHANNEL + lost, POST, "n"), Posted)
    assert [len(wire.server.messages[CHANNEL + n]) for n in range(110)] == [1] * 110


async def test_many_posts_side_by_side(wire: Wire) -> None:
    posts = [wire.courier.post(CHANNEL, POST, f"nonce-{n}") for n in range(20)]
    assert len({await one for one in asyncio.as_completed(posts)}) == 20
