"""The demo's simulated server and its clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.demo.world import LiveClock, World, build_world


def make_bot() -> discord.Client:
    intents = discord.Intents.none()
    intents.guilds = True
    return discord.Client(intents=intents)


def ids(world: World) -> list[int]:
    return [
        world.guild.id,
        world.news.id,
        world.editor.id,
        world.reader.id,
        world.env.backend.bot_user.id,
        world.env.backend.application_id,
    ]


async def test_the_server_has_the_same_ids_at_every_start():
    first = ids(build_world(make_bot(), "Pullquote"))
    await asyncio.sleep(0.01)
    assert ids(build_world(make_bot(), "Pullquote")) == first
    assert len(set(first)) == len(first)


async def test_only_the_editor_may_manage_the_channel_and_messages_are_dated_now():
    bot = make_bot()
    world = build_world(bot, "Pullquote")
    await world.env.start()
    try:
        channel = bot.get_channel(world.news.id)
        assert isinstance(channel, discord.TextChannel)
        assert bot.user is not None
        assert bot.user.name == "Pullquote"
        editor = await channel.guild.fetch_member(world.editor.id)
        reader = await channel.guild.fetch_member(world.reader.id)
        assert channel.permissions_for(editor).manage_channels
        assert not channel.permissions_for(reader).manage_channels
        message = await channel.send("now")
        assert abs(message.created_at - datetime.now(UTC)) < timedelta(seconds=5)
        assert abs(discord.utils.utcnow() - datetime.now(UTC)) < timedelta(seconds=5)
    finally:
        await world.env.shutdown()


async def test_a_message_sent_at_an_earlier_time_gets_its_id_of_then():
    bot = make_bot()
    world = build_world(bot, "Pullquote")
    await world.env.start()
    try:
        channel = bot.get_channel(world.news.id)
        assert isinstance(channel, discord.TextChannel)
        sent = await channel.send("once")
    finally:
        await world.env.shutdown()
    bot = make_bot()
    world = build_world(bot, "Pullquote")
    await world.env.start()
    try:
        channel = bot.get_channel(world.news.id)
        assert isinstance(channel, discord.TextChannel)
        with world.clock.standing_at(discord.utils.snowflake_time(sent.id)):
            again = await channel.send("once")
        assert again.id == sent.id
        assert (await channel.send("later")).id > sent.id
    finally:
        await world.env.shutdown()


@pytest.mark.parametrize("microsecond", [0, 999, 1000, 123_000, 123_999, 999_000])
def test_a_standing_clock_keeps_the_millisecond(microsecond: int):
    clock = LiveClock()
    time = datetime(2031, 5, 6, 7, 8, 9, microsecond // 1000 * 1000, tzinfo=UTC)
    with clock.standing_at(time):
        assert int(clock.now().timestamp() * 1000) == round(time.timestamp() * 1000)
    assert clock.now() - datetime.now(UTC) < timedelta(seconds=5)


def test_the_clock_goes_on_by_itself_and_can_be_put_ahead():
    clock = LiveClock()
    before, elapsed = clock.now(), clock.elapsed
    clock.advance(3600)
    assert clock.now() - before >= timedelta(hours=1)
    assert 3600 <= clock.elapsed - elapsed < 3605
