"""Sentences as rows of units, with every quotation folded into one unit.

``read(text)`` is the entry: paragraphs, quotations, tokens, sentences. A sentence is never
longer than ``LONGEST`` units, so that whatever looks at all pairs within a sentence stays
linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quotes.lexicon import SPEECH
from bot.quotes.marks import quotations
from bot.quotes.units import (
    ENDING_ABBREVIATIONS,
    MARK,
    QUOTE,
    WORD,
    Unit,
    paragraphs,
    quotation_unit,
    tokenise,
)
from bot.quotes.verbs import PAST, S_FORM, SAYING_FORMS, verb_form
from bot.quotes.words import SENTENCE_OPENERS

LONGEST = 120
_NAME_UNITS = 8  # a name between a quotation and its verb is no longer
_SPEAKER_UNITS = 24  # with what explains it
_ENDS = frozenset(".?!")
_CLOSERS = frozenset(")]’'")


@dataclass(slots=True)
class Sentence:
    """Units of one sentence; ``paragraph`` counts from 0, ``index`` within the text."""

    units: list[Unit]
    paragraph: int
    index: int
    opens_paragraph: bool

    @property
    def start(self) -> int:
        return self.units[0].start

    @property
    def end(self) -> int:
        return self.units[-1].end

    def only_quotation(self) -> bool:
        """Whether it is a quotation and nothing else (marks aside)."""
        return self.units[0].kind == QUOTE and all(u.kind != WORD for u in self.units)


def read(text: str) -> list[Sentence]:
    """All sentences of a text, in order."""
    places = paragraphs(text)
    quoted = quotations(text, places)
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(places):
        units: list[Unit] = []
        position = start
        for quote in quoted[number]:
            units += tokenise(text, position, quote.start)
            units.append(quotation_unit(quote))
            position = quote.end
        units += tokenise(text, position, end)
        for count, part in enumerate(_split(units)):
            sentences.append(Sentence(part, number, len(sentences), count == 0))
    return sentences


def _split(units: list[Unit]) -> list[list[Unit]]:
    parts: list[list[Unit]] = []
    begin = 0
    last = len(units) - 1
    for i in range(len(units)):
        if i == last or i - begin >= LONGEST - 1 or _ends_sentence(units, i):
            parts.append(units[begin : i + 1])
            begin = i + 1
    return parts


def _ends_sentence(units: Sequence[Unit], i: int) -> bool:
    """Whether a sentence ends after ``units[i]``, which is not the last one."""
    unit, after = units[i], units[i + 1]
    if unit.kind == MARK:
        return _mark_ends(units, i, unit, after)
    if unit.kind == QUOTE:
        return _quotation_ends(units, i)
    if unit.lower[-1] != "." or len(unit.lower) < 2:
        return False
    if after.quote is not None:  # "in Fort Mill, S.C. “It was late.”"
        return (
            after.quote.words > 2
            and after.quote.first.isupper()
            and unit.text[0].isupper()
            and (unit.lower.count(".") > 1 or unit.lower.rstrip(".") in ENDING_ABBREVIATIONS)
        )
    return (
        after.kind == WORD
        and after.text[0].isupper()
        and unit.lower.rstrip(".") in ENDING_ABBREVIATIONS
        and after.lower in SENTENCE_OPENERS
    )


def _mark_ends(units: Sequence[Unit], i: int, unit: Unit, after: Unit) -> bool:
    mark = unit.text
    dots = mark.startswith("..") or mark == "…"
    if mark in _ENDS or (dots and after.kind != MARK):
        if after.kind == QUOTE:
            return not dots
        if after.kind == WORD:
            if dots and after.text[0].islower():
                return False
            return after.start > unit.end and not after.text[0].islower()
        return after.text in "([—–-―•*‘|" and after.start > unit.end
    if mark in _CLOSERS and i and units[i - 1].text in _ENDS and units[i - 1].kind == MARK:
        return after.kind == QUOTE or (after.kind == WORD and after.text[0].isupper())
    return mark in "•|" or (mark == "*" and after.start > unit.end)


def _quotation_ends(units: Sequence[Unit], i: int) -> bool:
    """A quotation that ends in a full stop ends the sentence, unless its speaker follows."""
    quote, after = units[i].quote, units[i + 1]
    if quote is None or quote.last not in _ENDS | {"…"} or not quote.last:
        return False
    if after.kind == QUOTE:
        return True
    if after.kind == MARK:
        return after.text in "([—" and quote.last == "."
    if not after.text[0].isupper():
        return False
    saying = _saying_after(units, i + 1)
    if saying is None:
        return True
    if quote.last != ".":
        return False
    # “Yes.” Smith said.  against  “Yes.” Smith said he was glad.
    tail = units[saying + 1 : saying + 10]
    if not tail or tail[0].text == ".":
        return False
    reported = any(u.lower == "that" for u in tail[1:])
    return tail[0].text != "," or reported or (len(tail) > 1 and tail[1].kind == QUOTE)


def _says(lower: str) -> bool:
    form = verb_form(lower)
    return form is not None and form.kind in (PAST, S_FORM) and form.base in SPEECH


def _saying_after(units: Sequence[Unit], i: int) -> int | None:
    """Where the verb of "“…?” Smith, a trader in Lisac, asked" stands, if a name leads to one."""
    within = units[i : i + _SPEAKER_UNITS]
    apposition = False
    for number, unit in enumerate(within):
        lower = unit.lower
        if lower in SAYING_FORMS or (not apposition and _says(lower)):
            closes = not apposition or within[number - 1].text == ","
            return i + number if number and closes else None
        if unit.kind == QUOTE or unit.text in _ENDS or unit.text in ";:":
            return None
        if unit.text == "," and number:
            apposition = True
        elif not apposition and (
            number >= _NAME_UNITS or not (unit.text[0].isupper() or lower in ("the", "of", "'s"))
        ):
            return None
    return None
