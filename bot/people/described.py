"""Whom a description means: "the minister", "the expert", "the Republican nominee"."""

from __future__ import annotations

from bisect import bisect_left

from bot.people.cast import Cast
from bot.people.lexicon import (
    COUNTRY_OF,
    GENERIC_ROLES,
    HE_TITLES,
    HONORIFICS,
    KIN,
    PARTICLES,
    ROLE_PARTNERS,
    SHE_TITLES,
    SIDES,
    STARTERS,
)
from bot.people.members import Member
from bot.people.names import Sort
from bot.people.page import Page
from bot.people.phrase import Phrase
from bot.people.pronouns import Turn, Weighed
from bot.people.titles import Title

LEAST_NEAR = 7.0  # points: about a name in the sentence before
LESSER = frozenset(("vice", "deputy", "press", "assistant", "shadow"))
_SAME = {
    "gop": "republican",
    "defence": "defense",
    "democrat": "democratic",
    "ex": "former",
    "interim": "acting",
}
_IN_FULL = {
    "gen": "general",
    "sen": "senator",
    "rep": "representative",
    "gov": "governor",
    "prof": "professor",
    "dr": "doctor",
    "lt": "lieutenant",
    "sgt": "sergeant",
    "capt": "captain",
    "rev": "reverend",
    "supt": "superintendent",
}


class Described:
    """The titles of an article's people, indexed by their main nouns."""

    def __init__(self, cast: Cast) -> None:
        self._page = cast.page
        self._by_noun: dict[str, list[tuple[Member, Title]]] = {}
        self._seen: dict[int, list[int]] = {}
        for member in cast.members:
            for title in member.titles:
                for noun in _nouns(cast.page, title):
                    self._by_noun.setdefault(noun, []).append((member, title))
        for sighting in cast.sightings:
            self._seen.setdefault(id(sighting.member), []).append(sighting.first)

    def learn(self, member: Member, phrase: Phrase) -> None:
        """Remember that a phrase ("Scott's wife") was found to mean ``member``."""
        low = self._page.low
        words = frozenset(low[phrase.first : phrase.last + 1])
        head = low[phrase.head]
        title = Title(phrase.first, phrase.last, head, head, words)
        self._by_noun.setdefault(head, []).append((member, title))

    def titled(self, phrase: Phrase, owner: Member | None, turns: list[Turn]) -> Member | None:
        """The person whose title fits the description; an ``owner`` has to fit as well."""
        page = self._page
        noun = role_noun(page.low[phrase.head])
        words = page.low[phrase.first : phrase.last + 1]
        modifiers = frozenset(words) - STARTERS - {page.low[phrase.head]}
        named_modifiers = frozenset(
            page.low[number]
            for number in range(phrase.first + 1, phrase.head)
            if page.caps[number] and page.low[number] not in STARTERS
        )
        if "next" in words:  # whoever that will be
            return None
        # "His daughter" is not his wife; "the mother of three" may well be a daughter.
        exact = noun in KIN and (owner is not None or noun not in ("mother", "father"))
        best: tuple[float, Member] | None = None
        for word in ROLE_PARTNERS.get(noun, frozenset()) | {noun}:
            for member, title in self._by_noun.get(word, ()):
                ahead = title.first > phrase.last
                if word != noun and (ahead or exact):
                    continue
                if member is owner:
                    continue
                if word != noun and not named_modifiers <= title.words:
                    continue
                if owner is not None and not self._owned_by(title, owner):
                    continue
                if not self._same_country(modifiers, title):
                    continue
                score = _fit(noun, modifiers, title) + self._recency(member, phrase.first, turns)
                score -= 1.5 if ahead else 0
                if best is None or score > best[0]:
                    best = (score, member)
        return best[1] if best is not None and best[0] > 0 else None

    def _same_country(self, modifiers: frozenset[str], title: Title) -> bool:
        """Whether the sentence that gives the title speaks of the description's country."""
        wanted = {COUNTRY_OF[word] for word in modifiers if word in COUNTRY_OF}
        if not wanted:
            return True
        page, first = self._page, title.first
        around = range(max(0, first - 30), min(len(page), first + 30))
        same = (w for w in around if page.sentence[w] == page.sentence[first])
        return any(COUNTRY_OF.get(page.low[word]) in wanted for word in same)

    def _owned_by(self, title: Title, owner: Member) -> bool:
        """Whether a title names its bearer's owner: "Brandt’s lawyer", "the Korean envoy"."""
        own = {COUNTRY_OF.get(word, word) for word in (*owner.words, " ".join(owner.words))}
        own -= PARTICLES | {"of", "the", "and"}
        told = {COUNTRY_OF.get(word, word) for word in title.words}
        before = self._page.low[title.first - 1] if title.first else ""
        return bool(own & told) or before in ("his", "her")

    def _recency(self, member: Member, at: int, turns: list[Turn]) -> float:
        """0 to 2: the last speaker, or how near the last sighting is."""
        if turns and turns[-1].member is member:
            return 2.0
        nearest = self.last_seen(member, at)
        if nearest is None:
            return 0.0
        return max(0.0, 1.8 - 0.2 * (self._page.paragraph[at] - self._page.paragraph[nearest]))

    def last_seen(self, member: Member, at: int) -> int | None:
        """The word where a member was last named before word ``at``."""
        seen = self._seen.get(id(member), [])
        index = bisect_left(seen, at)
        return seen[index - 1] if index else None

    def called(self, noun: str) -> list[tuple[Member, Title]]:
        """Everybody the article calls by this noun, with the title that says so."""
        return self._by_noun.get(noun, [])

    def untitled(self, head: int, weighed: Weighed) -> Member | None:
        """The person before a description whose title the article never gives.

        News varies "Brandt" with "the candidate"; so the nearest subject is meant, unless
        the article says that this one is something else.
        """
        noun = role_noun(self._page.low[head])
        if noun in GENERIC_ROLES:
            return None
        if not weighed.ranked or weighed.score < LEAST_NEAR or weighed.best is None:
            return None
        member = weighed.best
        if member.sort is Sort.ROLE:
            return None
        other = "f" if noun in HE_TITLES else "m" if noun in SHE_TITLES else None
        if other is not None and member.is_sex(other) > 0:
            return None
        told = any(title.head not in HONORIFICS for title in member.titles)
        return None if told and noun != "old" else member


