"""The way to report a statement, under every answer that shows some. Pure.

One statement gets a button, several a menu that lists them; a post, which a whole channel reads,
has a button that leads to them. Which article and which statement is meant is written into the
``custom_id`` or the chosen value, so that it works on every message ever sent; ``reporting``
says what happens then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.chat.language import _, translated
from bot.chat.rendering.escape import clean
from bot.chat.rendering.limits import CHOICE, CHOICES, CUSTOM_ID, cut, length
from bot.chat.rendering.render import Menu, Message, Option, Press
from bot.chat.rendering.words import NOT_NAMED
from bot.desk.answering.shown import called
from bot.records import Quoted

REPORT = re.compile(r"report:(?P<article>[^:]+):(?P<statement>[^:]+)")
REPORT_IN = re.compile(r"report-in:(?P<article>[^:]+)")
REPORT_MENU = re.compile(r"report-one:(?P<number>\d)")

_MENUS = 4  # under one message, which has five rows, one of them for buttons
_NAME = 40


@dataclass(frozen=True, slots=True)
class ReportState:
    """A statement of an article."""

    article: str
    statement: str

    @classmethod
    def of(cls, quoted: Quoted) -> ReportState:
        return cls(quoted.article.id, quoted.statement.id)

    def encode(self) -> str | None:
        """None where it does not fit."""
        written = f"report:{self.article}:{self.statement}"
        return written if length(written) <= CUSTOM_ID and REPORT.fullmatch(written) else None

    @classmethod
    def decode(cls, match: re.Match[str]) -> ReportState:
        return cls(match["article"], match["statement"])


def report_in(article: str) -> tuple[str, str | None]:
    """A button that leads to the statements of an article, each with the way to report it: what
    stands on it, and its ``custom_id``, if that fits."""
    written = f"report-in:{article}"
    fits = length(written) <= CUSTOM_ID and REPORT_IN.fullmatch(written)
    return _("Report…"), written if fits else None


def reportable(message: Message) -> Message:
    """The message with the way to report each statement that it shows."""
    states = {ReportState.of(one).encode(): one for one in message.shown}
    found = [(state, one) for state, one in states.items() if state is not None]
    if len(found) == 1:
        last = max((one.row for one in message.presses if one.row is not None), default=None)
        press = Press(_("Report…"), found[0][0], row=last)
        return replace(message, presses=(*message.presses, press))
    shares = [found[start : start + CHOICES] for start in range(0, len(found), CHOICES)]
    menus = [
        Menu(
            f"report-one:{number}",
            cut(_("Report a statement that is wrong…"), CHOICE),
            tuple(Option(_label(one), state) for state, one in share),
        )
        for number, share in enumerate(shares[:_MENUS])
    ]
    return replace(message, menus=(*message.menus, *menus))


def _label(quoted: Quoted) -> str:
    name = cut(clean(called(quoted)), _NAME) or translated(NOT_NAMED)
    words = clean(" … ".join(quoted.words)[:500])
    return f"{name}: {cut(words, CHOICE - length(name) - 2)}"
