"""How answers look: from the desk's values to Discord embeds. Pure.

Every function returns a ``Message`` within Discord's limits, whatever it is given: what is
too long is cut between words, what is too much is left for the next page or counted.
``words`` shows a single statement, ``escape`` makes foreign text harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import discord

from bot.chat.escape import clean, embed_url, escape
from bot.chat.language import _, figure, n_, translated
from bot.chat.limits import BUTTON, CONTENT, DESCRIPTION, EMBEDS, IN_ALL, TITLE, cut, length
from bot.chat.state import KeyPointsState, QuotesState
from bot.chat.words import (
    NO_TITLE,
    NOT_NAMED,
    OUTLET,
    SHORTEST,
    article_url,
    outlet,
    statement_block,
    timestamp,
    voice_line,
)
from bot.desk.answers import Headline, KeyPoints, QuotesPage, told_apart
from bot.records import Article, Quoted, Topic

COLOUR = 0x2F5D8A
PAGE = 4  # statements asked for at a time

CARD = 1200  # a longer card in a list or a channel is tiring on a phone,
_QUOTE = 900  # and so is a longer quotation on a page of several
KEY = 600  # or among an article's key statements
_NAMES = 300  # for a line of other names
_REASON = 400  # why a channel is paused
_MARGIN = 100  # for what stands around the statements: counts and line breaks


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what stands on it and the ``custom_id`` that says what it does; ``danger``: it
    cannot be undone."""

    label: str
    custom_id: str
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file; a PNG may be shown by an embed as ``attachment://name``, and ``alt`` then tells the
    same in words."""

    name: str
    data: bytes
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of a menu's choices: what stands there, and what is sent when it is chosen."""

    label: str
    value: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of up to 25 choices, or without any of the server's channels."""

    custom_id: str
    placeholder: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What to send: embeds, or plain ``content``, with the buttons and menus under them."""

    embeds: tuple[discord.Embed, ...] = ()
    presses: tuple[Press, ...] = ()
    content: str | None = None
    menus: tuple[Menu, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def latest(headlines: Sequence[Headline]) -> Message:
    """A card an article: the linked title, its key statements, outlet, credit and time."""
    shown = headlines[:EMBEDS]
    share = min(CARD, IN_ALL // max(len(shown), 1))
    return Message(tuple(card(one.article, one.key, one.statements, share) for one in shown))


def quotes(page: QuotesPage) -> Message:
    """A page of one speaker's statements, as many of them as fit; buttons lead on and back."""
    everybody = (page.entity, *page.candidates)
    name = cut(clean(told_apart(page.entity, everybody)), TITLE, escape) or translated(NOT_NAMED)
    embed = discord.Embed(title=name, colour=COLOUR)
    above = _about_words(page.about)
    below = _others(told_apart(one, everybody) for one in page.candidates)
    room = DESCRIPTION - length(above) - length(below) - _MARGIN
    blocks: list[str] = []
    for quoted in page.quoted:
        block = statement_block(quoted, _QUOTE, unsure=page.uncertain, source=True)
        if length(block) > room:
            break
        blocks.append(block)
        room -= length(block) + 2
    if not blocks:
        blocks = [_nothing_shown(page)]
        shown = 0
    else:
        shown = len(blocks)
    embed.description = "\n\n".join(filter(None, (above, *blocks, below)))
    embed.set_footer(text=_place(page, shown))
    return Message((embed,), _page_presses(page, shown))


def keypoints(points: KeyPoints, *, uncertain: bool = False) -> Message:
    """An article's key statements by speaker, under the article's title, outlet and time."""
    embed = titled(points.article)
    lines = [facts(points.article, points.statements)]
    room = DESCRIPTION - length(lines[0]) - _MARGIN
    left_out = 0
    for voice in points.voices:
        heading = voice_line(voice.name, voice.title)
        parts = [heading]
        taken = length(heading) + 2
        for quoted in voice.quoted:
            part = statement_block(quoted, KEY, unsure=uncertain, name=False)
            if left_out or taken + length(part) + 1 > room:
                left_out += 1
                continue
            parts.append(part)
            taken += length(part) + 1
        if len(parts) > 1:
            lines.append("\n".join(parts))
            room -= taken
    if not points.voices:
        lines.append(_no_key_statements(points, uncertain))
    if left_out:
        lines.append(more_than_fit(left_out))
    embed.description = "\n\n".join(lines).strip()
    return Message((embed,), () if uncertain else _less_certain_of_article(points, embed))


def paused(reason: str, limit: int = _REASON) -> str:
    """Why a channel gets nothing for now; nothing in it is markup."""
    shown = cut(clean(translated(reason)), limit, escape)
    return _("Paused: {reason}").format(reason=shown or _("the reason is not on record."))


def topics(shared: Sequence[Topic], own: Sequence[Topic]) -> Message:
    """The topics a server can choose from: everybody's, and its own with their terms."""
    every = _("every article")
    lines = [f"**everything** · {every}"]
    lines += [_topic_line(topic) for topic in shared]
    lines += [_("{topic} (this server's own)").format(topic=_topic_line(topic)) for topic in own]
    return Message(content="\n".join(_fitting(lines)))


def topic_defined(topic: Topic) -> Message:
    """That a server has a topic now, or has it with these terms."""
    lines = _("This server's topic {topic}\n/subscribe posts its articles here.")
    return Message(content=lines.format(topic=_topic_line(topic)))


def topic_dropped(topic: Topic) -> Message:
    """That a server has a topic no longer."""
    sentence = _("This server has the topic {topic} no longer. Channels that get it are paused.")
    return Message(content=sentence.format(topic=_bold(topic.name)))


