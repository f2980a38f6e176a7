"""Read an article from plain text: a saved file, or what somebody pasted.

Pasted articles carry the page's furniture as lines: a date, a day counter, the headline and
"Share" above, a source and the names of boxes below. What they say is taken from them; the
paragraphs keep their words, marks and line breaks; white space is made plain as in pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.pages.article import article_text, opening_of, own_blocks
from bot.pages.credit import credit_in, credit_line
from bot.pages.furniture import (
    Block,
    Kind,
    byline_of,
    day_counter,
    ends_sentence,
    header_date,
    is_ending,
    is_header_furniture,
    kind_of,
)
from bot.pages.language import language_of
from bot.pages.model import DateSource, NoArticle, Outcome, Page
from bot.pages.spacing import plain_line
from bot.pages.structured import host_of

LARGEST = 1_000_000  # characters
FEWEST_WORDS = 5
# No headline is longer, and few first paragraphs are shorter.
LONGEST_HEADLINE = 30  # words
HEADER_LINES = 12


@dataclass(frozen=True, slots=True)
class Header:
    """What stood above the article; ``length`` counts its blocks."""

    title: str
    byline: str | None
    published_at: datetime | None
    counter: str | None
    length: int


def read_text(text: str, url: str = "") -> Page:
    """The article in ``text``; ``url`` is where it is said to come from, if anywhere.

    Raises NoArticle where there are no sentences.
    """
    if len(text) > LARGEST:
        raise NoArticle(url, f"The text is longer than {LARGEST:,} characters.", Outcome.REFUSED)
    paragraphs = _paragraphs(text)
    header = _header(paragraphs)
    rest = paragraphs[header.length :]
    blocks = own_blocks([Block(each, _is_heading(each)) for each in rest], [header.title])
    body = article_text(blocks)
    if len(body.split()) < FEWEST_WORDS:
        raise NoArticle(url, "There is too little text here for an article.", Outcome.NOT_ARTICLE)
    credits = (credit_line(paragraph) for paragraph in paragraphs)
    credit = next(filter(None, credits), None) or credit_in(rest)
    return Page(
        title=header.title or opening_of(body),
        byline=header.byline,
        credit=credit,
        site=host_of(url),
        published_at=header.published_at,
        canonical_url=None,
        language=language_of(None, body),
        text=body,
        published_at_source=DateSource.TEXT if header.published_at else DateSource.NONE,
        counter=header.counter,
    )


def _paragraphs(text: str) -> list[str]:
    """Blank lines part paragraphs; in text without any, each line is one."""
    normal = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = re.split(r"\n[^\S\n]*\n\s*", normal)
    if len(parts) == 1 and _lines_are_paragraphs(normal):
        parts = normal.split("\n")
    tidied = ([*filter(None, map(plain_line, part.split("\n")))] for part in parts)
    lines = [part for part in tidied if part]
    return [each for number, part in enumerate(lines) for each in _parted(part, first=not number)]


def _parted(lines: Sequence[str], *, first: bool) -> list[str]:
    """One paragraph, or several where lines of furniture stand in it without blank ones.

    Above the article every line up to the last such one is one of its own; elsewhere only
    what stands behind a whole sentence, for wrapped lines may look like anything.
    """
    header = _header_length(lines) if first else 0
    parted = list(lines[:header])
    paragraph: list[str] = []
    own = False  # whether the paragraph is such a line, and so ends with it
    for line in lines[header:]:
        furniture = _is_furniture(line)
        if paragraph and (own or (furniture and ends_sentence(paragraph[-1]))):
            parted.append("\n".join(paragraph))
            paragraph = []
        own = furniture and not paragraph
        paragraph.append(line)
    return [*parted, "\n".join(paragraph)] if paragraph else parted


def _header_length(lines: Sequence[str]) -> int:
    """How many lines the page's header has at the beginning of the text."""
    places = enumerate(lines[:HEADER_LINES], start=1)
    above = [n for n, line in places if _is_furniture(line) or is_header_furniture(line)]
    return above[-1] if above else 0


def _is_furniture(line: str) -> bool:
    return kind_of(line) is not None or credit_line(line) is not None or is_ending(line)


def _lines_are_paragraphs(text: str) -> bool:
    """Lines that mostly end as sentences do were not wrapped at a margin."""
    lines = [line for line in text.split("\n") if line.strip()]
    return sum(ends_sentence(line) for line in lines) > len(lines) / 2


def _is_heading(paragraph: str) -> bool:
    return len(paragraph.split()) <= 12 and not ends_sentence(paragraph)


def _header(paragraphs: Sequence[str]) -> Header:
    """Date, byline and headline among the first lines, up to the first paragraph."""
    title, byline, published_at, counter, length = "", None, None, None, 0
    for line in paragraphs[:HEADER_LINES]:
        date = header_date(line)
        kind = kind_of(line)
        counter = counter or day_counter(line)
        if date is not None:
            published_at = published_at or date
        elif kind is Kind.BYLINE:
            byline = byline or byline_of(line)
        elif kind is None and not is_header_furniture(line) and credit_line(line) is None:
            if title or not _may_be_headline(line):
                break
            title = " ".join(line.split())
        length += 1
    return Header(title, byline, published_at, counter, length)


def _may_be_headline(line: str) -> bool:
    """One line, not long, that does not stop with a full stop as a paragraph does."""
    words = line.split()
    return (
        "\n" not in line
        and 2 <= len(words) <= LONGEST_HEADLINE
        and not re.search(r"\.[”’\"')\]]*$", line)
    )
