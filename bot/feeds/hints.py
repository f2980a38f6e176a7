"""What a feed says of itself beside its entries: how often to come, and who announces it.

Neither parser gives all of it, so it is read from the document's head, where it stands.
"""

from __future__ import annotations

import html
import json
import re

from bot.feeds.model import Hints
from bot.feeds.values import web_address

HEAD = 65_536  # bytes; nothing of this is looked for behind them
FIRST_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.I)
# Everything is bounded, so that no head is read more than once for each "<".
TTL = re.compile(rb"<ttl>\s{0,20}(\d{1,6})\s{0,20}</ttl>", re.I)
PERIOD = re.compile(rb"<sy:updatePeriod>\s{0,20}([a-z]{4,8})\s{0,20}</sy:updatePeriod>", re.I)
FREQUENCY = re.compile(
    rb"<sy:updateFrequency>\s{0,20}(\d{1,4})(?:\.\d+)?\s{0,20}</sy:updateFrequency>", re.I
)
LINK = re.compile(rb"<(?:[\w]{1,20}:)?link\s([^<>]{1,2000})>", re.I)
ATTRIBUTE = re.compile(r"(\w{1,20})\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)')")
PERIODS = {
    b"hourly": 3_600.0,
    b"daily": 86_400.0,
    b"weekly": 604_800.0,
    b"monthly": 2_592_000.0,
    b"yearly": 31_536_000.0,
}


def hints_of(body: bytes, url: str) -> Hints:
    """The hints of a feed of any format; empty where it gives none."""
    if body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_hints(body, url)
    first = FIRST_ENTRY.search(body[:HEAD])
    head = body[: first.start() if first else HEAD]
    hub, self_url = None, None
    for link in LINK.finditer(head):
        named = ATTRIBUTE.findall(link[1].decode("utf-8", "replace"))
        given = {name.lower(): html.unescape(double or single) for name, double, single in named}
        if given.get("rel") == "hub":
            hub = hub or web_address(given.get("href"), url)
        elif given.get("rel") == "self":
            self_url = self_url or web_address(given.get("href"), url)
    return Hints(_asks(head), hub, self_url)


def _asks(head: bytes) -> float | None:
    waits = []
    if ttl := TTL.search(head):
        waits.append(float(ttl[1]) * 60)
    if (period := PERIOD.search(head)) and period[1].lower() in PERIODS:
        frequency = FREQUENCY.search(head)
        waits.append(PERIODS[period[1].lower()] / max(1, int(frequency[1]) if frequency else 1))
    return max(waits) if waits else None


def _json_hints(body: bytes, url: str) -> Hints:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return Hints()
    if not isinstance(document, dict):
        return Hints()
    hubs = document.get("hubs")
    named = [hub for hub in hubs if isinstance(hub, dict)] if isinstance(hubs, list) else []
    hub = next((web_address(hub.get("url"), url) for hub in named), None)
    return Hints(None, hub, web_address(document.get("feed_url"), url))
