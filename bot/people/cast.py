"""The cast of an article: everybody and every body it names, each once.

``assemble(page)`` gathers all names of a text into members, joins "Jeon" with "Jeon
Ha-kyu" and "NIS" with "National Intelligence Service", and keeps where each was sighted.
"""

from __future__ import annotations

from collections import defaultdict

from bot.people.acronyms import find_acronyms, letters
from bot.people.lexicon import (
    ACRONYMS,
    ATTRIBUTIVE,
    BODIES,
    BRANDS,
    GIVEN,
    HE_TITLES,
    KIN,
    PARTICLES,
    PLACES,
    SEX,
    SHE_TITLES,
)
from bot.people.members import Member, Sighting
from bot.people.names import Name, Sort, names_in
from bot.people.page import Page
from bot.people.titles import Title

_LONGEST_HEADLINE = 20  # words
_VAGUE = (Sort.UNKNOWN, Sort.BODY, Sort.THING)
_SHARED_HEADLINE = 0.7  # share of capitalised words from which a line is a headline


class Cast:
    """All members, found by any part of their names."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.members: list[Member] = []
        self.sightings: list[Sighting] = []
        self._by_key: dict[tuple[str, ...], Member] = {}
        self._by_word: dict[str, list[Member]] = defaultdict(list)
        self.acronyms: dict[str, Member] = {}
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
            member.first, member.last = name.first, name.last
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
            member.vote(name.sort, 1)
        for title in (name.title, name.after):
            if title is not None:
                member.learn_title(title)
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
        gone = [m for m in self.members if id(m) in merged]
        self.members = [m for m in self.members if id(m) not in merged]
        for member in gone:
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

    def named(self, member: Member) -> bool:
        """Whether the article names this member, rather than only describing it."""
        return self._by_key.get(member.words) is member or any(
            member is other for other in self._by_word.get(member.words[-1], ())
        )

    def bearing(self, words: tuple[str, ...]) -> list[Member]:
        """Members whose name contains these words in this order."""
        if not words:
            return []
        if len(words) == 1 and (member := self.acronyms.get(letters(words[0]))):
            return [member]
        words = tuple(w.removeprefix("al-") for w in words)
        found = [m for m in self._by_word.get(words[-1], ()) if _within(words, _parts(m.words))]
        if len(words) > 1:
            return found
        if words[0] in PLACES or words[0] in BRANDS:
            return [m for m in found if len(m.words) == 1 or m.sort is Sort.PERSON]
        return [m for m in found if not _only_lends(m, words[0])]

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
        told = self._sex_behind(at)
        fitting = [m for m in found if told is None or m.is_sex(told) >= 0] or found
        return fitting[0] if len(fitting) == 1 else self._latest_or_main(fitting, at)

    def _sex_behind(self, at: int) -> str | None:
        """The sex that the next pronoun of the sentence tells: "Brandt said she would"."""
        page = self.page
        for number in range(at + 1, min(at + 30, len(page))):
            if page.sentence[number] != page.sentence[at]:
                return None
            if page.low[number] in ("he", "his", "she", "her") and not page.quoted[number]:
                return "m" if page.low[number] in ("he", "his") else "f"
        return None

    def _latest_or_main(self, found: list[Member], at: int) -> Member | None:
        """Whom a bare family name means: the main bearer, named first and not as somebody's
        kin, unless the sentence before is about another one of them."""
        page = self.page
        at = min(at, len(page) - 1)
        apart = [m for m in found if not any(title.head in KIN for title in m.titles)]
        main = min(apart or found, key=self._introduced)
        for sighting in reversed(self.sightings):
            if page.paragraph[sighting.first] < page.paragraph[at] or sighting.member is main:
                break
            if sighting.first < at and sighting.member in (apart or found) and sighting.full:
                near = page.sentence[at] - page.sentence[sighting.first] <= 1
                return sighting.member if near and not page.owns[sighting.last] else main
        return main

    def _introduced(self, member: Member) -> int:
        """Where a member is first named in full; a title line counts last."""
        if self.page.paragraph[member.since] or not self._later.get(id(member)):
            return member.since
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
        if name.low[0] not in GIVEN and page.joined(name.first, name.last).isupper():
            continue
        members[number] = cast.add(name)
    cast.merge_parts(members)
    cast.merge_teams(members)
    named = [(names[number], member) for number, member in members.items()]
    cast.acronyms = find_acronyms(page, named, cast.members)
    for number, name in enumerate(names):
        if name.sort is Sort.TITLE and not _is_family_name(cast, name):
            continue
        member = members.get(number)
        if member is None:
            shouted = not name.single and page.joined(name.first, name.last).isupper()
            member = _attach(cast, name, shouted or page.paragraph[name.first] in headlines)
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
    """Whether a word is but the namesake of a body or thing: "Clinton" of "Clinton campaign"."""
    if len(member.words) < 2 or member.words[0] != word or member.sort is Sort.PERSON:
        return False
    if member.sort is Sort.UNKNOWN:
        return word not in GIVEN
    last = member.words[-1]
    return last in ATTRIBUTIVE or last not in BODIES or word in ACRONYMS


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
    found = []
    first = 0
    for number in [n for n, glue in enumerate(page.glue, 1) if "\n" in glue or n == len(page)]:
        short = number - first <= _LONGEST_HEADLINE
        if short and page.sentence[first] == page.sentence[number - 1]:
            caps = [page.caps[n] for n in range(first, number) if len(page.low[n]) > 3]
            if len(caps) > 2 and sum(caps) >= _SHARED_HEADLINE * len(caps):
                found.append(page.paragraph[first])
        first = number
    return frozenset(found)
