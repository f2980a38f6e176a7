"""What Discord makes of a text: a small reader of its markup, for tests.

Written from the behaviour of its clients, apart from the code under test. ``read`` gives the
displayed text and the names of everything that is more than plain text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Displayed:
    """The text as a person sees it, and the markup that was recognised, in order."""

    text: str
    markup: tuple[str, ...]


# In the order in which they are tried at each place of a line.
_INLINE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.DOTALL))
    for name, pattern in (
        ("escape", r"\\(?P<text>[^0-9A-Za-z\s])"),
        ("mention", r"<(?:@[!&]?|#)\d+>|<id:\w+>|@everyone\b|@here\b"),
        ("command", r"</[^:>]+:\d+>"),
        ("timestamp", r"<t:-?\d+(?::[tTdDfFRsS])?>"),
        ("emoji", r"<a?:\w+:\d+>|:[^\s:]+:"),
        ("link", r"\[(?P<text>(?:\\.|[^\]\\])*)\]\(\s*<?(?P<url>(?:\\.|[^\s)\\])+?)>?\s*\)"),
        ("address", r"<[A-Za-z][\w+.-]*:[^ >]+>|<[^\s@>]+@[^\s>]+>|<\+?\d+>"),
        ("address", r"(?:https?|steam|discord)://[^\s<]+"),
        ("invitation", r"(?:discord\.gg|discord(?:app)?\.com/invite)/\w+"),
        ("entity", r"&#?\w+;"),  # some clients decode them
        ("code", r"(`+)(?P<text>.*?[^`])\1(?!`)"),
        ("bold", r"\*\*(?P<text>(?:\\.|[^\\])+?)\*\*(?!\*)"),
        ("underline", r"__(?P<text>(?:\\.|[^\\])+?)__(?!_)"),
        ("strike", r"~~(?P<text>(?:\\.|[^\\])+?)~~"),
        ("spoiler", r"\|\|(?P<text>.+?)\|\|"),
        ("italic", r"\*(?=\S)(?P<text>(?:\\.|[^\\*])+?)\*(?!\*)"),
        ("italic", r"_(?P<text>(?:\\.|[^\\_])+?)_(?!\w)"),
    )
)
_BLOCK: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("heading", re.compile(r" *#{1,3}\s")),
    ("subtext", re.compile(r" *-#\s")),
    ("quotation", re.compile(r" *>(?:>>)?\s")),
    ("list", re.compile(r" *(?:[*+-]|\d{1,10}[.)])\s")),
    ("rule", re.compile(r" *(?:-{3,}|={3,}|\*{3,})\s*$")),
    ("fence", re.compile(r" *(?:`{3}|~{3})")),
)


def read(text: str) -> Displayed:
    """What is displayed of a text with several lines."""
    shown, markup = [], []
    for line in text.split("\n"):
        for name, pattern in _BLOCK:
            if match := pattern.match(line):
                markup.append(name)
                line = line[match.end() :]
        inner = _inline(line)
        shown.append(inner.text)
        markup.extend(inner.markup)
    return Displayed("\n".join(shown), tuple(markup))


def _inline(line: str) -> Displayed:
    shown, markup = "", []
    place = 0
    while place < len(line):
        for name, pattern in _INLINE:
            match = pattern.match(line, place)
            if match is None:
                continue
            if name == "escape":
                shown += match["text"]
            else:
                markup.append(name)
                inner = match.groupdict().get("text")
                below = _inline(inner) if inner is not None else Displayed(match[0], ())
                shown += below.text
                markup.extend(below.markup)
            place = match.end()
            break
        else:
            shown += line[place]
            place += 1
    return Displayed(shown, tuple(markup))
