"""Which candidates become statements: one reading a cue, no two that say the same.

``choose`` is the one place where overlaps are resolved.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.quotes.acts import is_refusal
from bot.quotes.candidate import Candidate, Piece, trim
from bot.quotes.chunks import FINITE
from bot.quotes.frames import family
from bot.quotes.lexicon import ACT_OF, SPEECH, TELLING
from bot.quotes.words import listed

SPEECH_FLOOR = 0.4  # least chance of a statement with a cue of speech
OTHER_FLOOR = 0.54  # least chance of any other; both were set near where F1 is highest
CONFIRMING_FLOOR = 0.3  # a confirmation or denial, which readers look for even when unsure
OBJECT_RELATIVE_FLOOR = 0.12  # "images that it said | showed ships": rarely annotated, but said
NESTED_FLOOR = 0.01  # "the embassy said that the envoy told Kim | that": rarely annotated, but told
NESTED_ALONE = 0.7  # chance by itself from which speech inside speech is a statement, too
NOBODY_ASKS_FLOOR = 0.6  # "when asked about it" with nobody named is seldom worth a statement
_CUTS = 0.6  # chance from which a coordinated verb of speech ends the content before it
SAME = 0.6  # shared part of two contents from which they count as one statement

_PLAIN = listed(
    "add admit allege announce answer argue ask claim confirm deny explain insist reply report say "
    "inform shout state tell warn write"
)
_PLAIN_GATE = 0.2  # chance that the verb is a cue; inside speech it is low for all
_CONFIRMING = ("confirmed", "denied", "declined")
_LAYOUT_RULES = frozenset(("transcript", "colon", "signed", "announced"))


def is_speech(candidate: Candidate) -> bool:
    return (
        candidate.rule in _LAYOUT_RULES
        or candidate.lemma in SPEECH
        or candidate.rule in ("according-to", "quotation-cue")
    )


def floor(candidate: Candidate) -> float:
    """The least chance with which a candidate becomes a statement."""
    if candidate.frame == "v" and candidate.lemma == "say":
        return OBJECT_RELATIVE_FLOOR
    if _is_nested(candidate):
        return NESTED_FLOOR
    if candidate.speaker is None and candidate.lemma == "ask":
        return NOBODY_ASKS_FLOOR
    if not is_speech(candidate):
        return OTHER_FLOOR
    confirms = ACT_OF.get(candidate.lemma) in _CONFIRMING or is_refusal(candidate)
    return CONFIRMING_FLOOR if confirms else SPEECH_FLOOR


def best_readings(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The likeliest reading of every cue."""
    best: dict[tuple[int, int], Candidate] = {}
    for candidate in candidates:
        cue = candidate.cue
        key = (cue.end, 0) if cue is not None else (-1, id(candidate))
        if key not in best or candidate.chance > best[key].chance:
            best[key] = candidate
    return list(best.values())


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The statements of one sentence among all its candidates, in order of their cues."""
    best = best_readings(candidates)
    likely = [c for c in best if c.chance >= floor(c)]
    likely.sort(key=lambda c: (-c.chance, c.at))
    kept: list[Candidate] = []
    for candidate in likely:
        if not any(_same(candidate, other) for other in kept):
            kept.append(candidate)
    kept += [c for c in best if c not in kept and any(_is_told_in(c, other) for other in kept)]
    kept.sort(key=lambda c: c.at)
    _cut_at_next_cue(kept)
    return kept


def _is_nested(candidate: Candidate) -> bool:
    """Somebody told somebody something, inside what another one says: both are statements."""
    return (
        candidate.left in ("T", "VG")
        and candidate.frame == "np+that"
        and candidate.lemma in TELLING
        and candidate.lemma in SPEECH
        and candidate.speaker is not None
    )


def _is_told_in(inner: Candidate, outer: Candidate) -> bool:
    """ "The officer said | that Kvam said | the engine had failed": what Kvam said is another's
    statement too. Told by its chance alone: in the other's company it is seldom annotated."""
    cue, speaker = inner.cue, inner.speaker
    if inner.reading != "R" or cue is None or speaker is None:
        return False
    if inner.alone < NESTED_ALONE and not _plainly_told(inner):
        return False
    if inner.lemma not in SPEECH or family(inner.frame) not in ("that", "cl", "Q"):
        return False
    if outer.lemma not in SPEECH or not outer.overlaps_unit(cue.start, cue.end):
        return False
    return outer.speaker is None or outer.speaker.start != speaker.start


def _plainly_told(inner: Candidate) -> bool:
    """Whether a named speaker plainly said it, however seldom speech in speech is annotated."""
    group, subject = inner.parsed.chunks[inner.at], inner.subject
    if inner.lemma not in _PLAIN or inner.gate < _PLAIN_GATE or subject is None:
        return False
    if group.form != FINITE or group.negated or group.modal or subject.how not in ("np", "appos"):
        return False
    return inner.parsed.units[subject.start].tag not in "SROTW"


def _same(one: Candidate, other: Candidate) -> bool:
    shared = one.shared(other)
    if not shared or _is_nested(one) or _is_nested(other):
        return False
    if _is_told_in(one, other) or _is_told_in(other, one):
        return False
    return shared / (one.size() + other.size() - shared) > SAME


def _cut_at_next_cue(chosen: list[Candidate]) -> None:
    """ "X said A and warned B": A ends where the shared speaker's next verb begins."""
    for candidate in chosen:
        if candidate.reading != "R" or candidate.speaker is None:
            continue
        for later in chosen:
            if later.at <= candidate.at or later.subject is None or later.speaker is None:
                continue
            if later.subject.how not in ("coord", "outer", "part") or later.reading != "R":
                continue
            if later.chance < _CUTS or later.lemma not in SPEECH:
                continue
            if later.speaker.start != candidate.speaker.start:
                continue
            piece = candidate.content[-1]
            units = candidate.parsed.units
            start = later.parsed.chunks[later.at].start
            if not piece.start < units[start].start < piece.end:
                continue
            while start > 0 and units[start - 1].tag in ("C", "A", ","):
                start -= 1
            first = next(i for i, u in enumerate(units) if u.end > piece.start)
            cut = trim(candidate.parsed, first, start)
            if cut is not None and cut.end > cut.start + 3:
                candidate.content[-1] = Piece(piece.start, cut.end)
