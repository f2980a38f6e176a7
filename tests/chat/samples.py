"""Articles and statements for rendering: invented people, places and words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.records import (
    Act,
    Article,
    Polarity,
    Quotation,
    Quoted,
    Span,
    Speaker,
    SpeakerKind,
    Statement,
    digest,
)

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

TEXT = (
    "“We will not close the harbour,” Marta Velling, the mayor of Orrin, said on Saturday. "
    "“Not this year.”\n\n"
    "The Harbour Board announced that a review would start in March. A spokesman for the "
    "Ferry Union called the plan “dead on arrival” and declined to comment on the fares."
)


def article(text: str = TEXT, **changes: object) -> Article:
    made = Article(
        id=digest("article", text),
        url="https://gazette.example/harbour-stays-open",
        canonical_url="https://gazette.example/harbour-stays-open",
        feed_id=None,
        title="Harbour stays open, mayor says",
        byline=None,
        credit=None,
        site="Orrin Gazette",
        published_at=NOON,
        fetched_at=NOON,
        text=text,
        language="en",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def said(
    *words: str,
    of: Article | None = None,
    by: str = "Marta Velling",
    title: str | None = "mayor of Orrin",
    cue: str | None = "said",
    how: Quotation = Quotation.DIRECT,
    confidence: float = 0.9,
    polarity: Polarity = Polarity.ASSERTED,
) -> Quoted:
    """A statement whose words are found in the article's text."""
    of = of or article()
    return Quoted(
        of,
        Statement(
            id=digest("statement", *words),
            content=tuple(span(of.text, part) for part in words),
            cue=span(of.text, cue) if cue else None,
            speaker=Speaker(None, by, title, SpeakerKind.PERSON, "velling"),
            quotation=how,
            act=Act.SAID,
            polarity=polarity,
            rule="test",
            confidence=confidence,
        ),
    )


def sole(words: str, **changes: object) -> Quoted:
    """A statement that is its article's whole text."""
    return said(words, of=article(words), cue=None, **changes)  # type: ignore[arg-type]
