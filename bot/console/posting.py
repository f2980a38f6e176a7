"""What would be posted, and why something was or was not, as JSON documents and as text."""

from __future__ import annotations

from typing import Any

from bot.console.answers import article_document, source_line, time
from bot.desk.delivery.why import Everywhere, Reason, Verdict
from bot.desk.following.preview import Previewed, PreviewPage

_VERDICTS = {
    Verdict.POSTED: "posted",
    Verdict.DIGESTED: "a line of a digest",
    Verdict.JOINED: "the same story from another outlet; “Also in” of “{detail}”",
    Verdict.SHARED: "not posted again: the channel got it through “{detail}”",
    Verdict.TRYING: "being posted just now, or Discord's answer was lost; it is looked for",
    Verdict.UNDELIVERABLE: "could not be posted: {detail}",
    Verdict.TAKEN_BACK: "posted, and taken back since",
    Verdict.REMOVED: "not posted: removed at its outlet's or a person's request",
    Verdict.NO_TOPIC: "not posted: there is no such topic any more",
    Verdict.NO_MATCH: "not posted: nothing in the article matches it",
    Verdict.EXCLUDED: "not posted: excluded by {against}",
    Verdict.BACKFILL: "not posted: in its feed already when that was first read",
    Verdict.ASKED: "not posted: read because somebody asked about it; no feed has brought it",
    Verdict.BEFORE: "not posted: it came in before the channel subscribed",
    Verdict.CORRECTION: "not posted: it came in before the channel subscribed or its feed was "
    "first read, or it has matched only since it was corrected",
    Verdict.PAUSED: "still waiting: the subscription is paused. {detail}",
    Verdict.RESTING: "still waiting: nothing is sent until then",
    Verdict.WAITING: "still waiting: its turn comes in a moment",
    Verdict.UNKNOWN: "what became of it is damaged on record",
}


def preview_document(page: PreviewPage) -> dict[str, Any]:
    return {
        "to": page.topic,
        "total": page.total,
        "articles": page.articles,
        "since": time(page.since),
        "posts": [
            article_document(one.article) | {"matched": list(one.matched), "also": one.also}
            for one in page.posts
        ],
    }


def preview_text(page: PreviewPage) -> str:
    """How many, then each: its title, where it is, and what matched."""
    posts = "1 post" if page.total == 1 else f"{page.total} posts"
    articles = "1 article" if page.articles == 1 else f"{page.articles} articles"
    head = f"{page.topic}: {posts} among {articles} since {page.since:%Y-%m-%d}"
    return "\n\n".join([head, *map(_previewed, page.posts)])


def why_document(found: Everywhere) -> dict[str, Any]:
    return {
        "article": article_document(found.article),
        "reasons": [_reason_document(channel, one) for channel, one in found.reasons],
    }


def why_text(found: Everywhere) -> str:
    """The article, then each subscription of each channel, and what became of it there."""
    lines = [found.article.title, f"    {source_line(found.article)}"]
    before = None
    for channel, one in found.reasons:
        if channel != before:
            lines += ["", f"channel {channel} of server {one.subscription.guild_id}"]
        before = channel
        lines.append(f"  {one.subscription.topic}: {_verdict(one)}")
        lines += [f"    {detail}" for detail in _details(one)]
    return "\n".join(lines)


def _previewed(one: Previewed) -> str:
    also = "1 other outlet" if one.also == 1 else f"{one.also} other outlets"
    lines = (
        one.article.title,
        f"    {source_line(one.article)}",
        f"    matched: {', '.join(one.matched)}" if one.matched else "",
        f"    also in {also}" if one.also else "",
    )
    return "\n".join(filter(None, lines))


def _reason_document(channel: int, one: Reason) -> dict[str, Any]:
    return {
        "server": one.subscription.guild_id,
        "channel": channel,
        "subscription": one.subscription.id,
        "to": one.subscription.topic,
        "verdict": one.verdict.value,
        "matched": list(one.matched),
        "against": [{"term": term.term, "words": term.words} for term in one.against],
        "at": time(one.at),
        "message": _link(one),
        "detail": one.detail,
    }


def _verdict(one: Reason) -> str:
    against = ", ".join(f"{term.term} (“{term.words}”)" for term in one.against)
    return _VERDICTS[one.verdict].format(detail=one.detail or "", against=against).strip()


def _details(one: Reason) -> list[str]:
    found = (
        f"{one.at:%Y-%m-%d %H:%M} UTC" if one.at else "",
        _link(one) or "",
        f"matched: {', '.join(one.matched)}" if one.matched else "",
    )
    return [detail for detail in found if detail]


def _link(one: Reason) -> str | None:
    if one.message is None:
        return None
    channel, message = one.message
    return f"https://discord.com/channels/{one.subscription.guild_id}/{channel}/{message}"
