"""Erasing what is kept of a server: a question, a second one, and then it is done.

The buttons are recognised by their ``custom_id``, and who presses is checked anew each time.
"""

from __future__ import annotations

import logging
import re
from typing import Any, Self

import discord

from bot.chat.asking import Interaction, running_here
from bot.chat.rendering import render_managing
from bot.chat.rendering.render import Message
from bot.chat.replies import How, answer_press

log = logging.getLogger(__name__)

ERASE = re.compile(r"erase:(?P<step>ask|do|keep)")

Item = discord.ui.Item[Any]
Button = discord.ui.Button[discord.ui.View]


class EraseButton(discord.ui.DynamicItem[Button], template=ERASE):
    """One step of it."""

    def __init__(self, custom_id: str, step: str) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.step = step

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(match[0], match["step"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        how = How.PRIVATE if self.step == "ask" else How.REPLACE
        await answer_press(interaction, self._step(interaction), how)

    async def _step(self, interaction: Interaction) -> Message:
        asker = running_here(interaction)
        servers = interaction.client.desk.server_data
        match self.step:
            case "ask":
                return render_managing.sure_to_erase(await servers.kept(asker.guild_id))
            case "do":
                kept = await servers.erase(asker.guild_id)
                log.info("server %d: erased what was kept of it", asker.guild_id)
                return render_managing.erased(kept)
            case _:
                return render_managing.not_erased()
