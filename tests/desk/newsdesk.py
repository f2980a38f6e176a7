"""The services of delivery over one store, and a way to start them afresh as after a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.desk.delivery import Cap, Delivery
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.keeping.follow import catch_up
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.ports import Digest, Post, PostOutcome
from bot.records import Record, Topic
from bot.store import Store
from tests.desk.world import FakeChannels, HandClock, Killed

GUILD, NEWS, SPORT = 1, 10, 11
TOPICS = [Topic("Harbour", ("harbour", "dock workers")), Topic("Rain", ("rain",))]


Answer = Callable[[int, Post | Digest], PostOutcome | None]
"""Of a channel, by what it is to show; None: as it always does."""


def once(outcome: PostOutcome) -> Answer:
    """This answer, and then no trouble any more."""
    left = [outcome]
    return lambda channel, what: left.pop() if left else None


@dataclass
class Newsdesk:
    """The services over one store, and a way to start them afresh as after a crash."""

    store: Store
    clock: HandClock
    channels: FakeChannels

    def __post_init__(self) -> None:
        self.start()

    def start(self, topics: list[Topic] = TOPICS, cap: Cap | None = None) -> None:
        log, documents = self.store.log, self.store.documents
        self.topics = Topics(topics, documents)
        self.subscriptions = Subscriptions(log, documents, self.topics, self.clock)
        stories = Stories(log, documents)
        self.delivery = Delivery(
            log, documents, self.subscriptions, self.topics, stories, self.clock, cap
        )

    async def append(self, *records: Record) -> None:
        for one in records:
            await self.store.log.append(one)
        await catch_up(self.store.log, self.store.index)

    async def deliver(self) -> int:
        return await self.delivery.deliver(self.channels)

    async def kill(self) -> None:
        """Die at the next message that is sent, after it was taken; then start afresh."""

        def die(channel: int, what: Post | Digest) -> PostOutcome | None:
            raise Killed

        self.channels.after = die
        with pytest.raises(Killed):
            await self.deliver()
        self.channels.after = lambda channel, what: None
        self.start()

    async def paused(self) -> str | None:
        return (await self.subscriptions.of_guild(GUILD))[0].paused
