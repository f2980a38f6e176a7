"""From a subscription to posts in the channel: the real delivery, courier and bot."""

from __future__ import annotations

from dataclasses import replace

import discord
import pytest

from bot.chat.posting.courier import DiscordCourier
from bot.records import Arrival
from tests.chat.samples import article, said
from tests.e2e.world import World

WORDS = said("“We will not close the harbour,”", "“Not this year.”")


@pytest.fixture
def courier(world: World) -> DiscordCourier:
    return DiscordCourier(world.env.bot)


def posts(world: World) -> list[discord.Message]:
    return [message for message in world.channel.history() if not message.interaction_metadata]


async def test_a_subscribed_channel_gets_each_new_article_once(
    world: World, courier: DiscordCourier
) -> None:
    old = article("The old harbour.", url="https://gazette.example/old", id="old")
    await world.newsroom.add(old)
    await world.editor.slash(world.channel, "subscribe", to="Harbour")
    await world.newsroom.add(article(), WORDS)
    await world.newsroom.add(
        article("A school.", url="https://gazette.example/s", title="S", id="s")
    )
    for _ in range(2):
        await world.newsroom.delivery.deliver(courier)
    [post] = posts(world)
    [embed] = post.embeds
    assert (embed.title, embed.url) == (article().title, article().url)
    assert "“Not this year.”" in (embed.description or "")
    assert embed.footer.text == "Topic: Harbour · matched: Harbour, Ferry"


async def test_a_correction_changes_the_post(world: World, courier: DiscordCourier) -> None:
    await world.editor.slash(world.channel, "subscribe", to="Harbour")
    await world.newsroom.add(article(), WORDS)
    await world.newsroom.delivery.deliver(courier)
    corrected = replace(article(), title="Harbour may close after all", revision=2)
    await world.newsroom.add(corrected, arrival=Arrival.REVISED)
    await world.newsroom.delivery.deliver(courier)
    [post] = posts(world)
    assert post.embeds[0].title == "Harbour may close after all"
    assert post.edited_at


async def test_a_lost_permission_is_shown_to_who_can_give_it_back(
    world: World, courier: DiscordCourier
) -> None:
    await world.editor.slash(world.channel, "subscribe", to="Harbour")
    channel = world.env.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    with world.env.time_context():
        await channel.set_permissions(channel.guild.me, send_messages=False)
        await channel.set_permissions(channel.guild.default_role, send_messages=False)
    await world.newsroom.add(article(), WORDS)
    await world.newsroom.delivery.deliver(courier)
    assert posts(world) == []
    listed = await world.editor.slash(world.channel, "subscriptions")
    assert listed.response
    assert (
        "Paused: Pullquote lacks Send Messages in this channel; "
        "it needs View Channel, Send Messages, Embed Links."
    ) in listed.response.content
