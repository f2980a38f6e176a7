"""What is decided about a feed's entries: order, change, when to try again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.desk.gathering.filing import Slip
from bot.feeds import FeedEntry, canonical_url, entry_key
from bot.records import Arrival, Source, digest

ATTEMPTS = (60, 300, 1800, 7200, 21600)
"""Seconds to wait after each failed try of an entry's page; then it is given up."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry whose page could not be had yet, and why."""

    key: str
    feed: str
    entry: FeedEntry
    arrival: Arrival
    attempts: int
    next_at: datetime
    reason: str
    article: str | None = None
    shares: bool = False

    def encode(self) -> dict[str, Any]:
        """As a JSON document."""
        entry = asdict(self.entry)
        for name in ("published_at", "updated_at"):
            entry[name] = entry[name].isoformat() if entry[name] else None
        return {
            "key": self.key,
            "feed": self.feed,
            "entry": entry,
            "arrival": self.arrival.value,
            "attempts": self.attempts,
            "next_at": self.next_at.isoformat(),
            "reason": self.reason,
            "article": self.article,
            "shares": self.shares,
        }

    @classmethod
    def decode(cls, document: dict[str, Any]) -> Pending:
        """From a JSON document."""
        entry = dict(document["entry"], authors=tuple(document["entry"]["authors"]))
        for name in ("published_at", "updated_at"):
            entry[name] = datetime.fromisoformat(entry[name]) if entry[name] else None
        return cls(
            key=document["key"],
            feed=document["feed"],
            entry=FeedEntry(**entry),
            arrival=Arrival(document["arrival"]),
            attempts=document["attempts"],
            next_at=datetime.fromisoformat(document["next_at"]),
            reason=document["reason"],
            article=document.get("article"),
            shares=document.get("shares", False),
        )


def due(pending: Pending, now: datetime) -> bool:
    """Whether its time has come; that is further off than it ever was planned to be where the
    clock was set back, and has come then, too."""
    planned = timedelta(seconds=ATTEMPTS[min(pending.attempts, len(ATTEMPTS)) - 1])
    return not now < pending.next_at <= now + planned


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try an entry again that failed ``attempts`` times before this one; None: never."""
    if attempts >= len(ATTEMPTS):
        return None
    return now + timedelta(seconds=ATTEMPTS[attempts])


def oldest_first(entries: Iterable[FeedEntry]) -> list[FeedEntry]:
    """By date where every entry has one, else the reverse of the feed's order, newest first."""
    ordered = list(entries)[::-1]
    if all(entry.published_at for entry in ordered):
        ordered.sort(key=lambda entry: entry.published_at.timestamp() if entry.published_at else 0)
    return ordered


def mark_of(entry: FeedEntry) -> str:
    """Changes when the feed shows the entry otherwise than before."""
    return digest(entry.title, entry.updated_at, entry.summary_html, entry.content_html)


def slip_of(
    entry: FeedEntry,
    source: Source,
    arrival: Arrival,
    article: str | None = None,
    *,
    shares: bool = False,
) -> Slip:
    """What the feed knows of the entry's article; without a link, readers get the feed's.

    ``article`` is the id of the article that it is known to be. An entry that ``shares`` its
    address with another goes by its own key.
    """
    own = entry_key(source.url, entry)
    known_as = None if entry.url else f"{source.url}#{own}"
    if entry.url and shares:
        known_as = f"{canonical_url(entry.url)}#{own}"
    return Slip(
        url=entry.url or source.url,
        known_as=known_as,
        article=article,
        feed_id=source.url,
        title=entry.title,
        published_at=entry.published_at or entry.updated_at,
        arrival=arrival,
    )
