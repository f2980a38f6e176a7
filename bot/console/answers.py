"""Answers as JSON documents and as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.desk.answers import Headline, KeyPoints, QuotesPage, told_apart
from bot.desk.filing import Filed
from bot.records import Article, Quotation, Quoted


def time(value: datetime | None) -> str | None:
    """ISO 8601 with Z, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def article_document(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "site": article.site,
        "credit": article.credit,
        "published_at": time(article.published_at),
    }


def statement_document(quoted: Quoted) -> dict[str, Any]:
    statement = quoted.statement
    return {
        "id": statement.id,
        "speaker": statement.speaker.name,
        "title": statement.speaker.title,
        "words": list(quoted.words),
        "cue": quoted.cue,
        "quotation": statement.quotation.value,
        "act": statement.act.value,
        "polarity": statement.polarity.value,
        "confidence": round(statement.confidence, 3),
    }


def latest_document(headlines: Sequence[Headline]) -> list[dict[str, Any]]:
    return [
        article_document(headline.article)
        | {"statements": [statement_document(quoted) for quoted in headline.key]}
        for headline in headlines
    ]


def quotes_document(page: QuotesPage) -> dict[str, Any]:
    return {
        "entity": {
            "id": page.entity.id,
            "name": page.entity.name,
            "title": page.entity.title,
            "outlet": page.entity.outlet,
        },
        "candidates": [
            {"id": one.id, "name": one.name, "title": one.title, "outlet": one.outlet}
            for one in page.candidates
        ],
        "total": page.total,
        "less_certain": page.less_certain,
        "statements": [
            statement_document(quoted)
            | {"date": time(quoted.article.dated), "article": article_document(quoted.article)}
            for quoted in page.quoted
        ],
    }


def keypoints_document(points: KeyPoints) -> dict[str, Any]:
    return {
        "article": article_document(points.article),
        "total": points.statements,
        "less_certain": points.less_certain,
        "statements": [statement_document(q) for voice in points.voices for q in voice.quoted],
    }


def filed_document(filed: Filed) -> dict[str, Any]:
    article = filed.record.article
    return {
        "id": article.id,
        "revision": article.revision,
        "outcome": filed.outcome.value,
        "statements": [
            statement_document(Quoted(article, statement)) for statement in filed.record.statements
        ],
    }


def latest_text(headlines: Sequence[Headline]) -> str:
    blocks = []
    for headline in headlines:
        lines = [headline.article.title, source_line(headline.article)]
        lines += [_statement_text(quoted, speaker=True) for quoted in headline.key]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def quotes_text(page: QuotesPage) -> str:
    last = page.offset + len(page.quoted)
    total = page.less_certain if page.uncertain else page.total
    everybody = (page.entity, *page.candidates)
    name = told_apart(page.entity, everybody)
    blocks = [f"{name}, {page.offset + 1}–{last} of {total}"]
    if page.candidates:
        names = ", ".join(told_apart(one, everybody) for one in page.candidates)
        blocks[0] += f"\nThe name may also mean: {names}"
    for quoted in page.quoted:
        source = source_line(quoted.article)
        blocks.append(f"{_statement_text(quoted, speaker=False)}\n    {source}")
    return "\n\n".join([*blocks, *_less_certain(page.less_certain if not page.uncertain else 0)])


def keypoints_text(points: KeyPoints) -> str:
    blocks = [f"{points.article.title}\n{source_line(points.article)}"]
    for voice in points.voices:
        name = f"{voice.name}, {voice.title}" if voice.title else voice.name
        said = [_statement_text(quoted, speaker=False) for quoted in voice.quoted]
        blocks.append("\n".join([name or "(nobody named)", *said]))
    shown = sum(len(voice.quoted) for voice in points.voices)
    blocks.append(f"{shown} of {points.statements} statements.")
    return "\n\n".join([*blocks, *_less_certain(points.less_certain)])


def source_line(article: Article) -> str:
    credit = f"first published by {article.credit}" if article.credit else ""
    parts = (f"{article.dated:%Y-%m-%d %H:%M} UTC", article.site, credit, article.url)
    return ", ".join(part for part in parts if part)


def _statement_text(quoted: Quoted, *, speaker: bool) -> str:
    words = " … ".join(" ".join(part.split()) for part in quoted.words)
    if quoted.statement.quotation is not Quotation.DIRECT:
        words = f"(reported) {words}"
    name = f"{quoted.statement.speaker.name or 'nobody named'}: " if speaker else ""
    cue = f" [{quoted.cue}]" if quoted.cue else ""
    lines = textwrap.wrap(f"{name}{words}{cue}", width=96, break_long_words=False)
    return textwrap.indent("\n".join(lines), "    ").replace("    ", "  - ", 1)


def _less_certain(count: int) -> list[str]:
    return [f"+{count} less certain (--uncertain shows them)"] if count else []
