"""``kill -9`` at random moments: ``python -m bench.kills [--kills N] [--seed S]``.

The bot as ``pullquote run`` starts it (see ``_bot``) reads a news site and posts to three
channels of an emulated Discord, both on loopback addresses. Articles keep coming and are
corrected; Discord answers late, and now and then takes a message and answers with a 500. The
process is killed at some moment after its start, or shortly after it asked for something, and
started again at once, within the time in which Discord drops a repeated nonce; what happens
later than that, and at each step of the work, is in ``tests/faults``. In the end it runs until
everything has arrived. Prints what was done and what is wrong, of which there must be nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import itertools
import multiprocessing
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from aiohttp import web

from bench import _bot
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.keeping.check import Check
from bot.desk.sorting.topics import Topics
from bot.records import Entry, Topic
from bot.store import open_store
from bot.store.vault import open_record
from tests.e2e.discord_places import text_channel
from tests.e2e.discord_server import CHANNEL, GUILD, TOKEN, DiscordServer, answer_json

TOPICS = [Topic("Ferries", ("ferry",))]
CHANNELS = {CHANNEL: "everything", CHANNEL + 1: "Ferries", CHANNEL + 2: "everything"}

SHOWN = 200  # entries of the feed
BETWEEN = 0.8  # seconds between two articles
CORRECTED = 0.3  # the share of articles that is corrected, some time later
LATE = 0.1  # seconds, at most, until Discord answers
FAILING = 0.03  # the share of posts that Discord takes and answers with a 500
LONGEST_LIFE = 2.5  # seconds; and until it is killed where it does not ask for what is awaited
LAST_CHANCE = 60.0  # seconds in which nothing more arrives, in the end

NAMES = ("Ilse Maron", "Noor Haddad", "Ruud Aker", "Li Osei", "Tove Lind", "Bram Sol")
NOUNS = ("harbour", "market", "library", "tramway", "lighthouse", "bakery", "orchard", "theatre")
VERBS = ("built", "opened", "painted", "moved", "closed", "found", "repaired", "measured")


@dataclass
class Piece:
    """One article; ``plan`` counts its versions."""

    number: int
    plan: int = 1

    def said(self) -> str:
        draw = random.Random(self.number)
        things = ", ".join(f"{draw.randint(2, 99)} {draw.choice(NOUNS)} keys" for _ in range(3))
        return f"We count {things} under plan {self.number}-{self.plan}"

    def paragraphs(self) -> list[str]:
        draw = random.Random(-self.number)
        sentences = [
            f"The {draw.choice(NOUNS)} {draw.choice(VERBS)} {draw.randint(2, 999)} "
            f"{draw.choice(NOUNS)} signs near the old {draw.choice(NOUNS)} in the morning."
            for _ in range(12)
        ]
        ferry = " The ferry waited." if self.number % 2 == 0 else ""
        name = NAMES[self.number % len(NAMES)]
        return [
            " ".join(sentences[:6]) + ferry,
            f"“{self.said()},” said {name}, who leads the council of district {self.number}.",
            " ".join(sentences[6:]),
        ]


@dataclass
class Site:
    """A news site on a loopback address; ``asked`` is told of each page that it serves."""

    port: int = 0
    pieces: list[Piece] = field(default_factory=list)
    asked: Callable[[], None] = lambda: None

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls) -> AsyncIterator[Site]:
        site = cls()
        app = web.Application()
        app.router.add_get("/feed.xml", site._feed)
        app.router.add_get(r"/a/{number:\d+}", site._page)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.port = runner.addresses[0][1]
        try:
            yield site
        finally:
            await runner.cleanup()

    def url(self, number: int) -> str:
        return f"http://127.0.0.1:{self.port}/a/{number}"

    def publish(self) -> None:
        self.pieces.append(Piece(len(self.pieces)))
        if random.random() < CORRECTED:
            random.choice(self.pieces[-SHOWN // 8 :]).plan += 1

    async def _feed(self, request: web.Request) -> web.Response:
        items = "".join(
            f"<item><title>Matter {one.number}</title><link>{self.url(one.number)}</link>"
            f"<guid isPermaLink='false'>tag:{one.number}</guid>"
            f"<description>Plan {one.plan} of matter {one.number}.</description></item>"
            for one in reversed(self.pieces[-SHOWN:])
        )
        body = f"<rss version='2.0'><channel><title>Tarn</title>{items}</channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml")

    async def _page(self, request: web.Request) -> web.Response:
        self.asked()
        piece = self.pieces[int(request.match_info["number"])]
        text = "".join(f"<p>{one}</p>" for one in piece.paragraphs())
        title = f"Matter {piece.number}"
        head = f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
        body = f"{head}<body><article><h1>{title}</h1>{text}</article></body></html>"
        return web.Response(text=body, content_type="text/html")


class LateDiscord(DiscordServer):
    """With more channels, and answers that come late, or are a 500 though all was done."""

    posted: Callable[[], None] = staticmethod(lambda: None)
    edits = 0

    def __init__(self) -> None:
        super().__init__()
        for channel in CHANNELS:
            self.places.add(text_channel(channel, f"news-{channel}"))

    async def _post(self, body: Any, request: web.Request, channel: str) -> Any:
        self.posted()
        message = await super()._post(body, request, channel)
        await asyncio.sleep(random.uniform(0, LATE))
        if random.random() < FAILING:
            return answer_json({"code": 0, "message": "500: as it happens"}, status=500)
        return message

    async def _edit(self, body: Any, request: web.Request, channel: str, message: str) -> Any:
        self.posted()
        self.edits += 1
        edited = await super()._edit(body, request, channel, message)
        await asyncio.sleep(random.uniform(0, LATE))
        return edited

    def shown(self, channel: int) -> list[dict[int, str]]:
        """The articles in each message of a channel, with the words that it shows."""
        return [articles_in(message) for message in self.messages.get(channel, [])]


def articles_in(message: dict[str, Any]) -> dict[int, str]:
    """By number, with the words shown; a digest has links to several, and none of their words."""
    found = {}
    for embed in message["embeds"]:
        words = embed.get("description") or ""
        if embed.get("url"):
            found[int(embed["url"].rpartition("/")[2])] = words
        else:
            found |= dict.fromkeys(map(int, re.findall(r"http\S+?/a/(\d+)", words)), "")
    return found


@dataclass
class Run:
    """A bot over a folder, with the world around it."""

    folder: Path
    site: Site
    discord: LateDiscord
    acknowledged: dict[str, str] = field(default_factory=dict)  # log entries' hashes
    lost: int = 0

    def configure(self) -> Path:
        config = self.folder / "config.toml"
        topics = "".join(
            f'[[topics]]\nname = "{one.name}"\nterms = ["{one.terms[0]}"]\n' for one in TOPICS
        )
        config.write_text(
            f'data_dir = "data"\n{topics}\n'
            f'[[feeds]]\nurl = "http://127.0.0.1:{self.site.port}/feed.xml"\nevery = 1\n'
            "[posting]\nmost = 1000\n"  # a channel's cap would only make it take longer
            f'[fetch]\nallow_private_hosts = ["127.0.0.1:{self.site.port}"]\n'
            f'[discord]\ntoken = "{TOKEN}"\napi_base = "{self.discord.base}"\n',
            "utf-8",
        )
        return config

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @contextlib.asynccontextmanager
    async def bot(self) -> AsyncIterator[Any]:
        """The process, killed at the end."""
        told = self.folder / "told.txt"
        process = PROCESSES.Process(target=_bot.work, args=(self.configure(), told))
        process.start()
        try:
            yield process
        finally:
            process.kill()
            await asyncio.to_thread(wait, [process.sentinel])
            process.join()

    async def subscribe(self) -> None:
        async with open_store(self.data) as store:
            topics = Topics(TOPICS, store.documents)
            orders = Subscriptions(store.log, store.documents, topics, lambda: datetime.now(UTC))
            for channel, topic in CHANNELS.items():
                await orders.subscribe(GUILD, channel, topic)

    def take_stock(self) -> None:
        """What the log holds after a death must be there after all others."""
        vault = open_record(self.data / "record.sqlite", write=False)
        now = {key: hashlib.sha256(value).hexdigest() for key, value in vault.under("log")}
        vault.close()
        self.lost += sum(now.get(key) != one for key, one in self.acknowledged.items())
        self.acknowledged = now

    async def live_and_die(self) -> None:
        """One life, ended at a random moment."""
        moment = random.choice(("after its start", "after a page", "after a post"))
        asked = asyncio.Event()
        self.site.asked = asked.set if moment == "after a page" else lambda: None
        self.discord.posted = asked.set if moment == "after a post" else lambda: None  # type: ignore[method-assign]
        async with self.bot():
            if moment == "after its start":
                await asyncio.sleep(random.uniform(0, LONGEST_LIFE / 2))
            else:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LONGEST_LIFE):
                        await asked.wait()
                await asyncio.sleep(random.uniform(0, 2 * LATE))
        self.take_stock()

    def missing(self) -> list[str]:
        """What has not arrived yet, and what is not in its newest words."""
        found = []
        for channel, topic in CHANNELS.items():
            shown = {n: words for one in self.discord.shown(channel) for n, words in one.items()}
            for piece in self.site.pieces[1:]:
                if topic == "everything" or piece.number % 2 == 0:
                    if piece.number not in shown:
                        found.append(f"#{topic} lacks article {piece.number}")
                    elif shown[piece.number] and piece.said() not in shown[piece.number]:
                        found.append(f"#{topic} shows old words of article {piece.number}")
        return found

    async def finish(self) -> None:
        """Run until everything has arrived, or should have."""
        async with self.bot():
            left, since = 0, time.monotonic()
            while missing := len(self.missing()):
                if missing != left:
                    left, since = missing, time.monotonic()
                if time.monotonic() - since > LAST_CHANCE:
                    break
                await asyncio.sleep(0.2)
        self.take_stock()

    def doubles(self) -> list[str]:
        found = []
        for channel, topic in CHANNELS.items():
            counts = Counter(n for one in self.discord.shown(channel) for n in one)
            found += [f"#{topic} has article {n} {c} times" for n, c in counts.items() if c > 1]
        return found

    def disorder(self) -> list[str]:
        """Articles of a feed's one look come oldest first, and looks come one after the other."""
        found = []
        for channel, topic in CHANNELS.items():
            numbers = [n for one in self.discord.shown(channel) for n in one]
            found += [
                f"#{topic} has article {after} after {before}"
                for before, after in itertools.pairwise(numbers)
                if after < before
            ]
        return found

    async def wrong_records(self) -> tuple[int, list[str]]:
        """How many entries there are; and articles that are not there once, or statements with
        words that nobody published."""
        async with open_store(self.data) as store:
            entries = await store.log.read(0, 1_000_000)
            check = Check(store.log, store.documents, store.index)
            found = [f"{one.subject}: {one.sentence}" async for one in check.troubles()]
        first = Counter(e.record.article.url for e in entries if e.record.article.revision == 1)
        for piece in self.site.pieces:
            if first[self.site.url(piece.number)] != 1:
                found.append(f"article {piece.number}: {first[self.site.url(piece.number)]} times")
            found += [one for entry in entries for one in self._unsaid(entry, piece)]
        return len(entries), found

    def _unsaid(self, entry: Entry, piece: Piece) -> list[str]:
        article = entry.record.article
        if article.url != self.site.url(piece.number):
            return []
        versions = [Piece(piece.number, plan + 1).paragraphs() for plan in range(piece.plan)]
        said = [words for one in entry.record.statements for words in one.words(article.text)]
        return [
            f"never said: {words}"
            for words in said
            if not any(words in paragraph for version in versions for paragraph in version)
        ]


