"""What people see when a lookup takes longer than Discord likes to wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.chat import replies
from bot.chat.posting.endpoint import Endpoint
from bot.errors import NothingFound
from tests.chat.samples import article, said
from tests.e2e.discord_server import CHANNEL, DiscordServer
from tests.e2e.newsroom import Newsroom
from tests.e2e.online import connected

CHANNEL_MESSAGE, MESSAGE_LATER, UPDATE_LATER = 4, 5, 6  # types of a first response
EPHEMERAL = 64


@pytest_asyncio.fixture
async def server(newsroom: Newsroom) -> AsyncIterator[DiscordServer]:
    await newsroom.add(article(), said("“Not this year.”"))
    async with (
        DiscordServer.running() as server,
        connected(newsroom, server, Endpoint(api_base=server.base)),
    ):
        yield server


@pytest.fixture
def slow(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lookups take longer than the bot's patience, which is made short for the test."""
    monkeypatch.setattr(replies, "PATIENCE", 0.02)
    desk = newsroom.desk
    for service, name in ((desk.latest, "articles"), (desk.answers, "quotes")):
        monkeypatch.setattr(service, name, _slowly(getattr(service, name)))


def _slowly(lookup: Any) -> Any:
    async def later(*args: Any, **options: Any) -> Any:
        await asyncio.sleep(0.15)
        return await lookup(*args, **options)

    return later


async def test_a_quick_answer_comes_at_once(server: DiscordServer) -> None:
    reply = await server.command("latest")
    assert reply.type == CHANNEL_MESSAGE
    assert reply.edits == []


@pytest.mark.usefixtures("slow")
async def test_a_slow_answer_is_announced(server: DiscordServer) -> None:
    reply = await server.command("latest")
    assert reply.type == MESSAGE_LATER
    assert not reply.data.get("flags")
    [edit] = reply.edits
    assert edit["embeds"][0]["title"] == article().title


@pytest.mark.usefixtures("slow")
async def test_a_slow_error_is_still_for_the_asker_alone(server: DiscordServer) -> None:
    reply = await server.command("quotes", name="nobody")
    assert reply.type == MESSAGE_LATER
    assert reply.edits == [{"deleted": True}]
    [told] = reply.followups
    assert told["flags"] & EPHEMERAL
    assert "Nobody called “nobody”" in told["content"]


@pytest.mark.usefixtures("slow")
async def test_a_slow_page_turns_in_its_place(server: DiscordServer, newsroom: Newsroom) -> None:
    reply = await server.press(*await _message(server, newsroom))
    assert reply.type == UPDATE_LATER
    [edit] = reply.edits
    assert "Not this year" in edit["embeds"][0]["description"]


@pytest.mark.usefixtures("slow")
async def test_an_error_of_a_slow_page_leaves_the_page(
    server: DiscordServer, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed = await _message(server, newsroom)

    async def gone(*_: Any, **__: Any) -> Any:
        raise NothingFound("x", "That is gone.")

    monkeypatch.setattr(newsroom.desk.answers, "quotes", _slowly(gone))
    reply = await server.press(*pressed)
    assert reply.type == UPDATE_LATER
    assert reply.edits == []
    [told] = reply.followups
    assert told["flags"] & EPHEMERAL
    assert told["content"] == "That is gone."


async def _message(server: DiscordServer, newsroom: Newsroom) -> tuple[dict[str, Any], str]:
    """A message with a button that leads to the first page, and what the button says."""
    page = await newsroom.desk.answers.quotes("velling")
    custom_id = f"quotes:{page.entity.id}:0:1:"
    button = {"type": 2, "style": 2, "label": "‹ Newer", "custom_id": custom_id}
    rows = [{"type": 1, "components": [button]}]
    return server.message(CHANNEL, {"components": rows}), custom_id
