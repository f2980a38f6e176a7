"""Who speaks in "the report says": the maker of the work, where the article tells."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.lexicon import DOCUMENT_PARTNERS
from bot.people.names import Name, Sort, names_in
from bot.people.page import Page
from bot.people.phrase import OWNERS

_MADE_BY = frozenset(("by", "from", "of", "in", "on"))
LOOK_BACK = 1000  # words; a work is introduced not long before it speaks


@dataclass(frozen=True, slots=True)
class Maker:
    """The maker of a work: a ``name``, or the word number of a possessive ``pronoun``."""

    name: Name | None = None
    pronoun: int | None = None


def named_maker(page: Page, first: int, last: int) -> Maker | None:
    """The maker told inside a phrase: "a report by the Dunmore Institute"."""
    for name in names_in(page, range(first, last + 1)):
        if name.sort in (Sort.TITLE, Sort.PEOPLE, Sort.PLACE):
            continue
        before = name.start - 1
        if before >= 0 and page.low[before] in ("the", "a", "an"):
            before -= 1
        if before < first or page.low[before] in _MADE_BY or page.owns[name.last]:
            return Maker(name=name)
    return None


def earlier_maker(page: Page, head: int) -> Maker | None:
    """The maker told where the work was first spoken of: "her film ... The film shows"."""
    family = DOCUMENT_PARTNERS.get(page.low[head])
    if family is None:
        return None
    for number in range(head - 1, max(-1, head - LOOK_BACK), -1):
        if page.low[number] in family:
            maker = _maker_around(page, number)
            if maker is not None:
                return maker
    return None


def _maker_around(page: Page, noun: int) -> Maker | None:
    """An owner up to three words before the noun, or "by X" right behind it."""
    for number in range(noun - 1, max(-1, noun - 5), -1):
        if page.sentence[number] != page.sentence[noun] or page.glue[number] != " ":
            break
        if page.low[number] in OWNERS:
            return Maker(pronoun=number)
        if page.owns[number] and page.caps[number]:
            first = number
            while first > 0 and page.caps[first - 1] and page.glue[first - 1] == " ":
                first -= 1
            return next((Maker(name=n) for n in names_in(page, range(first, number + 1))), None)
    behind = noun + 1
    if behind + 1 < len(page) and page.low[behind] in ("by", "from") and page.glue[noun] == " ":
        return named_maker(page, behind, min(behind + 6, len(page) - 1))
    return None
