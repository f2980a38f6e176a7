"""The smallest pieces the engine works on: words, punctuation marks, whole quotations.

A quotation is one unit before sentences are split and phrases are chunked, so that nothing
inside quotation marks can be mistaken for the reporter's own sentence.
"""

from __future__ import annotations

import re

from bot.quotes.marks import Quoted
from bot.quotes.words import read_sections

WORD, MARK, QUOTE = "w", "p", "q"

_HYPHEN = re.compile("[-‐‑–]")
_ABBREVIATIONS = read_sections("abbreviations.txt")
_INNER = _ABBREVIATIONS["inner"]
_CAPITALISED = _ABBREVIATIONS["only capitalised"]
ENDING_ABBREVIATIONS = _ABBREVIATIONS["final"]

# Alternatives, in order: initialisms (U.S.), numbers, words with inner apostrophes, hyphens,
# ampersands or a domain's dot (but "'s" stands alone), the possessive, dots, dashes, one mark.
_TOKEN = re.compile(
    r"([\"'“”‘’«»„])\1{2,}"
    r"|(?:[A-Za-z]\.){2,}"
    r"|[$€£¥]?\d+(?:[,.:]\d+)*(?:st|nd|rd|th|s|%)?"
    r"|[@#]?[^\W_]+(?:(?:['’](?![sS]\b)|[-‐‑–](?=\w)|&(?=\w)|\.(?=[a-z]{2,3}\b))[^\W_]+)*"
    r"|['’][sS]\b|\.\.\.+|--+|[^\s\w]|_"
)


class Unit:
    """A word, a mark or a quotation with its place in the text.

    ``kind`` is WORD, MARK or QUOTE; ``tag`` is the tagger's verdict (see tagger.py);
    ``lower`` is the word in lower case with a straight apostrophe.
    """

    __slots__ = ("end", "kind", "lower", "quote", "start", "tag", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.lower = text.lower().replace("’", "'")
        self.quote: Quoted | None = None
        self.tag = ""
        first = text[0]
        wordlike = first.isalnum() or (len(text) > 1 and first in "$€£¥@#'’")
        self.kind = WORD if wordlike else MARK

    def __repr__(self) -> str:
        return f"{self.text}/{self.tag}"


def quotation_unit(quote: Quoted) -> Unit:
    """The unit that stands for a whole quotation."""
    unit = Unit("“”", quote.start, quote.end)
    unit.kind = QUOTE
    unit.tag = "Q"
    unit.quote = quote
    return unit


def tokenise(text: str, start: int, end: int) -> list[Unit]:
    """Words and marks of ``text[start:end]``; an abbreviation keeps its full stop."""
    units: list[Unit] = []
    previous: Unit | None = None
    for match in _TOKEN.finditer(text, start, end):
        found = match.group()
        if (
            found == "."
            and previous is not None
            and previous.end == match.start()
            and _takes_stop(previous)
        ):
            previous.text += "."
            previous.lower += "."
            previous.end += 1
            previous = None
            continue
        previous = Unit(found, match.start(), match.end())
        units.append(previous)
    return units


def _takes_stop(unit: Unit) -> bool:
    if unit.kind != WORD:
        return False
    lower = unit.lower
    if lower in _INNER:
        return not (lower in _CAPITALISED and unit.text[0].islower())
    if len(lower) == 1:
        return unit.text.isupper() and unit.text != "I"
    # "R-Ark.", "then-Sen.": the last part of a compound
    tail = _HYPHEN.split(lower)[-1]
    return tail != lower and tail in _INNER and tail not in _CAPITALISED


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of every line that holds something; a line is a paragraph."""
    found = []
    position = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            found.append((position, position + len(line)))
        position += len(line) + 1
    return found
