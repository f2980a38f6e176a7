"""What a button or a menu is, recognised by its ``custom_id`` and so alive after a restart: what
its state is, what it looks up, and where the answer goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

import discord

from bot.chat.rendering.render import Message
from bot.chat.replies import How, answer_press

if TYPE_CHECKING:
    from bot.chat.client import Newsbot

Pressed: TypeAlias = "discord.Interaction[Newsbot]"
S = TypeVar("S")

Kind = type[discord.ui.Button[Any]] | type[discord.ui.Select[Any]]


def pressable(
    template: re.Pattern[str],
    decode: Callable[[re.Match[str]], S],
    look_up: Callable[[Pressed, S], Coroutine[Any, Any, Message]],
    how: Callable[[Pressed, S], How],
    kind: Kind = discord.ui.Button,
) -> type[discord.ui.DynamicItem[Any]]:
    """What answers presses of everything whose ``custom_id`` is of this pattern."""

    class Pressable(discord.ui.DynamicItem[Any], template=template):
        def __init__(self, custom_id: str, state: S) -> None:
            super().__init__(kind(custom_id=custom_id))
            self.state = state

        @classmethod
        async def from_custom_id(
            cls, interaction: discord.Interaction[Any], item: Any, match: re.Match[str], /
        ) -> Self:
            return cls(match[0], decode(match))

        async def callback(self, interaction: discord.Interaction[Any]) -> Any:
            await answer_press(
                interaction, look_up(interaction, self.state), how(interaction, self.state)
            )

    return Pressable


def privately(_interaction: Pressed, _state: object) -> How:
    """For the one who pressed alone."""
    return How.PRIVATE


def in_place(interaction: Pressed, _state: object) -> How:
    """A page turns for everybody who sees it."""
    return How.REPLACE


def aside(interaction: Pressed, _state: object) -> How:
    """For the one who pressed: beside a message for everybody, in the place of their own."""
    message = interaction.message
    public = message is not None and not message.flags.ephemeral
    return How.PRIVATE if public else How.REPLACE


def chosen(interaction: Pressed) -> str:
    """The value that was chosen from a menu."""
    data: Any = interaction.data or {}
    return str(data["values"][0])
