"""/help and the welcome: what a server that is new here sees."""

from __future__ import annotations

import re
from typing import Any

import discord
import pytest
from simcord import MemberActor

from bot.chat.helping import EXAMPLES, FOR_OPERATORS, NEEDS, ON_MESSAGES, entries
from bot.chat.language import speaking
from bot.chat.welcome import Welcome, text
from bot.desk.keeping.forget import WELCOMED
from tests.desk.world import until
from tests.e2e.newsroom import now
from tests.e2e.test_commands import HOSTILE, buttons, shown
from tests.e2e.world import World


async def help_of(world: World, who: MemberActor, **options: Any) -> Any:
    result = await who.slash(world.channel, "help", **options)
    assert result.response
    assert result.ephemeral
    return result.response


async def all_pages(world: World, who: MemberActor) -> str:
    message = await help_of(world, who)
    pages = [shown(message)]
    while "More ›" in buttons(message):
        message = (await who.click(message.message, label="More ›")).response
        pages.append(shown(message))
    return "\n".join(pages)


async def test_every_command_has_its_help(world: World) -> None:
    found = entries(world.env.bot.tree)
    for entry in found:
        assert entry.does
        assert all(does and does != "…" for _, does in entry.options)
    names = {entry.name for entry in found}
    assert set(EXAMPLES) | set(NEEDS) | set(ON_MESSAGES) | FOR_OPERATORS <= names
    for entry in found:
        given = re.findall(r" (\w+):(?= )", EXAMPLES.get(entry.name, ""))
        assert set(given) <= {name for name, _ in entry.options}


async def test_a_reader_sees_what_a_reader_may(world: World) -> None:
    text = await all_pages(world, world.reader)
    for name in ("/latest", "/quotes", "/keypoints", "/help", "/privacy", "/topics list"):
        assert f"**{name}**" in text
    assert "**Who said what (in a message's menu, under Apps)**" in text
    for name in ("/subscribe", "/feeds", "/audit", "/export", "/status", "/topics define"):
        assert f"**{name}" not in text
    assert "For example: /quotes name: Velling about: harbour" in text


async def test_who_runs_a_server_sees_more(world: World) -> None:
    text = await all_pages(world, world.admin)
    for name in ("/feeds add", "/audit", "/export", "/status", "/topics define"):
        assert f"**{name}**" in text
    assert "**/subscribe**" not in text
    assert "**/subscribe**" in await all_pages(world, world.editor)


async def test_operators_see_what_they_may(world: World) -> None:
    world.as_operator(world.reader)
    await world.restart()
    text = await all_pages(world, world.reader)
    for name in ("/status", "/export", "/feeds add"):
        assert f"**{name}**" in text
    for name in ("/subscribe", "/audit", "/topics define"):
        assert f"**{name}**" not in text


async def test_pages_after_a_restart(world: World) -> None:
    first = await help_of(world, world.admin)
    before = shown(first)
    await world.restart()
    pressed = await world.admin.click(first.message, label="More ›")
    assert pressed.response
    assert shown(pressed.response) != before
    assert "‹ Back" in buttons(pressed.response)


async def test_one_command_in_full(world: World) -> None:
    [embed] = (await help_of(world, world.admin, about="/feeds add")).embeds
    assert embed.title == "/feeds add"
    assert "**site** · The address of a site, or of a feed itself" in (embed.description or "")
    assert "Needs the permission Manage Server." in (embed.description or "")
    found = shown(await help_of(world, world.admin, about="feed"))
    assert "**/feeds list**" in found
    assert "**/feeds remove**" in found


@pytest.mark.parametrize("about", ["feeds add", HOSTILE, "zzz"])
async def test_help_about_what_is_not_there(world: World, about: str) -> None:
    sentence = await world.refused(world.reader, "help", about=about)
    assert sentence.startswith("No command that you may use here is about")


async def test_suggestions(world: World) -> None:
    found = await world.reader.autocomplete(world.channel, "help", "about", "/qu")
    assert found == [{"name": "quotes", "value": "quotes"}]
    assert await world.reader.autocomplete(world.channel, "help", "about", "feeds") == []


# The welcome


async def settle(world: World) -> None:
    await world.env.settle()


async def welcome(world: World, guild: Any) -> None:
    found = world.env.bot.get_guild(guild.id)
    assert found is not None
    with world.env.time_context():
        await Welcome(world.newsroom.store.documents, now).give(found)


async def test_a_server_is_welcomed_once(world: World) -> None:
    await welcome(world, world.guild)
    await welcome(world, world.guild)
    [message] = world.channel.history()
    assert "keeps the record of **who said what**" in message.content
    for step in ("1. ", "2. ", "3. "):
        assert f"\n{step}" in message.content
    assert "Language: /server language (English, Українська)." in message.content
    assert "still needs" not in message.content
    assert list(await world.newsroom.store.documents.all(WELCOMED)) == [str(world.guild.id)]


async def test_an_invitation_brings_it(world: World) -> None:
    """A server without channels is no place for it; one that comes with one is."""
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    assert world.channel.history() == []
    with world.env.time_context():
        world.env.bot.dispatch("guild_join", guild)
        await until(lambda: bool(world.channel.history()))
    assert len(world.channel.history()) == 1


def closed_to_bot(world: World, **denied: bool) -> dict[Any, discord.PermissionOverwrite]:
    assert world.env.bot.user
    overwrite = discord.PermissionOverwrite(**denied)
    return {world.guild.default_role: overwrite, world.env.bot.user: overwrite}


async def test_the_first_channel_in_which_it_may_speak(world: World) -> None:
    guild = world.env.create_guild("Elsewhere")
    world.guild = guild
    quiet = guild.create_text_channel("quiet", overwrites=closed_to_bot(world, send_messages=False))
    bare = guild.create_text_channel("bare", overwrites=closed_to_bot(world, embed_links=False))
    await settle(world)
    await welcome(world, guild)
    assert quiet.history() == []
    [message] = bare.history()
    assert message.content.endswith("To post in this channel Pullquote still needs: Embed Links.")
    channel = world.env.bot.get_channel(bare.id)
    assert isinstance(channel, discord.TextChannel)
    with speaking("uk"):
        assert text(channel).endswith("дозволів: «Вбудовувати посилання» (Embed Links).")


async def test_nowhere_to_speak(world: World, caplog: pytest.LogCaptureFixture) -> None:
    guild = world.env.create_guild("Elsewhere")
    world.guild = guild
    quiet = guild.create_text_channel("quiet", overwrites=closed_to_bot(world, view_channel=False))
    await settle(world)
    await welcome(world, guild)
    assert quiet.history() == []
    assert await world.newsroom.store.documents.all(WELCOMED) == {}


async def test_discord_refuses_it(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    await welcome(world, world.guild)
    assert await world.newsroom.store.documents.all(WELCOMED) == {}
    await welcome(world, world.guild)
    assert len(world.channel.history()) == 1
