"""The feeds' states: in memory while the bot runs, stored many at a time.

With thousands of feeds a transaction for each look would cost more than the look. Looks that
end together share one; and most looks change nothing but when they were: these times wait in
memory and are stored together (``store_times``). A crash loses some of them, and the feeds
concerned are looked at a little early.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from bot.desk.gathering.feedstate import FeedState
from bot.errors import Damaged
from bot.ports import Documents

log = logging.getLogger(__name__)

STORE_TIMES = 30.0
"""Seconds between two calls of ``store_times`` in a running bot."""

_lasting = attrgetter(
    *(name for name in FeedState.__slots__ if name not in ("checked_at", "succeeded_at", "next_at"))
)
_TIMES = ("times", "all")


class FeedStates:
    """Documents of kind ``feed``, by the feed's configured address, and one of ``times``."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._known: dict[str, FeedState] = {}
        self._unstored: dict[str, FeedState] = {}
        self._times: dict[str, list[str | None]] | None = None
        self._looked_at: set[str] = set()  # since the times were stored
        self._turn = asyncio.Lock()

    async def all(self) -> dict[str, FeedState]:
        """Every state there is, read at once; raises StoreError."""
        times = await self._stored_times()
        for url, document in (await self._documents.all("feed")).items():
            if url not in self._known:
                self._known[url] = _with_times(document, times.get(url))
        return dict(self._known)

    async def get(self, url: str) -> FeedState:
        """The state of a feed, a new one where it was never looked at."""
        state = self._known.get(url)
        if state is None:
            times = await self._stored_times()
            state = _with_times(await self._stored(url), times.get(url))
            self._known[url] = state
        return state

    async def _stored(self, url: str) -> dict[str, Any] | None:
        try:
            return await self._documents.get("feed", url)
        except Damaged as error:
            # It has been looked at, so what is new to us is news and no backfill; what was
            # seen is known apart from this.
            log.error("feed %s: what was remembered of it is lost: %s", url, error)
            return {"started": True}

    async def put(self, url: str, state: FeedState) -> None:
        """Durable when it returns, but for the times where nothing else is new.

        Raises StoreError, and knows nothing of the new state then.
        """
        before = self._known.get(url)
        if before is not None and before.checked_at and _lasting(before) == _lasting(state):
            self._known[url] = state
            self._looked_at.add(url)
            return
        self._unstored[url] = state
        async with self._turn:
            if self._unstored.get(url) is not state:
                return  # it went with another's
            taken, self._unstored = self._unstored, {}
            try:
                documents = {each: one.encode() for each, one in taken.items()}
                await self._documents.put_many("feed", documents)
            except BaseException:
                self._unstored = taken | self._unstored
                self._unstored.pop(url, None)
                raise
            self._known |= taken

    async def store_times(self) -> None:
        """Store the times that wait, in one document. Raises StoreError."""
        times = await self._stored_times()
        looked_at, self._looked_at = self._looked_at, set()
        for url in looked_at:
            if state := self._known.get(url):
                times[url] = _times_of(state)
        try:
            if looked_at:
                await self._documents.put(*_TIMES, dict(times))
        except BaseException:
            self._looked_at |= looked_at
            raise

    async def forget(self, url: str) -> None:
        """As if it had never been looked at."""
        await self._documents.delete("feed", url)
        self._known.pop(url, None)

    async def _stored_times(self) -> dict[str, list[str | None]]:
        if self._times is None:
            try:
                self._times = dict(await self._documents.get(*_TIMES) or {})
            except Damaged as error:  # every feed is looked at early, once
                log.error("when feeds were looked at is lost: %s", error)
                self._times = {}
        return self._times


def _times_of(state: FeedState) -> list[str | None]:
    times = (state.checked_at, state.succeeded_at, state.next_at)
    return [time.isoformat() if time else None for time in times]


def _with_times(document: Mapping[str, Any] | None, times: list[str | None] | None) -> FeedState:
    """A stored state, with the times of later looks where there were any."""
    state = FeedState.decode(document)
    if times is None or state.checked_at is None:
        return state
    checked_at, succeeded_at, next_at = (
        datetime.fromisoformat(time) if time else None for time in times
    )
    if checked_at is None or checked_at <= state.checked_at:
        return state
    return replace(state, checked_at=checked_at, succeeded_at=succeeded_at, next_at=next_at)