def role_noun(word: str) -> str:
    """The noun that tells the role: "co-chair" is a chair where the whole is not listed."""
    return word if word in ROLE_PARTNERS else word.rpartition("-")[2]


def _fit(noun: str, modifiers: frozenset[str], title: Title) -> float:
    """How well a title answers a description; below 0 where they contradict."""
    score = 3.0 if noun in title.words else 1.5
    words = frozenset(_SAME.get(word, word) for word in title.words)
    wanted = frozenset(_SAME.get(word, word) for word in modifiers)
    score += len(words & wanted)
    if ("former" in wanted) != ("former" in words):
        score -= 3
    sides, told = wanted & SIDES, words & SIDES
    score -= 4 * len(sides - told) if told else len(sides - told)
    score -= sum(2.0 if side in LESSER else 0.5 for side in told - sides)
    return score


def _nouns(page: Page, title: Title) -> set[str]:
    """The nouns of a title that name its bearer: not an owner's, nor those behind "of"."""
    head = _IN_FULL.get(title.head, title.head)
    nouns = {head}
    for number in range(title.first, title.last + 1):
        word = page.low[number]
        if page.owns[number]:
            nouns = {head}
        elif word in ("of", "for", "at", "in", "on", "who", "to"):
            break
        elif word in ROLE_PARTNERS:
            nouns.add(word)
    return nouns
