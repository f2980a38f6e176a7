"""/status as members use it, and trouble as a channel hears of it: the real bot on simcord."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest
import pytest_asyncio
from simcord import MemberActor, SetupError

from bot.chat.posting.teller import DiscordTeller
from bot.desk.following.subscriptions import encode
from bot.desk.watching.alerts import PASSES_AFTER
from bot.desk.watching.watch import Watch
from bot.ports import Posted, Refused, Telling
from bot.records import Subscription
from tests.chat.samples import article, said
from tests.desk.world import NOON as LONG_AGO
from tests.desk.world import HandClock
from tests.e2e.world import World

HOSTILE = "@everyone **gone** <@1> [x](https://evil.example)"


@pytest.fixture
def manager(world: World) -> MemberActor:
    managing = discord.Permissions(manage_guild=True)
    role = world.guild.create_role("Managers", permissions=managing)
    return world.guild.add_member(world.env.create_user("mina"), roles=[role])


@pytest_asyncio.fixture
async def operator(world: World) -> MemberActor:
    """Who runs the bot, and not this server, which shows them the command all the same."""
    member = world.guild.add_member(world.env.create_user("olga"))
    desk = replace(world.newsroom.desk, operators=frozenset({member.id}))
    world.newsroom = replace(world.newsroom, desk=desk)
    await world.restart()
    await show_command(world, member)
    return member


async def show_command(world: World, *members: MemberActor) -> None:
    [command] = [c for c in await world.env.bot.tree.fetch_commands() if c.name == "status"]
    world.guild.set_command_permissions(command, dict.fromkeys(members, True))


async def status(world: World, who: MemberActor) -> Any:
    result = await who.slash(world.channel, "status")
    assert result.response is not None
    assert result.ephemeral
    return result.response


async def pause(world: World, reason: str, **changes: Any) -> Subscription:
    order = Subscription("s9", world.guild.id, world.channel.id, "Harbour", 0, LONG_AGO, reason)
    order = replace(order, **changes)
    await world.newsroom.store.documents.put("subscription", order.id, encode(order))
    return order


async def test_who_may_not_is_told_what_is_needed(world: World) -> None:
    """Discord does not offer it to them; where a server does so, the bot still refuses."""
    with pytest.raises(SetupError):
        await world.reader.slash(world.channel, "status")
    await show_command(world, world.reader, world.editor)
    for who in (world.reader, world.editor):
        sentence = await world.refused(who, "status")
        assert sentence.startswith("You need the permission Manage Server in this server")


async def test_a_server_without_subscriptions(world: World, manager: MemberActor) -> None:
    shown = (await status(world, manager)).content
    assert shown.startswith("Pullquote is up to date. No feed has been looked at yet. ")
    assert "No channel of this server is subscribed." in shown


async def test_a_server_is_shown_what_is_its_own(world: World, manager: MemberActor) -> None:
    await pause(world, HOSTILE)
    await pause(world, "Elsewhere.", id="s8", guild_id=1, channel_id=2, topic="Schools")
    await world.editor.slash(world.channel, "subscribe", to="everything")
    await world.newsroom.add(article(), said("“Not this year.”"))
    [mine] = [
        one
        for one in await world.newsroom.desk.subscriptions.of_guild(world.guild.id)
        if one.paused is None
    ]
    world.newsroom.desk.pulse.sent(mine.id, Posted(5), edit=False)
    shown = (await status(world, manager)).content
    first, paused, reason, active = shown.splitlines()
    assert "The newest article came <t:" in first
    assert paused == f"<#{world.channel.id}> · **Harbour** · no post yet"
    assert reason.startswith(r"Paused: \@everyone \*\*gone\*\* \<\@1\>")
    assert active.startswith(f"<#{world.channel.id}> · **everything** · last post <t:")
    assert "Elsewhere" not in shown
    assert "Schools" not in shown


async def test_operators_are_shown_all_of_it(world: World, operator: MemberActor) -> None:
    await pause(world, HOSTILE)
    await pause(world, "Elsewhere.", id="s8", guild_id=1, channel_id=2, topic="Schools")
    await world.newsroom.add(article(), said("“Not this year.”"))
    [embed] = (await status(world, operator)).embeds
    lines = embed.description.splitlines()
    assert lines[0].startswith("**Record** 1 entries, the newest <t:")
    assert lines[4].startswith("**Subscriptions** 2, 2 paused; at most 0 entries behind")
    troubles = [line for line in lines if line.startswith("**Trouble** ")]
    assert any("Channel 2 (“Schools”): Paused: Elsewhere." in line for line in troubles)
    assert any(r"Paused: \@everyone \*\*gone\*\* \<\@1\>" in line for line in troubles)


async def test_operators_of_a_bot_that_is_well(world: World, operator: MemberActor) -> None:
    [embed] = (await status(world, operator)).embeds
    assert embed.description.endswith("Nothing needs anybody.")
    assert "**Feeds** none; not looked at yet" in embed.description


async def test_a_channel_hears_of_trouble_and_of_its_end(world: World) -> None:
    desk, clock = world.newsroom.desk, HandClock()
    watch = Watch(desk.overview, desk.data, clock, world.channel.id)
    teller = DiscordTeller(world.env.bot)

    async def look(times: int) -> None:
        for _ in range(times):
            clock.advance(60)
            with world.env.time_context():
                await watch.look(teller)

    order = await pause(world, HOSTILE)
    await look(3)
    began = rf"**Trouble** Channel {world.channel.id} (“Harbour”): Paused: \@everyone \*\*gone\*\*"
    [message] = world.channel.history()
    assert message.content.startswith(began)
    assert not message.mention_everyone
    await world.restart()
    teller = DiscordTeller(world.env.bot)
    await desk.subscriptions.erase(order.id)
    await look(2 * PASSES_AFTER)
    contents = [one.content for one in world.channel.history()]
    passed = f"**Passed** Channel {world.channel.id} (“Harbour”): no longer paused."
    assert sorted(contents, reverse=True) == [message.content, passed]


async def test_a_channel_that_is_not_there(world: World) -> None:
    telling = Telling(("Posts are late.",), (), "nonce")
    with world.env.time_context():
        outcome = await DiscordTeller(world.env.bot).tell(123, telling)
    assert isinstance(outcome, Refused)
    assert "put a channel there in which Pullquote has View Channel" in outcome.reason
