"""How somebody's statements look: pages of them, over time, and one with its surroundings. Pure.

The same promises as in ``render``. Statements on a page have numbers, and under it a button for
each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import discord

from bot.chat.language import _, figure, translated
from bot.chat.rendering.choosing import context_presses, share_press, who_menu
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import DESCRIPTION, FOOTER, TITLE, cut, length
from bot.chat.rendering.marked import escape_marked, with_marks
from bot.chat.rendering.render import COLOUR, Message, Press, facts, presses, titled
from bot.chat.rendering.state import Filters, QuotesState, TimelineState, WhoState
from bot.chat.rendering.words import NOT_NAMED, statement_block, statement_head, timestamp
from bot.desk.answering.answers import QuotesPage, told_apart
from bot.desk.answering.key import CONFIDENT
from bot.desk.answering.shown import paragraphs
from bot.desk.answering.timeline import TimelinePage
from bot.ports import Named
from bot.records import Quotation, Quoted, Span

PAGE = 4  # statements asked for at a time

_QUOTE = 900  # a longer quotation is tiring on a page of several
_NAMES = 300  # for a line of other names
_MARGIN = 100  # for what stands around the statements: counts and line breaks
_AROUND = 3000  # of the paragraph around a statement,
_BEFORE = 800  # and of that in front of it, where not all of it fits
_SHARED = 1800  # for one statement alone

_LINE = re.compile(r"[^\n]+")


def quotes(page: QuotesPage) -> Message:
    """A page of one speaker's statements, as many of them as fit; buttons lead on and back."""
    filters = _filters(page)
    menus = who_menu(page.candidates, page.entity, WhoState(filters).encode())
    everybody = (page.entity, *page.candidates)
    embed = _headed(page.entity, everybody)
    above = _asked(page)
    below = "" if menus else _others(told_apart(one, everybody) for one in page.candidates)
    blocks = _fitting(
        [
            statement_block(quoted, _QUOTE, unsure=_unsure(quoted), source=True, number=number)
            for number, quoted in enumerate(page.quoted, 1)
        ],
        DESCRIPTION - length(above) - length(below) - _MARGIN,
    )
    shown = page.quoted[: len(blocks)]
    embed.description = "\n\n".join(
        filter(None, (above, *(blocks or [_nothing_shown(page)]), below))
    )
    embed.set_footer(text=_place(page, len(shown)))
    buttons = (*_page_presses(page, filters, len(shown)), *context_presses(shown, row=1))
    return Message((embed,), buttons, menus=menus, shown=tuple(shown))


def timeline(page: TimelinePage) -> Message:
    """A page of what somebody said on a subject, the days as headings."""
    everybody = (page.entity, *page.candidates)
    who = WhoState(Filters(), page.subject).encode()
    menus = who_menu(page.candidates, page.entity, who)
    embed = _headed(page.entity, everybody)
    above = _about(page.subject)
    below = "" if menus else _others(told_apart(one, everybody) for one in page.candidates)
    parts: list[str] = []
    day = None
    for number, quoted in enumerate(page.quoted, 1):
        block = statement_block(quoted, _QUOTE, source=True, number=number)
        date = quoted.article.dated.date()
        parts.append(block if date == day else f"{_heading(quoted)}\n{block}")
        day = date
    blocks = _fitting(parts, DESCRIPTION - length(above) - length(below) - _MARGIN)
    shown = page.quoted[: len(blocks)]
    nothing = _("Nothing more on record here.")
    embed.description = "\n\n".join(filter(None, (above, *(blocks or [nothing]), below)))
    embed.set_footer(text=_span(page.offset, len(shown), page.total))
    here = page.entity.id, page.subject
    wanted = []
    if page.offset > 0:
        earlier = TimelineState(here[0], max(page.offset - PAGE, 0), here[1])
        wanted.append((_("‹ Earlier"), earlier.encode()))
    if shown and page.offset + len(shown) < page.total:
        later = TimelineState(here[0], page.offset + len(shown), here[1])
        wanted.append((_("Later ›"), later.encode()))
    buttons = (*presses(wanted, row=0), *context_presses(shown, row=1))
    return Message((embed,), buttons, menus=menus, shown=tuple(shown))


def context(quoted: Quoted) -> Message:
    """A statement in the paragraph it stands in, its words bold, with a button to share it."""
    embed = titled(quoted.article)
    head = statement_head(quoted, unsure=_unsure(quoted))
    below = facts(quoted.article, 0)
    room = DESCRIPTION - length(head) - length(below) - _MARGIN
    around = _around(quoted, min(room, _AROUND))
    embed.description = "\n\n".join(filter(None, (head, around, below)))
    # Those who run the bot can put it right by this id.
    embed.set_footer(text=cut(_("Statement {id}").format(id=clean(quoted.statement.id)), FOOTER))
    return Message((embed,), share_press(quoted), shown=(quoted,))


def shared(quoted: Quoted) -> Message:
    """One statement for the whole channel."""
    embed = titled(quoted.article)
    block = statement_block(quoted, _SHARED, unsure=_unsure(quoted))
    embed.description = "\n\n".join(filter(None, (block, facts(quoted.article, 0))))
    return Message((embed,), context_presses([quoted], row=0), shown=(quoted,))


