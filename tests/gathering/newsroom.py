"""A news site of our own on a real port: feeds, articles and every trouble a test needs.

Articles are changed, moved, renamed and withdrawn by setting what the site serves; what
it was asked is kept, so that politeness can be checked, too.
"""

from __future__ import annotations

import asyncio
import gzip
import html
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

NAMES = ("Ilse Maron", "Noor Haddad", "Ruud Aker", "Li Osei", "Tove Lind", "Bram Sol")
PLACES = ("harbour", "market", "library", "tramway", "cannery", "lighthouse")


def words(number: int, said: str = "We are staying") -> list[str]:
    """Paragraphs of an article that is like no other number's."""
    name, place = NAMES[number % 6], PLACES[number // 6 % 6]
    return [
        f"The {place} of Tarn closed for the {number}th time on Monday, and {number + 2} crews "
        f"of the {place} waited for word from the council above the fish market number {number}.",
        f"“{said} until spring number {number},” said {name}, who leads the {place} council.",
        f"{name} warned that the {place} would lose {number + 40} workers, {number * 3} ships and "
        f"the goodwill of every one of its {number + 7} neighbours before the winter was over.",
    ]


@dataclass
class Item:
    """An entry of the feed; ``guid`` "" for none, ``link`` as it stands in the feed."""

    title: str
    link: str
    guid: str = ""
    date: str = ""
    text: str = ""

    def rss(self) -> str:
        parts = [f"<title>{html.escape(self.title)}</title>"]
        parts += [f"<link>{html.escape(self.link)}</link>"] if self.link else []
        parts += [f"<guid isPermaLink='false'>{self.guid}</guid>"] if self.guid else []
        parts += [f"<pubDate>{self.date}</pubDate>"] if self.date else []
        parts += [f"<description>{html.escape(self.text)}</description>"] if self.text else []
        return f"<item>{''.join(parts)}</item>"


@dataclass
class Newsroom:
    """What it serves by path; ``items`` are its feed at ``/feed.xml``, newest first."""

    host: str
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    head: str = ""

    @property
    def pair(self) -> str:
        return f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.pair}{path}"

    def gives(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> str:
        """Serve this at ``path``; header names with ``_`` for ``-``. Returns the URL."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        fields.setdefault("Content-Type", "text/html; charset=utf-8")

        async def answer(request: web.Request) -> web.Response:
            return web.Response(body=raw, status=status, headers=fields)

        self.answers[path] = answer
        return self.url(path)

    def article(
        self, path: str, number: int, title: str = "", *, head: str = "", said: str = ""
    ) -> str:
        """Serve an article's page; its address."""
        title = title or f"Matter number {number} before the council"
        paragraphs = "".join(f"<p>{one}</p>" for one in words(number, said or "We are staying"))
        return self.gives(
            path,
            f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body>"
            f"<article><h1>{title}</h1>{paragraphs}</article></body></html>",
        )

    def publish(self, number: int, *, guid: str = "", **page: str) -> Item:
        """An article's page and its entry at the feed's top."""
        title = f"Matter number {number} before the council"
        link = self.article(f"/a/{number}", number, title, **page)
        text = "" if guid == "none" else words(number)[0]
        item = Item(title, link, guid or f"tag:tarn:{number}", text=text)
        self.items.insert(0, item)
        return item

    def feed(self) -> str:
        return (
            f"<rss version='2.0'><channel><title>Tarn Courier</title>{self.head}"
            f"{''.join(item.rss() for item in self.items)}</channel></rss>"
        )

    def times_asked(self, path: str) -> int:
        return self.asked.count(path)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if request.path in self.answers:
            return await self.answers[request.path](request)
        if request.path != "/feed.xml":
            return web.Response(status=404)
        body = self.feed().encode()
        tag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag, **self.headers})
        headers = {"ETag": tag, "Content-Type": "application/rss+xml", **self.headers}
        return web.Response(body=body, headers=headers)


def trouble(newsroom: Newsroom) -> list[str]:
    """Serve everything that goes wrong in feeds; the addresses."""
    rss = "application/rss+xml"
    urls = [newsroom.gives(f"/broken/{code}", "trouble", code) for code in (404, 410, 500)]
    urls += [
        newsroom.gives(f"/broken/{code}", "later", code, Retry_After="120") for code in (429, 503)
    ]
    bomb = '<!ENTITY a "xxxxxxxx">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    urls += [
        newsroom.gives("/broken/loop", "", 302, Location=newsroom.url("/broken/loop")),
        newsroom.gives("/broken/huge", b"<rss>" + b"<item>x</item>" * 500_000, Content_Type=rss),
        newsroom.gives("/broken/bomb", gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
        newsroom.gives(
            "/broken/entities",
            f"<?xml version='1.0'?><!DOCTYPE rss [{bomb}]><rss version='2.0'><channel>"
            "<title>&j;</title></channel></rss>",
            Content_Type=rss,
        ),
        newsroom.gives("/broken/notxml", "<html><body>Sign in to continue</body></html>"),
        newsroom.gives("/broken/badgzip", b"\x1f\x8b not gzip", Content_Encoding="gzip"),
        newsroom.gives("/broken/empty", b""),
        newsroom.gives("/broken/nesting", b"<rss>" + b"<a>" * 200_000, Content_Type=rss),
    ]

    async def hang(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    newsroom.answers["/broken/slow"] = hang
    return [*urls, newsroom.url("/broken/slow")]


@asynccontextmanager
async def open_newsroom(host: str = "127.0.0.1") -> AsyncIterator[Newsroom]:
    newsroom = Newsroom(host)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", newsroom.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, host, 0)
    await listener.start()
    newsroom.port = runner.addresses[0][1]
    try:
        yield newsroom
    finally:
        await runner.cleanup()
