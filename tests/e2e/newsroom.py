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
from bot.desk.filing import Filing
from bot.desk.follow import catch_up
from bot.desk.identities import Identities
from bot.desk.ingest import Ingest
from bot.desk.subscriptions import Subscriptions
from bot.ports import Fetched, FetchFailed, NotModified
from bot.records import Arrival, Article, Quoted, Record, Topic
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
        answers = Answers(log, store.index, TOPICS)
        subscriptions = Subscriptions(log, documents, answers, now)
        ingest = Ingest(Filing(log, documents, now), documents, NoWeb(), now)
        delivery = Delivery(log, documents, subscriptions, answers, now)
        identities = Identities(store.index, documents)
        desk = Desk(answers, subscriptions, ingest, identities, documents)
        yield Newsroom(desk, delivery, store)


def now() -> datetime:
    return datetime.now(UTC)
