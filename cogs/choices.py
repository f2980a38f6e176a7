"""Suggestions while somebody types: within Discord's limits, and never an error."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Iterable
from typing import Any

from discord import app_commands

from bot.chat.rendering.escape import clean
from bot.chat.rendering.limits import CHOICE, CHOICES, cut, length
from bot.desk.answering.answers import Answers, told_apart
from bot.desk.sorting.topics import Topics

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


async def people(answers: Answers, typed: str) -> list[Choice]:
    """People and bodies of such a name, each with how much they said."""

    async def lookup() -> list[tuple[str, str]]:
        found = await answers.suggest_people(typed)
        return [(f"{told_apart(one, found)} · {one.statements:,}", one.id) for one in found]

    return await choices(lookup())


async def articles(answers: Answers, typed: str) -> list[Choice]:
    """Stored articles of such a title."""

    async def lookup() -> list[tuple[str, str]]:
        return [(title, article_id) for article_id, title in await answers.suggest_articles(typed)]

    return await choices(lookup())


async def asked(topics: Topics, typed: str, guild_id: int | None) -> list[Choice]:
    """What a channel can ask for: topics, people, outlets, stories."""

    async def lookup() -> list[tuple[str, str]]:
        return [(name, name) for name in await topics.suggest_asked(typed, guild_id)]

    return await choices(lookup())
