"""A bot at work in a process of its own, which is to die on the way.

Real feeds over HTTP, the real record and index, real delivery to a Discord that stays.
``multiprocessing``'s fork server starts it, so that not every death costs an import.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import resource
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import wait
from pathlib import Path

from bot.desk.gathering.feedstates import FeedStates
from bot.desk.gathering.filing import Filing
from bot.desk.gathering.ingest import Ingest
from bot.desk.keeping.follow import catch_up
from bot.errors import StoreError
from bot.net.fetch import WebFetcher
from bot.ports import Courier
from bot.records import Source, Topic
from bot.store import Store, open_store
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

    store: Store
    desk: Newsdesk
    ingest: Ingest
    states: FeedStates
    follow: Callable[[], Awaitable[object]]
    source: Source

    def steps(self, courier: Courier) -> Sequence[Callable[[], Awaitable[object]]]:
        """What the bot's units do."""
        return (
            lambda: self.ingest.poll(self.source),
            self.follow,
            self.desk.stories.follow,
            lambda: self.desk.delivery.deliver(courier),
            self.states.store_times,
        )

    async def round(self, courier: Courier) -> None:
        """One after the other."""
        for step in self.steps(courier):
            await step()

    async def round_in_trouble(self, courier: Courier) -> list[str]:
        """The same with a record or index that refuses; what each unit said that did so."""
        told = []
        for step in self.steps(courier):
            try:
                await step()
            except StoreError as error:
                told.append(str(error))
        return told


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
            Filing(log, documents, clock),
            documents,
            fetcher,
            clock,
            states=states,
            jitter=lambda: 0.0,
        )
        yield Bot(
            store,
            newsdesk(log, documents, clock, TOPICS),
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


def fill_the_disk() -> None:
    """Let each write of this process to any file fail from now on."""
    _set_most_bytes(0)


def _set_most_bytes(most: int | None) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if most is None else most, hard))


def run_on_a_full_disk(errand: Errand) -> None:
    """Do it on a disk that is full from the errand's point on, until somebody makes room;
    ``points`` gets what was told meanwhile."""
    assert errand.points is not None
    points = Counted(errand.kill, fill_the_disk)
    watch_sqlite(points)
    told = asyncio.run(_work_in_trouble(errand, points))
    errand.points.write_text(json.dumps(told), "utf-8")


async def _work_in_trouble(errand: Errand, at: At) -> list[str]:
    clock = HandClock(errand.now)
    async with open_bot(errand.folder, errand.feed, clock, at) as bot:
        discord = discord_of(errand.folder, clock)
        courier = Port("courier", discord, at)
        told = []
        for _ in range(2):
            told += await bot.round_in_trouble(courier)
            clock.advance(60)
        _set_most_bytes(None)
        await bot.round(courier)
        discord.close()
    return told


async def sent(errand: Errand, run: Callable[[Errand], None] = run) -> int:
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
