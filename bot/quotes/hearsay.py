"""Hearsay: "the army reportedly withdrew" says what somebody, unnamed, has said.

The adverb is the cue, and the clause around it the content.
"""

from __future__ import annotations

from bot.quotes.candidate import Candidate, Parsed, Piece, trim
from bot.quotes.ends import content_end
from bot.quotes.subjects import find

_ADVERBS = frozenset(("reportedly", "allegedly", "supposedly", "purportedly"))


def hearsay(parsed: Parsed) -> list[Candidate]:
    """Candidates of one sentence."""
    found: list[Candidate] = []
    for at in parsed.verbs:
        group = parsed.chunks[at]
        for i in range(group.start, group.end):
            if parsed.units[i].lower in _ADVERBS:
                made = _candidate(parsed, at, i)
                if made is not None:
                    found.append(made)
    return found


def _candidate(parsed: Parsed, at: int, adverb: int) -> Candidate | None:
    chunks, units = parsed.chunks, parsed.units
    subject = find(chunks, units, at)
    if subject is None or not chunks[at].finite:
        return None
    made = Candidate(parsed, "hearsay", "H", at, "reportedly")
    made.cue = Piece(units[adverb].start, units[adverb].end)
    made.first = subject.left if subject.start < chunks[at].start else at
    made.frame = "cl"
    made.left = chunks[made.first - 1].kind if made.first else "^"
    end = content_end(made, made.first)
    piece = trim(parsed, chunks[made.first].start, max(end, chunks[at].end))
    if piece is None:
        return None
    made.content = [piece]
    return made
