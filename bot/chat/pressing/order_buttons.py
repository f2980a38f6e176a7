"""The buttons and menus under /subscriptions and /preview, alive after a restart; see
``pressable``.

Whoever presses one must be able to manage the channel that it is about, which is checked at
every press.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Any, Self

import discord

from bot.chat import places
from bot.chat.asking import Interaction, member
from bot.chat.language import _
from bot.chat.pressing.pressable import chosen, in_place, pressable
from bot.chat.rendering import render_orders, render_why
from bot.chat.rendering.render import Message
from bot.chat.rendering.state import CHOOSE_ORDER, MOVE_ORDER, ORDER, ORDERS, PREVIEW, PreviewState
from bot.chat.replies import How, answer_press
from bot.desk.gathering.serverfeeds import Asker

ChannelSelect = discord.ui.ChannelSelect[discord.ui.View]


async def _orders(interaction: Interaction, offset: int) -> Message:
    places.may_manage(places.here(interaction))
    found = await interaction.client.desk.overview.orders(places.server(interaction))
    return render_orders.orders(found, offset)


async def _chosen_order(interaction: Interaction, _state: None) -> Message:
    return await _shown(interaction, chosen(interaction))


async def _done(interaction: Interaction, wanted: tuple[str, str]) -> Message:
    """Something is done with one subscription, and it is shown how that is then."""
    verb, key = wanted
    changing = interaction.client.desk.changing
    asker = await _managing(interaction, key)
    match verb:
        case "pause":
            await changing.pause(asker, key)
        case "resume":
            await changing.resume(asker, key)
        case "loud":
            await changing.without(asker, key, quiet=True)
        case "unping":
            await changing.without(asker, key, ping=True)
        case "end":
            return render_orders.ended(await changing.end(asker, key))
    return await _shown(interaction, key)


class MoveOrder(discord.ui.DynamicItem[ChannelSelect], template=MOVE_ORDER):
    """Moves a subscription to the channel that was chosen."""

    def __init__(self, item: Any, key: str) -> None:
        super().__init__(item)
        self.key = key

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
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


async def _preview(interaction: Interaction, wanted: PreviewState) -> Message:
    found = await interaction.client.desk.preview.of(
        wanted.to, interaction.guild_id, wanted.offset, render_why.PREVIEW_PAGE
    )
    return render_why.preview(found)


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


ORDER_BUTTONS = (
    pressable(ORDERS, lambda match: int(match["offset"]), _orders, in_place),
    pressable(CHOOSE_ORDER, lambda _: None, _chosen_order, in_place, discord.ui.Select),
    pressable(ORDER, itemgetter("verb", "key"), _done, in_place),
    MoveOrder,
)
PREVIEW_BUTTONS = (pressable(PREVIEW, PreviewState.decode, _preview, in_place),)
