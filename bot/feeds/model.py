"""What a feed says: itself and its entries, whatever format it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of a feed; what the feed does not say is None, "" or ().

    ``id`` is the feed's own id for it, verbatim; ``url`` is absolute, http or https.
    ``title`` and ``authors`` are plain text; ``summary_html`` and ``content_html`` are the
    feed's own markup, not sanitized. Times are UTC; ``published_at`` falls back on the time
    of the update where only that is given.
    """

    id: str | None
    url: str | None
    title: str
    published_at: datetime | None = None
    updated_at: datetime | None = None
    summary_html: str = ""
    content_html: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed asks of its readers: seconds between two looks (``ttl``, ``sy:*``), the
    hub that announces its changes (WebSub), and the address it calls its own."""

    asks: float | None = None
    hub: str | None = None
    self_url: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its entries in its own order.

    ``site_url`` is the site it belongs to, absolute, or "". ``skipped`` holds a sentence
    for each thing that was left out, so that nothing is lost silently.
    """

    title: str
    site_url: str
    entries: tuple[FeedEntry, ...]
    skipped: tuple[str, ...] = ()
    hints: Hints = Hints()
