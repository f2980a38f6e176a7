"""Which articles belong to a topic. Pure.

A term matches as whole words, letter case and kind of white space aside. What matched
is returned, so that a person can be shown why.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.records import Article, Topic

EVERYTHING = "everything"
"""The topic that is always there and that every article matches."""


def matched_terms(topic: Topic, article: Article) -> tuple[str, ...]:
    """The topic's terms that stand in the title or text, in the topic's order."""
    if topic.name == EVERYTHING:
        return (EVERYTHING,)
    return tuple(
        term
        for term in topic.terms
        if _pattern(term).search(article.title) or _pattern(term).search(article.text)
    )


@lru_cache(maxsize=10_000)
def _pattern(term: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in term.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
