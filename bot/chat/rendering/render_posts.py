"""How posts and digests look in the channels that asked for them. Pure.

The same promises as in ``render``: within Discord's limits, whatever is given, and nothing
foreign is markup. What a post says of its topic stands in its footer, the same on every edit,
so that it is known again in the channel's history (``shows``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import discord

from bot.chat.language import _, figure, languages, n_, speaking, translated
from bot.chat.rendering.counting import day_of
from bot.chat.rendering.escape import clean, escape, link
from bot.chat.rendering.limits import CONTENT, DESCRIPTION, IN_ALL, THREAD_NAME, TITLE, cut, length
from bot.chat.rendering.render import (
    CARD,
    COLOUR,
    KEY,
    Message,
    Press,
    card,
    facts,
    key_blocks,
    presses,
    titled,
)
from bot.chat.rendering.reportable import report_in
from bot.chat.rendering.state import KeyPointsState
from bot.chat.rendering.words import (
    NO_TITLE,
    OUTLET,
    article_url,
    article_urls,
    outlet,
    said_words,
    timestamp,
    voice_line,
)
from bot.ports import Digest, Post
from bot.records import Article, Change, ChangeKind

T = TypeVar("T")

_FOOTER = 300  # for the topic,
_MATCHED = 200  # and for the words that matched
_PLAIN_URL = 800  # a longer one is left out where there is room for 2,000 characters in all
_MARGIN = 100  # for what stands around the statements: counts and line breaks

_CHANGES = 900  # for all that was corrected,
_CHANGE = 240  # and for one statement of it
_ALSO = 1200  # for the outlets that tell the same story, addresses included

_NAMED = ("person:", "source:", "story:")  # how topics begin that are no topics' names
_MENTION = re.compile(r"<@&\d+>\s?")

_DIGEST_TITLES = (TITLE, 160, 100, 60, 40)  # tried in turn until all articles fit
_LONG_URL = 200  # a longer one gives way to the article's other address
_SHORT_OUTLET = 40

_CORRECTED = (
    ChangeKind.ADDED,
    ChangeKind.REMOVED,
    ChangeKind.REWORDED,
    ChangeKind.SPEAKER_CHANGED,
)


def message(what: Post | Digest) -> Message:
    """As embeds, or as one line."""
    if isinstance(what, Digest):
        return _pinging(_digest(what), what.ping)
    return _brief(what) if what.brief else _pinging(_post(what), what.ping)


def plain(what: Post | Digest) -> Message:
    """The same without an embed, for when Discord does not take that."""
    made = _plain_post(what) if isinstance(what, Post) else _plain_digest(what)
    return _pinging(made, what.ping)


def thread_name(what: Post | Digest) -> str:
    """What a forum's thread for it is called; no markup is read there."""
    if isinstance(what, Digest):
        return cut(f"{_count(what)}: {clean(what.topic)}", THREAD_NAME)
    title = cut(clean(what.article.title), THREAD_NAME)
    name = _("Withdrawn: {title}").format(title=title) if what.retracted else title
    return cut(name, THREAD_NAME) or translated(NO_TITLE)


def thread_names(what: Post | Digest) -> frozenset[str]:
    """What its thread may be called, whatever language was the server's when it was named."""
    return frozenset(_in_every_language(lambda: thread_name(what)))


def shows(what: Post | Digest, content: str, embeds: Sequence[discord.Embed]) -> bool:
    """Whether a message is what was posted of this article or digest for this topic.

    What may have changed since then (the server's language, the words that matched,
    corrections, other outlets) is not asked for.
    """
    return any(_in_every_language(lambda: _shows(what, content, embeds)))


def _in_every_language(made: Callable[[], T]) -> Iterator[T]:
    for language in languages():
        with speaking(language):
            one = made()
        yield one


