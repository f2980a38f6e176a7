"""The door before the preview page: actions and updates take turns."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urldefrag

import discord
import pytest
from simcord import Preview

from bot.demo.front import Front, brought_up_to_date
from bot.demo.world import World, build_world
from bot.errors import BadInput
from tests.demo.visitor import Visitor, text_of, visiting


@dataclass
class Stage:
    world: World
    preview: Preview
    front: Front
    channel: discord.TextChannel
    visitor: Visitor


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    intents = discord.Intents.none()
    intents.guilds = True
    bot = discord.Client(intents=intents)
    world = build_world(bot, "Pullquote")
    await world.env.start()
    try:
        async with world.env.preview(
            world.news, viewers=[world.editor], layout="channel"
        ) as preview:
            behind, capability = urldefrag(preview.url)
            async with (
                Front(behind, 0) as front,
                visiting(f"http://127.0.0.1:{front.port}/#{capability}") as visitor,
            ):
                channel = bot.get_channel(world.news.id)
                assert isinstance(channel, discord.TextChannel)
                yield Stage(world, preview, front, channel, visitor)
    finally:
        await world.env.shutdown()


async def test_the_page_and_its_parts_are_passed_on(stage: Stage):
    for path, kind in (("/", "text/html"), ("/app.js", "application/javascript")):
        async with stage.visitor.session.get(path) as answer:
            assert answer.content_type == kind
            assert "Content-Security-Policy" in answer.headers
            assert await answer.text()


async def test_an_action_sent_just_before_a_post_arrived_is_carried_out_once(stage: Stage):
    await stage.channel.send("a post")
    await stage.preview.refresh()  # the visitor has not seen this yet
    receipt = await stage.visitor.act(kind="send_message", content="hello")
    assert (receipt["rejected"], receipt["settlement"]) == (False, "settled")
    assert [text_of(m) for m in await stage.visitor.look()] == ["a post", "hello"]


async def test_an_action_waits_for_its_turn(stage: Stage):
    async with stage.front.turn:
        acting = asyncio.create_task(stage.visitor.act(kind="send_message", content="hello"))
        await asyncio.sleep(0.1)
        assert not acting.done()
        await stage.preview.refresh()  # would overlap the action
    assert not (await acting)["rejected"]


async def test_many_updates_while_acting_disturb_nothing(stage: Stage):
    async def post() -> None:
        for number in range(20):
            await stage.channel.send(f"post {number}")
            async with stage.front.turn:
                await stage.preview.refresh()
            await asyncio.sleep(0)

    posting = asyncio.create_task(post())
    for number in range(10):
        receipt = await stage.visitor.act(kind="send_message", content=f"hello {number}")
        assert not receipt["rejected"], receipt
    await posting
    assert sorted(text_of(m) for m in await stage.visitor.look()) == sorted(
        [f"post {n}" for n in range(20)] + [f"hello {n}" for n in range(10)]
    )


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"X-Simcord-Capability": "x"}],
)
async def test_other_sites_and_guessers_stay_outside(stage: Stage, headers: dict[str, str]):
    async with stage.visitor.session.get(
        "/api/state", headers={**stage.visitor.headers, **headers}
    ) as answer:
        assert answer.status in (401, 403)


async def test_a_taken_port_is_an_error_and_leaves_nothing_behind(stage: Stage):
    with pytest.raises(BadInput, match=r"in use.*--port"):
        async with Front("http://127.0.0.1:1", stage.front.port):
            pass


STALE = {"rejected": True, "diagnostics": [{"code": "stale-revision"}], "revision": 7}


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        (STALE, {"kind": "click", "published_revision": 7}),
        ({**STALE, "rejected": False}, None),
        ({**STALE, "diagnostics": [{"code": "busy"}]}, None),
        ({"error": {"code": "context-unavailable"}}, None),
        ([], None),
    ],
)
def test_only_what_was_refused_as_out_of_date_is_sent_again(
    answer: object, again: dict[str, object] | None
):
    sent = json.dumps({"kind": "click", "published_revision": 3}).encode()
    made = brought_up_to_date(sent, json.dumps(answer).encode())
    assert (json.loads(made) if made else None) == again


def test_what_is_no_json_is_left_alone():
    assert brought_up_to_date(b"--boundary", json.dumps(STALE).encode()) is None
    assert brought_up_to_date(b"{}", b"<html>") is None
