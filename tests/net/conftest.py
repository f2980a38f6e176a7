"""A real HTTP server on loopback whose answers each test writes itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """What it serves by path; what it was asked, in order."""

    host: str = "127.0.0.1"
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def pair(self) -> str:
        return f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.pair}{path}"

    def gives(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Serve this at ``path``; header names with ``_`` for ``-``. Returns the URL."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(request: web.Request) -> web.Response:
            return web.Response(body=body, status=status, headers=fields)

        self.answers[path] = answer
        return self.url(path)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        self.times.append(asyncio.get_running_loop().time())
        answer = self.answers.get(request.path)
        return await answer(request) if answer else web.Response(status=404)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, site.host, 0)
    await listener.start()
    site.port = runner.addresses[0][1]
    yield site
    await runner.cleanup()
