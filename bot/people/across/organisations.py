"""Names of bodies taken apart, so that one body has one key. Pure.

A body of which each country has one goes by country and function: "South Korea's",
"Seoul's", "the ROK" and "the South Korean defense ministry" are one, "the Foreign Ministry"
without a country is none that could be told. Others go by their words. A generic name
("the company", "police") has no key, since it is another body in every article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from bot.people.across.roles import home
from bot.people.across.spelling import strict
from bot.people.lexicon import BODIES, COUNTRY_OF, GROUPS, PEOPLES, is_role, plain

_TOKEN = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
_POSSESSIVE = re.compile(r"[’'](?:s\b|(?=\s|$))")
_SMALL = frozenset(("the", "of", "and", "for", "in", "at", "a", "an", "on", "to", "by", "from"))
_SAME = {
    "defence": "defense",
    "labour": "labor",
    "organisation": "organization",
    "centre": "center",
}
_LONGEST = 4  # words of a country's name
_TELLING = 3  # words from which a name without a country is more than "Supreme Court"


def _lists() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    section = ""
    for line in (files(__package__) / "bodies.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(section, set()).update(w.replace("_", " ") for w in line.split())
    return {name: frozenset(some) for name, some in found.items()}


_LISTS = _lists()
_GOVERNMENT = _LISTS["government"]
_AS_QUALIFIER = {
    word: country for word, country in COUNTRY_OF.items() if word not in _LISTS["institutions"]
}
_AS_SPEAKER = {
    word: country
    for word, country in _AS_QUALIFIER.items()
    if word not in _LISTS["ambiguous"] and word not in PEOPLES
}
_OFFICES = _LISTS["offices"]


@dataclass(frozen=True, slots=True)
class Body:
    """``key`` is equal for one body and None where the name could be anybody's.

    ``acronym`` is set where the name is one; ``initials`` are what a longer name makes. A
    ``local`` name ("Irrigation Department") is borne by bodies of many places.
    """

    key: str | None
    acronym: str | None = None
    initials: str | None = None
    local: bool = False


@lru_cache(maxsize=20_000)
def body(name: str) -> Body:
    """The name of a body in parts."""
    bare = _POSSESSIVE.sub("", _PARENTHESIS.sub("", name))
    tokens = _TOKEN.findall(bare)
    while tokens and tokens[0].lower() in ("the", "a", "an"):
        del tokens[0]
    lows = [_plain(token) for token in tokens]
    whole = " ".join(lows)
    if whole in _AS_SPEAKER:
        return _official((_AS_SPEAKER[whole],), ("government",))
    if len(tokens) == 1 and tokens[0].isupper() and 1 < len(tokens[0]) <= 7:
        return Body(f"acronym {whole}", whole)
    if whole in _LISTS["institutions"] or whole in _LISTS["names"]:
        return Body(f"body {whole}")
    if _is_governmental(lows):
        return _governmental(tokens, lows)
    return _other(tokens, lows)


def _plain(token: str) -> str:
    low = plain(token).replace(".", "")
    return _SAME.get(low, low)


def _is_governmental(lows: list[str]) -> bool:
    pairs = {" ".join(pair) for pair in pairwise(lows)}
    if "department" in lows and _OFFICES & set(lows):
        return True
    return bool((set(lows) | pairs) & _GOVERNMENT)


def _governmental(tokens: list[str], lows: list[str]) -> Body:
    countries: list[str] = []
    rest: list[int] = []
    number = 0
    while number < len(lows):
        for size in range(min(_LONGEST, len(lows) - number), 0, -1):
            country = _AS_QUALIFIER.get(" ".join(lows[number : number + size]))
            if country:
                countries.append(country)
                number += size
                break
        else:
            rest.append(number)
            number += 1
    said = [n for n in rest if lows[n] not in _LISTS["dropped"] and lows[n] not in _SMALL]
    known = _OFFICES | BODIES | {word for two in _GOVERNMENT for word in two.split()}
    places = [home(lows[n]) for n in said if lows[n] not in known and not tokens[n].islower()]
    function = [lows[n] for n in said if lows[n] in known or tokens[n].islower()]
    told = tuple(sorted(set(countries))) or tuple(sorted(places))
    if not told:
        return _nameless(tokens, lows)
    if countries and places:
        return _other(tokens, lows)  # "the Tresk city police department of Varosia"
    return _official(told, tuple(sorted(set(function))))


def _official(whose: tuple[str, ...], function: tuple[str, ...]) -> Body:
    return Body(f"state {'+'.join(whose)}: {' '.join(function)}")


def _nameless(tokens: list[str], lows: list[str]) -> Body:
    """A body of the state whose country is not told: only a long name can be recognised."""
    kept = [n for n in range(len(lows)) if lows[n] not in _SMALL]
    initials = "".join(lows[n][0] for n in kept)
    if "ministry" in lows or len(kept) < _TELLING or any(tokens[n].islower() for n in kept):
        return Body(None)
    return Body("body " + " ".join(strict(lows[n]) for n in kept), None, initials, local=True)


def _other(tokens: list[str], lows: list[str]) -> Body:
    kept = [n for n in range(len(lows)) if lows[n] not in _SMALL]
    telling = [n for n in kept if not tokens[n].islower() and not _anybody(lows[n])]
    if not telling:
        return Body(None)
    named = [n for n in kept if lows[n] not in _LISTS["legal"]] or kept
    key = " ".join(strict(lows[n]) for n in named)
    initials = "".join(lows[n][0] for n in kept) if len(kept) > 1 else None
    return Body(f"body {key}", None, initials, local=lows[kept[-1]] in _LISTS["local"])


def _anybody(word: str) -> bool:
    """Whether a word is in the names of many bodies, so that it identifies none."""
    return word in BODIES or word in GROUPS or word in _OFFICES or is_role(word)


def acronym_in(name: str) -> str | None:
    """The acronym that a name itself gives in parentheses, "Ministry of Tides (MoT)"."""
    found = _PARENTHESIS.search(name)
    if found is None or not 1 < len(found[1]) <= 8 or " " in found[1]:
        return None
    return found[1]
