"""Turning pages of lists: the list and the place in it are in the button's ``custom_id``.

``PAGES`` says for each list who makes a page of it; that checks anew whether the one who pressed
may see it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

import discord

from bot.chat.asking import Interaction, running, running_here
from bot.chat.helping import help_page
from bot.chat.rendering import render_audit, render_managing
from bot.chat.rendering.render import Message
from bot.chat.replies import How, answer_press

PAGE = re.compile(r"page:(?P<what>feeds|audit|help):(?P<offset>\d{1,9})")

Item = discord.ui.Item[Any]
Button = discord.ui.Button[discord.ui.View]


async def feeds_page(interaction: Interaction, offset: int) -> Message:
    """The feeds that who asks may see, from number ``offset`` on."""
    asker = running(interaction)
    feeds = interaction.client.desk.feeds
    return render_managing.feeds(await feeds.page(asker, offset, render_managing.FEEDS))


async def audit_page(interaction: Interaction, offset: int) -> Message:
    """The changes in a server, from number ``offset`` on."""
    asker = running_here(interaction)
    audit = interaction.client.desk.audit
    page = await audit.page(asker.guild_id, offset, render_audit.CHANGES)
    return render_audit.audit(page)


PAGES: dict[str, Callable[[Interaction, int], Awaitable[Message]]] = {
    "feeds": feeds_page,
    "audit": audit_page,
    "help": help_page,
}


class PageButton(discord.ui.DynamicItem[Button], template=PAGE):
    """Leads to another page of a list, in place of the one that is shown."""

    def __init__(self, custom_id: str, what: str, offset: int) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.what = what
        self.offset = offset

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(match[0], match["what"], int(match["offset"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async def lookup() -> Message:
            return await PAGES[self.what](interaction, self.offset)

        await answer_press(interaction, lookup(), How.REPLACE)
