"""Turning pages of lists: the list and the place in it are in the button's ``custom_id``.

``PAGES`` says for each list who makes a page of it; that checks anew whether the one who pressed
may see it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from bot.chat.asking import Interaction, running, running_here
from bot.chat.helping import help_page
from bot.chat.pressing.pressable import in_place, pressable
from bot.chat.rendering import render_audit, render_managing
from bot.chat.rendering.render import Message

PAGE = re.compile(r"page:(?P<what>feeds|audit|help):(?P<offset>\d{1,9})")


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


async def _page(interaction: Interaction, wanted: tuple[str, int]) -> Message:
    what, offset = wanted
    return await PAGES[what](interaction, offset)


PageButton = pressable(PAGE, lambda match: (match["what"], int(match["offset"])), _page, in_place)
"""Leads to another page of a list, in place of the one that is shown."""
