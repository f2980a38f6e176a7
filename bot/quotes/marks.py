"""Quotation marks of every house style, paired into quotations.

Double marks (“ ” " „ « » `` '' and their kin) always quote. Single marks quote where they can
be told from apostrophes: ‘ opens at a word's start, ’ or ' closes at a word's end. The
outermost pair counts: marks inside a quotation are nested and stay inside.
A quotation never leaves its paragraph; one that is not closed there runs to the paragraph's
end, and the next paragraph, which opens anew, is marked as its continuation.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from bot.quotes.words import listed

_MARK = re.compile(r"([\"“”«»„’‘`])\1{2,}|[“”„‟«»〝〞＂\"]|''(?!')|``|’’|‘‘|,,(?=\w)|[‘’'`‚‹›]")
_OPENING = frozenset(("“", "„", "«", "〝", "``", "‘‘", ",,"))
_CLOSING = frozenset(("”", "»", "〞", "’’"))
_PARTNERS = {"„": '“”"＂', "»": "«", "«": "»"}
_SINGLES = frozenset("‘’'`‚‹›")
_OPENS_PARAGRAPH = re.compile(r"\s*(?:[“\"«„]|''|``|‘)")
_DOUBLE_CLOSE = re.compile(r"[”»\"“„«]|''")

_BEFORE_OPENING = frozenset('([{—–-‐‑/…:“"«„`')
_AFTER_CLOSING = frozenset('.,;:!?)]}—–-…/”"»“')
_APOSTROPHE_WORDS = re.compile(r"(?:em|tis|twas|til|cause|n|\d\ds)\b", re.I)

_UNCLOSED_LIMIT = 400  # an unclosed mark that far from the paragraph's end is likelier a slip
_CLOSERS_TRIED = 12  # closing single marks looked at per opening one; keeps the cost linear


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation: code points ``start`` to ``end``, its marks included.

    ``closed`` is False where it runs to the paragraph's end without a closing mark;
    ``continued`` is True where it opens a paragraph while the last one was left open.
    ``words`` counts the words inside, ``last`` is the last character before the closing
    marks ("" for none), ``titled`` says that all its words are capitalised like a title's,
    ``single`` that its marks are single ones.
    """

    start: int
    end: int
    closed: bool
    continued: bool
    words: int
    first: str
    last: str
    titled: bool
    single: bool


_WORD = re.compile(r"[^\W_][\w'’.-]*")
_SMALL = listed("of the a an in on and for to with at by from as or is")


def _quoted(text: str, start: int, end: int, closed: bool, continued: bool) -> Quoted:
    inside = text[start:end]
    words = _WORD.findall(inside)
    core = inside.strip("“”\"„‟«»〝〞＂'’‘` ")
    return Quoted(
        start,
        end,
        closed,
        continued,
        len(words),
        core[:1],
        core[-1:],
        len(words) <= 12 and all(w[0].isupper() or w[0].isdigit() or w in _SMALL for w in words),
        inside[0] in "‘'`’‚‹›" and not inside.startswith(("''", "``", "‘‘", "’’")),
    )


