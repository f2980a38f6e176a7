"""How answers look: from the desk's values to Discord embeds. Pure.

Every function returns a ``Message`` within Discord's limits, whatever it is given: what is
too long is cut between words, what is too much is left for the next page or counted.
``words`` shows a single statement, ``escape`` makes foreign text harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.chat.language import _, n_, translated
from bot.chat.rendering.escape import clean, embed_url, escape
from bot.chat.rendering.limits import BUTTON, CONTENT, TITLE, cut, length
from bot.chat.rendering.words import (
    NO_TITLE,
    OUTLET,
    SHORTEST,
    article_url,
    outlet,
    statement_block,
    timestamp,
)
from bot.records import Article, Quoted, Topic

COLOUR = 0x2F5D8A

CARD = 1200  # a longer card in a list or a channel is tiring on a phone,
KEY = 600  # or among an article's key statements
_NAMES = 300  # for a line of other names
_REASON = 400  # why a channel is paused
_MARGIN = 100  # for what stands around the statements: counts and line breaks


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what stands on it and the ``custom_id`` that says what it does; ``danger``: it
    cannot be undone. ``row``, 0 to 4, is where it stands; without one, where there is room."""

    label: str
    custom_id: str
    danger: bool = False
    row: int | None = None


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
    """What to send: embeds, or plain ``content``, with the buttons and menus under them.

    ``shown`` are the statements in it, each of which can be reported, see ``reportable``.
    """

    embeds: tuple[discord.Embed, ...] = ()
    presses: tuple[Press, ...] = ()
    content: str | None = None
    menus: tuple[Menu, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    shown: tuple[Quoted, ...] = ()


def last_post(time: datetime | None) -> str:
    """When something was posted last."""
    if time is None:
        return _("no post yet")
    return _("last post {time}").format(time=timestamp(time, "R"))


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


def card(
    article: Article, key: Sequence[Quoted], statements: int, share: int
) -> tuple[discord.Embed, Sequence[Quoted]]:
    """An article with what fits of its key statements in ``share`` units, address aside; also
    which of them fit."""
    embed = titled(article, min(TITLE, share // 3))
    below = facts(article, statements)
    room = share - length(embed.title or "") - length(below) - _MARGIN
    blocks = key_blocks(key, room, KEY)
    embed.description = "\n\n".join((*blocks, below))
    return embed, key[: len(blocks)]


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


def presses(wanted: Iterable[tuple[str, str | None]], row: int | None = None) -> tuple[Press, ...]:
    """Buttons with these labels, one for each state; none where it does not fit into one."""
    made = {state: Press(cut(label, BUTTON), state, row=row) for label, state in wanted if state}
    return tuple(made.values())


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
