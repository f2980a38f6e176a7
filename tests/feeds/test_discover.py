"""A site's feeds, OPML, sitemaps of news, and front pages that have no feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.feeds import Hints, parse_feed
from bot.feeds.discover import feeds_named, sitemaps_named, usual_places
from bot.feeds.frontpage import parse_front_page
from bot.feeds.opml import Outline, read_opml, write_opml

SITE = "https://tarn.example/news/"


def test_a_page_names_its_feeds() -> None:
    body = b"""<!doctype html><head><base href="https://www.tarn.example/">
        <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
        <LINK REL='alternate nofollow' TYPE='application/atom+xml' HREF='atom.xml?a=1&amp;b=2'>
        <link rel=alternate type="application/feed+json; charset=utf-8" href=/feed.json>
        <link rel="alternate" hreflang="fr" href="/fr/"><link rel="stylesheet" href="/a.css">
        <link rel="alternate" type="application/rss+xml" href="ftp://tarn.example/feed">"""
    assert feeds_named(body, SITE) == [
        "https://www.tarn.example/atom.xml?a=1&b=2",
        "https://www.tarn.example/feed.json",
        "https://www.tarn.example/comments/feed",
    ]


def test_feeds_and_sitemaps_are_looked_for_where_they_usually_are() -> None:
    assert "https://tarn.example/feed.xml" in usual_places(SITE)
    robots = b"User-agent: *\nDisallow: /x\nSitemap: /sitemap.xml\nsitemap:/news-map.xml\n"
    assert sitemaps_named(robots, SITE) == ["https://tarn.example/news-map.xml"]


def test_opml_goes_out_and_comes_back() -> None:
    feeds = [Outline("https://a.example/f?x=1&y=2", 'A "quoted" & <odd> name'), Outline(SITE, SITE)]
    assert read_opml(write_opml(feeds).encode(), "a.opml") == feeds


def test_opml_of_others_is_read_though_it_is_no_xml() -> None:
    body = b"""<?xml version="1.0"?><opml version="1.1"><body><outline text="News & more">
        <outline TYPE="rss" text='Tarn' xmlUrl='https://tarn.example/feed' htmlUrl="x"/>
        <outline text="again" xmlurl="https://tarn.example/feed"/>
        <outline text="no feed" url="https://tarn.example/"/><outline xmlUrl="javascript:1"/>"""
    assert read_opml(body, "a.opml") == [Outline("https://tarn.example/feed", "Tarn")]
    with pytest.raises(Unreadable, match=r"b\.txt is not an OPML file"):
        read_opml(b"hello", "b.txt")


NEWS_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://tarn.example/a</loc><news:news><news:publication><news:name>Tarn</news:name>
</news:publication><news:publication_date>2031-05-03T09:30:00+02:00</news:publication_date>
<news:title>Tram &amp; ferry</news:title></news:news></url>
<url><loc>https://tarn.example/b</loc><lastmod>2031-05-02</lastmod></url>
<url><lastmod>2031-05-02</lastmod></url></urlset>"""


def test_a_news_sitemap_is_a_feed() -> None:
    first, second = parse_feed(NEWS_SITEMAP, SITE).entries
    assert (first.url, first.title) == ("https://tarn.example/a", "Tram & ferry")
    assert first.published_at == datetime(2031, 5, 3, 7, 30, tzinfo=UTC)
    assert (second.url, second.title) == ("https://tarn.example/b", "")
    assert second.updated_at == datetime(2031, 5, 2, tzinfo=UTC)


def test_an_index_of_sitemaps_names_the_one_of_news() -> None:
    index = (
        b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap>"
        b"<loc>https://tarn.example/news-1.xml</loc></sitemap></sitemapindex>"
    )
    with pytest.raises(Unreadable, match=r"index of sitemaps.*news-1\.xml"):
        parse_feed(index, SITE)


def front(*, articles: int = 6, item: str = "div") -> bytes:
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("sea", "land", "sport"))
    cards = "".join(
        f"<{item} class='card card-{n}'><h3><a href='/2031/story-{n}?utm_source=front'>"
        f"Council of Tarn decides on matter number {n}</a></h3>"
        f"<a class='tag' href='/topic/{n}'>Politics</a></{item}>"
        for n in range(articles)
    )
    return (
        f"<!doctype html><title>Tarn Courier</title><nav><ul>{menu}</ul>"
        f"<a href='/about'>What we are and how we work here</a></nav><main>{cards}</main>"
        "<p><a href='https://elsewhere.example/x'>An invitation to a site of somebody else</a></p>"
        "<footer><a href='/terms'>Terms and conditions of this our site</a></footer>"
    ).encode()


@pytest.mark.parametrize("item", ["div", "li", "article"])
def test_a_front_page_is_read_for_its_headlines(item: str) -> None:
    feed = parse_front_page(front(item=item), "https://tarn.example/")
    assert feed.title == "Tarn Courier"
    assert [entry.url for entry in feed.entries] == [
        f"https://tarn.example/2031/story-{n}?utm_source=front" for n in range(6)
    ]
    assert feed.entries[2].title == "Council of Tarn decides on matter number 2"
    assert feed.entries[2].id == "https://tarn.example/2031/story-2"


@pytest.mark.parametrize(
    "body",
    [
        front(articles=2),
        b"<html><body>Sign in to continue</body></html>",
        b"",
        b"<p " + b"a=1 " * 9_000,
    ],
)
def test_what_has_no_headlines_is_no_front_page(body: bytes) -> None:
    with pytest.raises(Unreadable):
        parse_front_page(body, "https://tarn.example/")


@given(st.binary(max_size=300), st.integers(0, 900))
def test_anything_else_is_unreadable_and_nothing_worse(noise: bytes, at: int) -> None:
    for read, whole in ((parse_front_page, front()), (parse_feed, NEWS_SITEMAP)):
        try:
            read(whole[:at] + noise + whole[at + len(noise) :], SITE)
        except Unreadable:
            continue
    feeds_named(noise + front()[at:], SITE)


@pytest.mark.parametrize(
    ("head", "hints"),
    [
        ("", Hints()),
        ("<ttl>90</ttl>", Hints(5400)),
        ("<ttl>soon</ttl>", Hints()),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            Hints(1800),
        ),
        ("<sy:updatePeriod> daily </sy:updatePeriod><ttl>60</ttl>", Hints(86_400)),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            Hints(86_400),
        ),
        (
            "<atom:link rel='hub' href='https://hub.example/'/>"
            '<atom:link href="/me" rel="self"/>',
            Hints(None, "https://hub.example/", "https://tarn.example/me"),
        ),
    ],
)
def test_what_a_feed_asks_of_its_readers(head: str, hints: Hints) -> None:
    body = (
        "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
        f" xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>T</title>{head}"
        "<item><title>One</title><guid>1</guid><ttl>7</ttl></item></channel></rss>"
    )
    assert parse_feed(body.encode(), SITE).hints == hints
