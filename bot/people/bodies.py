"""Bodies without a capital letter: "the defense ministry", "his campaign", "the company".

Such a phrase stands for a body that the article names elsewhere more fully, or for itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from bot.people.cast import Cast
from bot.people.lexicon import (
    ATTRIBUTIVE,
    BODIES,
    BODY_PARTNERS,
    COUNTRY_OF,
    DOCUMENTS,
    GROUPS,
    PHRASE_ENDS,
    STARTERS,
    is_role,
)
from bot.people.members import Member, Sighting, stand_in
from bot.people.names import Sort
from bot.people.page import Page

_SAME = {"spy": "intelligence", "defence": "defense", "organisation": "organization", "u.s": "us"}
_VERBAL = ("ed", "ing", "ly")
_NO_MODIFIERS = frozenset(("said", "says", "was", "were", "been", "told", "is", "are"))
LONGEST_PHRASE = 4  # modifiers before the main noun


@dataclass(frozen=True, slots=True)
class BodyPhrase:
    """Words ``first`` to ``last`` of the page, the last one a noun for a body."""

    first: int
    last: int
    modifiers: frozenset[str]


class Bodies:
    """The body phrases of one article, read when first needed."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._page = cast.page
        self._phrases: dict[str, list[BodyPhrase]] | None = None
        self._members: dict[str, Member] = {}
        self._best: dict[tuple[str, frozenset[str]], BodyPhrase | None] = {}
        self._by_noun: dict[str, list[Member]] | None = None
        self._sightings: list[Sighting] | None = None

    def meant(self, first: int, head: int) -> Member:
        """The body that the noun phrase from word ``first`` to its noun ``head`` means."""
        page = self._page
        while first < head and page.low[first] in STARTERS:
            first += 1
        noun = page.low[head]
        modifiers = _modifiers(page, first, head)
        named = self._named(noun, modifiers, first)
        if named is not None:
            return named
        fullest = self._fullest(noun, modifiers, BodyPhrase(first, head, modifiers))
        return self._member(page.joined(fullest.first, fullest.last), fullest)

    def of(self, owner: Member, head: int) -> Member:
        """The owner's body: "his campaign", "Brandt's office"."""
        noun = self._page.low[head]
        family = BODY_PARTNERS.get(noun, frozenset((noun,)))
        for member in self._bearing(family):
            if set(member.words[:-1]) <= set(owner.words) and len(member.words) > 1:
                return member
        own = f"{owner.name} {noun}" if "campaign" in family else f"{owner.name}’s {noun}"
        return self._member(own, BodyPhrase(head, head, frozenset(owner.words)))

    def sightings(self) -> list[Sighting]:
        """Where body phrases stand that a later "it" may mean, in text order."""
        if self._sightings is None:
            found = []
            for noun, phrases in self._all().items():
                if noun in ATTRIBUTIVE or noun in BODY_PARTNERS:
                    found += [
                        Sighting(
                            self.meant(p.first, p.last),
                            _determined(self._page, p),
                            p.first,
                            p.last,
                            False,
                        )
                        for p in phrases
                    ]
            self._sightings = sorted(found, key=lambda s: s.first)
        return self._sightings

    def _member(self, name: str, phrase: BodyPhrase) -> Member:
        member = self._members.get(name)
        if member is None:
            words = tuple(word.lower() for word in name.split())
            member = stand_in(Sort.BODY, name, words, phrase.first, phrase.last)
            self._members[name] = member
        return member

    def _named(self, noun: str, modifiers: frozenset[str], at: int) -> Member | None:
        """A capitalised body that the phrase can mean, the one named last before it."""
        places = frozenset(COUNTRY_OF[w] for w in modifiers if w in COUNTRY_OF)
        told = frozenset(w for w in modifiers if w not in COUNTRY_OF)
        family = BODY_PARTNERS.get(noun, frozenset()) if told or places else frozenset()
        found = [
            member
            for member in self._bearing(family | {noun})
            if told <= {_SAME.get(w, w) for w in member.words} and _agree(noun, places, member)
        ]
        if noun in ("campaign", "team", "camp") and not modifiers:
            found = self._bearing(frozenset(("campaign",)))
        earlier = [m for m in found if m.since < at]
        if not earlier and not told:
            return None
        return max(earlier or found, key=lambda m: m.since, default=None)

    def _bearing(self, nouns: frozenset[str]) -> list[Member]:
        """The capitalised bodies that end, or begin ("Bank of ..."), in one of ``nouns``."""
        if self._by_noun is None:
            self._by_noun = defaultdict(list)
            for member in self._cast.members:
                if member.sort in (Sort.BODY, Sort.UNKNOWN) and len(member.words) > 1:
                    for noun in {member.words[0], member.words[-1]} & BODIES:
                        self._by_noun[noun].append(member)
        return [member for noun in sorted(nouns) for member in self._by_noun.get(noun, ())]

    def _fullest(self, noun: str, modifiers: frozenset[str], own: BodyPhrase) -> BodyPhrase:
        """The phrase with the same noun that says most, or the phrase itself."""
        key = (noun, modifiers)
        if key not in self._best:
            self._best[key] = max(
                (
                    p
                    for p in self._all().get(noun, ())
                    if self._tells(p) and modifiers <= p.modifiers
                ),
                key=lambda p: len(p.modifiers),
                default=None,
            )
        best = self._best[key]
        if best is None or len(best.modifiers) <= len(own.modifiers):
            return own
        return best if modifiers or best.first < own.first else own

    def _tells(self, phrase: BodyPhrase) -> bool:
        """ "Seoul’s spy agency" tells more than "spy agency"; "a small agency" does not."""
        return self._page.caps[phrase.first]

    def _all(self) -> dict[str, list[BodyPhrase]]:
        if self._phrases is None:
            self._phrases = defaultdict(list)
            page = self._page
            for number, word in enumerate(page.low):
                if word in BODIES and not page.caps[number] and not _modifies(page, number):
                    first = _phrase_start(page, number)
                    if first < number:
                        modifiers = _modifiers(page, first, number)
                        self._phrases[word].append(BodyPhrase(first, number, modifiers))
        return self._phrases


