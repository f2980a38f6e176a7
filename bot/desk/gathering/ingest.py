"""Ingest: what a feed shows becomes records; so does one article added by hand.

A round over a feed records intent before it acts and success after; reading the entries is
for the ``backlog``. Documents used: ``feed`` (see ``feedstate``) and ``shown`` (what it showed
last), by the feed's address; ``seen``, by entry key.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.desk.gathering.backlog import Backlog, Polled, Task
from bot.desk.gathering.entries import oldest_first
from bot.desk.gathering.feedstate import (
    FeedState,
    Verdict,
    after_answer,
    after_failure,
    after_news,
    failed_to_fetch,
    scheduled,
)
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.gathering.filing import Filed, Filing, Outcome, Slip
from bot.desk.gathering.pages import Pages
from bot.desk.gathering.plan import MOST_SHOWN, Planned, Shown, is_flood, plan, shown_now
from bot.desk.gathering.reader import InThread, Reader
from bot.desk.gathering.schedule import DAY
from bot.errors import BadInput, Damaged, Unreadable
from bot.feeds import Feed, FeedEntry
from bot.feeds.parse import PAGE
from bot.ports import Clock, Documents, Fetched, Fetcher, FetchFailed, NotModified
from bot.records import Arrival, Source
from bot.sentences import say

FIRST_ENTRIES = 50
"""How many of a new feed's entries are stored as articles; the rest count as seen."""


