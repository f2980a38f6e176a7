"""The real services over a real store, with articles put into the log by hand."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.desk.answering.answers import Answers
from bot.desk.answering.export import Export
from bot.desk.answering.exportfile import ExportFiles
from bot.desk.answering.latest import Latest
from bot.desk.answering.onthespot import OnTheSpot
from bot.desk.answering.persons import Persons
from bot.desk.answering.relations import Relations
from bot.desk.answering.said import Sayings
from bot.desk.answering.storypages import StoryPages
from bot.desk.answering.timeline import Timelines
from bot.desk.correcting.identities import Identities
from bot.desk.delivery import Delivery
from bot.desk.delivery.why import Why
from bot.desk.desk import Desk
from bot.desk.following.audit import Audit
from bot.desk.following.changing import Changing
from bot.desk.following.preview import Preview
from bot.desk.following.reports import Reports
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.gathering.feeds import Feeds
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.gathering.filing import Filing
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.reader import InThread
from bot.desk.gathering.serverfeeds import ServerFeeds
from bot.desk.keeping.follow import catch_up
from bot.desk.keeping.forget import ServerData
from bot.desk.pulse import Pulse
from bot.desk.sorting.outlets import Outlets
from bot.desk.sorting.running import Running
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.desk.watching.status import Overview
from bot.ports import Fetched, Fetcher, FetchFailed, NotModified
from bot.records import Arrival, Article, Quoted, Record, Source, Topic
from bot.store.store import Store, open_store
from bot.topics.running import configured

TOPICS = (Topic("Harbour", ("harbour", "ferry")), Topic("Schools", ("school",)))


STORIES = (configured("the dockers' strike", date(2026, 1, 28), ("dockers' strike",)),)


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
    running: Running

    async def add(
        self, article: Article, *quoted: Quoted, arrival: Arrival = Arrival.NEW
    ) -> Article:
        statements = tuple(one.statement for one in quoted)
        await self.store.log.append(Record(article, statements, "test", arrival))
        await catch_up(self.store.log, self.store.index)
        return article

    async def follow(self) -> None:
        """What the delivery's work does beside posting."""
        await self.stories.follow()
        await self.running.follow()


@contextlib.asynccontextmanager
async def open_newsroom(folder: Path, web: Fetcher | None = None) -> AsyncIterator[Newsroom]:
    web = web or NoWeb()
    async with open_store(folder) as store:
        log, documents = store.log, store.documents
        running = Running(log, documents, STORIES)
        topics = Topics(TOPICS, documents, store.index, Outlets(log), running)
        servers = Servers(documents)
        answers = Answers(log, store.index, topics)
        subscriptions = Subscriptions(log, documents, topics, now)
        ingest = Ingest(Filing(log, documents, now), documents, web, now)
        identities = Identities(store.index, documents)
        pulse = Pulse(now)
        stories = Stories(log, documents)
        delivery = Delivery(
            log,
            documents,
            subscriptions,
            topics,
            stories,
            now,
            pulse=pulse,
            running=running,
            servers=servers,
        )
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
            servers=servers,
        )
        feeds = ServerFeeds(Feeds([], documents, web, InThread(), now), now)
        audit = Audit(documents, now)
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
            feeds,
            audit,
            Changing(subscriptions, topics, feeds, servers, audit),
            ExportFiles(Export(log, store.index), identities, topics, now),
            Reports(log, documents, now, None),
            OnTheSpot(answers, ingest, now),
            ServerData(subscriptions, topics, feeds, documents, pulse, servers),
            Persons(store.index, answers, topics, running),
            StoryPages(running, store.index, answers, now),
            Relations(store.index, answers, topics, stories, running),
            servers,
            Preview(log, store.index, topics, stories, now),
            Why(log, documents, answers, topics, subscriptions, servers, now),
        )
        yield Newsroom(desk, delivery, store, stories, running)


async def no_feeds() -> list[Source]:
    return []


def now() -> datetime:
    return datetime.now(UTC)
