"""Pages of /person, /story and /related: what their buttons remember. Pure.

A button's ``custom_id`` says which page of what it leads to, so it works after a restart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.language import _, figure
from bot.chat.rendering.limits import CUSTOM_ID, length
from bot.chat.rendering.render import Press

PAGE = re.compile(r"page:(?P<what>person|story|stories|related):(?P<of>[^:]*):(?P<offset>\d{1,9})")


CHOICE = re.compile(r"page-of:(?P<what>person|story)")
"""A menu whose values are ids of what there are pages of."""


class What(StrEnum):
    """What there are pages of."""

    PERSON = "person"
    STORY = "story"
    STORIES = "stories"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class PageState:
    """A page: ``of`` is the id of a person, story or article, "" of the list of stories."""

    what: What
    of: str
    offset: int

    def encode(self) -> str | None:
        """None where it does not fit: no such button then."""
        custom_id = f"page:{self.what}:{self.of}:{self.offset}"
        fits = length(custom_id) <= CUSTOM_ID and PAGE.fullmatch(custom_id)
        return custom_id if fits else None

    @classmethod
    def decode(cls, match: re.Match[str]) -> PageState:
        return cls(What(match["what"]), match["of"], int(match["offset"]))


def choice_of(what: What) -> str:
    """The ``custom_id`` of a menu of persons or stories."""
    return f"page-of:{what}"


def turns(what: What, of: str, offset: int, in_all: int, size: int) -> tuple[Press, ...]:
    """Buttons back and on from a page of ``size`` that begins at ``offset``."""
    wanted = []
    if offset > 0:
        wanted.append((_("‹ Back"), max(offset - size, 0)))
    if offset + size < in_all:
        wanted.append((_("More ›"), offset + size))
    states = ((label, PageState(what, of, where).encode()) for label, where in wanted)
    return tuple(Press(label, state) for label, state in states if state)


def place(offset: int, shown: int, in_all: int) -> str:
    """Where a page is among all, "" where it is all there is."""
    if shown in (0, in_all):
        return ""
    first, last = figure(offset + 1), figure(offset + shown)
    span = f"{first}–{last}" if shown > 1 else first
    return _("{span} of {total}").format(span=span, total=figure(in_all))
