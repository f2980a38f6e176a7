"""The buttons and menus under answers, recognised by their ``custom_id``: alive after a restart.

Anybody who sees a message may press them: pages turn for everybody, and what is less certain, or
goes deeper than what was asked, is shown to the one who asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

import discord

from bot.chat.permissions import SPEAKING, THREAD_SPEAKING, missing, named
from bot.chat.pressing.pressable import (
    Pressed,
    aside,
    chosen,
    in_place,
    pressable,
    privately,
)
from bot.chat.rendering import render_articles, render_quotes, render_said, state
from bot.chat.rendering.render import Message
from bot.chat.rendering.reportable import REPORT_IN, reportable
from bot.chat.replies import How
from bot.errors import BadInput, NotAllowed
from bot.sentences import say


async def _quotes(interaction: Pressed, wanted: state.QuotesState) -> Message:
    return await _quotes_of(interaction, wanted.entity, wanted.filters, wanted.offset)


async def _quotes_of(
    interaction: Pressed, entity: str, filters: state.Filters, offset: int
) -> Message:
    page = await interaction.client.desk.answers.quotes(
        entity,
        filters.about,
        since=filters.since,
        until=filters.until,
        how=filters.how,
        upto=filters.upto,
        offset=offset,
        limit=render_quotes.PAGE,
        uncertain=filters.uncertain,
        everything=filters.everything,
    )
    return reportable(render_quotes.quotes(page))


def _how_quotes(interaction: Pressed, wanted: state.QuotesState) -> How:
    return aside(interaction, wanted) if wanted.filters.uncertain else How.REPLACE


async def _said_by(interaction: Pressed, wanted: state.SaidByState) -> Message:
    return await _quotes_of(interaction, wanted.entity, state.Filters(), 0)


async def _timeline(interaction: Pressed, wanted: state.TimelineState) -> Message:
    page = await interaction.client.desk.timelines.of(
        wanted.entity,
        wanted.subject,
        interaction.guild_id,
        offset=wanted.offset,
        limit=render_quotes.PAGE,
    )
    return reportable(render_quotes.timeline(page))


async def _somebody_else(interaction: Pressed, wanted: state.WhoState) -> Message:
    if wanted.subject is None:
        return await _quotes_of(interaction, chosen(interaction), wanted.filters, 0)
    return await _timeline(interaction, state.TimelineState(chosen(interaction), 0, wanted.subject))


async def _latest(interaction: Pressed, wanted: state.LatestState) -> Message:
    desk = interaction.client.desk
    topic = _named_so(wanted.topic, await desk.topics.names(interaction.guild_id))
    outlets = await desk.latest.suggest_outlets("", limit=None) if wanted.source else []
    source = _named_so(wanted.source, (one.name for one in outlets))
    page = await desk.latest.articles(
        topic, source, wanted.count, interaction.guild_id, wanted.before
    )
    return reportable(render_articles.latest(page))


def _named_so(short: str | None, names: Iterable[str]) -> str | None:
    """The one that this stands for."""
    if short is None:
        return None
    for name in names:
        if state.short(name) == short:
            return name
    raise BadInput(
        short, say("What these articles were chosen by is not there any more; use /latest again.")
    )


async def _keypoints(interaction: Pressed, wanted: state.KeyPointsState) -> Message:
    points = await interaction.client.desk.answers.keypoints(
        wanted.article, uncertain=wanted.uncertain
    )
    shown = render_articles.keypoints(points, uncertain=wanted.uncertain)
    return reportable(shown)


async def _report_in(interaction: Pressed, article: str) -> Message:
    points = await interaction.client.desk.answers.keypoints(article)
    return reportable(render_articles.to_report(points))


async def _statements(interaction: Pressed, wanted: state.ArticleState) -> Message:
    page = await interaction.client.desk.answers.all_statements(
        wanted.article, offset=wanted.offset, limit=render_articles.STATEMENTS
    )
    return reportable(render_articles.statements(page))


async def _statement(interaction: Pressed, wanted: state.StatementState) -> Message:
    share = wanted.act is state.Act.SHARE
    if share:
        _may_speak(interaction)
    quoted = await interaction.client.desk.answers.statement(wanted.article, wanted.statement)
    shown = render_quotes.shared(quoted) if share else render_quotes.context(quoted)
    return reportable(shown)


def _how_statement(_interaction: Pressed, wanted: state.StatementState) -> How:
    return How.PUBLIC if wanted.act is state.Act.SHARE else How.PRIVATE


def _may_speak(interaction: Pressed) -> None:
    """Through the bot nobody says more in a channel than they may say themselves."""
    thread = isinstance(interaction.channel, discord.Thread)
    if lacking := missing(interaction.permissions, THREAD_SPEAKING if thread else SPEAKING):
        raise NotAllowed(
            named(lacking),
            say(
                "You need the permission {permission} in this channel for that. "
                "Ask somebody who runs this server.",
                permission=named(lacking),
            ),
        )


async def _chosen_statement(interaction: Pressed, _wanted: None) -> Message:
    article, _, statement = chosen(interaction).rpartition(":")
    act = state.Act.CONTEXT
    return await _statement(interaction, state.StatementState(act, article, statement))


async def _said(interaction: Pressed, wanted: state.SaidState) -> Message:
    embeds = interaction.message.embeds if interaction.message else []
    asked = (embeds[0].author.name if embeds else None) or ""
    page = await interaction.client.desk.sayings.find(
        asked, offset=wanted.offset, limit=render_said.PAGE
    )
    return reportable(render_said.said(page))


BUTTONS = (
    pressable(state.QUOTES, state.QuotesState.decode, _quotes, _how_quotes),
    pressable(state.SAID_BY, state.SaidByState.decode, _said_by, aside),
    pressable(state.TIMELINE, state.TimelineState.decode, _timeline, in_place),
    pressable(state.WHO, state.WhoState.decode, _somebody_else, in_place, discord.ui.Select),
    pressable(state.LATEST, state.LatestState.decode, _latest, in_place),
    pressable(state.KEYPOINTS, state.KeyPointsState.decode, _keypoints, aside),
    pressable(REPORT_IN, itemgetter("article"), _report_in, privately),
    pressable(state.ARTICLE, state.ArticleState.decode, _statements, aside),
    pressable(state.STATEMENT, state.StatementState.decode, _statement, _how_statement),
    pressable(state.STATEMENTS, lambda _: None, _chosen_statement, privately, discord.ui.Select),
    pressable(state.SAID, state.SaidState.decode, _said, in_place),
)
