"""The edges between a sentence's chunks: where content may stop.

What stands around an edge does not depend on who may have said what, so it is described once
a sentence; ``ends`` adds what depends on the candidate.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.quotes.chunks import NP, QUOTATION, VG, Chunk, is_time
from bot.quotes.lexicon import BELIEF, SPEECH
from bot.quotes.units import Unit

_OPENING = frozenset(("P", VG, "C", "T", "W", "B", ",", "A"))  # a noun phrase after one goes on
_CLOSED = frozenset("PBCRTWD,")
_CLOSED_AFTER = frozenset("PBCRTWDS")
_WORDED = frozenset(("B", "P", "R", "W", "C"))
_SHOWN = frozenset("PDSOXRABCTWt,;:-().")  # tags whose words are facts of grammar
_HEAD_SHOWN = frozenset("PDSOXARBCTWt")
_FAR_VERB = (0, 1, 2, 3, 5, 8)
_SINCE_VERB = (0, 1, 2, 4)
_SINCE_COMMA = (0, 1, 2, 4, 8)
_WORDS_LEFT = (2, 4, 8, 14, 22)


def bucket(count: int, limits: Sequence[int]) -> str:
    """The number of the first limit that holds ``count``, "9" for none."""
    for number, limit in enumerate(limits):
        if count <= limit:
            return str(number)
    return "9"


def shown(unit: Unit) -> str:
    """A word of a closed class as such, any other by its tag."""
    return unit.lower if unit.tag in _SHOWN else unit.tag


def opens_like(part: Chunk) -> str:
    """The kind of a chunk, a verb group's with its form."""
    return part.kind + part.form if part.kind == VG else part.kind


class Edge:
    """The edge before chunk ``chunk``, which starts with unit ``at``.

    ``mark`` names what stands there with what follows, ``word`` the first word, ``words``
    the first two, ``kind`` the first chunk; ``before`` is the kind of the chunk it follows,
    ``tense`` that of the finite verb that comes right after it (P past, N present, "" none).
    ``alone`` are the features that hold whatever candidate's content may end there; ``worth``
    is their summed weight, once it was asked for.
    """

    __slots__ = (
        "alone", "at", "before", "chunk", "kind", "mark", "tense", "word", "words", "worth",
    )  # fmt: skip

    def __init__(self, chunks: Sequence[Chunk], units: Sequence[Unit], y: int) -> None:
        part = chunks[y]
        self.chunk = y
        self.at = part.start
        self.mark = _mark(chunks, units, y)
        self.kind = opens_like(part)
        self.word = shown(units[part.start])
        self.words = _words_at(units, part.start)
        self.before = _before_edge(chunks, units, y)
        self.tense = _tense_after(chunks, y)
        self.worth: float | None = None
        self.alone: list[str] = []


def find_edges(chunks: Sequence[Chunk], units: Sequence[Unit]) -> list[Edge | None]:
    """The edge before every chunk, None where content cannot end."""
    edges: list[Edge | None] = []
    for y in range(len(chunks)):
        possible = y and chunks[y].kind != "." and _may_end(chunks, y)
        edges.append(Edge(chunks, units, y) if possible else None)
    _describe(chunks, units, edges)
    return edges


def _describe(chunks: Sequence[Chunk], units: Sequence[Unit], edges: Sequence[Edge | None]) -> None:
    """Fill in the features that look at the sentence on both sides of each edge."""
    count = len(chunks)
    following = [count] * (count + 1)  # index of the next verb group
    commas = [0] * (count + 1)  # from a chunk to the sentence's end
    clauses = [0] * (count + 1)
    for y in range(count - 1, -1, -1):
        part = chunks[y]
        following[y] = y if part.kind == VG else following[y + 1]
        commas[y] = commas[y + 1] + (part.kind == ",")
        clauses[y] = clauses[y + 1] + part.finite
    verb = comma = -1
    for y, edge in enumerate(edges):
        if y and chunks[y - 1].kind == VG:
            verb = y - 1
        if y and chunks[y - 1].kind == ",":
            comma = y - 1
        if edge is None:
            continue
        ahead = following[y]
        group = chunks[ahead] if ahead < count else None
        last = chunks[verb] if verb >= 0 else None
        edge.alone = _alone(
            edge,
            head=_word_before(units, edge.at),
            trail=_trail(chunks, y),
            after=_after(chunks, units, y),
            verb=last.lemma if last is not None else "-",
            modal=last.modal if last is not None and last.finite else "",
            since=bucket(y - 1 - verb, _SINCE_VERB) if verb >= 0 else "9",
            ahead="-" if group is None else group.lemma,
            ahead_form="-" if group is None else group.form + ("P" if group.past else ""),
            far=bucket(ahead - y, _FAR_VERB),
            left=bucket(len(units) - edge.at, _WORDS_LEFT),
            commas=str(min(commas[y], 2)),
            clauses=str(min(clauses[y], 2)),
            comma=bucket(y - 1 - comma, _SINCE_COMMA) if comma >= 0 else "9",
        )


