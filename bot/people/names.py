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
    CALENDAR,
    GIVEN,
    GROUPS,
    HE_TITLES,
    HONORIFICS,
    NO_MODIFIERS,
    OFTEN_PLACES,
    PARTICLES,
    PEOPLES,
    PHRASE_ENDS,
    PLACE_ENDS,
    PLACE_STARTS,
    PLACES,
    ROLES,
    SHE_TITLES,
    STARTERS,
    TITLE_ADJECTIVES,
    TITLES,
    is_role,
)
from bot.people.page import Page

_JOINTS = frozenset((" ", "\u00a0", " & ", ". ", ".\u00a0"))
_PHRASE_GLUE = frozenset((" ", ". ", "’ ", "' ", "\u00a0"))
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
LONGEST_TITLE = 9  # words before a name that still belong to its title


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
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Title:
    """A title or description as the article gives it: words ``first`` to ``last``.

    ``head`` is its main noun in plain form, ``words`` all its words in plain form.
    """

    first: int
    last: int
    head: str
    text: str
    words: frozenset[str]


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
        if not page.caps[number] or not _may_begin(page, number, stop):
            number += 1
            continue
        last = _run_end(page, number, stop)
        yield from _names_of_run(page, number, last)
        number = last + 1


def _may_begin(page: Page, number: int, stop: int) -> bool:
    word = page.low[number]
    if word in CALENDAR:
        return word in ("april", "may", "june", "jan") and _followed_by_capital(page, number, stop)
    if word not in STARTERS:
        return not _is_common_opener(page, number, stop)
    return word in GIVEN and _followed_by_capital(page, number, stop)


def _is_common_opener(page: Page, number: int, stop: int) -> bool:
    """A sentence's first word that only stands before a name: "Ultimately Seoul will ..."."""
    word = page.low[number]
    if not page.begins_sentence(number):
        return False
    if not _followed_by_capital(page, number, stop):
        return word not in GIVEN and word.endswith(("ed", "ing", "ly")) and len(word) > 4
    if word in GIVEN or word in TITLES or word in PLACES or word in BODIES or is_role(word):
        return False
    following = page.low[number + 1]
    placed = following in PLACES and f"{word} {following}" not in PLACES
    if word in page.common or word.endswith("ly") or (placed and word not in PLACE_STARTS):
        return True
    third = number + 2  # "Substitute Filip Kovar"
    three = third < stop and page.caps[third] and page.glue[number + 1] == " "
    return three and page.low[number + 1] in GIVEN and len(word) > 2 and page.bare[number].istitle()


def _followed_by_capital(page: Page, number: int, stop: int) -> bool:
    after = number + 1
    return after < stop and page.glue[number] == " " and page.caps[after] and not page.owns[number]


def _run_end(page: Page, number: int, stop: int) -> int:
    """The last word of the capitalised run that begins at ``number``."""
    first = number
    while number + 1 < stop and (not page.owns[number] or _owns_inside(page, number)):
        if (page.glue[number] not in _JOINTS and not page.owns[number]) or page.sentence[
            number + 1
        ] != page.sentence[number]:
            break
        following = number + 1
        if page.caps[following]:
            if page.low[following] in CALENDAR or page.bare[following] == "I":
                break
            number = following
            continue
        reached = _over_joint(page, first, number, following, stop)
        if reached == number:
            break
        number = reached
    return number


def _owns_inside(page: Page, number: int) -> bool:
    """The plural possessive inside a body's name: "Skippers’ League"."""
    return (
        page.glue[number] in ("’ ", "' ")
        and page.caps[number + 1]
        and page.low[number + 1] in BODIES
    )


def _over_joint(page: Page, first: int, number: int, joint: int, stop: int) -> int:
    """Where a run goes on behind a lower-case word (de, of the, and), or ``number``."""
    low, word = page.low, page.low[joint]
    target = joint + 1
    while (
        target < stop and target - joint < 3 and (low[target] in PARTICLES or low[target] == "the")
    ):
        target += 1
    if target >= stop or not page.caps[target] or page.glue[target - 1] != " ":
        return number
    if low[target] in CALENDAR:
        return number
    if page.sentence[target] != page.sentence[number] or page.glue[joint] != " ":
        return number
    if word in PARTICLES:
        return target
    if word in ("of", "for", "on", "at", "in"):
        opens = low[number] in BODIES or low[number] in TITLES
        opens = opens or (word in ("of", "for") and low[number] in GROUPS and number == first)
        if word in ("at", "in", "on"):
            opens = low[number] in ("university", "committee", "council") or (
                word == "at" and low[first] == "university"
            )
        return target if opens else number
    if word == "and" and _and_joins(page, first, number, target, stop):
        return target
    return number


def _and_joins(page: Page, first: int, number: int, target: int, stop: int) -> bool:
    """ "the Securities and Exchange Commission", "Department of Health and Human Services"."""
    if page.low[target] in GIVEN or target != number + 2:
        return False
    if page.low[first] in BODIES and "of" in page.low[first:number]:
        return page.low[number] not in PLACES
    end = target
    while end + 1 < stop and page.glue[end] == " " and page.caps[end + 1]:
        end += 1
    introduced = first > 0 and page.low[first - 1] == "the"
    whole = " ".join(page.low[first : number + 1])
    complete = (number > first and page.low[number] in BODIES) or whole in PLACES
    return introduced and not complete and end > target and page.low[end] in BODIES


