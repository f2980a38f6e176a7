"""Suggestions while somebody types: within Discord's limits, and never an error."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Iterable
from typing import Any

from discord import app_commands

from bot.chat.rendering.escape import clean
from bot.chat.rendering.limits import CHOICE, CHOICES, cut, length

log = logging.getLogger(__name__)

Choice = app_commands.Choice[str]


async def choices(lookup: Coroutine[Any, Any, Iterable[tuple[str, str]]]) -> list[Choice]:
    """At most 25 choices of what the lookup gives as (shown, value).

    A value that is too long for Discord is left out. What the lookup raises is logged and
    gives no suggestions: there is nowhere to show it while somebody types.
    """
    try:
        found = await lookup
    except Exception:
        log.exception("no suggestions")
        return []
    fitting = [(clean(shown), value) for shown, value in found if 0 < length(value) <= CHOICE]
    return [
        app_commands.Choice(name=cut(shown, CHOICE), value=value)
        for shown, value in fitting[:CHOICES]
        if shown
    ]
