"""One article to thousands of channels: ``python -m bench.delivery [--channels N] [--profile]``.

The bot's own process (the app, the client, the courier) posts to a server on this machine that
enforces Discord's limits, takes a tenth of a second for an answer, and fails or loses a few
requests; somebody uses /latest all the while. A second run kills the process with the article
half posted and starts it again. Prints what was measured beside what must hold, and exits with
1 where it does not. ``--profile`` also prints where the process spent its time.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import cProfile
import gc
import json
import logging
import pstats
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import App
from bot.chat.client import run_on_discord
from bot.config import Settings
from bot.topics.match import EVERYTHING
from tests.e2e.discord_limits import GLOBAL, Limits
from tests.e2e.discord_places import GUILD, text_channel
from tests.e2e.discord_server import CHANNEL, TOKEN, DiscordServer

LATENCY = 0.1
FAILS, DROPS = 211, 173  # one post in so many
TROUBLED = 0.8  # the share of the channels by which Discord is well again: a retry at the very
# end would be measured as if all had been slow
SHARE = 0.9  # of what Discord allows
ANSWERED = 1.0  # seconds
STEP = 0.005  # seconds between looks at the event loop

ARTICLE = """The harbour stays open

“We will not close the harbour,” Marta Velling, the mayor of Orrin, said on Saturday. The
Harbour Board announced that a review would start in March. Fishermen had waited outside.
"""


@dataclass
class Measured:
    """What one run showed; times in seconds."""

    commands: list[float] = field(default_factory=list)
    began: float = 0.0  # of posting
    ended: float = 0.0
    pauses: list[float] = field(default_factory=list)

    @property
    def took(self) -> float:
        return self.ended - self.began


class Bot:
    """The process, from the outside: told things by lines, and telling by lines of JSON."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, folder: Path, *, profile: bool) -> AsyncIterator[Bot]:
        more = ["--profile"] if profile else []
        pipe = asyncio.subprocess.PIPE
        with (folder / "log.txt").open("a") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.delivery", "--bot", str(folder), *more),
                stdin=pipe,
                stdout=pipe,
                stderr=log,
            )
        try:
            yield cls(process)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def ask(self, word: str) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{word}\n".encode())
        return json.loads(await self.process.stdout.readline())

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


def settings_in(folder: Path) -> Settings:
    base = (folder / "base.txt").read_text()
    return Settings.model_validate(
        {"data_dir": folder / "data", "discord": {"token": TOKEN, "api_base": base}}
    )


async def be_the_bot(folder: Path, profile: cProfile.Profile | None) -> None:
    """What ``pullquote run`` does, with an ear for the bench."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    gc.collect()
    gc.freeze()
    settings = settings_in(folder)
    stop = asyncio.Event()
    pauses: list[float] = []
    async with App.opened(settings) as app:
        assert settings.discord.token
        watch = asyncio.create_task(watch_loop(pauses))
        listen = asyncio.create_task(listen_to_bench(app, folder, pauses, stop))
        if profile:
            profile.enable()
        await run_on_discord(app, settings.discord, settings.discord.token, stop)
        for task in (watch, listen):
            task.cancel()
        await asyncio.gather(watch, listen, return_exceptions=True)
    if profile:
        profile.disable()
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(45)


async def listen_to_bench(app: App, folder: Path, pauses: list[float], stop: asyncio.Event) -> None:
    while word := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if word == "add":
            article = folder / "article.txt"
            article.write_text(ARTICLE, "utf-8")
            await app.desk.ingest.add_file(article)
            pauses.clear()
        print(json.dumps(sorted(pauses)), flush=True)
        if word == "stop":  # and listen no more: a thread that does would hold up the end
            stop.set()
            return


async def watch_loop(pauses: list[float]) -> None:
    """For how long the event loop stood still, each time that was more than a few ms."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(STEP)
        late = time.perf_counter() - before - STEP
        if late > STEP:
            pauses.append(late)


