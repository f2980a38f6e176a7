"""Phrases of a sentence: noun phrases, verb groups and the words and marks between them.

Kinds of chunk: NP noun phrase, VG verb group, Q quotation, and one-unit chunks named after
their tag: P preposition, C conjunction, T "that", W question word, R relative, B subordinator,
A adverbs, O anything else, and the marks , ; : - ( ) .
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.quotes.lexicon import SPEECH
from bot.quotes.tagger import tag
from bot.quotes.units import Unit
from bot.quotes.verbs import BASE, ING, PARTICIPLE, PAST, S_FORM, UNKNOWN, VerbForm, verb_form
from bot.quotes.words import (
    BE,
    DAYS,
    DO,
    HAVE,
    MODALS,
    NEGATIONS,
    TIME_MODIFIERS,
    TIME_WORDS,
    listed,
)

_YEAR = re.compile(r"(?:1[789]|20)\d\d")

NP, VG, QUOTATION = "NP", "VG", "Q"
_IN_NP = frozenset(("D", "n", "M", "#", "O", "'", "j", "h", "&", "q"))
_STARTS_NP = frozenset(("D", "n", "M", "#", "O", "'", "j"))
_SINGLE = frozenset("PCTWRB,-();:.")
_BEFORE_INFINITIVE = listed(
    "have has had having want wants wanted need needs needed going try tries tried trying able "
    "likely unlikely willing unwilling ready eager used seek seeks sought fail failed refused "
    "hope hopes hoped plan plans planned wanting ought set expected supposed"
)
_PAST_AUXILIARIES = listed(
    "was were had did would could might should wasn't weren't hadn't didn't wouldn't couldn't "
    "shouldn't"
)
_CLAUSE_ENDS = frozenset(",.?!;")
_TIME_OPENERS = ("last", "next", "early", "late")
_SCARE_WORDS = 6  # a quotation up to that long inside a noun phrase is part of it

# Forms of a verb group
FINITE, PASSIVE, GERUND, PAST_PARTICIPLE, INFINITIVE = "fin", "pas", "ing", "en", "inf"


class Chunk:
    """Units ``start`` to ``end`` (exclusive) of a sentence; for a VG also what its verb is.

    ``head`` is the index of the main unit. ``form`` is FINITE, PASSIVE, GERUND,
    PAST_PARTICIPLE or INFINITIVE; ``auxiliaries`` joins them with blanks. A ``finite`` group
    makes a clause of its own, a ``reduced`` one is a participle, which may stand for a relative
    clause; ``past`` is the tense of a finite group.
    """

    __slots__ = (
        "auxiliaries", "end", "finite", "form", "head", "infinitive", "kind", "lemma", "modal",
        "negated", "past", "reduced", "start",
    )  # fmt: skip

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.head = end - 1
        self.lemma = ""
        self.form = ""
        self.negated = False
        self.infinitive = False
        self.modal = ""
        self.auxiliaries = ""
        self.finite = False
        self.reduced = False
        self.past = False

    def __repr__(self) -> str:
        verb = f" {self.lemma}/{self.form}" if self.kind == VG else ""
        return f"{self.kind}[{self.start}:{self.end}{verb}]"


def chunk(units: Sequence[Unit]) -> list[Chunk]:
    """Tag the sentence and cut it into chunks that cover all of its units."""
    tag(units)
    _fold_scare_quotes(units)
    chunks: list[Chunk] = []
    count = len(units)
    i = 0
    while i < count:
        kind = units[i].tag
        if kind in _STARTS_NP or kind == "q":
            found = _noun_phrase(units, i)
        elif kind == "S":
            found = Chunk(NP, i, i + 1)
        elif kind in "XVtA":
            found = _verb_group(units, i)
            if found.lemma == "put" and found.end < count and units[found.end].lower == "it":
                found.lemma = "put-it"
                found.end += 1
        elif kind == "Q":
            found = Chunk(QUOTATION, i, i + 1)
        else:
            found = Chunk(kind if kind in _SINGLE else "O", i, i + 1)
        chunks.append(found)
        i = found.end
    return chunks


def _fold_scare_quotes(units: Sequence[Unit]) -> None:
    """A short quotation after a determiner or before its noun belongs to the noun phrase."""
    last = len(units) - 1
    for i, unit in enumerate(units):
        if unit.tag != "Q" or unit.quote is None or unit.quote.words > _SCARE_WORDS:
            continue
        if unit.quote.last in _CLAUSE_ENDS:
            continue
        before = units[i - 1].tag if i else "^"
        after = units[i + 1].tag if i < last else "$"
        owned = before in ("D", "'") and unit.quote.last not in "?!"
        modifies = after == "n" and before in ("P", "V", "j") and unit.quote.last.isalnum()
        if owned or modifies:
            unit.tag = "q"


def _noun_phrase(units: Sequence[Unit], i: int) -> Chunk:
    count = len(units)
    j = i + 1
    while j < count:
        kind = units[j].tag
        if kind in _IN_NP:
            if kind == "D" and units[j - 1].tag not in ("D", "'"):
                break  # a determiner opens a new phrase
            if kind == "O" or _opens_time(units, j):
                break
            j += 1
        elif (
            kind == "A"
            and units[j - 1].tag in ("D", "'")
            and j + 1 < count
            and (units[j + 1].tag in _IN_NP or units[j + 1].tag == "V")
        ):
            if units[j + 1].tag == "V":
                units[j + 1].tag = "j"
            j += 1
        else:
            break
    return Chunk(NP, i, j)


def _opens_time(units: Sequence[Unit], j: int) -> bool:
    """ "the deployment | last week", "the ministry | Monday"."""
    lower = units[j].lower
    if units[j - 1].lower in _TIME_OPENERS:
        return False
    if lower in _TIME_OPENERS:
        after = units[j + 1].lower if j + 1 < len(units) else ""
        return after in TIME_WORDS and units[j - 1].tag not in ("D", "'")
    return (
        lower in DAYS
        and units[j - 1].tag not in ("D", "'")
        and (j + 1 == len(units) or units[j + 1].tag not in ("n", "M", "'"))
    )


def _verb_group(units: Sequence[Unit], i: int) -> Chunk:
    """A group that starts with "to", an auxiliary, a verb or an adverb before one."""
    count = len(units)
    j = i
    infinitive = False
    if units[i].tag == "t":
        j = _skip_adverbs(units, i + 1)
        if not (j < count and (_is_infinitive(units[j]) or _must_be_verb(units, i, j))):
            return Chunk("P", i, i + 1)
        units[j].tag = "V" if units[j].tag == "n" else units[j].tag
        infinitive = True
    elif units[i].tag == "A":
        j = _skip_adverbs(units, i)
        if not (j < count and units[j].tag in ("X", "V")):
            return Chunk("A", i, j)
    return _parse_group(units, i, j, infinitive)


def _skip_adverbs(units: Sequence[Unit], i: int) -> int:
    while i < len(units) and units[i].tag == "A":
        i += 1
    return i


def _is_infinitive(unit: Unit) -> bool:
    if unit.lower in ("be", "have", "do"):
        return True
    form = verb_form(unit.lower)
    return (
        unit.tag == "V"
        and form is not None
        and form.kind in (BASE, PAST)
        and (unit.lower != "said")
    )


def _must_be_verb(units: Sequence[Unit], i: int, j: int) -> bool:
    """An unknown word after "have to", "wants to" and their like."""
    unit = units[j]
    return (
        i > 0
        and units[i - 1].lower in _BEFORE_INFINITIVE
        and unit.tag == "n"
        and unit.text.islower()
        and unit.lower[-1] != "s"
    )


def _parse_group(units: Sequence[Unit], start: int, j: int, infinitive: bool) -> Chunk:
    auxiliaries: list[str] = []
    main: int | None = None
    form: VerbForm | None = None
    count = len(units)
    while j < count:
        kind = units[j].tag
        if kind == "X":
            auxiliaries.append(units[j].lower)
            j += 1
        elif kind == "A":
            after = _skip_adverbs(units, j)
            if after < count and units[after].tag in ("V", "X") and (auxiliaries or j == start):
                j = after
            else:
                break
        elif kind == "V":
            form = verb_form(units[j].lower)
            if form is not None and form.kind == S_FORM and auxiliaries:
                form = None
                break
            main = j
            j += 1
            break
        else:
            break
    group = Chunk(VG, start, max(j, start + 1))
    group.infinitive = infinitive
    group.auxiliaries = " ".join(auxiliaries)
    group.negated = any(units[k].lower in NEGATIONS for k in range(start, group.end))
    first = auxiliaries[0] if auxiliaries else ""
    group.past = first in _PAST_AUXILIARIES
    group.finite = not infinitive
    if main is None:
        group.head = group.end - 1
        group.lemma = _auxiliary_lemma(auxiliaries[-1] if auxiliaries else "")
        group.form = INFINITIVE if infinitive else FINITE
        return group
    group.head = main
    group.lemma = form.base if form is not None else UNKNOWN
    group.form = _form(
        group.lemma, infinitive, form.kind if form is not None else BASE, auxiliaries
    )
    group.finite = not infinitive and group.form in (FINITE, PASSIVE)
    group.reduced = group.form in (GERUND, PAST_PARTICIPLE)
    group.past = group.past or (not first and form is not None and form.kind == PAST)
    group.modal = next((word for word in auxiliaries if word in MODALS), "")
    return group


def _auxiliary_lemma(last: str) -> str:
    if last in BE or last == "'s":
        return "be"
    if last in HAVE:
        return "have"
    return "do" if last in DO else "will"


def _form(lemma: str, infinitive: bool, kind: str, auxiliaries: Sequence[str]) -> str:
    last = auxiliaries[-1] if auxiliaries else ""
    is_be = last in BE or last == "'s"
    if infinitive:
        return PASSIVE if is_be and kind in (PAST, PARTICIPLE) else INFINITIVE
    if kind == ING:
        return FINITE if is_be else GERUND
    if kind in (PAST, PARTICIPLE):
        if last == "'s" and lemma in SPEECH and lemma not in ("call", "ask", "quote"):
            return FINITE  # "he's said": has, not is
        if is_be:
            return PASSIVE
        return FINITE if kind == PAST or auxiliaries else PAST_PARTICIPLE
    return FINITE


def is_time(units: Sequence[Unit], phrase: Chunk) -> bool:
    """Whether a noun phrase only says when: "Tuesday", "last week", "March 3"."""
    if phrase.kind != NP:
        return False
    last = units[phrase.end - 1]
    if phrase.end - phrase.start == 1 and _YEAR.fullmatch(last.text):
        return True
    if last.lower in TIME_WORDS or last.text[0].isdigit():
        return all(
            u.lower in TIME_WORDS or u.lower in TIME_MODIFIERS or u.text[0].isdigit()
            for u in units[phrase.start : phrase.end]
        ) and (last.lower in TIME_WORDS or units[phrase.start].lower in TIME_WORDS)
    return False
