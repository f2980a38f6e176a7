"""From what libraries and publishers give to the values a ``FeedEntry`` holds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from bot.feeds.model import FeedEntry

# Caps that no honest feed comes near: the longest id and address seen in two hundred real
# feeds were under 500 characters, the longest entry under 400,000.
LONGEST_TITLE = 1_000
LONGEST_ADDRESS = 4_000
LONGEST_MARKUP = 1_000_000
MOST_AUTHORS = 20

TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.S)
BLOCK = re.compile(r"<(?:br|p|div|li)\b[^<>]*>", re.I)


def plain(markup: object, longest: int = LONGEST_TITLE) -> str:
    """Text of a title or a name: tags gone, references resolved, one line."""
    if not isinstance(markup, str):
        return ""
    text = markup[: 4 * longest]
    if "<" in text:
        text = TAG.sub("", BLOCK.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())[:longest]


def markup(value: object) -> str:
    """Markup as it came, within bounds."""
    return value.strip()[:LONGEST_MARKUP] if isinstance(value, str) else ""


def markup_of_text(text: str) -> str:
    """Plain text as markup, its blank lines as paragraphs."""
    blocks = re.split(r"\n\s*\n", text.strip()[:LONGEST_MARKUP])
    return "\n".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)


def web_address(link: object, base: str) -> str | None:
    """``link`` made absolute, if it is an http or https address."""
    if not isinstance(link, str) or not link.strip() or len(link) > LONGEST_ADDRESS:
        return None
    try:
        absolute = urljoin(base, "".join(link.split()))
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in ("http", "https") and parts.hostname else None


def identifier(value: object) -> str | None:
    """A feed's id for an entry: its text, or a number where JSON has one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip()[:LONGEST_ADDRESS] or None


def moment(value: object) -> datetime | None:
    """UTC from ISO 8601; None for what is no time or is none that news can have."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.strip())
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time if 1980 <= time.year <= 2200 else None


def names(values: Iterable[object]) -> tuple[str, ...]:
    """Authors, each once, in their order."""
    found = dict.fromkeys(plain(value, 200) for value in values)
    return tuple(name for name in found if name)[:MOST_AUTHORS]


def says_something(entry: FeedEntry) -> bool:
    """Whether there is anything in it to remember it by."""
    return bool(entry.id or entry.url or entry.title or entry.summary_html or entry.content_html)
