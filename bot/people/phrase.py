"""Reading a speaker's phrase: a name, a pronoun, a description, something owned, a group.

``read_phrase(page, words)`` says what kind of phrase the article wrote and where its parts
are. Who that is, is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from bot.people.lexicon import (
    BODIES,
    COMPOUND_BODIES,
    DOCUMENTS,
    GOVERNING,
    GROUPS,
    LEADING,
    PARTS,
    PEOPLES,
    RELATIONS,
    ROLES,
    TITLES,
    is_role,
)
from bot.people.names import Name, Sort, names_in
from bot.people.page import Page
from bot.people.titles import noun_head

HE_SHE = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
OWNERS = frozenset(("his", "her", "its", "their", "my", "our", "whose"))
PLURALS = frozenset(("they", "them", "their", "theirs", "themselves", "both", "these", "those"))
IT = frozenset(("it", "its", "itself"))
WHO = frozenset(("who", "whom", "whose", "which", "that"))
SPEAKING = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
_DETERMINERS = frozenset(("the", "a", "an", "this", "that", "these", "those"))
_RELATIVES = frozenset(("who", "which", "whose", "whom", "that", "where"))


class Shape(Enum):
    """What the article wrote."""

    PRONOUN = auto()
    NAME = auto()
    SEVERAL = auto()
    OWNED = auto()
    DOCUMENT = auto()
    ROLE = auto()
    BODY = auto()
    GROUP = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A speaker's phrase: words ``first`` to ``last``, its main noun at ``head``.

    ``name`` is the name that stands for the speaker, or the owner's in "Trump's lawyer";
    ``owner`` the word number of a possessive pronoun ("his campaign"); ``called`` the noun
    that a name stands in apposition to ("his *wife*, Kerry").
    """

    shape: Shape
    first: int
    last: int
    head: int
    name: Name | None = None
    owner: int | None = None
    definite: bool = False
    called: str | None = None


def read_phrase(page: Page, words: range) -> Phrase | None:
    """What the phrase of these words is; None where it holds no word."""
    first, stop = words.start, words.stop
    while first + 1 < stop and page.low[first] in LEADING and page.low[first] not in WHO:
        first += 1
    if first >= stop:
        return None
    if page.low[first] in ("it’s", "it's"):
        return None
    if stop - first == 1 and _is_pronoun(page, first):
        return Phrase(Shape.PRONOUN, first, first, first)
    if page.low[first] in HE_SHE and page.low[first + 1] == "and":
        return Phrase(Shape.SEVERAL, first, stop - 1, stop - 1)
    if page.low[stop - 1] in WHO and page.low[stop - 1] != "that":
        return Phrase(Shape.PRONOUN, stop - 1, stop - 1, stop - 1)
    around = _name_around(page, first, stop)
    if around is not None:
        return Phrase(Shape.NAME, first, stop - 1, around.last, around)
    chunk = _chunk_end(page, first, stop)
    names = [n for n in names_in(page, range(first, stop)) if n.sort is not Sort.TITLE]
    if _several(page, first, chunk, names):
        return Phrase(Shape.SEVERAL, first, stop - 1, chunk - 1)
    return _single(page, first, chunk, stop, names + _names_behind(page, stop))


def _name_around(page: Page, first: int, stop: int) -> Name | None:
    """The name that a phrase cut too short belongs to: "lead" of "lead author Ann Bell",
    "81" of "Ann Bell, 81"."""
    if page.bare[first].isdigit() and stop - first == 1 and first and page.glue[first - 1] == ", ":
        names = list(names_in(page, range(max(0, first - 5), first)))
        return names[-1] if names and names[-1].last == first - 1 else None
    if page.caps[stop - 1] or stop >= len(page) or page.glue[stop - 1] != " ":
        return None
    if page.low[stop] not in ROLES and not page.caps[stop]:
        return None
    for name in names_in(page, range(stop, min(stop + 6, len(page)))):
        titled = name.title is not None and name.title.first <= first
        return name if titled and name.sort is Sort.PERSON else None
    return None


def _names_behind(page: Page, stop: int) -> list[Name]:
    """A name in apposition right behind the phrase, closed by a comma or a full stop."""
    if stop >= len(page) or page.glue[stop - 1].strip() != "," or page.owns[stop - 1]:
        return []
    if page.sentence[stop] != page.sentence[stop - 1]:
        return []
    for name in names_in(page, range(stop, min(stop + 8, len(page)))):
        closing = page.glue[name.last].strip()[:1]
        whole = len(name.low) > 1 or name.title is not None or closing == ","
        if closing in (",", ".", ";", "—", "”", ")") and whole and name.start - stop < 2:
            return [name]
        return []
    return []


def _is_pronoun(page: Page, number: int) -> bool:
    word = page.low[number]
    if page.bare[number].isupper() and len(word) == 2 and word == "us":
        return False
    return word in HE_SHE or word in PLURALS or word in IT or word in WHO or word in SPEAKING


def _chunk_end(page: Page, first: int, stop: int) -> int:
    """Where the first noun phrase ends: at punctuation or a relative clause."""
    for number in range(first, stop):
        if number > first and page.low[number] in _RELATIVES:
            return number
        if (
            page.glue[number].strip(" \u00a0\n'’“”\"") not in ("", ".", "&", "/", ". ")
            and number + 1 < stop
        ):
            return number + 1
    return stop


