"""Answers as JSON documents and as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.desk.answering.answers import (
    ArticlePage,
    Headline,
    KeyPoints,
    QuotesPage,
    Voice,
    told_apart,
)
from bot.desk.answering.key import CONFIDENT
from bot.desk.answering.shown import called
from bot.desk.answering.timeline import TimelinePage
from bot.desk.gathering.filing import Filed
from bot.ports import Named
from bot.records import Act, Article, Polarity, Quotation, Quoted


def counted(number: int, thing: str) -> str:
    """ "1 statement", "1,200 statements"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


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
        | {
            "statements": [statement_document(quoted) for quoted in headline.key],
            "voices": list(headline.voices),
            "also": [article_document(article) for article in headline.also],
        }
        for headline in headlines
    ]


def quotes_document(page: QuotesPage) -> dict[str, Any]:
    return _of_speaker(page.entity, page.candidates) | {
        "total": page.total,
        "less_certain": page.less_certain,
        "statements": [dated_document(quoted) for quoted in page.quoted],
    }


def timeline_document(page: TimelinePage) -> dict[str, Any]:
    return _of_speaker(page.entity, page.candidates) | {
        "subject": page.subject,
        "total": page.total,
        "statements": [dated_document(quoted) for quoted in page.quoted],
    }


def dated_document(quoted: Quoted) -> dict[str, Any]:
    """A statement with its article."""
    article = quoted.article
    return statement_document(quoted) | {
        "date": time(article.dated),
        "article": article_document(article),
    }


def article_page_document(page: ArticlePage) -> dict[str, Any]:
    return {
        "article": article_document(page.article),
        "total": page.total,
        "statements": [statement_document(q) for voice in page.voices for q in voice.quoted],
    }


def _of_speaker(entity: Named, candidates: Sequence[Named]) -> dict[str, Any]:
    def named(one: Named) -> dict[str, Any]:
        return {"id": one.id, "name": one.name, "title": one.title, "outlet": one.outlet}

    return {"entity": named(entity), "candidates": [named(one) for one in candidates]}


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
        lines += [statement_text(quoted, speaker=True) for quoted in headline.key]
        if headline.voices:
            lines.append(f"    voices: {', '.join(headline.voices)}")
        if headline.also:
            lines.append(f"    also in: {', '.join(one.url for one in headline.also)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def quotes_text(page: QuotesPage) -> str:
    blocks = [_heading(page.entity, page.candidates, page.offset, len(page.quoted), page.all)]
    blocks += [_with_source(quoted) for quoted in page.quoted]
    hidden = 0 if page.uncertain or page.everything else page.less_certain
    return "\n\n".join([*blocks, *_less_certain(hidden)])


def timeline_text(page: TimelinePage) -> str:
    blocks = [_heading(page.entity, page.candidates, page.offset, len(page.quoted), page.total)]
    day = None
    for quoted in page.quoted:
        date = quoted.article.dated.date()
        heading = "" if date == day else f"{date}\n"
        blocks.append(heading + _with_source(quoted))
        day = date
    return "\n\n".join(blocks)


def _heading(
    entity: Named, candidates: Sequence[Named], offset: int, shown: int, total: int
) -> str:
    if shown:
        place = f"{offset + 1}–{offset + shown} of {total}"
    else:
        place = f"none after these {total}" if total else "nothing certain enough"
    heading = f"{told_apart(entity, (entity, *candidates))}, {place}"
    return "\n".join([heading, *others_of_the_name(entity, candidates)])


def others_of_the_name(entity: Named, candidates: Sequence[Named]) -> list[str]:
    """A line for each of them, with the id by which they can be asked for; [] without any."""
    everybody = (entity, *candidates)
    lines = [f"  {one.id}  {told_apart(one, everybody)}" for one in candidates]
    return ["The name may also mean, asked for by id:", *lines] if lines else []


def _with_source(quoted: Quoted) -> str:
    held = quoted.statement.speaker.title
    after = f"{held}, " if held else ""
    return f"{statement_text(quoted, speaker=False)}\n    {after}{source_line(quoted.article)}"


def keypoints_text(points: KeyPoints) -> str:
    blocks = [f"{points.article.title}\n{source_line(points.article)}"]
    blocks += _voices(points.voices)
    shown = sum(len(voice.quoted) for voice in points.voices)
    blocks.append(f"{shown} of {counted(points.statements, 'statement')}.")
    return "\n\n".join([*blocks, *_less_certain(points.less_certain)])


def article_page_text(page: ArticlePage) -> str:
    blocks = [f"{page.article.title}\n{source_line(page.article)}", *_voices(page.voices)]
    return "\n\n".join([*blocks, f"{page.shown} of {counted(page.total, 'statement')}."])


def _voices(voices: Sequence[Voice]) -> list[str]:
    blocks = []
    for voice in voices:
        name = f"{voice.name}, {voice.title}" if voice.title else voice.name
        said = [statement_text(quoted, speaker=False) for quoted in voice.quoted]
        blocks.append("\n".join([name or "(nobody named)", *said]))
    return blocks


def source_line(article: Article) -> str:
    credit = f"first published by {article.credit}" if article.credit else ""
    parts = (f"{article.dated:%Y-%m-%d %H:%M} UTC", article.site, credit, article.url)
    return ", ".join(part for part in parts if part)


def statement_text(quoted: Quoted, *, speaker: bool, words: str | None = None) -> str:
    """A statement on lines of its own; ``words`` in the place of its own words."""
    if words is None:
        words = " … ".join(" ".join(part.split()) for part in quoted.words)
    notes = [
        _given(quoted),
        "" if quoted.statement.polarity is Polarity.ASSERTED else "not said",
        "" if quoted.statement.confidence >= CONFIDENT else "less certain",
    ]
    if marked := ", ".join(filter(None, notes)):
        words = f"({marked}) {words}"
    name = f"{called(quoted) or 'nobody named'}: " if speaker else ""
    cue = f" [{quoted.cue}]" if quoted.cue else ""
    lines = textwrap.wrap(f"{name}{words}{cue}", width=96, break_long_words=False)
    return textwrap.indent("\n".join(lines), "    ").replace("    ", "  - ", 1)


def _given(quoted: Quoted) -> str:
    if quoted.statement.quotation is Quotation.DIRECT:
        return ""
    return "declined" if quoted.statement.act is Act.DECLINED else "reported"


def _less_certain(count: int) -> list[str]:
    shows = "--uncertain shows them, --all shows all"
    return [f"+{count} less certain ({shows})"] if count else []
