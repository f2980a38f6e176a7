"""One spelling for an address, one key for an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from bot.feeds import FeedEntry, canonical_url, entry_key
from bot.feeds.identity import PLAIN

FEED = "https://courier.example/feed"

SAME = [
    ("HTTPS://Courier.Example:443/a/../b#top", "https://courier.example/b"),
    ("http://courier.example:80", "http://courier.example/"),
    ("https://courier.example:8443/a", "https://courier.example:8443/a"),
    ("https://a.example/?utm_source=x&UTM_Medium=y", "https://a.example/"),
    ("https://a.example/s?b=2&fbclid=z&a=1", "https://a.example/s?a=1&b=2"),
    ("https://a.example/?p=12&gclid=1", "https://a.example/?p=12"),
    ("https://a.example/é?q=ü", "https://a.example/%C3%A9?q=%C3%BC"),
    ("  https://a.example/x ", "https://a.example/x"),
]


@pytest.mark.parametrize(("url", "canonical"), SAME)
def test_spellings(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize("url", ["id=7", "p=7", "story=7&page=2", "ref=7", "source=x", "utm=1"])
def test_parameters_that_may_tell_articles_apart_stay(url: str) -> None:
    parts = sorted(url.split("&"))
    assert canonical_url(f"https://a.example/x?{url}").endswith("?" + "&".join(parts))


@pytest.mark.parametrize("url", ["", "urn:x:1", "http://[bad", "mailto:a@b.example", "a/b"])
def test_what_is_no_web_address_stays_as_it_is(url: str) -> None:
    assert canonical_url(url) == url


@given(st.text(max_size=60), st.text(max_size=30))
def test_twice_is_as_good_as_once_and_nothing_is_raised(path: str, query: str) -> None:
    once = canonical_url(f"https://a.example/{path}?{query}")
    assert canonical_url(once) == once


ENTRY = FeedEntry(id="urn:7", url="https://a.example/7", title="A", summary_html="w")


def test_an_entry_goes_by_its_id_whatever_else_changes() -> None:
    changed = replace(
        ENTRY, url="https://b.example/", title="B", published_at=datetime(2031, 1, 1, tzinfo=UTC)
    )
    assert entry_key(FEED, ENTRY) == entry_key(FEED, changed)
    assert entry_key(FEED, ENTRY).startswith("id:")
    assert entry_key(FEED, ENTRY) != entry_key(FEED, replace(ENTRY, id="urn:8"))
    assert entry_key(FEED, ENTRY) != entry_key("https://other.example/feed", ENTRY)


def test_without_an_id_it_goes_by_its_address() -> None:
    bare = replace(ENTRY, id=None)
    tagged = replace(ENTRY, id=None, url="https://a.example/7?utm_source=rss", title="B")
    assert entry_key(FEED, bare) == entry_key(FEED, tagged)
    # An id that is the address says no more than the address.
    assert entry_key(FEED, replace(ENTRY, id=ENTRY.url)) == entry_key(FEED, bare)


def test_without_either_it_goes_by_its_words() -> None:
    words = replace(ENTRY, id=None, url=None)
    keys = {
        entry_key(FEED, words),
        entry_key(FEED, replace(words, title="B")),
        entry_key(FEED, replace(words, summary_html="x")),
    }
    assert len(keys) == 3
    later = replace(words, published_at=datetime(2031, 1, 1, tzinfo=UTC))
    assert entry_key(FEED, later) == entry_key(FEED, words)


@given(st.from_regex(PLAIN, fullmatch=True))
def test_a_plain_address_is_its_own_canonical_form(url: str) -> None:
    """What is waved through is what the library would have given."""
    assert canonicalize_url(url) == url == canonical_url(url)
