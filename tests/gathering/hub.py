"""A hub of our own on a real port (WebSub): takes subscriptions, verifies them, distributes.

Its subscribers' callbacks are public addresses; ``led_to`` is where they really lead, as a
proxy in front of the bot would have it. What it does wrong is set by the test.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web


@dataclass
class Hub:
    """``taken`` are its subscribers by callback; ``asked`` every form that it was sent."""

    session: aiohttp.ClientSession
    port: int = 0
    led_to: str = ""
    lease: str = "864000"
    status: int = 202
    said: str = ""
    verifies: bool = True
    verifies_first: bool = False
    topic_to_verify: str = ""
    moved_to: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: list[tuple[int, str]] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.pair}/hub"

    @property
    def callback(self) -> str:
        """Of the subscription that it was asked for last."""
        return self.asked[-1]["hub.callback"]

    def address(self, callback: str) -> str:
        return self.led_to + callback.rpartition("/")[2] if self.led_to else callback

    async def handle(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if self.moved_to and request.path != self.moved_to:
            return web.Response(status=307, headers={"Location": self.moved_to})
        self.asked.append(form)
        if self.verifies_first:
            await self._verify(form)
        if self.status != 202:
            return web.Response(status=self.status, text=self.said)
        if self.verifies and not self.verifies_first:
            self._tasks.append(asyncio.create_task(self._verify(form)))
        return web.Response(status=202)

    async def _verify(self, form: dict[str, str]) -> None:
        mode = form["hub.mode"]
        status, text = await self.ask(
            form["hub.callback"],
            mode=mode,
            topic=self.topic_to_verify or form["hub.topic"],
            challenge="a challenge & more",
            lease_seconds=self.lease,
        )
        if status == 200 and text == "a challenge & more":
            self.taken.pop(form["hub.callback"], None)
            if mode == "subscribe":
                self.taken[form["hub.callback"]] = form

    async def ask(self, callback: str, **said: str) -> tuple[int, str]:
        """GET a callback with these ``hub.`` parameters; the answer, which is kept, too."""
        query = {f"hub.{name}": value for name, value in said.items()}
        async with self.session.get(self.address(callback), params=query) as answer:
            self.answers.append((answer.status, await answer.text()))
        return self.answers[-1]

    async def settled(self) -> None:
        """Wait until it has verified all that it was asked for."""
        while self._tasks:
            await self._tasks.pop()

    async def publish(
        self, body: bytes = b"<rss/>", *, method: str = "sha256", secret: str = ""
    ) -> list[int]:
        """Distribute to all subscribers; what each answered."""
        found = []
        for callback, form in self.taken.items():
            key = (secret or form["hub.secret"]).encode()
            signature = f"{method}={hmac.new(key, body, method).hexdigest()}"
            found.append(await self.deliver(callback, body, {"X-Hub-Signature": signature}))
        return found

    async def deliver(self, callback: str, body: bytes, headers: dict[str, str]) -> int:
        async with self.session.post(self.address(callback), data=body, headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def open_hub() -> AsyncIterator[Hub]:
    async with aiohttp.ClientSession() as session:
        hub = Hub(session)
        app = web.Application()
        app.router.add_post("/{path:.*}", hub.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        hub.port = runner.addresses[0][1]
        try:
            yield hub
        finally:
            await hub.settled()
            await runner.cleanup()
