"""The day of a running story in words: "1,083rd day of the dockers' strike". Pure."""

from __future__ import annotations

from bot.chat.language import _, figure, translated
from bot.chat.rendering.escape import clean, escape
from bot.chat.rendering.limits import cut
from bot.chat.rendering.words import NO_TITLE

_NAME = 100


def day_of(day: int, name: str) -> str:
    """In Discord's markup; the name as foreign text."""
    shown = cut(clean(name), _NAME, escape) or translated(NO_TITLE)
    return _("{ordinal} day of {story}").format(ordinal=ordinal(day), story=shown)


def ordinal(number: int) -> str:
    """ "1st", "2nd", "3rd", "4th", "11th", "111th", "1,083rd"; other languages have their own
    endings, which may all be the same."""
    figures = figure(number)
    last = 0 if number // 10 % 10 == 1 else number % 10
    match last:
        case 1:
            return _("{number}st").format(number=figures)
        case 2:
            return _("{number}nd").format(number=figures)
        case 3:
            return _("{number}rd").format(number=figures)
        case _other:
            return _("{number}th").format(number=figures)
