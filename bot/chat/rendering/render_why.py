"""How it looks what would be posted, and why something was or was not. Pure; see ``render``."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.chat.language import _, n_, translated
from bot.chat.rendering.escape import clean, escape, link
from bot.chat.rendering.limits import DESCRIPTION, TITLE, cut, length
from bot.chat.rendering.render import COLOUR, Message, Press, titled
from bot.chat.rendering.state import PreviewState
from bot.chat.rendering.words import HEADLINE, NO_TITLE, OUTLET, article_url, outlet, timestamp
from bot.desk.delivery.why import Reason, Verdict, WhyAnswer
from bot.desk.following.preview import Previewed, PreviewPage

PREVIEW_PAGE = 7  # posts shown at a time

_WORDS = 150  # for the words that matched
_REASON = 300  # for a reason that is on record
_LONGEST_URL = 200
_MARGIN = 60


def preview(page: PreviewPage) -> Message:
    """A line each for what would have been posted; buttons lead on and back."""
    topic = cut(clean(page.topic), TITLE - _MARGIN, escape) or translated(NO_TITLE)
    embed = discord.Embed(title=_("The last week of {topic}").format(topic=topic), colour=COLOUR)
    embed.title = cut(embed.title or "", TITLE)
    lines = [_previewed(one) for one in page.posts] or [_("Nothing would have been posted.")]
    embed.description = "\n".join(lines)
    embed.set_footer(text=_looked_through(page))
    wanted = []
    if page.offset > 0:
        wanted.append((_("‹ Newer"), max(page.offset - PREVIEW_PAGE, 0)))
    if page.posts and page.offset + len(page.posts) < page.total:
        wanted.append((_("Older ›"), page.offset + len(page.posts)))
    presses = ((label, PreviewState(page.topic, offset).encode()) for label, offset in wanted)
    return Message((embed,), tuple(Press(label, state) for label, state in presses if state))


def why(answer: WhyAnswer) -> Message:
    """The article, and a paragraph for each subscription of the channel."""
    embed = titled(answer.article)
    parts: list[str] = []
    room = DESCRIPTION - _MARGIN
    for number, reason in enumerate(answer.reasons):
        part = _reason(reason)
        if length(part) + 2 > room:
            left = len(answer.reasons) - number
            parts.append(_("{count} more than fit here.").format(count=left))
            break
        parts.append(part)
        room -= length(part) + 2
    embed.description = "\n\n".join(parts)
    return Message((embed,))


def _previewed(one: Previewed) -> str:
    title = cut(clean(one.article.title), HEADLINE, escape) or translated(NO_TITLE)
    url = article_url(one.article)
    also = n_("also in {count} other outlet", "also in {count} other outlets", one.also)
    parts = (
        link(title, url) if url and length(url) <= _LONGEST_URL else title,
        outlet(one.article),
        timestamp(one.article.dated, "R"),
        cut(", ".join(filter(None, map(clean, one.matched))), OUTLET, escape),
        also if one.also else "",
    )
    return " · ".join(filter(None, parts))


def _looked_through(page: PreviewPage) -> str:
    posts = n_("{count} post", "{count} posts", page.total)
    articles = n_("{count} article", "{count} articles", page.articles)
    found = _("{posts} among {articles} since {day}").format(
        posts=posts, articles=articles, day=f"{page.since:%Y-%m-%d}"
    )
    place = ""
    if page.posts and page.total > len(page.posts):
        span = _("{first}–{last} shown")
        last = page.offset + len(page.posts)
        place = " · " + span.format(first=page.offset + 1, last=last)
    return f"{found}{place}"


def _reason(reason: Reason) -> str:
    subscription = reason.subscription
    topic = cut(clean(subscription.topic), OUTLET, escape) or translated(NO_TITLE)
    lines = [f"**{topic}**: {_verdict(reason)}"]
    if words := _listed(reason.matched):
        lines.append(_("Words that match: {words}").format(words=words))
    return "\n".join(lines)


def _verdict(reason: Reason) -> str:
    detail = cut(clean(translated(reason.detail or "")), _REASON, escape)
    at = timestamp(reason.at, "f") if reason.at else ""
    where = _where(reason)
    match reason.verdict:
        case Verdict.POSTED:
            text = _("posted {at}. {where}")
        case Verdict.DIGESTED:
            text = _("a line of a digest, {at}. {where}")
        case Verdict.JOINED:
            text = _("the same story from another outlet; “Also in” of “{detail}”. {where}")
        case Verdict.SHARED:
            text = _("not posted again: the channel got it through “{detail}”. {where}")
        case Verdict.TRYING:
            text = _("it is being posted just now, or Discord's answer was lost; it is looked for.")
        case Verdict.UNDELIVERABLE:
            text = _("it could not be posted: {detail}")
        case Verdict.TAKEN_BACK:
            text = _("it was posted, and taken back since.")
        case Verdict.REMOVED:
            text = _("not posted: it was removed at its outlet's or a person's request.")
        case Verdict.NO_TOPIC:
            text = _("not posted: there is no such topic any more.")
        case Verdict.NO_MATCH:
            text = _("not posted: nothing in the article matches it.")
        case Verdict.EXCLUDED:
            text = _("not posted: it is excluded by {against}.")
        case Verdict.BACKFILL:
            text = _("not posted: it was in its feed already when that was first read.")
        case Verdict.ASKED:
            text = _(
                "not posted: it was read because somebody asked about it; no feed has brought it."
            )
        case Verdict.BEFORE:
            text = _("not posted: it came in before this channel subscribed.")
        case Verdict.CORRECTION:
            text = _(
                "not posted: it came in before this channel subscribed or its feed was first "
                "read, or it has matched only since it was corrected."
            )
        case Verdict.PAUSED:
            text = _("still waiting: the subscription is paused. {detail}")
        case Verdict.RESTING:
            text = _("still waiting: nothing is sent until {at}.")
        case Verdict.WAITING:
            text = _("still waiting: its turn comes in a moment.")
        case Verdict.UNKNOWN:
            text = _("what became of it here is damaged on record.")
    against = _listed(
        _("{term} (“{words}”)").format(term=one.term, words=one.words) for one in reason.against
    )
    return text.format(at=at, where=where, detail=detail, against=against).strip()


def _where(reason: Reason) -> str:
    if reason.message is None:
        return ""
    channel, message = reason.message
    guild = reason.subscription.guild_id
    return link(_("The post"), f"https://discord.com/channels/{guild}/{channel}/{message}")


def _listed(words: Iterable[str]) -> str:
    return cut(", ".join(filter(None, map(clean, words))), _WORDS, escape)
