"""The tolerant way: feedparser, for everything the fast parser is not trusted with."""

from __future__ import annotations

import calendar
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.errors import Unreadable
from bot.feeds.model import Feed, FeedEntry
from bot.feeds.values import (
    identifier,
    markup,
    markup_of_text,
    moment,
    names,
    plain,
    web_address,
)


def parse_tolerantly(body: bytes, url: str, content_type: str) -> Feed:
    """The feed as feedparser reads it; Unreadable where it finds none.

    Sanitizing and rewriting of embedded markup are off: they take two thirds of the time,
    nothing of that markup is ever shown, and the page reader resolves its links itself.
    """
    import feedparser  # late: it costs a tenth of a second, and most feeds never need it

    # Without a content-location it leaves relative ids alone, as the fast parser does: an
    # entry must have the same id whichever of the two read it.
    headers = {"content-type": content_type or "application/xml"}
    try:
        document: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as trouble:
        reason = f"The feed could not be parsed ({type(trouble).__name__})."
        raise Unreadable(url, reason) from trouble
    about: Mapping[str, Any] = document.get("feed", {})
    entries = tuple(_entry(dict(item), url) for item in document.get("entries", ()))
    if not document.get("version") and not entries:
        raise Unreadable(url, "There is no feed here: neither RSS nor Atom nor JSON Feed.")
    return Feed(plain(about.get("title")), web_address(about.get("link"), url) or "", entries)


def _entry(item: Mapping[str, Any], url: str) -> FeedEntry:
    """``item`` is a plain dict: feedparser's own answers "published" for "updated"."""
    updated = _moment(item, "updated")
    authors = [author.get("name") for author in item.get("authors") or ()]
    return FeedEntry(
        id=identifier(item.get("id")),
        url=web_address(item.get("link") or item.get("id"), url),
        title=plain(item.get("title")),
        published_at=_moment(item, "published") or updated or _moment(item, "created"),
        updated_at=updated,
        summary_html=markup(item.get("summary")),
        content_html=_content(item),
        authors=names(authors or [item.get("author")]),
    )


def _moment(item: Mapping[str, Any], which: str) -> datetime | None:
    parsed = item.get(f"{which}_parsed")
    if parsed is not None:
        try:
            time = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return time if 1980 <= time.year <= 2200 else None
    return moment(item.get(which))


def _content(item: Mapping[str, Any]) -> str:
    whole = ""
    for part in item.get("content") or ():
        value = part.get("value") or ""
        found = markup_of_text(value) if part.get("type") == "text/plain" else markup(value)
        whole = max(whole, found, key=len)
    return whole
