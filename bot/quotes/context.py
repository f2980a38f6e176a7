"""A second look: how likely a candidate is, given the others of its sentence.

A verb inside what somebody else is reported to say rarely attributes on its own; a verb that
shares its subject with a sure attribution often does; of two cues for the same words one is
right. ``reweigh`` corrects the acceptor's chances by such facts, with fitted weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.quotes import model
from bot.quotes.boundaries import family
from bot.quotes.candidate import Candidate
from bot.quotes.lexicon import verb_class

FAINT = 0.06  # candidates less likely than that are left alone
_SURE = 0.75  # from here a candidate tells that its speaker speaks in this text
_MOST = 14  # candidates of a sentence looked at in pairs, the likeliest first
_ALIKE = 0.6  # shared part from which two contents count as the same


def _level(chance: float) -> str:
    return str(int(chance * 5.999)) if chance > FAINT else "-"


Known = Mapping[str, int]  # a speaker's last word -> how often it surely speaks in the text


def known_speakers(proposed: Sequence[Sequence[Candidate]]) -> Known:
    """Speakers of the sure candidates of a text, from the acceptor's chances."""
    counts: Counter[str] = Counter()
    for found in proposed:
        names = {last_word(c) for c in found if c.chance >= _SURE and c.speaker is not None}
        counts.update(names)
    return counts


def last_word(candidate: Candidate) -> str:
    """The last word of the speaker, which for a person is the family name."""
    subject = candidate.subject
    return candidate.parsed.units[subject.end - 1].lower if subject is not None else ""


def reweigh(candidates: Sequence[Candidate], before: float, known: Known) -> None:
    """Correct the chances of one sentence's candidates.

    ``before`` is the chance of the likeliest candidate of the sentence before, in the same
    paragraph, else 0.0.
    """
    likely = strongest(candidates)
    corrected = [
        model.chance("context", context_features(c, likely, before, known), model.logit(c.chance))
        for c in likely
    ]
    for candidate, chance in zip(likely, corrected, strict=True):
        candidate.chance = chance


def strongest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that matter, likeliest first."""
    likely = [c for c in candidates if c.chance >= FAINT and c.frame != "dialogue"]
    likely.sort(key=lambda c: -c.chance)
    return likely[:_MOST]


def context_features(
    candidate: Candidate, others: Sequence[Candidate], before: float, known: Known
) -> list[str]:
    """Features of a candidate among the likely ones of its sentence."""
    cue = candidate.cue
    kind = verb_class(candidate.lemma)
    how = candidate.subject.how if candidate.subject is not None else "none"
    subject = candidate.subject
    outer = inner = alike = reading = shared = 0.0
    outer_frame = ""
    company = 0
    for other in others:
        if other is candidate or other.cue is None or cue is None:
            continue
        if other.cue.start == cue.start or other.cue.end == cue.end:
            reading = max(reading, other.chance)
            continue
        company += other.chance > 0.5
        if other.chance > outer and other.overlaps_unit(cue.start, cue.end):
            outer = other.chance
            outer_frame = verb_class(other.lemma)[:1] + family(other.frame) + other.reading
        if other.chance > inner and candidate.overlaps_unit(other.cue.start, other.cue.end):
            inner = other.chance
        common = candidate.shared(other)
        if common and common > _ALIKE * (candidate.size() + other.size() - common):
            alike = max(alike, other.chance)
        theirs = other.subject
        if subject is not None and theirs is not None and subject.start == theirs.start:
            shared = max(shared, other.chance)
    mine = _level(candidate.chance)
    times = known.get(last_word(candidate), 0) - (candidate.chance >= _SURE)
    often = str(min(max(times, 0), 4)) if subject is not None else "-"
    who = candidate.parsed.units[subject.start].tag if subject is not None else "-"
    return [
        "bias",
        "k=" + kind,
        "o=" + _level(outer) + "|" + outer_frame,
        "ok=" + _level(outer) + "|" + kind + "|" + family(candidate.frame),
        "oh=" + _level(outer) + "|" + how,
        "om=" + _level(outer) + "|" + mine,
        "i=" + _level(inner) + "|" + kind,
        "im=" + _level(inner) + "|" + mine,
        "a=" + _level(alike) + "|" + mine,
        "ah=" + _level(alike) + "|" + how,
        "r=" + _level(reading) + "|" + candidate.reading,
        "s=" + _level(shared) + "|" + how,
        "sk=" + _level(shared) + "|" + kind,
        "c=" + str(min(company, 3)) + "|" + kind,
        "b=" + _level(before) + "|" + kind,
        "bw=" + _level(before) + "|" + who,
        "n=" + often + "|" + kind,
        "nm=" + often + "|" + mine,
        "nw=" + often + "|" + who,
        "m=" + mine + "|" + kind,
        "mr=" + mine + "|" + candidate.rule,
    ]
