"""Whom a pronoun means: the names, bodies and speakers before it, each weighed.

The weights are points by hand: the sentence distance, whether a name is its clause's
subject, who spoke last. Calibrated on hand-resolved news; a point more or less at any
single one changes little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log2

from bot.people.identity import Rival
from bot.people.lexicon import (
    GOVERNING,
    GROUPS,
    KIN,
    NO_MODIFIERS,
    PEOPLES,
    ROLES,
    STARTERS,
    is_role,
)
from bot.people.members import Member, Sighting
from bot.people.names import Sort
from bot.people.page import Page

LOOK_BACK = 40  # sightings; articles rarely refer further back by a pronoun
RECENT_TURNS = 8
_CONJUNCTIONS = frozenset(
    (
        *("and", "but", "that", "when", "while", "as", "because", "after", "before", "if"),
        *("though", "although", "where", "which", "says", "said", "since", "until", "whether"),
    )
)
_FINITE = frozenset(
    ("is", "was", "has", "had", "will", "would", "could", "can", "did", "does", "may", "might")
)
_QUANTIFIERS = frozenset(("the", "a", "an", "some", "many", "those", "several", "these", "other"))


@dataclass(frozen=True, slots=True)
class Turn:
    """A speaker already decided: at word ``at`` spoke ``member``."""

    at: int
    member: Member


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pronoun at word ``at`` asks for: people (of a ``sex``) or bodies, never one named
    in the ``excluded`` words, and named before it (``ahead``: behind it)."""

    at: int
    people: bool
    sex: str | None = None
    excluded: tuple[range, ...] = ()
    reported: bytes | bytearray = b""
    ahead: bool = False
    asker: Member | None = None
    plural: bool = False

    def says(self, word: int) -> bool:
        """Whether a word is part of what somebody said."""
        return bool(self.reported[word : word + 1].strip(b"\0"))

    def _admits_body(self, member: Member) -> bool:
        if member.body:
            return True
        return not self.plural and (member.collective or member.sort is Sort.WORK)

    def admits(self, member: Member, at: int) -> bool:
        if not (member.person if self.people else self._admits_body(member)):
            return False
        if self.sex is not None and member.is_sex(self.sex) < -0.5:
            return False
        return (at < self.at) != self.ahead and not any(at in words for words in self.excluded)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The members weighed for one pronoun, best first."""

    ranked: tuple[tuple[Member, Rival], ...]

    @property
    def best(self) -> Member | None:
        return self.ranked[0][0] if self.ranked else None

    @property
    def score(self) -> float:
        return self.ranked[0][1].score if self.ranked else 0.0


def weigh(page: Page, seen: Iterable[Sighting], turns: list[Turn], wanted: Wanted) -> Weighed:
    """Weigh everybody sighted or heard before the pronoun."""
    best: dict[int, tuple[float, Member, tuple[str, ...]]] = {}

    def keep(member: Member, score: float, reasons: tuple[str, ...]) -> None:
        old = best.get(id(member))
        if old is None or score > old[0]:
            best[id(member)] = (score, member, reasons)

    for sighting in seen:
        if wanted.admits(sighting.member, sighting.first):
            if sighting.member.sort is Sort.PLACE and not is_subject(page, sighting):
                continue
            keep(sighting.member, *_sighting_score(page, sighting, wanted))
    fitting = [t for t in turns[-RECENT_TURNS:] if wanted.admits(t.member, t.at)]
    for turn in fitting:
        newest = turn is fitting[-1]
        keep(turn.member, *_turn_score(page, turn, newest, turn is turns[-1], wanted.at))
    ranked = [
        (member, _rival(member, score, reasons, wanted)) for score, member, reasons in best.values()
    ]
    ranked.sort(key=lambda pair: -pair[1].score)
    return Weighed(tuple(ranked))


def _rival(member: Member, score: float, reasons: tuple[str, ...], wanted: Wanted) -> Rival:
    if member is wanted.asker:
        score -= 4
        reasons = (*reasons, "asked, and would not answer")
    if any(title.head in KIN for title in member.titles):
        score -= 1
        reasons = (*reasons, "named as somebody's kin")
    score += min(0.6, 0.2 * log2(max(1, member.count)))
    if wanted.sex is not None and member.is_sex(wanted.sex) > 0.5:
        score += 1.5
        reasons = (*reasons, "known to be " + ("male" if wanted.sex == "m" else "female"))
    return Rival(member.name, round(score, 2), reasons)


def _distance(page: Page, word: int, at: int) -> tuple[float, str]:
    sentences = page.sentence[at] - page.sentence[word]
    paragraphs = page.paragraph[at] - page.paragraph[word]
    if not sentences:
        return -0.08 * min(abs(at - word), 40), "in the same sentence"
    return -1.5 * min(sentences, 5) - min(paragraphs, 4), f"{sentences} sentences before"


def _sighting_score(
    page: Page, sighting: Sighting, wanted: Wanted
) -> tuple[float, tuple[str, ...]]:
    at = wanted.at
    distance, said = _distance(page, sighting.first, at)
    score = 10.0 + distance
    reasons = [said]
    if is_subject(page, sighting):
        score += 2 if page.sentence[sighting.first] != page.sentence[at] else 3
        if page.begins_sentence(sighting.start):
            score += 0.7
        reasons.append("subject there")
    if page.owns[sighting.last]:
        score -= 1.5
        reasons.append("possessive there")
    if page.quoted[sighting.first] and not page.quoted[at]:
        score -= 4
        reasons.append("inside a quotation")
    elif wanted.says(sighting.first) and not wanted.says(at):
        score -= 2
        reasons.append("inside somebody's words")
    if sighting.member.sort is Sort.UNKNOWN:
        score -= 3
        reasons.append("perhaps no person or body")
    if sighting.member.sort is Sort.PLACE:
        score -= 2
        reasons.append("a place")
    return score, tuple(reasons)


def _turn_score(
    page: Page, turn: Turn, newest: bool, last: bool, at: int
) -> tuple[float, tuple[str, ...]]:
    distance, said = _distance(page, turn.at, at)
    score = 12.5 + distance + (1.0 if newest else 0.0) + (0.5 if last else 0.0)
    if page.paragraph[at] - page.paragraph[turn.at] > 2:
        score -= 2.5
    if turn.member.sort is Sort.ROLE:
        score -= 1
    return score, (said, "the last speaker" if last else "spoke there")


def is_subject(page: Page, sighting: Sighting) -> bool:
    """Whether a name seems to be its clause's subject: nothing governs it from the left."""
    if page.owns[sighting.last] or _stands_alone(page, sighting):
        return False
    if sighting.start == 0 or page.begins_sentence(sighting.start):
        return True
    after = sighting.last + 1
    followed = after < len(page) and page.glue[sighting.last] == " "
    if page.glue[sighting.start - 1].strip() not in ("", "."):
        return followed and not page.caps[after]
    left = page.low[sighting.start - 1]
    if left in _CONJUNCTIONS:
        return True
    if left == "with":  # "with the agency releasing pictures that it said ..."
        return followed and page.low[after].endswith("ing")
    return followed and page.low[after] in _FINITE and left not in GOVERNING