def _shows(what: Post | Digest, content: str, embeds: Sequence[discord.Embed]) -> bool:
    """As it is posted in the language that holds now."""
    content = _MENTION.sub("", content)
    if isinstance(what, Post) and what.brief and _shows_brief(what, content):
        return True
    foot = (embeds[-1].footer.text or "") if embeds else content.rpartition("\n")[2]
    topic = topic_line(what) if embeds else cut(topic_line(what), _FOOTER, escape)
    if isinstance(what, Digest):
        return foot.startswith(f"{topic} · ") and foot.endswith(f" · {_positions(what)}")
    if foot != topic and not foot.startswith(f"{topic} · {_matched('')}"):
        return False
    if not embeds:
        url = article_url(what.article)
        shown = url is not None and length(url) <= _PLAIN_URL
        return url in content.split("\n") if shown else content.startswith(_plain_title(what))
    url = titled(what.article).url
    return embeds[0].url == url if url else embeds[0].title == titled(what.article).title


def topic_line(what: Post | Digest) -> str:
    """How the footer begins: for which topic it was made; the same on every edit."""
    topic = clean(what.topic)
    if topic.startswith(_NAMED):
        return cut(topic[:1].upper() + topic[1:], _FOOTER)
    return cut(_("Topic: {topic}").format(topic=topic), _FOOTER)


def _pinging(made: Message, ping: int | None) -> Message:
    """With a line that mentions a role."""
    if ping is None:
        return made
    return replace(made, content="\n".join(filter(None, (f"<@&{ping}>", made.content))))


def _brief(what: Post) -> Message:
    """One line: title, outlet, topic with the words that matched, and what became of it since."""
    matched = cut(", ".join(filter(None, map(clean, what.matched))), _MATCHED, escape)
    parts = [
        _brief_title(what),
        outlet(what.article),
        _brief_topic(what) + (f": {matched}" if matched else ""),
        _("withdrawn by its outlet") if what.retracted else "",
        _("corrected since posted") if what.changes and not what.retracted else "",
        n_("also in {count} other outlet", "also in {count} other outlets", len(what.also))
        if what.also
        else "",
    ]
    line = " · ".join(filter(None, parts))
    return Message(content=line if what.ping is None else f"<@&{what.ping}> {line}")


def _brief_title(what: Post) -> str:
    """Linked, without the preview that Discord would show of a bare address."""
    title = cut(clean(what.article.title), TITLE, escape) or translated(NO_TITLE)
    if what.retracted:
        title = f"~~{title}~~"
    url = article_url(what.article)
    return link(title, f"<{url}>") if url and length(url) <= _PLAIN_URL else title


def _brief_topic(what: Post) -> str:
    return f"*{cut(clean(what.topic), OUTLET, escape) or translated(NO_TITLE)}*"


def _shows_brief(what: Post, line: str) -> bool:
    topic = f" · {_brief_topic(what)}"
    url = article_url(what.article)
    shown = url is not None and length(url) <= _PLAIN_URL
    there = f"](<{url}>) · " in line if shown else line.startswith(f"{_brief_title(what)} · ")
    return there and (line.endswith(topic) or f"{topic}: " in line or f"{topic} · " in line)


def _post(what: Post) -> Message:
    if what.retracted:
        embed = titled(what.article, TITLE - 4)
        embed.title = f"~~{embed.title}~~"
        parts = [_withdrawn(what.article), facts(what.article, 0)]
    else:
        embed, _shown = card(what.article, what.key, what.statements, CARD)
        parts = [_day(what), embed.description or "", *_corrected(what.changes)]
    embed.description = "\n\n".join(filter(None, (*parts, also_in(what.also, _ALSO))))
    embed.set_footer(text=_footer(what))
    return Message((embed,), _presses(what))


def _presses(what: Post) -> tuple[Press, ...]:
    """To all key statements, and to the way to report one; none where a post shows none."""
    if what.retracted or not what.key:
        return ()
    article = what.article.id
    key = (_("Key statements"), KeyPointsState(article, False).encode())
    return presses([key, report_in(article)])


