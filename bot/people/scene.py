"""An article while it is being read: its cast, its bodies, and who has spoken so far.

Answers the questions of who stands before a word; what that means for a speaker is
decided in ``decide``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import merge

from bot.people.bodies import Bodies
from bot.people.cast import Cast, assemble
from bot.people.described import Described
from bot.people.lexicon import KIN, RELATIONS, SEX
from bot.people.members import Member, Sighting, stand_in
from bot.people.names import Name, Sort
from bot.people.page import Page
from bot.people.phrase import HE_SHE
from bot.people.pronouns import Turn, Wanted, Weighed, before, is_plural, weigh

LEAST_SPLIT = 2  # pronouns of the other sex before one bearer of a family name becomes two
_PLURAL_LOOK_BACK = 60  # words


class Scene:
    """The state of one reading. ``turns`` are the speakers so far, in text order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cast: Cast = assemble(page)
        self.sightings = sorted(self.cast.sightings, key=lambda s: s.first)
        self._firsts = [s.first for s in self.sightings]
        self.bodies = Bodies(self.cast)
        self.described = Described(self.cast)
        self.turns: list[Turn] = []
        self.excluded: tuple[range, ...] = ()
        self.reported = bytearray(len(page))
        self._whose: dict[int, int] = {}
        self._with_bodies: list[Sighting] | None = None
        self._body_firsts: list[int] = []
        self._learn_sexes()

    def note(self, content: Iterable[range], number: int) -> None:
        """Remember that these words are said in attribution ``number``."""
        for words in content:
            self.reported[words.start : words.stop] = b"\1" * len(words)
            self._whose.update(dict.fromkeys(words, number))

    def said_in(self, word: int) -> int | None:
        """The number of the attribution that a word is said in."""
        return self._whose.get(word)

    def sighted_before(self, at: int) -> Iterator[Sighting]:
        """The names before word ``at``, newest first."""
        return before(self.sightings, bisect_left(self._firsts, at))

    def people_before(self, at: int, sex: str | None, answering: bool = False) -> Weighed:
        """The people that may be meant at word ``at``, best first."""
        asker = self.turns[-1].member if answering and self.turns else None
        wanted = Wanted(at, True, sex, self.excluded, self.reported, asker=asker)
        found = weigh(self.page, self.sighted_before(at), self.turns, wanted)
        return found if found.ranked else self._people_ahead(at, sex)

    def _people_ahead(self, at: int, sex: str | None) -> Weighed:
        """ "When he came home, Brandt said": whom the same sentence names only then."""
        page = self.page
        index = bisect_left(self._firsts, at)
        ahead = self.sightings[index : index + 1]
        if ahead and page.sentence[ahead[0].first] != page.sentence[at]:
            ahead = []
        return weigh(page, ahead, [], Wanted(at, True, sex, self.excluded, self.reported, True))

    def bodies_before(self, at: int, plural: bool = False) -> Weighed:
        """The bodies that may be meant at word ``at``, best first."""
        if self._with_bodies is None:
            lower = self.bodies.sightings()
            self._with_bodies = list(merge(self.sightings, lower, key=lambda s: s.first))
            self._body_firsts = [s.first for s in self._with_bodies]
        seen = before(self._with_bodies, bisect_left(self._body_firsts, at))
        return weigh(
            self.page,
            seen,
            self.turns,
            Wanted(at, False, None, self.excluded, self.reported, plural=plural),
        )

    def member_of(self, name: Name) -> Member:
        """The member a name in a speaker's phrase belongs to."""
        index = bisect_left(self._firsts, name.first)
        if index < len(self.sightings):
            sighted = self.sightings[index]
            if sighted.first == name.first and sighted.last == name.last:
                return self._misspelt(sighted.member)
        member = self.cast.pick(name.low, name.first, name.title) or self.cast.add(name)
        return self._misspelt(member)

    def _misspelt(self, member: Member) -> Member:
        """A single family name one letter off from that of somebody named in full."""
        if len(member.words) > 1 or len(member.words[0]) < 5 or not member.may_be_misspelt:
            return member
        word = member.words[0]
        near = [
            other
            for other in self.cast.members
            if len(other.words) > 1 and other.person and _one_letter_off(word, other.words[-1])
        ]
        return near[0] if len(near) == 1 else member

    def pair(self, sighting: Sighting) -> Member | None:
        """ "Ann Bell and Jon Dyer": both of them, where the second is sighted."""
        page = self.page
        joint = sighting.start - 1
        if joint < 1 or page.low[joint] != "and" or page.glue[joint - 1] != " ":
            return None
        left = next(self.sighted_before(sighting.first), None)
        if left is None or left.last != joint - 1 or page.owns[left.last]:
            return None
        if left.member.person != sighting.member.person:
            return None
        return self.both(left.member, sighting.member, Sort.GROUP)

    def both(self, left: Member, right: Member, sort: Sort) -> Member:
        """A stand-in for two members who speak as one."""
        name = f"{left.name} and {right.name}"
        together = left.last < right.first <= left.last + 6
        last = right.last if together else left.last
        return stand_in(sort, name, (*left.words, *right.words), left.first, last)

    def pair_before(self, at: int) -> Member | None:
        """Two people joined as the subject of this sentence or the one before."""
        page = self.page
        for sighting in self.sighted_before(at):
            if page.sentence[at] - page.sentence[sighting.first] > 1 or page.quoted[sighting.first]:
                return None
            pair = self.pair(sighting) if sighting.member.person else None
            if pair is not None and page.begins_sentence(pair.first):
                return pair
        return None

    def interviewed(self, letter: str) -> Member | None:
        """Who "Q" or "A" is: the introduction is about the one who answers, and names one more."""
        page = self.page
        people: list[Member] = []
        for sighting in self.sightings:
            if page.low[sighting.first - 1] == "q" and sighting.first:
                break
            if page.glue[sighting.last].startswith(":"):
                break
            member = sighting.member
            if member.person and len(member.words) > 1 and member not in people:
                people.append(member)
        if letter == "a":
            return people[0] if 0 < len(people) < 3 else None
        return people[1] if len(people) == 2 else None

    def plural_before(self, at: int) -> int | None:
        """The word of the last plural noun for people before ``at``, in narration."""
        page = self.page
        for number in range(at - 1, max(-1, at - _PLURAL_LOOK_BACK), -1):
            if page.paragraph[number] < page.paragraph[at] - 1:
                return None
            if page.quoted[number] or any(number in words for words in self.excluded):
                continue
            made = page.low[number] == "public" and page.low[number - 1] != "the"
            if is_plural(page.low[number]) and not page.owns[number] and not made:
                return number
        return None

    def kin(self, owner: Member, noun: str) -> Member | None:
        """ "Scott's wife": whoever the article calls so, or the only other bearer of the name."""
        if noun not in RELATIONS:
            return None
        page = self.page
        called: list[Member] = []
        for member, title in self.described.called(noun):
            owners = set(page.low[title.first : title.last + 1]) & set(owner.words)
            before = page.low[title.first - 1] if title.first else ""
            fits = owners or before in ("his", "her", "whose")
            if fits and member is not owner and member.person and member not in called:
                called.append(member)
        if not called and noun in ("wife", "husband", "widow", "widower"):
            called = self._other_bearers(owner, "f" if noun in ("wife", "widow") else "m")
        return called[0] if len(called) == 1 else None

    def _other_bearers(self, owner: Member, sex: str) -> list[Member]:
        """People of the owner's family name and that sex whom nothing else explains."""
        return [
            member
            for member in self.cast.bearing(owner.words[-1:])
            if member is not owner
            and member.person
            and len(member.words) > 1
            and member.words[-1] == owner.words[-1]
            and member.is_sex(sex) >= 0
            and not any(title.head in KIN for title in member.titles)
        ]

    def _learn_sexes(self) -> None:
        """Take "he" and "she" as evidence where only one person can be meant."""
        page = self.page
        bare: dict[int, dict[str, int]] = {}
        for number, word in enumerate(page.low):
            if word not in ("he", "she") or page.quoted[number]:
                continue
            people = self._people_in_paragraph(number)
            if len({id(s.member) for s in people}) == 1:
                member = people[0].member
                member.sex[HE_SHE[word]] += 1
                if not any(s.full for s in people):
                    votes = bare.setdefault(id(member), {"f": 0, "m": 0})
                    votes[HE_SHE[word]] += 1
        for member in list(self.cast.members):
            if id(member) in bare:
                self._split_namesake(member, bare[id(member)])

    def _people_in_paragraph(self, at: int) -> list[Sighting]:
        page = self.page
        people: list[Sighting] = []
        for sighting in self.sighted_before(at):
            if page.paragraph[sighting.first] != page.paragraph[at]:
                break
            if sighting.member.person and not page.quoted[sighting.first]:
                people.append(sighting)
        return people

    def _split_namesake(self, member: Member, votes: dict[str, int]) -> None:
        """Keep a bare "Brandt" who is "she" apart from Karl Brandt, the only one named in full."""
        given = SEX.get(member.words[0])
        if given is None or len(member.words) < 2:
            return
        other = "f" if given == "m" else "m"
        if votes[other] < LEAST_SPLIT or votes[other] <= 2 * votes[given]:
            return
        word = member.words[-1]
        sighted = [s for s in self.sightings if s.member is member]
        apart = [s for s in sighted if not s.full and self.page.low[s.last] == word]
        if not apart:
            return
        first, last = apart[0].first, apart[0].last
        others = [m for m in self.cast.bearing((word,)) if m is not member and m.is_sex(other) > 0]
        namesake = (
            others[0]
            if len(others) == 1
            else Member((word,), self.page.joined(first, last), first, last)
        )
        namesake.vote(Sort.PERSON, 1)
        namesake.sex[other] += votes[other]
        namesake.count += len(apart)
        member.sex[other] -= votes[other]
        gone = {id(s) for s in apart}
        self.sightings = [
            replace(s, member=namesake) if id(s) in gone else s for s in self.sightings
        ]
        if namesake not in self.cast.members:
            self.cast.members.append(namesake)


def _one_letter_off(left: str, right: str) -> bool:
    """One letter added, dropped or changed; the first letter is the same."""
    if left[:1] != right[:1] or abs(len(left) - len(right)) > 1 or left == right:
        return False
    shared = 0
    while shared < min(len(left), len(right)) and left[shared] == right[shared]:
        shared += 1
    a, b = left[shared:], right[shared:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:]
