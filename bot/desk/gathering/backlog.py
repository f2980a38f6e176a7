"""A feed's entries that are to be read: new ones, and those that wait for another try.

An entry counts as seen only once its article is stored. One whose page could not be had waits
in ``pending`` and is tried again, whether or not the feed still shows it. Documents used:
``seen`` and ``pending``, by entry key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.desk.gathering.entries import Pending, due, next_attempt, slip_of
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.gathering.filing import Filed, Filing, Outcome, Slip
from bot.desk.gathering.pages import Pages, our_fault
from bot.desk.gathering.plan import Shown, shown_of
from bot.errors import StoreError
from bot.feeds import FeedEntry
from bot.pages import Page
from bot.ports import Clock, Documents
from bot.records import Arrival, Source

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


class Backlog:
    """Reads entries and stores them, through the one Filing that may write articles."""

    def __init__(
        self,
        filing: Filing,
        documents: Documents,
        states: FeedStates,
        pages: Callable[[Source], Pages],
        clock: Clock,
    ) -> None:
        """``pages`` gives what may fetch the articles of a feed."""
        self._filing = filing
        self._documents = documents
        self._states = states
        self._pages = pages
        self._clock = clock

    async def waiting(self, source: Source) -> tuple[list[Task], bool]:
        """What of this feed is due for another try, and whether more of it waits."""
        stored = map(Pending.decode, (await self._documents.all("pending")).values())
        pending = [one for one in stored if one.feed == source.url]
        tasks = [_task_of(one, source) for one in pending if due(one, self._clock())]
        return tasks, len(pending) > len(tasks)

    async def work(
        self, source: Source, tasks: Sequence[Task], troubles: Iterable[str] = ()
    ) -> Polled:
        """Read and store these entries in order; each failure is kept with its reason."""
        if not tasks:
            return Polled(source, troubles=tuple(troubles))
        counts = dict.fromkeys(Outcome, 0)
        notes = list(troubles)
        read = self._pages(source)
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


def _task_of(pending: Pending, source: Source) -> Task:
    return Task(
        shown_of(source.url, pending.entry),
        pending.entry,
        pending.arrival,
        pending.attempts,
        pending.article,
        pending.shares,
    )
