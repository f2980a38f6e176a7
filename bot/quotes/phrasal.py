"""Verbs whose particle makes the meaning: "ruled out", "backed away from", "hit back".

The particle belongs to the cue and never to the content; the two together have an act of
their own (data/phrases.tsv).
"""

from __future__ import annotations

from bot.quotes.candidate import Candidate, Piece
from bot.quotes.chunks import VG
from bot.quotes.words import read_table

PHRASES = {(verb, particle): act for verb, particle, act in read_table("phrases.tsv")}


def act_of_phrase(candidate: Candidate) -> str | None:
    """The act of the cue with its particle; None for a cue without one."""
    end = _particle_end(candidate)
    if end is None:
        return None
    particle = candidate.parsed.units[candidate.parsed.chunks[candidate.at].end].lower
    return PHRASES[candidate.lemma, particle]


def with_particle(candidate: Candidate, cue: Piece | None) -> Piece | None:
    """The cue, up to its particle and the "from" that may follow."""
    end = _particle_end(candidate)
    return cue if end is None or cue is None or cue.end > end else Piece(cue.start, end)


def without_particle(candidate: Candidate, content: list[Piece]) -> list[Piece]:
    """The content, without a particle at its head."""
    end = _particle_end(candidate)
    if end is None:
        return content
    at = candidate.parsed.chunks[candidate.at].end
    first = candidate.parsed.units[at].start
    return [_after(piece, end, candidate) if first <= piece.start < end else piece
            for piece in content]  # fmt: skip


def _after(piece: Piece, end: int, candidate: Candidate) -> Piece:
    """The piece from the first word past ``end``; as it is where it holds no other word."""
    start = next((u.start for u in candidate.parsed.units if u.start >= end), piece.end)
    return Piece(start, piece.end) if start < piece.end else piece


def _particle_end(candidate: Candidate) -> int | None:
    """Where the particle of a listed phrase ends, in code points."""
    group = candidate.parsed.chunks[candidate.at]
    units = candidate.parsed.units
    if group.kind != VG or group.end >= len(units):
        return None
    if (candidate.lemma, units[group.end].lower) not in PHRASES:
        return None
    following = units[group.end + 1] if group.end + 1 < len(units) else None
    from_ = following is not None and following.lower == "from"
    return following.end if from_ and following is not None else units[group.end].end
