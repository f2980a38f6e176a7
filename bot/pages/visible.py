"""What a page shows to readers, line by line, for what it does not tell machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from lxml import etree, html

from bot.pages.credit import credit_line
from bot.pages.furniture import day_counter, header_date
from bot.pages.headline import squashed

HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "title"})
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s"}
    | {"small", "span", "strong", "sub", "sup", "time", "u"}
)
# How far from the headline its date may stand, in lines.
NEAR_BEFORE, NEAR_AFTER = 6, 30
MOST_LINES = 5_000


def lines_of(tree: html.HtmlElement) -> list[str]:
    """Visible text, a line for each block; inline elements do not break lines."""
    lines: list[str] = []
    run: list[str] = []

    def end_line() -> None:
        line = " ".join("".join(run).split())
        run.clear()
        if line:
            lines.append(line)

    for event in _texts(tree):
        if event is None:
            end_line()
        else:
            run.append(event)
        if len(lines) >= MOST_LINES:
            break
    end_line()
    return lines


def _texts(tree: html.HtmlElement) -> Iterator[str | None]:
    """Texts in order, None where a block begins or ends."""
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            hidden += tag in HIDDEN
            if tag not in INLINE:
                yield None
            if not hidden and element.text:
                yield element.text
        else:
            hidden -= tag in HIDDEN
            if tag not in INLINE:
                yield None
            if not hidden and element.tail:
                yield element.tail


def shown_date(beside: Iterable[str]) -> datetime | None:
    """The date that stands alone beside the headline."""
    return next(filter(None, map(header_date, beside)), None)


def shown_counter(beside: Iterable[str]) -> str | None:
    """What stands beside the headline and counts the days of something."""
    return next(filter(None, map(day_counter, beside)), None)


def beside_headline(lines: Sequence[str], title: str) -> Sequence[str]:
    """Those below it, and then those above, the nearest first."""
    at = _headline_at(lines, title)
    if at is None:
        return ()
    before = reversed(lines[max(0, at - NEAR_BEFORE) : at])
    return (*lines[at + 1 : at + 1 + NEAR_AFTER], *before)


def shown_credit(lines: Sequence[str], title: str) -> str | None:
    """The outlet of a "Source: ..." line after the headline; its name may follow it."""
    start = _headline_at(lines, title) or 0
    rest = lines[start:]
    for line, following in pairwise([*rest, ""]):
        if len(line) > 80:
            continue
        if line.lower().rstrip(" :") == "source" and line.endswith(":"):
            line = f"{line} {following}"
        credit = credit_line(line)
        if credit:
            return credit
    return None


def _headline_at(lines: Sequence[str], title: str) -> int | None:
    wanted = squashed(title)
    if not wanted:
        return None
    places = [place for place, line in enumerate(lines) if squashed(line) == wanted]
    return places[-1] if places else None
