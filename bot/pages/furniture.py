"""Which paragraphs are the page's and not the article's. Pure rules over single lines.

``kind_of`` says what a line is; ``without_furniture`` applies it to an article's blocks.
The words themselves are in ``furniture.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from bot.pages.dates import reader_date
from bot.pages.lists import sections

AROUND_HEADERS = " :|»>"
AROUND_LABELS = " :.…>»|-–—•*!?#"
MOST_WORDS = 40  # no invitation to a newsletter is longer; a paragraph that is, is kept
BYLINE = re.compile(r"(?:by|von|par|por)\s+(?P<names>[^\W\d_][^\d.:;!?“”\"]{2,80})", re.I)
QUOTATION = re.compile('[“”"«»„]')
PARTED = re.compile(r"\s*[|•·]\s*")  # what parts a date from a counter or a section
MOST_PARTS = 4
SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading where ``heading`` is set."""

    text: str
    heading: bool = False


class Kind(StrEnum):
    """What a line of furniture is."""

    DATE = "date"
    BYLINE = "byline"
    LABEL = "label"


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    """One pattern for each section of the data file."""
    return {
        name: re.compile("|".join(f"(?:{rule})" for rule in rules), re.I)
        for name, rules in sections("furniture.txt").items()
    }


def kind_of(line: str) -> Kind | None:
    """What kind of furniture this paragraph is, anywhere on the page; None: it is text."""
    bare = " ".join(line.replace("’", "'").split())
    if len(bare.split()) > MOST_WORDS:
        return None
    rules, label = _rules(), bare.strip(AROUND_LABELS)
    if not label or rules["line"].fullmatch(label) or rules["start"].match(bare):
        return Kind.LABEL
    if not QUOTATION.search(bare) and rules["anywhere"].search(bare):
        return Kind.LABEL
    if reader_date(bare):
        return Kind.DATE
    if len(bare.split()) <= 8 and byline_of(line):
        return Kind.BYLINE
    return None


def is_ending(line: str) -> bool:
    """Whether the article may end above this line: the name of a box of other articles."""
    label = " ".join(line.replace("’", "'").split()).strip(AROUND_LABELS)
    return not ends_sentence(line) and bool(_rules()["ending"].fullmatch(label))


def is_label(line: str) -> bool:
    """Whether this line is a button's or a box's name as a whole."""
    label = " ".join(line.replace("’", "'").split()).strip(AROUND_LABELS)
    return not label or bool(_rules()["line"].fullmatch(label))


def after_related_label(line: str) -> str | None:
    """What follows "Related:" or the like at a line's beginning; "" where nothing does.

    None where the line does not begin so.
    """
    match = _related_label().fullmatch(" ".join(line.replace("’", "'").split()))
    return (match["rest"] or match["dashed"] or "") if match else None


def may_begin_with_label(line: str) -> bool:
    """Whether it is worth asking ``after_related_label``: most runs of text are not."""
    return _label_start().match(line) is not None


@cache
def _label_start() -> re.Pattern[str]:
    return re.compile(rf"[\W_]{{0,4}}(?:{_rules()['related'].pattern})", re.I)


@cache
def _related_label() -> re.Pattern[str]:
    """The name of a box, marks around it aside, alone or parted from what follows."""
    return re.compile(
        rf"{_label_start().pattern}"
        r"(?:[\W_]{0,4}|\s*[:|»>–—…]\s*(?P<rest>\S.*)|\s+-\s(?P<dashed>.*))",
        re.I,
    )


def byline_of(line: str) -> str | None:
    """The names in a line that is a byline and nothing else."""
    match = BYLINE.fullmatch(" ".join(line.split()))
    if not match or not match["names"][0].isupper():
        return None  # "By the numbers" is a heading
    return match["names"].strip(" ,|")


def is_header_furniture(line: str) -> bool:
    """Whether this line above an article is a section's name, a day counter or the like."""
    bare = " ".join(line.split()).strip(AROUND_HEADERS)
    rules = _rules()
    named = rules["header"].fullmatch(bare) or rules["counter"].fullmatch(bare)
    return bool(named) or header_date(line) is not None


def day_counter(line: str) -> str | None:
    """What counts the days of something, as "45th day of the dockers' strike" does, in a line
    above an article that says nothing else, or only what else stands there."""
    parts = PARTED.split(line)
    bare = (" ".join(part.split()).strip(AROUND_HEADERS) for part in parts)
    found = next((part for part in bare if _rules()["counter"].fullmatch(part)), None)
    return found if len(parts) == 1 or (found and header_date(line)) else None


def header_date(line: str) -> datetime | None:
    """The date of a line that says nothing else, or only what else stands above articles."""
    date = reader_date(line)
    parts = PARTED.split(line) if date is None else []
    if not 2 <= len(parts) <= MOST_PARTS:
        return date
    dates = [found for part in parts if (found := reader_date(part))]
    rest = [part for part in parts if not reader_date(part)]
    own = all(kind_of(part) or is_header_furniture(part) for part in rest)
    return dates[0] if dates and own else None


def ends_sentence(line: str) -> bool:
    return bool(SENTENCE_END.search(line.rstrip()))


def without_furniture(blocks: Sequence[Block]) -> list[Block]:
    """The article's own blocks: labels, dates and boxes gone, and all after its end."""
    kept: list[Block] = []
    for number, block in enumerate(blocks):
        if is_ending(block.text) and _only_teasers(blocks[number + 1 :]):
            break
        if kind_of(block.text) is None:
            kept.append(block)
    while kept and kept[-1].heading:
        kept.pop()
    return kept


def _only_teasers(rest: Sequence[Block]) -> bool:
    """Whether only headlines and labels follow: lines that do not end as sentences do."""
    return not any(
        ends_sentence(block.text) and len(block.text.split()) > 12 and not kind_of(block.text)
        for block in rest
    )