async def publish_on(site: Site) -> None:
    while True:
        site.publish()
        await asyncio.sleep(BETWEEN)


async def measure(kills: int) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with Site.running() as site, LateDiscord.running() as discord:
            assert isinstance(discord, LateDiscord)
            run = Run(Path(folder), site, discord)
            site.publish()
            await run.subscribe()
            async with run.bot():  # what the feed shows at first is from before, and not posted
                while not (run.data / "record.sqlite").exists() or not run.acknowledged:
                    await asyncio.sleep(0.5)
                    run.take_stock()
            publishing = asyncio.create_task(publish_on(site))
            for _ in range(kills):
                await run.live_and_die()
            publishing.cancel()
            await asyncio.gather(publishing, return_exceptions=True)
            await run.finish()
            records, wrong = await run.wrong_records()
            missing, doubles, disorder = run.missing(), run.doubles(), run.disorder()
    posts = sum(map(len, discord.messages.values()))
    print(
        f"{kills} kills in {time.monotonic() - began:.0f} s: {len(site.pieces)} articles, "
        f"{records} records, {posts} posts and {discord.edits} edits in {len(CHANNELS)} channels"
    )
    print(
        f"lost records {run.lost}, doubles {len(doubles)}, missing or old {len(missing)}, "
        f"out of order {len(disorder)}, wrong records or words {len(wrong)}"
    )
    for one in [*doubles, *missing, *disorder, *wrong][:20]:
        print(f"  {one}")
    return int(bool(run.lost or doubles or missing or disorder or wrong))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    return asyncio.run(measure(options.kills))


PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["bench._bot"])

if __name__ == "__main__":
    sys.exit(main())
