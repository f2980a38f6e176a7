"""The composition root: builds the desk over real parts, and keeps its work going.

``App.opened(settings)`` serves one command; ``app.work(courier)`` is the bot's standing
work: every feed polled at its pace, the index following the log, posts delivered.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from bot import __version__
from bot.config import Settings
from bot.desk import anchors
from bot.desk.answers import Answers
from bot.desk.audit import Audit
from bot.desk.check import Check
from bot.desk.delivery import Cap, Delivery
from bot.desk.desk import Desk
from bot.desk.export import Export
from bot.desk.exportfile import ExportFiles
from bot.desk.feeds import Feeds
from bot.desk.feedstates import STORE_TIMES, FeedStates
from bot.desk.filing import Filing
from bot.desk.follow import ALONE, BESIDE_CHAT, begins_anew, catch_up
from bot.desk.forget import ServerData
from bot.desk.hubs import Hubs
from bot.desk.identities import Identities, apply
from bot.desk.ingest import Ingest, Polled
from bot.desk.latest import Latest
from bot.desk.onthespot import OnTheSpot
from bot.desk.outlets import Outlets
from bot.desk.persons import Persons
from bot.desk.preview import Preview
from bot.desk.pulse import Pulse
from bot.desk.relations import Relations
from bot.desk.reports import Reports
from bot.desk.reread import reread
from bot.desk.retention import UNLIMITED, Limits, Retention
from bot.desk.rounds import Rounds
from bot.desk.running import Running
from bot.desk.said import Sayings
from bot.desk.serverfeeds import ServerFeeds
from bot.desk.servers import Servers
from bot.desk.statements import OperatorsWords
from bot.desk.status import Overview
from bot.desk.stories import Stories
from bot.desk.storypages import StoryPages
from bot.desk.subscriptions import Subscriptions
from bot.desk.takedown import Takedowns
from bot.desk.timeline import Timelines
from bot.desk.topics import Topics
from bot.desk.vitals import BotVitals
from bot.desk.watch import Watch
from bot.desk.why import Why
from bot.errors import PullquoteError
from bot.net.callback import Callback
from bot.net.fetch import WebFetcher
from bot.net.health import HealthEndpoint
from bot.ports import Clock, Courier, Documents, Index, RecordLog, Teller
from bot.records import Source
from bot.store import open_store
from bot.workers.pool import Workers

log = logging.getLogger(__name__)

Unit = Callable[[], Awaitable[None]]
"""A part of the standing work; ends only by a crash."""

_IDLE = 1.0  # seconds between looks at the log
_RETAIN = 3600.0  # seconds between looks at what is too old or too much
_TIDY = 86_400.0  # seconds between looks at what was kept for its time
_RESTART = (1.0, 5.0, 30.0, 120.0)  # seconds before a crashed unit is started again


def utc_now() -> datetime:
    return datetime.now(UTC)


class App:
    """One installation at work; make it with ``App.opened``."""

    def __init__(
        self,
        desk: Desk,
        delivery: Delivery,
        record_log: RecordLog,
        index: Index,
        feeds: Feeds,
        states: FeedStates,
        stories: Stories,
        running: Running,
        clock: Clock,
        watch: Watch,
        hubs: Hubs | None = None,
        listen: str = "",
        health_listen: str = "",
        retention: Retention | None = None,
    ) -> None:
        """``hubs`` reach us at ``listen`` (``host:port``); None: nothing listens there. At
        ``health_listen`` machines are told how the bot is; "": nothing listens there.
        ``retention`` is None where the record has no limits."""
        self.desk = desk
        self.feeds = feeds
        self.stories = stories
        self.running = running
        self._states = states
        self._delivery = delivery
        self._log = record_log
        self._index = index
        self._clock = clock
        self._watch = watch
        self._hubs = hubs
        self._listen = listen
        self._health_listen = health_listen
        self.retention = retention
        self._rounds: Rounds | None = None

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: Settings, *, write: bool = True, clock: Clock = utc_now
    ) -> AsyncIterator[App]:
        """The services over the data folder; with ``write=False`` beside a running bot.

        Raises StoreError, for example when another process writes to the folder.
        """
        async with (
            open_store(settings.data_dir, write=write) as store,
            web_fetcher(settings) as fetcher,
            Workers() as workers,
        ):
            documents: Documents = store.documents
            running = Running(store.log, documents, settings.story_list(), keep=write)
            outlets = Outlets(store.log)
            topics = Topics(settings.topic_list(), documents, store.index, outlets, running)
            servers = Servers(documents)
            answers = Answers(store.log, store.index, topics)
            subscriptions = Subscriptions(store.log, documents, topics, clock)
            states = FeedStates(documents)
            websub = settings.websub
            hubs = Hubs(documents, states, fetcher, clock, websub.callback)
            ingest = Ingest(
                Filing(store.log, documents, clock),
                documents,
                fetcher,
                clock,
                reader=workers,
                states=states,
                pushed=hubs.pushed,
                public=fetcher.public,
            )
            stories = Stories(store.log, documents)
            pulse = Pulse(clock)
            posting = settings.posting
            delivery = Delivery(
                store.log,
                documents,
                subscriptions,
                topics,
                stories,
                clock,
                Cap(posting.most, posting.within, posting.late),
                pulse,
                running,
                servers,
            )
            identities = Identities(store.index, documents)
            feeds = Feeds(
                settings.sources(),
                documents,
                fetcher,
                workers,
                clock,
                states,
                callback=websub.callback,
                public=fetcher.public,
            )
            server_feeds = ServerFeeds(feeds, clock)
            limits = Limits(settings.retention.days, settings.retention.megabytes)
            retention = None
            if limits != UNLIMITED:
                retention = Retention(
                    store.log, store.index, documents, subscriptions, clock, limits
                )
            overview = Overview(
                store.log,
                store.index,
                documents,
                subscriptions,
                states,
                feeds.sources,
                clock,
                store.room,
                pulse if write else None,
                retention,
                servers,
            )
            desk = Desk(
                answers,
                Latest(store.log, store.index, topics, stories),
                Timelines(store.log, store.index, topics),
                Sayings(store.log, store.index),
                subscriptions,
                topics,
                ingest,
                identities,
                documents,
                overview,
                pulse,
                server_feeds,
                Audit(documents, clock),
                ExportFiles(Export(store.log, store.index), identities, topics, clock),
                Reports(store.log, documents, clock, settings.alerts.channel),
                OnTheSpot(answers, ingest, clock),
                ServerData(subscriptions, topics, server_feeds, documents, pulse, servers),
                Persons(store.index, answers, topics, running),
                StoryPages(running, store.index, answers, clock),
                Relations(store.index, answers, topics, stories, running),
                servers,
                Preview(store.log, store.index, topics, stories, clock),
                Why(store.log, documents, answers, topics, subscriptions, servers, clock),
                frozenset(settings.operators),
            )
            app = cls(
                desk,
                delivery,
                store.log,
                store.index,
                feeds,
                states,
                stories,
                running,
                clock,
                Watch(overview, documents, clock, settings.alerts.channel),
                hubs if websub.callback else None,
                websub.listen,
                settings.health.listen,
                retention,
            )
            if write:
                await app.catch_up(ALONE)
                if await app.takedowns().carry_out():
                    await app.catch_up(ALONE)
                    await app.compact()
            elif store.passing:
                await apply(store.index, documents)
            yield app

    async def catch_up(self, batch: int = BESIDE_CHAT) -> int:
        """Let the index take in what the log holds; how many entries that were."""
        if await begins_anew(self._log, self._index):
            await anchors.lay(self._index, self.desk.data)
        taken = await catch_up(self._log, self._index, batch)
        await apply(self._index, self.desk.data)
        return taken

    async def reindex(self) -> int:
        """Build the index again from the log alone; how many entries it read."""
        await self._index.reset()
        return await self.catch_up(ALONE)

    def words(self) -> OperatorsWords:
        """What operators say of single statements."""
        return OperatorsWords(self._log, self._index, self.desk.data, self._clock)

    def takedowns(self) -> Takedowns:
        """Removing articles."""
        return Takedowns(self._log, self._index, self.desk.data, self.desk.answers, self._clock)

    async def compact(self) -> None:
        """Write the files anew, so that nothing erased is left in them. Raises StoreError."""
        await self._log.compact()
        await self._index.compact()

    def check(self) -> Check:
        """A look over the whole record and its index."""
        return Check(self._log, self.desk.data, self._index)

    def export(self) -> Export:
        """The record as rows."""
        return Export(self._log, self._index)

    async def reread(self, since: datetime | None) -> int:
        """Read stored texts again that an older engine read; how many there were."""
        made = await reread(self._log, self.desk.data, since)
        await self.catch_up()
        return made

    async def work(self, courier: Courier, teller: Teller | None = None) -> None:
        """Poll, follow, deliver and keep watch until cancelled; what crashes is started again.

        Without a ``teller`` trouble is told in the log only.
        """
        units: dict[str, Unit] = {
            "feeds": self._poll_on,
            "index": self._follow_on,
            "delivery": partial(self._delivery.deliver_on, courier, _idle),
            "times": self._store_times,
            "tidying": self._tidy,
            "alerts": partial(self._watch.work, teller),
        }
        if self.retention is not None:
            units["retention"] = partial(self._retain_on, self.retention)
        if self._hubs is not None:
            units["websub"] = partial(self._be_pushed, self._hubs)
        if self._health_listen:
            units["health"] = self._tell_machines
        async with asyncio.TaskGroup() as tasks:
            for name, unit in units.items():
                tasks.create_task(supervised(name, unit, self.desk.pulse))

    async def _poll_on(self) -> None:
        await self._states.all()
        if self._hubs is None:
            rounds = Rounds(self._look)
        else:
            rounds = Rounds(self._look, may_wake=self._hubs.may_wake)
            await self._hubs.load()
        for source in await self.feeds.sources():
            due_in = await self.desk.ingest.due_in(source)
            if due_in is not None:
                missed = await self._missed(source.url)
                rounds.add(source, 0.0 if missed else due_in)
        self._rounds = rounds
        try:
            with self.feeds.followed(rounds):
                await rounds.work()
        finally:
            self._rounds = None
            await self._states.store_times()

    async def _be_pushed(self, hubs: Hubs) -> None:
        """Listen for hubs, and only then ask them for anything."""
        async with Callback(self._listen, hubs) as callback:
            log.info("websub: listening on %s:%d", callback.host, callback.port)
            # What people in chat added is polled: a hub of their choice could have us look at
            # it all day, and would be asked from inside the operator's network.
            own = [source for source in await self.feeds.sources() if not source.public_only]
            await hubs.work(own, self._wake)

    async def _tell_machines(self) -> None:
        vitals = BotVitals(self._watch, self.desk.pulse, self._clock)
        async with HealthEndpoint(self._health_listen, vitals) as endpoint:
            log.info("health: listening on %s:%d", endpoint.host, endpoint.port)
            await asyncio.Event().wait()

    async def _missed(self, url: str) -> bool:
        """Whether something may have been announced of this feed while nobody listened."""
        hubs = self._hubs
        return hubs is not None and hubs.subscribed(url) and await hubs.may_wake(url)

    def _wake(self, url: str) -> None:
        if self._rounds is not None:
            self._rounds.wake(url)

    async def _store_times(self) -> None:
        while True:
            await asyncio.sleep(STORE_TIMES)
            await self._states.store_times()

    async def _tidy(self) -> None:
        while True:
            await self.desk.audit.prune()
            await self.desk.reports.prune()
            await asyncio.sleep(_TIDY)

    async def _look(self, source: Source) -> float | None:
        """One look at a feed; a crash is that feed's own, and it is tried again."""
        told = self._hubs is not None and self._hubs.told(source.url)
        try:
            polled = await self.desk.ingest.poll(source)
            report(polled)
            outcome = "failed" if polled.reason else "ok"
            self.desk.pulse.polled(outcome, polled.stored, polled.revised)
            if self._hubs is None:
                return polled.next_in
            return await self._hubs.looked(source, polled, told=told)
        except Exception:
            log.exception("feed %s: the look at it crashed", source.url)
            self.desk.pulse.polled("crashed")
            return max(source.every, _RESTART[-1])

    async def _retain_on(self, retention: Retention) -> None:
        while True:
            cut = await retention.prune()
            await retention.give_back()
            if cut.articles:
                log.info("retention: %d articles were cut", cut.articles)
            await asyncio.sleep(_RETAIN)

    async def _follow_on(self) -> None:
        while True:
            await self.catch_up()
            await _idle()


