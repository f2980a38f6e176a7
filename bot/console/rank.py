"""``pullquote rank``: the statements of a text, the key ones first, without any store.

Statements come as ``pullquote extract`` writes them, or near that: a list, or a document that
holds one as ``statements``. Only where the words stand is needed (``content``, or ``spans``);
what else is missing or unknown is taken as the plainest case, and a speaker without a ``name``
is named as ``extract`` would.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from bot.console.files import text_of
from bot.desk.answering.key import Ranked, ranked
from bot.errors import BadInput
from bot.people import identify
from bot.records import (
    Act,
    Attribution,
    Polarity,
    Quotation,
    Span,
    Speaker,
    SpeakerKind,
    Statement,
)

FEW = 5
"""As many are what an editor would keep; with fewer there was nothing to choose."""

_Kind = TypeVar("_Kind", bound=StrEnum)

_MARK = re.compile(r"[\"“”„«»]|''|``")


@dataclass(frozen=True, slots=True)
class Ranking:
    """Lines to print, best first, and a sentence where there were too few to choose from."""

    lines: tuple[str, ...]
    note: str | None


def rank_file(text_path: Path, statements_path: Path, *, explain: bool = False) -> Ranking:
    """The ids of all statements, the best first; with ``explain`` each with its reasons.

    Raises BadInput where a file is not what it should be.
    """
    text = text_of(text_path)
    found = read_statements(statements_path, text)
    lines = tuple((_explained if explain else _id)(one) for one in ranked(text, found))
    few = len(found) < FEW
    held = {0: "no statement", 1: "only one statement"}.get(len(found), f"only {len(found)}")
    return Ranking(lines, f"{statements_path} holds {held}; all are listed." if few else None)


def read_statements(path: Path, text: str) -> list[Statement]:
    """The statements of a JSON file about this text. Raises BadInput."""
    try:
        document = json.loads(text_of(path).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        sentence = f"{path} is not JSON: line {error.lineno}, {error.msg}."
        raise BadInput(str(path), sentence) from None
    except RecursionError:
        raise BadInput(str(path), f"{path} is nested too deeply to be read.") from None
    rows = document.get("statements") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        sentence = f"{path} is no list of statements; write it as `pullquote extract` does."
        raise BadInput(str(path), sentence)
    return statements_of(rows, text, path)


def statements_of(rows: Sequence[dict[str, Any]], text: str, path: Path) -> list[Statement]:
    """The statements that rows of a file describe. Raises BadInput with the row's number."""
    read = [_Row(path, number, row).statement(text) for number, row in enumerate(rows, 1)]
    return _named(text, read)


def _named(text: str, statements: list[Statement]) -> list[Statement]:
    """Those whose speaker has a mention and no name get the name ``extract`` would give."""
    if all(one.speaker.name or not one.speaker.mention for one in statements):
        return statements
    speakers = identify(text, [_attribution(one) for one in statements])
    return [
        one if one.speaker.name else replace(one, speaker=speaker)
        for one, speaker in zip(statements, speakers, strict=True)
    ]


def _attribution(one: Statement) -> Attribution:
    return Attribution(
        *(one.content, one.cue, one.speaker.mention, one.quotation),
        *(one.act, one.polarity, one.rule, one.confidence),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One statement of the file, the ``number``-th from 1."""

    path: Path
    number: int
    row: dict[str, Any]

    def statement(self, text: str) -> Statement:
        content = self.spans("content", text) or self.spans("spans", text)
        if not content:
            raise self.wrong('has no "content"; give it as [[start, end], …]')
        cue, speaker = self.spans("cue", text), self.spans("speaker", text)
        quotation = self.kind(Quotation, "quotation", Quotation.INDIRECT)
        return Statement(
            id=self.id(),
            content=content,
            cue=cue[0] if cue else None,
            speaker=Speaker(
                speaker[0] if speaker else None,
                self.words("name") or self.words("speaker"),
                self.words("title") or None,
                self.kind(SpeakerKind, "kind", SpeakerKind.UNNAMED),
                self.words("entity_id") or None,
            ),
            quotation=_marked(content, text) if quotation is Quotation.INDIRECT else quotation,
            act=self.kind(Act, "act", Act.SAID),
            polarity=self.kind(Polarity, "polarity", Polarity.ASSERTED),
            rule=self.words("rule"),
            confidence=1.0,
        )

    def id(self) -> str:
        given = self.row.get("id", self.number)
        one = str(given) if isinstance(given, str | int) else ""
        if len(one.splitlines()) != 1 or not one.isprintable():
            raise self.wrong('has an "id" that is neither a number nor one line of text')
        return one

    def words(self, key: str) -> str:
        value = self.row.get(key)
        return value.strip() if isinstance(value, str) else ""

    def kind(self, kinds: type[_Kind], key: str, usual: _Kind) -> _Kind:
        value = self.row.get(key)
        return next((kind for kind in kinds if kind == value), usual)

    def spans(self, key: str, text: str) -> tuple[Span, ...]:
        """In text order; () where there are none, or words in their place."""
        pairs = self.row.get(key)
        if not isinstance(pairs, list) or any(isinstance(one, str) for one in pairs):
            return ()
        if len(pairs) == 2 and all(isinstance(one, int) for one in pairs):
            pairs = [pairs]
        return tuple(sorted(self.span(key, pair, text) for pair in pairs))

    def span(self, key: str, pair: Any, text: str) -> Span:
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(at, int) for at in pair)
        ):
            raise self.wrong(f'has a "{key}" that is no list of pairs [start, end]')
        start, end = pair
        if not 0 <= start < end <= len(text):
            raise self.wrong(
                f'has a "{key}" from {start} to {end}, and the text has {len(text)} characters; '
                "give the text that the statements were found in"
            )
        return Span(start, end)

    def wrong(self, what: str) -> BadInput:
        return BadInput(str(self.path), f"Statement {self.number} of {self.path} {what}.")


def _marked(content: Sequence[Span], text: str) -> Quotation:
    """How the words are given, as far as their marks tell."""
    said = [span.of(text) for span in content]
    if all(_MARK.match(part) for part in said):
        return Quotation.DIRECT
    return Quotation.MIXED if any(map(_MARK.search, said)) else Quotation.INDIRECT


def _id(one: Ranked) -> str:
    return one.statement.id


def _explained(one: Ranked) -> str:
    reasons: Sequence[str] = [f"{reason.name} {reason.weight:+.2f}" for reason in one.reasons]
    return f"{one.statement.id}\t{one.weight:.2f}\t{', '.join(reasons)}"
