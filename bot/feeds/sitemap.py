"""News sitemaps: what a site tells search engines of its last two days, read as a feed.

See the schemas sitemap/0.9 and sitemap-news/0.9. An index of sitemaps is no feed; it names
those that are.
"""

from __future__ import annotations

import re

from lxml import etree

from bot.errors import Unreadable
from bot.feeds.model import Feed, FeedEntry
from bot.feeds.values import moment, plain, web_address

ROOT = re.compile(
    rb"\A[^<]{0,100}(?:<[?!][^<>]{0,500}>\s*){0,5}<(?:\w+:)?(urlset|sitemapindex)[\s>]"
)


def is_sitemap(body: bytes) -> bool:
    return ROOT.match(body[:4096]) is not None


def parse_sitemap(body: bytes, url: str) -> Feed:
    """The addresses of a sitemap as entries; raises Unreadable for an index and for no XML.

    Addresses without a news title are kept, too: their page has one.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Unreadable(url, "It begins like a sitemap and is not valid XML.")
    if _name(root) == "sitemapindex":
        named = [address for address in _texts(root, "loc") if "news" in address.lower()]
        hint = f" Its sitemap of news may be {named[0]}." if named else ""
        raise Unreadable(url, f"There is an index of sitemaps here, not a sitemap.{hint}")
    entries = [_entry(each, url) for each in root if _name(each) == "url"]
    return Feed("", "", tuple(entry for entry in entries if entry.url))


def _entry(element: etree._Element, url: str) -> FeedEntry:
    address = web_address(_first(element, "loc"), url)
    updated = moment(_first(element, "lastmod"))
    return FeedEntry(
        id=address,
        url=address,
        title=plain(_first(element, "title")),
        published_at=moment(_first(element, "publication_date")) or updated,
        updated_at=updated,
    )


def _first(element: etree._Element, name: str) -> str:
    return next(iter(_texts(element, name)), "")


def _texts(element: etree._Element, name: str) -> list[str]:
    return [(each.text or "").strip() for each in element.iter() if _name(each) == name]


def _name(element: etree._Element) -> str:
    """Its name without a namespace, also where the namespace was never declared."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2]
