"""What the bot and its workers say to each other: frames of JSON, with a body after it.

A frame is two lengths (4 bytes each, big-endian), the JSON document and the raw body.
Never pickle: what a worker answers comes from a process that read hostile input.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.feeds import Feed, FeedEntry, Hints
from bot.pages import DateSource, Page
from bot.records import Link

LENGTHS = struct.Struct("!II")
LONGEST = 64_000_000  # bytes; a feed of 5 MB is a document of 30 MB at most


def frame(document: Mapping[str, Any], body: bytes = b"") -> bytes:
    """The bytes to send."""
    head = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return LENGTHS.pack(len(head), len(body)) + head + body


def document_of(head: bytes) -> dict[str, Any]:
    """The JSON of a frame; raises ValueError for what is none."""
    document = json.loads(head.decode("utf-8", "surrogatepass"))
    if not isinstance(document, dict):
        raise ValueError("no JSON object")
    return document


def encode_page(page: Page) -> dict[str, Any]:
    document = asdict(page)
    document["published_at"] = _text(page.published_at)
    return document


def decode_page(document: dict[str, Any]) -> Page:
    return replace(
        Page(**document),
        published_at=_time(document["published_at"]),
        published_at_source=DateSource(document["published_at_source"]),
        related=tuple(Link(**link) for link in document["related"]),
    )


def encode_feed(feed: Feed) -> dict[str, Any]:
    document = asdict(feed)
    for entry in document["entries"]:
        for name in ("published_at", "updated_at"):
            entry[name] = _text(entry[name])
    return document


def decode_feed(document: dict[str, Any]) -> Feed:
    entries = tuple(
        FeedEntry(
            **entry
            | {
                "authors": tuple(entry["authors"]),
                "published_at": _time(entry["published_at"]),
                "updated_at": _time(entry["updated_at"]),
            }
        )
        for entry in document["entries"]
    )
    return Feed(
        title=document["title"],
        site_url=document["site_url"],
        entries=entries,
        skipped=tuple(document["skipped"]),
        hints=Hints(**document["hints"]),
    )


def _text(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
