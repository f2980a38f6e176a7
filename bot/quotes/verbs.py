"""Verb forms and their bases: "warned" is the past of "warn", "denies" a form of "deny".

The lexicon is data/verbs.txt with data/irregular.tsv; regular forms are made from the bases.
Unknown words in -ed and -ing count as verb forms too, for any writer may invent a verb.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.quotes.words import NOT_PARTICIPLES, listed, read_sections, read_table

UNKNOWN = "?"  # the base of a form that is not listed: it may come from a name
BASE, S_FORM, PAST, PARTICIPLE, ING = "base", "s", "ed", "en", "ing"


@dataclass(frozen=True, slots=True)
class VerbForm:
    """``base`` and which form: BASE, S_FORM, PAST (also participle), PARTICIPLE, ING.

    ``nouny`` says that the same form is often a noun: 0 seldom, 1 often, 2 mostly.
    """

    base: str
    kind: str
    nouny: int


_SIBILANT = re.compile(r"(?:s|x|z|ch|sh|o)$")
_DOUBLING = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$|qu[aeiou]t$")


def _regular(base: str) -> list[tuple[str, str]]:
    if base.endswith("ee"):
        return [(base + "s", S_FORM), (base + "d", PAST), (base + "ing", ING)]
    if base.endswith("e"):
        return [(base + "s", S_FORM), (base + "d", PAST), (base[:-1] + "ing", ING)]
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return [(base[:-1] + "ies", S_FORM), (base[:-1] + "ied", PAST), (base + "ing", ING)]
    ending = "es" if _SIBILANT.search(base) else "s"
    forms = [(base + ending, S_FORM), (base + "ed", PAST), (base + "ing", ING)]
    if _DOUBLING.search(base):
        forms += [(base + base[-1] + "ed", PAST), (base + base[-1] + "ing", ING)]
    return forms


def _build() -> dict[str, VerbForm]:
    forms: dict[str, VerbForm] = {}
    sections = read_sections("verbs.txt")
    for nouny, title in enumerate(("verb", "both", "noun")):
        for base in sections[title]:
            forms[base] = VerbForm(base, BASE, nouny)
    bases = sections["verb"] | sections["both"] | sections["noun"]
    # those in -e first: "hoped" is of "hope" before it is of "hop"
    for base in sorted(bases, key=lambda base: (base[-1] != "e", base)):
        nouny = forms[base].nouny
        for form, kind in _regular(base):
            forms.setdefault(form, VerbForm(base, kind, nouny if kind == S_FORM else 0))
    for form, base, kind in read_table("irregular.tsv"):
        forms[form] = VerbForm(base, kind, 0)
    return forms


_FORMS = _build()

SAYING_FORMS = listed(
    "said says asked asks added adds tweeted wrote writes exclaimed shouted replied replies told "
    "responded continued yelled joked wondered explained noted insisted argued warned"
)

_GUESSED: dict[str, VerbForm | None] = {}
_GUESSES_KEPT = 50_000


def verb_form(lower: str) -> VerbForm | None:
    """The verb reading of a word in lower case, or None where it has none."""
    known = _FORMS.get(lower)
    if known is not None:
        return known
    if lower[-3:] != "ing" and lower[-2:] != "ed":
        return (
            VerbForm(UNKNOWN, BASE, 0)
            if lower[-3:] in ("ize", "ise", "ify") and (len(lower) > 7)
            else None
        )
    if lower in _GUESSED:
        return _GUESSED[lower]
    if len(_GUESSED) >= _GUESSES_KEPT:
        _GUESSED.clear()
    guess = _GUESSED[lower] = _guess(lower)
    return guess


def _guess(lower: str) -> VerbForm | None:
    if lower in NOT_PARTICIPLES or not lower.isascii():
        return None
    if lower.endswith("ing"):
        return VerbForm(UNKNOWN, ING, 1) if len(lower) > 5 else None
    if len(lower) < 5 or lower.endswith("eed"):
        return None
    return VerbForm(UNKNOWN, PAST, 0)
