"""The bot over the real protocols: logging in, staying, syncing, answering, posting."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import discord
import pytest
import trustme

from bot.chat.client import Newsbot
from bot.chat.posting.connection import stay_connected
from bot.chat.posting.courier import DiscordCourier
from bot.chat.posting.endpoint import Endpoint
from bot.errors import BadSettings
from bot.ports import Post, Posted
from tests.chat.samples import article, said
from tests.desk.world import until
from tests.e2e.discord_server import APPLICATION, CHANNEL, TOKEN, DiscordServer
from tests.e2e.newsroom import Newsroom
from tests.e2e.online import Pauses, connected
from tests.e2e.proxy import Proxy

POST = Post(article(), (said("“Not this year.”"),), 3, "Harbour")


def an_authority() -> tuple[trustme.CA, ssl.SSLContext]:
    """An authority of our own, and a server that shows its certificate for Discord's names."""
    authority = trustme.CA()
    certificate = authority.issue_cert("discord.com", "gateway.discord.gg", "127.0.0.1")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(tls)
    return authority, tls


async def test_through_another_base(newsroom: Newsroom) -> None:
    """REST and gateway both go to the server that was configured, and the bot works there."""
    await newsroom.add(article(), said("“Not this year.”"))
    async with (
        DiscordServer.running() as server,
        connected(newsroom, server, Endpoint(api_base=server.base)) as bot,
    ):
        assert [guild.name for guild in bot.guilds] == ["Orrin"]
        assert server.identified[0]["intents"] == discord.Intents(guilds=True).value
        assert len(server.commands) == 22
        reply = await server.command("latest", count=1)
        assert reply.data["embeds"][0]["title"] == "Harbour stays open, mayor says"
        outcome = await DiscordCourier(bot).post(CHANNEL, POST, "nonce-1")
        assert isinstance(outcome, Posted)
        [message] = server.messages[CHANNEL]
        assert message["id"] == str(outcome.message_id)
        assert message["embeds"][0]["url"] == POST.article.url


async def test_through_a_proxy(newsroom: Newsroom) -> None:
    """REST and gateway of a plain address go through a forward proxy."""
    async with Proxy.running() as proxy, DiscordServer.running() as server:
        endpoint = Endpoint(api_base=server.base, proxy=proxy.url)
        async with connected(newsroom, server, endpoint) as bot:
            assert isinstance(await DiscordCourier(bot).post(CHANNEL, POST, "n"), Posted)
    kinds = {address.partition(":")[0] for address in proxy.forwarded}
    assert kinds == {"http", "ws"}
    assert len([a for a in proxy.forwarded if a.startswith("http")]) == len(server.requests)


