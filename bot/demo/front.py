"""The address a person opens: everything is passed on to simcord's preview page.

The page is made to show a world that stands still between actions. Here articles arrive
while somebody types, and two things would go wrong without this door in between: an
action that comes in while the page is being brought up to date is an error, and one that
was sent a moment before a post arrived is refused as out of date. So actions and updates
take turns, and a refusal for that one reason, which has done nothing yet, is sent again.
"""

from __future__ import annotations

import asyncio
import json
import os
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from bot.demo import page_script
from bot.errors import BadInput

ACTION_PATH = "/api/action"
OUT_OF_DATE = "stale-revision"
LARGEST_BODY = 27 * 1024 * 1024  # just above what the page itself accepts
CLOSING_SECONDS = 0.5

# Of one connection only, or set anew for the one behind.
_NOT_PASSED_ON = frozenset(
    {"host", "origin", "connection", "keep-alive", "content-length", "transfer-encoding"}
)


class Front:
    """Serves on a loopback port what ``behind`` (scheme, host, port) serves.

    ``turn`` is held during an action; hold it while the page is brought up to date.
    """

    def __init__(self, behind: str, port: int) -> None:
        self.turn = asyncio.Lock()
        self.port = port  # the one bound, once entered
        self._behind = behind
        self._hosts: frozenset[str] = frozenset()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Raises BadInput when the port cannot be had."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/{rest:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self.port).start()
        except OSError as error:
            await runner.cleanup()
            raise BadInput(
                str(self.port),
                f"Port {self.port} cannot be used ({os.strerror(error.errno or 0)}). Choose "
                "another one with --port, or 0 for any that is free.",
            ) from error
        self.port = runner.addresses[0][1]
        self._hosts = frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})
        self._runner = runner
        self._session = aiohttp.ClientSession(self._behind, auto_decompress=False)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def _answer(self, request: web.Request) -> web.Response:
        if request.headers.get("Host") not in self._hosts:
            raise web.HTTPForbidden  # another site's name that was made to point here
        origin = request.headers.get("Origin", "null")
        if origin != "null" and origin.removeprefix("http://") not in self._hosts:
            raise web.HTTPForbidden
        if request.path == page_script.PATH:
            return web.Response(text=page_script.SCRIPT, content_type="application/javascript")
        body = await request.read()
        if request.path == "/":
            answer = await self._pass_on(request, body)
            answer.body = page_script.with_script(_bytes(answer))
            return answer
        if request.path != ACTION_PATH:
            return await self._pass_on(request, body)
        async with self.turn:
            answer = await self._pass_on(request, body)
            if (again := brought_up_to_date(body, _bytes(answer))) is not None:
                answer = await self._pass_on(request, again)
            return answer

    async def _pass_on(self, request: web.Request, body: bytes) -> web.Response:
        assert self._session is not None
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in _NOT_PASSED_ON
        }
        try:
            async with self._session.request(
                request.method, request.path_qs, data=body or None, headers=headers
            ) as answer:
                kept = {
                    name: value
                    for name, value in answer.headers.items()
                    if name.lower() not in _NOT_PASSED_ON
                }
                return web.Response(status=answer.status, headers=kept, body=await answer.read())
        except aiohttp.ClientError as error:  # the session was ended, from another page perhaps
            raise web.HTTPBadGateway from error


def _bytes(answer: web.Response) -> bytes:
    assert isinstance(answer.body, bytes)  # this is what _pass_on made it of
    return answer.body


def brought_up_to_date(sent: bytes, answer: bytes) -> bytes | None:
    """The same action for the page as it is now, where it was refused as out of date.

    None where it was taken, or refused for another reason, or is no plain action.
    """
    try:
        action, receipt = json.loads(sent), json.loads(answer)
        reasons = {item["code"] for item in receipt["diagnostics"]}
        if not receipt["rejected"] or OUT_OF_DATE not in reasons:
            return None
        return json.dumps({**action, "published_revision": receipt["revision"]}).encode()
    except (ValueError, KeyError, TypeError):
        return None
