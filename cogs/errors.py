"""What becomes of an error in a command or a button: one handler for all of them."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.client import Newsbot
from bot.chat.language import speaking, translated
from bot.chat.rendering import render
from bot.chat.replies import tell
from bot.errors import PullquoteError
from bot.sentences import say

log = logging.getLogger(__name__)

_EXPIRED = (10062, 10015)  # unknown interaction, unknown webhook: nobody waits any more
_WRAPPINGS = (
    app_commands.AppCommandError,
    app_commands.CommandInvokeError,
    app_commands.TransformerError,
)


class Errors(commands.Cog):
    """Takes the place of the command tree's error handler. With an error it

    1. shows the sentence of a ``PullquoteError`` to the asker alone: they can mend it;
    2. asks to try again where Discord still lists an older form of a command;
    3. lets go of an interaction that has expired, as nobody can be answered there;
    4. logs anything else, with a reference that the asker is given, and says so honestly.
    """

    def __init__(self, bot: Newsbot) -> None:
        self.bot = bot
        self._before = bot.tree.on_error

    async def cog_load(self) -> None:
        self.bot.tree.error(self.handle)

    async def cog_unload(self) -> None:
        self.bot.tree.error(self._before)

    async def handle(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        """Called by the tree for every error, whatever command or button it comes from."""
        with speaking(interaction.locale):
            sentence = _sentence(_cause(error))
            message = render.notice(translated(sentence)) if sentence else None
        if message is None:
            return
        try:
            await tell(interaction, message)
        except discord.HTTPException as failed:
            log.warning("could not tell a person about an error: %s", failed)


def _cause(error: BaseException) -> BaseException:
    """What was raised in our own code, taken out of the library's and ``buttons``' wrapping."""
    while type(error) in _WRAPPINGS and error.__cause__ is not None:
        error = error.__cause__
    return error


def _sentence(error: BaseException) -> str | None:
    match error:
        case PullquoteError():
            return error.sentence
        case app_commands.CommandSignatureMismatch() | app_commands.CommandNotFound():
            log.warning("Discord lists another form of our commands: %s", error)
            return say("This command has just changed. Reload Discord and try again in a minute.")
        case discord.NotFound(code=code) if code in _EXPIRED:
            log.info("an interaction expired before it was answered")
            return None
    reference = secrets.token_hex(4)
    log.error("error %s in a command", reference, exc_info=error)
    return say(
        "That failed through a fault of Pullquote's own. It has been logged; "
        "if it keeps happening, tell its operator the reference {reference}.",
        reference=reference,
    )


async def setup(bot: Newsbot) -> None:
    await bot.add_cog(Errors(bot))
