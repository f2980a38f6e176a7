"""Listening on a configured address: what all that is served by this bot has in common."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.errors import BadSettings

CLOSING_SECONDS = 0.5


class Listening:
    """Listens while it is entered; ``listen`` is ``host:port``, with port 0 for any.

    ``setting`` is the path of the setting that the address stands in. ``routes`` adds what
    is served there; bodies arrive as they were sent, packed or not.
    """

    def __init__(self, listen: str, setting: str) -> None:
        host, _, port = listen.rpartition(":")
        self.host = host.strip("[]")
        self.port = int(port)  # the one bound, once entered
        self._setting = setting
        self._runner: web.AppRunner | None = None

    def routes(self, router: web.UrlDispatcher) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        """Raises BadSettings when the address cannot be had."""
        app = web.Application()
        self.routes(app.router)
        runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=CLOSING_SECONDS, auto_decompress=False
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
        except OSError as error:
            await runner.cleanup()
            raise BadSettings(
                self._setting,
                f"{self._setting}: {self.host}:{self.port} cannot be listened on "
                f"({os.strerror(error.errno or 0)}). Right would be an address of this machine "
                "and a port that is free.",
            ) from error
        self.port = runner.addresses[0][1]
        self._runner = runner
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
