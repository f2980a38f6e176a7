"""Telling operators over the real protocol: what Discord answers, and what is made of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.chat.client import Newsbot
from bot.chat.posting.endpoint import Endpoint
from bot.chat.posting.teller import DiscordTeller
from bot.ports import Busy, Posted, Refused, Telling
from tests.e2e.discord_server import CHANNEL, DiscordServer
from tests.e2e.newsroom import Newsroom
from tests.e2e.online import connected

NEWS = Telling(("Posts are late.",), ("Feeds bring news again.",), "0123456789abcdef")
POSTING = rf"/channels/{CHANNEL}/messages"


@dataclass
class Wire:
    teller: DiscordTeller
    server: DiscordServer


@pytest_asyncio.fixture
async def wire(newsroom: Newsroom) -> AsyncIterator[Wire]:
    async with (
        DiscordServer.running() as server,
        connected(newsroom, server, Endpoint(api_base=server.base)) as bot,
    ):
        yield Wire(DiscordTeller(bot), server)


async def test_it_is_sent_once(wire: Wire) -> None:
    first = await wire.teller.tell(CHANNEL, NEWS)
    assert isinstance(first, Posted)
    assert await wire.teller.tell(CHANNEL, NEWS) == first
    [message] = wire.server.messages[CHANNEL]
    assert message["content"] == "**Trouble** Posts are late.\n**Passed** Feeds bring news again."
    sent = wire.server.asked("POST", POSTING)[0].body
    assert (sent["nonce"], sent["enforce_nonce"]) == (NEWS.nonce, True)
    assert sent["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (503, {}, Busy("No answer from Discord: Discord answered 503.", 30)),
        (401, {}, Busy("No answer from Discord: Discord answered 401.", 30)),
        (429, {"Retry-After": "7"}, Busy("No answer from Discord: Discord answered 429.", 30)),
        (403, {}, Refused),
        (404, {}, Refused),
        (400, {}, Refused),
    ],
)
async def test_what_passes_and_what_does_not(
    wire: Wire, status: int, headers: dict[str, str], outcome: Busy | type[Refused]
) -> None:
    body = {"code": 0, "message": "as told"}
    wire.server.fail("POST", POSTING, status, body=body, headers=headers)
    answer = await wire.teller.tell(CHANNEL, NEWS)
    if isinstance(outcome, Busy):
        assert answer == outcome
    else:
        assert isinstance(answer, Refused)
        assert answer.reason.startswith(f"It cannot be written to (Discord answered {status});")
    assert wire.server.messages[CHANNEL] == []


async def test_a_long_rate_limit_is_kept_to(wire: Wire) -> None:
    body = {"retry_after": 400.0, "global": True}
    wire.server.fail("POST", POSTING, 429, body=body, headers={"Via": "1.1 x"})
    assert await wire.teller.tell(CHANNEL, NEWS) == Busy("Discord asks us to slow down.", 400)


async def test_before_the_login(newsroom: Newsroom) -> None:
    teller = DiscordTeller(Newsbot(newsroom.desk))
    assert isinstance(await teller.tell(CHANNEL, NEWS), Busy)
