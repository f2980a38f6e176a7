"""Verbs that attribute only together with what follows them.

They are read as the plain verb of speech they stand for: "put the loss at two million" as
"estimate", "…, she went on, …" as "continue", "the court heard that" as "report". A pledge
is looked for past the place where it was made.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.quotes.chunks import NP, QUOTATION, Chunk
from bot.quotes.frames import Frame, frame_at
from bot.quotes.units import Unit
from bot.quotes.words import listed

_OBJECT = 8  # chunks between "put" and its "at"
_PLEDGING = frozenset(("promise", "vow", "pledge", "swear", "threaten", "offer"))
_INSIDE = frozenset((NP, "P", "A"))
_GOES_ON = frozenset((",", ".", ":", QUOTATION, "T"))
_HEARERS = listed(
    "court courts inquest inquests inquiry tribunal tribunals jury jurors hearing committee "
    "commission panel judge judges council"
)


def idiom(
    chunks: Sequence[Chunk], units: Sequence[Unit], at: int, frame: Frame
) -> tuple[str, Frame]:
    """The lemma and the frame of the verb group ``chunks[at]``, whose own frame is given."""
    lemma = chunks[at].lemma
    if lemma == "put" and put_at(chunks, units, at):
        return "estimate", Frame("np", at + 1)
    if lemma == "go" and at + 1 < len(chunks) and units[chunks[at + 1].start].lower == "on":
        after = at + 2
        if after >= len(chunks) or chunks[after].kind in _GOES_ON:
            return "continue", frame_at(chunks, units, after)
    if lemma in _PLEDGING and frame.name.startswith("p."):
        pledge = _infinitive(chunks, frame.first)
        return lemma, frame if pledge is None else Frame("to", pledge)
    if lemma == "hear" and at and units[chunks[at - 1].end - 1].lower in _HEARERS:
        return "report", frame
    return lemma, frame


def _infinitive(chunks: Sequence[Chunk], first: int) -> int | None:
    """ "promised at a rally in Tresk | to end the toll": past where it was promised."""
    for y in range(first, min(len(chunks), first + _OBJECT)):
        if chunks[y].infinitive:
            return y
        if chunks[y].kind not in _INSIDE:
            break
    return None


def put_at(chunks: Sequence[Chunk], units: Sequence[Unit], at: int) -> int:
    """The chunk of the number in "put the loss at | two million dinars", 0 where there is none."""
    for y in range(at + 1, min(len(chunks) - 1, at + _OBJECT)):
        if chunks[y].kind not in _INSIDE:
            return 0
        if units[chunks[y].start].lower == "at" and y > at + 1:
            number = units[chunks[y + 1].start : chunks[y + 1].end]
            return y + 1 if any(u.tag == "#" or u.lower in _NUMBERS for u in number) else 0
    return 0


_NUMBERS = listed(
    "one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands "
    "half nearly around about almost under over more less between zero"
)
