"""What is known of one person or body from all articles so far. Pure.

A profile is kept small, however much somebody is quoted: the counts of what is rare and
old make room for what is common or new. It is a JSON document in the index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.people.across.evidence import Evidence, Surroundings, own_words

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

MOST_NAMES, MOST_TITLES, MOST_AROUND, MOST_OUTLETS = 16, 16, 32, 8


@dataclass(slots=True)
class Profile:
    """Counts of articles by name, title (with other descriptions), name around, and outlet.

    ``first`` and ``last`` are ISO 8601 dates.
    """

    kind: str
    names: dict[str, int] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)
    around: dict[str, int] = field(default_factory=dict)
    outlets: dict[str, int] = field(default_factory=dict)
    first: str = ""
    last: str = ""

    @classmethod
    def of(cls, evidence: Evidence, where: Surroundings) -> Profile:
        """What one article tells."""
        around = dict.fromkeys(where.names, 1)
        for name in own_words(evidence.names):
            around.pop(name, None)
        return cls(
            kind=str(evidence.kind),
            names=dict.fromkeys(evidence.names, 1),
            titles=dict.fromkeys(evidence.described, 1),
            around=around,
            outlets={where.outlet: 1},
            first=where.date,
            last=where.date,
        )

    def knows(self, other: Profile) -> bool:
        """Whether all names and titles of the other are among its own."""
        return self.names.keys() >= other.names.keys() and self.titles.keys() >= other.titles.keys()

    def remove(self, names: Iterable[str], described: Iterable[str], around: Iterable[str]) -> None:
        """Take back what one article told, as far as it is still remembered."""
        for counts, things in (
            (self.names, names),
            (self.titles, described),
            (self.around, around),
        ):
            for thing in things:
                if thing in counts:
                    counts[thing] -= 1
                    if not counts[thing]:
                        del counts[thing]

    def absorb(self, other: Profile) -> None:
        """Take in all of another profile that turned out to be of the same one."""
        _count(self.names, other.names, MOST_NAMES)
        _count(self.titles, other.titles, MOST_TITLES)
        _count(self.around, other.around, MOST_AROUND)
        _count(self.outlets, other.outlets, MOST_OUTLETS)
        self._reach(other.first, other.last)

    def dump(self) -> str:
        """As JSON text."""
        return _JSON.encode(
            [self.kind, self.names, self.titles, self.around, self.outlets, self.first, self.last]
        )

    @classmethod
    def load(cls, text: str) -> Profile:
        """From JSON text."""
        return cls(*json.loads(text))

    def _reach(self, first: str, last: str) -> None:
        self.first = min(self.first or first, first)
        self.last = max(self.last, last)


def _count(counts: dict[str, int], more: Mapping[str, int], most: int) -> None:
    """Add counts; where there are half as many again as ``most``, only the most often
    counted stay, of equals the newer."""
    if not more:
        return
    # The newest stand last. Few were there before: the others go in all at once.
    again = {thing: counts.pop(thing) for thing in counts.keys() & more.keys()}
    counts.update(more)
    for thing, number in again.items():
        counts[thing] += number
    if len(counts) <= most + most // 2:
        return
    newest, *_ = newest_first = list(reversed(counts))
    most_first = sorted(newest_first, key=counts.__getitem__, reverse=True)  # equals as they were
    for thing in most_first[most - 1 :]:
        if thing != newest:
            del counts[thing]
