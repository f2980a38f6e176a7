"""OPML, in which feed readers hand each other their subscriptions. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import Unreadable
from bot.feeds.values import web_address

LARGEST = 5_000_000  # bytes
MOST = 20_000
# Bounded, so that no part is read more than once for each "<".
OUTLINE = re.compile(r"<outline\s([^<>]{1,8000})>", re.I)
ATTRIBUTE = re.compile(r"([\w:]{1,30})\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed as OPML names it."""

    url: str
    title: str = ""


def read_opml(body: bytes, name: str) -> list[Outline]:
    """The feeds in a document, each once; folders are looked through.

    Read by pattern, as some readers write OPML that is no XML. Raises Unreadable, with
    ``name`` as its subject, for what is no OPML.
    """
    text = body[:LARGEST].decode("utf-8-sig", "replace")
    if len(body) > LARGEST or "<opml" not in text.lower():
        raise Unreadable(name, f"{name} is not an OPML file.")
    found: dict[str, Outline] = {}
    for outline in OUTLINE.finditer(text):
        given = {
            key.lower(): html.unescape(double or single)
            for key, double, single in ATTRIBUTE.findall(outline[1])
        }
        url = web_address(given.get("xmlurl"), "")
        if url and len(found) < MOST:
            title = given.get("title") or given.get("text") or ""
            found.setdefault(url, Outline(url, " ".join(title.split())))
    return list(found.values())


def write_opml(outlines: Iterable[Outline]) -> str:
    """An OPML 2.0 document of these feeds."""
    lines = [
        f'    <outline type="rss" text="{html.escape(one.title or one.url)}"'
        f' title="{html.escape(one.title or one.url)}" xmlUrl="{html.escape(one.url)}"/>'
        for one in outlines
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            "  <head><title>Pullquote's feeds</title></head>",
            "  <body>",
            *lines,
            "  </body>",
            "</opml>",
            "",
        ]
    )