async def _idle() -> None:
    await asyncio.sleep(_IDLE)


def web_fetcher(settings: Settings) -> WebFetcher:
    """The way to the web as configured."""
    return WebFetcher(
        user_agent=_user_agent(settings.fetch.contact),
        allow_private_hosts=settings.fetch.allow_private_hosts,
    )


async def supervised(name: str, unit: Unit, pulse: Pulse) -> None:
    """Run a unit for ever: a crash is logged and counted, and it starts again, later each time.

    What a person can mend, such as an address that is taken, is one sentence in the log.
    """
    crashes = 0
    pulse.began(name)
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await unit()
        except Exception as error:
            if asyncio.get_running_loop().time() - started > 10 * _RESTART[-1]:
                crashes = 0
            pause = _RESTART[min(crashes, len(_RESTART) - 1)]
            crashes += 1
            cause = _first(error)
            if isinstance(cause, PullquoteError):
                log.error("%s is tried again in %g s: %s", name, pause, cause)
            else:
                log.exception("%s crashed; it starts again in %g s", name, pause)
            pulse.crashed(name, str(cause) or type(cause).__name__)
            await asyncio.sleep(pause)


def _first(error: BaseException) -> BaseException:
    """What was raised first, where a group of tasks ended together."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def report(polled: Polled) -> None:
    """One line in the log for a round that brought or failed something."""
    if polled.reason:
        log.warning("feed %s: %s", polled.source.url, polled.reason)
    for trouble in polled.troubles:
        log.warning("feed %s: skipped %s", polled.source.url, trouble)
    if polled.stored or polled.revised:
        log.info("feed %s: %d new, %d revised", polled.source.url, polled.stored, polled.revised)


def _user_agent(contact: str) -> str:
    about = f"; {contact}" if contact else ""
    return f"Pullquote/{__version__} (news reader{about})"
