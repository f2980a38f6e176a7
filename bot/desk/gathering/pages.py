"""Getting an article's page: from the web, from an entry's own words, from a file."""

from __future__ import annotations

import asyncio
import html
import logging
import re
from pathlib import Path

from bot.desk.gathering.reader import Reader
from bot.desk.gathering.robots import Robots
from bot.errors import BadInput, PullquoteError, Unreadable
from bot.feeds import FeedEntry
from bot.pages import Page, read_text
from bot.pages.structured import host_of
from bot.ports import Clock, Fetched, Fetcher, FetchFailed
from bot.sentences import say

log = logging.getLogger(__name__)

_BYTES = 5_000_000
_FEEDS = re.compile(r"^(?:feeds?|rss)\.")  # hosts that sites have for their feeds


class Pages:
    """Fetches and reads; everything that goes wrong comes with one sentence."""

    def __init__(self, fetcher: Fetcher, reader: Reader, clock: Clock) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._robots = Robots(fetcher, clock)

    async def of_url(self, url: str) -> Page:
        """The article at this address. BadInput or Unreadable says why there is none.

        A person asked for just this page, so robots.txt, which is for robots, is not asked.
        """
        page, _ = await self._read(url)
        return page

    async def of_link(self, url: str) -> tuple[Page, str]:
        """The same where the address came from somewhere else, such as a feed's entry: only if
        the site's robots.txt does not forbid it. With the address that stands for it: where one
        site leads on to another, that is the other's, so that nobody speaks in a site's name
        through its redirects."""
        if (refusal := await self._robots.refusal(url)) is not None:
            raise BadInput(url, refusal)
        page, end = await self._read(url)
        return page, url if same_site(url, end) else end

    async def _read(self, url: str) -> tuple[Page, str]:
        """The page, and its address after redirects."""
        answer = await self._fetcher.fetch(url)
        if not isinstance(answer, Fetched):
            reason = answer.reason if isinstance(answer, FetchFailed) else say("it sent no page")
            raise BadInput(url, say("{url} could not be read: {reason}", url=url, reason=reason))
        page = await self._reader.page(answer.body, answer.url, answer.content_type)
        return page, answer.url

    async def of_entry(
        self, entry: FeedEntry, *, shares: bool = False, of: str | None = None
    ) -> Page | str:
        """The entry's page; what the feed itself carries where that cannot be had; or why not.

        Entries that share one page are told apart by their own words, so these come first.
        With ``of``, the feed's address, its own words stand for pages of its own site alone:
        for feeds that nobody vouches for.
        """
        try:
            return await self._of_entry(entry, shares=shares, of=of)
        except Exception:
            return our_fault(entry.url or entry.title)

    async def _of_entry(self, entry: FeedEntry, *, shares: bool, of: str | None) -> Page | str:
        believed = of is None or not entry.url or same_site(entry.url, of)
        if shares and believed and (page := await self._of_content(entry)) is not None:
            return page
        reason = "the feed gives no link"
        if entry.url:
            try:
                page, _ = await self.of_link(entry.url)
                return page
            except PullquoteError as error:
                reason = str(error)
        return (await self._of_content(entry) if believed else None) or reason

    async def _of_content(self, entry: FeedEntry) -> Page | None:
        content = entry.content_html or entry.summary_html
        title = f"<title>{html.escape(entry.title)}</title>"
        body = f"<html><head>{title}</head><body><article>{content}</article></body></html>"
        kind = "text/html; charset=utf-8"
        try:
            return await self._reader.page(body.encode("utf-8", "replace"), entry.url or "", kind)
        except Unreadable:
            return None

    async def of_file(self, path: Path) -> Page:
        """The article in a text or HTML file of the operator's own. BadInput or Unreadable."""
        body, url = await asyncio.to_thread(_body_of, path)
        if path.suffix.lower() in (".html", ".htm", ".xhtml"):
            return await self._reader.page(body, url)
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadInput(
                str(path), f"{path} is not UTF-8 text; save it as UTF-8, or as an HTML file."
            ) from None
        return await asyncio.to_thread(read_text, text, url)


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site, as far as their hosts tell."""
    ours, theirs = (_FEEDS.sub("", host_of(url)) for url in (one, other))
    return ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}")


def our_fault(subject: str) -> str:
    """A bug met on one article must not keep the feed's other ones from being read."""
    log.exception("reading %s failed", subject)
    return "reading it failed, which is a fault of Pullquote's own"


def _body_of(path: Path) -> tuple[bytes, str]:
    """What the file holds, and its own address."""
    try:
        if path.exists() and not path.is_file():
            raise BadInput(str(path), f"{path} is not a file; name a text or HTML file.")
        if path.stat().st_size > _BYTES:
            raise BadInput(str(path), f"{path} is larger than 5 MB; that is no article.")
        return path.read_bytes(), path.resolve().as_uri()
    except OSError as error:
        raise BadInput(str(path), f"{path} cannot be read: {error.strerror}.") from None
