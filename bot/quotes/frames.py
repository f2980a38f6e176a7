"""What follows a verb group: the frame that says more than the verb does.

Names of frames: ``end``; ``that``; ``wh`` (what, why, whether …); ``if``; ``Q`` a quotation,
``,Q`` and ``:Q`` one after a comma or colon; ``:``; ``,``; ``to`` an infinitive; ``ving`` a
participle; ``cl`` a clause without "that"; ``np`` an object, also with what follows it
(``np+that``, ``np+to``, ``np+Q``, ``np+of`` …); ``p.about`` and so on for prepositions, with
``p~that``, ``p~Q``, ``p~cl`` where the statement comes after the prepositional phrase ("said
in a statement that"); ``-`` a dash or parenthesis; ``v`` another verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quotes.chunks import GERUND, NP, QUOTATION, VG, Chunk, is_time
from bot.quotes.units import Unit

_PHRASE_LIMIT = 14  # chunks looked at for the statement after a prepositional phrase
_OBJECT_LIMIT = 7  # chunks an object may span before its clause's verb
_NOT_TIME_AFTER_VERB = frozenset(("the", "a", "an", "time", "that", "two", "three", "one"))
_PARTICLES = frozenset(("out", "up", "off", "back", "forth", "down", "away", "on", "over"))
_OBJECT_LINKS = frozenset(
    [
        "for",
        "as",
        "of",
        "about",
        "on",
        "over",
        "in",
        "at",
        "to",
        "with",
        "by",
        "against",
        "toward",
        "towards",
        "from",
        "into",
    ]
)
_CONTENT_PREPOSITIONS = frozenset(("of", "about", "for", "against", "as", "with", "on", "over"))


@dataclass(frozen=True, slots=True)
class Frame:
    """``name`` as above; ``first`` is the chunk index where content would start."""

    name: str
    first: int


def skip_times(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> int:
    """Right over adverbs, "Tuesday", "on Tuesday", "last week"."""
    count = len(chunks)
    while j < count:
        part = chunks[j]
        if part.kind == "A" or (
            is_time(units, part) and units[part.start].lower not in _NOT_TIME_AFTER_VERB
        ):
            j += 1
        elif (
            part.kind == "P"
            and j + 1 < count
            and units[part.start].lower in ("on", "in", "at", "during", "late", "early")
            and is_time(units, chunks[j + 1])
        ):
            j += 2
        else:
            break
    return j


def frame_after(chunks: Sequence[Chunk], units: Sequence[Unit], verb: int) -> Frame:
    """The frame of the verb group ``chunks[verb]``."""
    return frame_at(chunks, units, skip_times(chunks, units, verb + 1))


def frame_at(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> Frame:
    """The frame of what starts with ``chunks[j]``."""
    count = len(chunks)
    if j >= count:
        return Frame("end", j)
    part = chunks[j]
    kind = part.kind
    if kind == ".":
        return Frame("end", j)
    if kind == "T":
        return Frame("that", j)
    if kind == "W":
        return Frame("wh", j)
    if kind == QUOTATION:
        return Frame("Q", j)
    if kind == "," and j + 2 < count and chunks[j + 2].kind == ",":
        word = units[chunks[j + 1].start].lower
        if chunks[j + 1].kind == "A" or word in ("though", "however", "instead", "too"):
            return frame_at(chunks, units, j + 3)  # "argues, however, that"
    if kind in (",", "-"):
        that = _that_after_insertion(chunks, j)
        if that is not None:
            return Frame("that", that)
    if kind in (",", ":"):
        if j + 1 < count and chunks[j + 1].kind == QUOTATION:
            return Frame(kind + "Q", j + 1)
        return Frame(kind, j + 1 if kind == ":" else j)
    if kind == "P":
        return _after_preposition(chunks, units, j)
    if kind == VG:
        if part.infinitive:
            return Frame("to", j)
        return Frame("ving" if part.form == GERUND else "v", j)
    if kind == "B":
        word = units[part.start].lower
        if word in ("after", "before", "since"):
            later = _statement_after_phrase(chunks, units, j)
            if later is not None:
                return later
        if word == "as":
            return Frame("b.as", min(j + 1, count - 1))
        return Frame("if" if word == "if" else "b." + word, j)
    if kind == NP:
        return _after_object(chunks, units, j)
    if kind in ("-", "("):
        return Frame("-", j)
    if kind == "R" and units[part.start].lower in ("who", "which", "whom", "whose"):
        return Frame("wh", j)
    return Frame(kind, j)


def _that_after_insertion(chunks: Sequence[Chunk], j: int) -> int | None:
    """ "said, without evidence, | that", "said — on Friday — | that", "added, | that"."""
    mark = chunks[j].kind
    for z in range(j + 1, min(len(chunks), j + 8)):
        kind = chunks[z].kind
        if kind == "T" and chunks[z - 1].kind == mark:
            return z
        if kind in (QUOTATION, ";", ":", "T", "C", ".") or chunks[z].finite:
            return None
    return None


def _after_preposition(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> Frame:
    word = units[chunks[j].start].lower
    if word in _PARTICLES and j + 1 < len(chunks):
        after = skip_times(chunks, units, j + 1)
        if after < len(chunks) and chunks[after].kind in ("T", "W", QUOTATION, ",", ":", "."):
            return frame_at(chunks, units, after)
    later = _statement_after_phrase(chunks, units, j)
    if later is not None:
        return later
    if word in _CONTENT_PREPOSITIONS or j + 1 < len(chunks):
        return Frame("p." + word, min(j + 1, len(chunks) - 1))
    return Frame("p." + word, j)


def _statement_after_phrase(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> Frame | None:
    """ "in a statement | that …", "at a rally in Ohio: | “…", "to reporters | he would …"."""
    y = j + 1
    limit = min(len(chunks), j + _PHRASE_LIMIT)
    while y < limit:
        part = chunks[y]
        kind = part.kind
        before = chunks[y - 1].kind
        if kind == "T" and before in (NP, ",", "A", ")"):
            after = chunks[y + 1] if y + 1 < len(chunks) else None
            if after is None or not after.finite:
                return Frame("p~that", y)
        elif kind == QUOTATION and before in (",", ":"):
            return Frame("p~Q", y)
        elif kind == "W" and before == NP and units[part.start].lower in ("whether", "why", "how"):
            return Frame("p~wh", y)
        elif kind == NP and before == NP and y + 1 < len(chunks) and chunks[y + 1].finite:
            return Frame("p~cl", y)
        elif kind in (VG, "C", ";", ".", "R", "W", "B", "-", QUOTATION):
            return None
        y += 1
    return None


def _after_object(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> Frame:
    """A clause without "that", or an object and what follows it."""
    part = chunks[j]
    count = len(chunks)
    if units[part.start].tag == "S" and units[part.start].lower not in ("you", "it"):
        return Frame("cl", j)
    limit = min(count, j + 1 + _OBJECT_LIMIT)
    hops = 0
    k = j + 1
    if k + 2 < count and chunks[k].kind == "P" and is_time(units, chunks[k + 1]):
        after_time = skip_times(chunks, units, k)
        if after_time < count and chunks[after_time].kind == "P":
            k = after_time  # "accused Brenn on Tuesday | of"
            limit = min(count, k + _OBJECT_LIMIT)
    while k < limit:
        after = chunks[k]
        kind = after.kind
        if kind == VG:
            if after.finite:
                return Frame("cl", j)
            return Frame("np+to", k) if after.infinitive else Frame("np", j)
        if kind == "P" and hops == 0:
            word = units[after.start].lower
            if word in _OBJECT_LINKS:
                later = _statement_after_phrase(chunks, units, k)
                if later is not None:
                    return Frame("np" + later.name[1:], later.first)
                if not _clause_follows(chunks, k, limit):
                    beyond = k + 1 < count and chunks[k + 1].kind in (NP, VG, "W", QUOTATION)
                    return Frame("np+" + word, k + 1 if beyond else j)
        if (
            kind == NP
            and chunks[k - 1].kind == NP
            and units[after.start].tag in "SDM"
            and _clause_follows(chunks, k, min(count, k + 5))
        ):
            return Frame("np~cl", k)
        if kind in ("P", NP, "A") or (kind == "C" and k + 1 < count and chunks[k + 1].kind == NP):
            k += 1
            hops += 1
            continue
        if kind == ",":
            if k + 1 < count and chunks[k + 1].kind == QUOTATION:
                return Frame("np+,Q", k + 1)
            return Frame("cl" if _resumes(chunks, k) else "np", j)
        if kind == "T":
            return Frame("np+that", k)
        if kind == "W":
            return Frame("np+wh", k)
        if kind == QUOTATION:
            return Frame("np+Q", k)
        if kind in (",", ":") and k + 1 < count and chunks[k + 1].kind == QUOTATION:
            return Frame("np+" + kind + "Q", k + 1)
        if kind == ":":
            return Frame("np+:", k + 1)
        break
    if units[part.start].lower in ("it", "you"):
        return Frame("cl", j)
    return Frame("np", j)


def _resumes(chunks: Sequence[Chunk], k: int) -> bool:
    """Whether a clause goes on after an insertion: "Grove, despite the rain, | is …"."""
    for z in range(k + 1, min(len(chunks) - 1, k + _PHRASE_LIMIT)):
        kind = chunks[z].kind
        if kind == ",":
            after = chunks[z + 1]
            return after.finite and not any(c.finite for c in chunks[k + 1 : z])
        if kind in ("C", ";", ":", QUOTATION):
            return False
    return False


def _clause_follows(chunks: Sequence[Chunk], k: int, limit: int) -> bool:
    """Whether a finite verb comes before anything that would end the noun phrase."""
    for z in range(k, limit):
        kind = chunks[z].kind
        if kind == VG:
            return chunks[z].finite
        if kind not in (NP, "P", "A", "C"):
            return False
    return False


_FRAME_FAMILY = {
    "that": "that", "np+that": "that", "p~that": "that", "np~that": "that",
    "cl": "cl", "p~cl": "cl", "np~cl": "cl",
    "Q": "Q", ",Q": "Q", ":Q": "Q", "np+Q": "Q", "np+,Q": "Q", "np+:Q": "Q", "p~Q": "Q",
    "np~Q": "Q", ":": "Q",
    "to": "to", "np+to": "to", "wh": "wh", "if": "wh", "np+wh": "wh", "p~wh": "wh",
}  # fmt: skip


def family(frame: str) -> str:
    """The frame's family: that, cl, Q, to, wh, p, np or o."""
    known = _FRAME_FAMILY.get(frame)
    if known is not None:
        return known
    if frame.startswith("by+"):
        return family(frame[3:])
    if frame[-1:] == "<":
        return "np" if frame.startswith("np") else "p"
    if frame[-1:] == ">":
        return family(frame[:-1])
    if frame.startswith("np"):
        return "np"
    return "p" if frame.startswith("p.") else "o"
