"""The ``pullquote statements`` commands: what each does and what it prints."""

from __future__ import annotations

import argparse
import json
import textwrap
from dataclasses import asdict
from typing import Any

from bot.console.answers import article_document, statement_document, time
from bot.desk.correcting.statements import OperatorsWords, Spoken
from bot.desk.correcting.words import Word
from bot.desk.following.reports import Report, Reports
from bot.records import Quoted, SpeakerKind


async def run(words: OperatorsWords, reports: Reports, options: argparse.Namespace) -> str:
    """Do what was asked; what to print."""
    match options.act:
        case "reports":
            reported = await reports.all()
            if options.json:
                return _json([report_document(one) for one in reported])
            return "\n\n".join(map(report_text, reported)) or "Nothing was reported."
        case "list":
            found = await words.all()
            if options.json:
                return _json([spoken_document(one) for one in found])
            return "\n\n".join(map(spoken_text, found)) or "No word stands on any statement."
        case "show":
            spoken = await words.show(options.id)
            return _json(spoken_document(spoken)) if options.json else spoken_text(spoken)
        case "fix":
            kind = SpeakerKind(options.kind) if options.kind else None
            spoken = await words.fix(
                options.id, speaker=options.speaker, kind=kind, cue=options.cue
            )
            return spoken_text(spoken)
        case "hide":
            return spoken_text(await words.hide(options.id))
        case _:
            return spoken_text(await words.undo(options.id))


def report_document(report: Report) -> dict[str, Any]:
    """As a JSON document."""
    return asdict(report) | {"at": time(report.at)}


def report_text(report: Report) -> str:
    """What was reported, by whom, and what they said about it."""
    told = "" if report.told else ", not told in a channel"
    note = f"“{report.note}”" if report.note else "without a word"
    who = report.speaker or "nobody named"
    lines = [
        f"{report.statement}  in article {report.article}",
        *_wrapped(f"{who}: {' '.join(report.words.split())}"),
        f"  {time(report.at)}, user {report.user_id} in server {report.guild_id}{told}",
        *_wrapped(note),
    ]
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 96, initial_indent="  ", subsequent_indent="    ")


def spoken_document(spoken: Spoken) -> dict[str, Any]:
    """As a JSON document; ``statement`` is as it is, ``read`` as the engine reads it."""
    return {
        "id": spoken.id,
        "article": article_document(spoken.article),
        "statement": statement_document(spoken.now) if spoken.now else None,
        "read": statement_document(spoken.read) if spoken.read else None,
        "word": _word_document(spoken.word) if spoken.word else None,
    }


def spoken_text(spoken: Spoken) -> str:
    """What it is, where it stands, what the engine reads, and what an operator said."""
    article = spoken.article
    lines = [f"{spoken.id}  in {article.title}, {article.url} (article {article.id})"]
    if spoken.now:
        lines += _lines("is", spoken.now)
    elif spoken.word and spoken.word.hidden:
        lines.append("  hidden")
    else:
        lines.append("  not found in the article as it is now; the word waits")
    if spoken.read and (spoken.now is None or spoken.read.statement != spoken.now.statement):
        lines += _lines("read as", spoken.read)
    lines.append(f"  {_said(spoken.word)}")
    return "\n".join(lines)


def _lines(label: str, quoted: Quoted) -> list[str]:
    words = " … ".join(" ".join(part.split()) for part in quoted.words)
    who = quoted.statement.speaker.name or "nobody named"
    cue = f" [{quoted.cue}]" if quoted.cue else ""
    return _wrapped(f"{label} {who}: {words}{cue}")


def _said(word: Word | None) -> str:
    if word is None:
        return "no operator's word stands on it"
    parts = [
        "hidden" if word.hidden else "",
        f"speaker {word.speaker}" if word.speaker else "",
        f"cue “{word.cue}”" if word.cue else "",
    ]
    return f"an operator said, {time(word.at)}: {', '.join(filter(None, parts))}"


def _word_document(word: Word) -> dict[str, Any]:
    return word.encode() | {"at": time(word.at)}


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)
