"""What a speaker did by speaking, and whether the speech took place.

The act comes from the cue's entry in the word lists and from its grammar: "declined to say",
"would not comment on" and "avoided stating" are refusals, and a refusal did take place. The
polarity comes from negation, modals, conditions and the verb an infinitive hangs on.
"""

from __future__ import annotations

from bot.quotes.candidate import Candidate
from bot.quotes.chunks import GERUND, VG, Chunk
from bot.quotes.lexicon import ACT_OF, NOUN_ACT, REFUSING, SPEECH
from bot.quotes.phrasal import act_of_phrase
from bot.quotes.words import listed
from bot.records import Act, Polarity

_FAILING = listed("fail stop refrain neglect")
_INTENDING = listed(
    "plan want expect intend hope prepare schedule seek wish vow promise pledge threaten agree "
    "ask urge call tell order need"
)
_ASKED_FOR_COMMENT = listed("respond reply answer return")
WISHING = frozenset(("wish", "want", "care"))  # negated, a refusal
_FUTURE = frozenset(("will", "'ll", "shall", "won't"))
_NOBODY = frozenset(("no", "nobody", "none", "neither", "no-one"))
_CONDITIONS = frozenset(("B.if", "B.unless", "B.whether"))


def governor(candidate: Candidate) -> Chunk | None:
    """The verb group an infinitive or gerund cue hangs on directly: "declined | to say"."""
    chunks = candidate.parsed.chunks
    at = candidate.at
    group = chunks[at]
    if group.kind != VG or not (group.infinitive or group.form == GERUND) or at == 0:
        return None
    before = at - 1
    while before > 0 and chunks[before].kind == "A":
        before -= 1
    found = chunks[before]
    return found if found.kind == VG and found.lemma else None


def is_refusal(candidate: Candidate) -> bool:
    """Whether the cue says that the speaker would not speak."""
    group = candidate.parsed.chunks[candidate.at]
    if group.kind != VG:
        return False
    if candidate.lemma in REFUSING:
        return True
    above = governor(candidate)
    if above is not None and (above.lemma in REFUSING or _unwilling(above)):
        return True
    if not group.negated:
        return False
    if candidate.lemma in _ASKED_FOR_COMMENT and candidate.frame.startswith(("p.to", "end")):
        return True
    unwilling = group.modal in ("would", "wouldn't", "will", "won't")
    return unwilling and candidate.lemma in SPEECH


def _unwilling(group: Chunk) -> bool:
    """ "did not wish | to comment" """
    return group.negated and group.lemma in WISHING


def act_of(candidate: Candidate) -> Act:
    """The act of a candidate."""
    if is_refusal(candidate):
        return Act.DECLINED
    if phrase := act_of_phrase(candidate):
        return Act(phrase)
    if candidate.rule == "noun":
        return Act(NOUN_ACT.get(candidate.lemma, "said"))
    if candidate.lemma == "tell" and candidate.frame in ("np+to", "to"):
        return Act.URGED
    if candidate.lemma == "ask" and candidate.frame in ("np+to", "to"):
        return Act.URGED
    return Act(ACT_OF.get(candidate.lemma, "said" if _layout(candidate) else "believes"))


def _layout(candidate: Candidate) -> bool:
    return candidate.rule in (
        "according-to", "transcript", "colon", "signed", "announced", "unclaimed", "hearsay",
        "quotation-cue",
    )  # fmt: skip


def polarity_of(candidate: Candidate) -> Polarity:
    """Whether the speech is asserted, negated, hypothetical or still to come."""
    group = candidate.parsed.chunks[candidate.at]
    if group.kind != VG or (_layout(candidate) and candidate.rule != "quotation-cue"):
        return Polarity.ASSERTED
    if _nobody_speaks(candidate):
        return Polarity.NEGATED
    refusal = is_refusal(candidate)
    above = governor(candidate)
    negated = group.negated or (above is not None and above.negated)
    if negated and not refusal:
        return Polarity.NEGATED
    if candidate.left in _CONDITIONS:
        return Polarity.HYPOTHETICAL
    modal = group.modal or (above.modal if above is not None else "")
    if modal and not refusal:
        return Polarity.FUTURE if modal in _FUTURE else Polarity.HYPOTHETICAL
    if above is not None and above.lemma in _FAILING:
        return Polarity.NEGATED
    if above is not None and group.infinitive and above.lemma in _INTENDING:
        return Polarity.FUTURE
    return Polarity.ASSERTED


def _nobody_speaks(candidate: Candidate) -> bool:
    """ "No one said", "none of them said", "neither Berg nor Voss said"."""
    subject = candidate.subject
    if subject is None:
        return False
    units = candidate.parsed.units
    first = units[subject.start].lower
    if first in _NOBODY:
        following = units[subject.start + 1].lower if subject.start + 1 < len(units) else ""
        return following not in ("fewer", "less", "longer")
    return subject.start > 0 and units[subject.start - 1].lower in ("nor", "neither")
