"""``pullquote explain``: why each statement of a text was found, and why under that name."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from bot.console.files import text_of
from bot.errors import NothingFound
from bot.people import Identity, explain_identity
from bot.quotes import Explanation, explain
from bot.records import Span

_WIDTH = 96


def explain_file(path: Path, number: int | None) -> str:
    """The explanation of every statement of a file, or of the ``number``-th, from 1.

    Raises BadInput where the file is no UTF-8 text, NothingFound where there is no such
    statement.
    """
    text = text_of(path)
    found = explain(text)
    if not found:
        raise NothingFound(str(path), f"No statement was found in {path}.")
    if number is not None and number > len(found):
        raise NothingFound(
            str(path), f"{path} has {len(found)} statements; there is no number {number}."
        )
    identities = explain_identity(text, [one.statement for one in found])
    wanted = range(len(found)) if number is None else [number - 1]
    blocks = ("\n".join(_block(text, i + 1, found[i], identities[i])) for i in wanted)
    return "\n\n".join(blocks)


def _block(text: str, number: int, found: Explanation, identity: Identity) -> Iterator[str]:
    statement = found.statement
    speaker = identity.speaker
    name = f"{speaker.name}, {speaker.title}" if speaker.title else speaker.name
    yield f"{number}. {name or '(nobody named)'}"
    yield from _wrapped("words", _words(text, statement.content))
    yield (
        f"   kind       {statement.quotation}, {statement.act}, {statement.polarity}, "
        f"confidence {statement.confidence:.2f}"
    )
    cue = _quoted(text, statement.cue) if statement.cue else "none"
    yield f"   rule       {statement.rule}; cue {cue}" + (
        f", then {found.frame}" if found.frame else ""
    )
    yield f"   content    {found.content_is}"
    mention = f"{_quoted(text, statement.mention)}: " if statement.mention else ""
    yield f"   speaker    {mention}{found.speaker_is}"
    yield from _naming(text, identity)
    if found.parts:
        parts = ", ".join(f"{part.feature} {part.weight:+.2f}" for part in found.parts)
        yield from _wrapped("score", f"{found.alone:.2f} by itself: {parts}")
        yield from _wrapped("company", f"{found.among:.2f} given the candidates around it")
    for rival in found.rivals:
        who = _quoted(text, rival.mention) if rival.mention else "nobody"
        lost = f"{rival.chance:.2f} {who}: {_words(text, rival.content)} ({rival.reason})"
        yield from _wrapped("lost", lost)


def _naming(text: str, identity: Identity) -> Iterator[str]:
    line = identity.rule
    if identity.evidence is not None:
        line += f"; named in full at {identity.evidence.start}: {_quoted(text, identity.evidence)}"
    if identity.why:
        line += f"; {', '.join(identity.why)}"
    yield from _wrapped("name", line)
    for rival in identity.lost:
        reasons = f" ({', '.join(rival.reasons)})" if rival.reasons else ""
        yield from _wrapped("not named", f"{rival.name} {rival.score:.2f}{reasons}")


def _wrapped(label: str, words: str) -> Iterator[str]:
    yield from textwrap.wrap(
        words,
        width=_WIDTH,
        initial_indent=f"   {label:<11}",
        subsequent_indent=" " * 14,
        break_long_words=False,
    )


def _words(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(" ".join(span.of(text).split()) for span in spans)


def _quoted(text: str, span: Span) -> str:
    return f"‹{' '.join(span.of(text).split())}›"
