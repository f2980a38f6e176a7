"""Where Discord is: straight ahead, behind a proxy, or another server that speaks its protocol.

This and ``pace`` are the modules of the chat that know the transport (aiohttp) under
discord.py. All of it goes through what the library offers for the purpose; nothing is
replaced.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from bot.config import DiscordSettings
from bot.errors import BadSettings

TROUBLE: tuple[type[Exception], ...] = (
    discord.HTTPException,
    discord.RateLimited,
    discord.GatewayNotFound,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
)
"""What a request to Discord raises: an answer that is an error, or none (refused, timed out)."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The three settings; the defaults are Discord itself, directly.

    ``api_base`` is the whole base of the REST API, version included, such as
    ``http://127.0.0.1:8080/api/v10``. ``proxy`` is an http address used for REST and gateway
    alike. ``ca_file`` names certificates to trust instead of the system's, as PEM.
    """

    api_base: str | None = None
    proxy: str | None = None
    ca_file: Path | None = None

    @classmethod
    def of(cls, settings: DiscordSettings) -> Endpoint:
        return cls(settings.api_base, settings.proxy, settings.ca_file)

    def redirect(self) -> None:
        """Point the library's REST base here. Process-wide, as that is where it keeps it."""
        if self.api_base:
            Route.BASE = self.api_base.rstrip("/")

    def connector(self) -> aiohttp.TCPConnector:
        """A fresh pool of connections; call inside the running loop. Raises BadSettings.

        One is needed for every login: closing a failed login's session closes its pool.
        """
        if self.ca_file is None:
            return aiohttp.TCPConnector(limit=0)  # as the library does: it paces itself
        try:
            trusted = ssl.create_default_context(cafile=str(self.ca_file))
        except (OSError, ssl.SSLError) as error:
            raise BadSettings(
                "discord.ca_file", f"{self.ca_file} cannot be read as PEM certificates: {error}."
            ) from error
        return aiohttp.TCPConnector(limit=0, ssl=trusted)

    async def find_gateway(self, http: HTTPClient) -> None:
        """Ask which gateway to use, except of Discord itself, where the library knows it.

        An unsharded client never asks but goes to its default gateway, at the first
        connection and whenever a session cannot be resumed: so the answer becomes the default.
        Raises discord.GatewayNotFound.
        """
        if self.api_base or self.proxy:
            _, url, _ = await http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


DISCORD = Endpoint()


def describe(error: BaseException) -> str:
    """An error of the way to Discord in a few words, for a log or a reason."""
    if isinstance(error, discord.HTTPException):
        return f"Discord answered {error.status}"
    return str(error) or type(error).__name__
