"""Posting into what is no plain text channel: forums, announcement channels and threads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import discord
import pytest
from simcord import ChannelHandle

from bot.chat.posting.courier import DiscordCourier
from bot.chat.rendering import render_posts
from bot.ports import Busy, Digest, Post, Posted, Refused, Unacceptable
from tests.chat.samples import article, said
from tests.e2e.world import World

POST = Post(article(), (said("“Not this year.”"),), 3, "Harbour", matched=("ferry",))
NAME = "Harbour stays open, mayor says"
DIGEST = Digest((article(), article("Other.", id="b")), "Harbour", 4, 9)


@pytest.fixture
def courier(world: World) -> DiscordCourier:
    return DiscordCourier(world.env.bot)


@pytest.fixture
def forum(world: World) -> ChannelHandle:
    return world.guild.create_forum_channel("stories")


async def allow(world: World, place: ChannelHandle, **permissions: bool) -> None:
    channel = world.env.bot.get_channel(place.id)
    assert isinstance(channel, discord.abc.GuildChannel)
    with world.env.time_context():
        await channel.set_permissions(channel.guild.me, **permissions)  # type: ignore[call-overload]


async def have_tags(world: World, forum: ChannelHandle, *tags: discord.ForumTag) -> None:
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    with world.env.time_context():
        await channel.edit(available_tags=list(tags))


def thread(world: World, outcome: object) -> discord.Thread:
    assert isinstance(outcome, Posted)
    found = world.env.bot.get_channel(outcome.channel_id or 0)
    assert isinstance(found, discord.Thread)
    return found


async def test_a_forum_gets_a_thread_a_post(
    world: World, courier: DiscordCourier, forum: ChannelHandle
) -> None:
    outcome = await courier.post(forum.id, POST, "n")
    made = thread(world, outcome)
    assert made.name == NAME
    assert made.parent_id == forum.id
    [handle] = forum.threads
    [message] = handle.history()
    assert outcome == Posted(message.id, channel_id=made.id)
    assert message.embeds[0].title == NAME


async def test_tags_that_are_named_like_the_topic_or_a_word_that_matched(
    world: World, courier: DiscordCourier, forum: ChannelHandle
) -> None:
    names = ["Ferry", "harbour", "Weather"]
    await have_tags(world, forum, *(discord.ForumTag(name=name) for name in names))
    made = thread(world, await courier.post(forum.id, POST, "n"))
    assert {tag.name for tag in made.applied_tags} == {"Ferry", "harbour"}
    digest = thread(world, await courier.post(forum.id, DIGEST, "n"))
    assert [tag.name for tag in digest.applied_tags] == ["harbour"]
    assert digest.name == "2 articles: Harbour"


async def test_tags_for_moderators_only_are_left_to_them(
    world: World, courier: DiscordCourier, forum: ChannelHandle
) -> None:
    await have_tags(world, forum, discord.ForumTag(name="Harbour", moderated=True))
    await allow(world, forum, manage_threads=False)
    assert thread(world, await courier.post(forum.id, POST, "n")).applied_tags == []
    await allow(world, forum, manage_threads=True)
    other = replace(POST, topic="harbour")
    assert thread(world, await courier.post(forum.id, other, "n")).applied_tags != []


async def test_a_forum_gets_nothing_twice(
    world: World, courier: DiscordCourier, forum: ChannelHandle
) -> None:
    """A thread has no nonce: after an answer that was lost, it is found and not begun again."""
    first = await courier.post(forum.id, POST, "n")
    assert await courier.post(forum.id, POST, "n") == first
    with world.env.time_context():
        await thread(world, first).edit(archived=True)
    assert await courier.post(forum.id, POST, "n") == first
    another_topic = await courier.post(forum.id, replace(POST, topic="Ferries"), "m")
    assert another_topic != first
    assert len(forum.threads) == 2


async def test_finding_a_forums_post(
    world: World, courier: DiscordCourier, forum: ChannelHandle
) -> None:
    since = world.env.now()
    assert await courier.find(forum.id, POST, since) is None
    posted = await courier.post(forum.id, POST, "n")
    assert await courier.find(forum.id, POST, since) == posted
    assert await courier.find(forum.id, POST, since + timedelta(hours=1)) is None
    assert await courier.find(forum.id, DIGEST, since) is None


async def test_a_forum_where_we_may_not_post(
    world: World, courier: DiscordCourier, forum: ChannelHandle
) -> None:
    await allow(world, forum, send_messages=False)
    assert await courier.post(forum.id, POST, "n") == Refused(
        "Pullquote lacks Create Posts in this forum; "
        "it needs View Channel, Create Posts, Embed Links."
    )


async def test_a_thread_where_we_may_not_post(world: World, courier: DiscordCourier) -> None:
    channel = world.env.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    with world.env.time_context():
        made = await channel.create_thread(name="News", type=discord.ChannelType.public_thread)
    assert isinstance(await courier.post(made.id, POST, "n"), Posted)
    await allow(world, world.channel, send_messages_in_threads=False)
    assert await courier.post(made.id, POST, "n") == Refused(
        "Pullquote lacks Send Messages in Threads in this thread; "
        "it needs View Channel, Send Messages in Threads, Embed Links."
    )


async def test_an_announcement_is_published_once(world: World, courier: DiscordCourier) -> None:
    news = world.guild.create_news_channel("announcements")
    posted = await courier.post(news.id, POST, "n")
    assert isinstance(posted, Posted)
    for _ in range(2):
        assert await courier.publish(news.id, posted.message_id) == posted
    assert news.history()[0].flags.value
    assert await courier.publish(news.id, 4) == Unacceptable("The post was deleted.")


async def test_only_announcement_channels_publish(world: World, courier: DiscordCourier) -> None:
    posted = await courier.post(world.channel.id, POST, "n")
    assert isinstance(posted, Posted)
    before = len(world.env.http_requests)
    assert await courier.publish(world.channel.id, posted.message_id) is None
    assert len(world.env.http_requests) == before


async def test_a_digest(world: World, courier: DiscordCourier) -> None:
    since = world.env.now()
    assert await courier.find(world.channel.id, DIGEST, since) is None
    posted = await courier.post(world.channel.id, DIGEST, "n")
    [message] = world.channel.history()
    assert posted == Posted(message.id)
    assert render_posts.shows(DIGEST, message.content, message.embeds)
    assert await courier.find(world.channel.id, DIGEST, since) == posted
    for other in (replace(DIGEST, last=10), replace(DIGEST, topic="Ferries")):
        assert await courier.find(world.channel.id, other, since) is None
    assert await courier.find(world.channel.id, POST, since) is None


async def test_taking_back_a_post(world: World, courier: DiscordCourier) -> None:
    posted = await courier.post(world.channel.id, POST, "n")
    assert isinstance(posted, Posted)
    for _ in range(2):
        assert await courier.delete(world.channel.id, posted.message_id) == posted
    assert world.channel.history() == []


async def test_before_the_login_nothing_is_done(world: World) -> None:
    courier = DiscordCourier(discord.Client(intents=discord.Intents.none()))
    assert isinstance(await courier.delete(1, 2), Busy)
    assert isinstance(await courier.publish(1, 2), Busy)
