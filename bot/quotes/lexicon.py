"""What the engine knows about single cue verbs: data/cues.tsv, one verb a row.

A row holds the base form, the act it performs and flags: ``s`` speech, ``t`` names its
listener before the content ("told Kim that"), ``i`` impersonal subjects ("it seems that"),
``b`` belief or plan, ``r`` refusal, ``e`` a passive whose subject is the one who thinks so
("was convinced that"). How likely a verb attributes at all is fitted, not listed here.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.quotes.words import read_sections, read_table

_ROWS = read_table("cues.tsv")

ACT_OF = {row[0]: row[1] for row in _ROWS}
SPEECH = frozenset(row[0] for row in _ROWS if "s" in row[2])
TELLING = frozenset(row[0] for row in _ROWS if "t" in row[2])
IMPERSONAL = frozenset(row[0] for row in _ROWS if "i" in row[2])
REFUSING = frozenset(row[0] for row in _ROWS if "r" in row[2])
EXPERIENCE = frozenset(row[0] for row in _ROWS if "e" in row[2])
BELIEF = frozenset(row[0] for row in _ROWS if "b" in row[2])


@dataclass(frozen=True, slots=True)
class NounCue:
    """A noun that attributes, in the singular, and the act it stands for."""

    base: str
    act: str


def _noun_cues() -> dict[str, NounCue]:
    cues: dict[str, NounCue] = {}
    for base, act in read_table("nouns.tsv"):
        cue = NounCue(base, act)
        cues[base] = cue
        plural = (
            base[:-1] + "ies"
            if base[-1] == "y" and base[-2] not in "aeiou"
            else (base + ("es" if base.endswith(("s", "x", "ch", "sh")) else "s"))
        )
        cues.setdefault(plural, cue)
    return cues


NOUN_CUES = _noun_cues()


def verb_class(lemma: str) -> str:
    """The act of a verb of speech, "b" for a belief, "o" for any other, "n", "a" for the rest."""
    if lemma in SPEECH:
        return ACT_OF[lemma]
    if lemma in BELIEF:
        return "b"
    return lemma[0] if lemma[1:2] == "." else "o"


_PEOPLE = read_sections("people_nouns.txt")
PERSON_NOUNS = _PEOPLE["person"]
BODY_NOUNS = _PEOPLE["body"]
WORK_NOUNS = _PEOPLE["work"]

NOUN_ACT = {"n." + cue.base: cue.act for cue in NOUN_CUES.values()}
ADJECTIVES = read_sections("adjectives.txt")
