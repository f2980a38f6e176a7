"""Help: the commands that somebody may use where they ask, each with an example.

The list comes from the command tree itself, so that no command is missing. ``EXAMPLES`` and
``NEEDS`` add what that does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.asking import Interaction
from bot.chat.permissions import RUNNING, missing
from bot.chat.rendering import render_help
from bot.chat.rendering.render import Message
from bot.chat.rendering.render_help import PAGE, Entry
from bot.errors import NothingFound
from bot.sentences import say

EXAMPLES: Mapping[str, str] = {
    "latest": "/latest topic: Harbour strike",
    "quotes": "/quotes name: Velling about: harbour",
    "said": "/said words: no ship will be turned away",
    "timeline": "/timeline name: Velling topic: harbour",
    "person": "/person name: Velling",
    "story": "/story name: the dockers' strike",
    "related": "/related article: https://news.example/harbour-stays-open",
    "preview": "/preview to: Harbour strike",
    "why": "/why article: https://news.example/harbour-stays-open",
    "server timezone": "/server timezone zone: Europe/Kyiv",
    "server language": "/server language name: Українська",
    "keypoints": "/keypoints article: https://news.example/harbour-stays-open",
    "subscribe": "/subscribe to: Harbour strike -football format: brief",
    "unsubscribe": "/unsubscribe to: everything",
    "subscriptions": "/subscriptions",
    "topics list": "/topics list",
    "topics define": '/topics define name: Harbour strike terms: strike, "Port Authority"',
    "topics remove": "/topics remove name: Harbour strike",
    "status": "/status",
    "feeds list": "/feeds list",
    "feeds add": "/feeds add site: news.example",
    "feeds remove": "/feeds remove feed: https://news.example/feed.xml",
    "audit": "/audit",
    "export": "/export person: Velling since: 2031-05-01 format: CSV",
    "privacy": "/privacy",
    "help": "/help about: topics",
}
"""By command; one that is not here is shown with the options that it needs."""

NEEDS: Mapping[str, tuple[str, ...]] = {"topics define": RUNNING, "topics remove": RUNNING}
"""What subcommands need beyond their group, of which alone Discord knows."""

ON_MESSAGES: Mapping[str, str] = {
    "Who said what": say("What is said in an article that a message links to, or in its own text"),
}
"""What commands in a message's menu do; Discord has no place for that."""

FOR_OPERATORS = frozenset({"status", "export", "feeds list", "feeds add", "feeds remove"})
"""What the operators of the bot may use in any server."""


def entries(tree: app_commands.CommandTree[Any]) -> list[Entry]:
    """Every command there is, by name, those of messages last."""
    typed = sorted(_typed(tree), key=lambda entry: entry.name)
    menus = tree.get_commands(type=discord.AppCommandType.message)
    return [
        *typed,
        *(Entry(menu.name, ON_MESSAGES[menu.name], "", (), on_message=True) for menu in menus),
    ]


async def help_page(interaction: Interaction, offset: int) -> Message:
    """What the asker may use here, from number ``offset`` on."""
    return render_help.overview(_usable(interaction), offset)


def help_about(interaction: Interaction, about: str) -> Message:
    """The commands with these words in their names, or what they do; one alone in full.

    Raises NothingFound.
    """
    wanted = about.strip().removeprefix("/").casefold()
    usable = _usable(interaction)
    found = [one for one in usable if one.name.casefold() == wanted]
    found = found or sorted(
        (one for one in usable if wanted in f"{one.name} {one.does}".casefold()),
        key=lambda one: wanted not in one.name.casefold(),  # else in what it does
    )
    if not found:
        raise NothingFound(
            about,
            say(
                "No command that you may use here is about “{about}”. Try /help alone.", about=about
            ),
        )
    if len(found) == 1:
        return render_help.in_full(found[0])
    return render_help.overview(found[:PAGE], 0)


def suggest(interaction: Interaction, typed: str) -> list[tuple[str, str]]:
    """(shown, value) for autocompletion."""
    start = typed.strip().removeprefix("/").casefold()
    return [(one.name, one.name) for one in _usable(interaction) if start in one.name.casefold()]


def _usable(interaction: Interaction) -> Sequence[Entry]:
    operator = interaction.user.id in interaction.client.desk.operators
    return [
        one
        for one in entries(interaction.client.tree)
        if not missing(interaction.permissions, one.needs)
        or (operator and one.name in FOR_OPERATORS)
    ]


def _typed(tree: app_commands.CommandTree[Any]) -> Iterator[Entry]:
    for command in tree.walk_commands(type=discord.AppCommandType.chat_input):
        if isinstance(command, app_commands.Command):
            name = command.qualified_name
            options = tuple((one.display_name, str(one.description)) for one in command.parameters)
            asked = " ".join(f"{one.display_name}: …" for one in command.parameters if one.required)
            example = EXAMPLES.get(name) or f"/{name} {asked}".strip()
            root = command.root_parent or command
            held = root.default_permissions or discord.Permissions.none()
            needs = tuple(permission for permission, given in held if given)
            yield Entry(name, command.description, example, needs + NEEDS.get(name, ()), options)
