"""What a round over many feeds costs: ``python -m bench.gather [--feeds N] [--hosts N]``.

A server process stands for the web: feeds of some 20 KB at a thousand loopback addresses,
each with an ETag; two in a hundred change between rounds, in what is around their entries.
A round is what the bot does with feeds that have nothing for it to read: the conditional
fetch, politeness on, parsing in worker processes, identity, the schedule, everything stored.
It is compared with an aiohttp client that fetches the same conditionally and throws it away.
Prints both times, their ratio, the memory of the process tree and the CPU while idle.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.desk.gathering.feedstate import FeedState
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.gathering.filing import Filing
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.plan import shown_of
from bot.desk.gathering.rounds import Rounds
from bot.feeds import parse_feed
from bot.net.fetch import WebFetcher
from bot.records import Source
from bot.store import Store, open_store
from bot.workers.pool import Workers

CHANGED = 50  # one feed of so many changes each round
ITEMS = 20
ROUNDS = 3
IDLE_SECONDS = 3.0
SERVER = [sys.executable, "-m", "bench.gather", "--serve"]
PATH = re.compile(rb"GET /(\d+)/(\d+) ")
TAG = re.compile(rb"If-None-Match: \"(\d+)\"", re.I)


def feed_of(number: int, edition: int) -> bytes:
    """A feed of some 20 KB; its entries are the same in every edition."""
    items = "".join(
        f"<item><title>Matter {item} of council {number}</title><guid>t:{number}:{item}</guid>"
        f"<link>http://x.example/{number}/{item}</link>"
        f"<pubDate>Mon, 05 May 2031 {item:02d}:{number % 60:02d}:00 GMT</pubDate><description>"
        f"{f'The council of place {number} met for the {item}th time. ' * 15}</description></item>"
        for item in range(ITEMS)
    )
    return (
        f"<rss version='2.0'><channel><title>Council {number}</title>"
        f"<lastBuildDate>{edition}</lastBuildDate>{items}</channel></rss>"
    ).encode()


class Server(asyncio.Protocol):
    """As little of HTTP as a feed needs: the cost measured is to be the client's.

    ``/<edition>/<number>``: the address names the round, so that nothing has to be told.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            request, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            self.transport.write(answer(request))


EDITIONS: dict[int, int] = {}


def answer(request: bytes) -> bytes:
    path = PATH.match(request)
    if path is None:
        EDITIONS.clear()
        EDITIONS.update({0: int(request.split()[1].rpartition(b"/")[2])})
        return b"HTTP/1.1 204 No Content\r\n\r\n"
    number = int(path[2])
    edition = EDITIONS.get(0, 0) if number % CHANGED == 0 else 0
    tag = TAG.search(request)
    if tag and int(tag[1]) == edition:
        return b'HTTP/1.1 304 Not Modified\r\nETag: "%d"\r\n\r\n' % edition
    body = feed_of(number, edition)
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
        f'ETag: "{edition}"\r\nContent-Length: {len(body)}\r\n\r\n'
    )
    return head.encode() + body


