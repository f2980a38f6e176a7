"""/subscribe, /unsubscribe and /subscriptions as members use them: the real bot on simcord."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, SetupError

from bot.chat.posting.courier import DiscordCourier
from bot.desk.following.audit import Changed, Deed, Part
from bot.records import Arrival, Format, Manner, Subscription
from tests.chat.samples import article, said
from tests.e2e.newsroom import now
from tests.e2e.test_commands import HOSTILE
from tests.e2e.world import World


async def subscriptions(world: World) -> list[Subscription]:
    return await world.newsroom.desk.subscriptions.of_guild(world.guild.id)


async def only(world: World) -> Subscription:
    (one,) = await subscriptions(world)
    return one


async def subscribe(world: World, to: str = "Harbour", **options: Any) -> str:
    result = await world.editor.slash(world.channel, "subscribe", to=to, **options)
    assert result.response
    assert not result.ephemeral, result.response.content
    return str(result.response.content)


async def listed(world: World) -> Any:
    result = await world.editor.slash(world.channel, "subscriptions")
    assert result.ephemeral
    assert result.response
    return result.response


def labels(message: Any) -> list[str]:
    items = [item for row in message.components for item in row["components"]]
    return [item["label"] for item in items if "label" in item]


def posts(world: World) -> list[Any]:
    """What came by itself, and is no answer."""
    return [one for one in world.channel.history() if one.interaction_metadata is None]


async def deliver(world: World) -> None:
    with world.env.time_context():
        await world.newsroom.delivery.deliver(DiscordCourier(world.env.bot))


async def test_a_channels_subscriptions(world: World) -> None:
    begun = await subscribe(world, "harbour")
    assert begun == "This channel now gets each new article for **Harbour**."
    shown = await listed(world)
    assert shown.content.startswith(f"**1** <#{world.channel.id}> · **Harbour** · no post yet")
    again = await world.refused(world.editor, "subscribe", to="Harbour")
    assert again == "This channel already gets “Harbour”."
    ended = await world.editor.slash(world.channel, "unsubscribe", to="Harbour")
    assert ended.response
    assert ended.response.content == "This channel no longer gets **Harbour**."
    assert (await listed(world)).content == (
        "No channel of this server is subscribed. /subscribe starts one."
    )


async def test_everything_there_is_to_ask_for(world: World) -> None:
    assert "**everything -football**" in await subscribe(world, "everything -football")
    assert "**person: Ilse Maron**" in await subscribe(world, "Person: Ilse Maron")
    assert "**source: Orrin Gazette**" in await subscribe(world, "source: Orrin Gazette")
    await world.newsroom.add(article(), said("“Not this year.”"))
    await deliver(world)
    assert len(posts(world)) == 1, "though two asked for it"


async def test_the_way_it_comes(world: World) -> None:
    role = world.guild.create_role("Dockers", mentionable=True)
    shown = await subscribe(world, format="brief", quiet="22-7", ping=role)
    assert shown.splitlines() == [
        "This channel now gets each new article for **Harbour** as one line.",
        "Nothing is sent from 22:00 to 7:00 (UTC); it comes together afterwards.",
        f"New posts ping <@&{role.id}>.",
    ]
    assert (await only(world)).manner == Manner(Format.BRIEF, 8, (22, 7), role.id)
    await world.admin.slash(world.channel, "server timezone", zone="Asia/Tokyo")
    shown = await subscribe(world, format="daily", hour=0)
    assert "once a day, at 0:00 (Asia/Tokyo)." in shown
    sentence = await world.refused(world.editor, "subscribe", to="Harbour", quiet="22-7")
    assert "leave the quiet hours out" in sentence


async def test_a_post_pings_its_role_once_and_an_edit_nobody(world: World) -> None:
    role = world.guild.create_role("Dockers", mentionable=True)
    await subscribe(world, ping=role)
    made = article()
    await world.newsroom.add(made, said("“Not this year.”"))
    await deliver(world)
    [message] = posts(world)
    assert message.content == f"<@&{role.id}>"
    assert told(world, "POST") == [{"parse": [], "roles": [role.id]}]
    corrected = replace(made, revision=2, title="Harbour closes, mayor says")
    await world.newsroom.add(corrected, arrival=Arrival.REVISED)
    await deliver(world)
    [message] = posts(world)
    assert (message.embeds[0].title, message.content) == (corrected.title, f"<@&{role.id}>")
    assert told(world, "PATCH") == [{"parse": []}]


def told(world: World, method: str) -> list[Any]:
    """Who was to be told of the messages that were sent or edited in channels."""
    return [
        {key: value for key, value in one.json["allowed_mentions"].items() if key != "replied_user"}
        for one in world.env.http_requests
        if one.method == method and "/messages" in one.path and one.path.startswith("/channels")
    ]


@pytest.mark.parametrize("mentionable", [True, False])
async def test_a_role_that_the_member_may_not_mention(world: World, mentionable: bool) -> None:
    role = world.guild.create_role("Dockers", mentionable=mentionable)
    if mentionable:
        await subscribe(world, ping=role)
        return
    sentence = await world.refused(world.editor, "subscribe", to="Harbour", ping=role)
    assert sentence.startswith("You may not mention Dockers there")
    assert await subscriptions(world) == []


async def test_everybody_at_once_is_no_role(world: World) -> None:
    sentence = await world.refused(
        world.editor, "subscribe", to="Harbour", ping=world.guild.default_role
    )
    assert sentence == "Choose a role; everybody at once is never pinged."


async def test_what_would_have_brought_nothing_is_said_so(world: World) -> None:
    assert "surprise" not in await subscribe(world, "person: Nobody Atall"), "there are none at all"
    made = replace(article(), published_at=now() - timedelta(days=1))
    await world.newsroom.add(made, said("“Not this year.”", of=made))
    unheard = "No article of the last week would have come. If that is a surprise,"
    assert unheard in await subscribe(world, "person: Marta Vellling")
    for heard in ("person: Marta Velling", "everything"):
        assert "surprise" not in await subscribe(world, heard)
    assert unheard in await subscribe(world, "everything -harbour")
    assert "surprise" not in await subscribe(world, "everything -harbour", quiet="22-7")


async def test_quiet_hours_that_end_and_those_that_would_not(world: World) -> None:
    await subscribe(world, quiet="22-7")
    shown = await subscribe(world, quiet="none")
    assert shown.endswith("There are no quiet hours any more: posts come at any hour.")
    for wrong in ("22-22", "0-24"):
        sentence = await world.refused(world.editor, "subscribe", to="Harbour", quiet=wrong)
        assert sentence.startswith(f"Quiet hours from {wrong} would never end: let them end at")


async def test_another_channel(world: World) -> None:
    forum = world.guild.create_forum_channel("stories")
    shown = await subscribe(world, channel=forum)
    assert shown == f"<#{forum.id}> now gets each new article for **Harbour**."
    assert (await only(world)).channel_id == forum.id
    voice = world.guild.create_voice_channel("talk")
    with pytest.raises(SetupError):
        await world.editor.slash(world.channel, "subscribe", to="Harbour", channel=voice)


async def test_a_channel_that_the_member_may_not_manage(world: World) -> None:
    theirs = private(world, "theirs", manage_channels=False)
    sentence = await world.refused(world.editor, "subscribe", to="Harbour", channel=theirs)
    assert sentence.startswith("You need the permission Manage Channels in that channel")
    assert await subscriptions(world) == []


async def test_a_channel_that_the_bot_cannot_post_in(world: World) -> None:
    quiet = private(world, "quiet", send_messages=False)
    sentence = await world.refused(world.editor, "subscribe", to="Harbour", channel=quiet)
    assert sentence == (
        "Pullquote cannot post there yet: give it Send Messages in that channel, then try again."
    )
    world.channel = quiet
    sentence = await world.refused(world.editor, "subscribe", to="Harbour")
    assert sentence == (
        "Pullquote cannot post here yet: give it Send Messages in this channel, "
        "then subscribe again."
    )
    assert await subscriptions(world) == []


def private(world: World, name: str, **denied: bool) -> ChannelHandle:
    """A channel in which neither the bot nor an editor has these."""
    assert world.env.bot.user
    overwrite = discord.PermissionOverwrite(**denied)
    return world.guild.create_text_channel(
        name,
        overwrites={
            world.guild.default_role: overwrite,
            world.env.bot.user: overwrite,
            world.editor: overwrite,
        },
    )


@pytest.mark.parametrize(
    ("name", "to", "sentence"),
    [
        (
            "subscribe",
            "Fishing",
            "There is no topic “Fishing”. Choose one of: everything, Harbour, Schools; "
            "or ask for “person: NAME”, “source: OUTLET” or “story: NAME”.",
        ),
        (
            "subscribe",
            "-football",
            "Say first what is wanted and then what is left out: “everything -football”.",
        ),
        ("subscribe", "person:", "“person:” lacks a name after the colon; give a name or a word."),
        (
            "subscribe",
            "story: Strike",
            "There is no running story “Strike”. /story lists those there are.",
        ),
        ("unsubscribe", "Harbour", "This channel gets nothing yet."),
    ],
)
async def test_topics_that_are_not_there(world: World, name: str, to: str, sentence: str) -> None:
    assert sentence in await world.refused(world.editor, name, to=to)


async def test_ending_another_topic_names_those_there_are(world: World) -> None:
    await subscribe(world)
    sentence = await world.refused(world.editor, "unsubscribe", to="Schools")
    assert sentence == "This channel does not get “Schools”. It gets: Harbour."


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("subscribe", {"to": "Harbour"}),
        ("unsubscribe", {"to": "Harbour"}),
        ("subscriptions", {}),
    ],
)
async def test_who_may_not_manage_channels(
    world: World, name: str, options: dict[str, Any]
) -> None:
    """Discord does not offer them the command; where a server does so, the bot still refuses."""
    with pytest.raises(SetupError):
        await world.reader.slash(world.channel, name, **options)
    [command] = [c for c in await world.env.bot.tree.fetch_commands() if c.name == name]
    world.guild.set_command_permissions(command, {world.reader: True})
    sentence = await world.refused(world.reader, name, **options)
    assert sentence.startswith("You need the permission Manage Channels in this channel")
    assert await subscriptions(world) == []


async def test_suggestions(world: World) -> None:
    await world.newsroom.add(article(), said("“Not this year.”"))
    found = await world.editor.autocomplete(world.channel, "subscribe", "to", "vell")
    assert [one["value"] for one in found] == ["person: Marta Velling"]
    found = await world.editor.autocomplete(world.channel, "subscribe", "to", "source: gaz -golf")
    assert [one["value"] for one in found] == ["source: Orrin Gazette -golf"]
    quiet = await world.editor.autocomplete(world.channel, "subscribe", "quiet", "2")
    assert [one["value"] for one in quiet] == ["22-7", "23-8"]
    assert await world.editor.autocomplete(world.channel, "unsubscribe", "to", "") == []
    await subscribe(world)
    [ending] = await world.editor.autocomplete(world.channel, "unsubscribe", "to", "ha")
    assert ending["name"] == "Harbour"
    await world.editor.slash(world.channel, "unsubscribe", to=ending["value"])
    assert await subscriptions(world) == []


# /subscriptions manages


async def chosen(world: World) -> Any:
    """The first of them, as the menu shows it."""
    shown = await listed(world)
    one = await only(world)
    await world.editor.select(shown.message, [one.id], custom_id="choose-order:0")
    return shown


async def test_pausing_resuming_and_ending_also_after_a_restart(world: World) -> None:
    await subscribe(world, quiet="22-7")
    shown = await chosen(world)
    assert labels(shown) == ["Pause", "End", "No quiet hours", "All subscriptions"]
    await world.restart()
    await world.editor.click(shown.message, label="Pause")
    assert (await only(world)).by_hand
    assert "Paused: somebody who runs this server has paused it" in shown.content
    await world.editor.click(shown.message, label="No quiet hours")
    assert (await only(world)).manner.quiet is None
    await world.editor.click(shown.message, label="Resume")
    assert (await only(world)).paused is None
    await world.editor.click(shown.message, label="All subscriptions")
    assert shown.content.startswith("**1** ")
    await world.editor.select(shown.message, [(await only(world)).id], custom_id="choose-order:0")
    await world.editor.click(shown.message, label="End")
    assert shown.content == f"<#{world.channel.id}> no longer gets **Harbour**."
    assert await subscriptions(world) == []


async def test_moving_to_another_channel(world: World) -> None:
    await subscribe(world)
    shown = await chosen(world)
    sport = world.guild.create_text_channel("sport")
    one = await only(world)
    await world.restart()
    await world.editor.select(shown.message, [sport], custom_id=f"move-order:{one.id}")
    assert "Moved. What was posted before stays where it is." in shown.content
    assert f"<#{sport.id}>" in shown.content
    moved = await only(world)
    assert (moved.id, moved.channel_id) == (one.id, sport.id)


async def test_moving_to_where_one_may_not(world: World) -> None:
    await subscribe(world)
    shown = await chosen(world)
    one = await only(world)
    for denied in ({"manage_channels": False}, {"send_messages": False}):
        there = private(world, "there", **denied)
        pressed = await world.editor.select(
            shown.message, [there], custom_id=f"move-order:{one.id}"
        )
        assert pressed.ephemeral
        assert "that channel" in str(pressed.response and pressed.response.content)
    assert (await only(world)).channel_id == world.channel.id


async def test_what_another_channel_gets_takes_its_permission(world: World) -> None:
    theirs = private(world, "theirs", manage_channels=False)
    desk = world.newsroom.desk
    made = await desk.subscriptions.subscribe(world.guild.id, theirs.id, "Harbour")
    shown = await listed(world)
    pressed = await world.editor.select(shown.message, [made.id], custom_id="choose-order:0")
    assert "Manage Channels in that channel" in str(pressed.response and pressed.response.content)


async def test_one_that_has_ended_meanwhile(world: World) -> None:
    await subscribe(world)
    shown = await chosen(world)
    await world.newsroom.desk.subscriptions.end(world.guild.id, (await only(world)).id)
    pressed = await world.editor.click(shown.message, label="Pause")
    assert pressed.ephemeral
    assert "That subscription has ended." in str(pressed.response and pressed.response.content)


async def test_pages_of_many(world: World) -> None:
    for number in range(10):
        await subscribe(world, f"person: Number {number}")
    shown = await listed(world)
    assert shown.content.endswith("1–8 of 10")
    await world.restart()
    await world.editor.click(shown.message, label="More ›")
    assert shown.content.endswith("9–10 of 10")
    await world.editor.click(shown.message, label="‹ Back")
    assert shown.content.endswith("1–8 of 10")


async def test_hostile_names_do_nothing(world: World) -> None:
    shown = await subscribe(world, f"person: {HOSTILE}")
    assert r"\@everyone \*\*\[free\]" in shown
    everything = await listed(world)
    assert r"\@everyone \*\*\[free\]" in everything.content
    message = world.channel.history()[0]
    assert not message.mention_everyone
    assert message.mentions == []


# /server timezone


async def test_a_servers_time_zone(world: World) -> None:
    found = await world.admin.autocomplete(world.channel, "server timezone", "zone", "york")
    assert found == [{"name": "America/New York", "value": "America/New_York"}]
    result = await world.admin.slash(world.channel, "server timezone", zone="America/New_York")
    assert result.ephemeral
    assert result.response
    assert "those of **America/New York**, where it is " in str(result.response.content)
    assert "no time zone “Atlantis”" in await world.refused(
        world.admin, "server timezone", zone="Atlantis"
    )
    [command] = [c for c in await world.env.bot.tree.fetch_commands() if c.name == "server"]
    world.guild.set_command_permissions(command, {world.editor: True})
    sentence = await world.refused(world.editor, "server timezone", zone="UTC")
    assert sentence.startswith("You need the permission Manage Server")


async def test_a_running_story_can_be_followed_and_changes_are_noted(world: World) -> None:
    await world.newsroom.follow()
    story = world.newsroom.running.stories()[0]
    result = await world.editor.slash(world.channel, "subscribe", to=f"story: {story.name.upper()}")
    assert result.response is not None
    assert not result.ephemeral
    [order] = await world.newsroom.desk.subscriptions.of_guild(world.guild.id)
    assert order.topic == f"story: {story.name}"
    await world.editor.slash(world.channel, "unsubscribe", to=order.topic)
    page = await world.newsroom.desk.audit.page(world.guild.id, 0, 10)
    assert [(one.what, one.subject, one.user_id) for one in page.noted] == [
        ("unsubscribed", order.topic, world.editor.id),
        ("subscribed", order.topic, world.editor.id),
    ]


async def test_the_trail_says_what_was_set_and_what_it_was_before(world: World) -> None:
    role = world.guild.create_role("Dockers", mentionable=True)
    await subscribe(world, "Harbour -football", quiet="22-7", ping=role)
    await subscribe(world, "Harbour -football", format="daily", hour=9)
    shown = await chosen(world)
    for label in ("No ping", "Pause", "Resume"):
        await world.editor.click(shown.message, label=label)
    sport = world.guild.create_text_channel("sport")
    one = await only(world)
    await world.editor.select(shown.message, [sport], custom_id=f"move-order:{one.id}")
    await world.editor.click(shown.message, label="End")
    here, there, ping = f"<#{world.channel.id}>", f"<#{sport.id}>", f"<@&{role.id}>"
    trail = []
    result = await world.admin.slash(world.channel, "audit")
    assert result.response
    trail += str(result.response.content).splitlines()[1:]
    await world.admin.click(result.response.message, label="More ›")
    trail += str(result.response.content).splitlines()[1:]
    of = "Harbour -football"
    assert [line.split(" · ", 2)[2] for line in trail] == [
        f"ended a subscription · {of} · {there}",
        f"moved a subscription · {of} · {here} → {there}",
        f"resumed a subscription · {of} · {here}",
        f"paused a subscription · {of} · {here}",
        f"changed a subscription · {of} · {here} · ping: {ping} → none",
        f"changed a subscription · {of} · {here} · format: full → daily · hour: 9:00 · "
        "quiet hours: 22:00–7:00 → none",
        f"subscribed a channel · {of} · {here} · format: full · quiet hours: 22:00–7:00 · "
        f"ping: {ping}",
    ]


async def test_subscribing_to_what_is_paused_says_that_it_goes_on(world: World) -> None:
    await subscribe(world)
    await world.newsroom.desk.subscriptions.pause(world.guild.id, (await only(world)).id)
    shown = await subscribe(world)
    assert "It goes on where it was paused: what came meanwhile comes now." in shown
    page = await world.newsroom.desk.audit.page(world.guild.id, 0, 1)
    assert (page.noted[0].what, page.noted[0].changed) == ("resumed", ())


# /server language


async def spoken(world: World, **options: Any) -> list[str]:
    result = await world.admin.slash(world.channel, "server language", **options)
    assert result.ephemeral
    assert result.response
    return str(result.response.content).splitlines()


async def test_a_servers_language(world: World) -> None:
    first, second, _ = await spoken(world)
    assert first == "Posts, and answers that everybody here sees, are in **English**."
    assert second == (
        "That is the language of this server's settings in Discord; "
        "/server language chooses another."
    )
    first, second, _ = await spoken(world, name="ukrainian")
    assert first.endswith("are in **Українська**.")
    assert second.startswith("/server language with “discord” goes back")
    assert (await subscribe(world)).startswith("Цей канал відтепер отримує кожну нову статтю")
    await world.newsroom.add(article(), said("“Not this year.”"))
    await deliver(world)
    [post] = posts(world)
    assert post.embeds[-1].footer.text.startswith("Тема: Harbour")
    await spoken(world, name="Discord")
    ended = await world.editor.slash(world.channel, "unsubscribe", to="Harbour")
    assert ended.response
    assert str(ended.response.content).startswith("This channel no longer gets")
    trail = (await world.newsroom.desk.audit.page(world.guild.id, 0, 10)).noted
    changed = [one.changed for one in trail if one.what == Deed.SETTING_CHANGED]
    assert changed == [
        (Changed(Part.LANGUAGE, "uk", None),),
        (Changed(Part.LANGUAGE, None, "uk"),),
    ]


async def test_languages_are_offered_by_their_own_names(world: World) -> None:
    found = await world.admin.autocomplete(world.channel, "server language", "name", "")
    assert [(one["name"], one["value"]) for one in found] == [
        ("English", "en"),
        ("Українська", "uk"),
        ("As in this server's settings: English", "discord"),
    ]
    found = await world.admin.autocomplete(world.channel, "server language", "name", "укр")
    assert [one["value"] for one in found] == ["uk"]
    sentence = await world.refused(world.admin, "server language", name="Klingon **x**")
    assert sentence == (
        r"Pullquote does not speak “Klingon \*\*x\*\*”. Choose one of: English, Українська."
    )


async def test_who_may_not_choose_a_language(world: World) -> None:
    await world.offer("server", world.reader, world.editor)
    for who in (world.reader, world.editor):
        for options in ({}, {"name": "uk"}):
            sentence = await world.refused(who, "server language", **options)
            assert sentence.startswith("You need the permission Manage Server in this server")
    assert await world.newsroom.desk.servers.language(world.guild.id) is None


async def test_a_city_is_enough_for_a_time_zone_and_nothing_shows_it(world: World) -> None:
    async def zone(**options: Any) -> str:
        result = await world.admin.slash(world.channel, "server timezone", **options)
        assert result.response
        return str(result.response.content)

    assert "those of **UTC**, where it is " in await zone()
    assert "those of **Europe/Berlin**" in await zone(zone="berlin")
    assert "those of **Europe/Berlin**" in await zone()
    await zone(zone="Europe/Berlin")
    trail = (await world.newsroom.desk.audit.page(world.guild.id, 0, 10)).noted
    assert [one.changed for one in trail] == [(Changed(Part.ZONE, "UTC", "Europe/Berlin"),)]


async def test_a_city_is_known_by_its_name_in_every_language(world: World) -> None:
    result = await world.admin.slash(world.channel, "server timezone", zone="київ")
    assert result.response
    assert "those of **Europe/Kyiv**" in str(result.response.content)
    found = await world.admin.autocomplete(world.channel, "server timezone", "zone", "киї")
    assert found == [{"name": "Europe/Kyiv", "value": "Europe/Kyiv"}]


async def test_a_forum_that_wants_a_tag_is_said_to_want_one(world: World) -> None:
    forum = world.guild.create_forum_channel("stories")
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    with world.env.time_context():
        await channel.edit(available_tags=[discord.ForumTag(name="Ferry")])
    channel._flags |= discord.ChannelFlags.require_tag.flag  # which simcord has no way to set
    wants = "This forum wants a tag on every post: add one named **Schools** for everybody."
    assert wants in await subscribe(world, "Schools", channel=forum)
    assert "wants a tag" not in await subscribe(world, "Schools")


async def test_in_a_forums_thread_its_forum_is_meant(world: World) -> None:
    """Nobody can type in a forum itself."""
    forum = world.guild.create_forum_channel("stories")
    await subscribe(world, channel=forum)
    await world.newsroom.add(article(), said("“Not this year.”"))
    await deliver(world)
    [thread] = forum.threads
    why = await world.reader.slash(thread, "why", article="harbour")
    assert why.response
    assert "**Harbour**: posted <t:" in str(why.response.embeds[0].description)
    [ending] = await world.editor.autocomplete(thread, "unsubscribe", "to", "")
    assert ending["name"] == "Harbour"
    ended = await world.editor.slash(thread, "unsubscribe", to="Harbour")
    assert ended.response
    assert ended.response.content == f"<#{forum.id}> no longer gets **Harbour**."
    assert await subscriptions(world) == []
