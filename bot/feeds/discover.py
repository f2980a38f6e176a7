"""A site's feeds: what its page names, and where feeds usually are. Pure.

Read with bounded patterns and not with a parser: the page is anybody's, and nothing of it
is needed but a few tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from bot.feeds.values import web_address

HEAD = 500_000  # bytes of a page that are looked at
MOST_LINKS = 20
TAG = re.compile(rb"<(link|base)\s([^<>]{1,4000})>", re.I)
ATTRIBUTE = re.compile(r"([\w-]{1,20})\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
KINDS = {
    "application/rss+xml": "RSS",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
    "application/json": "JSON Feed",
    "application/rdf+xml": "RSS",
}
WELL_KNOWN = (
    *("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json"),
    *("/feeds/posts/default", "/rss/index.xml", "/news-sitemap.xml", "/sitemap-news.xml"),
)
SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.I | re.M)
# Feeds of comments are named like the others, and nobody wants them.
COMMENTS = re.compile(r"comment", re.I)


def feeds_named(body: bytes, url: str) -> list[str]:
    """The feeds that the page at ``url`` names, in its order, those of comments last."""
    base = url
    found: dict[str, str] = {}
    for tag, given in _tags(body):
        if tag == "base":
            base = web_address(given.get("href"), url) or base
        elif _is_feed(given):
            address = web_address(given.get("href"), base)
            if address:
                found.setdefault(address, given.get("title", ""))
    ordered = sorted(found, key=lambda each: bool(COMMENTS.search(each + found[each])))
    return ordered[:MOST_LINKS]


def usual_places(url: str) -> list[str]:
    """Where the site of ``url`` may have a feed that it does not name."""
    return [urljoin(url, path) for path in WELL_KNOWN]


def sitemaps_named(robots: bytes, url: str) -> list[str]:
    """Sitemaps of news that a robots.txt names."""
    named = SITEMAP.findall(robots[:HEAD].decode("utf-8", "replace"))
    addresses = (web_address(each, url) for each in named)
    return [each for each in addresses if each and "news" in each.lower()][:MOST_LINKS]


def _tags(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in TAG.finditer(body[:HEAD]):
        text = tag[2].decode("utf-8", "replace")
        given = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in ATTRIBUTE.findall(text)
        }
        yield tag[1].decode().lower(), given


def _is_feed(given: dict[str, str]) -> bool:
    kind = given.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in given.get("rel", "").lower().split() and kind in KINDS
