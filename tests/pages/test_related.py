"""Links of "Related News", "Read more" and "See also" are kept beside the article's text."""

from __future__ import annotations

import pytest

from bot.pages import read_page
from bot.records import Link
from tests.cost import at_little_cost

from .making import PARAGRAPHS, TEXT, URL, page

BRIDGE = Link("https://www.isle-reader.example/bridge", "Mayor of Rook opens a bridge")
RAIN = Link("https://www.isle-reader.example/rain", "Rain again on the coast")
ONE = f"<a href='/bridge'>{BRIDGE.title}</a>"
TWO = f"<ul><li>{ONE}</li><li><a href='/rain#top'>{RAIN.title}</a></li></ul>"
BOXES = {
    "below a heading": f"<h3>Related News</h3>{TWO}",
    "below a label": f"<p><strong>See also:</strong></p>{TWO}",
    "below a heading in its own box": f"<div><div><h4>Read more</h4></div><div>{TWO}</div></div>",
    "by its class": f"<aside class='story-related'>{TWO}</aside>",
    "cards": "<section><h2>More on this story</h2>"
    "<div><a href='/bridge'><img src='/b.jpg'></a>"
    f"<h3>{ONE}</h3><p>It took two years.</p></div>"
    f"<div><a href='/rain'><h3>{RAIN.title}</h3><time>3 May 2031</time></a></div></section>",
    "twice": f"<h3>Related</h3>{TWO}{TWO}",
    "in lines": f"<p>Read more: {ONE}</p><p>[Related: <a href='/rain'>{RAIN.title}</a>]</p>",
    "lines that are links": f"<p><a href='/bridge'>READ MORE: {BRIDGE.title}</a></p>"
    f"<p><b><a href='/rain'>Related | {RAIN.title}</a></b></p>",
    "topics and buttons beside": f"<h3>Related</h3><a href='/t'>Rails</a>{TWO}"
    "<a href='/f'>Share on Facebook</a><a href='mailto:a@b.example'>Write to the Isle Reader</a>"
    f"<a href='{URL}#comments'>The article that this is</a>",
}


@pytest.mark.parametrize("markup", BOXES.values(), ids=BOXES)
def test_related_links_are_kept_and_are_no_text(markup: str) -> None:
    found = read_page(page(markup), URL)
    assert found.related == (BRIDGE, RAIN)
    assert found.text == TEXT


NOT_RELATED = {
    "in a sentence": "<p>The <a href='/m'>old mayor of Antwick</a> left at nine at night.</p>",
    "a sentence of a related class": "<div class='related'><p>The mayor left, as "
    "<a href='/m'>the Isle Reader wrote first</a>, at nine.</p></div>",
    "a sentence that begins with one": "<h3>Related</h3><p><a href='/m'>The old mayor of Rook</a>"
    " left at nine in the evening.</p>",
    "a sentence like a label": "<p>Read more about <a href='/m'>the mayor of Antwick</a>.</p>",
    "a button": "<p><a href='/m'>Read more</a></p>",
    "popular": f"<h3>Most read</h3>{TWO}",
    "latest": f"<h3>Latest</h3>{TWO}",
    "the next section": f"<h3>Related</h3><h3>What it costs</h3>{TWO}",
    "not of the web": "<h3>Related</h3><a href='javascript:go()'>Mayor of Rook opens it</a>",
}


@pytest.mark.parametrize("markup", NOT_RELATED.values(), ids=NOT_RELATED)
def test_other_links_are_not_related(markup: str) -> None:
    assert read_page(page(markup), URL).related == ()


@pytest.mark.parametrize("label", ["Share", "Advertisement", "Listen", "Most read"])
def test_an_article_below_a_label_stays(label: str) -> None:
    """However it is boxed, and whatever links it ends with."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    boxed = f"<h2>{label}</h2><div>{paragraphs}{TWO}</div>"
    assert read_page(page(boxed, paragraphs=()), URL).text == TEXT


def test_no_more_than_ten() -> None:
    links = "".join(f"<li><a href='/{n}'>Tram story number {n}</a></li>" for n in range(30))
    found = read_page(page(f"<h3>Related</h3><ul>{links}</ul>"), URL).related
    assert [link.url.rpartition("/")[2] for link in found] == [str(n) for n in range(10)]


@pytest.mark.parametrize(
    "unit",
    [
        "<div class=related>",
        "<p>Related</p>",
        "<p>Related<a href=/x>",
        "<div class=related><a href=/b></a></div>",
        "<blockquote class=twitter-tweet><p>",
        "<b>Read more: </b>",
    ],
)
def test_boxes_without_end_take_no_time(unit: str) -> None:
    with at_little_cost():
        read_page(page(unit * 5_000), URL)
