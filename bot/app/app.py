"""One installation: opened over its data folder, asked by commands, kept at work.

``App.opened(settings)`` serves one command; ``app.work(courier)`` is the bot's standing
work: every feed polled at its pace, the index following the log, posts delivered.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from bot import __version__
from bot.app.parts import Parts
from bot.app.polling import Polling
from bot.app.supervision import Unit, supervised
from bot.config import Settings
from bot.desk.answering.export import Export
from bot.desk.correcting.identities import apply
from bot.desk.correcting.reread import reread
from bot.desk.correcting.statements import OperatorsWords
from bot.desk.keeping import anchors
from bot.desk.keeping.check import Check
from bot.desk.keeping.follow import ALONE, BESIDE_CHAT, begins_anew, catch_up
from bot.desk.keeping.retention import Retention
from bot.desk.keeping.takeback import take_back_on
from bot.desk.keeping.takedown import Takedowns
from bot.desk.watching.vitals import BotVitals
from bot.net.fetch import WebFetcher, utc_now
from bot.net.health import HealthEndpoint
from bot.ports import Clock, Courier, Teller
from bot.store import open_store
from bot.workers.pool import Workers

log = logging.getLogger(__name__)

_IDLE = 1.0  # seconds between looks at the log
_RETAIN = 3600.0  # seconds between looks at what is too old or too much
_TIDY = 86_400.0  # seconds between looks at what was kept for its time


class App:
    """One installation at work; make it with ``App.opened``."""

    def __init__(self, parts: Parts) -> None:
        self.desk = parts.desk
        self.feeds = parts.feeds
        self.stories = parts.stories
        self.running = parts.running
        self.retention = parts.retention
        self._parts = parts
        self._log = parts.store.log
        self._index = parts.store.index
        self._clock = parts.clock
        self._hubs = parts.hubs if parts.settings.websub.callback else None
        self._polling = Polling(parts.feeds, parts.states, parts.ingest, parts.pulse, self._hubs)

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
            app = cls(Parts(settings, store, fetcher, workers, clock, write=write))
            if write:
                await app.catch_up(ALONE)
                if await app.takedowns().carry_out():
                    await app.catch_up(ALONE)
                    await app.compact()
            elif store.passing:
                await apply(store.index, store.documents)
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
        settings, polling, hubs = self._parts.settings, self._polling, self._hubs
        units: dict[str, Unit] = {
            "feeds": polling.poll_on,
            "index": self._follow_on,
            "delivery": partial(self._parts.delivery.deliver_on, courier, _idle),
            "times": polling.store_times,
            "tidying": self._tidy,
            "alerts": partial(self._parts.watch.work, teller),
            "takebacks": partial(take_back_on, self.desk.data, courier),
        }
        if self.retention is not None:
            units["retention"] = partial(_retain_on, self.retention)
        if hubs is not None:
            units["websub"] = partial(polling.be_pushed, hubs, settings.websub.listen)
        if settings.health.listen:
            units["health"] = partial(self._tell_machines, settings.health.listen)
        async with asyncio.TaskGroup() as tasks:
            for name, unit in units.items():
                tasks.create_task(supervised(name, unit, self.desk.pulse))

    async def _follow_on(self) -> None:
        while True:
            await self.catch_up()
            await _idle()

    async def _tell_machines(self, listen: str) -> None:
        vitals = BotVitals(self._parts.watch, self.desk.pulse, self._clock)
        async with HealthEndpoint(listen, vitals) as endpoint:
            log.info("health: listening on %s:%d", endpoint.host, endpoint.port)
            await asyncio.Event().wait()

    async def _tidy(self) -> None:
        while True:
            await self.desk.audit.prune()
            await self.desk.reports.prune()
            await asyncio.sleep(_TIDY)


async def _retain_on(retention: Retention) -> None:
    while True:
        cut = await retention.prune()
        await retention.give_back()
        if cut.articles:
            log.info("retention: %d articles were cut", cut.articles)
        await asyncio.sleep(_RETAIN)


async def _idle() -> None:
    await asyncio.sleep(_IDLE)


def web_fetcher(settings: Settings) -> WebFetcher:
    """The way to the web as configured."""
    return WebFetcher(
        user_agent=_user_agent(settings.fetch.contact),
        allow_private_hosts=settings.fetch.allow_private_hosts,
    )


def _user_agent(contact: str) -> str:
    about = f"; {contact}" if contact else ""
    return f"Pullquote/{__version__} (news reader{about})"
