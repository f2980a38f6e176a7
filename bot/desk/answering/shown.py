"""Stored statements as they are shown: read from the record, never from the index alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.errors import NothingFound
from bot.ports import Index, RecordLog
from bot.records import Arrival, Quoted, Record, Span, SpeakerKind
from bot.sentences import say

_BEFORE_NAME = r"(?<!\w)(?:(?:an?|the|one|another)\s+)?"


async def record_of(log: RecordLog, article_id: str) -> Record | None:
    """None for one that cannot be read, or was erased since the index was asked."""
    entry = await log.newest(article_id)
    if entry is None or entry.record.arrival is Arrival.REMOVED:
        return None
    return entry.record


async def quoted_of(log: RecordLog, article_id: str, statement_id: str) -> Quoted | None:
    """None where a revision that the index has not followed yet dropped the statement."""
    record = await record_of(log, article_id)
    for statement in record.statements if record else ():
        if record and statement.id == statement_id:
            return Quoted(record.article, statement)
    return None


async def all_quoted(log: RecordLog, ids: Iterable[tuple[str, str]]) -> list[Quoted]:
    """Those of these (article id, statement id) that there still are."""
    return [quoted for pair in ids if (quoted := await quoted_of(log, *pair))]


async def with_titles(index: Index, quoted: Sequence[Quoted]) -> tuple[Quoted, ...]:
    """The same, and where an article gives a speaker no title, the one held at the time."""
    bare = [one.statement.id for one in quoted if not one.statement.speaker.title]
    held = await index.held(bare) if bare else {}
    return tuple(_titled(one, held.get(one.statement.id)) for one in quoted)


async def one_statement(log: RecordLog, index: Index, article_id: str, statement_id: str) -> Quoted:
    """One statement, with its speaker's title at the time. Raises NothingFound."""
    quoted = await quoted_of(log, article_id, statement_id)
    if quoted is None:
        raise NothingFound(
            statement_id,
            say("That statement is no longer in the record: its article was corrected or removed."),
        )
    (titled,) = await with_titles(index, [quoted])
    return titled


def called(quoted: Quoted) -> str:
    """The speaker's name; of one who has none the article's own words, as in "An official there".

    Where "he" or "she" stands there, those words that were the last before; "" where it has none.
    """
    speaker, text = quoted.statement.speaker, quoted.article.text
    if speaker.kind is not SpeakerKind.UNNAMED or not speaker.name.strip():
        return speaker.name
    name = r"\s+".join(map(re.escape, speaker.name.split()))
    wording = re.compile(rf"{_BEFORE_NAME}{name}(?!\w)", re.IGNORECASE)
    mention = speaker.mention
    found = wording.search(mention.of(text)) if mention else None
    if found is None:
        at = mention.start if mention else quoted.statement.content[0].start
        before = list(wording.finditer(text, 0, at))
        found = before[-1] if before else wording.search(text, at)
    return " ".join(found[0].split()) if found else speaker.name


def paragraphs(quoted: Quoted) -> Span:
    """From the beginning of the paragraph in which the words begin to the end of their last."""
    text, content = quoted.article.text, quoted.statement.content
    start = text.rfind("\n\n", 0, content[0].start)
    end = text.find("\n\n", content[-1].end)
    return Span(start + 2 if start >= 0 else 0, end if end >= 0 else len(text))


def _titled(quoted: Quoted, title: str | None) -> Quoted:
    if title is None:
        return quoted
    speaker = replace(quoted.statement.speaker, title=title)
    return replace(quoted, statement=replace(quoted.statement, speaker=speaker))
