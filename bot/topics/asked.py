"""What somebody asks for in one line, "Harbour strike -football", and what it stands for. Pure.

Harbour strike          a topic by its name
person: Ilse Maron      a person or body, as in a topic's terms
source: The Herald      an outlet
story: Harbour strike   a running story by its name
… -football -"Mr Lind"  not articles with any of these; each as in a topic's terms
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.records import Topic
from bot.sentences import say
from bot.topics.terms import read_term

# Before a word only, and after a space: "Jeon Ha-kyu" and "Vell - Dornik" exclude nothing.
_EXCLUDED = re.compile(r"[\s,;]+-(?=[^\s-])")


class AskedKind(StrEnum):
    """What the first words name."""

    TOPIC = "topic"
    PERSON = "person"
    SOURCE = "source"
    STORY = "story"


_PREFIXED = (AskedKind.PERSON, AskedKind.SOURCE, AskedKind.STORY)


@dataclass(frozen=True, slots=True)
class Asked:
    """``name`` of a thing of this kind, without articles that have one of the ``excluded``
    terms; these are written without their "-"."""

    kind: AskedKind
    name: str
    excluded: tuple[str, ...] = ()

    def topic(self, of: Topic) -> Topic:
        """What is asked for of a topic of this name: its terms with those that are excluded."""
        head = of.name if self.kind is AskedKind.TOPIC else f"{self.kind}: {of.name}"
        without = tuple(f"-{term}" for term in self.excluded)
        return Topic(" ".join((head, *without)), (*of.terms, *without))

    def terms(self) -> tuple[str, ...]:
        """The term that a person or a source is looked for by."""
        return (f"{self.kind}: {self.name}",)


def read_asked(text: str) -> Asked:
    """Any line is read; raises ValueError, with half a sentence, for an exclusion that names
    nothing to look for, and for a person, source or story without a name."""
    head, *excluded = _EXCLUDED.split(" ".join(text.split()))
    terms = tuple(term.strip(" ,;") for term in excluded)
    for term in terms:
        read_term(f"-{term}")
    head = head.strip(" ,;")
    before, colon, name = head.partition(":")
    for kind in _PREFIXED:
        if colon and before.strip().casefold() == kind.value:
            if not any(character.isalnum() for character in name):
                raise ValueError(say("“{term}” lacks a name after the colon", term=head))
            return Asked(kind, name.strip(), terms)
    return Asked(AskedKind.TOPIC, head, terms)


def prefixed(kind: AskedKind, names: Sequence[str]) -> list[str]:
    """Names as they are asked for."""
    return [f"{kind}: {name}" for name in names]
