"""The real services over a real store, with articles put into the log by hand."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.desk.answers import Answers
from bot.desk.delivery import Delivery
from bot.desk.desk import Desk
from bot.desk.feedstates import FeedStates
from bot.desk.filing import Filing
from bot.desk.follow import catch_up
from bot.desk.identities import Identities
from bot.desk.ingest import Ingest
from bot.desk.latest import Latest
from bot.desk.pulse import Pulse
from bot.desk.said import Sayings
from bot.desk.status import Overview
from bot.desk.stories import Stories
from bot.desk.subscriptions import Subscriptions
from bot.desk.timeline import Timelines
from bot.desk.topics import Topics
from bot.ports import Fetched, FetchFailed, NotModified
from bot.records import Arrival, Article, Quoted, Record, Source, Topic
from bot.store.store import Store, open_store

TOPICS = (Topic("Harbour", ("harbour", "ferry")), Topic("Schools", ("school",)))


class NoWeb:
    """A fetcher for services that are not to fetch anything here."""

    async def fetch(
        self, url: str, validators: object = None
    ) -> Fetched | NotModified | FetchFailed:
        raise AssertionError(f"nothing is fetched here, but {url} was asked for")


@dataclass(frozen=True)
class Newsroom:
    """The services, and a way to bring in articles with just the statements given."""

    desk: Desk
    delivery: Delivery
    store: Store
    stories: Stories

    async def add(
        self, article: Article, *quoted: Quoted, arrival: Arrival = Arrival.NEW
    ) -> Article:
        statements = tuple(one.statement for one in quoted)
        await self.store.log.append(Record(article, statements, "test", arrival))
        await catch_up(self.store.log, self.store.index)
        return article


@contextlib.asynccontextmanager
async def open_newsroom(folder: Path) -> AsyncIterator[Newsroom]:
    async with open_store(folder) as store:
        log, documents = store.log, store.documents
        topics = Topics(TOPICS, documents)
        answers = Answers(log, store.index, topics)
        subscriptions = Subscriptions(log, documents, topics, now)
        ingest = Ingest(Filing(log, documents, now), documents, NoWeb(), now)
        identities = Identities(store.index, documents)
        pulse = Pulse(now)
        stories = Stories(log, documents)
        delivery = Delivery(log, documents, subscriptions, topics, stories, now, pulse=pulse)
        overview = Overview(
            log,
            store.index,
            documents,
            subscriptions,
            FeedStates(documents),
            no_feeds,
            now,
            store.room,
            pulse,
        )
        desk = Desk(
            answers,
            Latest(log, store.index, topics, stories),
            Timelines(log, store.index, topics),
            Sayings(log, store.index),
            subscriptions,
            topics,
            ingest,
            identities,
            documents,
            overview,
            pulse,
        )
        yield Newsroom(desk, delivery, store, stories)


async def no_feeds() -> list[Source]:
    return []


def now() -> datetime:
    return datetime.now(UTC)
