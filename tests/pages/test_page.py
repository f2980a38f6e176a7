"""A page's article: its text, what the page says of itself, and what is no article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.pages import NoArticle, Outcome, Page, read_page, read_text
from bot.pages.model import DateSource
from bot.records import Link
from tests.cost import at_little_cost

from .making import HEADLINE, PARAGRAPHS, TEXT, URL, page, sample


def test_a_page_and_the_pasted_text_give_the_same_article() -> None:
    from_page = read_page(sample("harbour.html"), URL)
    pasted = read_text(sample("harbour.txt").decode())

    assert from_page.text == pasted.text
    assert from_page == Page(
        title="Dockers ‘ready to talk’ as Antwick harbour reopens for ferries",
        byline="Ruud Aker, Li Osei",
        credit="Polder Gazette",
        site="Isle Reader",
        published_at=datetime(2031, 5, 3, tzinfo=UTC),
        canonical_url="https://isle-reader.example/2031/harbour",
        language="en",
        text=pasted.text,
        image="https://www.isle-reader.example/img/harbour.jpg",
        published_at_source=DateSource.TEXT,
        related=(
            Link("https://www.isle-reader.example/want", "What the dockers of Antwick want"),
            Link("https://www.isle-reader.example/c", "The strike in pictures"),
        ),
        counter="412th day of the strike",
    )
    paragraphs = from_page.text.split("\n\n")
    assert len(paragraphs) == 9
    assert paragraphs[0].startswith("The harbour of Antwick reopened")
    assert paragraphs[0].endswith("a truce of ten days, both sides said.")
    assert paragraphs[3] == "TEN DAYS"
    assert paragraphs[-1] == "“And not one hour longer.”"


FURNITURE = {
    "share": "<p>Share this article</p>",
    "buttons": "<p>Facebook | Twitter | WhatsApp</p>",
    "date": "<p>Published: 3 May 2031, 9:30 a.m.</p>",
    "updated": "<p>Last updated at 4:12 p.m.</p>",
    "read more": "<p>Read more: The tram in ten pictures</p>",
    "related": "<p>[Related: Why Rook gave up its tram]</p>",
    "see also": "<p>SEE ALSO: Why Rook gave up its tram</p>",
    "newsletter": "<p>Sign up for our daily newsletter and never miss a story.</p>",
    "inbox": "<p>Get the best of Antwick delivered to your inbox.</p>",
    "app": "<p>CLICK HERE TO GET THE ISLE READER APP</p>",
    "advertisement": "<p>Advertisement</p>",
    "comments": "<p>37 Comments</p>",
    "reading time": "<p>4 min read</p>",
    "byline": "<p>By Ruud Aker</p>",
    "photo": "<p>(Photo: Li Osei / Isle Reader)</p>",
    "caption": "<figure><img src='/a.jpg'><figcaption>A tram in 2029</figcaption></figure>",
    "copyright": "<p>© 2031 Isle Reader. All rights reserved.</p>",
    "teaser": "<p><strong><a href='/x'>MAYOR OF ROOK OPENS A BRIDGE</a></strong></p>",
    "box by its class": "<div class='newsletter-box'><p>Join 4,000 readers. It is free.</p></div>",
    "label of an image": "<div><img src='/a.jpg'><br><span>The tram in 2029</span></div>",
    "reporters": "<p>(Reporting by Ruud Aker; Editing by Li Osei)</p>",
    "author": "<p>Ruud Aker writes about rails. Follow him on Twitter @aker.</p>",
    "follow": "<p>Follow us on Facebook and Instagram.</p>",
    "headline": f"<h2>{HEADLINE}</h2>",
    "source": "<p>Source: Polder Gazette</p>",
    "box": "<h3>Related News</h3><ul><li>Rook opens a bridge</li><li>Rain again</li></ul>",
    "ending": "<h2>You may also like</h2><p>Mayor of Rook opens a bridge</p>",
}


@pytest.mark.parametrize("markup", FURNITURE.values(), ids=FURNITURE)
def test_furniture_is_no_text_wherever_it_stands(markup: str) -> None:
    assert read_page(page(markup), URL).text == TEXT
    if "box" not in markup and "<h" not in markup:
        halves = (PARAGRAPHS[0] + "</p>" + markup + "<p>" + PARAGRAPHS[1], *PARAGRAPHS[2:])
        assert read_page(page(paragraphs=halves), URL).text == TEXT


KEPT = [
    "More than 40 people spoke.",
    "Share prices of the tram company fell.",
    "“Read my lips: no more buses,” she said.",
    "By Tuesday evening it was over.",
    "By the numbers",
    "The latest vote was the third.",
    "“No.”",
    "Haddad:",
    "Photographs of the old tram were passed around the chamber.",
    "Yesterday it rained.",
    "Sources: two people who were there say so.",
]


@pytest.mark.parametrize("sentence", KEPT)
def test_sentences_that_look_like_furniture_stay(sentence: str) -> None:
    paragraphs = (*PARAGRAPHS[:2], sentence, *PARAGRAPHS[2:])
    assert read_page(page(paragraphs=paragraphs), URL).text == "\n\n".join(paragraphs)


def test_headings_lists_and_breaks_are_paragraphs_of_their_own() -> None:
    markup = (
        "<h2>What it costs</h2><ul><li>The rails cost two million crowns, the city says.</li>"
        "<li>The cars are paid for until 2034, the city says.</li></ul>"
        "<p>“First, the rails.”<br><br>“Then, the cars.”<br>She sat down.</p>"
        "<blockquote><p>“Long live the tram.”</p></blockquote>"
    )
    text = read_page(page(markup), URL).text
    assert text.removeprefix(TEXT).split("\n\n")[1:] == [
        "What it costs",
        "The rails cost two million crowns, the city says.",
        "The cars are paid for until 2034, the city says.",
        "“First, the rails.”",
        "“Then, the cars.”",
        "She sat down.",
        "“Long live the tram.”",
    ]


def test_marks_stay_as_they_are_across_inline_markup() -> None:
    marked = (
        "He called it “<em>the</em> <b>one ‘real’ tram</b>” — and “a<a href='/x'>n</a> heirloom.”"
    )
    text = read_page(page(paragraphs=(*PARAGRAPHS, marked)), URL).text
    assert text.endswith("\n\nHe called it “the one ‘real’ tram” — and “an heirloom.”")


META = {
    "og:title": (
        '<meta property="og:title" content="Tram stays | Isle Reader">', "title", "Tram stays"
    ),
    "site in the title": (
        '<meta property="og:site_name" content="The Isle"><meta property="og:title"'
        ' content="Tram - or bus? - The Isle">',
        "title",
        "Tram - or bus?",
    ),
    "a dash that is part of it": (
        '<meta property="og:title" content="Tram stays - for now">',
        "title",
        "Tram stays - for now",
    ),
    "site by host": ("", "site", "isle-reader.example"),
    "site": ('<meta property="og:site_name" content="The Isle">', "site", "The Isle"),
    "author": ('<meta name="author" content="By Ruud  Aker">', "byline", "Ruud Aker"),
    "author's profile": ('<meta name="author" content="https://x.example/r">', "byline", None),
    "time": (
        '<meta property="article:published_time" content="2031-05-03T09:30:00+02:00">',
        "published_at",
        datetime(2031, 5, 3, 7, 30, tzinfo=UTC),
    ),
    "linked data": (
        '<script type="application/ld+json">[{"@type": ["Thing", "ReportageNewsArticle"],'
        ' "headline": "H", "datePublished": "2031-05-03T07:30:00Z"}]</script>',
        "published_at",
        datetime(2031, 5, 3, 7, 30, tzinfo=UTC),
    ),
    "a date of no year we know": (
        '<meta property="article:published_time" content="0001-01-01T00:00:00Z">',
        "published_at",
        None,
    ),
    "a meta tag of one's own": (
        '<meta name="post-date" content="2031/05/03"><meta name="date-modified" content="2032">',
        "published_at",
        datetime(2031, 5, 3, tzinfo=UTC),
    ),
    "times that agree": (
        '<time datetime="2031-05-03T07:30:00Z"></time>'
        '<time datetime="2031-05-03 09:00 GMT"></time>',
        "published_at",
        datetime(2031, 5, 3, 7, 30, tzinfo=UTC),
    ),
    "times that differ": (
        '<time datetime="2031-05-03T07:30:00Z"></time><time datetime="2031-05-01"></time>',
        "published_at",
        None,
    ),
    "title that is the site": (
        '<meta property="og:site_name" content="Isle"><meta property="og:title" content="Isle">',
        "title",
        HEADLINE,
    ),
    "canonical": ('<link rel="canonical" href="/2031/harbour">', "canonical_url", "https://www.isle-reader.example/2031/harbour"),
    "canonical elsewhere": (
        '<link rel="canonical" href="https://polder-gazette.example/x">',
        "canonical_url",
        None,
    ),
    "canonical front page": ('<link rel="canonical" href="/">', "canonical_url", None),
    "image": (
        '<meta property="og:image" content="//img.example/a.jpg">',
        "image",
        "https://img.example/a.jpg",
    ),
    "image that is none": ('<meta property="og:image" content="data:x">', "image", None),
    "broken linked data": ('<script type="application/ld+json">{"a": </script>', "title", HEADLINE),
}  # fmt: skip


@pytest.mark.parametrize(("head", "field", "value"), META.values(), ids=META)
def test_what_the_page_says_of_itself(head: str, field: str, value: object) -> None:
    assert getattr(read_page(page(head=head), URL), field) == value


def test_a_date_in_the_address_is_a_guess() -> None:
    guessed = read_page(page(), "https://isle-reader.example/2031/5/03/harbour")
    assert guessed.published_at == datetime(2031, 5, 3, tzinfo=UTC)
    assert guessed.published_at_source is DateSource.GUESS
    assert read_page(page(), "https://isle-reader.example/2031/13/03/x").published_at is None


LANGUAGES = [(' lang="de-AT"', "de"), (' xml:lang="fr"', "fr"), ("", "en"), (' lang="x"', "en")]


@pytest.mark.parametrize(("lang", "code"), LANGUAGES)
def test_language(lang: str, code: str) -> None:
    assert read_page(page(lang=lang), URL).language == code


CREDITS = {
    "line": ("", "<p>Source: Polder Gazette</p>", "Polder Gazette"),
    "split line": (
        "",
        "<div><b>SOURCE</b>: <a href='/'>Polder Gazette</a></div>",
        "Polder Gazette",
    ),
    "dateline": ("ANTWICK, May 3 (Reuters) - ", "", "Reuters"),
    "signature": ("", "<p>(AFP)</p>", "AFP"),
    "helper": ("", "<p>The Polder Press contributed to this report.</p>", "Polder Press"),
    "a person who helped": ("", "<p>Ruud Aker contributed to this report.</p>", None),
    "a date of publication": ("", "<p>First published on May 3, 2031</p>", None),
    "an aside": ("The (Green) council was late. ", "", None),
}


@pytest.mark.parametrize(("dateline", "markup", "credit"), CREDITS.values(), ids=CREDITS)
def test_credit(dateline: str, markup: str, credit: str | None) -> None:
    paragraphs = (dateline + PARAGRAPHS[0], *PARAGRAPHS[1:])
    assert read_page(page(markup, paragraphs=paragraphs), URL).credit == credit


def test_encodings() -> None:
    curly = page().decode().replace("<meta charset='utf-8'>", "")
    assert read_page(curly.encode("cp1252"), URL).text == TEXT
    assert read_page(curly.encode("utf-16"), URL).text == TEXT
    declared = page().decode().replace("utf-8", "iso-8859-1").encode("cp1252")
    assert read_page(declared, URL).text == TEXT
    assert (
        read_page(page().replace(b"utf-8", b"nonsense"), URL, "text/html; charset=x").text == TEXT
    )


WALLS = {
    "consent": ("<h1>Before you continue</h1><p>We use cookies. Accept all?</p>", "consent"),
    "sign-in": ("<h1>Welcome</h1><p>Please log in to continue.</p>", "sign-in"),
    "scripts": ("<p>Please enable JavaScript to view this page.</p>", "JavaScript"),
    "robots": ("<p>Verify you are human by completing the action below.</p>", "JavaScript"),
    "paywall": ("<p>The council met.</p><p>Subscribe to continue reading.</p>", "subscribers"),
    "a paywalled stub": (
        "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        + "<div>Want the rest?</div><div>Subscribe now to continue reading.</div>",
        "subscribers",
    ),
    "soft 404": ("<h1>Page not found</h1><p>Try the search.</p>", "nothing at this address"),
    "a front page": ("<ul><li><a href='/a'>Tram</a></li></ul>", "too little text"),
    "nothing": ("", "too little text"),
}


@pytest.mark.parametrize(("body", "why"), WALLS.values(), ids=WALLS)
def test_what_is_no_article_is_named(body: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as refused:
        read_page(f"<html><body>{body}</body></html>".encode(), URL)
    assert refused.value.subject == URL


def test_an_article_about_cookies_is_an_article() -> None:
    words = "The council will ask visitors of its site to accept cookies, Haddad said on Friday."
    assert read_page(page(paragraphs=(*PARAGRAPHS, words)), URL).text.endswith(words)


def test_paragraphs_in_containers_of_their_own_are_recovered() -> None:
    """One container has most of the text; extraction alone would keep only that."""
    first = "“The rails come first and the songs come after,” the mayor told the gallery then."
    last = "The vote on the rails was put off until the council had seen the engineers’ bill."
    markup = (
        page().decode().replace("<h1>", f"<div class='expand'><p class='w'>{first}</p></div><h1>")
    )
    markup = markup.replace(
        "</article>", f"<div class='part'><p class='w'>{last}</p></div></article>"
    )
    markup = markup.replace("<p>", "<p class='w'>")
    assert read_page(markup.encode(), URL).text == f"{first}\n\n{TEXT}\n\n{last}"


def test_loose_text_between_headings_is_paragraphs() -> None:
    sections = f"{PARAGRAPHS[0]}<h3>The vote</h3>{PARAGRAPHS[1]}<h3>The rails</h3>{PARAGRAPHS[2]}"
    markup = f"<html><body><h1>{HEADLINE}</h1><section>{sections}</section></body></html>"
    assert set(PARAGRAPHS[:3]) <= set(read_page(markup.encode(), URL).text.split("\n\n"))


IN_PLACE = {
    "a note that opens on a pointer": (
        "Councillor <span class='rollover'><a href='/h'>Noor Haddad</a>"
        "<span class='rollover-block'>"
        "<b>Noor Haddad</b> Council keeps tram</span></span> left at nine in the evening.",
        "Councillor Noor Haddad left at nine in the evening.",
    ),
    "a link of a class for boxes": (
        "The <a class='related' href='/m'>mayor of Antwick</a> left at nine in the evening.",
        "The mayor of Antwick left at nine in the evening.",
    ),
}


@pytest.mark.parametrize(("markup", "sentence"), IN_PLACE.values(), ids=IN_PLACE)
def test_words_in_a_sentence_stay_in_it(markup: str, sentence: str) -> None:
    assert read_page(page(f"<p>{markup}</p>"), URL).text == f"{TEXT}\n\n{sentence}"


HOSTILE = {
    "large": b"<p>" + b"x" * 5_000_001,
    "attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">",
    "attributes with marks": b"<p " + b"".join(b'a%d=">"' % n for n in range(60_000)) + b">",
    "attributes without values": b"<p " + b" ".join(b"a%d" % n for n in range(60_000)) + b">",
    "nesting": b"<div>" * 100_000 + b"x" + b"</div>" * 100_000,
    "inline nesting": b"<b>" * 300_000,
    "open quotes": b"<a b='" + b'<a b="' * 200_000,
    "spaces": b"<a " + b" " * 2_000_000,
    "comments": b"<!--" * 200_000,
    "empty": b"",
    "text": b"not a page",
    "binary": bytes(range(256)) * 1000,
    "linked data": b"<script type='application/ld+json'>" + b"[" * 400_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_refused_at_once(body: bytes) -> None:
    with at_little_cost(), pytest.raises(Unreadable):
        read_page(body, URL)


def test_a_page_with_deep_nesting_around_an_article_does_no_harm() -> None:
    markup = "<div>" * 5_000 + "x" + "</div>" * 5_000
    assert read_page(page(markup), URL).text.startswith(TEXT)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_pages_raise_nothing_else(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from([sample("harbour.html"), page()])))
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 60)))
        body[start:end] = data.draw(st.binary(max_size=12) | st.sampled_from([b"<", b"</p>", b'"']))
    try:
        text = read_page(bytes(body), URL).text
    except Unreadable:
        return
    assert text == text.strip()
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("last", "site", "credit"),
    [
        ("(Tarn Wire)", "Isle Reader", "Tarn Wire"),
        ("(Tarn Wire)", "Tarn Wire", None),
        ("(left)", "Isle Reader", None),
        ("(Ruud Aker)", "Isle Reader", None),
        ("(AP)", "Isle Reader", "AP"),
    ],
)
def test_a_signature_in_brackets(last: str, site: str, credit: str | None) -> None:
    head = f"<meta property='og:site_name' content='{site}'>"
    assert read_page(page(f"<p>{last}</p>", head=head), URL).credit == credit


def test_a_dateline_of_the_site_itself_is_no_credit() -> None:
    dated = (f"ANTWICK, May 3 (Tarn News) - {PARAGRAPHS[0]}", *PARAGRAPHS[1:])
    for site, credit in (("Tarn News Agency", None), ("Isle Reader", "Tarn News")):
        head = f"<meta property='og:site_name' content='{site}'>"
        assert read_page(page(head=head, paragraphs=dated), URL).credit == credit


def test_relative_addresses_follow_the_page_s_base() -> None:
    head = "<base href='https://isle-reader.example/archive/'><link rel=canonical href='tram'>"
    found = read_page(page(head=f"{head}<meta property='og:image' content='tram.jpg'>"), URL)
    assert found.canonical_url == "https://isle-reader.example/archive/tram"
    assert found.image == "https://isle-reader.example/archive/tram.jpg"


def test_a_page_nested_too_deeply_is_refused_and_a_sloppy_one_is_read() -> None:
    with pytest.raises(NoArticle, match="nested too deeply") as refused:
        read_page(b"<html><body>" + b"<div>" * 5_000 + b"hello", URL)
    assert refused.value.outcome is Outcome.REFUSED
    assert read_page(page("<div>" * 5_000), URL).text == TEXT
