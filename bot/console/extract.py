"""``pullquote extract``: the statements of text files as JSON, without any store.

Only the engine is imported here, so that a folder of thousands of files starts at once
and needs little memory. The format: a list of ``{"id", "content": [[start, end], ...],
"cue": [[s, e]], "speaker": [[s, e]], "name", "kind", "quotation", "act", "polarity",
"confidence"}``; offsets are code points into the file exactly as it is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.console.files import folders, text_of, write
from bot.desk.reading.article import read_statements
from bot.errors import BadInput
from bot.records import Span, Statement, article_id


def extract_file(path: Path) -> list[dict[str, Any]]:
    """The statements of one text file. Raises BadInput where it is no UTF-8 text."""
    return [
        document(statement) for statement in read_statements(article_id(path.stem), text_of(path))
    ]


def extract_folder(source: Path, target: Path) -> list[BadInput]:
    """Write ``<stem>.json`` for every ``*.txt``; the files that could not be read, with why."""
    folders(source, target, ".txt")
    refused = []
    for path in sorted(source.glob("*.txt")):
        try:
            found = extract_file(path)
        except BadInput as error:
            refused.append(error)
            continue
        write(target / f"{path.stem}.json", json.dumps(found, ensure_ascii=False))
    return refused


def document(statement: Statement) -> dict[str, Any]:
    """One statement as JSON."""
    return {
        "id": statement.id,
        "content": [_pair(span) for span in statement.content],
        "cue": [_pair(statement.cue)] if statement.cue else [],
        "speaker": [_pair(statement.speaker.mention)] if statement.speaker.mention else [],
        "name": statement.speaker.name,
        "kind": statement.speaker.kind.value,
        "quotation": statement.quotation.value,
        "act": statement.act.value,
        "polarity": statement.polarity.value,
        "confidence": round(statement.confidence, 3),
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
