"""Quotation marks of every house style, told from apostrophes."""

from __future__ import annotations

import pytest

from bot.quotes.marks import quotations
from bot.quotes.units import paragraphs

PAIRS = [
    ("He said “one two” and left.", ["“one two”"]),
    ('He said "one two" and left.', ['"one two"']),
    ("He said ``one two'' and left.", ["``one two''"]),
    ("He said ''one two'' and left.", ["''one two''"]),
    ("He said «one two» and left.", ["«one two»"]),
    ("He said »one two« and left.", ["»one two«"]),
    ("He said „one two“ and left.", ["„one two“"]),
    ("He said ‘one two’ and left.", ["‘one two’"]),
    ("He said 'one two' and left.", ["'one two'"]),
    ("The workers’ rights and the dogs’ food.", []),
    ("It’s Lund’s, don’t ask.", []),
    ("‘The workers’ pay is low,’ he said.", ["‘The workers’ pay is low,’"]),
    ("“He told me, ‘Go home,’ and I went.”", ["“He told me, ‘Go home,’ and I went.”"]),
    ("« He told us: “Enough” », she said.", ["« He told us: “Enough” »"]),
    ('The board is 6" wide.', []),
    ("“One.” “Two.”", ["“One.”", "“Two.”"]),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_pairs(text: str, expected: list[str]) -> None:
    found = quotations(text, paragraphs(text))
    assert [text[q.start : q.end] for line in found for q in line] == expected


def test_quotation_over_paragraphs_opens_anew() -> None:
    text = "“We tried all night.\n\n“Then the wall broke,” she said."
    first, second = quotations(text, paragraphs(text))
    assert not first[0].closed
    assert second[0].closed
    assert second[0].continued


def test_titles_are_told_from_speech() -> None:
    text = "She wrote “The Long Way Home” and said “the long way home is late”."
    (found,) = quotations(text, paragraphs(text))
    assert [q.titled for q in found] == [True, False]