def _names_of_run(page: Page, first: int, last: int) -> Iterator[Name]:
    """One capitalised run: its title set apart, its sort told."""
    low = page.low
    end = last
    if end > first and low[end] in _SUFFIXES:
        end -= 1
    title_end = _title_end(page, first, end)
    begin = title_end + 1
    words = tuple(low[begin : last + 1])
    title = _title_before(page, first, title_end, begin)
    if title is None or title.head in HONORIFICS or len(title.text) < 5:
        title = _title_ahead(page, title.first if title else begin, last) or title
    after = _title_after(page, last)
    if title_end == end or all(word in TITLES for word in words):
        yield Name(first, last, tuple(low[first : last + 1]), Sort.TITLE, None, None, first)
        return
    if _is_dateline(page, last):
        yield Name(first, last, words, Sort.PLACE, None, None, first)
        return
    if _lends_its_name(page, last):
        whole = tuple(low[first : last + 2])
        yield Name(first, last + 1, whole, Sort.BODY, None, _title_after(page, last + 1), first)
        return
    if title_end >= first and low[last] in BODIES and (begin == last or low[begin] not in GIVEN):
        begin, words, title = first, tuple(low[first : last + 1]), None
    sort = _sort(page, begin, last, words, title, after)
    adjacent = title is not None and title.last == begin - 1 and "," not in page.glue[begin - 1]
    start = title.first if title is not None and adjacent else begin
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


def _title_end(page: Page, first: int, end: int) -> int:
    """The last word of the titles that open the run, ``first - 1`` where there are none."""
    low = page.low
    for number in range(first, end):
        if low[number] in TITLES and low[number + 1] == "of":
            return _office_end(page, number, end)
    for number in range(end - 2, first, -1):  # "Northern News Ann Bell"
        if low[number] in BODIES and low[number + 1] in GIVEN and low[end] not in BODIES:
            return number
    for number in range(end - 1, first - 1, -1):
        if low[number] not in TITLES or page.glue[number].strip() not in ("", "."):
            continue
        if low[number] in TITLE_ADJECTIVES or (low[number] in GIVEN and number == first):
            continue
        return number
    return first - 1


def _office_end(page: Page, noun: int, end: int) -> int:
    """Where an office ends and its holder's name begins: "Leader of the Opposition | Ann Bell".

    ``end`` itself where nobody's name follows ("the President of the United States").
    """
    low = page.low
    inside = noun + 2
    if low[noun : noun + 3] == ["secretary", "of", "state"] and end > inside:
        return inside
    for number in range(inside + 1, end + 1):
        if low[number] in GIVEN and 1 <= end - number <= 5:
            return number - 1
    for number in range(end, inside - 1, -1):
        if low[number] in BODIES or low[number] in PLACES:
            return number
    return end - 2 if end - inside > 2 else end


def _title_before(page: Page, first: int, title_end: int, begin: int) -> Title | None:
    """The title before a name: capitalised ("Sen."), lower case ("press secretary"), or both."""
    low = page.low
    start = first
    head = low[noun_head(page, first, title_end + 1)] if title_end >= first else ""
    back = first - 1
    if (
        back >= 0
        and page.glue[back] == " "
        and not page.owns[back]
        and page.sentence[back] == page.sentence[first]
    ):
        noun = low[back]
        if is_role(noun) or (noun in ANNOUNCED_BODIES and title_end < first):
            head = head or noun
            start = _walk_back(page, back)
    elif title_end < first:
        return None
    if not head:
        return None
    last = begin - 1
    return Title(start, last, head, page.joined(start, last), frozenset(low[start : last + 1]))


def _title_ahead(page: Page, begin: int, last: int) -> Title | None:
    """A description before a comma and the name: "The county’s surveyor, Ruth Eames, said"."""
    end = begin - 1
    if end >= 0 and page.low[end] in ("the", "a"):
        end -= 1
    if end < 0 or page.glue[end].strip() != "," or page.sentence[end] != page.sentence[begin]:
        return None
    if page.glue[last].strip()[:1] not in (",", ".", ";"):
        return None
    start = end
    while start > 0 and end - start < LONGEST_TITLE + 3 and page.glue[start - 1] in _PHRASE_GLUE:
        start -= 1
        if page.sentence[start] != page.sentence[end]:
            return None
        if page.low[start] in (
            "the",
            "a",
            "an",
            "his",
            "her",
            "its",
            "their",
        ) or page.begins_sentence(start):
            break
    title = description(page, start)
    return title if title is not None and title.last == end else None