async def serve() -> None:
    """Until standard input closes; prints its port. Every 127.x.y.z is this machine."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    server.close()
    server = await loop.create_server(Server, "0.0.0.0", port, backlog=4096)
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


def addresses(feeds: int, hosts: int, port: int) -> list[str]:
    return [
        f"http://127.{1 + n % hosts // 250}.0.{1 + n % hosts % 250}:{port}/0/{n}"
        for n in range(feeds)
    ]


async def turn_edition(port: int, edition: int) -> None:
    async with aiohttp.ClientSession() as session:
        await session.get(f"http://127.0.0.1:{port}/edition/{edition}")


async def plain_round(urls: list[str], edition: int) -> float:
    """What an aiohttp client needs, which holds every validator and discards every body."""
    places = asyncio.Semaphore(200)
    connector = aiohttp.TCPConnector(limit=200)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def one(url: str) -> None:
            changed = int(url.rpartition("/")[2]) % CHANGED == 0
            tag = f'"{edition - 1 if changed else 0}"'
            async with places, session.get(url, headers={"If-None-Match": tag}) as response:
                await response.read()

        began = time.perf_counter()
        await asyncio.gather(*map(one, urls))
        return time.perf_counter() - began


async def prepare(store: Store, urls: list[str]) -> None:
    """The record of feeds that were looked at before, as ``Ingest`` would have left it."""
    states, shown = {}, {}
    now = datetime.now(UTC)
    for number, url in enumerate(urls):
        validators = {"ETag": '"0"'}
        states[url] = FeedState(
            started=True, validators=validators, checked_at=now, succeeded_at=now, waiting=False
        ).encode()
        if number % CHANGED == 0:
            entries = parse_feed(feed_of(number, 0), url).entries
            shown[url] = [shown_of(url, entry).encode() for entry in entries]
    await store.documents.put_many("feed", states)
    await store.documents.put_many("shown", shown)


async def our_round(ingest: Ingest, states: FeedStates, urls: list[str]) -> float:
    """One look at every feed, through the schedule."""
    done = asyncio.Event()
    left = len(urls)
    failures: list[str] = []

    async def look(source: Source) -> float | None:
        nonlocal left
        polled = await ingest.poll(source)
        if polled.reason or polled.troubles or polled.stored:
            failures.append(str(polled))
        left -= 1
        if not left:
            done.set()
        return None

    rounds = Rounds(look)
    began = time.perf_counter()
    for url in urls:
        rounds.add(Source(url, 300))
    work = asyncio.create_task(rounds.work())
    await done.wait()
    await states.store_times()
    took = time.perf_counter() - began
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    if failures:
        raise SystemExit(f"{len(failures)} feeds failed, for example: {failures[0]}")
    return took


def tree_of(pid: int) -> list[int]:
    """A process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in tree_of(int(child)))]


def memory(excluded: int) -> float:
    """Summed proportional memory of this process tree, in MB, the server's apart."""
    total = 0
    for pid in tree_of(os.getpid()):
        if pid != excluded:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])  # type: ignore[index]
    return total / 1024


async def idle_share(urls: list[str]) -> float:
    """The share of one core that the schedule of these feeds takes while none is due."""

    async def look(source: Source) -> float | None:
        return 300.0

    rounds = Rounds(look)
    for number, url in enumerate(urls):
        rounds.add(Source(url, 300), 300 + number / 100)
    work = asyncio.create_task(rounds.work())
    began, wall = time.process_time(), time.perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    share = (time.process_time() - began) / (time.perf_counter() - wall)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    return share


async def measure(feeds: int, hosts: int, port: int, server: int) -> None:
    urls = addresses(feeds, hosts, port)
    allowed = sorted({url.split("/")[2] for url in urls})
    clock = lambda: datetime.now(UTC)  # noqa: E731
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_store(Path(folder)) as store,
            Workers(idle=2) as workers,
            WebFetcher("Pullquote/bench", allowed) as fetcher,
        ):
            await prepare(store, urls)
            at_rest = memory(server)
            states = FeedStates(store.documents)
            await states.all()
            ingest = Ingest(
                Filing(store.log, store.documents, clock),
                store.documents,
                fetcher,
                clock,
                reader=workers,
                states=states,
            )
            for edition in range(1, ROUNDS + 1):
                await turn_edition(port, edition)
                start = time.process_time()
                plain = await plain_round(urls, edition)
                middle = time.process_time()
                ours = await our_round(ingest, states, urls)
                end = time.process_time()
                print(
                    f"round {edition}: {feeds:,} feeds, {hosts:,} hosts, {feeds // CHANGED} "
                    f"changed: aiohttp {plain:.2f} s, ours {ours:.2f} s, "
                    f"ratio {ours / plain:.2f} (of this process's CPU alone "
                    f"{(end - middle) / (middle - start):.2f}); memory {memory(server):.0f} MB",
                    flush=True,
                )
            await asyncio.sleep(3)
            idle = await idle_share(urls)
            print(
                f"memory at the start {at_rest:.0f} MB, at rest with the schedule "
                f"{memory(server):.0f} MB; idle {idle:.2%} of one core"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=1_000)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
        return
    with subprocess.Popen(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        try:
            port = int(server.stdout.readline())
            asyncio.run(measure(options.feeds, options.hosts, port, server.pid))
        finally:
            server.kill()


if __name__ == "__main__":
    main()
