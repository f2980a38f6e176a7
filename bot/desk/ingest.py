"""Ingest: what a feed shows becomes records; so does one article added by hand.

A round over a feed records intent before it acts and success after: an entry counts as
seen only once its article is stored, and one whose page could not be had waits in
``pending`` and is tried again, whether or not the feed still shows it. Documents used:
``feed`` (validators and health, by address), ``seen`` and ``pending`` (by entry key).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.desk.entries import Pending, due, mark_of, next_attempt, oldest_first, slip_of
from bot.desk.filing import Filed, Filing, Outcome, Slip
from bot.errors import BadInput, PullquoteError, StoreError, Unreadable
from bot.feeds import FeedEntry, entry_key, parse_feed
from bot.pages import Page, read_page, read_text
from bot.ports import Clock, Documents, Fetched, Fetcher, FetchFailed, NotModified
from bot.records import Arrival, Source

log = logging.getLogger(__name__)

FIRST_ENTRIES = 50
"""How many of a new feed's entries are stored as articles; the rest count as seen."""

_AT_ONCE = 4  # pages of one feed fetched side by side
_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Polled:
    """One round over a feed; ``reason`` says why it failed, ``troubles`` what was skipped."""

    source: Source
    stored: int = 0
    revised: int = 0
    troubles: tuple[str, ...] = ()
    reason: str | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An entry to be read, with how it arrived and how often it was tried before."""

    key: str
    entry: FeedEntry
    arrival: Arrival
    attempts: int = 0


class Ingest:
    """Brings articles in, through the one Filing that may write them."""

    def __init__(
        self, filing: Filing, documents: Documents, fetcher: Fetcher, clock: Clock
    ) -> None:
        self._filing = filing
        self._documents = documents
        self._fetcher = fetcher
        self._clock = clock

    async def add_url(self, url: str) -> Filed:
        """Fetch and store one article. BadInput says why it could not be had."""
        return await self._filing.file(await self._page(url), Slip(url))

    async def add_file(self, path: Path) -> Filed:
        """Store one article from a text or HTML file. BadInput says what is wrong with it."""
        page, address = await asyncio.to_thread(_page_of_file, path)
        return await self._filing.file(page, Slip(address))

    async def poll(self, source: Source) -> Polled:
        """One round over a feed; raises StoreError only, all else is in the result."""
        state = await self._documents.get("feed", source.url) or {}
        answer = await self._fetcher.fetch(source.url, state.get("validators"))
        waiting = await self._waiting(source)
        match answer:
            case FetchFailed():
                polled = Polled(source, reason=answer.reason, retry_after=answer.retry_after)
            case NotModified():
                polled = await self._work(source, waiting)
            case Fetched():
                first = not state.get("started")
                try:
                    feed = await asyncio.to_thread(
                        parse_feed, answer.body, answer.url, answer.content_type
                    )
                except Unreadable as error:
                    polled = Polled(source, reason=str(error))
                else:
                    tasks = await self._fresh(source, feed.entries, first, {t.key for t in waiting})
                    polled = await self._work(source, [*waiting, *tasks], feed.skipped)
                    state |= {"started": True, "validators": dict(answer.validators)}
        state["checked_at"] = self._clock().isoformat()
        state["reason"] = polled.reason
        state["failures"] = state.get("failures", 0) + 1 if polled.reason else 0
        await self._documents.put("feed", source.url, state)
        return polled

    async def _waiting(self, source: Source) -> list[Task]:
        stored = (await self._documents.all("pending")).values()
        return [
            Task(pending.key, pending.entry, pending.arrival, pending.attempts)
            for pending in map(Pending.decode, stored)
            if pending.feed == source.url and due(pending, self._clock())
        ]

    async def _fresh(
        self, source: Source, entries: Iterable[FeedEntry], first: bool, waiting: set[str]
    ) -> list[Task]:
        """Entries never seen, or seen and changed since, oldest first."""
        tasks = []
        for entry in oldest_first(entries):
            key = entry_key(source.url, entry)
            seen = await self._documents.get("seen", key)
            if key in waiting or (seen and seen["mark"] == mark_of(entry)):
                continue
            if await self._documents.get("pending", key):
                continue  # it waits for its next try
            tasks.append(Task(key, entry, Arrival.BACKFILL if first else Arrival.NEW))
        if first:
            past, tasks = tasks[:-FIRST_ENTRIES], tasks[-FIRST_ENTRIES:]
            await self._documents.put_many(
                "seen", {t.key: {"mark": mark_of(t.entry), "article": None} for t in past}
            )
        return tasks

    async def _work(
        self, source: Source, tasks: Sequence[Task], troubles: Iterable[str] = ()
    ) -> Polled:
        """Read and store these entries in order; each failure is kept with its reason."""
        counts = dict.fromkeys(Outcome, 0)
        notes = list(troubles)
        for start in range(0, len(tasks), _AT_ONCE):
            batch = tasks[start : start + _AT_ONCE]
            pages = await asyncio.gather(*(self._page_of_entry(task.entry) for task in batch))
            for task, page in zip(batch, pages, strict=True):
                filed = await self._filed(page, slip_of(task.entry, source, task.arrival))
                if isinstance(filed, Filed):
                    counts[filed.outcome] += 1
                    await self._seen(task, filed.record.article.id)
                else:
                    notes.append(f"{task.entry.url or task.entry.title}: {filed}")
                    await self._failed(source, task, filed)
        return Polled(source, counts[Outcome.STORED], counts[Outcome.REVISED], tuple(notes))

    async def _filed(self, page: Page | str, slip: Slip) -> Filed | str:
        """What became of a page, or why nothing did; only the store's trouble is raised."""
        if isinstance(page, str):
            return page
        try:
            return await self._filing.file(page, slip)
        except StoreError:
            raise
        except Exception:
            return _our_fault(slip.url)

    async def _seen(self, task: Task, article: str | None, reason: str | None = None) -> None:
        document = {"mark": mark_of(task.entry), "article": article, "reason": reason}
        await self._documents.put("seen", task.key, document)
        await self._documents.delete("pending", task.key)

    async def _failed(self, source: Source, task: Task, reason: str) -> None:
        at = next_attempt(task.attempts, self._clock())
        if at is None:  # given up, on record
            await self._seen(task, None, reason)
            return
        pending = Pending(
            task.key, source.url, task.entry, task.arrival, task.attempts + 1, at, reason
        )
        await self._documents.put("pending", task.key, pending.encode())

    async def _page_of_entry(self, entry: FeedEntry) -> Page | str:
        """The entry's page; what the feed itself carries where that cannot be had; or why not."""
        reason = "the feed gives no link"
        if entry.url:
            try:
                return await self._page(entry.url)
            except PullquoteError as error:
                reason = str(error)
            except Exception:
                return _our_fault(entry.url)
        content = entry.content_html or entry.summary_html
        try:
            return await asyncio.to_thread(_page_of_content, content, entry)
        except Unreadable:
            return reason
        except Exception:
            return _our_fault(entry.url or entry.title)

    async def _page(self, url: str) -> Page:
        answer = await self._fetcher.fetch(url)
        if not isinstance(answer, Fetched):
            reason = answer.reason if isinstance(answer, FetchFailed) else "it sent no page"
            raise BadInput(url, f"{url} could not be read: {reason}")
        return await asyncio.to_thread(read_page, answer.body, answer.url, answer.content_type)


def _our_fault(subject: str) -> str:
    """A bug met on one article must not keep the feed's other ones from being read."""
    log.exception("reading %s failed", subject)
    return "reading it failed, which is a fault of Pullquote's own"


def _page_of_content(content: str, entry: FeedEntry) -> Page:
    html = f"<html><body><article>{content}</article></body></html>"
    return read_page(html.encode(), entry.url or "", "text/html; charset=utf-8")


def _page_of_file(path: Path) -> tuple[Page, str]:
    """The article in a file, and the file's own address."""
    try:
        if path.exists() and not path.is_file():
            raise BadInput(str(path), f"{path} is not a file; name a text or HTML file.")
        if path.stat().st_size > _BYTES:
            raise BadInput(str(path), f"{path} is larger than 5 MB; that is no article.")
        body = path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), f"{path} cannot be read: {error.strerror}.") from None
    url = path.resolve().as_uri()
    if path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return read_page(body, url), url
    try:
        return read_text(body.decode("utf-8-sig"), url), url
    except UnicodeDecodeError:
        raise BadInput(
            str(path), f"{path} is not UTF-8 text; save it as UTF-8, or as an HTML file."
        ) from None
