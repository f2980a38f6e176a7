"""Where to look for those whom a name may mean: keys shared by all spellings of one. Pure.

A key is a short text. An entity is kept under its ``own`` keys; for a new name those
entities are compared that have one of the keys it ``seeks``. Names that identify nobody
("the company") have neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.people.across.organisations import body
from bot.people.across.persons import PersonName, person_name
from bot.people.across.spelling import loose
from bot.records import SpeakerKind


@dataclass(frozen=True, slots=True)
class Keys:
    own: frozenset[str]
    seeks: frozenset[str]


def keys(kind: str, names: Iterable[str]) -> Keys:
    """The keys of an entity, or of a new speaker, with these names."""
    return _keys(kind, tuple(names))


@lru_cache(maxsize=20_000)
def _keys(kind: str, names: tuple[str, ...]) -> Keys:
    own: set[str] = set()
    seeks: set[str] = set()
    for name in names:
        if kind == SpeakerKind.PERSON:
            _person(person_name(name), own, seeks)
        elif kind == SpeakerKind.ORGANISATION:
            _body(name, own, seeks)
    return Keys(frozenset(own), frozenset(seeks))


def _person(name: PersonName, own: set[str], seeks: set[str]) -> None:
    if not name.words:
        return
    if name.bare:
        word = loose(name.words[0])
        own.add(f"bare {word}")
        seeks.update((f"bare {word}", f"family {word}"))
        return
    if name.korean:
        pair = f"full {name.korean[0]} {name.korean[1][:1]}"
        families = {loose(name.words[0]), name.korean[0]}
        own.update((pair, *(f"family {family}" for family in families)))
        seeks.update((pair, *(f"bare {family}" for family in families)))
        return
    skeletons = [loose(word) for word in name.words]
    ends = {(skeletons[-1], skeletons[0]), (skeletons[0], skeletons[-1])}
    if len(skeletons) > 2:  # the second of two family names may be left out
        ends.add((skeletons[1], skeletons[0]))
    pairs = {f"full {family} {given[:1]}" for family, given in ends}
    own.update((*pairs, f"family {skeletons[-1]}"))
    seeks.update((*pairs, f"bare {skeletons[-1]}"))


def _body(name: str, own: set[str], seeks: set[str]) -> None:
    told = body(name)
    if told.key is None:
        return
    own.add(told.key)
    seeks.add(told.key)
    if told.acronym:
        seeks.add(f"initials {told.acronym}")
    if told.initials:
        own.add(f"initials {told.initials}")
        seeks.add(f"acronym {told.initials}")
