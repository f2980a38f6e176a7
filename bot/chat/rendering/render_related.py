"""How /related looks: articles with why each is related, and the page's own links. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.language import _, translated
from bot.chat.rendering.escape import clean, escape, link, safe_url
from bot.chat.rendering.limits import DESCRIPTION, cut, length
from bot.chat.rendering.render import Message, titled
from bot.chat.rendering.turning import What, place, turns
from bot.chat.rendering.words import NO_TITLE, article_url, outlet, timestamp
from bot.desk.answering.relations import SHOWN, Reason, Related, RelatedPage, Why
from bot.records import Article, Link

_HEADLINE = 150
_NAMES = 150  # for what one reason names
_LONGEST_URL = 400
_MARGIN = 20


def related(page: RelatedPage) -> Message:
    """A block an article: its linked title, outlet and time, and why it stands here."""
    embed = titled(page.article)
    parts = []
    room = DESCRIPTION - _MARGIN
    for one in page.found:
        block = _block(one)
        if length(block) + 2 <= room:
            parts.append(block)
            room -= length(block) + 2
    if not page.offset and (links := _links(page.links, room - 2)):
        parts.append(links)
    embed.description = "\n\n".join(parts) or _("Nothing related to it is on record yet.")
    if where := place(page.offset, len(page.found), page.in_all):
        embed.set_footer(text=_("Related {place}").format(place=where))
    presses = turns(What.RELATED, page.article.id, page.offset, page.in_all, SHOWN)
    return Message((embed,), presses)


def _block(one: Related) -> str:
    article = one.article
    below = " · ".join(filter(None, (outlet(article), timestamp(article.dated, "f"))))
    why = "; ".join(filter(None, map(_reason, one.reasons)))
    return "\n".join((_linked(article), below, f"*{why}*" if why else "")).strip()


def _linked(article: Article) -> str:
    title = cut(clean(article.title), _HEADLINE, escape) or translated(NO_TITLE)
    url = article_url(article)
    return link(title, url) if url and length(url) <= _LONGEST_URL else title


def _reason(reason: Reason) -> str:
    names = cut(", ".join(filter(None, map(clean, reason.what))), _NAMES, escape)
    match reason.why:
        case Why.SAME_STORY:
            return _("the same story")
        case Why.LINKED:
            return _("linked by the article's page")
        case Why.PEOPLE:
            return _("also quotes {names}").format(names=names) if names else ""
        case Why.RUNNING:
            return _("also about {names}").format(names=names) if names else ""
        case Why.TOPIC:
            return _("same topic: {names}").format(names=names) if names else ""
        case Why.WORDS:
            return _("same words: {names}").format(names=names) if names else ""


def _links(links: Sequence[Link], room: int) -> str:
    """What the page points to and the record does not have; those that do not fit are left out."""
    lines = [_("**Its page also links to:**")]
    room -= length(lines[0])
    for one in links:
        url = safe_url(one.url)
        if url is None or length(url) > _LONGEST_URL:
            continue
        line = link(cut(clean(one.title), _HEADLINE, escape) or translated(NO_TITLE), url)
        if length(line) + 1 > room:
            break
        lines.append(line)
        room -= length(line) + 1
    return "\n".join(lines) if len(lines) > 1 else ""
