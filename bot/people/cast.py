"""The cast of an article: everybody and every body it names, each once.

``assemble(page)`` gathers all names of a text into members, joins "Jeon" with "Jeon
Ha-kyu" and "NIS" with "National Intelligence Service", and keeps where each was sighted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from bot.people.lexicon import (
    ACRONYMS,
    ATTRIBUTIVE,
    BODIES,
    GIVEN,
    HE_TITLES,
    PARTICLES,
    PLACES,
    RELATIONS,
    SEX,
    SHE_TITLES,
)
from bot.people.names import Name, Sort, Title, names_in
from bot.people.page import Page

_SMALL = frozenset(("of", "and", "for", "the", "in", "on", "to", "at", "&"))
_LONGEST_HEADLINE = 12  # words of more than three letters
_VAGUE = (Sort.UNKNOWN, Sort.BODY, Sort.THING)
_SHARED_HEADLINE = 0.7  # share of capitalised words from which a line is a headline


@dataclass(slots=True, eq=False)
class Member:
    """One person or body of the article. ``words`` is its fullest name in plain form.

    ``sex`` counts evidence for "f" and "m"; ``votes`` evidence for what sort it is.
    """

    words: tuple[str, ...]
    name: str
    first: int
    last: int
    votes: dict[Sort, float] = field(default_factory=lambda: defaultdict(float))
    sex: dict[str, float] = field(default_factory=lambda: {"f": 0.0, "m": 0.0})
    titles: list[Title] = field(default_factory=list)
    acronyms: set[str] = field(default_factory=set)
    count: int = 0

    @property
    def sort(self) -> Sort:
        if not self.votes:
            return Sort.UNKNOWN
        best = max(self.votes, key=lambda sort: self.votes[sort])
        return best if self.votes[best] > 0 else Sort.UNKNOWN

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
        self.titles += other.titles
        for sex, votes in other.sex.items():
            self.sex[sex] += votes

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
    member.votes[sort] = 1000.0  # nothing read later makes it something else
    return member


class Cast:
    """All members, found by any part of their names."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.members: list[Member] = []
        self.sightings: list[Sighting] = []
        self._by_key: dict[tuple[str, ...], Member] = {}
        self._by_word: dict[str, list[Member]] = defaultdict(list)
        self._acronyms: dict[str, Member] = {}
        self._later: dict[int, int] = {}  # first word of a full name outside the title line

    def add(self, name: Name) -> Member:
        """The member that bears this whole name, made where there is none yet."""
        key = _key(name)
        member = self._by_key.get(key)
        if member is None:
            member = Member(
                name.low, self.page.joined(name.first, name.last), name.first, name.last
            )
            self.members.append(member)
            self._by_key[key] = member
            for word in set(_parts(name.low)):
                self._by_word[word].append(member)
        elif len(name.low) > len(member.words):
            member.words = name.low
            member.name = self.page.joined(name.first, name.last)
            for word in set(_parts(name.low)):
                if member not in self._by_word[word]:
                    self._by_word[word].append(member)
        self.learn(member, name)
        return member

    def learn(self, member: Member, name: Name) -> None:
        """Take the evidence of one more sighting."""
        member.count += 1
        if not name.single and self.page.paragraph[name.first]:
            self._later.setdefault(id(member), name.first)
        part = name.single and len(member.words) > 1  # a part of a name alone tells little
        if name.sort not in (Sort.UNKNOWN, Sort.TITLE) and (not part or name.sort is Sort.PERSON):
            member.votes[name.sort] += 1
        for title in (name.title, name.after):
            if title is not None:
                member.titles.append(title)
                member.learn_sex(title.head)
        if name.low and not any(member.sex.values()) and name.sort in (Sort.PERSON, Sort.UNKNOWN):
            told = SEX.get(member.words[0])
            if told:
                member.sex[told] += 0.6

    def merge_parts(self, members: dict[int, Member]) -> None:
        """Join "Peña Nieto" to "Enrique Peña Nieto", "Blue Lagoon" to "Blue Lagoon Lines"."""
        merged: dict[int, Member] = {}
        for member in self.members:
            longer = self._longer(member)
            if longer is not None:
                merged[id(member)] = longer
                longer.take(member)
        for number, member in members.items():
            members[number] = merged.get(id(member), member)
        for member in [m for m in self.members if id(m) in merged]:
            self.members.remove(member)
            for word in set(_parts(member.words)):
                self._by_word[word].remove(member)
        if merged:
            self._by_key = {k: merged.get(id(m), m) for k, m in self._by_key.items()}

    def _longer(self, member: Member) -> Member | None:
        """The one member whose name is this one's and a word more."""
        words = member.words
        if len(words) < 2:
            return None
        found = []
        for other in self._by_word[words[-1]]:
            if len(other.words) != len(words) + 1:
                continue
            family = other.words[1:] == words and other.sort is Sort.PERSON
            body = other.words[:-1] == words and other.sort is Sort.BODY
            if (family and member.sort is not Sort.BODY) or (body and member.sort in _VAGUE):
                found.append(other)
        return found[0] if len(found) == 1 else None

    def merge_teams(self, members: dict[int, Member]) -> None:
        """ "The Brandt team" is the Brandt campaign, where the article speaks of both."""
        for number, member in members.items():
            if member.sort is Sort.BODY and member.words[-1] in ("team", "camp"):
                other = self._by_key.get((*member.words[:-1], "campaign"))
                members[number] = other or member

    def introduce(self, acronym: str, member: Member) -> None:
        member.acronyms.add(acronym)
        self._acronyms.setdefault(acronym, member)

    def bearing(self, words: tuple[str, ...]) -> list[Member]:
        """Members whose name contains these words in this order."""
        if not words:
            return []
        if len(words) == 1 and (member := self._acronyms.get(letters(words[0]))):
            return [member]
        words = tuple(w.removeprefix("al-") for w in words)
        found = [m for m in self._by_word.get(words[-1], ()) if _within(words, _parts(m.words))]
        return [m for m in found if len(words) > 1 or not _only_lends(m, words[0])]

    def pick(self, words: tuple[str, ...], at: int, title: Title | None) -> Member | None:
        """The one of ``bearing`` that is meant at word ``at``."""
        found = self.bearing(words)
        if len(found) < 2:
            return found[0] if found else None
        exact = [m for m in found if m.words == words]
        if exact and len(words) > 1:
            return exact[0]
        if len(words) == 1:
            family = [m for m in found if _family(m) == words]
            found = family or found
        if title is not None and title.head in SHE_TITLES | HE_TITLES:
            sex = "f" if title.head in SHE_TITLES else "m"
            found = [m for m in found if m.is_sex(sex) >= 0] or found
        people = [m for m in found if m.sort is Sort.PERSON]
        found = people or found
        if len(found) == 1:
            return found[0]
        return self._latest_or_main(found, at)

    def _latest_or_main(self, found: list[Member], at: int) -> Member | None:
        """Whom a bare family name means: the main bearer, named first and not as somebody's
        kin, unless the sentence before is about another one of them."""
        page = self.page
        at = min(at, len(page) - 1)
        kin = [m for m in found if not any(title.head in RELATIONS for title in m.titles)]
        main = min(kin or found, key=self._introduced)
        for sighting in reversed(self.sightings):
            if page.paragraph[sighting.first] < page.paragraph[at] or sighting.member is main:
                break
            if sighting.first < at and sighting.member in found and sighting.full:
                near = page.sentence[at] - page.sentence[sighting.first] <= 1
                return sighting.member if near and not page.owns[sighting.last] else main
        return main

    def _introduced(self, member: Member) -> int:
        """Where a member is first named in full; a title line counts last."""
        if self.page.paragraph[member.first] or not self._later.get(id(member)):
            return member.first
        return self._later[id(member)]


