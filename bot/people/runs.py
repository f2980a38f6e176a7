"""Where a name begins and ends: runs of capitalised words, and the small words inside them.

"Bert van der Zwaan", "Securities and Exchange Commission", "Skippers’ League", "Ann “Tilly”
Bell" are one run each; "Ultimately Seoul" and "Monday Brandt" are not.
"""

from __future__ import annotations

from bot.people.lexicon import (
    BODIES,
    CALENDAR,
    GIVEN,
    GROUPS,
    PARTICLES,
    PLACE_STARTS,
    PLACES,
    STARTERS,
    TITLES,
    is_role,
)
from bot.people.page import Page

_JOINTS = frozenset((" ", "\u00a0", " & ", ". ", ".\u00a0"))


def may_begin(page: Page, number: int, stop: int) -> bool:
    word = page.low[number]
    if word[1:2] == "-" and number and page.glue[number - 1].endswith("("):
        return False  # the party and state of "(D-Ohio)"
    if word in CALENDAR:
        return word in ("april", "may", "june", "jan") and _followed_by_capital(page, number, stop)
    if word not in STARTERS:
        return not _is_common_opener(page, number, stop)
    modal = page.begins_sentence(number) and word in ("will", "may", "can")  # "Will Brandt go?"
    return word in GIVEN and not modal and _followed_by_capital(page, number, stop)


def _is_common_opener(page: Page, number: int, stop: int) -> bool:
    """A sentence's first word that only stands before a name: "Ultimately Seoul will ..."."""
    word = page.low[number]
    if not page.begins_sentence(number) or page.bare[number].isupper():
        return False
    if not _followed_by_capital(page, number, stop) and word.endswith(("ed", "ing", "ly")):
        return word not in GIVEN and len(word) > 4
    if word in GIVEN or word in TITLES or word in PLACES or word in BODIES or is_role(word):
        return False
    if not _followed_by_capital(page, number, stop):
        compound = page.bare[number].partition("-")[2].islower()  # "Low-income families"
        return compound or (word in page.common and word not in GROUPS)
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


def run_end(page: Page, number: int, stop: int) -> int:
    """The last word of the capitalised run that begins at ``number``."""
    first = number
    while number + 1 < stop and (not page.owns[number] or _owns_inside(page, number)):
        following = number + 1
        nickname = _over_nickname(page, number, stop)
        if nickname is not None:
            number = nickname
            continue
        joined = page.glue[number] in _JOINTS or page.owns[number]
        if not joined or page.sentence[following] != page.sentence[number]:
            break
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


def _over_nickname(page: Page, number: int, stop: int) -> int | None:
    """The family name behind a nickname in marks: Ann “Tilly” Bell."""
    family = number + 2
    if family >= stop or page.glue[number] not in (" “", ' "', " ‘"):
        return None
    closed = page.glue[number + 1] in ("” ", '" ', "’ ")
    return family if closed and page.caps[number + 1] and page.caps[family] else None


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
