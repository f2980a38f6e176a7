"""The engine's stages in order: read, parse, propose, assess, choose, continue, cover.

``analyse`` is everything but the turning into public types; the fitting command and the
explanations use it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.quotes.according import according
from bot.quotes.acts import act_of, governor, polarity_of
from bot.quotes.adjectives import adjectival
from bot.quotes.candidate import Candidate, Parsed, Piece
from bot.quotes.choose import best_readings, choose, is_speech
from bot.quotes.chunks import chunk
from bot.quotes.context import reweigh
from bot.quotes.continuation import continue_quotations
from bot.quotes.frames import family
from bot.quotes.hearsay import hearsay
from bot.quotes.layouts import find_turns, layouts
from bot.quotes.model import calibrated
from bot.quotes.nominal import nominal
from bot.quotes.phrasal import with_particle, without_particle
from bot.quotes.reported import reported
from bot.quotes.scoring import assess
from bot.quotes.sentences import read
from bot.records import Attribution, Quotation, Span

WEIGHTS = Path(__file__).parent / "data" / "weights.txt"
LONG_QUOTATION = 3  # words from which a quotation is mostly somebody's (81 % of 3 and 4, then 95)
_DATELINE = 4  # words in capitals before the colon, at the most
SURE_IN_TURN = 0.7  # chance by itself from which a report inside a transcript's turn is kept
_SHORTEST_REPORT = 12  # code points: more than "it"
_TALKING = frozenset(("i", "we", "you"))
WEAKEST_COVER = 0.3  # least chance of the candidate that takes an unclaimed quotation


@dataclass(slots=True)
class Analysis:
    """A text with its candidates: all of them, by sentence, and those chosen."""

    parsed: list[Parsed]
    proposed: list[list[Candidate]]
    chosen: list[Candidate]


def propose(text: str) -> tuple[list[Parsed], list[list[Candidate]]]:
    """Sentences and their candidates, not yet assessed."""
    parsed = [Parsed(sentence, chunk(sentence.units)) for sentence in read(text)]
    turns = find_turns(parsed, text)
    proposed = []
    for index, here in enumerate(parsed):
        found = reported(here)
        found += according(here)
        found += nominal(here)
        found += adjectival(here)
        found += hearsay(here)
        found += layouts(parsed, index, text, turns)
        proposed.append(found)
    return parsed, proposed


def analyse(text: str) -> Analysis:
    """Everything the engine finds out about a text."""
    parsed, proposed = propose(text)
    chosen: list[list[Candidate]] = []
    weigh(parsed, proposed)
    chosen += [choose(found) for found in proposed]
    _cover(parsed, proposed, chosen)
    _hide_in_turns(chosen)
    continued = continue_quotations(parsed, chosen)
    everything = [c for own in chosen for c in own] + continued
    everything.sort(key=lambda c: (c.content[0].start, c.content[0].end, c.at))
    return Analysis(parsed, proposed, everything)


def weigh(parsed: list[Parsed], proposed: list[list[Candidate]]) -> None:
    """Give every candidate its chance, first alone, then among the others."""
    for found in proposed:
        for candidate in found:
            assess(candidate)
    reweigh(parsed, proposed)


def _cover(
    parsed: list[Parsed], proposed: list[list[Candidate]], chosen: list[list[Candidate]]
) -> None:
    """Give every long quotation that nobody claims to its best candidate."""
    for index, here in enumerate(parsed):
        for unit in here.units:
            if unit.quote is None or unit.quote.words < LONG_QUOTATION:
                continue
            if any(c.overlaps_unit(unit.start, unit.end) for c in chosen[index]):
                continue
            able = [
                c
                for c in best_readings(proposed[index])
                if c.speaker is not None
                and c.chance >= WEAKEST_COVER
                and any(p.start <= unit.start and unit.end - 2 <= p.end for p in c.content)
            ]
            if able:
                chosen[index].append(max(able, key=lambda c: c.chance))
                chosen[index].sort(key=lambda c: c.at)


def _hide_in_turns(chosen: list[list[Candidate]]) -> None:
    """A transcript's turn hides the cues inside it, but for sure ones of somebody else."""
    turns = [p for own in chosen for c in own if c.rule == "transcript" for p in c.content]
    if not turns:
        return
    turn = 0
    for own in chosen:
        kept = []
        for candidate in own:
            cue = candidate.cue
            if cue is not None and candidate.rule != "transcript" and not _of_another(candidate):
                while turn < len(turns) and turns[turn].end <= cue.start:
                    turn += 1
                if turn < len(turns) and turns[turn].start <= cue.start:
                    continue
            kept.append(candidate)
        own[:] = kept


