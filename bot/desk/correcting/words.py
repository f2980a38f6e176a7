"""Operators' words on single statements, and applying them to what the engine reads.

A word hides a statement, or says who spoke, or which words attribute it. Words are documents of
kind ``word``, by article id: statement id → word. Whoever reads a text for the log applies them
(``read_and_amend``), so that they survive a better engine, a correction and a new index. A
word whose statement is not found, in a corrected text for example, waits for it to return.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.desk.reading.article import read_statements
from bot.errors import Damaged
from bot.people import identify
from bot.ports import Documents
from bot.records import (
    Act,
    Article,
    Attribution,
    Polarity,
    Quotation,
    Span,
    Speaker,
    SpeakerKind,
    Statement,
)

log = logging.getLogger(__name__)

WORDS = "word"

OPERATOR = "operator"
"""The rule of statements that an operator has put right; their confidence is 1."""

_NEAR = 600
"""Code points between words and a name that may be the mention of who said them."""

_SAID = " said so: it rains."  # read behind a name, to learn what kind of name it is


@dataclass(frozen=True, slots=True)
class Word:
    """What an operator says of one statement; None: as the engine has it."""

    at: datetime
    hidden: bool = False
    speaker: str | None = None
    kind: SpeakerKind | None = None
    cue: str | None = None

    def encode(self) -> dict[str, Any]:
        """As a JSON document."""
        return {
            "at": self.at.isoformat(),
            "hidden": self.hidden,
            "speaker": self.speaker,
            "kind": self.kind,
            "cue": self.cue,
        }

    @classmethod
    def decode(cls, document: dict[str, Any]) -> Word:
        """From a JSON document."""
        kind = document["kind"]
        return cls(
            at=datetime.fromisoformat(document["at"]),
            hidden=document["hidden"],
            speaker=document["speaker"],
            kind=SpeakerKind(kind) if kind else None,
            cue=document["cue"],
        )


def decode_all(document: Mapping[str, dict[str, Any]]) -> dict[str, Word]:
    """The words on an article's statements, by statement id, from a JSON document."""
    return {statement: Word.decode(one) for statement, one in document.items()}


async def words_on(documents: Documents, article_id: str) -> dict[str, Word]:
    """The words that stand on an article's statements. Raises StoreError.

    Those that are damaged are told in the log, and hold up no article.
    """
    try:
        return decode_all(await documents.get(WORDS, article_id) or {})
    except Damaged as error:
        log.error("words on %s: %s", article_id, error)
        return {}


async def read_and_amend(documents: Documents, article: Article) -> tuple[Statement, ...]:
    """The article's statements, with the words on them applied. Raises StoreError."""
    read = await asyncio.to_thread(read_statements, article.id, article.text, article.language)
    return amended(article.text, read, await words_on(documents, article.id))


def amended(
    text: str, statements: Sequence[Statement], words: Mapping[str, Word]
) -> tuple[Statement, ...]:
    """The statements with the words on them applied; ids stay. Pure."""
    kept = []
    for statement in statements:
        word = words.get(statement.id)
        if word is None:
            kept.append(statement)
        elif not word.hidden:
            kept.append(_fixed(text, statements, statement, word))
    return tuple(kept)


def cue_near(text: str, words: str, statement: Statement) -> Span | None:
    """Where these words stand nearest to a statement, outside of it; None: nowhere."""
    return _nearest(text, words, statement, _NEAR)


def _fixed(
    text: str, statements: Sequence[Statement], statement: Statement, word: Word
) -> Statement:
    speaker, cue = statement.speaker, statement.cue
    if word.speaker is not None:
        speaker = _speaker(text, statements, statement, word.speaker, word.kind)
    if word.cue is not None:
        cue = cue_near(text, word.cue, statement) or cue
    return replace(statement, speaker=speaker, cue=cue, rule=OPERATOR, confidence=1.0)


def _speaker(
    text: str,
    statements: Sequence[Statement],
    statement: Statement,
    name: str,
    kind: SpeakerKind | None,
) -> Speaker:
    """The one of this name: as the article has one, else as the name alone reads."""
    read = _read_alone(name)
    known = [one.speaker for one in statements if same_name(one.speaker.name, read.name)]
    if not known and (meant := _meant(read.name, statements)):
        known = [one.speaker for one in statements if one.speaker.name == meant]
        read = replace(read, name=meant)
    if known:
        titles = [one.title for one in known if one.title]
        read = replace(read, title=read.title or next(iter(titles), None), kind=known[0].kind)
    if kind is not None:
        read = replace(read, kind=kind)
    others = {one.speaker.name for one in statements} - {read.name}
    return replace(read, mention=_mention(text, read, statement, others))


def _meant(name: str, statements: Sequence[Statement]) -> str | None:
    """The one speaker of the article of whose name this is a part; None for none, or several."""
    wanted = set(name.casefold().split())
    fuller = {
        one.speaker.name for one in statements if wanted < set(one.speaker.name.casefold().split())
    }
    return fuller.pop() if len(fuller) == 1 else None


def _read_alone(name: str) -> Speaker:
    """A name with its title and kind; whoever reads as nobody named is a person."""
    text = name + _SAID
    content = Span(len(name) + len(" said so: "), len(text) - 1)
    cue = Span(len(name) + 1, len(name) + len(" said so"))
    alone = Attribution(
        (content,),
        cue,
        Span(0, len(name)),
        Quotation.INDIRECT,
        Act.SAID,
        Polarity.ASSERTED,
        OPERATOR,
        1.0,
    )
    (speaker,) = identify(text, [alone])
    if speaker.kind is SpeakerKind.UNNAMED:
        return Speaker(None, name, None, SpeakerKind.PERSON)
    return speaker


def _mention(
    text: str, speaker: Speaker, statement: Statement, others: Iterable[str]
) -> Span | None:
    """Where the article names this speaker near the statement, in full or by the last name, if
    that is nobody else's there."""
    found = _nearest(text, speaker.name, statement, _NEAR)
    if found is not None or speaker.kind is not SpeakerKind.PERSON:
        return found
    last = speaker.name.split()[-1]
    if any(last in other.split() for other in others):
        return None
    return _nearest(text, last, statement, _NEAR)


def _nearest(text: str, words: str, statement: Statement, reach: int) -> Span | None:
    first, last = statement.content[0].start, statement.content[-1].end

    def distance(span: Span) -> int:
        return max(first - span.end, span.start - last, 0)

    found = [
        span
        for span in _places(text, words)
        if distance(span) <= reach and not any(_overlap(span, one) for one in statement.content)
    ]
    return min(found, key=distance, default=None)


def _places(text: str, words: str) -> Iterator[Span]:
    """Where these words stand, as whole words, whatever white space is between them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text):
        yield Span(*found.span())


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def same_name(one: str, other: str) -> bool:
    """Letter case and spaces aside."""
    return one.casefold().split() == other.casefold().split()
