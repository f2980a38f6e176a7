"""What somebody may be asked for by, beside the name as written. Pure.

``searchable`` are the words that lead to an entity: its names, their skeletons, its titles
and initials. ``alternatives`` are the words a question's word may stand for among them.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.people.across.organisations import acronym_in, body
from bot.people.across.roles import canonical, role
from bot.people.across.spelling import strict, words
from bot.records import SpeakerKind


def searchable(kind: str, names: Iterable[str], titles: Iterable[str]) -> str:
    """Folded words, each once, divided by spaces."""
    found: dict[str, None] = {}
    for name in names:
        told = words(name)
        found.update(dict.fromkeys(told))
        found.update(dict.fromkeys(filter(None, map(strict, (*told, *name.split())))))
        if kind == SpeakerKind.ORGANISATION:
            short = body(name).initials or acronym_in(name)
            found.update(dict.fromkeys(words(short or "")))
            found.update(dict.fromkeys(canonical(told)))
    for title in titles:
        told = words(title)
        found.update(dict.fromkeys((*told, *canonical(told))))
    return " ".join(found)


def alternatives(word: str) -> list[str]:
    """The folded word itself, and as ``searchable`` may have it."""
    return list(dict.fromkeys(w for w in (word, *canonical([word]), strict(word)) if w))


def countries(titles: Iterable[str], names: Iterable[str]) -> list[str]:
    """The countries that titles and names tell, in order of the alphabet."""
    told = (role(text) for text in (*titles, *names))
    return sorted({country for one in told if one is not None for country in one.countries})
