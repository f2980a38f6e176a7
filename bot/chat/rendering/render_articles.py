"""How articles look: the newest of them, and the statements of one, key ones or all. Pure.

The same promises as in ``render``.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.chat.language import _, figure, n_, translated
from bot.chat.rendering.choosing import statement_menu
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import DESCRIPTION, EMBEDS, IN_ALL, TITLE, cut, length
from bot.chat.rendering.render import (
    CARD,
    KEY,
    Message,
    Press,
    card,
    facts,
    presses,
    titled,
)
from bot.chat.rendering.render_posts import also_in
from bot.chat.rendering.state import ArticleState, KeyPointsState, LatestState, short
from bot.chat.rendering.words import NO_TITLE, OUTLET, statement_block, voice_line
from bot.desk.answering.answers import ArticlePage, Headline, KeyPoints, Voice
from bot.desk.answering.key import CONFIDENT
from bot.desk.answering.latest import LatestPage
from bot.records import Quoted

STATEMENTS = 6
"""Of an article, asked for at a time."""

_VOICES = 160  # for the names of those who are quoted,
_VOICE = 50  # and for one of them
_ALSO = 300  # for other outlets with the same story
_BUTTON_TITLE = 30  # of an article, on a button among several
_MARGIN = 100  # for what stands around the statements: counts and line breaks
_LAST_ROW = 2  # above the menus; the articles' buttons have the rows before


def latest(page: LatestPage) -> Message:
    """A card an article: the linked title, its key statements, outlet, credit and time, who is
    quoted, who else has the story; a button to each one's key statements."""
    shown = page.headlines[:EMBEDS]
    if not shown:
        topic = cut(clean(page.topic.name), OUTLET, escape)
        none = _("None of these {seen} articles is about {topic}. Look further back?").format(
            seen=page.seen, topic=topic
        )
        return Message(content=none, presses=_turning(page))
    share = min(CARD, IN_ALL // max(len(shown), 1))
    cards = [_card(one, share) for one in shown]
    quoted = tuple(one for _, key in cards for one in key)
    return Message(
        tuple(embed for embed, _ in cards),
        (*_to_articles(shown), *_turning(page)),
        menus=statement_menu(quoted),
        shown=quoted,
    )


def keypoints(points: KeyPoints, *, uncertain: bool = False) -> Message:
    """An article's key statements by speaker, under the article's title, outlet and time."""
    embed = titled(points.article)
    lines = [facts(points.article, points.statements)]
    blocks, shown, left_out = _by_voice(
        points.voices, DESCRIPTION - length(lines[0]) - _MARGIN, mark_all=uncertain
    )
    lines += blocks
    if not points.voices:
        lines.append(_no_key_statements(points, uncertain))
    if left_out:
        lines.append(_("{count} more than fit here.").format(count=left_out))
    embed.description = "\n\n".join(lines).strip()
    wanted = [] if uncertain else [*_more(points, len(shown)), *_less_certain(points, embed)]
    return Message((embed,), presses(wanted), menus=statement_menu(shown), shown=tuple(shown))


def to_report(points: KeyPoints) -> Message:
    """An article's key statements, one of which somebody wants to report."""
    quoted = tuple(one for voice in points.voices for one in voice.quoted)
    if not quoted:
        return Message(content=_no_key_statements(points, uncertain=False))
    title = cut(clean(points.article.title), TITLE, escape) or translated(NO_TITLE)
    return Message(
        content=_("Which statement of **{title}** is wrong?").format(title=title), shown=quoted
    )


def statements(page: ArticlePage) -> Message:
    """A page of all that is said in an article, by speaker; what we are less sure of is marked,
    and so is what was not said."""
    embed = titled(page.article)
    above = facts(page.article, page.total)
    blocks, shown, _left = _by_voice(page.voices, DESCRIPTION - length(above) - _MARGIN)
    if not shown:
        blocks = [_("Nothing more on record here.")]
    embed.description = "\n\n".join(filter(None, (above, *blocks))).strip()
    wanted: list[tuple[str, str | None]] = []
    if page.offset > 0:
        back = max(page.offset - STATEMENTS, 0)
        wanted.append((_("‹ Back"), ArticleState(page.article.id, back).encode()))
    if shown and page.offset + len(shown) < page.total:
        on = page.offset + len(shown)
        wanted.append((_("More ›"), ArticleState(page.article.id, on).encode()))
    if shown:
        last = page.offset + len(shown)
        embed.set_footer(
            text=_("{first}–{last} of {total}").format(
                first=figure(page.offset + 1), last=figure(last), total=figure(page.total)
            )
        )
    return Message((embed,), presses(wanted), menus=statement_menu(shown), shown=tuple(shown))


def _card(one: Headline, share: int) -> tuple[discord.Embed, Sequence[Quoted]]:
    extra = [part for part in (_voices(one), also_in(one.also, min(_ALSO, share // 3))) if part]
    room = share - sum(length(part) + 2 for part in extra)
    embed, shown = card(one.article, one.key, one.statements, room)
    embed.description = "\n\n".join(filter(None, (embed.description, *extra)))
    return embed, shown


def _voices(one: Headline) -> str:
    """The names of those whose statements are in it; those that do not fit are counted."""
    shown: list[str] = []
    room = _VOICES
    names = [name for name in map(clean, one.voices) if name]
    for name in names:
        written = cut(name, _VOICE, escape)
        room -= length(written) + 2
        if room < 0:
            break
        shown.append(written)
    if not shown:
        return ""
    listed = ", ".join(shown)
    if len(shown) < len(names):
        more = len(names) - len(shown)
        return _("Voices: {names} and {count} more").format(names=listed, count=more)
    return _("Voices: {names}").format(names=listed)


def _to_articles(shown: Sequence[Headline]) -> tuple[Press, ...]:
    if len(shown) == 1:
        state = KeyPointsState(shown[0].article.id, False).encode()
        return presses([(_("Key statements"), state)], row=0)
    made: list[Press] = []
    for number, one in enumerate(shown):
        title = cut(clean(one.article.title), _BUTTON_TITLE) or translated(NO_TITLE)
        label = _("Key statements: {title}").format(title=title)
        made += presses([(label, KeyPointsState(one.article.id, False).encode())], number // 5)
    return tuple(made)


def _turning(page: LatestPage) -> tuple[Press, ...]:
    topic = short(page.topic.name)
    source = short(page.source) if page.source else None
    wanted: list[tuple[str, str | None]] = []
    if not page.begins:
        wanted.append((_("« Newest"), LatestState(page.count, topic, source).encode()))
    if page.older:
        older = LatestState(page.count, topic, source, page.older)
        wanted.append((_("Older ›"), older.encode()))
    return presses(wanted, _LAST_ROW)


def _by_voice(
    voices: Sequence[Voice], room: int, *, mark_all: bool = False
) -> tuple[list[str], list[Quoted], int]:
    """Blocks with what fits of each voice's statements, those shown, and how many are not."""
    blocks: list[str] = []
    shown: list[Quoted] = []
    left_out = 0
    for voice in voices:
        heading = voice_line(voice.name, voice.title)
        parts = [heading]
        taken = length(heading) + 2
        for quoted in voice.quoted:
            unsure = mark_all or quoted.statement.confidence < CONFIDENT
            part = statement_block(quoted, KEY, unsure=unsure, name=False)
            if left_out or taken + length(part) + 1 > room:
                left_out += 1
                continue
            parts.append(part)
            shown.append(quoted)
            taken += length(part) + 1
        if len(parts) > 1:
            blocks.append("\n".join(parts))
            room -= taken
    return blocks, shown, left_out


def _more(points: KeyPoints, shown: int) -> list[tuple[str, str | None]]:
    """To all statements, where there are others than those shown."""
    if points.statements <= shown:
        return []
    label = n_("More: all {count} statement", "More: all {count} statements", points.statements)
    return [(label, ArticleState(points.article.id, 0).encode())]


def _less_certain(points: KeyPoints, embed: discord.Embed) -> list[tuple[str, str | None]]:
    if not points.less_certain:
        return []
    label = _("+{count} less certain").format(count=figure(points.less_certain))
    embed.set_footer(text=label)
    return [(label, KeyPointsState(points.article.id, True).encode())]


def _no_key_statements(points: KeyPoints, uncertain: bool) -> str:
    if uncertain:
        return _("Nothing less certain is on record for this article.")
    if points.statements:
        return _("No statement of it is certain enough to be shown unasked.")
    if points.article.language not in ("en", "und"):
        return _("No statements: so far only English texts are read for them.")
    return _("No statement was found in this article.")
