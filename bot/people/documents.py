"""Who speaks in "the report says": the maker of the work, where the article tells."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.lexicon import DOCUMENT_PARTNERS
from bot.people.names import Name, Sort, names_in
from bot.people.page import Page
from bot.people.phrase import OWNERS

_MADE_BY = frozenset(("by", "from", "of", "in", "on"))
_AUTHORS = frozenset(
    ("author", "authors", "writers", "creators", "producers", "organizations", "groups", "group")
)
LOOK_BACK = 1000  # words; a work is introduced not long before it speaks


@dataclass(frozen=True, slots=True)
class Maker:
    """The maker of a work: a ``name`` (``other``: and one more), or the word number of a
    possessive ``pronoun``."""

    name: Name | None = None
    pronoun: int | None = None
    other: Name | None = None


def named_maker(page: Page, first: int, last: int) -> Maker | None:
    """The maker told inside a phrase: "a report by the Dunmore Institute"."""
    for name in names_in(page, range(first, last + 1)):
        if name.sort in (Sort.TITLE, Sort.PEOPLE, Sort.PLACE):
            continue
        before = name.start - 1
        if before >= 0 and page.low[before] in ("the", "a", "an"):
            before -= 1
        vague = name.sort in (Sort.UNKNOWN, Sort.THING) and page.low[before] in ("of", "in", "on")
        if before < first or page.owns[name.last]:
            return Maker(name=name)
        if page.low[before] in _MADE_BY and not vague:
            return Maker(name=name)
    return None


def earlier_maker(page: Page, head: int) -> Maker | None:
    """The maker told where the work was first spoken of: "her film ... The film shows"."""
    family = DOCUMENT_PARTNERS.get(page.low[head])
    if family is None:
        return None
    for number in range(head - 1, max(-1, head - LOOK_BACK), -1):
        if page.low[number] in family:
            maker = _maker_around(page, number) or _authors(page, number)
            if maker is not None:
                return maker
    for number in range(head + 1, min(len(page), head + LOOK_BACK)):
        if page.low[number] in family and (maker := _authors(page, number)) is not None:
            return maker
    return None


def _authors(page: Page, noun: int) -> Maker | None:
    """ "The authors of the report, which include the Dunmore Institute and Northern Watch,"."""
    if noun < 3 or page.low[noun - 1] != "the" or page.low[noun - 2] not in ("of", "behind"):
        return None
    if page.low[noun - 3] not in _AUTHORS or not page.glue[noun].startswith(","):
        return None
    stop = noun + 1
    while stop < len(page) and stop - noun < 24 and page.sentence[stop] == page.sentence[noun]:
        stop += 1
        if page.glue[stop - 1].startswith(","):
            break
    names = [n for n in names_in(page, range(noun + 1, stop)) if n.sort is not Sort.TITLE]
    if not names or page.sentence[names[0].first] != page.sentence[noun]:
        return None
    return Maker(name=names[0], other=names[1] if len(names) == 2 else None)


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