def assemble(page: Page) -> Cast:
    """Everybody named in the text."""
    cast = Cast(page)
    headlines = _headlines(page)
    names = list(names_in(page, range(len(page))))
    members: dict[int, Member] = {}
    for number, name in enumerate(names):
        if name.sort is Sort.TITLE or name.single or page.paragraph[name.first] in headlines:
            continue
        members[number] = cast.add(name)
    cast.merge_parts(members)
    cast.merge_teams(members)
    _introduce_acronyms(page, cast, names, members)
    for number, name in enumerate(names):
        if name.sort is Sort.TITLE and not _is_family_name(cast, name):
            continue
        member = members.get(number)
        if member is None:
            member = _attach(cast, name, page.paragraph[name.first] in headlines)
        if member is None:
            continue
        full = number in members
        cast.sightings.append(Sighting(member, name.start, name.first, name.last, full))
    return cast


def _is_family_name(cast: Cast, name: Name) -> bool:
    """Whether "King" or "Bishop" is somebody's name here, not a title."""
    page = cast.page
    determined = name.first > 0 and page.low[name.first - 1] in ("the", "a", "an", "this")
    return (
        name.single
        and not determined
        and any(_family(m) == name.low for m in cast.bearing(name.low))
    )


def _attach(cast: Cast, name: Name, in_headline: bool) -> Member | None:
    """The member a short name (or a name in a headline) belongs to."""
    member = cast.pick(name.low, name.first, name.title)
    if member is not None:
        cast.learn(member, name)
        return member
    if in_headline:
        for size in (3, 2):
            if len(name.low) > size and name.low[0] in GIVEN:
                return cast.pick(name.low[:size], name.first, name.title)
        return None
    return cast.add(name)