def _walk_back(page: Page, number: int) -> int:
    """The first word of the noun phrase that ends at ``number``."""
    start = number
    while start > 0 and number - start < LONGEST_TITLE:
        before = start - 1
        word = page.low[before]
        if page.glue[before] != " " or page.sentence[before] != page.sentence[start]:
            if page.glue[before] not in (". ", "/") or not page.caps[before]:
                break
            if page.sentence[before] != page.sentence[start]:
                break
        if (
            word in NO_MODIFIERS
            or word.endswith("ly")
            or (page.owns[before] and not page.caps[before])
        ):
            if word == "and" and start - before == 1 and page.low[before - 1] in ROLES:
                start = before - 1
                continue
            break
        start = before
        if page.owns[before]:
            break
    return start


def noun_head(page: Page, first: int, stop: int) -> int:
    """The head of the noun phrase that begins at ``first``: the word before its preposition."""
    for number in range(first, stop):
        if number > first and page.low[number] in PHRASE_ENDS:
            return number - 1
        if (
            page.glue[number] not in (" ", ". ", "\u00a0", "/", " “", "” ", "’ ", "' ")
            and number + 1 < stop
        ):
            return number
    return stop - 1


def _title_after(page: Page, last: int) -> Title | None:
    """A description in apposition: ", a professor at Korea University,"."""
    number = last + 1
    if number >= len(page) or page.owns[last] or _is_dateline(page, last):
        return None
    glue = page.glue[last]
    if glue.startswith(" (") and number < len(page):
        closing = number
        while closing < min(number + 5, len(page) - 1) and ")" not in page.glue[closing]:
            closing += 1
        glue, number = page.glue[closing].replace(")", "", 1), closing + 1
    if (
        glue.startswith(",")
        and number < len(page)
        and page.bare[number].isdigit()
        and page.glue[number] == ", "
    ):
        glue, number = ", ", number + 1
    if glue not in (", ", " – ", " — ", " - ", "—") or number >= len(page):
        return None
    if page.sentence[number] != page.sentence[last]:
        return None
    return description(page, number)


def _is_dateline(page: Page, last: int) -> bool:
    """ "DUNMORE - The mayor ...", "AL TAMUR, Oct 3": the place an article was filed from."""
    first = last
    while first > 0 and page.paragraph[first - 1] == page.paragraph[last] and last - first < 4:
        first -= 1
    opens = first == 0 or page.paragraph[first - 1] != page.paragraph[first]
    if not opens or not all(page.bare[number].isupper() for number in range(first, last + 1)):
        return False
    glue = page.glue[last].strip()
    if glue == ":" and page.paragraph[last] == 0:
        return True
    behind = page.low[last + 1] if last + 1 < len(page) else ""
    return glue in ("-", "–", "—", "(") or (glue in (",", ".") and behind in CALENDAR)


def description(page: Page, number: int) -> Title | None:
    """The description of a person or body that begins at word ``number``, if one does."""
    first = number
    if (
        page.low[number] in ("who", "which")
        and number + 2 < len(page)
        and page.low[number + 1] in ("is", "was")
    ):
        first = number + 2
    if first + 2 < len(page) and page.low[first] == "one" and page.low[first + 1] == "of":
        first += 2
    if page.low[first] in ("a", "an", "the", "its", "their", "his", "her", "now", "also"):
        first += 1
    if first >= len(page) or page.sentence[first] != page.sentence[number]:
        return None
    verbal = number == first and page.low[first].endswith(("ed", "ing"))
    if verbal or page.low[first] in NO_MODIFIERS:
        return None
    stop = first
    while stop < len(page) and stop - first < 24 and page.sentence[stop] == page.sentence[first]:
        stop += 1
        glue = page.glue[stop - 1]
        if glue != " " and (glue.strip(" \u00a0") not in ("", ".", "/", "&")):
            break
        if stop < len(page) and page.low[stop] in (
            "who",
            "which",
            "that",
            "said",
            "says",
            "told",
            "whose",
        ):
            break
    head_at = noun_head(page, first, stop)
    head = (
        page.low[head_at].rpartition("-")[2]
        if page.low[head_at] not in ROLES
        else page.low[head_at]
    )
    if page.caps[head_at] and not is_role(head):
        return None
    if not is_role(head) and head not in BODIES and head[:-1] not in ROLES:
        return None
    if not is_role(head) and head not in BODIES:
        if number == first:
            return None
        head = head[:-1]
    words = frozenset(page.low[first:stop])
    return Title(first, stop - 1, head, page.joined(first, stop - 1), words)


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
    plural = words[-1] in PEOPLES or (words[-1] in GROUPS and words[0] not in GIVEN)
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
        if begin and page.low[begin - 1] in ("in", "at", "near", "from", "outside"):
            return Sort.PLACE
        if page.bare[last].isupper() and len(page.bare[last]) > 1:
            return Sort.BODY
        return Sort.UNKNOWN
    if words[-1] in PLACE_ENDS:
        return Sort.PLACE
    if words[0] in PLACE_STARTS:
        return Sort.UNKNOWN
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


def sex_of_title(title: Title) -> str | None:
    """ "f" or "m" where a title tells it ("Mrs", "chairwoman", "King")."""
    if title.words & SHE_TITLES and title.head in SHE_TITLES | TITLES:
        return "f"
    return "m" if title.head in HE_TITLES else None
