"""What Discord shows of commands before anybody uses them, in each catalogue's language."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.chat.language import message_in

_NAMES = frozenset({Location.command_name, Location.group_name, Location.parameter_name})


class CatalogueTranslator(app_commands.Translator):
    """Descriptions of commands and options, choices and the entries of context menus. Names that
    are typed stay English, so that everybody on a server speaks of the same command."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Called by the library; None leaves the English text."""
        picked = isinstance(context.data, app_commands.ContextMenu)
        if context.location in _NAMES and not picked:
            return None
        return message_in(locale, string.message)
