"""Where content ends, and where content to the left of a cue starts.

Every edge between two chunks is a possible end. A fitted model gives each edge the chance
that the content stops there, given that it reached it. From these follows the chance of every
possible span; chosen is the one most likely to overlap the true one by half or more, with a
bonus for being exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.quotes import model
from bot.quotes.candidate import Candidate, Parsed
from bot.quotes.chunks import NP, QUOTATION, VG, Chunk, is_time
from bot.quotes.lexicon import BELIEF, SPEECH
from bot.quotes.model import sigmoid
from bot.quotes.units import Unit

EXACT_BONUS = 0.8  # worth of an exact span against one that overlaps enough
_SURE = 0.02  # below that chance of going on, later edges do not matter
_MOST_EDGES = 32  # edges after a start that are weighed; keeps the cost linear
_FAINT = 0.01  # edges less likely than that are not worth weighing
_OPENING = frozenset(("P", VG, "C", "T", "W", "B", ",", "A"))  # a noun phrase after one goes on
_STARTS_AFTER = frozenset((",", ";", ":", "-", "(", "B"))
_CLOSED = frozenset("PBCRTWD,")
_CLOSED_AFTER = frozenset("PBCRTWDS")
_WORDED = frozenset(("B", "P", "R", "W", "C"))

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
    if frame.startswith("np"):
        return "np"
    return "p" if frame.startswith("p.") else "o"


class Edge:
    """A possible end before unit ``at``, with the key its features are made from."""

    __slots__ = ("at", "key")

    def __init__(self, at: int, key: tuple[str, ...]) -> None:
        self.at = at
        self.key = key


def features(key: tuple[str, ...]) -> list[str]:
    """Features of an edge: its parts alone and in the pairs that matter."""
    mark, frame, before, verbs, far, clause, lemma, quoted, rest, tense, words, trail = key
    return [
        "bias",
        "m=" + mark,
        "f=" + frame,
        "mf=" + mark + "|" + frame,
        "mv=" + mark + "|" + verbs,
        "mb=" + mark + "|" + before,
        "md=" + mark + "|" + far,
        "fv=" + frame + "|" + verbs + "|" + mark[0],
        "fd=" + frame + "|" + far,
        "c=" + clause + "|" + mark,
        "l=" + lemma + "|" + mark,
        "lf=" + lemma + "|" + mark[0] + frame,
        "q=" + quoted + "|" + mark,
        "qb=" + quoted + "|" + before + "|" + frame + mark[0],
        "r=" + rest + "|" + mark,
        "w=" + words,
        "wf=" + words + "|" + frame,
        "p=" + trail + "|" + mark[0],
        "pm=" + trail + "|" + mark[:6],
        "t=" + tense + "|" + mark,
        "tf=" + tense + "|" + mark[0] + frame,
        "rf=" + rest + "|" + mark[0] + frame + verbs,
    ]


_HAZARDS: dict[tuple[str, ...], float] = {}
_HAZARDS_KEPT = 200_000


def hazard(name: str, key: tuple[str, ...]) -> float:
    """The chance that content stops at an edge it has reached."""
    cached = _HAZARDS.get(key)
    if cached is not None:
        return cached
    weights = model.MODELS.weights(name)
    if not weights:
        return 0.0
    if len(_HAZARDS) >= _HAZARDS_KEPT:
        _HAZARDS.clear()
    get = weights.get
    found = _HAZARDS[key] = sigmoid(sum(filter(None, map(get, features(key)))))
    return found


def forget() -> None:
    """Drop remembered hazards, after the weights have changed."""
    _HAZARDS.clear()


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


_FAR = (2, 4, 7, 11, 17, 25)


def _bucket(count: int) -> str:
    for number, limit in enumerate(_FAR):
        if count <= limit:
            return str(number)
    return "9"


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
    return ".".join([c.kind if c.kind != VG else "VG" + c.form for c in chunks[max(0, y - 3) : y]])


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


def _prepare(parsed: Parsed) -> None:
    """What every edge of a sentence looks like, whatever candidate may end there."""
    chunks, units = parsed.chunks, parsed.units
    for y in range(len(chunks)):
        if not y or chunks[y].kind == "." or not _may_end(chunks, y):
            parsed.edges.append(None)
            continue
        parsed.edges.append(
            (
                _mark(chunks, units, y),
                _before_edge(chunks, units, y),
                _tense_after(chunks, y),
                _words_at(units, chunks[y].start),
                _trail(chunks, y),
            )
        )


def end_edges(candidate: Candidate, first: int) -> Iterator[Edge]:
    """All edges after chunk ``first`` where content that starts there may end."""
    parsed = candidate.parsed
    chunks = parsed.chunks
    if not parsed.edges:
        _prepare(parsed)
    how = candidate.subject.how if candidate.subject is not None else "none"
    clause = how[:3] + ("B" if candidate.left.startswith("B") else candidate.left[:1])
    cue = chunks[candidate.at]
    clause += cue.form[:1]
    frame = family(candidate.frame)
    lemma = candidate.lemma
    made = 0
    verbs = words = 0
    quoted = inner = ""
    tense = "P" if cue.past else "N" if cue.finite else "x"
    verbs_left = sum([1 for v in parsed.verbs if v >= first and chunks[v].finite])
    quotes_left = sum([1 for c in chunks[first:] if c.kind == QUOTATION])
    for y in range(first, len(chunks)):
        part = chunks[y]
        fixed = parsed.edges[y] if y > first else None
        if fixed is not None:
            if made >= _MOST_EDGES:
                break
            made += 1
            mark, before, after, ahead, trail = fixed
            rest = ("v" if verbs_left else "") + ("q" if quotes_left else "")
            yield Edge(
                part.start,
                (
                    mark, frame, before, str(min(verbs, 3)), _bucket(words), clause, lemma,
                    quoted, rest, tense + inner + after if after else "", ahead, trail,
                ),
            )  # fmt: skip
        words += part.end - part.start
        if part.kind == QUOTATION:
            quoted = "q"
            quotes_left -= 1
            words += 4
        if part.finite:
            verbs += 1
            verbs_left -= 1
            inner = inner or ("p" if part.past else "n")


def content_end(candidate: Candidate, first: int) -> int:
    """The unit index where content that starts with chunk ``first`` ends (exclusive)."""
    units = candidate.parsed.units
    start = candidate.parsed.chunks[first].start
    chances: list[tuple[int, float]] = []
    going = 1.0
    for edge in end_edges(candidate, first):
        stop = hazard("end", edge.key)
        if stop >= _FAINT:
            chances.append((edge.at, going * stop))
            going *= 1.0 - stop
            if going < _SURE:
                break
    if not chances:
        return len(units)
    chances.append((len(units), going))
    end, candidate.sureness = _likeliest(chances, _sizes(units, start))
    return end


def _sizes(units: Sequence[Unit], start: int) -> list[int]:
    """Words before each unit index, counted from ``start``."""
    sizes = [0] * (len(units) + 1)
    total = 0
    for i in range(start, len(units)):
        quote = units[i].quote
        total += 1 if quote is None else quote.words + 2
        sizes[i + 1] = total
    return sizes


def _likeliest(chances: Sequence[tuple[int, float]], sizes: Sequence[int]) -> tuple[int, float]:
    """The end most likely to overlap the true one by half, and how likely that is.

    Being exact counts extra in the choice.
    """
    best, best_worth, best_chance = chances[-1][0], -1.0, 0.0
    for at, own in chances:
        size = sizes[at]
        if size <= 0:
            continue
        overlapping = 0.0
        for other, weight in chances:
            length = sizes[other]
            if 2 * size >= length and 2 * length >= size:
                overlapping += weight
        worth = overlapping + EXACT_BONUS * own
        if worth > best_worth + 1e-9:
            best, best_worth, best_chance = at, worth, overlapping
    return best, best_chance


# Content to the left of the cue


def start_edges(candidate: Candidate, before: int) -> list[Edge]:
    """Edges left of chunk ``before``, nearest first, where content may start."""
    parsed = candidate.parsed
    chunks, units = parsed.chunks, parsed.units
    edges: list[Edge] = []
    verbs = words = 0
    quoted = "q" if candidate.left in ("Q", ",Q") else ""
    opens = chunks[0].kind + ("." + units[0].lower if chunks[0].kind in _WORDED else "")
    fixed = ("L" + quoted, "L" + quoted, candidate.lemma if candidate.lemma in SPEECH else "o")
    earlier = sum(1 for v in parsed.verbs if v < before and chunks[v].finite)
    for y in range(before, 0, -1):
        part = chunks[y]
        if part.finite:
            verbs += 1
            earlier -= 1
        words += part.end - part.start + (4 if part.kind == QUOTATION else 0)
        here = quoted and ("Q" if part.kind == QUOTATION else "")
        if part.kind == QUOTATION:
            quote = units[part.start].quote
            if quote is not None:
                here = "Qu" if quote.first.isupper() else "Ql"
        elif chunks[y - 1].kind not in _STARTS_AFTER and not (y == 1 and chunks[0].kind in "CA"):
            continue
        rest = ("v" if earlier > 0 else "") + opens
        mark = chunks[y - 1].kind + "<" + part.kind
        if part.kind in _WORDED:
            mark += "." + units[part.start].lower
        frame, clause, lemma = fixed
        edges.append(
            Edge(
                part.start,
                (mark, frame, here or part.kind, str(min(verbs, 3)), _bucket(words), clause,
                 lemma, quoted, rest, "", "", ""),
            )
        )  # fmt: skip
    return edges


def content_start(candidate: Candidate, before: int) -> int:
    """The unit index where content that ends with chunk ``before`` starts."""
    units = candidate.parsed.units
    end = candidate.parsed.chunks[before].end
    chances: list[tuple[int, float]] = []
    going = 1.0
    for edge in start_edges(candidate, before):
        stop = hazard("start", edge.key)
        if stop >= _FAINT:
            chances.append((edge.at, going * stop))
            going *= 1.0 - stop
            if going < _SURE:
                break
    if not chances:
        return 0
    chances.append((0, going))
    sizes = _sizes(units, 0)
    mirrored = [sizes[end] - sizes[i] for i in range(end + 1)]
    start, candidate.sureness = _likeliest(chances, mirrored)
    return start
