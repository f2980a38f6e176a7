"""What a page holds, once everything that is not the article is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DateSource(StrEnum):
    """Where a date was found: said for machines, said for readers, guessed, or nowhere."""

    STRUCTURED = "structured"
    TEXT = "text"
    GUESS = "guess"  # from the address
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Page:
    """An article as its page carries it; what the page does not say is None or "".

    ``text`` is paragraphs and headings with exactly one blank line between two of them;
    a line break inside a paragraph is a single newline. ``credit`` is the outlet that had
    it first, where another is named. ``published_at`` is UTC; a bare date is its midnight.
    ``canonical_url`` is absolute and on the page's own site, or None. ``language`` is an
    ISO 639-1 code or "und".
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