async def use_latest(server: DiscordServer, times: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await server.command("latest")
        times.append(time.perf_counter() - began)
        await asyncio.sleep(0.5)


async def posted(server: DiscordServer, number: int, measured: Measured) -> None:
    """Wait until so many channels have a message; raises TimeoutError after twice the time."""
    async with asyncio.timeout(60 + 2 * number / GLOBAL):
        while (done := channels_served(server)) < number:
            if done and not measured.began:
                measured.began = time.perf_counter()
            await asyncio.sleep(0.01)
    measured.ended = time.perf_counter()


def channels_served(server: DiscordServer) -> int:
    return sum(1 for kept in server.messages.values() if kept)


async def subscribe_all(folder: Path, channels: int) -> None:
    async with App.opened(settings_in(folder)) as app:
        for number in range(channels):
            await app.desk.subscriptions.subscribe(GUILD, CHANNEL + number, EVERYTHING)


async def run(channels: int, *, kill: bool, profile: bool) -> bool:
    """One run; whether all held that must."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with DiscordServer.running() as server:
            server.limits = Limits(LATENCY, FAILS, DROPS)
            for number in range(channels):
                server.places.add(text_channel(CHANNEL + number, f"news-{number}"))
            (folder / "base.txt").write_text(server.base)
            await subscribe_all(folder, channels)
            measured = await measure(server, folder, channels, kill=kill, profile=profile)
        held = show(server, channels, measured, kill=kill)
        if profile or not held:
            print((folder / "log.txt").read_text()[-12_000:])
    return held


async def measure(
    server: DiscordServer, folder: Path, channels: int, *, kill: bool, profile: bool
) -> Measured:
    measured = Measured()
    assert server.limits is not None
    async with contextlib.AsyncExitStack() as stack:
        bot = await stack.enter_async_context(Bot.running(folder, profile=profile))
        await ready(server)
        await bot.ask("add")
        people = asyncio.create_task(use_latest(server, measured.commands))
        try:
            if kill:
                await posted(server, channels // 2, measured)
                people.cancel()
                await bot.kill()
                server.connected.clear()
                bot = await stack.enter_async_context(Bot.running(folder, profile=profile))
                await ready(server)
                people = asyncio.create_task(use_latest(server, measured.commands))
            await posted(server, int(TROUBLED * channels), measured)
            server.limits.well_again()
            await posted(server, channels, measured)
        finally:
            people.cancel()
            await asyncio.gather(people, return_exceptions=True)
        await asyncio.sleep(3)  # for what comes twice
        measured.pauses = await bot.ask("stop")
        await bot.process.wait()
    return measured


async def ready(server: DiscordServer) -> None:
    async with asyncio.timeout(30):
        await server.connected.wait()
    await asyncio.sleep(3)  # the library waits a little for more servers


def show(server: DiscordServer, channels: int, measured: Measured, *, kill: bool) -> bool:
    assert server.limits is not None
    messages = sum(map(len, server.messages.values()))
    rate = channels / measured.took
    commands = sorted(measured.commands)
    slowest = commands[-1]
    rows: list[tuple[str, str, str, bool]] = [
        ("channels that have it", f"{channels_served(server):,}", f"{channels:,}", True),
        ("messages", f"{messages:,}", f"{channels:,}", messages == channels),
        (
            "/latest, at most",
            f"{slowest:.2f} s",
            f"≤ {ANSWERED:g} s",
            slowest <= ANSWERED,
        ),
    ]
    if not kill:
        enough = rate >= SHARE * GLOBAL
        rows.append(("posts a second", f"{rate:.1f}", f"≥ {SHARE * GLOBAL:g}", enough))
    print(f"{'killed half-way' if kill else 'undisturbed'}: {channels:,} channels")
    for what, is_so, must, holds in rows:
        print(f"  {what:24} {is_so:>10}   must be {must:10} {'' if holds else 'MISSED'}")
    longest = measured.pauses[-1] if measured.pauses else 0.0
    print(
        f"  took {measured.took:.1f} s; busiest second {server.limits.busiest} requests; "
        f"answers: {dict(server.limits.seen)}\n"
        f"  /latest {len(commands)} times, median {commands[len(commands) // 2]:.3f} s; the event "
        f"loop stood still for {longest * 1000:.0f} ms at most, "
        f"{sum(1 for one in measured.pauses if one > 0.1)} times for more than 100 ms",
        flush=True,
    )
    return all(holds for *_, holds in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=5_000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--bot", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bot:
        asyncio.run(be_the_bot(options.bot, cProfile.Profile() if options.profile else None))
        return
    held = [
        asyncio.run(run(options.channels, kill=kill, profile=options.profile))
        for kill in (False, True)
    ]
    if not all(held):
        sys.exit("What must hold did not; see MISSED above.")


if __name__ == "__main__":
    main()
