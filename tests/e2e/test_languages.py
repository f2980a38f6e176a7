"""In whose language people are answered, over the real protocol."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat.client import Newsbot
from bot.chat.language import languages
from bot.chat.posting.courier import DiscordCourier
from bot.chat.posting.endpoint import Endpoint
from bot.desk.following.subscriptions import Subscriptions
from bot.ports import Digest, Post, Posted
from tests.chat.samples import article, said
from tests.e2e.discord_places import GUILD, forum
from tests.e2e.discord_server import CHANNEL, DiscordServer
from tests.e2e.newsroom import Newsroom, now
from tests.e2e.online import connected

STORIES = 6101
POST = Post(article(), (said("“Not this year.”"),), 3, "Harbour")
DIGEST = Digest((article(),), "Harbour", 1, 2)
PRIVATE = 1 << 6


@contextlib.asynccontextmanager
async def online(newsroom: Newsroom, server: DiscordServer) -> AsyncIterator[Newsbot]:
    server.connected.clear()
    async with connected(newsroom, server, Endpoint(api_base=server.base)) as bot:
        yield bot


def described(commands: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, str]]]:
    """What is read of commands, groups, options and choices, with its translations: their
    descriptions, and the names of those that are picked from a menu."""
    for one in commands:
        field = "description" if one.get("description") else "name"
        yield one[field], one.get(f"{field}_localizations", {})
        yield from described([*one.get("options", []), *one.get("choices", [])])


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Those under a message, without its menus."""
    items = [item for row in message["components"] for item in row["components"]]
    return [item for item in items if item["type"] == 2]


async def test_commands_are_described_in_every_language(newsroom: Newsroom) -> None:
    async with DiscordServer.running() as server, online(newsroom, server):
        shown = dict(described(server.commands))
        typed = [one for one in server.commands if one["type"] == 1]
    others = {language for language in languages() if language != "en"}
    for english, translations in shown.items():
        assert set(translations) == others, english
        for text in (english, *translations.values()):
            assert 0 < len(text) <= 100, text
    assert not any(one.get("name_localizations") for one in typed)
    latest = shown["The newest articles, with what was said in them"]
    assert latest == {"uk": "Найновіші статті й те, що в них сказано"}
    assert "Only articles of this topic" in shown


