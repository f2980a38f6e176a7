"""What ``pullquote topics`` prints: the topics, or why an article belongs to each or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.records import Article, Topic
from bot.topics.match import Match, Matched

_NONE = "No topic is configured; everything is always one."


def topics_text(topics: Sequence[Topic]) -> str:
    """One topic a line, with its terms."""
    if not topics:
        return _NONE
    return "\n".join(f"{topic.name}: {', '.join(topic.terms)}" for topic in topics)


def why_text(article: Article, found: Mapping[str, Matched]) -> str:
    """The article, then one topic a line, with the words that count for it and against."""
    lines = [f"{article.title} ({article.id})"]
    if not found:
        lines.append(f"  {_NONE}")
    for name, matched in found.items():
        verdict = "yes" if matched.belongs else "no"
        reasons = [_reason(one, "for") for one in matched.by]
        reasons += [_reason(one, "against") for one in matched.against]
        lines.append(f"  {name}: {verdict}; {'; '.join(reasons) or 'none of its terms is in it'}")
    return "\n".join(lines)


def _reason(one: Match, side: str) -> str:
    return f"{side}: {one.term}" if one.words == one.term else f"{side}: {one.term} (“{one.words}”)"
