"""Somebody or some body of an article, and what speaks for who that is."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.people.lexicon import HE_TITLES, SHE_TITLES
from bot.people.names import Sort
from bot.people.titles import Title

MOST_TITLES = 12  # different ones of one person; articles give two or three


@dataclass(slots=True, eq=False)
class Member:
    """One person or body of the article. ``words`` is its fullest name in plain form.

    ``first`` to ``last`` is where that name stands, ``since`` the first word that named it;
    ``sex`` counts evidence for "f" and "m"; ``votes`` evidence for what sort it is.
    """

    words: tuple[str, ...]
    name: str
    first: int
    last: int
    votes: dict[Sort, float] = field(default_factory=dict)
    sort: Sort = Sort.UNKNOWN
    sex: dict[str, float] = field(default_factory=lambda: {"f": 0.0, "m": 0.0})
    titles: list[Title] = field(default_factory=list)
    count: int = 0
    since: int = -1

    def __post_init__(self) -> None:
        self.since = self.first

    def vote(self, sort: Sort, weight: float = 1.0) -> None:
        """Take evidence for a sort; the sort with most of it is the member's."""
        votes = self.votes[sort] = self.votes.get(sort, 0.0) + weight
        if votes > self.votes.get(self.sort, 0.0) or self.sort is Sort.UNKNOWN:
            self.sort = sort

    @property
    def person(self) -> bool:
        """Whether the member is a person (named or not), or may well be one."""
        if self.sort is Sort.UNKNOWN:
            return len(self.words) in (2, 3, 4) or any(self.sex.values())
        return self.sort in (Sort.PERSON, Sort.ROLE)

    @property
    def collective(self) -> bool:
        """Whether it is a group in the singular: "the jury", "the family"."""
        return self.sort is Sort.GROUP and not any(word.endswith("s") for word in self.words)

    @property
    def may_be_misspelt(self) -> bool:
        return self.sort in (Sort.PERSON, Sort.UNKNOWN)

    @property
    def body(self) -> bool:
        """Whether the member is a body, or may well be one."""
        return self.sort in (Sort.BODY, Sort.PLACE, Sort.THING, Sort.UNKNOWN)

    def take(self, other: Member) -> None:
        """All evidence of another member that turned out to be this one."""
        self.count += other.count
        self.since = min(self.since, other.since)
        self.titles += other.titles
        for sex, votes in other.sex.items():
            self.sex[sex] += votes

    def learn_title(self, title: Title) -> None:
        """Keep a title the article gives, once."""
        if len(self.titles) < MOST_TITLES and all(title.words != t.words for t in self.titles):
            self.titles.append(title)
        self.learn_sex(title.head)

    def learn_sex(self, noun: str) -> None:
        """Take "spokeswoman" or "king" as strong evidence."""
        if noun in SHE_TITLES:
            self.sex["f"] += 2
        elif noun in HE_TITLES:
            self.sex["m"] += 2

    def is_sex(self, sex: str) -> float:
        """How much speaks for ``sex``: below 0 where the other has it."""
        other = "m" if sex == "f" else "f"
        return self.sex[sex] - self.sex[other]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where a member is named: words ``first`` to ``last`` (title from ``start``)."""

    member: Member
    start: int
    first: int
    last: int
    full: bool


def stand_in(sort: Sort, name: str, words: tuple[str, ...], first: int, last: int) -> Member:
    """A member without a name of its own: "a senior official", "protesters", "the ministry"."""
    member = Member(words, name, first, last)
    member.vote(sort, 1000.0)  # nothing read later makes it something else
    return member
