"""One article as a text file, as pasted and as a web page is the same article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.desk.reading.article import read_statements
from bot.pages import Page, read_page, read_text
from bot.records import Link

from .making import sample

URL = "https://front-post.example/n/77?from=front"
TITLE = "Veldria weighs ‘measured’ reply as Kelmark sends divers to the strait"
FILE = sample("strait.txt").decode()
HEADER = 4  # the date, the counter, the headline and the button
TEASER = "The firm said on Sunday that its boats would sail whatever the navy decided to do."


def crowded(text: str) -> str:
    """Header and footer lines without blank lines between, as some pages are copied."""
    parts = text.strip().split("\n\n")
    end = parts.index("Source: Strait Observer")
    lines = "\n".join(parts[:HEADER]), "\n\n".join(parts[HEADER:end]), "\n".join(parts[end:])
    return "\n".join(lines)


FORMS: dict[str, Callable[[str], str]] = {
    "file": str,
    "with blank lines around": lambda text: f"\n\n \n{text}\n\n\n",
    "from Windows": lambda text: text.replace("\n", "\r\n"),
    "with a byte order mark": lambda text: f"\ufeff{text}",
    "no-break spaces": lambda text: text.replace(" ", "\xa0").replace("\n\n", "\n\xa0\n"),
    "a line each": lambda text: text.replace("\n\n", "\n"),
    "a line each from Windows": lambda text: text.replace("\n\n", "\r\n"),
    "crowded header and footer": crowded,
    "date beside the counter": lambda text: text.replace("2031\n\n1083rd", "2031 | 1083rd"),
    "a summary in a box": lambda text: f"{text}\n{TEASER}\n",
}


def is_the_article(page: Page) -> None:
    assert (page.title, page.credit) == (TITLE, "Strait Observer")
    assert page.counter == "1083rd day of the Sarn blockade"
    assert (page.published_at, page.byline) == (datetime(2031, 2, 11, tzinfo=UTC), None)
    paragraphs = FILE.split("\n\n")[HEADER:]
    assert page.text.split("\n\n") == paragraphs[: paragraphs.index("Source: Strait Observer")]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_text_however_it_was_pasted(form: Callable[[str], str]) -> None:
    is_the_article(read_text(form(FILE)))


def test_the_page_and_the_text_give_the_same_statements() -> None:
    page, text = read_page(sample("strait.html"), URL), read_text(FILE)
    is_the_article(page)
    assert page.related == (
        Link("https://front-post.example/n/70?utm_source=box", "Ferry firm says it will sail on"),
        Link("https://front-post.example/n/71", "Nets, mines and maps: the strait explained"),
    )
    found = read_statements("strait", page.text, page.language)
    assert found == read_statements("strait", text.text, text.language)
    assert {"Ida Verhane", "Petra Olm", "Bram Okkel", "Rheo Lindqvist"} <= {
        statement.speaker.name for statement in found
    }
    assert len(found) >= 10


def test_wrapped_lines_that_look_like_furniture_stay_in_their_paragraph() -> None:
    wrapped = "“We sail,” the firm\nsaid in a note to\nReuters\nand to\ntoday\nin the harbour."
    heading = "A LINE IN THE WATER?"
    text = read_text(FILE.replace(heading, f"{wrapped}\n\n{heading}")).text
    assert f"\n\n{wrapped}\n\n{heading}" in text
