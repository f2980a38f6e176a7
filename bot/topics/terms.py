"""What a topic's terms mean. Pure.

strike               the word, as a whole, letter case aside; also several: harbour strike
"Port Authority"     just these words, letter case and all
person: Jeon Ha-kyu  a person or body: its name in the text, in either order, or its words
                     quoted there under any form of the name
place: North Korea   a country by any of its names: its own, its capital, its people's;
                     by letter case too, for "us" and "polish" are words of their own
source: The Herald   an outlet: what it carried or first published, by its name as a whole
*                    any article, for topics that only exclude some
-football            not articles with this; before any of the others, too
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.people.lexicon import names_of_country, plain
from bot.sentences import say

ANY = "*"
"""The term that every article matches."""

_BETWEEN = re.compile(r'(?:"[^"]*"|“[^”]*”|[^,;\n])+')


class TermKind(StrEnum):
    """How a term is looked for."""

    WORDS = "words"
    EXACT = "exact"
    PERSON = "person"
    PLACE = "place"
    SOURCE = "source"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Term:
    """A term as written, and what to look for: any of ``phrases``; ``excluded``: none of them."""

    written: str
    kind: TermKind
    phrases: tuple[str, ...]
    excluded: bool


@lru_cache(maxsize=200_000)
def read_term(written: str) -> Term:
    """The term; raises ValueError, with half a sentence, for what is none."""
    text = " ".join(written.split())
    excluded = text.startswith("-")
    body = text[1:].lstrip() if excluded else text
    if text == ANY:
        return Term(written, TermKind.ANY, (), excluded=False)
    if not any(character.isalnum() for character in body):
        raise ValueError(say("“{term}” has no letter or digit to look for", term=written))
    for kind in (TermKind.PERSON, TermKind.PLACE, TermKind.SOURCE):
        head, colon, name = body.partition(":")
        if colon and head.strip().casefold() == kind.value:
            if not any(character.isalnum() for character in name):
                raise ValueError(say("“{term}” lacks a name after the colon", term=written))
            return _named(written, kind, name.strip(), excluded)
    if len(body) > 2 and body[0] in '"“' and body[-1] in '"”':
        return Term(written, TermKind.EXACT, (body[1:-1].strip(),), excluded)
    return Term(written, TermKind.WORDS, (body,), excluded)


def split_terms(text: str) -> list[str]:
    """Terms that a person typed in one line, parted by commas or line ends; a comma within
    quotation marks belongs to its term."""
    return [term.strip() for term in _BETWEEN.findall(text) if term.strip()]


def _named(written: str, kind: TermKind, name: str, excluded: bool) -> Term:
    if kind is TermKind.PLACE:
        names = names_of_country(name)
        # What is no country we know is looked for as it stands.
        return Term(written, kind if names else TermKind.WORDS, names or (name,), excluded)
    if kind is TermKind.SOURCE:
        return Term(written, kind, (name,), excluded)
    words = name.split()
    either = (name, " ".join([*words[1:], words[0]])) if len(words) == 2 else (name,)
    return Term(written, kind, either, excluded)


def name_words(name: str) -> list[str]:
    """A name's words as they are compared: accents, letter case and hyphens aside."""
    return plain(name).replace("-", " ").split()


def outlet_words(name: str) -> tuple[str, ...]:
    """An outlet's name as it is compared: letter case, accents, marks and a "The" aside."""
    words = re.findall(r"\w+", plain(name).casefold())
    return tuple(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
