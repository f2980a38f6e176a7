"""Who said these words? Exactly, or nearly; in how many outlets, and where first.

The index leads to statements with the same rare words; each is held against what was asked word
by word (``alike``). The same words by the same speaker are one saying, whoever printed them; of
speakers whom no article names, where the articles call them the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.desk.answering.alike import Alike, compare, may_be_alike
from bot.desk.answering.shown import quoted_of, with_titles
from bot.errors import BadInput, NothingFound
from bot.people.across.spelling import words
from bot.ports import Heard, Index, RecordLog
from bot.records import Quoted
from bot.sentences import say

FEWEST = 3  # words to ask for
LONGEST = 250  # characters to ask for
_CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class Saying:
    """What one speaker said in the same words. ``quoted`` is where it was first, ``alike`` how
    far it is what was asked; ``outlets`` carried it, in so many ``articles``."""

    quoted: Quoted
    alike: Alike
    outlets: int
    articles: int


@dataclass(frozen=True, slots=True)
class SaidPage:
    """Sayings, the exact ones before the others: from number ``offset`` on, of ``total``, of
    which ``exact`` are."""

    asked: str
    sayings: tuple[Saying, ...]
    offset: int
    total: int
    exact: int


class Sayings:
    """Raises NothingFound and BadInput, each with one sentence for the person who asked."""

    def __init__(self, log: RecordLog, index: Index) -> None:
        self._log = log
        self._index = index

    async def find(self, asked: str, *, offset: int = 0, limit: int = 4) -> SaidPage:
        """Who is on record with these words, letter case, accents and marks aside."""
        asked = " ".join(asked.split())
        if len(asked) > LONGEST:
            raise BadInput(
                asked, say("Give at most {most} characters of what was said.", most=LONGEST)
            )
        wanted = words(asked)
        if len(wanted) < FEWEST:
            raise BadInput(
                asked,
                say(
                    "Give at least {fewest} words of what was said, in their order.", fewest=FEWEST
                ),
            )
        groups = _grouped(wanted, await self._index.said(asked, _CANDIDATES))
        sayings = [
            one for group in groups[offset : offset + limit] if (one := await self._read(group))
        ]
        if not sayings:
            raise NothingFound(
                asked,
                say(
                    "Nobody said this or nearly this, as far as is on record. "
                    "Try a shorter part of it, with its rarest words."
                ),
            )
        exact = sum(group.alike.exact for group in groups)
        return SaidPage(asked, tuple(sayings), offset, len(groups), exact)

    async def _read(self, group: _Group) -> Saying | None:
        """None where the index has not followed yet what became of all of it."""
        outlets = {one.outlet for one in group.heard}
        articles = {one.article for one in group.heard}
        for one in group.heard:
            if quoted := await quoted_of(self._log, one.article, one.statement):
                (titled,) = await with_titles(self._index, [quoted])
                alike = compare(group.asked, words(" ".join(titled.words)))
                return Saying(titled, alike, len(outlets), len(articles))
        return None


@dataclass(frozen=True, slots=True)
class _Group:
    """Statements of one speaker that are one saying, oldest first."""

    asked: tuple[str, ...]
    alike: Alike
    heard: tuple[Heard, ...]


def _grouped(asked: Sequence[str], found: Iterable[Heard]) -> list[_Group]:
    """What is the same or nearly, the likest first; of equal ones, what was said first."""
    groups: dict[tuple[object, ...], list[tuple[Heard, Alike]]] = {}
    for heard in found:
        if not may_be_alike(asked, heard.words):
            continue
        alike = compare(asked, heard.words)
        if alike.exact or alike.nearly:
            others = tuple(heard.words[place] for place in alike.differing)
            key = (heard.entity, heard.called, alike.missing, others)
            groups.setdefault(key, []).append((heard, alike))
    made = []
    for group in groups.values():
        group.sort(key=lambda pair: (pair[0].date, pair[0].statement))
        made.append(_Group(tuple(asked), group[0][1], tuple(heard for heard, _ in group)))
    return sorted(made, key=lambda one: (-one.alike.share, one.heard[0].date))