def _alone(
    edge: Edge, *, head: str, trail: str, after: str, verb: str, modal: str,
    since: str, ahead: str, ahead_form: str, far: str, left: str, commas: str, clauses: str,
    comma: str,
) -> list[str]:  # fmt: skip
    mark, kind, word = edge.mark, edge.kind, edge.word
    return [
        "bias",
        "m=" + mark,
        "mb=" + mark + "|" + edge.before,
        "w=" + edge.words,
        "p=" + trail + "|" + mark[0],
        "pm=" + trail + "|" + mark[:6],
        "h=" + word + "|" + head,
        "vk=" + verb + "|" + kind + since,
        "x=" + word + "|" + ahead,
        "xf=" + kind + "|" + ahead_form + far,
        "y=" + word + "|" + after,
        "cc=" + word + "|" + commas + clauses,
        "wl=" + word + "|" + left,
        "mc=" + mark[:8] + "|" + comma + commas,
        "mo=" + modal + "|" + word,
    ]


def _after(chunks: Sequence[Chunk], units: Sequence[Unit], y: int) -> str:
    """The chunk after the one that follows an edge, and the tag of its head."""
    if y + 1 >= len(chunks):
        return "$"
    part = chunks[y + 1]
    return opens_like(part) + units[part.end - 1].tag


def _word_before(units: Sequence[Unit], at: int) -> str:
    """The unit an edge follows: its tag, and the word where that is of a closed class."""
    unit = units[at - 1]
    return unit.tag + "." + unit.lower if unit.tag in _HEAD_SHOWN else unit.tag


def _verb_class(group: Chunk) -> str:
    lemma = group.lemma
    kind = "s" if lemma in SPEECH else "b" if lemma in BELIEF else ""
    return group.form + kind


def _mark(chunks: Sequence[Chunk], units: Sequence[Unit], y: int) -> str:
    """What stands at an edge, with what comes after it."""
    part = chunks[y]
    kind = part.kind
    count = len(chunks)
    if kind == VG:
        return "VG." + _verb_class(part)
    if kind == NP:
        if is_time(units, part):
            return "NP.time"
        return "NP.S" if units[part.start].tag == "S" else "NP"
    name = kind
    if kind in _WORDED:
        name += "." + units[part.start].lower
    if y + 1 >= count:
        return name
    after = chunks[y + 1]
    if kind in (",", ";", "-", ":", "C", "B", QUOTATION, ")", "A"):
        return name + _lookahead(chunks, units, y + 1, after)
    if kind == "P" and is_time(units, after):
        return name + ".time"
    return name


def _lookahead(chunks: Sequence[Chunk], units: Sequence[Unit], y: int, after: Chunk) -> str:
    kind = after.kind
    if kind == VG:
        return ".VG." + _verb_class(after)
    if kind == NP:
        return ".NP" + _subject_of(chunks, units, y)
    name = "." + kind
    if kind in _WORDED:
        name += "." + units[after.start].lower
    if kind == "C" and y + 1 < len(chunks):
        beyond = chunks[y + 1]
        if beyond.kind == VG:
            return name + ".VG." + _verb_class(beyond)
        if beyond.kind == NP:
            return name + ".NP" + _subject_of(chunks, units, y + 1)
        return name + "." + beyond.kind
    return name


def _subject_of(chunks: Sequence[Chunk], units: Sequence[Unit], y: int) -> str:
    """Whether a noun phrase is the subject of a verb, and of which kind."""
    q = y + 1
    count = len(chunks)
    while q + 1 < count and (
        (chunks[q].kind == "P" and chunks[q + 1].kind == NP) or chunks[q].kind == "A"
    ):
        q += 1 if chunks[q].kind == "A" else 2
    who = ".S" if units[chunks[y].start].tag == "S" else ""
    if q < count and chunks[q].kind == VG:
        return who + ".V" + _verb_class(chunks[q])
    return ".time" if is_time(units, chunks[y]) else who


def _before_edge(chunks: Sequence[Chunk], units: Sequence[Unit], y: int) -> str:
    """The chunk an edge follows."""
    before = chunks[y - 1]
    if before.kind == QUOTATION:
        quote = units[before.start].quote
        return "Q," if quote is not None and quote.last == "," else "Q"
    return "VG." + before.form[:3] if before.kind == VG else before.kind


def _words_at(units: Sequence[Unit], i: int) -> str:
    """The two units after an edge: closed-class words as such, others by their tag."""
    first = units[i]
    words = first.lower if first.tag in _CLOSED else first.tag
    if i + 1 < len(units):
        second = units[i + 1]
        words += " " + (second.lower if second.tag in _CLOSED_AFTER else second.tag)
    return words


def _trail(chunks: Sequence[Chunk], y: int) -> str:
    """The kinds of the three chunks before an edge."""
    return ".".join([opens_like(c) for c in chunks[max(0, y - 3) : y]])


def _tense_after(chunks: Sequence[Chunk], y: int) -> str:
    """Tense of the finite verb that comes right after an edge: past P, present N, "" none."""
    for z in range(y, min(y + 5, len(chunks))):
        if chunks[z].finite:
            return "P" if chunks[z].past else "N"
        if z > y and chunks[z].kind not in (NP, "C", "A", "P", "R"):
            break
    return ""


def _may_end(chunks: Sequence[Chunk], y: int) -> bool:
    """Whether content may end before a chunk: not after "and", "which" or a preposition."""
    before, kind = chunks[y - 1].kind, chunks[y].kind
    if before in ("C", "T", "W", "R", "B") or (kind in (NP, "A") and before in _OPENING):
        return False
    return before != "P" or kind in (",", ";", ":", "-", "C")