def _introduce_acronyms(
    page: Page, cast: Cast, names: list[Name], members: dict[int, Member]
) -> None:
    """ "National Intelligence Service (NIS)", or initials that fit exactly one name."""
    initials: dict[str, list[Member]] = defaultdict(list)
    for number, name in enumerate(names):
        member = members.get(number)
        if member is None or len(name.low) < 2 or member.sort is Sort.PERSON:
            continue
        following = name.last + 1
        if page.glue[name.last] in (" (", " (“", ' ("') and following < len(page):
            acronym = letters(page.low[following])
            closed = page.glue[following][:1] in (")", ".", "”", '"', ",")
            if page.bare[following].isupper() and closed:
                _spell_out(page, member, name, acronym)
                cast.introduce(acronym, member)
    for member in cast.members:
        if member.sort is Sort.PERSON or len(member.words) < 2:
            continue
        for short in {_initials(member.words, _SMALL), _initials(member.words, frozenset())}:
            initials[short].append(member)
    for short, found in initials.items():
        if len(found) == 1 and len(short) > 1:
            cast.introduce(short, found[0])


def _spell_out(page: Page, member: Member, name: Name, acronym: str) -> None:
    """Widen a name to the left where its acronym says so: "Alliance to Save Rivers (ASR)"."""
    if acronym in (_initials(name.low, _SMALL), _initials(name.low, frozenset())):
        return
    for first in range(name.first - 1, max(-1, name.first - 6), -1):
        if page.sentence[first] != page.sentence[name.last] or page.glue[first] != " ":
            return
        words = tuple(page.low[first : name.last + 1])
        if page.caps[first] and acronym in (
            _initials(words, _SMALL),
            _initials(words, frozenset()),
        ):
            member.words, member.first = words, first
            member.name = page.joined(first, name.last)
            member.votes[Sort.BODY] += 2
            return


def _initials(words: tuple[str, ...], skipped: frozenset[str]) -> str:
    return "".join(part[0] for w in words if w not in skipped for part in w.split("-") if part)


def letters(word: str) -> str:
    """An acronym without its dots: "u.s" is "us"."""
    return word.replace(".", "")


def _key(name: Name) -> tuple[str, ...]:
    """What two writings of one full name share: a person's first and last word."""
    low = name.low
    if name.sort in (Sort.PERSON, Sort.UNKNOWN) and len(low) > 2 and not set(low) & BODIES:
        if low[-1] in ("jr", "sr", "ii", "iii"):
            return (low[0], low[-2], low[-1])
        return (low[0], low[-1])
    return tuple(w for w in low if w != "the")


def _parts(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(w.removeprefix("al-") for w in words)


def _only_lends(member: Member, word: str) -> bool:
    """Whether a word is but the namesake of a body: "Clinton" of "Clinton campaign"."""
    if len(member.words) < 2 or member.words[0] != word:
        return False
    return member.words[-1] in ATTRIBUTIVE or word in ACRONYMS or word in PLACES


def _within(words: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    size = len(words)
    if size > 1 and len(whole) > 1 and words[0] == whole[0] and words[-1] == whole[-1]:
        return True
    return any(whole[i : i + size] == words for i in range(len(whole) - size + 1))


def _family(member: Member) -> tuple[str, ...]:
    """The family name, a word: the last, or the first of "Kim Hong-kyun"."""
    words = member.words
    if len(words) > 1 and words[-1] in ("jr", "sr", "ii", "iii"):
        words = words[:-1]
    hyphened = "-" in words[-1] and words[0] not in GIVEN - frozenset(("kim", "lee", "jan"))
    if hyphened and len(words) == 2 and words[-1].partition("-")[0] not in PARTICLES:
        return words[:1]
    return words[-1:]


def _headlines(page: Page) -> frozenset[int]:
    """Paragraphs of one sentence that are set in capitals or Title Case."""
    words: dict[int, int] = defaultdict(int)
    capitals: dict[int, int] = defaultdict(int)
    sentences: dict[int, set[int]] = defaultdict(set)
    for number, paragraph in enumerate(page.paragraph):
        sentences[paragraph].add(page.sentence[number])
        if len(page.low[number]) > 3:
            words[paragraph] += 1
            capitals[paragraph] += page.caps[number]
    return frozenset(
        paragraph
        for paragraph, count in words.items()
        if 2 < count <= _LONGEST_HEADLINE
        and capitals[paragraph] / count >= _SHARED_HEADLINE
        and len(sentences[paragraph]) == 1
    )
