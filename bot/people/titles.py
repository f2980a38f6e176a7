"""Titles and descriptions of a name: before it, behind it, and before a comma and it.

"Vice Foreign Minister Kim", "Ban, *a professor at Korea University*", "*the county’s
surveyor*, Ruth Eames".
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.lexicon import (
    ANNOUNCED_BODIES,
    BODIES,
    CALENDAR,
    DEGREES,
    GIVEN,
    HONORIFICS,
    NO_MODIFIERS,
    PARTICLES,
    PHRASE_ENDS,
    PLACES,
    ROLES,
    TITLE_ADJECTIVES,
    TITLES,
    is_role,
)
from bot.people.page import Page

_DATELINE_MARKS = frozenset(("-", "–", "—", "(", ":", ",", "."))
_PHRASE_GLUE = frozenset((" ", ". ", "’ ", "' ", "\u00a0"))
_RELATIVES = frozenset(("who", "which", "that", "whose"))
_SPEAKS = frozenset(("said", "says", "told", "tells", "added", "wrote"))
_BEFORE_DESCRIPTIONS = frozenset(("a", "an", "the", "its", "their", "his", "her", "now", "also"))
_COURTESIES = HONORIFICS | DEGREES
LONGEST_DESCRIPTION = 24  # words
LONGEST_TITLE = 9  # words before a name that still belong to its title


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


def title_end(page: Page, first: int, end: int) -> int:
    """The last word of the titles that open the run, ``first - 1`` where there are none."""
    low = page.low
    for number in range(first, end):
        if low[number] in TITLES and low[number + 1] == "of":
            return _office_end(page, number, end)
    for number in range(end - 2, first, -1):  # "Northern News Ann Bell"
        if low[number] in BODIES and low[number + 1] in GIVEN and low[end] not in BODIES:
            return number
    plainly = not any(low[n] in PARTICLES or low[n] in PHRASE_ENDS for n in range(first, end + 1))
    if end - first > 2 and low[first] not in GIVEN and low[end - 1] in GIVEN and plainly:
        return end - 2  # "Grand Wizard Ann Bell"
    for number in range(end - 1, first - 1, -1):
        compound = "-" in low[number] and is_role(low[number])  # "Prize-winner Ann Bell"
        listed = low[number] in TITLES or compound
        if not listed or page.glue[number].strip() not in ("", "."):
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
    for number in range(end - 1, inside - 1, -1):
        if low[number] in HONORIFICS:
            return number
    for number in range(inside + 1, end + 1):
        if low[number] in GIVEN and 1 <= end - number <= 5:
            return number - 1
    for number in range(end, inside - 1, -1):
        if low[number] in BODIES or low[number] in PLACES:
            return number
    return end - 2 if end - inside > 2 else end


def title_before(page: Page, first: int, title_end: int, begin: int) -> Title | None:
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
    last = _without_honorifics(page, start, begin - 1)
    if low[begin - 1] in DEGREES:  # others tell a woman from a man, which the office does not
        head = low[noun_head(page, start, last + 1)]
    return Title(start, last, head, page.joined(start, last), frozenset(low[start : last + 1]))


def _without_honorifics(page: Page, start: int, last: int) -> int:
    """The last word that says what somebody does: "Health Minister | Dr", but "Assistant Prof"."""
    low = page.low
    while low[last] in _COURTESIES and any(is_role(word) for word in low[start:last]):
        office_of = any(word in PHRASE_ENDS for word in low[start:last])
        if low[last - 1] in TITLE_ADJECTIVES and not office_of:
            break
        last -= 1
    return last


def title_ahead(page: Page, begin: int, last: int) -> Title | None:
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


def title_after(page: Page, last: int) -> Title | None:
    """A description in apposition: ", a professor at Korea University,"."""
    number = last + 1
    if number >= len(page) or page.owns[last] or is_dateline(page, last):
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


def is_dateline(page: Page, last: int) -> bool:
    """ "DUNMORE - The mayor ...", "AL TAMUR, Oct 3": the place an article was filed from."""
    if page.glue[last].strip() not in _DATELINE_MARKS or not page.bare[last].isupper():
        return False
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
    first = _past_determiner(page, number)
    if first >= len(page) or page.sentence[first] != page.sentence[number]:
        return None
    bare = number == first
    if page.low[first] in NO_MODIFIERS or (bare and page.low[first].endswith(("ed", "ing"))):
        return None
    stop = _description_end(page, first)
    if stop < len(page) and page.glue[stop - 1] == " " and page.low[stop] in _SPEAKS:
        return None  # "on Face the River, the mayor said": no apposition
    head_at = noun_head(page, first, stop)
    head = page.low[head_at]
    if head not in ROLES:
        head = head.rpartition("-")[2]
    if not is_role(head) and head not in BODIES:
        if bare or head[:-1] not in ROLES:
            return None
        head = head[:-1]  # "one of the lawyers"
    if page.caps[head_at] and not is_role(head):
        return None
    return Title(
        first, stop - 1, head, page.joined(first, stop - 1), frozenset(page.low[first:stop])
    )


def _past_determiner(page: Page, number: int) -> int:
    """Behind "who is a", "one of the", "a": where the description itself begins."""
    low, last = page.low, len(page) - 1
    first = number
    if number + 2 <= last and low[number] in ("who", "which") and low[number + 1] in ("is", "was"):
        first = number + 2
    if first + 2 <= last and low[first] == "one" and low[first + 1] == "of":
        first += 2
    return first + 1 if low[first] in _BEFORE_DESCRIPTIONS else first


def _description_end(page: Page, first: int) -> int:
    """The word behind the description: at a mark, a relative clause or a verb of speech."""
    stop = first
    while stop < len(page) and stop - first < LONGEST_DESCRIPTION:
        if page.sentence[stop] != page.sentence[first]:
            break
        stop += 1
        glue = page.glue[stop - 1]
        if glue != " " and glue.strip(" \u00a0") not in ("", ".", "/", "&"):
            break
        if stop < len(page) and (page.low[stop] in _RELATIVES or page.low[stop] in _SPEAKS):
            break
    return stop
