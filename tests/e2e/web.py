"""A web of a few pages, for what commands have fetched while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.ports import Fetched, FetchFailed, NotModified
from tests.chat.samples import TEXT

FEED_KIND = "application/rss+xml"
PAGE_KIND = "text/html; charset=utf-8"


@dataclass
class FakeWeb:
    """Bodies with their types by address; ``asked`` is what was asked for, in order."""

    bodies: dict[str, tuple[str, str]] = field(default_factory=dict)
    failures: dict[str, FetchFailed] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def fetch(
        self, url: str, validators: object = None
    ) -> Fetched | NotModified | FetchFailed:
        self.asked.append(url)
        if url in self.failures:
            return self.failures[url]
        if url not in self.bodies:
            return FetchFailed(url, "There is nothing at this address (404).", 404)
        body, kind = self.bodies[url]
        return Fetched(url, body.encode(), kind, {})

    def feed(self, url: str, title: str, entries: int = 1) -> str:
        items = "".join(
            f"<item><title>Story {n}</title><link>{url}/{n}</link></item>" for n in range(entries)
        )
        body = f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"
        self.bodies[url] = (body, FEED_KIND)
        return url

    def page(self, url: str, title: str = "Harbour stays open", text: str = TEXT) -> str:
        paragraphs = "".join(f"<p>{one}</p>" for one in text.split("\n\n"))
        filler = "<p>The council met until late, and the ferries lay at their moorings.</p>" * 3
        body = (
            f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><article>"
            f"<h1>{title}</h1>{paragraphs}{filler}</article></body></html>"
        )
        self.bodies[url] = (body, PAGE_KIND)
        return url
