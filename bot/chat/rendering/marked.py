"""Foreign text on one line with some of its words bold, as harmless as ``escape`` makes it. Pure.

The places are marked by private characters, which no cleaning or escaping touches, and only in
what is left after cutting do those become Discord's own marks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from bot.chat.rendering.escape import escape
from bot.records import Span

_ON, _OFF = "\ue000", "\ue001"
_PRIVATE = re.compile(f"[{_ON}{_OFF}]")
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")


def with_marks(text: str, spans: Iterable[Span]) -> str:
    """The text with these places marked, for ``escape_marked``."""
    made, at = [], 0
    for span in sorted(spans):
        made += [_bare(text[at : span.start]), _ON, _bare(span.of(text)), _OFF]
        at = max(at, span.end)
    return "".join([*made, _bare(text[at:])])


def word_spans(text: str, places: Collection[int], first: int = 0) -> tuple[list[Span], int]:
    """Where the words at these places stand; ``first`` is the place of the text's first word.

    Also the place that the next word after the text has.
    """
    found = [Span(*word.span()) for word in _WORD.finditer(text)]
    spans = [span for place, span in enumerate(found, first) if place in places]
    return spans, first + len(found)


def escape_marked(text: str) -> str:
    """``escape``, with what was marked in bold; also where the end of the text was cut away."""
    written = escape(text)
    if written.count(_ON) > written.count(_OFF):
        written += _OFF
    for nothing in (_ON + _OFF, _OFF + _ON):
        written = written.replace(nothing, "")
    return _PRIVATE.sub("**", written)


def _bare(text: str) -> str:
    return _PRIVATE.sub("", text)
