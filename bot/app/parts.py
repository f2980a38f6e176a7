"""What an installation is made of: every service once, over the ports it needs."""

from __future__ import annotations

from functools import cached_property

from bot.config import Settings
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
from bot.desk.delivery import Cap, Delivery
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
from bot.desk.gathering.hubs import Hubs
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.serverfeeds import ServerFeeds
from bot.desk.keeping.forget import ServerData
from bot.desk.keeping.retention import UNLIMITED, Limits, Retention
from bot.desk.pulse import Pulse
from bot.desk.sorting.outlets import Outlets
from bot.desk.sorting.running import Running
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.desk.watching.status import Overview
from bot.desk.watching.watch import Watch
from bot.net.fetch import WebFetcher
from bot.ports import Clock, Documents
from bot.store import Store
from bot.workers.pool import Workers


class Parts:
    """Each part is made when it is first asked for, and is the same one from then on."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        fetcher: WebFetcher,
        workers: Workers,
        clock: Clock,
        *,
        write: bool,
    ) -> None:
        """With ``write=False`` they only read, beside another process that is at work."""
        self.settings = settings
        self.store = store
        self.clock = clock
        self.write = write
        self.data: Documents = store.documents
        self._fetcher = fetcher
        self._workers = workers

    # Gathering

    @cached_property
    def states(self) -> FeedStates:
        return FeedStates(self.data)

    @cached_property
    def hubs(self) -> Hubs:
        callback = self.settings.websub.callback
        return Hubs(self.data, self.states, self._fetcher, self.clock, callback)

    @cached_property
    def feeds(self) -> Feeds:
        return Feeds(
            self.settings.sources(),
            self.data,
            self._fetcher,
            self._workers,
            self.clock,
            self.states,
            callback=self.settings.websub.callback,
            public=self._fetcher.public,
        )

    @cached_property
    def ingest(self) -> Ingest:
        return Ingest(
            Filing(self.store.log, self.data, self.clock),
            self.data,
            self._fetcher,
            self.clock,
            reader=self._workers,
            states=self.states,
            pushed=self.hubs.pushed,
            public=self._fetcher.public,
        )

    # Sorting: what belongs to which topic and story

    @cached_property
    def stories(self) -> Stories:
        return Stories(self.store.log, self.data)

    @cached_property
    def running(self) -> Running:
        own = self.settings.story_list()
        return Running(self.store.log, self.data, own, keep=self.write)

    @cached_property
    def topics(self) -> Topics:
        outlets = Outlets(self.store.log)
        own = self.settings.topic_list()
        return Topics(own, self.data, self.store.index, outlets, self.running)

    # Delivering

    @cached_property
    def servers(self) -> Servers:
        return Servers(self.data)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self.store.log, self.data, self.topics, self.clock)

    @cached_property
    def delivery(self) -> Delivery:
        posting = self.settings.posting
        return Delivery(
            self.store.log,
            self.data,
            self.subscriptions,
            self.topics,
            self.stories,
            self.clock,
            Cap(posting.most, posting.within, posting.late),
            self.pulse,
            self.running,
            self.servers,
        )

    # Keeping and watching

    @cached_property
    def retention(self) -> Retention | None:
        """None where the record has no limits."""
        limits = Limits(self.settings.retention.days, self.settings.retention.megabytes)
        if limits == UNLIMITED:
            return None
        log, index = self.store.log, self.store.index
        return Retention(log, index, self.data, self.subscriptions, self.clock, limits)

    @cached_property
    def pulse(self) -> Pulse:
        return Pulse(self.clock)

    @cached_property
    def overview(self) -> Overview:
        return Overview(
            self.store.log,
            self.store.index,
            self.data,
            self.subscriptions,
            self.states,
            self.feeds.sources,
            self.clock,
            self.store.room,
            self.pulse if self.write else None,
            self.retention,
            self.servers,
        )

    @cached_property
    def watch(self) -> Watch:
        return Watch(self.overview, self.data, self.clock, self.settings.alerts.channel)

    # Answering

    @cached_property
    def answers(self) -> Answers:
        return Answers(self.store.log, self.store.index, self.topics)

    @cached_property
    def desk(self) -> Desk:
        """What commands call."""
        log, index, data, clock = self.store.log, self.store.index, self.data, self.clock
        answers, topics, running = self.answers, self.topics, self.running
        subscriptions, servers = self.subscriptions, self.servers
        identities = Identities(index, data)
        feeds, audit = ServerFeeds(self.feeds, clock), Audit(data, clock)
        return Desk(
            answers=answers,
            latest=Latest(log, index, topics, self.stories),
            timelines=Timelines(log, index, topics),
            sayings=Sayings(log, index),
            subscriptions=subscriptions,
            topics=topics,
            ingest=self.ingest,
            identities=identities,
            data=data,
            overview=self.overview,
            pulse=self.pulse,
            feeds=feeds,
            audit=audit,
            changing=Changing(subscriptions, topics, feeds, servers, audit),
            exports=ExportFiles(Export(log, index), identities, topics, clock),
            reports=Reports(log, data, clock, self.settings.alerts.channel),
            on_the_spot=OnTheSpot(answers, self.ingest, clock),
            server_data=ServerData(subscriptions, topics, feeds, data, self.pulse, servers),
            persons=Persons(index, answers, topics, running),
            storypages=StoryPages(running, index, answers, clock),
            relations=Relations(index, answers, topics, self.stories, running),
            servers=servers,
            preview=Preview(log, index, topics, self.stories, clock),
            why=Why(log, data, answers, topics, subscriptions, servers, clock),
            operators=frozenset(self.settings.operators),
        )