async def test_new_translations_are_told(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where nothing else about the commands has changed."""
    async with DiscordServer.running() as server:
        with monkeypatch.context() as before:
            before.setattr("bot.chat.translator.message_in", lambda locale, message: None)
            async with online(newsroom, server):
                assert not any(dict(described(server.commands)).values())
        for _ in range(2):
            async with online(newsroom, server):
                assert server.syncs == 2
        assert all("uk" in told for told in dict(described(server.commands)).values())


async def test_everybody_reads_the_servers_language(newsroom: Newsroom) -> None:
    await newsroom.add(article(), said("“Not this year.”"))
    async with DiscordServer.running() as server, online(newsroom, server):
        server.guild_locale = "uk"
        reply = await server.command("keypoints", article="harbour")
        assert " · 1 висловлювання" in reply.data["embeds"][0]["description"]
        server.guild_locale, server.locale = "en-GB", "uk"
        reply = await server.command("keypoints", article="harbour")
        assert " · 1 statement" in reply.data["embeds"][0]["description"]


async def test_what_only_the_asker_sees_is_in_theirs(newsroom: Newsroom) -> None:
    async with DiscordServer.running() as server, online(newsroom, server):
        server.locale = "uk"
        reply = await server.command("subscriptions")
        assert reply.data["flags"] == PRIVATE
        assert reply.data["content"] == (
            "Жодного каналу цього сервера не підписано. Щоб підписати канал, скористайтеся "
            "/subscribe."
        )
        reply = await server.command("status")
        assert reply.data["content"].startswith("Дані Pullquote актуальні. Жодної стрічки ще")


async def test_errors_are_in_the_askers_language(newsroom: Newsroom) -> None:
    await newsroom.add(article(), said("“Not this year.”"))
    async with DiscordServer.running() as server, online(newsroom, server):
        server.locale = "uk"
        reply = await server.command("quotes", name="Vellling")
        assert reply.data["flags"] == PRIVATE
        assert reply.data["content"] == (
            "В архіві немає нікого на ім’я «Vellling». Найближчі: Marta Velling."
        )
        server.member_permissions = "0"
        reply = await server.command("subscribe", to="Harbour")
        assert reply.data["content"] == (
            "Для цього в цьому каналі потрібен дозвіл «Керувати каналами» (Manage Channels). "
            "Зверніться до тих, хто керує сервером."
        )
        server.locale = "de"
        reply = await server.command("quotes", name="Vellling")
        assert reply.data["content"].startswith("Nobody called “Vellling” is on record.")


async def test_a_page_that_is_turned_keeps_the_language_of_those_who_see_it(
    newsroom: Newsroom,
) -> None:
    for number in range(6):
        made = article(f"“Pier {number} opens,” Marta Velling said.", id=f"article-{number}")
        await newsroom.add(made, said(f"“Pier {number} opens,”", of=made))
    async with DiscordServer.running() as server, online(newsroom, server):
        reply = await server.command("quotes", name="velling")
        older = buttons(reply.data)[0]  # others show contexts
        server.locale = "uk"
        public = server.message(CHANNEL, reply.data)
        turned = await server.press(public, older["custom_id"])
        assert turned.data["embeds"][0]["footer"]["text"] == "5–6 of 6"
        private = server.message(CHANNEL, {**reply.data, "flags": PRIVATE})
        turned = await server.press(private, older["custom_id"])
        assert turned.data["embeds"][0]["footer"]["text"] == "5–6 із 6"
        assert buttons(turned.data)[0]["label"] == "‹ Новіші"


@pytest.mark.parametrize("what", [POST, DIGEST])
async def test_posts_are_in_the_servers_language_and_known_again_after_it_changed(
    newsroom: Newsroom, what: Post | Digest
) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    async with DiscordServer.running() as server:
        server.guild_locale = "uk"
        async with online(newsroom, server) as bot:
            posted = await DiscordCourier(bot).post(CHANNEL, what, "n")
        assert isinstance(posted, Posted)
        [message] = server.messages[CHANNEL]
        assert message["embeds"][-1]["footer"]["text"].startswith("Тема: Harbour")
        server.guild_locale = "en-US"
        async with online(newsroom, server) as bot:
            courier = DiscordCourier(bot)
            assert await courier.find(CHANNEL, what, since) == posted
            assert await courier.edit(CHANNEL, posted.message_id, what) == posted
        assert message["embeds"][-1]["footer"]["text"].startswith("Topic: Harbour")


async def test_threads_are_named_in_the_servers_language_and_known_again(
    newsroom: Newsroom,
) -> None:
    async with DiscordServer.running() as server:
        server.places.add(forum(STORIES, "stories", {}, wants_tag=False))
        server.guild_locale = "uk"
        async with online(newsroom, server) as bot:
            posted = await DiscordCourier(bot).post(STORIES, DIGEST, "n")
        assert isinstance(posted, Posted)
        thread = server.places.known[posted.message_id]
        assert thread["name"] == "1 стаття: Harbour"
        server.guild_locale = "en-US"
        async with online(newsroom, server) as bot:
            courier = DiscordCourier(bot)
            assert await courier.post(STORIES, DIGEST, "n") == posted
            assert await courier.edit(posted.message_id, posted.message_id, DIGEST)
        assert thread["name"] == "1 стаття: Harbour"  # not worth a rename


async def test_a_thread_that_the_cache_forgot_is_corrected_in_the_servers_language(
    newsroom: Newsroom,
) -> None:
    async with DiscordServer.running() as server:
        server.places.add(forum(STORIES, "stories", {}, wants_tag=False))
        server.guild_locale = "uk"
        async with online(newsroom, server) as bot:
            posted = await DiscordCourier(bot).post(STORIES, POST, "n")
        assert isinstance(posted, Posted)
        number = posted.message_id
        server.places.archive(number)
        async with online(newsroom, server) as bot:
            assert bot.get_channel(number) is None
            await DiscordCourier(bot).edit(number, number, replace(POST, retracted=True))
        assert server.places.known[number]["name"] == f"Відкликано: {POST.article.title}"
        [message] = server.messages[number]
        assert "**Відкликано:** видання Orrin Gazette" in message["embeds"][0]["description"]


async def test_why_a_channel_is_paused_is_told_in_the_askers_language(newsroom: Newsroom) -> None:
    """Also after a restart: the record keeps how the reason was made."""
    orders = newsroom.desk.subscriptions
    async with DiscordServer.running() as server, online(newsroom, server) as bot:
        await orders.subscribe(GUILD, CHANNEL, "Harbour")
        await newsroom.add(article(), said("“Not this year.”"))
        refused = {"code": 50001, "message": "Missing Access"}
        server.fail("POST", rf"/channels/{CHANNEL}/messages", 403, body=refused)
        await newsroom.delivery.deliver(DiscordCourier(bot))
    store, topics = newsroom.store, newsroom.desk.topics
    again = Subscriptions(store.log, store.documents, topics, now)
    desk = replace(newsroom.desk, subscriptions=again)
    async with (
        DiscordServer.running() as server,
        online(replace(newsroom, desk=desk), server),
    ):
        server.locale = "uk"
        reply = await server.command("subscriptions")
        assert reply.data["content"].endswith(
            "\nПризупинено: Pullquote не бачить цього каналу: потрібен дозвіл "
            "«Переглядати канал» (View Channel)."
        )
        server.locale = "en-US"
        reply = await server.command("subscriptions")
        assert "\nPaused: Pullquote cannot see this channel" in reply.data["content"]
