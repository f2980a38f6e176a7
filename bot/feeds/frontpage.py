"""A front page without any feed, read as one: its article links, learned by structure. Pure.

Links that stand in the same kind of place (the same tags and classes above them) form a
group. Headlines are the groups whose words are many and differ; menus, tags and footers
have one or two words each. Nothing is known of any site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from bot.errors import Unreadable
from bot.feeds.identity import canonical_url
from bot.feeds.model import Feed, FeedEntry
from bot.feeds.values import plain, web_address

LARGEST = 5_000_000  # bytes; the fetcher's own cap
MOST_LINKS = 5_000
LEVELS = 4  # of elements above a link that make its place
FEWEST_HEADLINES = 3
FEWEST_WORDS = 4  # of a headline; menus, sections and tags have fewer
HEADLINE_SHARE = 0.6  # so many links of a group must read like headlines
OUTSIDE = frozenset({"nav", "footer", "aside", "form"})
# Possessive, see bot.pages.markup: a tag with more attributes takes any parser seconds.
CROWDED = re.compile(rb"<[a-zA-Z](?:[^<>=]*+=){2000}+")
FILE = re.compile(r"\.(?:jpe?g|png|gif|pdf|mp[34]|zip|xml|css|js)$", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words and the kind of place it stands in."""

    url: str
    words: str
    place: tuple[str, ...]

    @property
    def is_headline(self) -> bool:
        return len(self.words.split()) >= FEWEST_WORDS


def parse_front_page(body: bytes, url: str) -> Feed:
    """The articles that the page links to, in its order. Raises Unreadable where there are
    too few headlines for a front page."""
    if len(body) > LARGEST or CROWDED.search(body):
        raise Unreadable(url, "The page is too large or too strange to be read.")
    groups: dict[tuple[str, ...], list[Link]] = {}
    title, links = _links(body, url)
    for link in links:
        groups.setdefault(link.place, []).append(link)
    articles = {place for place, group in groups.items() if _are_headlines(group)}
    found: dict[str, FeedEntry] = {}
    for link in links:
        if link.place in articles and link.is_headline:
            address = canonical_url(link.url)
            found.setdefault(address, FeedEntry(id=address, url=link.url, title=link.words))
    if len(found) < FEWEST_HEADLINES:
        raise Unreadable(url, "There is a web page here, not a feed, and no list of articles.")
    return Feed(title, url, tuple(found.values()))


def _are_headlines(group: Sequence[Link]) -> bool:
    headlines = {link.words for link in group if link.is_headline}
    return len(headlines) >= max(2, HEADLINE_SHARE * len({link.url for link in group}))


def _links(body: bytes, url: str) -> tuple[str, list[Link]]:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Unreadable(url, "The page is empty.") from None
    base = web_address(next((e.get("href") for e in tree.iter("base")), None), url) or url
    title = plain(tree.findtext(".//title"))
    return title, list(_usable(tree, base))[:MOST_LINKS]


def _usable(tree: html.HtmlElement, base: str) -> Iterator[Link]:
    """Links to other pages of this site, outside its menus."""
    host = _site(base)
    for element in tree.iter("a"):
        address = web_address(element.get("href"), base)
        if address is None or _site(address) != host:
            continue
        path = urlsplit(address).path
        if path in ("", "/") or FILE.search(path) or "nofollow" in (element.get("rel") or ""):
            continue
        parents = list(element.iterancestors())
        if any(parent.tag in OUTSIDE for parent in parents):
            continue
        words = plain("".join(element.itertext()))
        place = tuple(_kind(each) for each in (element, *parents[:LEVELS]))
        yield Link(address, words, place)


def _kind(element: html.HtmlElement) -> str:
    """The tag with its first class, digits aside: "item-3" and "item-4" are one kind."""
    first = (element.get("class") or "").split()[:1]
    return f"{element.tag}.{re.sub(r'[0-9]+', '', first[0]) if first else ''}"


def _site(url: str) -> str:
    return re.sub(r"^(?:www|m)\.", "", urlsplit(url).hostname or "")
