"""A second look: how likely a candidate is, given the others of its sentence and its text.

A verb inside what somebody else is reported to say rarely attributes on its own; a verb that
shares its subject with a sure attribution often does; of two cues for the same words one is
right. ``reweigh`` corrects the acceptor's chances by such facts. They are numbers: chances of
the candidates around, sizes, and how often candidates with the same verb, frame or company
were right; small fitted trees turn them into a correction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.quotes import model
from bot.quotes.candidate import Candidate, Parsed
from bot.quotes.frames import family
from bot.quotes.lexicon import verb_class
from bot.quotes.scoring import speaker_kind
from bot.quotes.trees import worth

FAINT = 0.06  # candidates less likely than that are left alone
_SURE = 0.75  # from here a candidate tells that its speaker speaks in this text
_MOST = 14  # candidates of a sentence looked at in pairs, the likeliest first
_ALIKE = 0.6  # shared part from which two contents count as the same
_LEFT_SHOWN = 6  # letters of what precedes the speaker that tell anything

# Combinations of a candidate's traits whose share of right ones is counted
RATES = (
    "lemma", "frame", "how", "left", "who", "rule reading", "lemma frame", "lemma how",
    "how left", "outer kind", "alike kind", "rival rule reading", "inner kind", "outer how",
    "outer left", "frame how", "kind frame",
)  # fmt: skip
_KEYS = tuple((f"{number}=", rate.split()) for number, rate in enumerate(RATES))

# The facts the trees ask for, by place in ``facts``
FACTS = (
    "chance", "gate", "sure", "rival", "outer", "inner", "alike", "known", "length", "rank",
    "size", "before", "quoted", "after", "quotations", "shared", "company",
    *(rate.replace(" ", "+") for rate in RATES),
)  # fmt: skip

Known = Mapping[str, int]  # a speaker's last word -> how often it surely speaks in the text


@dataclass(slots=True)
class Text:
    """What a whole text says about each of its candidates.

    ``best`` is the chance of the likeliest candidate of each sentence, ``quotations`` the
    number of quotations per sentence.
    """

    parsed: Sequence[Parsed]
    known: Known
    best: list[float]
    quotations: float

    def beside(self, index: int, step: int) -> float:
        """The best chance in the sentence before or after, within the paragraph."""
        other = index + step
        if not 0 <= other < len(self.parsed):
            return 0.0
        later = self.parsed[max(index, other)].sentence
        return 0.0 if later.opens_paragraph else self.best[other]


def look_over(parsed: Sequence[Parsed], proposed: Sequence[Sequence[Candidate]]) -> Text:
    """A text's candidates after the first look."""
    quotes = sum([1 for here in parsed for unit in here.units if unit.kind == "q"])
    return Text(
        parsed,
        known_speakers(proposed),
        [max([c.chance for c in found], default=0.0) for found in proposed],
        quotes / max(1, len(parsed)),
    )


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


def reweigh(parsed: Sequence[Parsed], proposed: Sequence[Sequence[Candidate]]) -> None:
    """Correct the chances of a text's candidates, after the first look has set them."""
    trees = model.MODELS.trees
    if not trees:
        return
    text = look_over(parsed, proposed)
    for index, found in enumerate(proposed):
        corrected = [
            (candidate, model.sigmoid(row[0] + worth(trees, row)))
            for candidate, row in facts_of_sentence(found, text, index)
        ]
        for candidate, chance in corrected:
            candidate.chance = chance


def facts_of_sentence(
    found: Sequence[Candidate], text: Text, index: int
) -> Iterator[tuple[Candidate, list[float]]]:
    """Every candidate of a sentence that matters, with its FACTS."""
    rates = model.MODELS.weights("rates")
    usual = rates.get("usual", 0.0)
    for candidate, row, traits in sightings(found, text, index):
        yield candidate, row + [rates.get(key, usual) for key in rate_keys(traits)]


def rate_keys(traits: Mapping[str, str]) -> list[str]:
    """The names under which the shares of right candidates with these traits are kept, in the
    order of RATES."""
    return [
        prefix + (traits[names[0]] if len(names) == 1 else "|".join([traits[n] for n in names]))
        for prefix, names in _KEYS
    ]


