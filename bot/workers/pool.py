"""A few worker processes: started on demand, stopped when idle, killed when they run away."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import bot
from bot.errors import Unreadable
from bot.feeds import Feed
from bot.pages import NoArticle, Outcome, Page
from bot.workers.wire import LENGTHS, LONGEST, decode_feed, decode_page, document_of, frame

OURS = str(Path(bot.__file__).parents[1])
CRASHED = "Reading it ended its worker process, most likely for lack of memory."
# Libraries keep caches of what they have read; a process that is replaced keeps none.
MOST_JOBS = 500
# What a worker may allocate. One that has read the largest pages holds 120 MB.
MEMORY = 300_000_000
# A worker ends itself so much later than the bot would have ended it, should the bot be gone.
GRACE = 5.0


@dataclass
class _Worker:
    """One process with its socket; ``since`` is when it was last used, in loop time."""

    process: subprocess.Popen[bytes]
    answers: asyncio.StreamReader
    jobs: asyncio.StreamWriter
    done: int = 0
    since: float = 0.0

    async def stop(self) -> None:
        """It keeps nothing, so it is not asked but killed; that is done before anything waits."""
        self.process.kill()
        self.process.wait()  # a killed process is gone within a millisecond
        self.jobs.close()
        with suppress(OSError):
            await self.jobs.wait_closed()


class Workers:
    """Reads feeds and pages in at most ``most`` processes; use as an async context manager.

    ``seconds``  for one job, after which its process is killed
    ``idle``     seconds after which a process without work is stopped
    ``memory``   bytes that a process may allocate
    """

    def __init__(
        self, most: int = 2, *, seconds: float = 20.0, idle: float = 20.0, memory: int = MEMORY
    ) -> None:
        self._places = asyncio.Semaphore(most)
        self._seconds = seconds
        self._idle_seconds = idle
        self._memory = memory
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []
        self._tidying: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._tidying is not None:
            self._tidying.cancel()
            with suppress(asyncio.CancelledError):
                await self._tidying
        workers = [*self._idle, *self._busy]
        self._idle.clear()
        self._busy.clear()
        for worker in workers:
            await worker.stop()

    @property
    def pids(self) -> list[int]:
        """The processes there are just now."""
        return [worker.process.pid for worker in (*self._idle, *self._busy)]

    async def feed(self, body: bytes, url: str, content_type: str = "") -> Feed:
        return await self._feed("feed", body, url, content_type)

    async def front(self, body: bytes, url: str) -> Feed:
        return await self._feed("front", body, url, "")

    async def _feed(self, what: str, body: bytes, url: str, content_type: str) -> Feed:
        answer = await self._do(what, body, url, content_type)
        if "feed" not in answer:
            raise Unreadable(url, answer["reason"])
        return decode_feed(answer["feed"])

    async def page(self, body: bytes, url: str, content_type: str = "") -> Page:
        answer = await self._do("page", body, url, content_type)
        if "page" not in answer:
            raise NoArticle(url, answer["reason"], Outcome(answer["outcome"]))
        return decode_page(answer["page"])

    async def _do(self, what: str, body: bytes, url: str, content_type: str) -> dict[str, Any]:
        """One job's answer; a failure that is not the document's own is an answer, too."""
        job = frame({"do": what, "url": url, "content_type": content_type}, body)
        async with self._places:
            worker = await self._worker()
            self._busy.append(worker)
            answer = None
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await _ask(worker, job)
            except TimeoutError:
                return _failure(f"Reading it took over {self._seconds:g} seconds; it was stopped.")
            except (OSError, EOFError, ValueError):
                return _failure(CRASHED)
            finally:  # cancelled or failed: what it is doing now is nobody's any more
                self._busy.remove(worker)
                worker.done += 1
                if answer is not None and worker.done < MOST_JOBS:
                    self._keep(worker)
                else:
                    await worker.stop()
        return answer

    async def _worker(self) -> _Worker:
        """The one used last, so that others can grow idle; a new one where there is none."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.poll() is None:
                return worker
            await worker.stop()
        return await self._start()

    async def _start(self) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            process = self._spawn(theirs.fileno())
        ours.setblocking(False)
        try:
            answers, jobs = await asyncio.open_connection(sock=ours)
        except BaseException:  # cancelled: nobody else knows of it yet
            ours.close()
            process.kill()
            process.wait()
            raise
        return _Worker(process, answers, jobs)

    def _spawn(self, channel: int) -> subprocess.Popen[bytes]:
        """A process that talks over this descriptor; takes a few milliseconds."""
        limits = [str(self._seconds + GRACE), str(self._memory)]
        # What reads hostile input shall not know the bot's token.
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PULLQUOTE_")}
        # Our own package and no other: the folder one stands in may hold a "bot", too.
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (OURS, kept.get("PYTHONPATH"))))
        command = [sys.executable, "-P", "-m", "bot.workers.child", *limits]
        return subprocess.Popen(command, stdin=channel, stdout=subprocess.DEVNULL, env=kept)

    def _keep(self, worker: _Worker) -> None:
        worker.since = asyncio.get_running_loop().time()
        self._idle.append(worker)
        if self._tidying is None or self._tidying.done():
            self._tidying = asyncio.create_task(self._tidy())

    async def _tidy(self) -> None:
        """Stop what has had no work for a while; ends when none is left."""
        while self._idle or self._busy:
            await asyncio.sleep(self._idle_seconds / 4)
            before = asyncio.get_running_loop().time() - self._idle_seconds
            for worker in [worker for worker in self._idle if worker.since <= before]:
                self._idle.remove(worker)
                await worker.stop()


async def _ask(worker: _Worker, job: bytes) -> dict[str, Any]:
    worker.jobs.write(job)
    await worker.jobs.drain()
    length, nothing = LENGTHS.unpack(await worker.answers.readexactly(LENGTHS.size))
    if length > LONGEST or nothing:
        raise ValueError("a worker answers with a document alone")
    return document_of(await worker.answers.readexactly(length))


def _failure(reason: str) -> dict[str, Any]:
    return {"reason": reason, "outcome": Outcome.FAILED.value}
