"""Pasted text: what stands around an article is taken from it, the words are kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.pages import read_text

from .making import HEADLINE, PARAGRAPHS, TEXT, URL


def pasted(*before: str, after: tuple[str, ...] = (), between: str = "\n\n") -> str:
    return between.join((*before, *PARAGRAPHS, *after))


TITLES = {
    "alone": (HEADLINE,),
    "after a section's name": ("World", HEADLINE),
    "after a date and a counter": ("May 3, 2031", "Day 12 of the strike", HEADLINE),
    "before a date": (HEADLINE, "Saturday, 3 May 2031"),
    "with buttons": (HEADLINE, "Share", "By Ruud Aker", "4 min read"),
}


@pytest.mark.parametrize("before", TITLES.values(), ids=TITLES)
def test_the_title_is_found_and_what_is_around_it_dropped(before: tuple[str, ...]) -> None:
    page = read_text(pasted(*before))
    assert (page.title, page.text) == (HEADLINE, TEXT)


def test_without_a_headline_the_title_is_the_beginning_verbatim() -> None:
    page = read_text(TEXT, URL)
    assert page.text == TEXT
    assert page.title.endswith("…")
    assert TEXT.startswith(page.title.removesuffix("…"))
    assert page.site == "isle-reader.example"


def test_what_the_lines_around_it_say() -> None:
    after = ("Source: Polder Gazette", "Latest", "Related News", "Rook opens a bridge")
    page = read_text(pasted("May 3, 2031", HEADLINE, "By Ruud Aker", after=after))
    assert page.text == TEXT
    assert page.published_at == datetime(2031, 5, 3, tzinfo=UTC)
    assert (page.byline, page.credit, page.language) == ("Ruud Aker", "Polder Gazette", "en")


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\n \n\n", "\n"])
def test_however_paragraphs_are_parted(between: str) -> None:
    assert read_text(pasted(HEADLINE, between=between)).text == TEXT


def test_lines_wrapped_at_a_margin_stay_in_their_paragraph() -> None:
    wrapped = TEXT.replace(" on ", "\non ")
    assert read_text(f"{HEADLINE}\n\n{wrapped}").text == wrapped


NO_ARTICLES = ["", " \n\n ", "Share", "May 3, 2031\n\nShare\n\nLatest", "x" * 1_000_001]


@pytest.mark.parametrize("text", NO_ARTICLES)
def test_no_article(text: str) -> None:
    with pytest.raises(Unreadable):
        read_text(text)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    try:
        page = read_text("\n\n".join(parts))
    except Unreadable:
        return
    assert page.title
    assert all(paragraph.strip() for paragraph in page.text.split("\n\n"))
