"""Feeds in, entries out: one table of formats, one of oddities, one of refusals."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.feeds import Feed, FeedEntry, parse_feed
from bot.feeds.fast import distrust
from bot.feeds.parse import MOST_ENTRIES
from tests.cost import at_little_cost

URL = "https://courier.example/news/feed"
DATE = datetime(2031, 5, 3, 7, 30, tzinfo=UTC)
ENTRY = FeedEntry(
    id="tag:courier.example,2031:7",
    url="https://courier.example/news/harbour",
    title="Harbour “open” again & busy",
    published_at=DATE,
    updated_at=None,
    summary_html="<p>Ships are back.</p>",
    content_html="<p>Ships are back in Antwick.</p>",
    authors=("Ines Okoro",),
)

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Courier</title>
<link>https://courier.example/</link><description>News</description><item>
<title>Harbour “open” again &amp;amp; busy</title>
<guid isPermaLink="false">tag:courier.example,2031:7</guid><link>/news/harbour</link>
<pubDate>Sat, 03 May 2031 09:30:00 +0200</pubDate><dc:creator>Ines Okoro</dc:creator>
<description>&lt;p&gt;Ships are back.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Ships are back in Antwick.</p>]]></content:encoded>
</item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title>
<link href="https://courier.example/"/><id>urn:courier</id><updated>2031-05-03T07:30:00Z</updated>
<entry><title>Harbour “open” again &amp; busy</title><id>tag:courier.example,2031:7</id>
<link rel="enclosure" href="/a.mp3"/><link rel="replies" href="/news/harbour/comments"/>
<link href="/news/harbour"/><published>2031-05-03T09:30:00+02:00</published>
<author><name>Ines Okoro</name></author>
<summary type="html">&lt;p&gt;Ships are back.&lt;/p&gt;</summary>
<content type="html">&lt;p&gt;Ships are back in Antwick.&lt;/p&gt;</content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="x"><title>The Courier</title><link>https://courier.example/</link></channel>
<item rdf:about="tag:courier.example,2031:7"><title>Harbour “open” again &amp;amp; busy</title>
<link>https://courier.example/news/harbour</link><dc:date>2031-05-03T09:30:00+02:00</dc:date>
<dc:creator>Ines Okoro</dc:creator><description>&lt;p&gt;Ships are back.&lt;/p&gt;</description>
<content:encoded>&lt;p&gt;Ships are back in Antwick.&lt;/p&gt;</content:encoded></item></rdf:RDF>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Courier",
        "home_page_url": "https://courier.example/",
        "items": [
            {
                "id": "tag:courier.example,2031:7",
                "url": "/news/harbour",
                "title": "Harbour “open” again & busy",
                "date_published": "2031-05-03T09:30:00+02:00",
                "authors": [{"name": "Ines Okoro"}],
                "summary": "Ships are back.",
                "content_html": "<p>Ships are back in Antwick.</p>",
            }
        ],
    }
)


# The one date of RSS 1.0, dc:date, counts as the update too.
SAME = {
    "rss": (RSS, ENTRY),
    "atom": (ATOM, ENTRY),
    "rdf": (RDF, replace(ENTRY, updated_at=DATE)),
    "json": (JSON, ENTRY),
}


@pytest.mark.parametrize(("text", "entry"), SAME.values(), ids=SAME)
def test_every_format_gives_the_same_entry(text: str, entry: FeedEntry) -> None:
    feed = parse_feed(text.encode(), URL)
    assert feed == Feed("The Courier", "https://courier.example/", (entry,))


TOLERANT = {
    "a document type": RSS.replace("<rss", '<!DOCTYPE rss SYSTEM "x.dtd"><rss'),
    "HTML's own entities": RSS.replace("“", "&ldquo;").replace("”", "&rdquo;"),
    "a bare ampersand": RSS.replace("&amp;amp;", "&"),
    "an unclosed tag": RSS.replace("</guid>", "</guid><br>"),
}


@pytest.mark.parametrize("text", TOLERANT.values(), ids=TOLERANT)
def test_what_only_the_tolerant_parser_reads_gives_the_same_entry(text: str) -> None:
    assert distrust(text.encode())
    (entry,) = parse_feed(text.encode(), URL).entries
    assert (entry.title, entry.id, entry.published_at) == (ENTRY.title, ENTRY.id, DATE)
    assert entry.url == ENTRY.url


def test_other_encodings_are_read_as_declared_or_by_the_header() -> None:
    latin = RSS.replace("utf-8", "windows-1252").encode("windows-1252")
    undeclared = RSS.partition("\n")[2].encode("windows-1252")

    assert parse_feed(latin, URL).entries[0].title == ENTRY.title
    by_header = parse_feed(undeclared, URL, "application/rss+xml; charset=windows-1252")
    assert by_header.entries[0].title == ENTRY.title


def items(*parts: str, after: str = "</channel></rss>") -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{''.join(parts)}{after}".encode()


def test_entries_without_id_link_or_date_are_kept() -> None:
    body = items(
        "<item><title>Only a title</title></item>",
        "<item><description>Only words</description></item>",
        "<item><guid>only-an-id</guid></item>",
        "<item><link>https://a.example/1</link></item>",
        "<item></item>",
    )

    feed = parse_feed(body, URL)

    assert [entry.title for entry in feed.entries] == ["Only a title", "", "", ""]
    assert feed.entries[1].summary_html == "Only words"
    assert feed.entries[2].id == "only-an-id"
    assert feed.entries[3].url == "https://a.example/1"
    assert all(entry.published_at is None for entry in feed.entries)
    assert feed.skipped == ("1 entries were empty.",)


def test_a_numeric_guid_is_no_date() -> None:
    body = items("<item><title>A</title><guid isPermaLink='false'>20240105</guid></item>")
    assert parse_feed(body, URL).entries[0].published_at is None


def test_an_impossible_date_is_none() -> None:
    dates = ["Mon, 01 Jan 0001 00:00:00 +0000", "sometime", "2 days ago", "9999-12-31T23:59:59Z"]
    entries = (f"<item><guid>{n}</guid><pubDate>{d}</pubDate></item>" for n, d in enumerate(dates))
    assert [e.published_at for e in parse_feed(items(*entries), URL).entries] == [None] * 4


def test_the_update_stands_in_for_a_missing_date() -> None:
    atom = ATOM.replace("published>", "updated>").encode()
    entry = parse_feed(atom, URL).entries[0]
    assert (entry.published_at, entry.updated_at) == (DATE, DATE)


def test_only_web_links_are_links() -> None:
    links = ["javascript:alert(1)", "mailto:x@y.example", "http://[bad", f"https://a/{'x' * 5000}"]
    body = items(*(f"<item><title>A</title><link>{link}</link></item>" for link in links))
    assert [entry.url for entry in parse_feed(body, URL).entries] == [None] * 4


MEDIA = "xmlns:media='http://search.yahoo.com/mrss/'"


def test_video_feeds_keep_their_description() -> None:
    words = "<media:group><media:description>Words of it.</media:description></media:group>"
    body = ATOM[: ATOM.index("<summary")].replace("<feed", f"<feed {MEDIA}") + words
    (entry,) = parse_feed(f"{body}</entry></feed>".encode(), URL).entries
    assert entry.summary_html == "Words of it."


@pytest.mark.parametrize("text", [RSS, ATOM], ids=["rss", "atom"])
def test_a_feed_that_was_cut_off_keeps_its_whole_entries(text: str) -> None:
    end = "</item>" if "<item>" in text else "</entry>"
    begin = text[text.index("<item>" if "<item>" in text else "<entry>") :]
    cut = text[: text.index(end) + len(end)] + begin[:120]

    feed = parse_feed(cut.encode(), URL)

    assert feed.entries == (ENTRY,)
    assert len(feed.skipped) == 1
    assert "middle of an entry" in feed.skipped[0]


def test_junk_after_the_end_is_ignored() -> None:
    feed = parse_feed((RSS + "<script src='/x.js'></script>").encode(), URL)
    assert (feed.entries, feed.skipped) == ((ENTRY,), ())


def test_a_malformed_item_of_a_json_feed_costs_only_itself() -> None:
    document = json.loads(JSON)
    document["items"] = ["nonsense", {"id": 7, "authors": "nobody", "tags": 3}, *document["items"]]

    feed = parse_feed(json.dumps(document).encode(), URL)

    assert [entry.id for entry in feed.entries] == ["7", ENTRY.id]
    assert feed.skipped == ("Item 1 is no object, so it was skipped.",)


def test_plain_text_of_a_json_feed_becomes_paragraphs() -> None:
    text = {"items": [{"id": "1", "content_text": "a < b\n\nc"}]}
    (entry,) = parse_feed(json.dumps(text).encode(), URL).entries
    assert entry.content_html == "<p>a &lt; b</p>\n<p>c</p>"


def test_entities_are_neither_expanded_nor_loaded() -> None:
    bomb = (
        '<!ENTITY a "'
        + "x" * 60
        + '">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    )
    body = RSS.replace(
        "<rss", f'<!DOCTYPE rss [{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]><rss'
    )
    (entry,) = parse_feed(body.replace("“open”", "&j;&f;").encode(), URL).entries
    assert len(entry.title) < 100
    assert "root:" not in entry.title


def test_more_entries_than_anyone_reads_are_cut_with_a_reason() -> None:
    feed = parse_feed(items("<item><guid>g</guid></item>" * (MOST_ENTRIES + 5)), URL)
    assert len(feed.entries) == MOST_ENTRIES
    assert f"{MOST_ENTRIES + 5:,}" in feed.skipped[0]


NO_FEEDS = {
    "nothing": b"",
    "zeros": b"\0" * 100,
    "a page": b"<!doctype html><title>Sign in</title>",
    "a page without a doctype": b"<html><body>Sign in to continue</body></html>",
    "text": b"Not found",
    "other XML": b"<?xml version='1.0'?><catalog><book/></catalog>",
    "broken JSON": b'{"items": [',
    "other JSON": b'{"articles": []}',
    "a JSON list": b"[1, 2]",
    "deep JSON": b"[" * 200_000,
    "too large": b"<rss>" + b" " * 5_000_001,
    "ampersands": b"<rss><item>" + b"&" * 400_000,
    "binary": bytes(range(256)) * 20,
}


def test_text_that_looks_like_an_open_tag_takes_no_time() -> None:
    quotes = "<a " + "it's \"what he said\" isn't it " * 60
    body = items(
        f"<item><description><![CDATA[{quotes}]]></description><guid>1</guid></item>" * 200
    )
    with at_little_cost():
        assert len(parse_feed(body, URL).entries) == 200


CHANNEL = b"<rss version='2.0'><channel><title>T</title>"
HOSTILE = {
    "attributes": CHANNEL + b"<item " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b">",
    "attributes with marks": CHANNEL + b"<item " + b"a='>' " * 100_000 + b"/>",
    "namespaces": b"<rss " + b" ".join(b"xmlns:a%d='u'" % n for n in range(50_000)) + b"></rss>",
    "open tags": CHANNEL + b"<item><description>" + b"<b>" * 500_000,
    "entities alone": b"<!DOCTYPE rss [<!ENTITY a 'x'>]>" + CHANNEL + b"&a;</channel></rss>",
    "open titles": CHANNEL + b"<title " * 600_000,
    "open brackets": CHANNEL + b"<" * 4_000_000,
    "bare ampersands": CHANNEL + b"<item><title>a & b</title></item>" * 100_000,
    "nesting": CHANNEL + b"<item>" * 150_000 + b"</item>" * 150_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_feeds_are_refused_at_once(body: bytes) -> None:
    with at_little_cost(), pytest.raises(Unreadable):
        parse_feed(body, URL)


@pytest.mark.parametrize("body", NO_FEEDS.values(), ids=NO_FEEDS)
def test_what_is_no_feed_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_feed(body, URL)
    assert refused.value.subject == URL
    assert str(refused.value).endswith(".")


SEEDS = [text.encode() for text in (RSS, ATOM, RDF, JSON)]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_feeds_raise_nothing_else(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        body[start:end] = data.draw(st.binary(max_size=12) | st.sampled_from([b"<", b"&", b"]]>"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            feed = parse_feed(bytes(body), URL)
        except Unreadable:
            return
    assert all(e.published_at is None or e.published_at.tzinfo is UTC for e in feed.entries)
