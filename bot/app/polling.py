"""Looking at the feeds: each at its pace, and at once where its hub says that there is news."""

from __future__ import annotations

import asyncio
import logging

from bot.app.supervision import RESTART
from bot.desk.gathering.backlog import Polled
from bot.desk.gathering.feeds import Feeds
from bot.desk.gathering.feedstates import STORE_TIMES, FeedStates
from bot.desk.gathering.hubs import Hubs
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.rounds import Rounds
from bot.desk.pulse import Pulse
from bot.net.callback import Callback
from bot.records import Source

log = logging.getLogger(__name__)


class Polling:
    """The feeds' part of the standing work; ``hubs`` is None where none can reach us."""

    def __init__(
        self, feeds: Feeds, states: FeedStates, ingest: Ingest, pulse: Pulse, hubs: Hubs | None
    ) -> None:
        self._feeds = feeds
        self._states = states
        self._ingest = ingest
        self._pulse = pulse
        self._hubs = hubs
        self._rounds: Rounds | None = None

    async def poll_on(self) -> None:
        """Look at every feed when it is due."""
        await self._states.all()
        if self._hubs is None:
            rounds = Rounds(self._look)
        else:
            rounds = Rounds(self._look, may_wake=self._hubs.may_wake)
            await self._hubs.load()
        for source in await self._feeds.sources():
            due_in = await self._ingest.due_in(source)
            if due_in is not None:
                missed = await self._missed(source.url)
                rounds.add(source, 0.0 if missed else due_in)
        self._rounds = rounds
        try:
            with self._feeds.followed(rounds):
                await rounds.work()
        finally:
            self._rounds = None
            await self._states.store_times()

    async def be_pushed(self, hubs: Hubs, listen: str) -> None:
        """Listen for hubs at ``host:port``, and only then ask them for anything."""
        async with Callback(listen, hubs) as callback:
            log.info("websub: listening on %s:%d", callback.host, callback.port)
            # What people in chat added is polled: a hub of their choice could have us look at
            # it all day, and would be asked from inside the operator's network.
            own = [source for source in await self._feeds.sources() if not source.public_only]
            await hubs.work(own, self._wake)

    async def store_times(self) -> None:
        """Store when feeds were looked at, many at a time."""
        while True:
            await asyncio.sleep(STORE_TIMES)
            await self._states.store_times()

    async def _missed(self, url: str) -> bool:
        """Whether something may have been announced of this feed while nobody listened."""
        hubs = self._hubs
        return hubs is not None and hubs.subscribed(url) and await hubs.may_wake(url)

    def _wake(self, url: str) -> None:
        if self._rounds is not None:
            self._rounds.wake(url)

    async def _look(self, source: Source) -> float | None:
        """One look at a feed; a crash is that feed's own, and it is tried again."""
        told = self._hubs is not None and self._hubs.told(source.url)
        try:
            polled = await self._ingest.poll(source)
            _report(polled)
            outcome = "failed" if polled.reason else "ok"
            self._pulse.polled(outcome, polled.stored, polled.revised)
            if self._hubs is None:
                return polled.next_in
            return await self._hubs.looked(source, polled, told=told)
        except Exception:
            log.exception("feed %s: the look at it crashed", source.url)
            self._pulse.polled("crashed")
            return max(source.every, RESTART[-1])


def _report(polled: Polled) -> None:
    """One line in the log for a look that brought or failed something."""
    if polled.reason:
        log.warning("feed %s: %s", polled.source.url, polled.reason)
    for trouble in polled.troubles:
        log.warning("feed %s: skipped %s", polled.source.url, trouble)
    if polled.stored or polled.revised:
        log.info("feed %s: %d new, %d revised", polled.source.url, polled.stored, polled.revised)
