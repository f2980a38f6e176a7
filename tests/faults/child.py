"""A bot at work in a process of its own, which is to die on the way.

Real feeds over HTTP, the real record and index, real delivery to a Discord that stays.
``multiprocessing``'s fork server starts it, so that not every death costs an import.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import wait
from pathlib import Path

from bot.desk.feedstates import FeedStates
from bot.desk.filing import Filing
from bot.desk.follow import catch_up
from bot.desk.ingest import Ingest
from bot.net.fetch import WebFetcher
from bot.ports import Courier
from bot.records import Source, Topic
from bot.store import open_store
from tests.desk.world import HandClock
from tests.faults.desk import Newsdesk, newsdesk
from tests.faults.discord import FakeDiscord
from tests.faults.points import At, Counted, Port, watch_sqlite

GUILD, NEWS, LIGHTS = 1, 10, 11  # the server and its channels
TOPICS = [Topic("Lights", ("Ruud Aker", "Li Osei"))]

Point = tuple[str, int]
"""A point's name, and the how manieth time that the work is there."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Work to do: ``rounds`` looks at the feed with all that follows from them, ``pause``
    seconds apart, from ``now`` on. It ends by ``kill -9`` at ``kill``; where it gets to its
    end, ``points`` gets what points there were."""

    folder: Path
    feed: str
    now: datetime
    rounds: int = 1
    pause: float = 0.0
    kill: Point | None = None
    points: Path | None = None


@dataclass(frozen=True, slots=True)
class Bot:
    """The services at work on one feed."""

    desk: Newsdesk
    ingest: Ingest
    states: FeedStates
    follow: Callable[[], object]
    source: Source

    async def round(self, courier: Courier) -> None:
        """What the bot's units do, one after the other."""
        await self.ingest.poll(self.source)
        await self.follow()  # type: ignore[misc]
        await self.desk.stories.follow()
        await self.desk.delivery.deliver(courier)
        await self.states.store_times()


def data_of(folder: Path) -> Path:
    return folder / "data"


def discord_of(folder: Path, clock: HandClock) -> FakeDiscord:
    return FakeDiscord(clock, folder / "discord.jsonl")


def nowhere(point: str) -> None:
    """For work that is watched at no point."""


@asynccontextmanager
async def open_bot(
    folder: Path, feed: str, clock: HandClock, at: At = nowhere
) -> AsyncIterator[Bot]:
    """The services over this folder, with every port watched."""
    host = feed.split("/")[2]
    async with (
        open_store(data_of(folder), busy_seconds=0.5) as store,
        WebFetcher("Pullquote/test", [host], seconds=5, spacing=0, clock=clock) as web,
    ):
        log, documents = Port("log", store.log, at), Port("documents", store.documents, at)
        index, fetcher = Port("index", store.index, at), Port("fetcher", web, at)
        states = FeedStates(documents)
        ingest = Ingest(
            Filing(log, clock), documents, fetcher, clock, states=states, jitter=lambda: 0.0
        )
        yield Bot(
            newsdesk(log, documents, index, clock, TOPICS),
            ingest,
            states,
            lambda: catch_up(log, index),
            Source(feed, 60),
        )


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(errand: Errand) -> None:
    """Do it, in the process that this is called in."""
    points = Counted(errand.kill, die)
    watch_sqlite(points)
    asyncio.run(_work(errand, points))
    if errand.points is not None:
        errand.points.write_text(json.dumps(points.seen), "utf-8")


async def _work(errand: Errand, at: At) -> None:
    clock = HandClock(errand.now)
    async with open_bot(errand.folder, errand.feed, clock, at) as bot:
        courier = Port("courier", discord_of(errand.folder, clock), at)
        for _ in range(errand.rounds):
            await bot.round(courier)
            clock.advance(errand.pause)


async def sent(errand: Errand) -> int:
    """Have a process do it; how that ended: 0, or minus the signal that it died of."""
    process = _PROCESSES.Process(target=run, args=(errand,))
    process.start()
    await asyncio.to_thread(wait, [process.sentinel])
    process.join()
    code = process.exitcode
    process.close()
    assert code is not None
    return code


_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["pytest", "tests.faults.warm"])
