"""The buttons under answers, recognised by their ``custom_id`` and so alive after a restart.

Anybody who sees a message may press them: pages turn for everybody, and what is less certain
goes to the one who asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import app_commands

from bot.chat import render
from bot.chat.replies import How, answer
from bot.chat.state import KEYPOINTS, QUOTES, KeyPointsState, QuotesState

if TYPE_CHECKING:
    from bot.chat.client import Newsbot

Item = discord.ui.Item[Any]
Button = discord.ui.Button[discord.ui.View]


class QuotesButton(discord.ui.DynamicItem[Button], template=QUOTES):
    """Leads to another page of somebody's statements, or to the less certain ones."""

    def __init__(self, custom_id: str, state: QuotesState) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.state = state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(match[0], QuotesState.decode(match))

    async def callback(self, interaction: discord.Interaction[Newsbot]) -> None:  # type: ignore[override]
        message = interaction.message
        public = message is not None and not message.flags.ephemeral
        how = How.PRIVATE if self.state.uncertain and public else How.REPLACE
        await answer_press(interaction, self._page(interaction.client), how)

    async def _page(self, bot: Newsbot) -> render.Message:
        state = self.state
        page = await bot.desk.answers.quotes(
            state.entity,
            state.about,
            offset=state.offset,
            limit=render.PAGE,
            uncertain=state.uncertain,
        )
        return render.quotes(page)


class KeyPointsButton(discord.ui.DynamicItem[Button], template=KEYPOINTS):
    """Shows the one who presses it what is less certain in an article."""

    def __init__(self, custom_id: str, state: KeyPointsState) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.state = state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(match[0], KeyPointsState.decode(match))

    async def callback(self, interaction: discord.Interaction[Newsbot]) -> None:  # type: ignore[override]
        await answer_press(interaction, self._points(interaction.client), How.PRIVATE)

    async def _points(self, bot: Newsbot) -> render.Message:
        uncertain = self.state.uncertain
        points = await bot.desk.answers.keypoints(self.state.article, uncertain=uncertain)
        return render.keypoints(points, uncertain=uncertain)


BUTTONS = (QuotesButton, KeyPointsButton)


async def answer_press(
    interaction: discord.Interaction[Newsbot],
    lookup: Coroutine[Any, Any, render.Message],
    how: How,
) -> None:
    """Like ``answer``, with errors going where those of commands go: discord.py only logs
    what a button raises.
    """
    try:
        await answer(interaction, lookup, how)
    except Exception as error:
        wrapped = app_commands.AppCommandError(str(error))
        wrapped.__cause__ = error
        await interaction.client.tree.on_error(interaction, wrapped)