def notice(sentence: str) -> Message:
    """One sentence, an error's for example; nothing in it is markup."""
    return Message(content=cut(clean(sentence), CONTENT, escape) or _("Nothing to say."))


def card(article: Article, key: Sequence[Quoted], statements: int, share: int) -> discord.Embed:
    """An article with what fits of its key statements in ``share`` units, address aside."""
    embed = titled(article, min(TITLE, share // 3))
    below = facts(article, statements)
    room = share - length(embed.title or "") - length(below) - _MARGIN
    embed.description = "\n\n".join((*key_blocks(key, room, KEY), below))
    return embed


def titled(article: Article, limit: int = TITLE) -> discord.Embed:
    """An embed that is still empty below the article's linked title."""
    title = cut(clean(article.title), limit, escape) or translated(NO_TITLE)
    return discord.Embed(title=title, url=embed_url(article_url(article)), colour=COLOUR)


def key_blocks(key: Sequence[Quoted], room: int, most: int) -> list[str]:
    """As many as fit with at least ``SHORTEST`` units each; room not used passes on."""
    blocks: list[str] = []
    for left, quoted in zip(range(len(key), 0, -1), key, strict=True):
        share = max(room // left, SHORTEST) - 2
        if room < SHORTEST + 2:
            break
        block = statement_block(quoted, min(share, most))
        blocks.append(block)
        room -= length(block) + 2
    return blocks


def facts(article: Article, statements: int) -> str:
    """Outlet, time, and how many statements are on record."""
    parts = (
        outlet(article),
        timestamp(article.dated, "f"),
        n_("{count} statement", "{count} statements", statements) if statements else "",
    )
    return " · ".join(filter(None, parts))


def more_than_fit(number: int) -> str:
    """The line that counts what was left out."""
    return n_("{count} more than fit here.", "{count} more than fit here.", number)


def less_certain(number: int) -> str:
    """How many statements there are that we are less sure of; a button, too."""
    return n_("+{count} less certain", "+{count} less certain", number)


def _about_words(about: str | None) -> str:
    shown = cut(clean(about or ""), _NAMES, escape)
    return _("About “{words}”").format(words=shown) if shown else ""


def _others(candidates: Iterable[str]) -> str:
    names = ", ".join(filter(None, map(clean, candidates)))
    shown = cut(names, _NAMES, escape)
    return _("Also by that name: {names}").format(names=shown) if names else ""


def _nothing_shown(page: QuotesPage) -> str:
    if page.uncertain or page.total:
        return _("Nothing more on record here.")
    return _("Nothing of theirs is certain enough to be shown unasked.")


def _place(page: QuotesPage, shown: int) -> str:
    total = page.less_certain if page.uncertain else page.total
    first, last = page.offset + 1, page.offset + shown
    span = figure(first) if shown == 1 else f"{figure(first)}–{figure(last)}"
    if shown:
        place = _("{span} of {total}").format(span=span, total=figure(total))
    else:
        place = _("{total} in all").format(total=figure(total))
    if page.uncertain:
        return _("{place}, less certain").format(place=place)
    return f"{place} · {less_certain(page.less_certain)}" if page.less_certain else place


def _page_presses(page: QuotesPage, shown: int) -> tuple[Press, ...]:
    here = QuotesState(page.entity.id, page.about, page.offset, page.uncertain)
    total = page.less_certain if page.uncertain else page.total
    wanted: list[tuple[str, QuotesState]] = []
    if page.offset > 0:
        wanted.append((_("‹ Newer"), here.at(max(page.offset - PAGE, 0))))
    if shown and page.offset + shown < total:
        wanted.append((_("Older ›"), here.at(page.offset + shown)))
    if page.less_certain and not page.uncertain:
        rest = QuotesState(page.entity.id, page.about, 0, True)
        wanted.append((less_certain(page.less_certain), rest))
    return _presses((label, where.encode()) for label, where in wanted)


def _less_certain_of_article(points: KeyPoints, embed: discord.Embed) -> tuple[Press, ...]:
    if not points.less_certain:
        return ()
    label = less_certain(points.less_certain)
    embed.set_footer(text=label)
    return _presses([(label, KeyPointsState(points.article.id, True).encode())])


def _presses(wanted: Iterable[tuple[str, str | None]]) -> tuple[Press, ...]:
    return tuple(Press(cut(label, BUTTON), state) for label, state in wanted if state)


def _no_key_statements(points: KeyPoints, uncertain: bool) -> str:
    if uncertain:
        return _("Nothing less certain is on record for this article.")
    if points.statements:
        return _("No statement of it is certain enough to be shown unasked.")
    if points.article.language not in ("en", "und"):
        return _("No statements: so far only English texts are read for them.")
    return _("No statement was found in this article.")


def _bold(name: str) -> str:
    return f"**{cut(clean(name), OUTLET, escape) or translated(NO_TITLE)}**"


def _topic_line(topic: Topic) -> str:
    return f"{_bold(topic.name)} · {cut(clean(', '.join(topic.terms)), _NAMES, escape)}"


def _fitting(lines: Sequence[str]) -> list[str]:
    """As many lines as a message holds, and how many more there are."""
    kept: list[str] = []
    room = CONTENT - _MARGIN
    for line in lines:
        room -= length(line) + 1
        if room < 0:
            break
        kept.append(line)
    if len(kept) < len(lines):
        kept.append(more_than_fit(len(lines) - len(kept)))
    return kept
