"""Fixtures: the services over a store in a folder of the test's own; discord.py as it was."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import discord
import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket
from discord.http import Route
from simcord import Env

from bot.chat.client import Newsbot
from tests.e2e.newsroom import Newsroom, open_newsroom
from tests.e2e.world import World, make_bot


@pytest_asyncio.fixture
async def newsroom(tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with open_newsroom(tmp_path / "data") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _library_as_it_was() -> Iterator[None]:
    """What an endpoint changes in discord.py is process-wide."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
def simcord_bot(newsroom: Newsroom) -> Newsbot:
    return make_bot(newsroom)


@pytest.fixture
def world(newsroom: Newsroom, simcord_env: Env) -> World:
    guild = simcord_env.create_guild("Orrin")
    channel = guild.create_text_channel("news")
    managing = discord.Permissions(manage_channels=True)
    editors = guild.create_role("Editors", permissions=managing)
    running = discord.Permissions(manage_guild=True)
    owners = guild.create_role("Owners", permissions=running)
    return World(
        simcord_env,
        newsroom,
        guild,
        channel,
        guild.add_member(simcord_env.create_user("edda"), roles=[editors]),
        guild.add_member(simcord_env.create_user("rufus")),
        guild.add_member(simcord_env.create_user("ada"), roles=[owners]),
    )
