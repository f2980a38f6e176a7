"""Logging in and staying connected, through whatever passes.

discord.py reconnects a broken gateway by itself; what it does not survive is trouble while
logging in or at the very first handshake. That is retried here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import cast

import discord
from discord.gateway import DiscordWebSocket

from bot.chat.posting.endpoint import TROUBLE, Endpoint, describe
from bot.errors import BadSettings
from bot.ports import Sleep

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0
_WRONG_TOKEN = 4004  # the gateway's close code


async def stay_connected(
    bot: discord.Client, endpoint: Endpoint, token: str, *, sleep: Sleep = asyncio.sleep
) -> None:
    """Log in and stay connected until cancelled; closes the bot in any case.

    What passes (no connection, 5xx, rate limits) is retried after 1, 2, 4 … 60 seconds.
    Raises BadSettings for a token or an address that does not work.
    """
    endpoint.redirect()
    try:
        await _log_in(bot, endpoint, token, sleep)
        await _stay_connected(bot, sleep)
    finally:
        if not bot.is_closed():
            await bot.close()


async def _log_in(bot: discord.Client, endpoint: Endpoint, token: str, sleep: Sleep) -> None:
    for pause in _pauses():
        bot.http.connector = endpoint.connector()
        try:
            await bot.login(token)
            await endpoint.find_gateway(bot.http)
            return
        except discord.LoginFailure as error:
            raise _bad_token() from error
        except TROUBLE as error:
            if isinstance(error, discord.HTTPException) and not _passing(error):
                raise _refused(endpoint, error) from error
            log.warning("no login yet, again in %.0f s: %s", pause, describe(error))
        await bot.http.close()
        await sleep(pause)


async def _stay_connected(bot: discord.Client, sleep: Sleep) -> None:
    for pause in _pauses():
        try:
            return await bot.connect()
        except discord.ConnectionClosed as error:
            if error.code == _WRONG_TOKEN:
                raise _bad_token() from error
            raise
        except AttributeError as error:
            # discord.py reconnects by itself, except that when its very first handshake
            # fails it looks for a sequence number on a socket that it does not have yet.
            if cast(DiscordWebSocket | None, bot.ws) is not None or error.__context__ is None:
                raise
            reason = describe(error.__context__)
            log.warning("no gateway yet, again in %.0f s: %s", pause, reason)
            await sleep(pause)


def _pauses() -> Iterator[float]:
    pause = 1.0
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


def _passing(error: discord.HTTPException) -> bool:
    return error.status >= 500 or error.status == 429


def _bad_token() -> BadSettings:
    return BadSettings(
        "discord.token",
        "Discord does not accept this token; reset it on the application's Bot page and "
        "copy the new one.",
    )


def _refused(endpoint: Endpoint, error: discord.HTTPException) -> BadSettings:
    subject = "discord.api_base" if endpoint.api_base else "discord.token"
    return BadSettings(
        subject, f"The login was refused with status {error.status}; check {subject}."
    )
