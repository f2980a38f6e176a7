"""Records to store, about people and places that do not exist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.records import (
    NOBODY,
    Act,
    Arrival,
    Article,
    Polarity,
    Quotation,
    Record,
    Span,
    Speaker,
    SpeakerKind,
    Statement,
    statement_ids,
)

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def person(name: str, entity_id: str | None = None) -> Speaker:
    return Speaker(None, name, None, SpeakerKind.PERSON, entity_id)


def titled(name: str, title: str | None) -> Speaker:
    return Speaker(None, name, title, SpeakerKind.PERSON)


def record(
    article_id: str = "a1",
    *said: tuple[str | Speaker, str],
    title: str = "Harbour wall holds",
    hours: float = 0,
    revision: int = 1,
    arrival: Arrival = Arrival.NEW,
    engine: str = "engine-1",
    polarity: Polarity = Polarity.ASSERTED,
    confidence: float = 0.9,
    url: str | None = None,
    how: Quotation = Quotation.INDIRECT,
    site: str = "The Courier",
) -> Record:
    """A record whose text is made of (speaker, words) pairs; ``hours`` after noon it is dated."""
    address = f"https://courier.example/{article_id}"
    text, found, speakers = title + "\n\n", [], []
    for speaker, words in said:
        who = person(speaker) if isinstance(speaker, str) else speaker
        name = who.name or "someone"
        mention = Span(len(text), len(text) + len(name))
        start = mention.end + len(" said: ")
        text += f"{name} said: {words}\n\n"
        found.append((mention, (Span(start, start + len(words)),)))
        speakers.append(Speaker(mention, who.name, who.title, who.kind, who.entity_id))
    article = Article(
        id=article_id,
        url=url or address + "?from=feed",
        canonical_url=address,
        feed_id="courier",
        title=title,
        byline=None,
        credit=None,
        site=site,
        published_at=NOON + timedelta(hours=hours),
        fetched_at=NOON + timedelta(days=400),
        text=text,
        language="en",
        revision=revision,
    )
    statements = tuple(
        Statement(
            id=own,
            content=content,
            cue=Span(content[0].start - 6, content[0].start - 2),
            speaker=speaker,
            quotation=how,
            act=Act.SAID,
            polarity=polarity,
            rule="made",
            confidence=confidence,
        )
        for own, (_, content), speaker in zip(
            statement_ids(article_id, text, found), found, speakers, strict=True
        )
    )
    return Record(article, statements, engine, arrival)


def ids_of(made: Record) -> list[tuple[str, str]]:
    """(article id, statement id) of each statement, in text order."""
    return [(made.article.id, statement.id) for statement in made.statements]


__all__ = ["NOBODY", "NOON", "ids_of", "person", "record", "titled"]