class Ingest:
    """Brings articles in, through the one Filing that may write them."""

    def __init__(
        self,
        filing: Filing,
        documents: Documents,
        fetcher: Fetcher,
        clock: Clock,
        *,
        reader: Reader | None = None,
        states: FeedStates | None = None,
        jitter: Callable[[], float] = random.random,
        pushed: Callable[[str], bool] = lambda url: False,
        public: Fetcher | None = None,
    ) -> None:
        """``pushed`` says of a feed's address whether a hub announces what is new there.

        ``public`` reaches public hosts only, and is taken for what people in chat ask for;
        without it ``fetcher`` does both.
        """
        self._filing = filing
        self._documents = documents
        self._fetcher = fetcher
        self._clock = clock
        self._reader = reader or InThread()
        self._pages = Pages(fetcher, self._reader, clock)
        self._public = public or fetcher
        self._public_pages = Pages(self._public, self._reader, clock)
        self._states = states or FeedStates(documents)
        self._backlog = Backlog(filing, documents, self._states, self._pages_of, clock)
        self._jitter = jitter
        self._pushed = pushed

    async def add_url(self, url: str) -> Filed:
        """Fetch and store one article. BadInput or Unreadable says why it could not be had."""
        return _admitted(await self._filing.file(await self._pages.of_url(url), Slip(url)))

    async def add_link(self, url: str) -> Filed:
        """Fetch and store an article that somebody in chat named, as carefully as a feed's: only
        from a public host, and where the site's robots.txt lets us.

        It is stored and never posted; see ``Filing`` for what happens once a feed brings it.
        BadInput or Unreadable says why it could not be had.
        """
        page, end = await self._public_pages.of_link(url)
        return _admitted(await self._filing.file(page, Slip(end, arrival=Arrival.BACKFILL)))

    async def add_file(self, path: Path) -> Filed:
        """Store one article from a text or HTML file. BadInput says what is wrong with it."""
        page = await self._pages.of_file(path)
        address = (await asyncio.to_thread(path.resolve)).as_uri()
        return _admitted(await self._filing.file(page, Slip(address)))

    async def due_in(self, source: Source) -> float | None:
        """Seconds until this feed's next look by what is on record; None: it is retired.

        Never more than was planned at the last look, wherever the clock was set meanwhile.
        """
        state = await self._states.get(source.url)
        if state.next_at is None:
            return 0.0 if state.checked_at is None else None
        now = self._clock()
        since = max(now, state.checked_at or now)
        return max(0.0, min((state.next_at - since).total_seconds(), DAY))

    async def poll(self, source: Source) -> Polled:
        """One round over a feed; raises StoreError only, all else is in the result."""
        state = await self._states.get(source.url)
        fetcher = self._public if source.public_only else self._fetcher
        answer = await fetcher.fetch(state.address or source.url, state.validators)
        waiting, later = await self._backlog.waiting(source) if state.waiting else ([], False)
        polled = Polled(source)
        match answer:
            case FetchFailed():
                state = failed_to_fetch(state, answer)
                polled = await self._backlog.work(source, waiting)
            case NotModified():
                state = after_answer(state, answer, self._clock())
                polled = await self._backlog.work(source, waiting)
            case Fetched():
                state, polled = await self._read(source, state, answer, waiting)
        more = bool(polled.troubles) or later
        pushed, now = self._pushed(source.url), self._clock()
        state = scheduled(state, source, now, self._jitter(), waiting=more, pushed=pushed)
        await self._states.put(source.url, state)
        wait = None if state.next_at is None else (state.next_at - now).total_seconds()
        return Polled(source, polled.stored, polled.revised, polled.troubles, state.reason, wait)

    def _pages_of(self, source: Source) -> Pages:
        return self._public_pages if source.public_only else self._pages

    async def _read(
        self, source: Source, state: FeedState, answer: Fetched, waiting: Sequence[Task]
    ) -> tuple[FeedState, Polled]:
        """What came of a body: the feed's state after it, and the round."""
        body = hashlib.sha256(answer.body).hexdigest()
        answered = after_answer(state, answer, self._clock())
        if body == state.body and state.verdict is None:
            polled = await self._backlog.work(source, waiting)
            return answered, polled
        try:
            is_page, feed = await self._feed(state, answer)
        except Unreadable as error:
            return after_failure(state, str(error)), await self._backlog.work(source, waiting)
        held, polled = await self._take(source, state, feed, waiting)
        if polled.stored or not state.started:
            answered = after_news(answered, self._clock())
        return replace(
            answered,
            started=True,
            body=body,
            is_page=is_page,
            title=feed.title,
            asks=feed.hints.asks,
            # The response's word goes before the document's (WebSub, section 4).
            hub=answer.links.get("hub") or feed.hints.hub,
            self_url=answer.links.get("self") or feed.hints.self_url,
            warning=" ".join(feed.skipped)[:500] or None,
            held=held,
            verdict=None,
        ), polled

    async def _feed(self, state: FeedState, answer: Fetched) -> tuple[bool, Feed]:
        """Whether it is a front page, and what it shows. A feed in whose place there is a page
        once is none: only what was one from the start, or never was anything, is read so."""
        try:
            return False, await self._reader.feed(answer.body, answer.url, answer.content_type)
        except Unreadable:
            if (state.started and not state.is_page) or not PAGE.match(answer.body[:512]):
                raise
        return True, await self._reader.front(answer.body, answer.url)

    async def _take(
        self, source: Source, state: FeedState, feed: Feed, waiting: Sequence[Task]
    ) -> tuple[str | None, Polled]:
        """Store what is new in the feed; or hold it, and say why."""
        entries = oldest_first(feed.entries)
        before = await self._shown(source)
        shown = shown_now(source.url, entries, before)
        unknown = await self._unknown(shown, before)
        in_hand = {task.shown.key for task in waiting}
        seen = {key for key, mark in unknown.items() if mark is not None}
        planned = [
            one
            for one in plan(shown, before, seen)
            if one.shown.key not in in_hand and unknown.get(one.shown.key) != one.shown.mark
        ]
        known = state.started and state.verdict is None and bool(before)
        unseen = unknown.keys() - seen
        sudden = _is_sudden(state, len(entries), self._clock())
        if known and sudden and is_flood(planned, len(entries), unseen):
            reason = (
                f"All {len(entries)} entries look new at once, so none was stored; "
                f"`pullquote feeds release {source.url}` takes them, discard skips them."
            )
            return reason, await self._backlog.work(source, waiting, (reason, *feed.skipped))
        by_key = {one.key: entry for one, entry in zip(shown, entries, strict=True)}
        tasks = await self._tasks(planned, by_key, state)
        polled = await self._backlog.work(source, [*waiting, *tasks], feed.skipped)
        if (newest := shown[-MOST_SHOWN:]) != before:
            await self._documents.put("shown", source.url, [one.encode() for one in newest])
        return None, polled

    async def _shown(self, source: Source) -> list[Shown]:
        return [Shown.decode(one) for one in await self._readable("shown", source.url) or []]

    async def _unknown(
        self, shown: Iterable[Shown], before: Iterable[Shown]
    ) -> dict[str, str | None]:
        """The mark under which each entry was seen that was not shown last; None: never."""
        keys = {one.key for one in shown} - {one.key for one in before}
        return {
            key: (document or {}).get("mark")
            for key in keys
            for document in [await self._readable("seen", key)]
        }

    async def _tasks(
        self, planned: Iterable[Planned], entries: Mapping[str, FeedEntry], state: FeedState
    ) -> list[Task]:
        """What is to be read now, of these entries by key; the rest is recorded as seen."""
        arrival = Arrival.NEW if state.started else Arrival.BACKFILL
        tasks: list[Task] = []
        past: list[Task] = []
        for one in planned:
            seen = await self._readable("seen", one.was or one.shown.key)
            task = Task(
                one.shown,
                entries[one.shown.key],
                arrival,
                article=(seen or {}).get("article"),
                shares=one.shares,
            )
            if await self._readable("pending", one.shown.key):
                continue  # it waits for its next try
            passed_over = seen is not None and one.was is not None and not task.article
            (past if passed_over or state.verdict == Verdict.DISCARD else tasks).append(task)
        if not state.started:
            past, tasks = tasks[:-FIRST_ENTRIES], tasks[-FIRST_ENTRIES:]
        if past:
            await self._documents.put_many(
                "seen", {t.shown.key: {"mark": t.shown.mark, "article": t.article} for t in past}
            )
        return tasks

    async def _readable(self, kind: str, key: str) -> Any | None:
        """What is damaged counts as not there: at worst a page is read once more, and filing
        knows the articles it has."""
        try:
            return await self._documents.get(kind, key)
        except Damaged:
            return None


def _admitted(filed: Filed) -> Filed:
    """What somebody asked for by hand; BadInput says why it is not stored."""
    article = filed.record.article
    if filed.outcome is Outcome.REMOVED:
        raise BadInput(
            article.url,
            say(
                "That article was removed at its outlet's or a person's request;"
                " `pullquote remove --undo {id}` lets it in again.",
                id=article.id,
            ),
        )
    if filed.outcome is Outcome.CUT:
        raise BadInput(
            article.url,
            say(
                "That article was here and was cut by its age, or for the record's size"
                " ([retention] in the configuration); it is not stored again."
            ),
        )
    return filed


def _is_sudden(state: FeedState, entries: int, now: datetime) -> bool:
    """Whether the feed cannot simply have gone on while nobody looked."""
    if state.succeeded_at is None:
        return True
    missed = (now - state.succeeded_at).total_seconds()
    return missed < DAY and (state.rhythm is None or missed < entries * state.rhythm / 2)
