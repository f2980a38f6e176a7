"""The bot's own process on an emulated Discord: configured, started, killed, started again."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import web

from tests.e2e.discord_server import CHANNEL, TOKEN, DiscordServer
from tests.e2e.proxy import Proxy

ITEM = """<item><title>{title}</title><link>{link}</link><guid>{link}</guid>
<pubDate>Sat, 14 Mar 2026 12:0{number}:00 GMT</pubDate></item>"""
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><article>
<h1>{title}</h1>
<p>“We will open pier {number} before the summer,” Marta Velling, the mayor of Orrin, said on
Saturday. The council had argued about the plan for most of the winter, and many of those who
live beside the water had asked for a slower start and for another hearing in the town hall.</p>
<p>The harbour board said that a review would start in March and would take about two months.
Fishermen waited outside of the building until late in the evening for the result.</p>
</article></body></html>"""


class Paper:
    """A news site with a feed; ``published`` articles are in it."""

    def __init__(self) -> None:
        self.published = 1
        self.port = 0

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls) -> AsyncIterator[Paper]:
        paper = cls()
        app = web.Application()
        app.router.add_get("/feed.xml", paper._feed)
        app.router.add_get(r"/pier-{number:\d}", paper._page)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        paper.port = runner.addresses[0][1]
        try:
            yield paper
        finally:
            await runner.cleanup()

    def link(self, number: int) -> str:
        return f"http://127.0.0.1:{self.port}/pier-{number}"

    async def _feed(self, request: web.Request) -> web.Response:
        items = [
            ITEM.format(title=f"Pier {n} to open", link=self.link(n), number=n)
            for n in range(1, self.published + 1)
        ]
        head = (
            "<title>Orrin Gazette</title><link>http://127.0.0.1</link><description>-</description>"
        )
        text = f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml")

    async def _page(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        text = PAGE.format(title=f"Pier {number} to open", number=number)
        return web.Response(text=text, content_type="text/html")


@contextlib.asynccontextmanager
async def pullquote(config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", "run", "--config", str(config)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def configure(folder: Path, paper: Paper, discord: str) -> Path:
    config = folder / "config.toml"
    config.write_text(
        f"""
        data_dir = "data"
        [[feeds]]
        url = "http://127.0.0.1:{paper.port}/feed.xml"
        every = 1
        [fetch]
        allow_private_hosts = ["127.0.0.1:{paper.port}"]
        [discord]
        token = "{TOKEN}"
        {discord}
        """
    )
    return config


async def until(condition: Callable[[], bool], wait: Callable[[float], Awaitable[None]]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await wait(0.05)


async def test_articles_arrive_once_through_a_kill_and_a_restart(tmp_path: Path) -> None:
    async with (
        DiscordServer.running() as server,
        Proxy.running() as proxy,
        Paper.running() as paper,
    ):
        there = f'api_base = "{server.base}"\nproxy = "{proxy.url}"'
        config = configure(tmp_path, paper, there)

        def links() -> list[str]:
            found = [message["embeds"][0]["url"] for message in server.messages[CHANNEL]]
            return [str(url).rpartition("/")[2] for url in found]

        async with pullquote(config) as process:
            async with asyncio.timeout(20):
                await server.connected.wait()
            reply = await server.command("subscribe", to="everything")
            assert "everything" in reply.data["content"]
            paper.published = 2
            await until(lambda: bool(links()), asyncio.sleep)
            process.kill()
            await process.wait()
        server.connected.clear()
        paper.published = 3
        async with pullquote(config) as process:
            await until(lambda: len(links()) == 2, asyncio.sleep)
            async with asyncio.timeout(20):
                await server.connected.wait()
            reply = await server.command("quotes", name="Velling")
            assert "“We will open pier" in reply.data["embeds"][0]["description"]
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                assert await process.wait() == 0
        assert links() == ["pier-2", "pier-3"]
        assert server.syncs == 1
        assert len(proxy.forwarded) >= len(server.requests)


async def test_a_wrong_token_ends_the_process_with_a_sentence(tmp_path: Path) -> None:
    async with DiscordServer.running() as server, Paper.running() as paper:
        server.token = "another"
        config = configure(tmp_path, paper, f'api_base = "{server.base}"')
        async with pullquote(config) as process:
            async with asyncio.timeout(20):
                _, errors = await process.communicate()
        assert process.returncode == 2
        assert "Discord does not accept this token" in errors.decode()
        assert "Traceback" not in errors.decode()