def quotations(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[list[Quoted]]:
    """The outermost quotations of each paragraph, in text order."""
    found: list[list[Quoted]] = []
    left_open = False
    for index, (start, end) in enumerate(paragraphs):
        pairs, unclosed = _pair(text, start, end, left_open)
        quotes = [_quoted(text, a, b, True, a == start and left_open) for a, b in pairs]
        left_open = False
        if unclosed is not None:
            following = paragraphs[index + 1 : index + 3]
            goes_on = _goes_on(text, following)
            near = end - unclosed < _UNCLOSED_LIMIT or text[unclosed:end].rstrip()[-1:] in ".?!"
            if goes_on or (near and text[unclosed] not in _SINGLES):
                quotes.append(_quoted(text, unclosed, end, False, False))
                left_open = goes_on
        found.append(quotes)
    return found


def _goes_on(text: str, following: Sequence[tuple[int, int]]) -> bool:
    """Whether the paragraphs after an unclosed quotation continue it."""
    if not following:
        return False
    start, end = following[0]
    if _OPENS_PARAGRAPH.match(text, start, end):
        return True
    mark = _DOUBLE_CLOSE.search(text, start, following[-1][1])
    return mark is not None and mark.group() in "”»"


def _pair(
    text: str, start: int, end: int, left_open: bool
) -> tuple[list[tuple[int, int]], int | None]:
    """Pairs of one paragraph as (start, end), and where an unclosed mark stands."""
    pairs: list[tuple[int, int]] = []
    marks = list(_MARK.finditer(text, start, end))
    closers = [m.start() for m in marks if _closes_single(text, m, end)]
    openers = [m.start() for m in marks if _opens_single(text, m, start, end)]
    opened: int | None = None
    skip_to = start
    for match in marks:
        at, after = match.span()
        if at < skip_to:
            continue
        mark = match.group()
        if match.group(1) is not None:
            continue  # a row of marks quotes nothing
        if mark in _SINGLES:
            if opened is None and _opens_single(text, match, start, end):
                close = _single_close(text, at, closers, openers)
                if close is not None:
                    pairs.append((at, close + 1))
                    skip_to = close + 1
            continue
        opening = _is_opening(text, match, start, end, None if opened is None else text[opened])
        if opening is None:
            continue
        if opening:
            if opened is None:
                opened = at
            elif at - opened > 1 and text[max(opened, at - 4) : at].rstrip()[-1:] in '.?!,”"':
                pairs.append((opened, at))  # the earlier one was never closed
                opened = at
        elif opened is not None:
            pairs.append((opened, after))
            opened = None
        elif left_open and not pairs:
            pairs.append((start, after))
    return pairs, opened


def _is_opening(
    text: str, match: re.Match[str], start: int, end: int, inside: str | None
) -> bool | None:
    """True opens, False closes, None is no quotation mark (inches).

    ``inside`` is the mark that is open, if any: it decides what closes („…“, »…«, «…»).
    """
    mark = match.group()
    at, after = match.span()
    before = text[at - 1] if at > start else " "
    behind = text[after] if after < end else " "
    if inside is not None and mark in _PARTNERS.get(inside, ""):
        return False
    if inside in _PARTNERS:
        return None  # nested marks of another kind
    if mark == "“" and inside is not None and before in ".,!?" and behind.isspace():
        return False  # a mistyped close
    if mark == "»" and inside is None and before.isspace() and not behind.isspace():
        return True
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return at == start
    could_open = before.isspace() or before in _BEFORE_OPENING or before in "'’‘"
    could_close = behind.isspace() or behind in _AFTER_CLOSING or behind in "'’‘"
    if before.isdigit() and mark != "''" and inside is None and could_close:
        return None
    if could_open != could_close:
        return could_open
    return inside is None


def _opens_single(text: str, match: re.Match[str], start: int, end: int) -> bool:
    mark = match.group()
    at, after = match.span()
    if mark in "’›" or after >= end:
        return False
    before = text[at - 1] if at > start else " "
    behind = text[after]
    if not (before.isspace() or before in '([{—–-/…:“"'):
        return False
    if behind.isspace() or behind in ".,;:!?)":
        return False
    return mark in "‘‚‹`" or _APOSTROPHE_WORDS.match(text, after) is None


def _closes_single(text: str, match: re.Match[str], end: int) -> bool:
    mark = match.group()
    at, after = match.span()
    if mark not in "’'›" or at == 0:
        return False
    if text[at - 1].isspace():
        return False
    return after >= end or text[after].isspace() or text[after] in _AFTER_CLOSING


def _single_close(text: str, opening: int, closers: list[int], openers: list[int]) -> int | None:
    """The mark that closes a single quotation, told from plural possessives.

    A mark after punctuation closes for certain; one after "s" may be an apostrophe and
    is taken only when nothing better follows before the next opening.
    """
    first = bisect_left(closers, opening + 2)
    following = bisect_left(openers, opening + 1)
    limit = openers[following] if following < len(openers) else None
    doubtful: int | None = None
    for at in closers[first : first + _CLOSERS_TRIED]:
        if limit is not None and at > limit and doubtful is not None:
            break
        before = text[at - 1]
        if before in ".,!?…—-" or not before.isalnum():
            return at
        if before not in "sS":
            return at
        if doubtful is None:
            doubtful = at
    return doubtful