def _modifiers(page: Page, first: int, head: int) -> frozenset[str]:
    words = [page.low[number] for number in range(first, head)]
    pairs = [f"{a} {b}" for a, b in pairwise(words) if f"{a} {b}" in COUNTRY_OF]
    inside = {word for pair in pairs for word in pair.split()}
    return frozenset(
        _SAME.get(w, w) for w in words if w not in STARTERS and w not in inside
    ) | frozenset(pairs)


def _agree(noun: str, places: frozenset[str], member: Member) -> bool:
    """Whether a named body can be in the country the phrase tells.

    Under another noun ("spy agency" for an Intelligence Service) both have to tell it.
    """
    words = member.words
    own = {COUNTRY_OF[w] for w in words if w in COUNTRY_OF}
    own |= {COUNTRY_OF[f"{a} {b}"] for a, b in pairwise(words) if f"{a} {b}" in COUNTRY_OF}
    if noun not in (words[0], words[-1]):
        return bool(places & own)
    return not places or not own or bool(places & own)


def _modifies(page: Page, noun: int) -> bool:
    """Whether a body noun only stands before another noun: "bank accounts"."""
    behind = noun + 1
    if behind >= len(page) or page.glue[noun] != " " or page.owns[noun] or page.caps[behind]:
        return False
    word = page.low[behind]
    if word in STARTERS or word in PHRASE_ENDS:
        return False
    return word in GROUPS or word in BODIES or word in DOCUMENTS or is_role(word)


def _determined(page: Page, phrase: BodyPhrase) -> int:
    """The phrase's first word together with its article."""
    before = phrase.first - 1
    same = before >= 0 and page.sentence[before] == page.sentence[phrase.first]
    return before if same and page.low[before] in ("the", "a", "an") else phrase.first


def _phrase_start(page: Page, head: int) -> int:
    start = head
    while start > 0 and head - start < LONGEST_PHRASE:
        before = start - 1
        word = page.low[before]
        joined = page.glue[before] == " " and page.sentence[before] == page.sentence[head]
        if not joined or word in STARTERS:
            break
        if page.owns[before]:
            return _name_start(page, before) if page.caps[before] else start
        if not page.caps[before] and (word.endswith(_VERBAL) or word in _NO_MODIFIERS):
            break
        start = before
    return start


def _name_start(page: Page, last: int) -> int:
    """The first word of the capitalised owner that ends at ``last``: "South Korea's"."""
    first = last
    while (
        first > 0
        and page.caps[first - 1]
        and page.glue[first - 1] == " "
        and page.low[first - 1] not in STARTERS
    ):
        first -= 1
    return first