def sightings(
    found: Sequence[Candidate], text: Text, index: int
) -> Iterator[tuple[Candidate, list[float], dict[str, str]]]:
    """Every candidate of a sentence that matters, with its plain facts and its traits."""
    likely = strongest(found)
    for rank, candidate in enumerate(likely):
        around = _company(candidate, likely)
        yield candidate, _plain(candidate, around, rank, text, index), _traits(candidate, around)


def strongest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that matter, likeliest first."""
    likely = [c for c in candidates if c.chance >= FAINT and c.frame != "dialogue"]
    likely.sort(key=lambda c: -c.chance)
    return likely[:_MOST]


@dataclass(slots=True)
class _Company:
    """The likeliest other candidates that stand in some relation to one: ``outer`` holds its
    cue, ``inner`` has its cue inside, ``alike`` has the same content, ``rival`` the same cue.
    ``shared`` is the best chance with the same speaker, ``likely`` counts likely others."""

    outer: Candidate | None = None
    inner: Candidate | None = None
    alike: Candidate | None = None
    rival: Candidate | None = None
    shared: float = 0.0
    likely: int = field(default=0)


def _company(candidate: Candidate, others: Sequence[Candidate]) -> _Company:
    around = _Company()
    cue, subject = candidate.cue, candidate.subject
    size = candidate.size()
    for other in others:  # likeliest first, so the first that fits is kept
        if other is candidate or other.cue is None or cue is None:
            continue
        if other.cue.start == cue.start or other.cue.end == cue.end:
            around.rival = around.rival or other
            continue
        around.likely += other.chance > 0.5
        if around.outer is None and other.overlaps_unit(cue.start, cue.end):
            around.outer = other
        if around.inner is None and candidate.overlaps_unit(other.cue.start, other.cue.end):
            around.inner = other
        if around.alike is None:
            common = candidate.shared(other)
            if common and common > _ALIKE * (size + other.size() - common):
                around.alike = other
        theirs = other.subject
        if subject is not None and theirs is not None and subject.start == theirs.start:
            around.shared = max(around.shared, other.chance)
    return around


def _chance(candidate: Candidate | None) -> float:
    return candidate.chance if candidate is not None else 0.0


def _plain(
    candidate: Candidate, around: _Company, rank: int, text: Text, index: int
) -> list[float]:
    """The facts that are no rates, in the order of FACTS."""
    units = candidate.parsed.units
    size = candidate.size()
    quoted = sum(
        [
            u.end - u.start
            for u in units
            if u.kind == "q" and candidate.overlaps_unit(u.start, u.end)
        ]
    )
    return [
        model.logit(candidate.chance),
        candidate.gate,
        candidate.sureness,
        _chance(around.rival),
        _chance(around.outer),
        _chance(around.inner),
        _chance(around.alike),
        float(text.known.get(last_word(candidate), 0)),
        float(len(units)),
        float(rank),
        float(size),
        text.beside(index, -1),
        quoted / max(1, size),
        text.beside(index, 1),
        text.quotations,
        around.shared,
        float(around.likely),
    ]


def _traits(candidate: Candidate, around: _Company) -> dict[str, str]:
    """What kind of candidate it is, and in what company."""
    outer, inner, alike, rival = around.outer, around.inner, around.alike, around.rival
    return {
        "lemma": candidate.lemma,
        "kind": verb_class(candidate.lemma),
        "frame": candidate.frame,
        "how": candidate.subject.how if candidate.subject is not None else "none",
        "left": candidate.left[:_LEFT_SHOWN],
        "who": speaker_kind(candidate),
        "rule": candidate.rule,
        "reading": candidate.reading,
        "outer": verb_class(outer.lemma)[:1] + family(outer.frame) + outer.reading
        if outer
        else "-",
        "inner": verb_class(inner.lemma)[:1] + family(inner.frame) if inner else "-",
        "alike": verb_class(alike.lemma)[:1] + alike.rule if alike else "-",
        "rival": rival.reading + rival.rule if rival else "-",
    }
