"""How the answer to “who said this?” looks. Pure; the same promises as in ``render``.

What was asked stands above the answer as it was typed, so that a button under it can ask again.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.chat.language import _, figure, n_
from bot.chat.rendering.choosing import context_presses
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import AUTHOR, DESCRIPTION, cut, length
from bot.chat.rendering.render import COLOUR, Message, presses
from bot.chat.rendering.state import SaidState
from bot.chat.rendering.words import article_url, source_line, statement_block
from bot.desk.answering.alike import Alike
from bot.desk.answering.key import CONFIDENT
from bot.desk.answering.said import SaidPage, Saying
from bot.records import Quoted

PAGE = 4  # sayings asked for at a time

_WORDS = 700
_MISSING = 200  # for words that were asked for and are not there
_MARGIN = 100  # for what stands around: counts and line breaks


def said(page: SaidPage) -> Message:
    """Who said it, exactly or nearly, in how many outlets, and where first."""
    exact = page.exact > page.offset
    title = _("These are the words of …") if exact else _("Not in just these words, but nearly:")
    embed = discord.Embed(title=title, colour=COLOUR)
    asked = clean(page.asked)
    embed.set_author(name=cut(asked, AUTHOR))
    blocks, room = [], DESCRIPTION - _MARGIN
    for number, saying in enumerate(page.sayings, 1):
        block = _block(saying, number)
        if length(block) > room:
            break
        blocks.append(block)
        room -= length(block) + 2
    embed.description = "\n\n".join(blocks)
    shown = page.sayings[: len(blocks)]
    first, last = page.offset + 1, page.offset + len(shown)
    span = f"{figure(first)}–{figure(last)}" if len(shown) > 1 else figure(first)
    embed.set_footer(text=_("{span} of {total}").format(span=span, total=figure(page.total)))
    wanted: list[tuple[str, str | None]] = []
    if length(asked) <= AUTHOR:
        if page.offset > 0:
            wanted.append((_("‹ Back"), SaidState(max(page.offset - PAGE, 0)).encode()))
        if last < page.total:
            wanted.append((_("More ›"), SaidState(last).encode()))
    buttons = (*presses(wanted, row=0), *context_presses(_quoted(shown), row=1))
    return Message((embed,), buttons, shown=_quoted(shown))


def _block(saying: Saying, number: int) -> str:
    quoted = saying.quoted
    block = statement_block(
        quoted,
        _WORDS,
        unsure=quoted.statement.confidence < CONFIDENT,
        number=number,
        differing=saying.alike.differing,
    )
    first = source_line(quoted.article, article_url(quoted.article))
    where = n_("In {count} outlet", "In {count} outlets", saying.outlets)
    below = _("{where}; first seen: {source}").format(where=where, source=first)
    return "\n".join(filter(None, (block, _difference(saying.alike), below)))


def _difference(alike: Alike) -> str:
    """What is not as asked; "" where nothing is."""
    missing = cut(clean(", ".join(f"“{word}”" for word in alike.missing)), _MISSING, escape)
    if missing and alike.differing:
        return _("*Nearly: what is bold is other than asked; not in it: {words}*").format(
            words=missing
        )
    if missing:
        return _("*Nearly: not in it: {words}*").format(words=missing)
    return _("*Nearly: what is bold was not asked for*") if alike.differing else ""


def _quoted(shown: Sequence[Saying]) -> tuple[Quoted, ...]:
    return tuple(saying.quoted for saying in shown)
