"""The record as rows for other programs: each statement with its article, in a fixed order.

The same question over the same record gives the same rows, whenever it is asked: those of
``rows`` come in the order in which the newest revisions of the articles were stored, those of
``newest`` the newest articles first, and both in text order.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.ports import Index, RecordLog
from bot.records import Arrival, Article, Record, Span, Statement, Topic
from bot.topics.match import match

_BATCH = 200

COLUMNS = (
    "statement", "entity", "name", "title", "kind", "quotation", "act", "polarity",
    "confidence", "words", "content", "cue", "cue_span", "mention", "mention_span", "article",
    "revision", "url", "canonical_url", "headline", "site", "credit", "language",
    "published_at", "fetched_at", "text_sha256", "engine", "position",
)  # fmt: skip
"""Of a row. Spans are [start, end) in code points of the article's text, whose SHA-256 (of its
UTF-8) is ``text_sha256``; times are ISO 8601 in UTC; ``words`` are the content's, verbatim."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements: of articles dated from (inclusive) to (exclusive), of one person or
    body by entity id, of a topic; None: of any."""

    since: datetime | None = None
    until: datetime | None = None
    entity: str | None = None
    topic: Topic | None = None


class Export:
    """The reading side of the record, one row at a time."""

    def __init__(self, log: RecordLog, index: Index) -> None:
        self._log = log
        self._index = index

    async def newest(self, wanted: Wanted) -> AsyncIterator[list[dict[str, Any]]]:
        """The same rows by way of the index, so that the first of them come at once: those of an
        article at a time, none for one that was looked at in vain. Of a person or body those of
        articles in which they said something outright. Raises StoreError.
        """
        async for article_id in self._newest_articles(wanted):
            entry = await self._log.newest(article_id)
            if entry is None or entry.record.arrival is Arrival.REMOVED:
                continue
            record = entry.record
            if wanted.since is not None and record.article.dated < wanted.since:
                return
            fits = _fits(record, wanted)
            rows = self._rows_of(record, entry.position, wanted)
            yield [row async for row in rows] if fits else []

    async def _newest_articles(self, wanted: Wanted) -> AsyncIterator[str]:
        if wanted.entity is not None:
            async for article_id in self._articles_with(wanted.entity):
                yield article_id
            return
        before = (wanted.until.isoformat(), "") if wanted.until is not None else None
        while page := await self._index.latest(_BATCH, before):
            for article_id in page:
                yield article_id
            for article_id in reversed(page):
                last = await self._log.newest(article_id)
                if last is not None:
                    before = (last.record.article.dated.isoformat(), article_id)
                    break
            else:  # all of them were cut since the index was asked
                return

    async def _articles_with(self, entity: str) -> AsyncIterator[str]:
        offset = 0
        seen: set[str] = set()
        while found := await self._index.statements(entity, None, _BATCH, offset):
            for article_id, _ in found:
                if article_id not in seen:
                    seen.add(article_id)
                    yield article_id
            offset += len(found)

    async def _rows_of(
        self, record: Record, position: int, wanted: Wanted
    ) -> AsyncIterator[dict[str, Any]]:
        text_hash = hashlib.sha256(record.article.text.encode("utf-8")).hexdigest()
        for statement in record.statements:
            entity = await self._index.speaker_of(statement.id)
            if wanted.entity in (None, entity):
                yield _row(record, statement, entity, text_hash, position)

    async def rows(self, wanted: Wanted) -> AsyncIterator[dict[str, Any]]:
        """Every wanted statement as a row with just COLUMNS. Raises StoreError."""
        after = 0
        while entries := await self._log.read(after, _BATCH):
            for entry in entries:
                after = entry.position
                record = entry.record
                newest = await self._log.newest(record.article.id)
                if newest is None or newest.position != after or not _fits(record, wanted):
                    continue
                async for row in self._rows_of(record, after, wanted):
                    yield row


def _fits(record: Record, wanted: Wanted) -> bool:
    article = record.article
    if wanted.since is not None and article.dated < wanted.since:
        return False
    if wanted.until is not None and article.dated >= wanted.until:
        return False
    return wanted.topic is None or match(wanted.topic, record).belongs


def _row(
    record: Record, statement: Statement, entity: str | None, text_hash: str, position: int
) -> dict[str, Any]:
    article, speaker = record.article, statement.speaker
    values = (
        statement.id, entity, speaker.name, speaker.title, speaker.kind.value,
        statement.quotation.value, statement.act.value, statement.polarity.value,
        statement.confidence, list(statement.words(article.text)), _spans(statement.content),
        *_place(statement.cue, article), *_place(speaker.mention, article), article.id,
        article.revision, article.url, article.canonical_url, article.title, article.site,
        article.credit, article.language, _time(article.published_at),
        _time(article.fetched_at), text_hash, record.engine, position,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _place(span: Span | None, article: Article) -> tuple[str | None, list[int] | None]:
    return (span.of(article.text), [span.start, span.end]) if span else (None, None)


def _spans(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def json_line(row: dict[str, Any]) -> str:
    """A row as a line of JSON."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def csv_line(values: Iterable[Any]) -> str:
    """Values of a row, or its COLUMNS, as a line of CSV: lists are JSON in their cells, and a cell
    that a spreadsheet would run begins with ' ."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def _time(time: datetime | None) -> str | None:
    return time.isoformat().replace("+00:00", "Z") if time else None
