"""Finding names: runs of capitalised words, and what their surroundings say they are.

``names_in(page, words)`` returns every name in a range of words, in text order, with the
title before it set apart ("Vice Foreign Minister" + "Kim Hong-kyun") and a description
after it found ("Ban Kil-joo, *a professor at ...*"). Nothing here compares two names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.people.lexicon import (
    ACRONYMS,
    ALSO_SURNAMES,
    ANNOUNCED_BODIES,
    ATTRIBUTIVE,
    BODIES,
    BRANDS,
    GIVEN,
    GROUPS,
    HONORIFICS,
    OFTEN_PLACES,
    PARTICLES,
    PEOPLES,
    PHRASE_ENDS,
    PLACE_ENDS,
    PLACE_STARTS,
    PLACES,
    ROLES,
    TITLES,
    is_role,
)
from bot.people.page import Page
from bot.people.runs import may_begin, run_end
from bot.people.titles import (
    Title,
    is_dateline,
    title_after,
    title_ahead,
    title_before,
    title_end,
)

LONGEST_NAME = 9  # words, titles and all
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))


class Sort(StrEnum):
    """What a name, or a phrase that stands for one, says it is."""

    PERSON = "person"
    BODY = "body"
    PLACE = "place"
    PEOPLE = "people"
    TITLE = "title"
    ROLE = "role"
    GROUP = "group"
    WORK = "work"
    THING = "thing"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text, words ``first`` to ``last``, its title not included."""

    first: int
    last: int
    low: tuple[str, ...]
    sort: Sort
    title: Title | None
    after: Title | None
    start: int  # the first word of the title, or of the name where it has none

    @property
    def single(self) -> bool:
        return len(self.low) == 1


def names_in(page: Page, words: range) -> Iterator[Name]:
    """Every name in ``words``, in order; linear."""
    number, stop = words.start, words.stop
    while number < stop:
        if not page.caps[number] or not may_begin(page, number, stop):
            number += 1
            continue
        last = run_end(page, number, stop)
        yield from _names_of_run(page, number, last)
        number = last + 1


def _names_of_run(page: Page, first: int, last: int) -> Iterator[Name]:
    """One capitalised run: its title set apart, its sort told."""
    low = page.low
    if last - first >= LONGEST_NAME and not any(w in PHRASE_ENDS for w in low[first:last]):
        if low[first] not in GIVEN:
            return  # a line in Title Case
        last = first + 1
    end = last
    if end > first and low[end] in _SUFFIXES:
        end -= 1
    title_stop = title_end(page, first, end)
    begin = title_stop + 1
    words = tuple(low[begin : last + 1])
    title = own = title_before(page, first, title_stop, begin)
    if title is None or title.head in HONORIFICS or len(title.text) < 5:
        title = title_ahead(page, title.first if title else begin, last) or title
    after = title_after(page, last)
    if title_stop == end or all(word in TITLES for word in words):
        yield Name(first, last, tuple(low[first : last + 1]), Sort.TITLE, None, None, first)
        return
    if is_dateline(page, last):
        yield Name(first, last, words, Sort.PLACE, None, None, first)
        return
    if _lends_its_name(page, last):
        whole = tuple(low[first : last + 2])
        yield Name(first, last + 1, whole, Sort.BODY, None, title_after(page, last + 1), first)
        return
    if title_stop >= first and low[last] in BODIES and (begin == last or low[begin] not in GIVEN):
        begin, words, title = first, tuple(low[first : last + 1]), None
    sort = _sort(page, begin, last, words, title, after)
    start = own.first if title is not None and own is not None else begin
    yield Name(begin, last, words, sort, title, after, start)


def _lends_its_name(page: Page, last: int) -> bool:
    """Whether the run only names a body: "the Obama administration", "Charlotte police"."""
    noun = last + 1
    if (
        noun >= len(page)
        or page.owns[last]
        or page.glue[last] != " "
        or page.low[noun] not in ATTRIBUTIVE
    ):
        return False
    behind = page.low[noun + 1] if noun + 1 < len(page) and page.glue[noun] == " " else ""
    return behind not in ROLES and behind not in TITLES


def _sort(
    page: Page,
    begin: int,
    last: int,
    words: tuple[str, ...],
    title: Title | None,
    after: Title | None,
) -> Sort:
    """What a name is, by its own words and the words around it."""
    if not words:
        return Sort.TITLE
    whole = " ".join(words)
    if whole in PLACES and not (
        title
        and title.head in TITLES
        and title.head not in BODIES
        and title.last >= begin - 1
        and whole not in PLACES
    ):
        return Sort.PEOPLE if whole in PEOPLES else Sort.PLACE
    plural = words[-1] in PEOPLES or (
        words[-1] in GROUPS
        and words[-1] not in BODIES
        and words[-1] not in ("nations", "states")
        and words[0] not in GIVEN
    )
    if whole in PEOPLES or plural:
        return Sort.PEOPLE
    if any(page.glue[number] == " & " for number in range(begin, last)):
        return Sort.BODY
    known = words[0] in GIVEN
    if len(words) > 1 and known and words[-1] not in BODIES:
        return Sort.PERSON if words[0] not in OFTEN_PLACES or title or after else Sort.UNKNOWN
    bodily = (
        words[-1] in BODIES
        or words[0] in BODIES
        or words[0] in ACRONYMS
        or any(w in ("of", "for", "and") for w in words)
    )
    if known and len(words) == 2 and (words[1] in ALSO_SURNAMES or title is not None):
        return Sort.PERSON
    if (bodily and len(words) > 1) or (bodily and not title):
        return Sort.BODY
    if (
        title
        and (is_role(title.head) or title.head in TITLES)
        and title.head not in ANNOUNCED_BODIES
    ):
        return Sort.PERSON
    if title and title.head in BODIES:
        return Sort.BODY
    if after:
        return Sort.BODY if after.head in BODIES and not is_role(after.head) else Sort.PERSON
    if page.bare[last].isupper() and len(words) > 1 and page.bare[begin].isupper():
        return Sort.UNKNOWN
    if len(words) == 1:
        if words[0] in BRANDS:
            return Sort.BODY
        if begin and page.low[begin - 1] in ("in", "at", "near", "from", "outside"):
            return Sort.PLACE
        if page.bare[last].isupper() and len(page.bare[last]) > 1:
            return Sort.BODY
        return Sort.UNKNOWN
    if words[-1] in PLACE_ENDS:
        return Sort.PLACE
    if words[0] in PLACE_STARTS and title is None:
        return Sort.PLACE
    if begin and page.low[begin - 1] in ("the", "a", "an", "this"):
        return Sort.THING
    if 1 < len(words) <= 4 and _looks_personal(page, begin, last, words):
        return Sort.PERSON
    return Sort.UNKNOWN


def _looks_personal(page: Page, begin: int, last: int, words: tuple[str, ...]) -> bool:
    """An initial, a particle or a two-part Korean given name: shapes that only people have."""
    if any(len(word) == 1 for word in words[:-1]):
        return True
    if any(word in PARTICLES for word in words[1:-1]) or words[-1][:3] == "al-":
        return True
    second = page.bare[last]
    left, hyphen, right = second.partition("-")
    return bool(hyphen) and left[:1].isupper() and right.islower() and left.isalpha()
