"""Announcement channels: what is posted there is published to the channels that follow them.

Discord allows ten publications an hour in a channel, far fewer than posts. So what has to
wait is on record as a document of kind ``unpublished``, and posting goes on meanwhile.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.ports import Busy, Clock, Courier, Documents

log = logging.getLogger(__name__)

UNPUBLISHED = "unpublished"
"""The kind of the documents about posts that wait for publication, keyed as posts are."""


class Publishing:
    """Publishes at once where it can, and goes on with the rest when ``go_on`` is called."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._waiting: dict[str, tuple[int, int]] | None = None  # channel and message, by key
        self._next: dict[int, datetime] = {}  # when a channel may be tried again

    async def posted(self, key: str, channel_id: int, message_id: int, courier: Courier) -> None:
        """A new message; to be called before it is on record as posted, so that a crash
        between the two repeats this as well. Raises StoreError."""
        outcome = await courier.publish(channel_id, message_id)
        if isinstance(outcome, Busy):
            waiting = await self._load()
            await self._documents.put(UNPUBLISHED, key, [channel_id, message_id])
            waiting[key] = (channel_id, message_id)
            self._wait(channel_id, outcome)

    async def go_on(self, courier: Courier) -> int:
        """Publish what may be by now, in order; how many were. Raises StoreError."""
        published = 0
        for key, (channel_id, message_id) in list((await self._load()).items()):
            now = self._clock()
            if self._next.get(channel_id, now) > now:
                continue
            outcome = await courier.publish(channel_id, message_id)
            if isinstance(outcome, Busy):
                self._wait(channel_id, outcome)
                continue
            # Refused, or no announcement channel any more: it stands there all the same.
            await self._documents.delete(UNPUBLISHED, key)
            del (await self._load())[key]
            published += 1
        return published

    def _wait(self, channel_id: int, busy: Busy) -> None:
        log.info("channel %d is published later: %s", channel_id, busy.reason)
        self._next[channel_id] = self._clock() + timedelta(seconds=busy.retry_after)

    async def _load(self) -> dict[str, tuple[int, int]]:
        if self._waiting is None:
            stored = await self._documents.all(UNPUBLISHED)
            # Message ids grow with time.
            in_order = sorted(stored.items(), key=lambda item: item[1][1])
            self._waiting = {key: (channel, message) for key, (channel, message) in in_order}
        return self._waiting
