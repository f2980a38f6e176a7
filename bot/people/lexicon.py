"""The word lists that tell people, bodies, groups and places apart, read once.

The lists are the data files beside this module; each says in its header what it holds
and where its facts come from. Nothing here decides anything.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from importlib.resources import files


def plain(word: str) -> str:
    """Letter case and accents aside: the form in which words are compared."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.replace("’", "'")).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _sections(name: str) -> dict[str, list[list[str]]]:
    """The sections of a list file, each as its lines of words."""
    sections: dict[str, list[list[str]]] = defaultdict(list)
    current = ""
    for line in (files(__package__) / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#"):
            sections[current].append([word.replace("_", " ") for word in line.split()])
    return sections


def _flat(lines: list[list[str]]) -> frozenset[str]:
    return frozenset(plain(word) for line in lines for word in line)


_words = _sections("words.txt")
TITLES = _flat(_words["titles"])
HE_TITLES = _flat(_words["he_titles"])
SHE_TITLES = _flat(_words["she_titles"])
ROLES = _flat(_words["roles"])
RELATIONS = _flat(_words["relations"])
BODIES = _flat(_words["bodies"])
ATTRIBUTIVE = _flat(_words["attributive"])
GROUPS = _flat(_words["groups"])
DOCUMENTS = _flat(_words["documents"])
PARTS = _flat(_words["parts"])
PARTICLES = _flat(_words["particles"])
CALENDAR = _flat(_words["months"])
STARTERS = _flat(_words["starters"])
ABBREVIATIONS = _flat(_words["abbreviations"])
ACRONYMS = _flat(_words["acronyms"])
GOVERNING = _flat(_words["governing"])
KIN = _flat(_words["kin"])
LEADING = _flat(_words["leading"])
NO_MODIFIERS = (STARTERS | _flat(_words["no_modifiers"])) - {"former", "first", "second", "related"}
OFTEN_PLACES = _flat(_words["often_places"])
PHRASE_ENDS = _flat(_words["phrase_ends"])
PLACE_ENDS = _flat(_words["place_ends"])
PLACE_STARTS = _flat(_words["place_starts"])


def _classes(lines: list[list[str]]) -> dict[str, frozenset[str]]:
    """Every word's partners: all the words it shares a line with, itself included."""
    partners: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        for word in line:
            partners[word].update(line)
    return {word: frozenset(others) for word, others in partners.items()}


ROLE_PARTNERS = _classes(_words["role_classes"])
BODY_PARTNERS = _classes(_words["body_families"])
DOCUMENT_PARTNERS = _classes(_words["document_families"])
ALSO_SURNAMES = _flat(_words["also_surnames"])
ANNOUNCED_BODIES = _flat(_words["announced_bodies"])
BRANDS = _flat(_words["brands"])
COMPOUND_BODIES = _flat(_words["compound_bodies"])
TITLE_ADJECTIVES = _flat(_words["title_adjectives"])
GENERIC_ROLES = _flat(_words["generic_roles"])
HONORIFICS = _flat(_words["honorifics"])
DEGREES = _flat(_words["degrees"])
SIDES = _flat(_words["sides"])
GENERIC_BODIES = _flat(_words["generic_bodies"])

_NO_ISTS = _flat(_words["no_ists"])
_PERSONAL_ENDINGS = (
    "ist",
    "woman",
    "sman",
    "ician",
    "ologer",
    "writer",
    "surgeon",
    "worker",
    "holder",
)


def is_role(word: str) -> bool:
    """Whether a noun means one person by what that person does or is: "minister", "cellist"."""
    if word in ROLES:
        return True
    last = word.rpartition("-")[2]
    if last in ROLES or word.endswith("year-old"):
        return True
    return len(word) > 5 and word.endswith(_PERSONAL_ENDINGS) and word not in _NO_ISTS


_given = _sections("given.txt")
_female, _male, _either = (_flat(_given[sex]) for sex in ("female", "male", "either"))
GIVEN = _female | _male | _either
SEX = dict.fromkeys(_female - _male - _either, "f") | dict.fromkeys(_male - _female - _either, "m")


def _countries() -> tuple[dict[str, str], frozenset[str], dict[str, tuple[str, ...]]]:
    """(any word for a country → the country, the words for its people in the plural, the
    country → all of its words as they are written)."""
    country_of: dict[str, str] = {}
    peoples: set[str] = set()
    names: dict[str, tuple[str, ...]] = {}
    for line in (files(__package__) / "places.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        country, *columns = line.split("\t")
        seats, demonyms, short = ([w for w in c.split(",") if w] for c in columns)
        names[country] = (country, *seats, *demonyms, *short)
        for word in names[country]:
            country_of.setdefault(plain(word), country)
        peoples.update(plain(word) for word in demonyms if word.endswith("s") and word != "Swiss")
    return country_of, frozenset(peoples), names


COUNTRY_OF, PEOPLES, _NAMES = _countries()
PLACES = frozenset(COUNTRY_OF) | _flat(_words["regions"])


def names_of_country(name: str) -> tuple[str, ...]:
    """All words for the country that this is a word for, its own name first; () for none."""
    return _NAMES.get(COUNTRY_OF.get(plain(name), ""), ())
