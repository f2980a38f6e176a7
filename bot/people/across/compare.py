"""Whether two profiles are of one person or body: a score, with reasons. Pure.

The score adds what speaks for one to what speaks against. From ``CERTAIN`` on they are
taken for one; the limit is set so that a full name that is the same is enough where
nothing contradicts, and everything less needs the roles or the surroundings to agree. A
wrong merge costs more than two entities for one, and an operator can join them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import TypeVar

from bot.people.across.evidence import Evidence, Surroundings, own_words
from bot.people.across.organisations import Body, body
from bot.people.across.persons import PersonName, Relation, person_name, relation
from bot.people.across.profile import Profile
from bot.people.across.roles import Role, agreement, role
from bot.records import SpeakerKind

CERTAIN = 2.0
MARGIN = 0.5  # by which the likeliest of several has to lead

_BY_NAME = {
    Relation.SAME: (3.0, "the same full name"),
    Relation.MIDDLE: (2.6, "the same name but for a middle one"),
    Relation.LOOSE: (1.7, "the same name in another romanisation"),
    Relation.SUFFIX: (1.7, "the same name but for a suffix"),
    Relation.INITIAL: (1.3, "the family name and an initial"),
    Relation.BOTH_BARE: (1.0, "the same single name"),
    Relation.BARE: (0.6, "the family name alone"),
}
_SHARED, _SHARED_MOST, _COUNTRY_SHARED = 0.5, 1.5, 0.15
_FEW = 3  # names around; of fewer, it says nothing that none is shared
_APART_YEARS = 45

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``score`` from about -5 to 7, the reasons for one and those against."""

    score: float
    reasons: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether they are taken for one."""
        return self.score >= CERTAIN


OTHERS = Verdict(-5.0, (), ("different names",))


def compare(one: Profile, other: Profile) -> Verdict:
    """How much speaks for these being one; the same both ways."""
    if one.kind != other.kind:
        return Verdict(-5.0, (), ("different kinds",))
    score = _Score()
    if one.kind == SpeakerKind.PERSON:
        found = _weigh_persons(score, one, other)
    else:
        found = _weigh_bodies(score, one, other)
    if not found:
        return OTHERS
    _weigh_surroundings(score, one, other)
    return score.verdict()


def plainly_same(evidence: Evidence, where: Surroundings, known: Profile) -> bool:
    """Whether ``compare`` is sure to take them for one: a quick look at the usual case.

    A full name that was spelled just so before, with no title or with titles that it had
    before: nothing that ``compare`` looks at then takes away enough, but the years.
    """
    if not evidence.kind == known.kind == SpeakerKind.PERSON or not known.knows(evidence):
        return False
    for name in evidence.names:
        if person_name(name).bare:
            return False
    return _years_between((where.date, where.date), (known.first, known.last)) <= _APART_YEARS


def related(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether any two of these persons' names are alike; else they are two, whatever the rest."""
    own = [person_name(one) for one in names]
    for other in others:
        theirs = person_name(other)
        for one in own:
            if relation(one, theirs) is not Relation.OTHER:
                return True
    return False


def choose(found: Sequence[tuple[T, Verdict]]) -> list[T]:
    """Those that are certain and lead the rest, best first; all but the first lead by too little.

    One: that is the one. Several: it may be any of them. None: it is nobody known.
    """
    certain = sorted((pair for pair in found if pair[1].same), key=lambda pair: -pair[1].score)
    return [thing for thing, verdict in certain if certain[0][1].score - verdict.score < MARGIN]


class _Score:
    """Adds up, and remembers why."""

    def __init__(self) -> None:
        self._total = 0.0
        self._reasons: list[str] = []
        self._conflicts: list[str] = []

    def add(self, points: float, why: str) -> None:
        self._total += points
        if points:
            (self._reasons if points > 0 else self._conflicts).append(why)

    def verdict(self) -> Verdict:
        return Verdict(round(self._total, 3), tuple(self._reasons), tuple(self._conflicts))


def _weigh_persons(score: _Score, one: Profile, other: Profile) -> bool:
    """Names, roles and countries; False where no two names are alike."""
    pairs = list(product(map(person_name, one.names), map(person_name, other.names)))
    alike = max(relation(a, b) for a, b in pairs)
    if alike is Relation.OTHER:
        return False
    score.add(*_BY_NAME[alike])
    if alike < Relation.SAME and any(_contradict(a, b) for a, b in pairs):
        score.add(-2.0, "fuller forms of the names contradict")
    mine, theirs = _roles(one), _roles(other)
    weighed = [agreement(a, b) for a, b in product(mine, theirs)]
    if weighed:
        score.add(*max(weighed))
    here, there = _countries(mine), _countries(theirs)
    if here & there:
        score.add(0.6, f"both of {', '.join(sorted(here & there))}")
    elif here and there:
        score.add(-3.0, f"of different countries ({_listed(here)}; {_listed(there)})")
    return True


def _contradict(one: PersonName, other: PersonName) -> bool:
    """Whether two full names of one family cannot be one person's."""
    if one.bare or other.bare or one.words[-1] != other.words[-1]:
        return False
    return relation(one, other) is Relation.OTHER


def _roles(profile: Profile) -> list[Role]:
    return [found for title in profile.titles if (found := role(title)) is not None]


def _countries(roles: Iterable[Role]) -> frozenset[str]:
    return frozenset(country for one in roles for country in one.countries)


def _weigh_bodies(score: _Score, one: Profile, other: Profile) -> bool:
    """What the names say; False where they say that these are two."""
    mine, theirs = [*map(body, one.names)], [*map(body, other.names)]
    full, others = _full(mine), _full(theirs)
    if full & others:
        local = all(b.local for b in mine if b.key in full & others)
        score.add(1.8 if local else 3.0, "the same name")
        return True
    if full and others:
        return False
    short, shorter = {b.acronym for b in mine} - {None}, {b.acronym for b in theirs} - {None}
    if short & shorter:
        both = not full and not others
        score.add(2.6 if both else 1.6, "the same acronym")
        return True
    initials, others_initials = {b.initials for b in mine}, {b.initials for b in theirs}
    if short & others_initials or shorter & initials:
        score.add(1.2, "an acronym that fits the name")
        return True
    return False


def _full(bodies: Iterable[Body]) -> set[str]:
    return {b.key for b in bodies if b.key is not None and b.acronym is None}


def _weigh_surroundings(score: _Score, one: Profile, other: Profile) -> None:
    own = own_words((*one.names, *other.names))
    here, there = one.around.keys() - own, other.around.keys() - own
    shared = here & there
    points = sum(_COUNTRY_SHARED if name.startswith("=") else _SHARED for name in shared)
    if shared:
        score.add(min(points, _SHARED_MOST), f"both with {_listed(n.strip('=') for n in shared)}")
    elif min(len(here), len(there)) >= _FEW:
        score.add(-0.5, "nothing in common around them")
    if one.first and other.first:
        years = _years_between((one.first, one.last), (other.first, other.last))
        if years > _APART_YEARS:
            score.add(-5.0, "generations apart")


def _years_between(one: tuple[str, str], other: tuple[str, str]) -> float:
    """Between the last date of the earlier and the first of the later."""
    (_, end), (start, _) = sorted((one, other))
    if start <= end or start[:4] == end[:4]:
        return 0.0
    return (datetime.fromisoformat(start) - datetime.fromisoformat(end)).days / 365.25


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:4])
