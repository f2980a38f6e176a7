"""What is known of one person or body from all articles so far. Pure.

A profile is kept small, however much somebody is quoted: the counts of what is rare and
old make room for what is common or new. It is a JSON document in the index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
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
        own = cls(str(evidence.kind))
        own.learn(evidence, where)
        return own

    def learn(self, evidence: Evidence, where: Surroundings) -> None:
        """Take in what one more article tells."""
        own = own_words(evidence.names)
        _count(self.names, evidence.names, MOST_NAMES)
        if evidence.described:
            _count(self.titles, evidence.described, MOST_TITLES)
        _count(self.around, [name for name in where.names if name not in own], MOST_AROUND)
        _count(self.outlets, (where.outlet,), MOST_OUTLETS)
        self._reach(where.date, where.date)

    def knows(self, evidence: Evidence) -> bool:
        """Whether all names and titles told are among its own."""
        return all(map(self.names.__contains__, evidence.names)) and all(
            map(self.titles.__contains__, evidence.described)
        )

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
        for counts, more, most in (
            (self.names, other.names, MOST_NAMES),
            (self.titles, other.titles, MOST_TITLES),
            (self.around, other.around, MOST_AROUND),
            (self.outlets, other.outlets, MOST_OUTLETS),
        ):
            for thing, number in more.items():
                counts[thing] = counts.pop(thing, 0) + number
            _trim(counts, most)
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


def _count(counts: dict[str, int], things: Iterable[str], most: int) -> None:
    for thing in things:
        counts[thing] = counts.pop(thing, 0) + 1  # so that the newest stands last
    if len(counts) > most:
        _trim(counts, most)


def _trim(counts: dict[str, int], most: int) -> None:
    """Where there are half as many again as ``most``, only the most often counted stay, of
    equals the newer."""
    if len(counts) <= most + most // 2:
        return
    newest, *_ = newest_first = list(reversed(counts))
    most_first = sorted(newest_first, key=counts.__getitem__, reverse=True)  # equals as they were
    for thing in most_first[most - 1 :]:
        if thing != newest:
            del counts[thing]
