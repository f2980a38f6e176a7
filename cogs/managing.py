"""What those who run a server can see and take: /audit, /export and /privacy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from discord import app_commands
from discord.ext import commands

from bot.chat.asking import Interaction, member, running
from bot.chat.client import Newsbot
from bot.chat.permissions import RUNNING, missing
from bot.chat.pressing.erasing import EraseButton
from bot.chat.pressing.paging import PageButton, audit_page
from bot.chat.rendering import render_managing
from bot.chat.rendering.render import Message
from bot.chat.replies import How, answer
from bot.desk.answering.exportfile import Form, Question
from bot.desk.following.audit import Deed
from cogs.choices import Choice, choices, people

_LONGEST = 100
_DAYS = (0, 1, 7, 30, 90, 365)  # that are suggested, counted back from today

_FORMS = [
    app_commands.Choice(name="CSV, for spreadsheets", value=Form.CSV.value),
    app_commands.Choice(name="JSON lines, for programs", value=Form.JSONL.value),
]


class Managing(commands.Cog):
    """Discord hides the first two from members who may not manage the server, and a server may
    show them to others all the same: so the permission is checked again in code."""

    def __init__(self, bot: Newsbot) -> None:
        self._answers = bot.desk.answers
        self._topics = bot.desk.topics
        self._exports = bot.desk.exports
        self._servers = bot.desk.server_data
        self._audit = bot.desk.audit

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    async def audit(self, interaction: Interaction) -> None:
        """Who changed what in this server, and when"""
        await answer(interaction, audit_page(interaction, 0), How.PRIVATE)

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        person="Only what this person or organisation said",
        topic="Only articles of this topic",
        since="From when on: 2031, 2031-05, 2031-05-04, “3 days ago”, “last month”",
        until="Until when, in the same forms; that day, month or year included",
        form="CSV if left out",
    )
    @app_commands.rename(form="format")
    @app_commands.choices(form=_FORMS)
    async def export(
        self,
        interaction: Interaction,
        person: app_commands.Range[str, 1, _LONGEST] | None = None,
        topic: app_commands.Range[str, 1, _LONGEST] | None = None,
        since: app_commands.Range[str, 1, _LONGEST] | None = None,
        until: app_commands.Range[str, 1, _LONGEST] | None = None,
        form: str = Form.CSV.value,
    ) -> None:
        """Statements with their articles as a file, the newest first"""

        async def lookup() -> Message:
            asker = running(interaction)
            question = Question(person, topic, since, until)
            made = await self._exports.make(question, Form(form), asker)
            await self._audit.note(asker.guild_id, asker.user_id, Deed.EXPORTED, made.asked)
            return render_managing.exported(made)

        await answer(interaction, lookup(), How.PRIVATE)

    @app_commands.command()
    async def privacy(self, interaction: Interaction) -> None:
        """What Pullquote keeps of this server, and how to erase it"""

        async def lookup() -> Message:
            asker = member(interaction)
            kept = await self._servers.kept(asker.guild_id)
            may_erase = not missing(interaction.permissions, RUNNING)
            return render_managing.privacy(kept, may_erase=may_erase)

        await answer(interaction, lookup(), How.PRIVATE)

    @export.autocomplete("person")
    async def _people(self, interaction: Interaction, typed: str) -> list[Choice]:
        return await people(self._answers, typed)

    @export.autocomplete("topic")
    async def _suggest_topics(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            found = await self._topics.suggest(typed, interaction.guild_id)
            return [(name, name) for name in found]

        return await choices(lookup())

    @export.autocomplete("since")
    @export.autocomplete("until")
    async def _days(self, interaction: Interaction, typed: str) -> list[Choice]:
        async def lookup() -> list[tuple[str, str]]:
            today = datetime.now(UTC).date()
            days = [(today - timedelta(days=count)).isoformat() for count in _DAYS]
            return [(day, day) for day in days if day.startswith(typed.strip())]

        return await choices(lookup())


async def setup(bot: Newsbot) -> None:
    bot.add_dynamic_items(PageButton, EraseButton)
    await bot.add_cog(Managing(bot))