def _headed(entity: Named, everybody: Sequence[Named]) -> discord.Embed:
    name = cut(clean(told_apart(entity, everybody)), TITLE, escape) or translated(NOT_NAMED)
    return discord.Embed(title=name, colour=COLOUR)


def _filters(page: QuotesPage) -> Filters:
    return Filters(
        page.about, page.uncertain, page.everything, page.how, page.since, page.until, page.upto
    )


def _unsure(quoted: Quoted) -> bool:
    return quoted.statement.confidence < CONFIDENT


def _fitting(blocks: Sequence[str], room: int) -> list[str]:
    """The first of them that fit together."""
    kept: list[str] = []
    for block in blocks:
        if length(block) > room:
            break
        kept.append(block)
        room -= length(block) + 2
    return kept


def _asked(page: QuotesPage) -> str:
    """The conditions, on one line."""
    parts = []
    if about := _about(page.about):
        parts.append(about)
    if page.since:
        parts.append(_("from {date}").format(date=_day(page.since)))
    if page.until:
        parts.append(_("until {date}").format(date=_day(page.until - timedelta(days=1))))
    if page.how is not None:
        parts.append(_manner(page.how))
    return " · ".join(parts)


def _day(start: datetime) -> str:
    """The day that begins then in UTC, by its noon, which is on the same day nearly everywhere."""
    return timestamp(start + timedelta(hours=12), "D")


def _manner(how: Quotation) -> str:
    match how:
        case Quotation.DIRECT:
            return _("all in quotation marks")
        case Quotation.MIXED:
            return _("partly in quotation marks")
        case Quotation.INDIRECT:
            return _("reported")


def _about(words: str | None) -> str:
    shown = cut(clean(words or ""), _NAMES, escape)
    return _("About “{words}”").format(words=shown) if shown else ""


def _others(candidates: Iterable[str]) -> str:
    names = cut(", ".join(filter(None, map(clean, candidates))), _NAMES, escape)
    return _("Also by that name: {names}").format(names=names) if names else ""


def _nothing_shown(page: QuotesPage) -> str:
    if page.uncertain or page.all:
        return _("Nothing more on record here.")
    return _("Nothing of theirs is certain enough to be shown unasked.")


def _span(offset: int, shown: int, total: int) -> str:
    """ "5–8 of 10"."""
    if not shown:
        return _("{total} in all").format(total=figure(total))
    first, last = offset + 1, offset + shown
    span = figure(first) if shown == 1 else f"{figure(first)}–{figure(last)}"
    return _("{span} of {total}").format(span=span, total=figure(total))


def _place(page: QuotesPage, shown: int) -> str:
    if not page.all:
        return _less_certain(page)
    span = _span(page.offset, shown, page.all)
    if page.uncertain or (page.everything and not page.total):
        return _("{span}, less certain").format(span=span)
    if not page.less_certain:
        return span
    if page.everything:
        less = _("{count} of them less certain").format(count=figure(page.less_certain))
        return f"{span}, {less}"
    return f"{span} · {_less_certain(page)}"


def _less_certain(page: QuotesPage) -> str:
    return _("+{count} less certain").format(count=figure(page.less_certain))


def _page_presses(page: QuotesPage, filters: Filters, shown: int) -> tuple[Press, ...]:
    here = QuotesState(page.entity.id, page.offset, filters)
    wanted: list[tuple[str, str | None]] = []
    if page.offset > 0:
        wanted.append((_("‹ Newer"), here.at(max(page.offset - PAGE, 0)).encode()))
    if shown and page.offset + shown < page.all:
        wanted.append((_("Older ›"), here.at(page.offset + shown).encode()))
    if page.less_certain and not page.uncertain and not page.everything:
        rest = Filters(page.about, True, False, page.how, page.since, page.until)
        wanted.append((_less_certain(page), QuotesState(page.entity.id, 0, rest).encode()))
    return presses(wanted, row=0)


def _heading(quoted: Quoted) -> str:
    return f"**{timestamp(quoted.article.dated, 'D')}**"


def _around(quoted: Quoted, limit: int) -> str:
    """What stands around the words, line by line as in the article; cut far from them only."""
    whole = paragraphs(quoted)
    text, first = quoted.article.text, quoted.statement.content[0].start
    start = whole.start
    if whole.end - start > limit and first - start > _BEFORE:
        start = text.find(" ", first - _BEFORE, first) + 1 or first
    # Far more than can be shown is not even looked at.
    end = min(whole.end, start + 2 * limit)
    spans = [
        Span(found.start() + span.start - start, found.end() + span.start - start)
        for span in quoted.statement.content
        for found in _LINE.finditer(text[span.start : min(span.end, end)])
    ]
    lines = "\n".join(filter(None, map(clean, with_marks(text[start:end], spans).split("\n"))))
    shown = cut(lines, limit, _escape_lines)
    return f"… {shown}" if start > whole.start else shown


def _escape_lines(text: str) -> str:
    return "\n".join(escape_marked(line) for line in text.split("\n"))
