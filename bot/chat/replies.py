"""Answering a person: at once where possible, deferred where a lookup takes longer.

Discord wants a first sign within three seconds. Most lookups take milliseconds, and an
answer sent directly can still choose to be seen by everybody or, when it turns out to be an
error, by the asker alone; a deferred one has chosen already. So we wait a moment first.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Coroutine
from enum import Enum
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.chat.language import speaking
from bot.chat.rendering.controls import controls
from bot.chat.rendering.render import Attachment, Message

if TYPE_CHECKING:
    from bot.chat.client import Newsbot

PATIENCE = 1.0
"""Seconds until a lookup counts as slow; leaves two for the way to Discord and back."""


class How(Enum):
    """Where an answer goes."""

    PUBLIC = "a message for the channel"
    PRIVATE = "a message that only the asker sees"
    REPLACE = "into the message whose button was pressed"


async def answer(
    interaction: discord.Interaction[Newsbot],
    lookup: Coroutine[Any, Any, Message],
    how: How = How.PUBLIC,
) -> None:
    """Await the lookup and show what it gives; its errors pass on to the error handler."""
    try:
        language = await _language(interaction, how)
    except BaseException:
        lookup.close()
        raise
    with speaking(language):
        looking = asyncio.ensure_future(lookup)
    try:
        await asyncio.wait({looking}, timeout=PATIENCE)
        if not looking.done():
            await _defer(interaction, how)
        message = await looking
    finally:
        looking.cancel()
    await _show(interaction, message, how)


async def answer_press(
    interaction: discord.Interaction[Newsbot], lookup: Coroutine[Any, Any, Message], how: How
) -> None:
    """Like ``answer`` for buttons and menus, with errors going where those of commands go:
    discord.py only logs what a button raises.
    """
    try:
        await answer(interaction, lookup, how)
    except Exception as error:
        await fail(interaction, error)


async def fail(interaction: discord.Interaction[Newsbot], error: Exception) -> None:
    """Hand an error to the handler of the commands' errors."""
    wrapped = app_commands.AppCommandError(str(error))
    wrapped.__cause__ = error
    await interaction.client.tree.on_error(interaction, wrapped)


async def _language(interaction: discord.Interaction[Newsbot], how: How) -> object:
    """The server's for what everybody sees, else the asker's."""
    pressed = interaction.message
    public = how is How.PUBLIC or (
        how is How.REPLACE and pressed is not None and not pressed.flags.ephemeral
    )
    if not public:
        return interaction.locale
    bot = interaction.client
    return await bot.language_of(interaction.guild_id, interaction.guild_locale) or (
        interaction.locale
    )


async def tell(interaction: discord.Interaction[Any], message: Message) -> None:
    """Show something to the asker alone, also after the answer was deferred for everybody."""
    response = interaction.response
    content = message.content or ""
    if not response.is_done():
        await response.send_message(content, ephemeral=True)
        return
    if response.type is discord.InteractionResponseType.deferred_channel_message:
        # The next message would take the place, and the publicity, of “thinking …”.
        await interaction.delete_original_response()
    await interaction.followup.send(content, ephemeral=True)


async def _defer(interaction: discord.Interaction[Newsbot], how: How) -> None:
    if how is How.REPLACE:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=how is How.PRIVATE, thinking=True)


async def _show(interaction: discord.Interaction[Newsbot], message: Message, how: How) -> None:
    embeds, view = list(message.embeds), controls(message)
    content, files = message.content, [_file(one) for one in message.attachments]
    if interaction.response.is_done():
        await interaction.edit_original_response(
            content=content, embeds=embeds, view=view, attachments=files
        )
    elif how is How.REPLACE:
        await interaction.response.edit_message(
            content=content, embeds=embeds, view=view, attachments=files
        )
    else:
        await interaction.response.send_message(
            content, embeds=embeds, view=view, files=files, ephemeral=how is How.PRIVATE
        )


def _file(one: Attachment) -> discord.File:
    return discord.File(io.BytesIO(one.data), one.name, description=one.alt)
