"""Quotations that go on: a sentence or paragraph that is nothing but a quotation.

Later in a paragraph such a sentence belongs to the attribution before it (1,305 of 1,335 cases
counted in PolNeAR). A paragraph that is only a quotation goes on in 79 %, and in 13 % belongs
to the next one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.quotes.candidate import Candidate, Parsed, Piece, trim
from bot.quotes.frames import family
from bot.quotes.lexicon import SPEECH
from bot.quotes.units import Unit
from bot.quotes.words import listed

SAME_PARAGRAPH = 0.97
NEXT_PARAGRAPH = 0.86
_ADDING = listed(
    "add argue conclude continue emphasise emphasize explain insist joke note observe remark say "
    "stress tell warn write"
)
_LONG = 8  # words from which a quotation opening a longer sentence may go on


@dataclass(slots=True)
class _Speaking:
    """The attribution whose speaker holds the floor, and since which paragraph."""

    candidate: Candidate
    paragraph: int
    sentence: int


def continue_quotations(
    parsed: Sequence[Parsed], chosen: Sequence[list[Candidate]]
) -> list[Candidate]:
    """Add continuing quotations to the statements they continue; return new statements.

    ``chosen`` holds each sentence's statements. A direct quotation that follows at
    once is a further span of the same statement; after an indirect one, another sentence or in
    a new paragraph it is a statement of its own with the same speaker and cue.
    """
    found: list[Candidate] = []
    speaking: _Speaking | None = None
    claimed = _claimed_by_layout(chosen)
    for index, here in enumerate(parsed):
        sentence = here.sentence
        own = chosen[index]
        first = here.units[0]
        if _holds(claimed, first):
            speaking = _speaks_on(here, own, speaking)
            continue
        taken = any(c.overlaps_unit(first.start, first.end) for c in own)
        if not taken and _belongs_to_next(parsed, chosen, index):
            following = [c for c in chosen[index + 1] if c.rule == "quotation-cue"]
            best = max(following, key=lambda c: c.chance)
            best.content.insert(0, Piece(first.start, sentence.end))
            continue
        piece = _going_on(here, own, speaking)
        if piece is None or speaking is None:
            speaking = _speaks_on(here, own, speaking)
            continue
        gap = sentence.paragraph - speaking.paragraph
        reopened = first.quote is not None and first.quote.continued
        follows = gap == 0 and sentence.index == speaking.sentence + 1
        made = _attach(speaking, piece, gap, follows or reopened)
        speaking.paragraph, speaking.sentence = sentence.paragraph, sentence.index
        if made is not None:
            found.append(made)
            speaking.candidate = made
        if not sentence.only_quotation():
            speaking = None
    return found


def _going_on(here: Parsed, own: Sequence[Candidate], speaking: _Speaking | None) -> Piece | None:
    """What of a sentence goes on with the statement before it, if anything does."""
    if speaking is None:
        return None
    sentence = here.sentence
    first = here.units[0]
    gap = sentence.paragraph - speaking.paragraph
    if sentence.only_quotation():
        taken = any(c.overlaps_unit(first.start, first.end) for c in own)
        return Piece(sentence.start, sentence.end) if gap <= 1 and not taken else None
    if gap or own:
        return None
    if first.quote is not None:
        last = [u for u in here.units if u.quote is not None][-1]
        return Piece(first.start, last.end) if first.quote.words >= _LONG else None
    # "But “it will not be easy.”": half reported, and nobody else is named
    quotes = [u.quote for u in here.units if u.quote is not None]
    if quotes and speaking.candidate.ends_in_quotation() and sum(q.words for q in quotes) >= _LONG:
        piece = trim(here, 0, len(here.units))
        return piece
    return None


def _belongs_to_next(
    parsed: Sequence[Parsed], chosen: Sequence[list[Candidate]], index: int
) -> bool:
    """ "“We tried.” “It was late,” she said.": a quotation that opens its paragraph."""
    here = parsed[index].sentence
    if not (here.opens_paragraph and here.only_quotation()) or index + 1 >= len(parsed):
        return False
    after = parsed[index + 1].sentence
    if after.paragraph != here.paragraph or after.units[0].kind != "q":
        return False
    opening = after.units[0]
    return any(
        c.rule == "quotation-cue" and c.overlaps_unit(opening.start, opening.end)
        for c in chosen[index + 1]
    )


def _claimed_by_layout(chosen: Sequence[list[Candidate]]) -> list[Piece]:
    """What layouts have given away, in text order."""
    claimed = [
        piece
        for own in chosen
        for c in own
        if c.rule in ("signed", "announced", "transcript")
        for piece in c.content
    ]
    claimed.sort(key=lambda piece: piece.start)
    return claimed


def _holds(pieces: Sequence[Piece], unit: Unit) -> bool:
    """Whether one of the sorted pieces holds a unit."""
    at = bisect_right(pieces, unit.start, key=lambda piece: piece.start) - 1
    return at >= 0 and pieces[at].end > unit.start


def _attach(speaking: _Speaking, piece: Piece, gap: int, joins: bool) -> Candidate | None:
    """Extend the statement, or make a new one of the same speaker.

    ``joins`` says that nothing but the cue stands between the two quotations.
    """
    source = speaking.candidate
    direct = source.ends_in_quotation()
    if direct and joins:
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
        owners += [c for c in spoken if c.at > last and _adds(c)]
    elif not quotes:
        owners = [c for c in spoken if not _denies(c)]
    if owners:
        best = max(owners, key=_rank)
        return _Speaking(best, sentence.paragraph, sentence.index)
    if speaking is not None and speaking.paragraph == sentence.paragraph:
        return speaking
    return None


def _adds(candidate: Candidate) -> bool:
    """ "…, adding that": a participle that takes the floor for what follows."""
    subject = candidate.subject
    return (
        subject is not None
        and subject.how == "part"
        and candidate.lemma in _ADDING
        and family(candidate.frame) in ("that", "cl", "Q")
    )


def _denies(candidate: Candidate) -> bool:
    group = candidate.parsed.chunks[candidate.at]
    return group.kind == "VG" and group.negated


def _rank(candidate: Candidate) -> tuple[bool, int, bool, float]:
    """A later participle ("adding …") or an own quotation beats the rest."""
    quoting = candidate.rule in ("quotation-cue", "cue-quotation", "colon", "signed")
    trailing = _adds(candidate)
    strong = quoting or trailing
    return (strong, candidate.at if strong else 0, candidate.lemma in SPEECH, candidate.chance)
