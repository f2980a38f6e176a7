"""The buttons and menus under /subscriptions and /preview, alive after a restart; see ``buttons``.

Whoever presses one must be able to manage the channel that it is about, which is checked at
every press.
"""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.chat import places
from bot.chat.asking import Interaction, member
from bot.chat.language import _
from bot.chat.pressing.buttons import Button, Item
from bot.chat.rendering import render_orders, render_why
from bot.chat.rendering.render import Message
from bot.chat.rendering.state import CHOOSE_ORDER, MOVE_ORDER, ORDER, ORDERS, PREVIEW, PreviewState
from bot.chat.replies import How, answer_press
from bot.desk.gathering.serverfeeds import Asker

Select = discord.ui.Select[discord.ui.View]
ChannelSelect = discord.ui.ChannelSelect[discord.ui.View]


class OrdersButton(discord.ui.DynamicItem[Button], template=ORDERS):
    """Leads to a page of the server's subscriptions."""

    def __init__(self, item: Any, offset: int) -> None:
        super().__init__(item)
        self.offset = offset

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(item, int(match["offset"]))

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        await answer_press(interaction, self._page(interaction), How.REPLACE)

    async def _page(self, interaction: Interaction) -> Message:
        places.may_manage(places.here(interaction))
        found = await interaction.client.desk.overview.orders(places.server(interaction))
        return render_orders.orders(found, self.offset)


class ChooseOrder(discord.ui.DynamicItem[Select], template=CHOOSE_ORDER):
    """Leads to the subscription that was chosen."""

    def __init__(self, item: Any) -> None:
        super().__init__(item)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        await answer_press(interaction, self._chosen(interaction), How.REPLACE)

    async def _chosen(self, interaction: Interaction) -> Message:
        return await _shown(interaction, self.item.values[0])


class OrderButton(discord.ui.DynamicItem[Button], template=ORDER):
    """Does something with one subscription, and shows how it is then."""

    def __init__(self, item: Any, verb: str, key: str) -> None:
        super().__init__(item)
        self.verb = verb
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(item, match["verb"], match["key"])

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        await answer_press(interaction, self._done(interaction), How.REPLACE)

    async def _done(self, interaction: Interaction) -> Message:
        changing = interaction.client.desk.changing
        asker = await _managing(interaction, self.key)
        match self.verb:
            case "pause":
                await changing.pause(asker, self.key)
            case "resume":
                await changing.resume(asker, self.key)
            case "loud":
                await changing.without(asker, self.key, quiet=True)
            case "unping":
                await changing.without(asker, self.key, ping=True)
            case "end":
                return render_orders.ended(await changing.end(asker, self.key))
        return await _shown(interaction, self.key)


class MoveOrder(discord.ui.DynamicItem[ChannelSelect], template=MOVE_ORDER):
    """Moves a subscription to the channel that was chosen."""

    def __init__(self, item: Any, key: str) -> None:
        super().__init__(item)
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(item, match["key"])

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        await answer_press(interaction, self._moved(interaction), How.REPLACE)

    async def _moved(self, interaction: Interaction) -> Message:
        desk = interaction.client.desk
        asker = await _managing(interaction, self.key)
        there = places.chosen(interaction, self.item.values[0])
        places.may_manage(there)
        places.can_post(there)
        ping = (await desk.subscriptions.one(asker.guild_id, self.key)).manner.ping
        role = interaction.guild.get_role(ping) if ping and interaction.guild else None
        if role is not None:
            places.may_ping(there, role)
        await desk.changing.move(asker, self.key, there.id)
        note = _("Moved. What was posted before stays where it is.")
        return await _shown(interaction, self.key, note)


class PreviewButton(discord.ui.DynamicItem[Button], template=PREVIEW):
    """Leads to another page of what would have been posted."""

    def __init__(self, item: Any, state: PreviewState) -> None:
        super().__init__(item)
        self.state = state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(item, PreviewState.decode(match))

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        await answer_press(interaction, self._page(interaction), How.REPLACE)

    async def _page(self, interaction: Interaction) -> Message:
        found = await interaction.client.desk.preview.of(
            self.state.to, interaction.guild_id, self.state.offset, render_why.PREVIEW_PAGE
        )
        return render_why.preview(found)


ORDER_BUTTONS = (OrdersButton, ChooseOrder, OrderButton, MoveOrder)
PREVIEW_BUTTONS = (PreviewButton,)


async def _managing(interaction: Interaction, key: str) -> Asker:
    """The asker, who may manage the channel of this subscription; raises where they may not."""
    asker = member(interaction)
    one = await interaction.client.desk.subscriptions.one(asker.guild_id, key)
    places.may_manage(places.known(interaction, one.channel_id))
    return asker


async def _shown(interaction: Interaction, key: str, note: str = "") -> Message:
    asker = await _managing(interaction, key)
    order = await interaction.client.desk.overview.order(asker.guild_id, key)
    return render_orders.order(order, note)