def _plain_post(what: Post) -> Message:
    url = article_url(what.article) or ""
    lines = [_plain_title(what)]
    below: list[str] = []
    if what.retracted:
        lines += [_withdrawn(what.article), facts(what.article, 0)]
    else:
        lines += [_day(what), facts(what.article, what.statements)]
        below = [part.partition("\n")[0] for part in _corrected(what.changes)]
    ending = [url if length(url) <= _PLAIN_URL else "", _footer(what, escape)]
    room = CONTENT - sum(length(line) + 1 for line in (*lines, *below, *ending)) - _MARGIN
    blocks = [] if what.retracted else key_blocks(what.key, room, KEY)
    room -= sum(length(block) + 1 for block in blocks)
    also = also_in(what.also, room)
    content = "\n".join(filter(None, (*lines, *blocks, *below, also, *ending)))
    return Message(content=content, presses=_presses(what))


def _plain_title(what: Post) -> str:
    title = cut(clean(what.article.title), TITLE, escape) or translated(NO_TITLE)
    return f"**~~{title}~~**" if what.retracted else f"**{title}**"


def _footer(what: Post, write: Callable[[str], str] = str) -> str:
    words = ", ".join(filter(None, map(clean, what.matched)))
    matched = _matched(cut(words, _MATCHED, write)) if words else ""
    return " · ".join(filter(None, (cut(topic_line(what), _FOOTER, write), matched)))


def _matched(words: str) -> str:
    """Begins with something that is the same for all words."""
    return _("matched: {words}").format(words=words)


def _day(what: Post) -> str:
    return f"**{day_of(what.story.day, what.story.name)}**" if what.story else ""


def _withdrawn(article: Article) -> str:
    by = cut(clean(article.site), OUTLET, escape)
    if not by:
        return _("**Withdrawn:** Its outlet has withdrawn this article.")
    return _("**Withdrawn:** {outlet} has withdrawn this article.").format(outlet=by)


def _corrected(changes: Sequence[Change]) -> list[str]:
    """What was corrected: how much of each kind, and what those said that say otherwise now."""
    if not changes:
        return []
    kinds = Counter(change.kind for change in changes)
    how_much = ", ".join(_how_many(kind, kinds[kind]) for kind in _CORRECTED if kinds[kind])
    lines = [_("**Corrected since posted:** {what}").format(what=how_much)]
    told = [line for line in map(_change, changes) if line]
    room = _CHANGES - length(lines[0]) - _MARGIN
    for number, line in enumerate(told):
        if length(line) + 1 > room:
            lines.append(_("and {count} more").format(count=figure(len(told) - number)))
            break
        lines.append(line)
        room -= length(line) + 1
    return ["\n".join(lines)]


def _how_many(kind: ChangeKind, count: int) -> str:
    match kind:
        case ChangeKind.ADDED:
            return n_("{count} statement added", "{count} statements added", count)
        case ChangeKind.REMOVED:
            return n_("{count} statement removed", "{count} statements removed", count)
        case ChangeKind.REWORDED:
            return n_("{count} statement reworded", "{count} statements reworded", count)
        case ChangeKind.SPEAKER_CHANGED:
            return n_(
                "{count} statement given to another speaker",
                "{count} statements given to another speaker",
                count,
            )


def _change(change: Change) -> str:
    """The words, or the speaker, that stood there before; "" for what came or went whole."""
    if change.before is None or change.after is None or not any(map(clean, change.before.words)):
        return ""
    if change.kind is ChangeKind.SPEAKER_CHANGED:
        was = voice_line(change.before.statement.speaker.name, None)
        words = said_words(change.after, _CHANGE - length(was))
        return _("{words} was given to {speaker}").format(words=words, speaker=was)
    speaker = voice_line(change.after.statement.speaker.name, None)
    words = said_words(change.before, _CHANGE - length(speaker))
    return _("{speaker}: was {words}").format(speaker=speaker, words=words)


