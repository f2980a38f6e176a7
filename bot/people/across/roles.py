"""Titles taken apart, and what two of them say about being one person's. Pure.

"Spokesman for the Varosian ministry" has the head "spokesperson", the subject "ministry"
and the affiliation "varosia". People change offices, so another office of the same public
life speaks little against one person; a striker is no finance minister.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.people.across.spelling import fold, strict
from bot.people.lexicon import (
    BODIES,
    COUNTRY_OF,
    HE_TITLES,
    HONORIFICS,
    SHE_TITLES,
    TITLES,
    is_role,
    plain,
)

_TOKEN = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*\.?")
_BREAK = frozenset(("of", "for", "at", "in", "with", "from", "to", "on", "under"))
_SMALL = _BREAK | frozenset(
    ("the", "a", "an", "and", "’s", "s", "his", "her", "its", "their", "who")
)
_SAME = {"defence": "defense", "labour": "labor", "organisation": "organization"}


def _read() -> tuple[dict[str, str], dict[str, frozenset[str]], frozenset[str]]:
    """(word → the first word of its line, that → its fields, the subjects of offices)."""
    office: dict[str, str] = {}
    fields: dict[str, set[str]] = defaultdict(set)
    subjects: set[str] = set()
    section = ""
    for line in (files(__package__) / "roles.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            found = [word.replace("_", " ") for word in line.split()]
            if section == "subjects":
                subjects.update(found)
                continue
            for word in found:
                fields[office.setdefault(word, found[0])].add(section)
    return office, {head: frozenset(some) for head, some in fields.items()}, frozenset(subjects)


_OFFICE, _FIELDS, SUBJECTS = _read()


@dataclass(frozen=True, slots=True)
class Role:
    """``noun`` is the office as written, ``head`` what all its words share ("spokesman" for
    "spokesperson"), both "" where none is told; ``sex`` is "f", "m" or None by its title.

    ``subjects`` say what it is about, ``affiliations`` (skeletons of names) whose it is,
    ``countries`` of which country.
    """

    noun: str
    head: str
    fields: frozenset[str]
    subjects: frozenset[str]
    affiliations: frozenset[str]
    countries: frozenset[str]
    sex: str | None


@lru_cache(maxsize=20_000)
def role(title: str) -> Role | None:
    """The title in parts, None where it says nothing about what somebody does."""
    tokens = [t.strip(".") for t in _TOKEN.findall(title.replace("’s", "").replace("'s", ""))]
    lows = [_SAME.get(plain(token), plain(token)) for token in tokens]
    sex = next((_sex(word) for word in lows if _sex(word)), None)
    head = _head(lows)
    countries, taken = _countries(lows)
    rest = [n for n, low in enumerate(lows) if n not in taken and low not in _SMALL]
    rest = [n for n in rest if n != head and lows[n] not in HONORIFICS]
    subjects = frozenset(lows[n] for n in rest if lows[n] in SUBJECTS or tokens[n].islower())
    affiliations = frozenset(
        home(lows[n])
        for n in rest
        if not tokens[n].islower() and lows[n] not in SUBJECTS | BODIES | TITLES
    )
    if head is None:
        if not (subjects or affiliations or countries):
            return None
        return Role("", "", frozenset(), subjects, affiliations, countries, sex)
    word = lows[head]
    if word == "minister" and "prime" in lows[:head]:
        word = "prime minister"
        subjects -= {"prime"}
    office = _OFFICE.get(word, word)
    return Role(
        word, office, _FIELDS.get(office, frozenset()), subjects, affiliations, countries, sex
    )


def canonical(words: list[str]) -> list[str]:
    """Words of a title as they are looked up: "spokeswoman" is "spokesman", "defence" "defense"."""
    return [_OFFICE.get(_SAME.get(word, word), _SAME.get(word, word)) for word in words]


@lru_cache(maxsize=50_000)
def home(word: str) -> str:
    """The place that a word for its people is made of, as a skeleton: "Varosian" → "varosia"."""
    skeleton = strict(word)
    for ending, place in (("ian", "ia"), ("ans", "a"), ("an", "a")):
        if skeleton.endswith(ending) and len(skeleton) > len(ending) + 3:
            return skeleton.removesuffix(ending) + place
    return skeleton


def agreement(one: Role, other: Role) -> tuple[float, str]:
    """How much two titles speak for (above 0) or against one person, and why."""
    if one.sex and other.sex and one.sex != other.sex:
        return -2.5, "titles of a man and of a woman"
    score, why = _offices(one, other)
    if one.affiliations and other.affiliations:
        shared = one.affiliations & other.affiliations
        if shared:
            return score + 1.0, f"{why}, both of {' '.join(sorted(shared))}"
        score -= 2.0 if score > 0 else 0.7
        why += ", of different places or bodies"
    return score, why


def _offices(one: Role, other: Role) -> tuple[float, str]:
    if not one.head or not other.head:
        return 0.0, "no office told"
    if one.head == other.head:
        if one.subjects & other.subjects:
            return 1.2, f"the same office ({one.noun})"
        if one.subjects and other.subjects:
            return 0.0, f"offices of one kind ({one.noun})"
        return 0.8, f"the same office ({one.noun})"
    if one.fields & other.fields:
        return -0.7, f"another office of the same life ({one.noun}, {other.noun})"
    if not one.fields or not other.fields:
        return -1.2, f"different roles ({one.noun}, {other.noun})"
    return -2.6, f"roles of different lives ({one.noun}, {other.noun})"


def _head(lows: list[str]) -> int | None:
    """Where the office stands: the last role before "of" or "for", or any."""
    end = next((n for n, low in enumerate(lows) if low in _BREAK and n), len(lows))
    for numbers in (range(end - 1, -1, -1), range(end, len(lows))):
        for number in numbers:
            low = lows[number]
            if (is_role(low) or low in _OFFICE) and low not in HONORIFICS and low != "dr":
                return number
    return None


def _countries(lows: list[str]) -> tuple[frozenset[str], frozenset[int]]:
    """The countries told, and the numbers of the words that tell them."""
    found: set[str] = set()
    taken: set[int] = set()
    for size in (3, 2, 1):
        for first in range(len(lows) - size + 1):
            country = COUNTRY_OF.get(" ".join(lows[first : first + size]))
            if country and first not in taken:
                found.add(country)
                taken.update(range(first, first + size))
    return frozenset(found), frozenset(taken)


def _sex(word: str) -> str | None:
    """What a word says of its holder; women are called chairman as well."""
    if word in SHE_TITLES:
        return "f"
    return "m" if word in HE_TITLES and word != "chairman" else None


@lru_cache(maxsize=20_000)
def said_of(mention: str, name: str) -> str:
    """What the words of a mention say beside the name itself: its title and affiliation."""
    bare = {fold(word) for word in name.replace("-", " ").split()}
    kept = [w for w in mention.split() if fold(w.strip(".,’'").removesuffix("’s")) not in bare]
    return " ".join(kept)
