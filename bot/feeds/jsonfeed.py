"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1).

Read item by item: one that is malformed is skipped with a reason, the others are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
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


def parse_json_feed(body: bytes, url: str) -> Feed:
    """Raises Unreadable for what is no JSON or has no list of items."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable(url, "It begins like JSON and is not valid JSON.") from None
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise Unreadable(url, "It is JSON without a list of items, so no JSON Feed.")
    site = web_address(document.get("home_page_url"), url) or ""
    entries: list[FeedEntry] = []
    skipped: list[str] = []
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            entries.append(_entry(item, url))
        else:
            skipped.append(f"Item {number} is no object, so it was skipped.")
    return Feed(plain(document.get("title")), site, tuple(entries), tuple(skipped))


def _entry(item: Mapping[str, Any], url: str) -> FeedEntry:
    updated = moment(item.get("date_modified"))
    text = item.get("content_text")
    return FeedEntry(
        id=identifier(item.get("id")),
        url=web_address(item.get("url") or item.get("external_url"), url),
        title=plain(item.get("title")),
        published_at=moment(item.get("date_published")) or updated,
        updated_at=updated,
        summary_html=markup_of_text(item["summary"]) if _is_text(item.get("summary")) else "",
        content_html=markup(item.get("content_html"))
        or (markup_of_text(text) if isinstance(text, str) else ""),
        authors=_authors(item),
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    """1.1 has a list of authors, 1.0 a single one."""
    given = item.get("authors")
    authors = given if isinstance(given, list) else [item.get("author")]
    return names(author.get("name") for author in authors if isinstance(author, dict))