def _several(page: Page, first: int, chunk: int, names: list[Name]) -> bool:
    """ "China and Russia", "Kim and Jeon": more than one name, joined."""
    inside = [n for n in names if n.last < chunk + 2]
    if len(inside) == 1 and inside[0].last + 2 < chunk and not page.owns[inside[0].last]:
        behind = page.low[inside[0].last + 1]
        return behind == "and" and any(w in GROUPS for w in page.low[inside[0].last + 2 : chunk])
    personal = (Sort.PERSON, Sort.UNKNOWN)
    people = [n for n in inside if n.sort in personal and not n.single and not page.owns[n.last]]
    if len(people) > 1 and "and" in page.low[people[0].last + 1 : people[-1].start]:
        return noun_head(page, first, chunk) >= people[0].start
    for left, right in pairwise(inside):
        if page.owns[left.last]:
            continue
        between = page.low[left.last + 1 : right.start]
        if between in (["and"], ["or"], ["and", "the"]) and left.last + 1 <= chunk:
            return noun_head(page, first, max(chunk, left.last + 1)) >= left.last
    return False


def _single(page: Page, first: int, chunk: int, stop: int, names: list[Name]) -> Phrase:
    """A phrase with one main noun."""
    low, last = page.low, stop - 1
    head = _main_noun(page, first, chunk, names)
    noun = low[head]
    owner = _owner(page, first, head, names)
    pronoun = first if low[first] in OWNERS and head > first else None
    definite = low[first] in ("the", "this", "that") or _stands_alone(page, first)
    apposed = _apposed(page, chunk, names)
    if apposed is not None and (_may_be_apposed(noun) or apposed.sort is Sort.PERSON):
        return Phrase(Shape.NAME, first, last, head, apposed, called=noun)
    named = _name_at(names, head) or _closing(page, first, chunk, names)
    if (
        named is not None
        and named is not owner
        and (pronoun is None or named.sort in (Sort.PERSON, Sort.BODY))
    ):
        return Phrase(Shape.NAME, first, last, head, named)
    if owner is not None and _is_work(page, owner, head):
        return Phrase(Shape.NAME, first, last, head, owner)
    if owner is not None or pronoun is not None:
        return Phrase(Shape.OWNED, first, last, head, owner, pronoun, definite)
    return Phrase(_shape_of(page, first, head), first, last, head, definite=definite)


def _main_noun(page: Page, first: int, chunk: int, names: list[Name]) -> int:
    """The head of the phrase; where that is no noun we know, one that is, further left:
    "people" of "two people familiar with it"."""
    head = noun_head(page, first, chunk)
    if page.caps[head] or _is_known(page.low[head]):
        return head
    for number in range(head - 1, first, -1):
        if page.low[number] in GROUPS or is_role(page.low[number]):
            return number
    return head


def _is_known(noun: str) -> bool:
    return noun in GROUPS or noun in BODIES or noun in DOCUMENTS or noun in PARTS or is_role(noun)


def _may_be_apposed(noun: str) -> bool:
    return noun == "one" or noun in BODIES or noun in RELATIONS or is_role(noun)


def _is_work(page: Page, owner: Name, head: int) -> bool:
    """A title of a work behind its owner: "Brandt’s “Rivers”"."""
    if _is_known(page.low[head]):
        return False
    glue = page.glue[owner.last]
    return page.caps[head] or "“" in glue or '"' in glue


def _shape_of(page: Page, first: int, head: int) -> Shape:
    noun = page.low[head]
    compound = head > first and f"{page.low[head - 1]} {noun}" in COMPOUND_BODIES
    if compound or noun == "police":
        return Shape.BODY
    role = noun == "one" or is_role(noun)
    if noun in DOCUMENTS and not role:
        return Shape.DOCUMENT
    if role and (page.low[first] in _DETERMINERS or noun not in GROUPS):
        return Shape.ROLE
    if noun in GROUPS or noun in PEOPLES:
        return Shape.GROUP
    if noun in BODIES:
        return Shape.BODY
    plural = noun.endswith("s") and not noun.endswith(("ss", "is", "us"))
    return Shape.GROUP if plural else Shape.OTHER


def _stands_alone(page: Page, first: int) -> bool:
    """A headline's "Retired General": capitalised, no article, nothing before it."""
    title = page.low[first] in TITLES or is_role(page.low[first])
    return title and page.caps[first] and page.begins_sentence(first)


def _name_at(names: list[Name], head: int) -> Name | None:
    """The name that the head noun is part of."""
    return next((n for n in names if n.start <= head <= n.last), None)


def _closing(page: Page, first: int, chunk: int, names: list[Name]) -> Name | None:
    """A person's name that ends the phrase behind a role: "his wife and nominee Ann Bell"."""
    for name in names:
        if (
            name.last == chunk - 1
            and name.sort is Sort.PERSON
            and name.title
            and name.title.first <= name.first
        ):
            before = page.low[first : name.first]
            if not any(word in GOVERNING for word in before) and is_role(page.low[name.first - 1]):
                return name
    return None


def _owner(page: Page, first: int, head: int, names: list[Name]) -> Name | None:
    """The last possessive name before the head: "Trump" of "Trump's lawyer"."""
    owners = [n for n in names if page.owns[n.last] and first <= n.first and n.last < head]
    return owners[-1] if owners else None


def _apposed(page: Page, chunk: int, names: list[Name]) -> Name | None:
    """The name right behind the first noun phrase: "Apple's chief executive, Tim Cook"."""
    for name in names:
        opens = name.start == chunk or (name.start == chunk + 1 and page.low[chunk] in _DETERMINERS)
        if opens and not page.owns[name.last] and name.sort is not Sort.PLACE:
            closed = page.glue[name.last].strip()[:1] in (",", ".", ")")
            return name if len(name.low) > 1 or name.sort is Sort.PERSON or closed else None
    return None


def bare_words(page: Page, phrase: Phrase) -> str:
    """The phrase as written, without its article or leading preposition."""
    first = phrase.first
    if page.low[first] in ("the", "a", "an") and phrase.last > first:
        first += 1
    return " ".join(page.joined(first, phrase.last).split())
