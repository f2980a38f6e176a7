"""Passives: "rejected by X", "Asked by X whether …", "the start was announced"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.quotes.candidate import Candidate, Piece, trim
from bot.quotes.chunks import NP, Chunk
from bot.quotes.ends import content_end
from bot.quotes.frames import frame_at, skip_times
from bot.quotes.lexicon import ACT_OF
from bot.quotes.subjects import Subject, rightmost
from bot.quotes.units import Unit

_AFTER_AGENT = frozenset(("that", "wh", "if", "p.about", "to", "Q", ",Q", ":Q", "p~that", "p~wh"))


def by_agent(made: Candidate) -> Candidate | None:
    """ "The plan was rejected by X", "Asked by X whether …": X is the speaker.

    What follows X is the content where it can be, else the subject is. ``made`` has a cue and
    the grammatical subject as its speaker, and is completed.
    """
    parsed, subject = made.parsed, made.speaker
    chunks, units = parsed.chunks, parsed.units
    for y in range(made.at + 1, min(len(chunks) - 1, made.at + 4)):
        if chunks[y].kind != "P" or units[chunks[y].start].lower != "by":
            continue
        if chunks[y + 1].kind != NP:
            return None
        last = rightmost(chunks, units, y + 1)
        made.speaker = Piece(units[chunks[y + 1].start].start, units[chunks[last].end - 1].end)
        made.subject = Subject(chunks[y + 1].start, chunks[last].end, "by", y + 1)
        after = frame_at(chunks, units, _past_place(chunks, units, last + 1))
        if after.name in _AFTER_AGENT and after.first < len(chunks):
            made.frame = "by+" + after.name
            made.first = after.first
            end = content_end(made, after.first)
            piece = trim(parsed, chunks[after.first].start, end)
            made.content = [piece] if piece is not None else []
        elif subject is not None:
            made.frame = "by"
            made.content = [subject]
        return made if made.content else None
    return None


def _past_place(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> int:
    """Right over a time and a bare place: "Asked by reporters outside | whether"."""
    j = skip_times(chunks, units, j)
    if j + 1 < len(chunks) and chunks[j].kind == "P" and chunks[j + 1].kind in "TW":
        j += 1
    return j


def about_subject(made: Candidate) -> Candidate | None:
    """ "The start of filling was announced on Monday": the subject is all there is."""
    subject = made.subject
    if subject is None or subject.how not in ("np", "appos") or made.lemma not in ACT_OF:
        return None
    if made.frame not in ("end", ",") and not made.frame.startswith(("p.in", "p.on", "p.at", "b.")):
        return None
    if made.speaker is None:
        return None
    made.content, made.speaker = [made.speaker], None
    return made
