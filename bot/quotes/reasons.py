"""Why each statement was found: the rule, the cue, the speaker's evidence, what lost.

``explain`` runs the engine once more and keeps what it weighed. A part of the score is a
feature that was present, with its fitted weight; positive ones speak for the statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.quotes import model
from bot.quotes.candidate import Candidate
from bot.quotes.engine import Analysis, analyse, to_attribution
from bot.records import Attribution, Span

PARTS_SHOWN = 8
RIVALS_SHOWN = 5

_SUBJECTS = {
    "np": "stands right before the verb",
    "appos": "stands before an apposition",
    "rel": "a relative pronoun with what it refers to",
    "npart": "the noun the participle hangs on",
    "part": "the subject of the main clause",
    "issue": "who issued the words",
    "cat": "follows in the main clause",
    "inf": "the subject of the governing verb",
    "ctrl": "the object of the governing verb",
    "coord": "shared with an earlier verb",
    "outer": "shared with the verb that reports the clause",
    "vv": "shared with the verb before",
    "inv": "follows the verb",
    "by": "named after “by”",
    "acc": "named after “according to”",
    "lay": "named by the layout",
    "poss": "owns the noun",
    "of": "named after the noun",
    "obj": "the subject of the verb before the noun",
}

_READINGS = {
    "R": "the words after the cue",
    "L": "the words before the cue",
    "M": "the words on both sides of the cue",
    "A": "the sentence around the clause",
    "B": "the passive's subject, or what follows its agent",
    "U": "the passive's subject",
    "P": "the other side of the comma",
    "C": "the paragraph after the colon",
    "S": "the quotation before the signature",
    "N": "the next paragraph",
    "H": "the clause around the adverb",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A feature of the statement and what it adds to the score."""

    feature: str
    weight: float


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate for some of the same words, or of the same cue, that was not chosen."""

    content: tuple[Span, ...]
    cue: Span | None
    mention: Span | None
    rule: str
    chance: float
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One statement with its reasons.

    ``content_is`` says where the content lies, ``speaker_is`` how the speaker was found;
    ``frame`` is what follows the cue; ``alone`` is the chance by itself and ``parts`` its
    strongest parts, strongest first; ``among`` is the chance given the candidates around;
    ``rivals`` what competed and lost, likeliest first.
    """

    statement: Attribution
    content_is: str
    speaker_is: str
    frame: str
    alone: float
    parts: tuple[Part, ...]
    among: float
    rivals: tuple[Rival, ...]


def explain(text: str) -> tuple[Explanation, ...]:
    """An explanation of every statement, in the order of ``attribute(text)``."""
    analysis = analyse(text)
    near = _by_sentence(analysis)
    return tuple(_explanation(chosen, near, analysis.chosen) for chosen in analysis.chosen)


def _by_sentence(analysis: Analysis) -> dict[int, list[Candidate]]:
    return {
        parsed.sentence.index: found
        for parsed, found in zip(analysis.parsed, analysis.proposed, strict=True)
    }


def _explanation(
    chosen: Candidate, near: dict[int, list[Candidate]], winners: Sequence[Candidate]
) -> Explanation:
    how = chosen.subject.how if chosen.subject is not None else ""
    speaker = "nobody is named" if chosen.speaker is None else _SUBJECTS.get(how, "stands near")
    content = _READINGS.get(chosen.reading, "the words around the cue")
    if chosen.rule == "continued":
        content = "a quotation that goes on with the statement before it"
    rivals = sorted(
        _rivals(chosen, near.get(chosen.parsed.sentence.index, []), winners),
        key=lambda rival: -rival.chance,
    )
    return Explanation(
        to_attribution(chosen), content, speaker, chosen.frame,
        round(chosen.alone, 3), _parts(chosen), round(chosen.chance, 3),
        tuple(rivals[:RIVALS_SHOWN]),
    )  # fmt: skip


def _parts(chosen: Candidate) -> tuple[Part, ...]:
    weights = model.MODELS.weights("accept")
    parts = [Part(name, weights[name]) for name in chosen.evidence if weights.get(name)]
    parts.sort(key=lambda part: (-abs(part.weight), part.feature))
    return tuple(parts[:PARTS_SHOWN])


def _rivals(
    chosen: Candidate, candidates: Sequence[Candidate], winners: Sequence[Candidate]
) -> Iterator[Rival]:
    won = {id(winner) for winner in winners}
    for other in candidates:
        if id(other) in won or other.cue is None or chosen.cue is None:
            continue
        same_cue = other.cue.end == chosen.cue.end
        if not same_cue and not other.shared(chosen):
            continue
        spoken = other.speaker
        yield Rival(
            tuple(Span(piece.start, piece.end) for piece in other.content),
            Span(other.cue.start, other.cue.end),
            Span(spoken.start, spoken.end) if spoken is not None else None,
            other.rule,
            round(other.chance, 3),
            "another reading of the same cue" if same_cue else "the same words, less likely",
        )
