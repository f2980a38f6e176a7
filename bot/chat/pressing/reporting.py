"""What happens when somebody reports a statement: a word from them if they like, then it goes to
the operators.

Buttons and menus are recognised by their ``custom_id`` and so alive after a restart; a form that
is open just then has to be opened again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.chat.language import _, speaking
from bot.chat.posting.teller import DiscordTeller
from bot.chat.rendering import render
from bot.chat.rendering.limits import cut
from bot.chat.rendering.reportable import REPORT, REPORT_MENU, ReportState
from bot.chat.replies import How, answer_press, fail
from bot.desk.following.reports import LONGEST
from bot.errors import BadInput
from bot.sentences import say

if TYPE_CHECKING:
    from bot.chat.client import Newsbot

Item = discord.ui.Item[Any]
Button = discord.ui.Button[discord.ui.View]
Select = discord.ui.Select[discord.ui.View]

_TITLE = _LABEL = 45  # Discord's limits for forms
_PLACEHOLDER = 100
_OPEN = 900.0  # seconds that the library remembers a form which nobody sends


class ReportButton(discord.ui.DynamicItem[Button], template=REPORT):
    """Reports the one statement of a message."""

    def __init__(self, custom_id: str, state: ReportState) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.state = state

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(match[0], ReportState.decode(match))

    async def callback(self, interaction: discord.Interaction[Newsbot]) -> None:  # type: ignore[override]
        await _ask(interaction, self.state)


class ReportMenu(discord.ui.DynamicItem[Select], template=REPORT_MENU):
    """Reports the statement that is chosen of a message's several."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(discord.ui.Select(custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
    ) -> Self:
        return cls(match[0])

    async def callback(self, interaction: discord.Interaction[Newsbot]) -> None:  # type: ignore[override]
        chosen = REPORT.fullmatch(next(iter(self.item.values), ""))
        if chosen is not None:
            await _ask(interaction, ReportState.decode(chosen))


REPORTING = (ReportButton, ReportMenu)


class ReportForm(discord.ui.Modal):
    """Asks for a sentence, which may be left out, and files the report."""

    def __init__(self, state: ReportState) -> None:
        super().__init__(title=cut(_("Report a statement"), _TITLE), timeout=_OPEN)
        self.state = state
        self.note: discord.ui.TextInput[Self] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=cut(_("For example: somebody else said this."), _PLACEHOLDER),
            required=False,
            max_length=LONGEST,
        )
        asked = cut(_("What is wrong? (May be left out)"), _LABEL)
        self.add_item(discord.ui.Label(text=asked, component=self.note))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        await answer_press(interaction, self._file(interaction), How.PRIVATE)

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception) -> None:  # type: ignore[override]
        await fail(interaction, error)

    async def _file(self, interaction: discord.Interaction[Newsbot]) -> render.Message:
        if interaction.guild_id is None:
            raise BadInput("server", say("This works in servers only."))
        bot, state = interaction.client, self.state
        heard = await bot.desk.reports.file(
            DiscordTeller(bot),
            state.article,
            state.statement,
            interaction.guild_id,
            interaction.user.id,
            self.note.value,
        )
        if heard:
            return render.notice(_("Thank you. The operators of Pullquote have your report."))
        return render.notice(
            _("Thank you. Nobody could be told just now; your report is kept for the operators.")
        )


async def _ask(interaction: discord.Interaction[Newsbot], state: ReportState) -> None:
    try:
        with speaking(interaction.locale):
            form = ReportForm(state)
        await interaction.response.send_modal(form)
    except Exception as error:
        await fail(interaction, error)
