"""Lines that count the days of something: "On the 1,083rd day of the war in Tarn". Pure.

Found are figures only ("45th day of", "Day 45 of"), with a name behind them that ends with
one of the nouns in ``running_things.txt`` and may say where: "the dockers' strike in Orrin".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NUMBER = r"(?P<{}>\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}})"
_COUNTED = re.compile(
    rf"(?<![\w,.]){_NUMBER.format('nth')}(?:st|nd|rd|th)\s+day\s+of\s+(?=\S)"
    rf"|(?<!\w)day\s+{_NUMBER.format('day')}\s+of\s+(?=\S)",
    re.IGNORECASE,
)
_LOOK = 160  # characters behind "day of"
_ENDS = re.compile(r"[^\w\s'’-]|\n")
_TOKEN = re.compile(r"\w[\w'’-]*")

_DETERMINERS = frozenset(("the", "a", "an", "this", "that", "its", "their", "his", "her", "our"))
_WHERE = frozenset(
    ("in", "of", "on", "at", "against", "over", "near", "between", "with", "by", "for")
)
_NAME_STOPS = _WHERE | {"and", "as", "that", "which", "who", "when", "while", "after", "before"}
_MOST_WORDS = 6  # up to the noun
_MOST_PLACES = 2  # behind it


@dataclass(frozen=True, slots=True)
class Counted:
    """The ``day``-th day of what is called ``name``, as in "the war in Tarn"."""

    day: int
    name: str


def counted(text: str) -> list[Counted]:
    """What a text counts the days of, in text order."""
    found: dict[Counted, None] = {}
    for place in _COUNTED.finditer(text):
        behind = text[place.end() : place.end() + _LOOK]
        name = _name(_TOKEN.findall(_ENDS.split(behind, maxsplit=1)[0]))
        day = int((place["nth"] or place["day"]).replace(",", ""))
        if name and day:
            found[Counted(day, name)] = None
    return list(found)


def _name(words: list[str]) -> str:
    """The name that these words begin with; "" where they begin with none."""
    last = max(_nouns(words), default=None)
    if last is None:
        return ""
    end = last + 1
    for _ in range(_MOST_PLACES):
        end = _place(words, end)
    first, *rest = words[:end]
    if first.casefold() in _DETERMINERS:
        return " ".join(("the", *rest)) if rest else ""
    return " ".join((first, *rest) if _possessive(first, rest) else ("the", first, *rest))


def _nouns(words: list[str]) -> Iterator[int]:
    for place, word in enumerate(words[:_MOST_WORDS]):
        if place and word.casefold() in _NAME_STOPS:
            return
        if _is_thing(word):
            yield place


def _place(words: list[str], end: int) -> int:
    """Where "in Tarn" or "of the Upper Quay" ends that begins at ``end``; else ``end``."""
    if end >= len(words) or words[end].casefold() not in _WHERE:
        return end
    begin = end + 1
    if begin < len(words) and words[begin].casefold() == "the":
        begin += 1
    behind = begin
    while behind < len(words) and words[behind][0].isupper():
        behind += 1
    return behind if behind > begin else end


def _possessive(first: str, rest: list[str]) -> bool:
    """Whether the name begins with whose it is: "Norbel's blockade"."""
    return first.endswith(("'s", "’s", "s'", "s’")) and first[0].isupper() and bool(rest)


def _is_thing(word: str) -> bool:
    plain = word.casefold()
    return any(
        form in _things() for form in (plain, plain.removesuffix("s"), plain.removesuffix("es"))
    )


@cache
def _things() -> frozenset[str]:
    text = files("bot.topics").joinpath("running_things.txt").read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
