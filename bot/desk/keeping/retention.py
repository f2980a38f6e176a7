"""Retention: the oldest articles make room, by age or by the size of the record.

An article goes with all its entries when its newest one is old enough, and never while the
index or any subscription, paused ones too, has it still to read. (Stories that were not grouped
yet lose nothing: they are told within a day or two.) That it was here stays known, so that a
feed which still shows it brings nothing back; its posts stay where they are. What is cut is no
takedown: nobody asked for it, so nothing is appended to the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.desk.correcting.words import WORDS
from bot.desk.delivery import POSTS
from bot.desk.following.subscriptions import ENDED, Subscriptions
from bot.desk.following.subscriptions import KIND as ORDERS
from bot.desk.keeping import anchors
from bot.desk.sorting import running
from bot.desk.sorting.stories import forget
from bot.ports import Aged, Clock, Documents, Index, RecordLog

MEGABYTE = 1_000_000

_BATCH = 100  # articles a transaction
_ALL = 1 << 40
_YOUNG = timedelta(days=1)  # what is younger stays, whatever else fills the file
_SLACK = 0.05  # of what is in use may be free, for what comes next


@dataclass(frozen=True, slots=True)
class Limits:
    """Days since an article changed last, and megabytes of the record; None: no limit."""

    days: float | None = None
    megabytes: float | None = None


UNLIMITED = Limits()


@dataclass(frozen=True, slots=True)
class Cut:
    """What was cut, or would be: how many articles, the last of them, and about what room.

    ``held`` says who keeps more from being cut; None: nobody.
    """

    articles: int
    last: Aged | None
    size: int
    held: str | None


class Retention:
    """Keeps the record within its limits."""

    def __init__(
        self,
        log: RecordLog,
        index: Index,
        documents: Documents,
        subscriptions: Subscriptions,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self._log = log
        self._index = index
        self._documents = documents
        self._subscriptions = subscriptions
        self._clock = clock
        self._limits = limits

    async def due(self) -> Cut:
        """What ``prune`` would cut now. Raises StoreError."""
        upto, _ = await self._floor()
        chosen = await self._by_age(_ALL, upto)
        size = sum([await self._log.weigh(one.article) for one in chosen])
        excess = await self._excess() - size
        everybody = await self._may_go(_ALL, upto) if excess > 0 else []
        for one in everybody[len(chosen) :]:
            if excess <= 0:
                break
            weight = await self._log.weigh(one.article)
            chosen.append(one)
            size, excess = size + weight, excess - weight
        held = await self._held(excess)
        return Cut(len(chosen), chosen[-1] if chosen else None, size, held)

    async def prune(self) -> Cut:
        """Cut what the limits ask for; what that was. Raises StoreError."""
        before = (await self._log.room()).used
        upto, _ = await self._floor()
        cut: dict[str, Aged] = {}
        while batch := await self._by_age(_BATCH, upto) or await self._by_size(upto):
            gone = await self._erase(batch, upto)
            if not gone:  # all of them changed this very moment
                break
            cut |= gone
            await asyncio.sleep(0)
        await self._forget_posts(cut)
        last = max(cut.values(), key=lambda one: one.fetched_at, default=None)
        after = (await self._log.room()).used
        return Cut(len(cut), last, max(before - after, 0), await self.held())

    async def give_back(self) -> None:
        """Make the file smaller, bit by bit, where much of it is free. Raises StoreError."""
        room = await self._log.room()
        while room.free > _SLACK * room.used and await self._log.give_back():
            await asyncio.sleep(0)
            room = await self._log.room()

    async def held(self) -> str | None:
        """Who keeps articles that are due from being cut, in a sentence; None: nobody."""
        upto, _ = await self._floor()
        going = await self._may_go(1, upto)  # then the next round brings it within the limit
        return await self._held(0 if going else await self._excess())

    async def _held(self, excess: float) -> str | None:
        """Where this is still too much, or something too old."""
        upto, holder = await self._floor()
        due = await self._by_age(_ALL, await self._log.end() - 1)
        waiting = sum(one.position > upto for one in due)
        if waiting:
            number = f"{waiting} article{'s' * (waiting != 1)} past {self._limits.days:g} days"
        elif excess > 0:
            number = f"what is over {self._limits.megabytes:g} megabytes"
        else:
            return None
        return f"Retention keeps {number}: {holder}."

    async def _floor(self) -> tuple[int, str]:
        """The last position that everybody has dealt with, and who has not dealt with the next.

        The log's last entry stays in any case.
        """
        found = [
            (await self._log.end() - 1, "the articles of the last day stay in any case"),
            (await self._index.cursor(), "the search index has still to read them"),
        ]
        orders = await self._subscriptions.followed()
        if len(orders) < len(await self._documents.keys(ORDERS)):
            damaged = "a subscription cannot be read, nor what it has still to be sent"
            found.append((0, f"{damaged}; see `pullquote check`"))
        for one in orders:
            if one.ended:  # nothing new is sent there
                continue
            paused = " and is paused; `/unsubscribe` there lets them go" if one.paused else ""
            where = f"channel {one.channel_id} has still to read them{paused}"
            found.append((one.cursor, where))
        return min(found, key=lambda one: one[0])

    async def _by_age(self, limit: int, upto: int) -> list[Aged]:
        if self._limits.days is None:
            return []
        before = self._clock() - timedelta(days=self._limits.days)
        return await self._index.oldest(limit, before=before, upto=upto)

    async def _by_size(self, upto: int) -> list[Aged]:
        """The oldest, as many as are too much, and not more than a batch."""
        excess = await self._excess()
        batch: list[Aged] = []
        for one in await self._may_go(_BATCH, upto) if excess > 0 else ():
            if excess <= 0:
                break
            batch.append(one)
            excess -= await self._log.weigh(one.article)
        return batch

    async def _may_go(self, limit: int, upto: int) -> list[Aged]:
        """Those that may make room, however much that leaves: not the last day's."""
        return await self._index.oldest(limit, before=self._clock() - _YOUNG, upto=upto)

    async def _excess(self) -> float:
        """Bytes in use over the limit; negative within it."""
        if self._limits.megabytes is None:
            return -1
        return (await self._log.room()).used - self._limits.megabytes * MEGABYTE

    async def _erase(self, batch: Sequence[Aged], upto: int) -> dict[str, Aged]:
        """Those of a batch that were cut, by id. What a crash leaves of the log and the index
        is cut again; what it leaves beside them, or cannot be deleted, harms nobody."""
        ids = [one.article for one in batch]
        await anchors.keep(self._index, self._documents, ids)
        cut = await self._log.cut(ids, upto)
        await self._index.drop(cut, upto)
        await forget(self._documents, cut)
        await running.forget(self._documents, cut)
        await self._documents.delete_many(WORDS, cut)
        return {one.article: one for one in batch if one.article in set(cut)}

    async def _forget_posts(self, cut: dict[str, Aged]) -> None:
        """What is on record of their posts: no correction can come for them any more."""
        if not cut:
            return
        orders = [one.id for one in await self._subscriptions.followed()]
        for order in {*orders, *await self._documents.keys(ENDED)}:
            posted = await self._documents.keys(POSTS, order)
            gone = [f"{order}/{article}" for article in posted if article in cut]
            if gone:
                await self._documents.delete_many(POSTS, gone)
