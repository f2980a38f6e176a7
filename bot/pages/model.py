"""What a page holds, once everything that is not the article is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import Unreadable
from bot.records import Link


class DateSource(StrEnum):
    """Where a date was found: said for machines, said for readers, guessed, or nowhere."""

    STRUCTURED = "structured"
    TEXT = "text"
    GUESS = "guess"  # from the address
    NONE = "none"


class Outcome(StrEnum):
    """What came of reading a page; only an ARTICLE is ever stored as one."""

    ARTICLE = "article"
    CONSENT = "consent"
    SIGN_IN = "sign_in"
    JAVASCRIPT = "javascript"
    PAYWALL = "paywall"
    SOFT_404 = "soft_404"
    NOT_ARTICLE = "not_article"
    REFUSED = "refused"  # by us or by the site: too large, hostile markup, private, robots.txt
    FAILED = "failed"  # it did not arrive, or reading it had to be stopped


class NoArticle(Unreadable):
    """There is no article on this page; ``outcome`` says what there is."""

    def __init__(self, subject: str, sentence: str, outcome: Outcome) -> None:
        super().__init__(subject, sentence)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Page:
    """An article as its page carries it; what the page does not say is None or "".

    ``text`` is paragraphs and headings with exactly one blank line between two of them;
    a line break inside a paragraph is a single newline. ``credit`` is the outlet that had
    it first, where another is named. ``published_at`` is UTC; a bare date is its midnight.
    ``canonical_url`` is absolute and on the page's own site, or None. ``language`` is an
    ISO 639-1 code or "und". ``related`` are links of boxes like "Related News", in order.
    ``counter`` is the line by the headline that counts the days of something.
    """

    title: str
    byline: str | None
    credit: str | None
    site: str
    published_at: datetime | None
    canonical_url: str | None
    language: str
    text: str
    image: str | None = None
    published_at_source: DateSource = DateSource.NONE
    related: tuple[Link, ...] = ()
    counter: str | None = None