def also_in(articles: Sequence[Article], limit: int) -> str:
    """Other outlets, linked; those that do not fit are counted."""
    shown: list[str] = []
    room = limit - _MARGIN
    for article in articles:
        name = outlet(article) or cut(clean(article.title), OUTLET, escape) or translated(NO_TITLE)
        url = _handy_url(article)
        one = link(name, url) if url and length(url) <= limit // 3 else name
        if length(one) + 2 > room:
            break
        shown.append(one)
        room -= length(one) + 2
    left = len(articles) - len(shown)
    if not shown:
        if not left or limit < _MARGIN:
            return ""
        return n_("Also in {count} other outlet.", "Also in {count} other outlets.", left)
    line = _("Also in: {outlets}").format(outlets=", ".join(shown))
    return f"{line} {_('and {count} more').format(count=figure(left))}" if left else line


def _digest(what: Digest) -> Message:
    """All of the articles, in as few embeds as hold them."""
    title, footer = _count(what), f"{topic_line(what)} · {_count(what)} · {_positions(what)}"
    room = IN_ALL - length(title) - length(footer) - _MARGIN
    texts = _packed(_listed(what.articles, room, _entry), DESCRIPTION)
    embeds = [discord.Embed(description=text, colour=COLOUR) for text in texts]
    embeds[0].title = title
    embeds[-1].set_footer(text=footer)
    return Message(tuple(embeds))


def _plain_digest(what: Digest) -> Message:
    title = f"**{_count(what)}**"
    footer = f"{cut(topic_line(what), _FOOTER, escape)} · {_count(what)} · {_positions(what)}"
    room = CONTENT - length(title) - length(footer) - _MARGIN
    return Message(content="\n".join((title, *_listed(what.articles, room, _linked), footer)))


def _count(what: Digest) -> str:
    return n_("{count} article", "{count} articles", len(what.articles))


def _positions(what: Digest) -> str:
    return f"{what.first}–{what.last}"


def _listed(
    articles: Sequence[Article], room: int, write: Callable[[Article, str | None, int], str]
) -> list[str]:
    """Each article written so that all of them fit into ``room``.

    Titles are shortened first, then the longest addresses are left out.
    """
    urls = [_handy_url(article) for article in articles]

    def written(limit: int) -> list[str]:
        return [write(one, url, limit) for one, url in zip(articles, urls, strict=True)]

    for limit in _DIGEST_TITLES:
        if _size(made := written(limit)) <= room:
            return made
    while _size(made := written(_DIGEST_TITLES[-1])) > room and any(urls):
        longest = max(range(len(urls)), key=lambda place: length(urls[place] or ""))
        urls[longest] = None
    return made


def _size(entries: Iterable[str]) -> int:
    return sum(length(entry) + 2 for entry in entries)


def _handy_url(article: Article) -> str | None:
    """Its address, or the shorter of its two where that one is long."""
    urls = article_urls(article)
    if urls and length(urls[0]) > _LONG_URL:
        return min(urls, key=length)
    return urls[0] if urls else None


def _linked(article: Article, url: str | None, limit: int) -> str:
    title = cut(clean(article.title), limit, escape) or translated(NO_TITLE)
    return link(title, url) if url else title


def _entry(article: Article, url: str | None, limit: int) -> str:
    site = cut(clean(article.site), _SHORT_OUTLET, escape)
    below = " · ".join(filter(None, (site, timestamp(article.dated, "f"))))
    return f"{_linked(article, url, limit)}\n{below}"


def _packed(entries: Sequence[str], limit: int) -> list[str]:
    """The entries, a blank line between them, in texts of at most ``limit`` units."""
    texts = [""]
    for entry in entries:
        longer = f"{texts[-1]}\n\n{entry}" if texts[-1] else entry
        if length(longer) <= limit:
            texts[-1] = longer
        else:
            texts.append(entry)
    return texts