async def test_discord_itself_behind_a_proxy_with_its_own_authority(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    """The addresses are Discord's; the proxy's certificate is trusted because ca_file says so."""
    authority, tls = an_authority()
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    async with Proxy.running() as proxy, DiscordServer.running(tls) as server:
        server.gateway_host = "gateway.discord.gg"
        for host in ("discord.com:443", "gateway.discord.gg:443"):
            proxy.reroute[host] = ("127.0.0.1", server.port)
        endpoint = Endpoint(proxy=proxy.url, ca_file=ca_file)
        async with connected(newsroom, server, endpoint) as bot:
            assert isinstance(await DiscordCourier(bot).post(CHANNEL, POST, "n"), Posted)
    assert set(proxy.tunnels) == {"discord.com:443", "gateway.discord.gg:443"}
    assert {request.host for request in server.requests} == {"discord.com"}


async def test_an_unknown_authority_is_not_trusted(newsroom: Newsroom) -> None:
    _, tls = an_authority()
    async with DiscordServer.running(tls) as server:
        bot = Newsbot(newsroom.desk, endpoint=Endpoint(api_base=server.base))

        async def give_up(seconds: float) -> None:
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await stay_connected(bot, bot.endpoint, TOKEN, sleep=give_up)
        assert server.requests == []


async def test_a_file_that_holds_no_certificates(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing here")
    for name in ("ca.pem", "missing.pem"):
        bot = Newsbot(newsroom.desk, endpoint=Endpoint(ca_file=tmp_path / name))
        with pytest.raises(BadSettings, match=name) as caught:
            await stay_connected(bot, bot.endpoint, TOKEN)
        assert caught.value.subject == "discord.ca_file"


async def test_trouble_at_the_login_is_waited_out(newsroom: Newsroom) -> None:
    pauses = Pauses()
    async with DiscordServer.running() as server:
        server.fail("GET", "/users/@me", 503, times=2)
        server.fail("GET", "/gateway/bot", 503)
        server.handshakes_to_refuse = 2
        endpoint = Endpoint(api_base=server.base)
        async with connected(newsroom, server, endpoint, pauses) as bot:
            assert bot.is_ready()
    assert pauses.taken == [1.0, 2.0, 4.0, 1.0, 2.0]  # three for the login, two for the gateway


async def test_a_dropped_gateway_is_resumed_there(newsroom: Newsroom) -> None:
    await newsroom.add(article(), said("“Not this year.”"))
    async with (
        DiscordServer.running() as server,
        connected(newsroom, server, Endpoint(api_base=server.base)),
    ):
        pulse = newsroom.desk.pulse
        assert pulse.away_since is None
        server.handshakes_to_refuse = 1
        await server.drop()
        await until(lambda: pulse.away_since is not None)
        async with asyncio.timeout(10):
            await server.connected.wait()
        assert [frame["session_id"] for frame in server.resumed] == ["one"]
        await until(lambda: pulse.away_since is None)
        assert (await server.command("latest")).data["embeds"]


async def test_no_server_there(newsroom: Newsroom) -> None:
    """Nothing listens yet: it is tried again and again, later each time, up to a minute."""
    pauses = Pauses()

    async def up_to_nine(seconds: float) -> None:
        await pauses(seconds)
        if len(pauses.taken) == 9:
            raise asyncio.CancelledError

    async with DiscordServer.running() as gone:
        endpoint = Endpoint(api_base=gone.base)
    bot = Newsbot(newsroom.desk, endpoint=endpoint)
    with pytest.raises(asyncio.CancelledError):
        await stay_connected(bot, endpoint, TOKEN, sleep=up_to_nine)
    assert pauses.taken == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert bot.is_closed()


@pytest.mark.parametrize("where", ["login", "gateway"])
async def test_a_wrong_token(newsroom: Newsroom, where: str) -> None:
    async with DiscordServer.running() as server:
        if where == "login":
            server.token = "another"
        else:
            server.close_code = 4004
        endpoint = Endpoint(api_base=server.base)
        with pytest.raises(BadSettings, match="does not accept this token") as caught:
            async with connected(newsroom, server, endpoint):
                await asyncio.sleep(10)
        assert caught.value.subject == "discord.token"


async def test_a_base_that_is_no_discord(newsroom: Newsroom) -> None:
    async with DiscordServer.running() as server:
        endpoint = Endpoint(api_base=server.base + "/elsewhere")
        with pytest.raises(BadSettings, match="404") as caught:
            async with connected(newsroom, server, endpoint):
                pass
        assert caught.value.subject == "discord.api_base"


async def test_who_is_offered_which_command_and_where(newsroom: Newsroom) -> None:
    async with (
        DiscordServer.running() as server,
        connected(newsroom, server, Endpoint(api_base=server.base)),
    ):
        offered = {one["name"]: one["default_member_permissions"] for one in server.commands}
        assert all(one["contexts"] == [0] for one in server.commands)  # in servers only
        assert all(one["integration_types"] == [0] for one in server.commands)
    manage_channels = discord.Permissions(manage_channels=True).value
    reading = [
        "latest",
        "quotes",
        "timeline",
        "said",
        "keypoints",
        "person",
        "story",
        "related",
        "preview",
        "why",
    ]
    everybody = dict.fromkeys([*reading, "topics", "help", "privacy", "Who said what"])
    managing = dict.fromkeys(["subscribe", "unsubscribe", "subscriptions"], manage_channels)
    manage_server = discord.Permissions(manage_guild=True).value
    running = dict.fromkeys(["status", "feeds", "audit", "export", "server"], manage_server)
    assert offered == everybody | managing | running


async def test_commands_are_told_only_when_they_changed(newsroom: Newsroom) -> None:
    async with DiscordServer.running() as server:
        endpoint = Endpoint(api_base=server.base)

        async def start() -> int:
            server.connected.clear()
            async with connected(newsroom, server, endpoint):
                return server.syncs

        assert await start() == 1
        assert await start() == 1
        await newsroom.desk.data.put(
            "chat", f"command-tree-{APPLICATION}", {"fingerprint": "of an older version"}
        )
        assert await start() == 2
        server.commands = server.commands[1:]  # somebody removed one
        assert await start() == 3


async def test_a_button_pressed_after_a_restart(newsroom: Newsroom) -> None:
    await newsroom.add(article(), said("“Not this year.”"))
    async with DiscordServer.running() as server:
        endpoint = Endpoint(api_base=server.base)
        async with connected(newsroom, server, endpoint):
            reply = await server.command("quotes", name="velling")
        custom_id = "quotes:{}:0:1:".format(
            (await newsroom.desk.answers.quotes("velling")).entity.id
        )
        shown = server.message(CHANNEL, reply.data)
        shown["components"] = [
            {"type": 1, "components": [_button(custom_id)]},
        ]
        server.connected.clear()
        async with connected(newsroom, server, endpoint):
            turned = await server.press(shown, custom_id)
        assert turned.type == 7
        assert "Not this year" in turned.data["embeds"][0]["description"]


def _button(custom_id: str) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Older", "custom_id": custom_id}
