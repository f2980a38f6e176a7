"""Ingest: what a feed shows becomes records; so does one article added by hand.

A round over a feed records intent before it acts and success after: an entry counts as
seen only once its article is stored, and one whose page could not be had waits in
``pending`` and is tried again, whether or not the feed still shows it. Documents used:
``feed`` (see ``feedstate``) and ``shown`` (what it showed last), by the feed's address;
``seen`` and ``pending``, by entry key.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.desk.entries import Pending, due, next_attempt, oldest_first, slip_of
from bot.desk.feedstate import (
    FeedState,
    Verdict,
    after_answer,
    after_failure,
    after_news,
    failed_to_fetch,
    scheduled,
)
from bot.desk.feedstates import FeedStates
from bot.desk.filing import Filed, Filing, Outcome, Slip
from bot.desk.pages import Pages, our_fault
from bot.desk.plan import MOST_SHOWN, Planned, Shown, is_flood, plan, shown_now, shown_of
from bot.desk.reader import InThread, Reader
from bot.desk.schedule import DAY
from bot.errors import BadInput, Damaged, StoreError, Unreadable
from bot.feeds import Feed, FeedEntry
from bot.feeds.parse import PAGE
from bot.pages import Page
from bot.ports import Clock, Documents, Fetched, Fetcher, FetchFailed, NotModified
from bot.records import Arrival, Source
from bot.sentences import say

FIRST_ENTRIES = 50
"""How many of a new feed's entries are stored as articles; the rest count as seen."""

_AT_ONCE = 4  # pages of one feed fetched side by side


@dataclass(frozen=True, slots=True)
class Polled:
    """One round over a feed; ``reason`` says why it failed, ``troubles`` what was skipped.

    ``next_in`` is seconds until the next one, None for a feed that is gone for good.
    """

    source: Source
    stored: int = 0
    revised: int = 0
    troubles: tuple[str, ...] = ()
    reason: str | None = None
    next_in: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An entry to be read, with how it arrived and how often it was tried before.

    ``article`` is the id of the article that it is known to be; ``shares`` says that its
    address is another entry's, too.
    """

    shown: Shown
    entry: FeedEntry
    arrival: Arrival
    attempts: int = 0
    article: str | None = None
    shares: bool = False


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
        pending = await self._pending(source) if state.waiting else []
        waiting = [_task_of(one, source) for one in pending if due(one, self._clock())]
        polled = Polled(source)
        match answer:
            case FetchFailed():
                state = failed_to_fetch(state, answer)
                polled = await self._work(source, waiting)
            case NotModified():
                state = after_answer(state, answer, self._clock())
                polled = await self._work(source, waiting)
            case Fetched():
                state, polled = await self._read(source, state, answer, waiting)
        more = bool(polled.troubles) or len(pending) > len(waiting)
        pushed, now = self._pushed(source.url), self._clock()
        state = scheduled(state, source, now, self._jitter(), waiting=more, pushed=pushed)
        await self._states.put(source.url, state)
        wait = None if state.next_at is None else (state.next_at - now).total_seconds()
        return Polled(source, polled.stored, polled.revised, polled.troubles, state.reason, wait)

    async def _read(
        self, source: Source, state: FeedState, answer: Fetched, waiting: Sequence[Task]
    ) -> tuple[FeedState, Polled]:
        """What came of a body: the feed's state after it, and the round."""
        body = hashlib.sha256(answer.body).hexdigest()
        answered = after_answer(state, answer, self._clock())
        if body == state.body and state.verdict is None:
            polled = await self._work(source, waiting)
            return answered, polled
        try:
            is_page, feed = await self._feed(state, answer)
        except Unreadable as error:
            return after_failure(state, str(error)), await self._work(source, waiting)
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
            return reason, await self._work(source, waiting, (reason, *feed.skipped))
        by_key = {one.key: entry for one, entry in zip(shown, entries, strict=True)}
        tasks = await self._tasks(planned, by_key, state)
        polled = await self._work(source, [*waiting, *tasks], feed.skipped)
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

    async def _pending(self, source: Source) -> list[Pending]:
        stored = map(Pending.decode, (await self._documents.all("pending")).values())
        return [pending for pending in stored if pending.feed == source.url]

    async def _work(
        self, source: Source, tasks: Sequence[Task], troubles: Iterable[str] = ()
    ) -> Polled:
        """Read and store these entries in order; each failure is kept with its reason."""
        if not tasks:
            return Polled(source, troubles=tuple(troubles))
        counts = dict.fromkeys(Outcome, 0)
        notes = list(troubles)
        read = self._public_pages if source.public_only else self._pages
        of = source.url if source.public_only else None
        for start in range(0, len(tasks), _AT_ONCE):
            batch = tasks[start : start + _AT_ONCE]
            pages = await asyncio.gather(
                *(read.of_entry(task.entry, shares=task.shares, of=of) for task in batch)
            )
            for task, page in zip(batch, pages, strict=True):
                slip = slip_of(task.entry, source, task.arrival, task.article, shares=task.shares)
                filed = await self._filed(page, slip)
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
            return our_fault(slip.url)

    async def _seen(self, task: Task, article: str | None, reason: str | None = None) -> None:
        document = {"mark": task.shown.mark, "article": article, "reason": reason}
        await self._documents.put("seen", task.shown.key, document)
        await self._documents.delete("pending", task.shown.key)

    async def _failed(self, source: Source, task: Task, reason: str) -> None:
        at = next_attempt(task.attempts, self._clock())
        if at is None:  # given up, on record
            await self._seen(task, None, reason)
            return
        await self._expect(source)
        pending = Pending(
            task.shown.key,
            source.url,
            task.entry,
            task.arrival,
            task.attempts + 1,
            at,
            reason,
            task.article,
            task.shares,
        )
        await self._documents.put("pending", task.shown.key, pending.encode())

    async def _expect(self, source: Source) -> None:
        """Have on record that something of this feed waits, before it does: after a crash
        between the two it would otherwise wait for ever."""
        state = await self._states.get(source.url)
        if not state.waiting:
            await self._states.put(source.url, replace(state, waiting=True))


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


def _task_of(pending: Pending, source: Source) -> Task:
    return Task(
        shown_of(source.url, pending.entry),
        pending.entry,
        pending.arrival,
        pending.attempts,
        pending.article,
        pending.shares,
    )


def _is_sudden(state: FeedState, entries: int, now: datetime) -> bool:
    """Whether the feed cannot simply have gone on while nobody looked."""
    if state.succeeded_at is None:
        return True
    missed = (now - state.succeeded_at).total_seconds()
    return missed < DAY and (state.rhythm is None or missed < entries * state.rhythm / 2)
