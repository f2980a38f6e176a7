"""The pages of /person, /story and /related, for commands and for the buttons below them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from bot.chat.pressing.pressable import chosen, in_place, pressable
from bot.chat.rendering import render_person, render_related, render_story
from bot.chat.rendering.render import Message
from bot.chat.rendering.turning import CHOICE, PAGE, PageState, What
from bot.desk.desk import Desk

if TYPE_CHECKING:
    from bot.chat.client import Newsbot


async def look_up(interaction: discord.Interaction[Newsbot], state: PageState) -> Message:
    """The page for whoever asks; ``of`` may be a name as a person types it."""
    desk, guild = interaction.client.desk, interaction.guild_id
    match state.what:
        case What.PERSON:
            may_attach = interaction.app_permissions.attach_files
            return await _person(desk, state, guild, with_chart=may_attach)
        case What.STORY:
            page = await desk.storypages.page(state.of, offset=state.offset)
            return render_story.story(page)
        case What.STORIES:
            return render_story.stories(await desk.storypages.all(state.offset))
        case What.RELATED:
            article = await desk.on_the_spot.article(state.of, interaction.user.id)
            found = await desk.relations.page(article, guild, offset=state.offset)
            return render_related.related(found)


async def _person(desk: Desk, state: PageState, guild: int | None, *, with_chart: bool) -> Message:
    found = await desk.persons.portrait(state.of, guild, offset=state.offset)
    drawn = await asyncio.to_thread(render_person.draw, found) if with_chart else None
    return render_person.portrait(found, drawn)


async def _chosen(interaction: discord.Interaction[Newsbot], what: What) -> Message:
    return await look_up(interaction, PageState(what, chosen(interaction), 0))


PageButton = pressable(PAGE, PageState.decode, look_up, in_place)
"""Leads to another page, for everybody who sees the message."""

PageMenu = pressable(
    CHOICE, lambda match: What(match["what"]), _chosen, in_place, discord.ui.Select
)
"""Shows whom or what was chosen in the place of what was shown."""
