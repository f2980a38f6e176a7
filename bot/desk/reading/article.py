"""Reading an article: its statements, under the right names. Pure, over the pure layers."""

from __future__ import annotations

from bot.people import identify
from bot.quotes import ENGINE, attribute
from bot.records import Statement, statement_ids

READER = ENGINE
"""What records say they were read by; a new one makes `pullquote reread` read them again."""

READABLE = frozenset({"en", "und"})
"""Languages whose statements the engine finds; "und" is short text that may well be English."""


def read_statements(article_id: str, text: str, language: str = "en") -> tuple[Statement, ...]:
    """The statements of a text in text order; none in a language we do not read."""
    if language not in READABLE:
        return ()
    found = attribute(text)
    speakers = identify(text, found)
    ids = statement_ids(article_id, text, ((a.mention, a.content) for a in found))
    return tuple(
        Statement(
            id=statement_id,
            content=attribution.content,
            cue=attribution.cue,
            speaker=speaker,
            quotation=attribution.quotation,
            act=attribution.act,
            polarity=attribution.polarity,
            rule=attribution.rule,
            confidence=attribution.confidence,
        )
        for statement_id, attribution, speaker in zip(ids, found, speakers, strict=True)
    )
