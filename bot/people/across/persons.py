"""Names of persons taken apart, and how two of them are related. Pure.

A name is a few strict skeletons (see ``spelling``) and no more, so that order, hyphens,
honorifics and accents have no say in it. ``relation`` says how alike two names are, from
one and the same to the family name alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from bot.people.across.spelling import korean, korean_family, loose, strict
from bot.people.lexicon import HONORIFICS, PARTICLES, plain

_SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "2", "iii": "3"}
_ADDRESS = HONORIFICS | {"dr", "prof", "professor", "doctor", "the", "president"}
_NICKNAME = re.compile(r"\s+[“‘\"'(]([^“”‘’\"'()]{2,20})[”’\"')](?=\s)")


class Relation(IntEnum):
    """How two names are related; the higher, the more it says."""

    OTHER = 0
    BARE = 1  # the family name of a full one
    BOTH_BARE = 2  # one word each, and the same
    INITIAL = 3  # J. Torm and Jane Torm; or one family name of two left out
    SUFFIX = 4  # the same, but one is called a junior
    LOOSE = 5  # the same in another romanisation, perhaps
    MIDDLE = 6  # one has a middle name or initial more
    SAME = 7


@dataclass(frozen=True, slots=True)
class PersonName:
    """``words`` are strict skeletons, those of a Korean name family first and given joined.

    ``korean`` is the skeleton of both in any romanisation, None for other names.
    """

    words: tuple[str, ...]
    suffix: str | None = None
    korean: tuple[str, str] | None = None

    @property
    def bare(self) -> bool:
        return len(self.words) == 1


@lru_cache(maxsize=50_000)
def person_name(text: str) -> PersonName:
    """The name in parts; without words for a text that holds none."""
    raw = [bare for word in _NICKNAME.sub("", text).split() if (bare := word.strip(".,’'"))]
    while len(raw) > 1 and plain(raw[0]) in _ADDRESS:
        del raw[0]
    suffix = _SUFFIXES.get(plain(raw[-1])) if len(raw) > 2 else None
    if suffix:
        del raw[-1]
    if told := _korean(raw):
        return told
    kept = [w for w in raw if plain(w) not in PARTICLES] if len(raw) > 2 else raw
    return PersonName(tuple(filter(None, map(strict, kept))), suffix)


def relation(one: PersonName, other: PersonName) -> Relation:
    """How the two names are related; the same both ways."""
    if not one.words or not other.words:
        return Relation.OTHER
    if one.bare and other.bare:
        return Relation.BOTH_BARE if one.words == other.words else Relation.OTHER
    if one.bare or other.bare:
        return _bare(*((one, other) if one.bare else (other, one)))
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return Relation.OTHER
    found = _of_full(one, other)
    if found > Relation.SUFFIX and one.suffix != other.suffix:
        return Relation.SUFFIX
    return found


def _of_full(one: PersonName, other: PersonName) -> Relation:
    if sorted(one.words) == sorted(other.words):
        return Relation.SAME
    if one.korean and other.korean:
        return Relation.LOOSE if one.korean == other.korean else Relation.OTHER
    short, long = sorted((one.words, other.words), key=len)
    if short[-1] == long[-1]:
        return _of_one_family(short[:-1], long[:-1])
    if len(short) < len(long) and short == long[: len(short)]:
        return Relation.INITIAL  # the second of two family names left out
    if sorted(map(loose, short)) == sorted(map(loose, long)):
        return Relation.LOOSE
    return Relation.OTHER


def _of_one_family(short: tuple[str, ...], long: tuple[str, ...]) -> Relation:
    """What the given names say, where the family name is the same."""
    if short[0] == long[0]:
        return Relation.MIDDLE if _fit(short[1:], long[1:]) else Relation.OTHER
    if len(short[0]) == 1 or len(long[0]) == 1:
        fit = short[0][0] == long[0][0] and _fit(short[1:], long[1:])
        return Relation.INITIAL if fit else Relation.OTHER
    if len(short) == len(long) and [*map(loose, short)] == [*map(loose, long)]:
        return Relation.LOOSE
    return Relation.OTHER


def _fit(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether middle names do not contradict: "A." fits "Anna", nothing fits everything."""
    if not short or not long:
        return True
    return all(
        a == b or (a[0] == b[0] and 1 in (len(a), len(b)))
        for a, b in zip(short, long, strict=False)
    )


def _bare(bare: PersonName, full: PersonName) -> Relation:
    (word,) = bare.words
    family = (full.words[0], full.words[-1]) if full.korean else full.words[-1:]
    if word in family:
        return Relation.BARE
    return (
        Relation.BARE if full.korean and korean_family(word) == full.korean[0] else Relation.OTHER
    )


def _korean(raw: list[str]) -> PersonName | None:
    """A name of the shape "Kim Hong-kyun", "Kim Hong Kyun" or "Hong-kyun Kim"."""
    if len(raw) not in (2, 3):
        return None
    for at in (0, len(raw) - 1):
        family = korean_family(raw[at])
        if family is None:
            continue
        given = raw[1:] if at == 0 else raw[:-1]
        joined = "-".join(given)
        hyphened = len(given) == 1 and "-" in joined and joined.partition("-")[2].islower()
        if hyphened or (len(given) == 2 and _syllables(given)):
            words = (strict(raw[at]), strict(joined))
            return PersonName(words, None, (family, korean(joined)))
    return None


def _syllables(given: list[str]) -> bool:
    """Whether both words are short enough to be one syllable each of a given name."""
    return all(1 < len(word) <= 5 and word.isalpha() for word in given)


def fullness(text: str) -> int:
    """How many whole words a name has: an initial is none, and more than three are not fuller."""
    return min(sum(len(word.strip(".,")) > 1 for word in text.split()), 3)