def _stands_alone(page: Page, sighting: Sighting) -> bool:
    """A name that is all of its paragraph: a signature or a caption."""
    first, after = sighting.start, sighting.last + 1
    opens = first == 0 or page.paragraph[first - 1] != page.paragraph[first]
    return opens and (after == len(page) or page.paragraph[after] != page.paragraph[first])


def before(sightings: list[Sighting], index: int) -> Iterator[Sighting]:
    """The sightings before position ``index`` of the list, newest first."""
    for number in range(index - 1, max(-1, index - 1 - LOOK_BACK), -1):
        yield sightings[number]


def noun_phrase_before(page: Page, at: int) -> range | None:
    """The words of the noun phrase that a relative pronoun at ``at`` goes with.

    The nearest noun for people counts ("nervous Democrats on the hill, who"), else whatever
    stands right before.
    """
    nearest = at - 1
    if page.low[nearest].endswith("s") and (page.glue[nearest] == " " or page.low[at] == "which"):
        found = _with_modifiers(page, nearest)
        whole = found and found.start > 1 and page.low[found.start - 1] == "of"
        if page.low[at] == "which" and found and whole:  # "the chamber of mines, which"
            return _with_modifiers(page, found.start - 2)
        return found
    for number in range(at - 1, max(-1, at - 9), -1):
        if page.sentence[number] != page.sentence[at]:
            break
        if is_plural(page.low[number]) or is_role(page.low[number]):
            nearest = number
            break
    return _with_modifiers(page, nearest)


def _with_modifiers(page: Page, noun: int) -> range | None:
    """The noun phrase that ends in ``noun``."""
    if page.low[noun] in STARTERS:
        return None
    start = noun
    while start > 0 and noun - start < 5:
        word = start - 1
        joined = page.glue[word] == " " and page.sentence[word] == page.sentence[noun]
        if joined and page.low[word] in _QUANTIFIERS:
            return range(word, noun + 1)
        if not joined or page.low[word] in NO_MODIFIERS:
            break
        start = word
    return range(start, noun + 1)


def is_plural(word: str) -> bool:
    """Whether a word means several people: "officials", "Republicans", "Danes"."""
    return word in GROUPS or word in PEOPLES or (word.endswith("s") and word[:-1] in ROLES)
