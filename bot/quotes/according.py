""" "According to X, …": the other side of the comma is what X says."""

from __future__ import annotations

from collections.abc import Sequence

from bot.quotes.candidate import Candidate, Parsed, Piece, trim
from bot.quotes.chunks import NP, VG, Chunk
from bot.quotes.ends import content_end
from bot.quotes.starts import content_start
from bot.quotes.subjects import Subject, rightmost

_APPOSITION = 8  # chunks to the comma that ends the speaker's apposition
_SPEAKER_LIMIT = 10  # chunks a speaker's apposition may run on before the comma


def according(parsed: Parsed) -> list[Candidate]:
    """Candidates of one sentence."""
    found: list[Candidate] = []
    units = parsed.units
    for at, part in enumerate(parsed.chunks):
        if part.kind != VG or units[part.head].lower != "according":
            continue
        made = _candidate(parsed, at)
        if made is not None:
            found.append(made)
    return found


def _candidate(parsed: Parsed, at: int) -> Candidate | None:
    chunks, units = parsed.chunks, parsed.units
    count = len(chunks)
    speaker = at + 2
    if speaker >= count or units[chunks[at + 1].start].lower != "to":
        return None
    while speaker < count and chunks[speaker].kind not in (NP, "Q"):
        if chunks[speaker].kind not in ("P", "A", "O", VG, "W"):
            return None
        speaker += 1
    if speaker >= count:
        return None
    last = rightmost(chunks, units, speaker) if chunks[speaker].kind == NP else speaker
    edge = last + 1
    while edge < count and chunks[edge].kind not in (",", ".", ";", "-", ":"):
        edge += 1
    if edge - last < _SPEAKER_LIMIT and edge > last:
        last = edge - 1
    edge = _after_apposition(chunks, at, edge)
    made = Candidate(parsed, "according-to", "P", at, "according")
    made.cue = Piece(units[chunks[at].start].start, units[chunks[at + 1].start].end)
    made.speaker = Piece(units[chunks[speaker].start].start, units[chunks[last].end - 1].end)
    made.subject = Subject(chunks[speaker].start, chunks[last].end, "acc", speaker)
    made.content = _around(parsed, made, at, edge)
    if not made.content:
        return None
    made.left = chunks[at - 1].kind if at else "^"
    made.frame = chunks[edge].kind if edge < count else "end"
    return made


def _after_apposition(chunks: Sequence[Chunk], at: int, edge: int) -> int:
    """ "According to Berg, a lawyer in Tresk, | the plan …": the comma before the clause."""
    if at > 1 or edge + 1 >= len(chunks) or chunks[edge].kind != ",":
        return edge
    if chunks[edge + 1].kind not in (NP, "R"):
        return edge
    for close in range(edge + 2, min(len(chunks), edge + _APPOSITION)):
        if chunks[close].kind == ",":
            beyond = any(c.finite for c in chunks[close:])
            return close if beyond and not _lists_on(chunks, close) else edge
        if chunks[edge + 1].kind == NP and chunks[close].kind not in (NP, "P", "C"):
            return edge
    return edge


def _lists_on(chunks: Sequence[Chunk], comma: int) -> bool:
    """Whether the comma stands in a list: "a bridge, | a school and …", "A, | and B"."""
    following = [chunk.kind for chunk in chunks[comma + 1 : comma + 4]]
    return following[:1] == ["C"] or following == [NP, "C", NP]


def _around(parsed: Parsed, made: Candidate, at: int, edge: int) -> list[Piece]:
    chunks = parsed.chunks
    bound = 0
    for y in range(at - 1, -1, -1):
        if chunks[y].kind in ";(" or (chunks[y].kind == ":" and y >= at - 2):
            bound = chunks[y].end
            break
    last = at - 1
    while last > 0 and chunks[last].kind in (",", "A"):
        last -= 1
    made.before = last
    left = None
    if last >= 0:
        left = trim(parsed, max(bound, content_start(made, last)), chunks[at].start)
    right: Piece | None = None
    if edge + 1 < len(chunks) and chunks[edge].kind == ",":
        made.first = edge + 1
        made.frame = "cl"
        right = trim(parsed, chunks[edge + 1].start, content_end(made, edge + 1))
    opens_with_conjunction = chunks[0].kind == "C" and at <= 2
    long = left is not None and left.end - left.start > 12 and not opens_with_conjunction
    interrupted = not any(chunks[y].finite or chunks[y].kind == "Q" for y in range(at))
    goes_on = right is not None and right.end - right.start > 8 and interrupted
    if left is not None and right is not None and goes_on and (long or chunks[0].kind == NP):
        return [left, right]  # "The officers, according to drivers, waved cars through"
    if left is not None and long:
        return [left]
    return [right] if right is not None else []
