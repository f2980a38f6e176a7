"""How /person looks: who somebody is by the record, with a chart of statements. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.chat.language import _, figure, n_, translated
from bot.chat.rendering import chart
from bot.chat.rendering.choosing import who_menu
from bot.chat.rendering.escape import clean, escape, link
from bot.chat.rendering.limits import DESCRIPTION, TITLE, cut, length
from bot.chat.rendering.render import COLOUR, Attachment, Message, presses
from bot.chat.rendering.state import SaidByState
from bot.chat.rendering.turning import What, choice_of, place, turns
from bot.chat.rendering.words import NO_TITLE, NOT_NAMED, article_url, outlet, timestamp
from bot.desk.answering.answers import told_apart
from bot.desk.answering.persons import TITLES, Held, Portrait

CHART = "statements.png"

_SAME_MONTH = 36  # a longer time is shown by years
_SHORTEST_TIME = 6  # months; a bar alone tells nothing
_MOST_YEARS = 30

_HELD = 120  # characters of a title
_NAMES = 500  # for all outlets, topics, stories or other names
_LONGEST_URL = 300
_MARGIN = 60


def portrait(found: Portrait, drawn: bytes | None) -> Message:
    """``drawn`` is the chart of ``over_time``; None where no picture can be shown."""
    everybody = (found.named, *found.candidates)
    name = cut(clean(told_apart(found.named, everybody)), TITLE, escape)
    embed = discord.Embed(title=name or translated(NOT_NAMED), colour=COLOUR)
    told = in_words(found)
    parts = [
        n_(
            "{count} statement on record",
            "{count} statements on record",
            found.named.statements,
        ),
        _titles(found.titles),
        _listed(_("**Quoted in:** {names}"), _counts(found.outlets)),
        _listed(_("**In articles on:** {names}"), _counts(found.topics)),
        _listed(_("**Running stories:** {names}"), _counts(found.stories)),
        told if drawn is None else "",
    ]
    embed.description = "\n\n".join(_fitting([part for part in parts if part]))
    pictures = []
    if drawn is not None:
        embed.set_image(url=f"attachment://{CHART}")
        pictures.append(Attachment(CHART, drawn, told))
    if where := place(found.offset, len(found.titles), found.titles_in_all):
        embed.set_footer(text=_("Titles {place}").format(place=where))
    said = SaidByState(found.named.id).encode()
    buttons = (
        *presses([(_("What they said"), said)]),
        *turns(What.PERSON, found.named.id, found.offset, found.titles_in_all, TITLES),
    )
    menus = who_menu(found.candidates, found.named, choice_of(What.PERSON))
    return Message((embed,), buttons, menus=menus, attachments=tuple(pictures))


def draw(found: Portrait) -> bytes | None:
    """The chart; None where there is nothing to show. Takes some hundredths of a second."""
    counts = over_time(found.months)
    return chart.bars(counts) if counts else None


def over_time(months: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Every month ("2031-05") from the first to the last, or every year ("2031") of a long
    time; of those the newest thirty."""
    if not months:
        return []
    known = dict(months)
    first, last = _number(months[0][0]), _number(months[-1][0])
    if last - first < _SAME_MONTH:
        first = min(first, last - _SHORTEST_TIME + 1)
        return [(name, known.get(name, 0)) for name in map(_month, range(first, last + 1))]
    years = dict.fromkeys((f"{year:04}" for year in range(first // 12, last // 12 + 1)), 0)
    for month, count in months:
        years[month[:4]] += count
    return list(years.items())[-_MOST_YEARS:]


def in_words(found: Portrait) -> str:
    """What the chart shows, for those who do not see it."""
    shown = [(when, count) for when, count in over_time(found.months) if count]
    if not shown:
        return ""
    figures = ", ".join(f"{when}: {figure(count)}" for when, count in shown)
    return _("Statements over time: {figures}").format(figures=figures)


def _titles(titles: Sequence[Held]) -> str:
    lines = [_("**Titles**"), *map(_title, titles)]
    return "\n".join(lines) if titles else ""


def _title(held: Held) -> str:
    """The title, since when and until when it was given, and an article that shows it."""
    title = cut(clean(held.title.title), _HELD, escape) or translated(NO_TITLE)
    first, last = (datetime.fromisoformat(day) for day in (held.title.first, held.title.last))
    when = timestamp(first, "D")
    if last.date() != first.date():
        when = f"{when} – {timestamp(last, 'D')}"
    return " · ".join(filter(None, (title, when, _source(held))))


def _source(held: Held) -> str:
    if held.article is None:
        return ""
    site = outlet(held.article) or translated(NO_TITLE)
    url = article_url(held.article)
    return link(site, url) if url and length(url) <= _LONGEST_URL else site


def _counts(counted: Sequence[tuple[str, int]]) -> list[str]:
    return [f"{clean(name)} ({figure(count)})" for name, count in counted if clean(name)]


def _listed(message: str, names: Sequence[str]) -> str:
    shown = cut(", ".join(filter(None, map(clean, names))), _NAMES, escape)
    return message.format(names=shown) if shown else ""


def _fitting(parts: Sequence[str]) -> list[str]:
    """As many parts as fit, the first ones first."""
    kept: list[str] = []
    room = DESCRIPTION - _MARGIN
    for part in parts:
        if length(part) + 2 <= room:
            kept.append(part)
            room -= length(part) + 2
    return kept


def _number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
