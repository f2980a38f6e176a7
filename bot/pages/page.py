"""Read an article's web page: bytes in, a ``Page`` out.

The order: parse, ask the structured data, read the visible lines, extract the article's
blocks (which uses the tree up), drop furniture; what the structured data did not say is
filled from the visible text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.pages.article import article_text, opening_of, own_blocks
from bot.pages.blocks import blocks_of
from bot.pages.credit import credit_in
from bot.pages.headline import title_of
from bot.pages.language import language_of
from bot.pages.markup import tree_of
from bot.pages.model import DateSource, NoArticle, Page
from bot.pages.posts import tidy_posts
from bot.pages.prepare import clear, wrap_loose_text
from bot.pages.recover import paragraphs_of, with_recovered
from bot.pages.related import clear_boxes, related_of
from bot.pages.structured import Structured
from bot.pages.visible import beside_headline, lines_of, shown_counter, shown_credit, shown_date
from bot.pages.walls import wall_of


def read_page(html: bytes, url: str, content_type: str = "") -> Page:
    """The article on the page ``html`` that was fetched from ``url``.

    ``content_type`` is the response's header, for its charset. Raises NoArticle, with one
    sentence, where there is no article: a consent or sign-in page, a stub, an empty page.
    """
    tree = tree_of(html, url, content_type)
    said = Structured(tree, url)
    title = title_of(said.titles, said.headings, said.site_names)
    lines = lines_of(tree)
    beside = beside_headline(lines, title)
    date = _date_of(said, beside)
    related = related_of(tree, said.base_of_links, (url, said.canonical_url))
    # Everything above must be read before this: extraction takes the tree apart.
    tidy_posts(tree)
    clear_boxes(tree)
    clear(tree)
    wrap_loose_text(tree)
    paragraphs_shown = paragraphs_of(tree)
    extracted = with_recovered(blocks_of(tree), paragraphs_shown)
    blocks = own_blocks(extracted, [title, *said.titles], said.description)
    paragraphs = [block.text for block in blocks]
    wall = wall_of(said.document_title, paragraphs, lines)
    if wall is not None:
        raise NoArticle(url, wall.sentence, wall.outcome)
    text = article_text(blocks)
    credit = shown_credit(lines, title) or credit_in([b.text for b in extracted], said.site)
    return Page(
        title=title or opening_of(text),
        byline=said.byline,
        credit=credit,
        site=said.site,
        published_at=date.published_at,
        canonical_url=said.canonical_url,
        language=language_of(said.language, text),
        text=text,
        image=said.image,
        published_at_source=date.source,
        related=related,
        counter=shown_counter(beside),
    )


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date together with where it was found."""

    published_at: datetime | None
    source: DateSource


def _date_of(said: Structured, beside: Sequence[str]) -> _Dated:
    found = (
        _Dated(said.published_at, DateSource.STRUCTURED),
        _Dated(shown_date(beside), DateSource.TEXT),
        _Dated(said.date_in_url, DateSource.GUESS),
    )
    return next((date for date in found if date.published_at), _Dated(None, DateSource.NONE))
