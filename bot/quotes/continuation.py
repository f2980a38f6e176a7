"""Quotations that go on: a sentence or paragraph that is nothing but a quotation.

Later in a paragraph such a sentence belongs to the attribution before it (1,305 of 1,335 cases
counted in PolNeAR). A paragraph that is only a quotation goes on in 79 %, and in 13 % belongs
to the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quotes.candidate import Candidate, Parsed, Piece
from bot.quotes.lexicon import SPEECH

SAME_PARAGRAPH = 0.97
NEXT_PARAGRAPH = 0.86
_LONG = 8  # words from which a quotation opening a longer sentence may go on


@dataclass(slots=True)
class _Speaking:
    """The attribution whose speaker holds the floor, and since which paragraph."""

    candidate: Candidate
    paragraph: int
    hops: int


def continue_quotations(
    parsed: Sequence[Parsed], chosen: Sequence[list[Candidate]]
) -> list[Candidate]:
    """Add continuing quotations to the statements they continue; return new statements.

    ``chosen`` holds each sentence's statements. A direct quotation goes on as a further span
    of the same statement; after an indirect one, or in a new paragraph, it is a statement of
    its own with the same speaker and cue.
    """
    found: list[Candidate] = []
    speaking: _Speaking | None = None
    claimed = _claimed_by_layout(chosen)
    for index, here in enumerate(parsed):
        sentence = here.sentence
        own = chosen[index]
        first = here.units[0]
        if any(piece.overlaps(first.start, first.end) for piece in claimed):
            speaking = _speaks_on(here, own, speaking)
            continue
        taken = any(c.overlaps_unit(first.start, first.end) for c in own)
        goes_on = (
            first.quote is not None
            and not taken
            and (sentence.only_quotation() or (first.quote.words >= _LONG and not own))
        )
        if goes_on and speaking is not None:
            gap = sentence.paragraph - speaking.paragraph
            if gap == 0 or (gap == 1 and sentence.only_quotation()):
                end = here.sentence.end if sentence.only_quotation() else first.end
                made = _attach(
                    speaking,
                    Piece(first.start, end),
                    gap,
                    first.quote is not None and first.quote.continued,
                )
                if made is not None:
                    found.append(made)
                    speaking = _Speaking(made, sentence.paragraph, speaking.hops + 1)
                else:
                    speaking.paragraph = sentence.paragraph
                if not sentence.only_quotation():
                    speaking = None
                continue
        speaking = _speaks_on(here, own, speaking)
    return found


def _claimed_by_layout(chosen: Sequence[list[Candidate]]) -> list[Piece]:
    return [
        piece
        for own in chosen
        for c in own
        if c.rule in ("signed", "announced", "transcript")
        for piece in c.content
    ]


def _attach(speaking: _Speaking, piece: Piece, gap: int, reopened: bool) -> Candidate | None:
    """Extend the statement, or make a new one of the same speaker."""
    source = speaking.candidate
    direct = source.ends_in_quotation()
    if direct and (gap == 0 or reopened):
        source.content.append(piece)
        return None
    made = source.copy()
    made.rule = "continued"
    made.content = [piece]
    made.chance = source.chance * (SAME_PARAGRAPH if gap == 0 else NEXT_PARAGRAPH)
    return made


def _speaks_on(
    here: Parsed, own: Sequence[Candidate], speaking: _Speaking | None
) -> _Speaking | None:
    """Who holds the floor after a sentence."""
    sentence = here.sentence
    quotes = [u for u in here.units if u.kind == "q"]
    spoken = [
        c
        for c in own
        if c.lemma in SPEECH
        or c.rule in ("quotation-cue", "cue-quotation", "according-to", "colon", "announced")
    ]
    owners = [c for c in spoken if any(c.overlaps_unit(q.start, q.end) for q in quotes)]
    if owners:
        last = max(c.at for c in owners)
        owners += [
            c for c in spoken if c.subject is not None and c.subject.how == "part" and c.at > last
        ]
    elif not quotes:
        owners = [c for c in spoken if not _denies(c)]
    if owners:
        best = max(owners, key=_rank)
        return _Speaking(best, sentence.paragraph, 0)
    if speaking is not None and speaking.paragraph == sentence.paragraph:
        return speaking
    return None


def _denies(candidate: Candidate) -> bool:
    group = candidate.parsed.chunks[candidate.at]
    return group.kind == "VG" and group.negated


def _rank(candidate: Candidate) -> tuple[bool, int, bool, float]:
    """A later participle ("adding …") or an own quotation beats the rest."""
    quoting = candidate.rule in ("quotation-cue", "cue-quotation", "colon", "signed")
    trailing = candidate.subject is not None and candidate.subject.how == "part"
    strong = quoting or trailing
    return (strong, candidate.at if strong else 0, candidate.lemma in SPEECH, candidate.chance)
