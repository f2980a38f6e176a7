"""Read a feed of any format: the fast parser first, the tolerant one when needed.

Over real feeds the pair is several times faster than the tolerant parser alone and loses
nothing that it would have read. Raises nothing but Unreadable.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.errors import Unreadable
from bot.feeds.fast import distrust, parse_fast
from bot.feeds.hints import hints_of
from bot.feeds.jsonfeed import parse_json_feed
from bot.feeds.model import Feed, FeedEntry
from bot.feeds.sitemap import is_sitemap, parse_sitemap
from bot.feeds.tolerant import parse_tolerantly
from bot.feeds.values import says_something

LARGEST = 5_000_000  # bytes; the fetcher's own cap
MOST_ENTRIES = 2_000
# The tolerant parser needs up to 30 microseconds for a tag or reference; real feeds have
# fewer than 30,000 of them.
MOST_MARKS = 200_000
# Parsing is quadratic in a tag's attributes: 20,000 take four seconds. What is counted here
# are quoted values and single characters beside them, of which real tags have a few hundred.
# Atomic and possessive: on any input it looks at each byte once for each "<".
LONG_TAG = re.compile(rb"<[A-Za-z][^\s<>]*+\s(?>[^<>\"']|\"[^\"<]*+\"|'[^'<]*+'|[\"']){8000}+")

CUT_OFF = "The feed ends in the middle of an entry; the entries before it were kept."

ROOT_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.I)
ENTRY_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.I)
ROOT = re.compile(rb"<((?:\w+:)?(?:rss|feed|rdf))[\s>]", re.I)
PAGE = re.compile(rb"\A\s*(?:<!doctype html|<html|<head|<body)", re.I)


def parse_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Every entry of the feed or news sitemap in ``body``, which came from ``url``.

    Raises Unreadable. ``content_type`` is the response's header, for feeds that do not say
    their encoding. An entry is kept without a date, id or link; what is left out is in
    ``Feed.skipped``.
    """
    if len(body) > LARGEST:
        raise Unreadable(url, f"The feed is larger than {LARGEST:,} bytes.")
    if not body.strip(b" \t\r\n\0"):
        raise Unreadable(url, "The feed is empty.")
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return replace(_tidy(parse_json_feed(body, url)), hints=hints_of(body, url))
    if is_sitemap(body):
        return _tidy(parse_sitemap(body, url))
    if PAGE.match(body[:512]):
        raise Unreadable(url, "There is a web page here, not a feed.")
    return replace(_tidy(_parse_xml(body, url, content_type)), hints=hints_of(body, url))


def _parse_xml(body: bytes, url: str, content_type: str) -> Feed:
    if LONG_TAG.search(body):
        raise Unreadable(url, "The feed has a tag too long for any parser.")
    document, cut_off = _document_in(body)
    feed = None if distrust(document) else parse_fast(document, url)
    if feed is None:
        if document.count(b"&") + document.count(b"<") > MOST_MARKS:
            raise Unreadable(url, "The feed is malformed and too large to repair.")
        feed = parse_tolerantly(document, url, content_type)
        if not feed.entries and b"<!ENTITY" in document:
            raise Unreadable(
                url, "The feed is made of entities of its own, which are not expanded."
            )
    return replace(feed, skipped=(*feed.skipped, CUT_OFF)) if cut_off else feed


def _document_in(body: bytes) -> tuple[bytes, bool]:
    """The document without what stands after its end, and whether it had to be closed.

    A feed that was cut off is closed after its last whole entry.
    """
    ends = [entry.end() for entry in ENTRY_END.finditer(body)]
    last = ends[-1] if ends else 0
    root_end = ROOT_END.search(body, last)
    if root_end:
        return body[: root_end.end()], False
    root = ROOT.search(body[:4096])
    if root is None or not ends:
        return body, False
    channel = b"</channel>" if root[1].lower() == b"rss" else b""
    return body[:last] + channel + b"</" + root[1] + b">", True


def _tidy(feed: Feed) -> Feed:
    """Leave out what says nothing and what is too much, and say so."""
    skipped = list(feed.skipped)
    kept: list[FeedEntry] = [entry for entry in feed.entries if says_something(entry)]
    if len(kept) < len(feed.entries):
        skipped.append(f"{len(feed.entries) - len(kept)} entries were empty.")
    if len(kept) > MOST_ENTRIES:
        skipped.append(f"The feed has {len(kept):,} entries; the first {MOST_ENTRIES:,} were kept.")
    return replace(feed, entries=tuple(kept[:MOST_ENTRIES]), skipped=tuple(skipped))