def _of_another(candidate: Candidate) -> bool:
    """Whether a speaker in a transcript surely reports what somebody else said."""
    speaker = candidate.speaker
    if candidate.alone < SURE_IN_TURN or speaker is None or not is_speech(candidate):
        return False
    if family(candidate.frame) not in ("that", "cl", "Q") or candidate.size() < _SHORTEST_REPORT:
        return False
    first = next((u.lower for u in candidate.parsed.units if u.start >= speaker.start), "")
    return first not in _TALKING


def to_attribution(candidate: Candidate) -> Attribution:
    """The public form of a chosen candidate."""
    cue = with_particle(candidate, _whole_cue(candidate))
    content = _after_dateline(candidate, without_particle(candidate, candidate.content))
    speaker = candidate.speaker
    return Attribution(
        content=tuple(Span(p.start, p.end) for p in _in_order(content)),
        cue=Span(cue.start, cue.end) if cue is not None else None,
        mention=Span(speaker.start, speaker.end) if speaker is not None else None,
        quotation=_quotation(candidate),
        act=act_of(candidate),
        polarity=polarity_of(candidate),
        rule=candidate.rule,
        confidence=round(calibrated(candidate.chance), 3),
    )


def _after_dateline(candidate: Candidate, pieces: list[Piece]) -> list[Piece]:
    """Content that begins with its sentence, without "RAJGANJ:" or "EL TORDO:" before it."""
    units = candidate.parsed.units
    colon = 0
    while colon < _DATELINE and colon < len(units) and units[colon].text.isupper():
        colon += 1
    if not 0 < colon < len(units) - 1 or units[colon].text != ":" or len(units[0].text) < 2:
        return pieces
    start, first = units[0].start, units[colon + 1].start
    return [Piece(first, p.end) if p.start == start and first < p.end else p for p in pieces]


def _in_order(pieces: list[Piece]) -> list[Piece]:
    """Pieces in text order, overlapping or touching ones joined."""
    joined: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.start, p.end)):
        if joined and piece.start <= joined[-1].end:
            joined[-1] = Piece(joined[-1].start, max(joined[-1].end, piece.end))
        else:
            joined.append(piece)
    return joined


def _whole_cue(candidate: Candidate) -> Piece | None:
    """The cue with the verb it hangs on: "declined to say"."""
    cue = candidate.cue
    above = governor(candidate)
    if cue is None or above is None or candidate.rule == "announced":
        return cue
    start = candidate.parsed.units[above.start].start
    return Piece(start, cue.end) if start < cue.start else cue


def _quotation(candidate: Candidate) -> Quotation:
    """Direct, mixed or indirect, from the marks inside the content."""
    if candidate.rule in ("transcript", "announced", "signed", "continued"):
        return Quotation.DIRECT
    quoted = bare = False
    for piece in candidate.content:
        inside = False
        for unit in candidate.parsed.units:
            if unit.end <= piece.start or unit.start >= piece.end:
                continue
            inside = True
            if unit.kind == "q":
                quoted = True
            elif unit.kind == "w":
                bare = True
        if not inside:
            quoted = True  # a later sentence: only quotations are added there
    if not quoted:
        return Quotation.INDIRECT
    return Quotation.MIXED if bare else Quotation.DIRECT
