"""A message's buttons and menus as Discord's components.

What happens on a press is found by the ``custom_id`` (see ``bot.chat.pressing``), so the view is
stopped, and the library keeps nothing of it in memory.
"""

from __future__ import annotations

import discord

from bot.chat.permissions import POSTABLE
from bot.chat.rendering.limits import ROWS
from bot.chat.rendering.render import Menu, Message


def controls(message: Message) -> discord.ui.View:
    """The buttons, and below them the menus, each in a row of its own."""
    view = discord.ui.View(timeout=None)
    for press in message.presses:
        style = discord.ButtonStyle.danger if press.danger else discord.ButtonStyle.secondary
        view.add_item(
            discord.ui.Button(
                label=press.label, custom_id=press.custom_id, style=style, row=press.row
            )
        )
    for row, menu in enumerate(message.menus, ROWS - len(message.menus)):
        view.add_item(_menu(menu, row))
    view.stop()
    return view


def _menu(menu: Menu, row: int) -> discord.ui.Item[discord.ui.View]:
    if not menu.options:
        return discord.ui.ChannelSelect(
            custom_id=menu.custom_id,
            placeholder=menu.placeholder,
            channel_types=POSTABLE,
            row=row,
        )
    options = [
        discord.SelectOption(label=one.label, value=one.value, description=one.description)
        for one in menu.options
    ]
    return discord.ui.Select(
        custom_id=menu.custom_id, placeholder=menu.placeholder, options=options, row=row
    )
