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
from bot.chat.limits import BUTTON, CONTENT, TITLE, cut, length
from bot.chat.words import (
    NO_TITLE,
    OUTLET,
    SHORTEST,
    article_url,
    outlet,
    statement_block,
    timestamp,
)
from bot.records import Article, Quoted, Subscription, Topic

COLOUR = 0x2F5D8A

CARD = 1200  # a longer card in a list or a channel is tiring on a phone,
KEY = 600  # or among an article's key statements
_NAMES = 300  # for a line of other names
_MARGIN = 100  # for what stands around the statements: counts and line breaks


@dataclass(frozen=True, slots=True)
class Press:
    """A button: what stands on it and the ``custom_id`` that says what it does.

    ``row``, 0 to 4, is where it stands; without one, where there is room.
    """

    label: str
    custom_id: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a menu: what stands there, below it, and what it means."""

    label: str
    about: str
    value: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of which one is chosen; ``placeholder`` is what stands there before."""

    placeholder: str
    custom_id: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What to send: embeds with the buttons and menus under them, or plain ``content``."""

    embeds: tuple[discord.Embed, ...] = ()
    presses: tuple[Press, ...] = ()
    content: str | None = None
    menus: tuple[Menu, ...] = ()


def subscriptions(found: Sequence[Subscription]) -> Message:
    """A server's standing orders by channel, with what keeps a paused one from its posts.

    As plain content, because not every client shows a channel's name inside an embed.
    """
    if not found:
        return notice("No channel of this server is subscribed. /subscribe starts one.")
    return Message(content="\n".join(_fitting([_subscription_line(one) for one in found])))


def subscribed(subscription: Subscription) -> Message:
    """That a channel will get a topic from now on."""
    topic = _topic(subscription)
    return Message(content=f"This channel now gets each new article of the topic {topic}.")


def unsubscribed(subscription: Subscription) -> Message:
    """That a channel will get a topic no longer."""
    return Message(content=f"This channel no longer gets the topic {_topic(subscription)}.")


def topics(shared: Sequence[Topic], own: Sequence[Topic]) -> Message:
    """The topics a server can choose from: everybody's, and its own with their terms."""
    lines = ["**everything** · every article"]
    lines += [_topic_line(topic) for topic in shared]
    lines += [f"{_topic_line(topic)} (this server's own)" for topic in own]
    return Message(content="\n".join(_fitting(lines)))


def topic_defined(topic: Topic) -> Message:
    """That a server has a topic now, or has it with these terms."""
    line = _topic_line(topic)
    return Message(content=f"This server's topic {line}\n/subscribe posts its articles here.")


def topic_dropped(topic: Topic) -> Message:
    """That a server has a topic no longer."""
    return Message(
        content=f"This server has the topic {_bold(topic.name)} no longer."
        " Channels that get it are paused."
    )


def notice(sentence: str) -> Message:
    """One sentence, an error's for example; nothing in it is markup."""
    return Message(content=cut(clean(sentence), CONTENT, escape) or "Nothing to say.")


def card(article: Article, key: Sequence[Quoted], statements: int, share: int) -> discord.Embed:
    """An article with what fits of its key statements in ``share`` units, address aside."""
    embed = titled(article, min(TITLE, share // 3))
    below = facts(article, statements)
    room = share - length(embed.title or "") - length(below) - _MARGIN
    embed.description = "\n\n".join((*key_blocks(key, room, KEY), below))
    return embed


def titled(article: Article, limit: int = TITLE) -> discord.Embed:
    """An embed that is still empty below the article's linked title."""
    title = cut(clean(article.title), limit, escape) or NO_TITLE
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
        counted(statements, "statement") if statements else "",
    )
    return " · ".join(filter(None, parts))


def counted(number: int, thing: str) -> str:
    """ "1 statement", "2 statements"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def presses(wanted: Iterable[tuple[str, str | None]], row: int | None = None) -> tuple[Press, ...]:
    """Buttons with these labels, one for each state; none where it does not fit into one."""
    made = {state: Press(cut(label, BUTTON), state, row) for label, state in wanted if state}
    return tuple(made.values())


def _subscription_line(subscription: Subscription) -> str:
    since = timestamp(subscription.created_at, "D")
    line = f"<#{subscription.channel_id}> · {_topic(subscription)} · since {since}"
    if subscription.paused is None:
        return line
    reason = cut(clean(subscription.paused), _NAMES, escape) or "the reason is not on record."
    return f"{line}\nPaused: {reason}"


def _topic(subscription: Subscription) -> str:
    return _bold(subscription.topic)


def _bold(name: str) -> str:
    return f"**{cut(clean(name), OUTLET, escape) or NO_TITLE}**"


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
        kept.append(f"{len(lines) - len(kept)} more than fit here.")
    return kept
