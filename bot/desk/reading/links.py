"""The links of an article as they are kept: each once, under its address without tracking."""

from __future__ import annotations

from bot.feeds.identity import canonical_url
from bot.pages import Page
from bot.records import Link


def related_links(page: Page, address: str) -> tuple[Link, ...]:
    """The related articles of a page, in order, without the article itself at ``address``."""
    found: dict[str, Link] = {}
    own = canonical_url(page.canonical_url or address)
    for link in page.related:
        address = canonical_url(link.url)
        if address != own:
            found.setdefault(address, Link(address, link.title))
    return tuple(found.values())
