"""Keep hand-made golds true to their articles: who said what, as a person annotated it.

    python -m tools.gold fill FILE.gold.json ...    compute "spans" from the "content" strings
    python -m tools.gold check FILE.gold.json ...   verify spans, enums, order, speakers, cues

An annotator writes strings only. ``fill`` looks for each statement's content at or after
the start of the statement before it, so statements stand in text order; where the same words
occur earlier too, ``"after": "some words"`` in the statement skips to the end of those words
(the hint is dropped once resolved). Offsets are code points of the text file exactly as it is.
Exit status: 0 all well, 1 something to mend (named on standard error), 2 wrong usage.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.records import Act, Polarity, Quotation, SpeakerKind

Gold = dict[str, Any]

MARKS = frozenset("\"“”'‘’«»„`")
ENUMS: dict[str, type[StrEnum]] = {
    "speaker_kind": SpeakerKind,
    "quotation": Quotation,
    "act": Act,
    "polarity": Polarity,
}
REQUIRED = ("speaker", "speaker_kind", "title", "cue", "quotation", "act", "content", "spans")
OPTIONAL = ("polarity", "also")


class GoldError(Exception):
    """A content string that its article does not hold; the message names it."""


def read(path: Path) -> tuple[str, Gold]:
    """The article's text, exactly as it is, and the gold at ``path``."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    with path.with_name(gold["article"]).open(encoding="utf-8", newline="") as file:
        return file.read(), gold


def write(path: Path, gold: Gold) -> None:
    path.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def fill(text: str, gold: Gold) -> Gold:
    """The gold with every statement's spans computed anew; GoldError where words are missing."""
    filled: list[Gold] = []
    position = 0
    for statement in gold["statements"]:
        spans = _locate(text, statement, position)
        position = spans[0][0]
        filled.append(_with_spans(statement, spans))
    return {**gold, "statements": filled}


def _locate(text: str, statement: Gold, position: int) -> list[list[int]]:
    floor = position
    if hint := statement.get("after"):
        floor = _find(text, hint, floor) + len(hint)
    spans = []
    for words in statement["content"]:
        start = _find(text, words, floor)
        floor = start + len(words)
        spans.append([start, floor])
    if not spans:
        raise GoldError(f"a statement of {statement['speaker']!r} has no content")
    return spans


def _find(text: str, words: str, floor: int) -> int:
    start = text.find(words, floor)
    if start < 0 or not words:
        raise GoldError(f"not in the text after offset {floor}: {words!r}")
    return start


def _with_spans(statement: Gold, spans: list[list[int]]) -> Gold:
    """The statement without its hint, its spans right behind its content."""
    kept = {k: v for k, v in statement.items() if k not in ("spans", "after")}
    pairs: list[tuple[str, Any]] = []
    for key, value in kept.items():
        pairs.append((key, value))
        if key == "content":
            pairs.append(("spans", spans))
    return dict(pairs)


def problems(text: str, gold: Gold) -> Iterator[str]:
    """What is wrong with a filled gold, one sentence each; nothing where all is well."""
    for key in ("title", "page_date"):
        # The oldest golds say "headline" where the later ones say "title".
        if not (gold.get(key) or (key == "title" and gold.get("headline"))):
            yield f"the gold has no {key}"
    if not gold["statements"]:
        yield "the gold has no statements"
    starts = []
    seen = set()
    for number, statement in enumerate(gold["statements"]):
        where = f"statement {number} ({statement.get('speaker')})"
        missing = [key for key in REQUIRED if key not in statement]
        unknown = statement.keys() - {*REQUIRED, *OPTIONAL}
        if missing or unknown:
            yield f"{where}: missing keys {missing}, unknown keys {sorted(unknown)}"
            continue
        content, spans = statement["content"], statement["spans"]
        if not content or len(content) != len(spans):
            yield f"{where}: {len(content)} content strings and {len(spans)} spans"
            continue
        for problem in _of_statement(text, gold, statement):
            yield f"{where}: {problem}"
        starts.append(spans[0][0])
        seen.add((statement["speaker"], str(spans)))
    if starts != sorted(starts):
        yield "the statements are not in the order of the text"
    if len(seen) < len(starts):
        yield "a statement stands twice"


def _of_statement(text: str, gold: Gold, statement: Gold) -> Iterator[str]:
    for key, enum in ENUMS.items():
        value = statement.get(key, "asserted" if key == "polarity" else None)
        if value not in list(enum):
            yield f"{key} cannot be {value!r}"
    yield from _of_spans(text, statement)
    if statement["quotation"] == Quotation.MIXED and not MARKS & set("".join(statement["content"])):
        yield "a mixed quotation without quotation marks"
    known = _words(text + " " + (gold.get("title") or gold.get("headline") or ""))
    for name in (statement["speaker"], statement["title"] or ""):
        if unknown := _words(name) - known:
            yield f"the article does not say {sorted(unknown)}"
    cue = statement["cue"]
    if cue is not None and cue not in _around(text, statement["spans"]):
        yield f"the cue {cue!r} is not near the content"


def _of_spans(text: str, statement: Gold) -> Iterator[str]:
    floor = 0
    for words, (start, end) in zip(statement["content"], statement["spans"], strict=True):
        if not words.strip() or words != words.strip():
            yield f"empty, or space at the edges: {words!r}"
        if text[start:end] != words:
            yield f"the text has {text[start:end]!r}, not {words!r}"
        if start < floor:
            yield f"spans overlap or run backwards at {start}"
        floor = end


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def _around(text: str, spans: list[list[int]]) -> str:
    """The paragraphs of the spans, with the one before and the one after."""
    start, end = spans[0][0], spans[-1][1]
    for _ in range(2):
        start = max(text.rfind("\n\n", 0, start), 0)
        end = text.find("\n\n", end + 2)
        end = len(text) if end < 0 else end
    return text[start:end]


def main(arguments: list[str]) -> int:
    command, *names = arguments or [""]
    if command not in ("fill", "check") or not names:
        print(__doc__, file=sys.stderr)
        return 2
    failed = False
    for path in map(Path, names):
        try:
            text, gold = read(path)
            if command == "fill":
                gold = fill(text, gold)
                write(path, gold)
            complaints = list(problems(text, gold))
        except (OSError, ValueError, KeyError, GoldError) as error:
            complaints = [f"{type(error).__name__}: {error}"]
        for complaint in complaints:
            print(f"{path}: {complaint}", file=sys.stderr)
        failed = failed or bool(complaints)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
