"""Feeds and pages that were cut, doubled and stirred raise nothing but their own error."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.feeds import parse_feed
from bot.feeds.frontpage import parse_front_page
from bot.pages import NoArticle, read_page
from tests.gathering.newsroom import Item, Newsroom, words

SAMPLE = (Path(__file__).parents[1] / "pages" / "samples" / "harbour.html").read_bytes()
ITEMS = [Item(f"Matter {n}", f"https://a.example/{n}", str(n), text=words(n)[0]) for n in range(4)]
RSS = Newsroom("x", items=ITEMS, head="<ttl>60</ttl>").feed().encode()
ATOM = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><title type='html'>A &amp;amp; B</title>"
    b"<entry><id>1</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>T</div></title>"
    b"<updated>2031-05-03T12:00:00Z</updated><link href='/1'/><content>x</content></entry></feed>"
)
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/1"}, 7]}'
WHOLE = (SAMPLE, RSS, ATOM, JSON)

TROUBLES = [
    *(b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!DOCTYPE x", b"\x00", b"{"),
    *(b"\x0b", b"&#1;", b"&#xFFFE;", b"&#xd800;", b"\xef\xbf\xbf"),
]

edits = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 60),
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from(TROUBLES),
        ),
    ),
    min_size=1,
    max_size=6,
)


def stirred(body: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for share, length, put in changes:
        at = int(share * len(body))
        body = body[:at] + put + body[at + length :]
    return body


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WHOLE), edits)
@example(SAMPLE, [(0.3125, 30, b"\x0b")])
def test_what_is_broken_is_unreadable_or_read(
    whole: bytes, changes: list[tuple[float, int, bytes]]
) -> None:
    body = stirred(whole, changes)
    for read in (parse_feed, parse_front_page):
        with suppress(Unreadable):
            feed = read(body, "https://a.example/feed")
            assert all(entry.url is None or "://" in entry.url for entry in feed.entries)
    with suppress(NoArticle):
        page = read_page(body, "https://a.example/a")
        assert page.text.strip() == page.text != ""
