"""Who said something, as a JSON document and as text for a terminal."""

from __future__ import annotations

import re
from typing import Any

from bot.console.answers import counted, dated_document, source_line, statement_text
from bot.desk.answering.said import SaidPage, Saying

_WORD = re.compile(r"[^\W_]+")


def said_document(page: SaidPage) -> dict[str, Any]:
    return {
        "asked": page.asked,
        "total": page.total,
        "exact": page.exact,
        "sayings": [
            {
                "exact": saying.alike.exact,
                "share": round(saying.alike.share, 3),
                "differing": _differing(saying),
                "missing": list(saying.alike.missing),
                "outlets": saying.outlets,
                "articles": saying.articles,
                "first": dated_document(saying.quoted),
            }
            for saying in page.sayings
        ],
    }


def said_text(page: SaidPage) -> str:
    blocks = [f"{page.exact} exactly, {page.total - page.exact} nearly"]
    for saying in page.sayings:
        lines = [statement_text(saying.quoted, speaker=True, words=_marked(saying))]
        if saying.alike.missing:
            lines.append(f"    not in it: {', '.join(saying.alike.missing)}")
        outlets = counted(saying.outlets, "outlet")
        lines.append(f"    in {outlets}; first seen: {source_line(saying.quoted.article)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _words(saying: Saying) -> str:
    return " … ".join(" ".join(part.split()) for part in saying.quoted.words)


def _differing(saying: Saying) -> list[str]:
    found = _WORD.findall(_words(saying))
    return [found[place] for place in saying.alike.differing if place < len(found)]


def _marked(saying: Saying) -> str:
    """The words, those that differ in brackets."""
    places = iter(range(len(_words(saying))))
    wanted = set(saying.alike.differing)
    return _WORD.sub(
        lambda word: f"[{word[0]}]" if next(places) in wanted else word[0], _words(saying)
    )
