"""By what an entry is remembered, and under which one spelling an address is known. Pure."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from bot.feeds.model import FeedEntry
from bot.feeds.values import plain
from bot.records import digest

WORD = re.compile(r"\w+")
LONGEST_COMPARED = 600  # characters of an entry that are compared with another's
FEWEST_WORDS = 12

# What comes out of ``canonicalize_url`` as it went in; most addresses are so, and the library
# takes fifty times as long to find out.
PLAIN = re.compile(
    r"https?://[a-z0-9][a-z0-9-]*+(?:\.[a-z0-9][a-z0-9-]*+)+"
    r"(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)?+)++"
)
DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """One spelling for all addresses of a page: no tracking, no fragment, sorted query.

    Real parameters are kept: many sites tell articles apart by them. What is no http(s)
    address comes back stripped and otherwise as it is. Doing it twice changes nothing.
    """
    address = url.strip()
    if PLAIN.fullmatch(address):
        return address
    try:
        parts = urlsplit(address)
        if parts.scheme.lower() not in DEFAULT_PORTS or not parts.hostname:
            return address
        cleaned = parts._replace(netloc=_netloc(parts), query=_without_tracking(parts.query))
        return str(canonicalize_url(urlunsplit(cleaned)))
    except ValueError:
        return address


def entry_key(feed_url: str, entry: FeedEntry) -> str:
    """How an entry of this feed is remembered as seen: ``<kind>:<16 hexadecimal digits>``.

    The kind says what it goes by: the feed's id, the address where it has no id or the id
    is an address, or the words where it has neither. Dates never count: they change.
    """
    if entry.id and not _is_address(entry.id):
        return f"id:{digest(feed_url, entry.id)}"
    address = entry.id or entry.url
    if address:
        return f"url:{digest(feed_url, canonical_url(address))}"
    words = (entry.title, entry.summary_html or entry.content_html)
    return f"words:{digest(feed_url, *words)}"


def bare_id(entry: FeedEntry) -> str | None:
    """The entry's id without its scheme and host, where it is an address: sites that move to
    another host or to https take their ids along. None where nothing is left to tell it by."""
    if not entry.id or not _is_address(entry.id):
        return entry.id
    try:
        parts = urlsplit(canonical_url(entry.id))
    except ValueError:
        return entry.id
    path = parts.path.rstrip("/")
    return f"{path}?{parts.query}" if path or parts.query else None


def words_of(entry: FeedEntry) -> tuple[str, ...]:
    """The words the feed itself gives of the article, () for too few to tell it by."""
    text = plain(entry.content_html or entry.summary_html, LONGEST_COMPARED)
    found = tuple(WORD.findall(text.casefold()))
    return found if len(found) >= FEWEST_WORDS else ()


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _netloc(parts: SplitResult) -> str:
    """User, host and port as given, without the scheme's own port."""
    usual = parts.port == DEFAULT_PORTS[parts.scheme.lower()]
    return parts.netloc.rpartition(":")[0] if usual else parts.netloc


def _without_tracking(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_tracking(pair.partition("=")[0])]
    return "&".join(kept)


def _is_tracking(name: str) -> bool:
    names, beginnings = _tracking()
    lowered = name.lower()
    return lowered in names or lowered.startswith(beginnings)


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    """Whole names, and beginnings of names."""
    text = files("bot.feeds").joinpath("tracking.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    whole = frozenset(line for line in lines if not line.endswith("*"))
    return whole, tuple(line[:-1] for line in lines if line.endswith("*"))
