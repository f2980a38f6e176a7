"""How fast the store is: ``python -m bench.store [--statements N]``.

Makes articles of twenty statements by eight invented speakers, as many as real ones have
(PolNeAR's 84 articles for development: 18.9 statements by 7.6 named speakers), a few of them
quoted often and many once. It appends them, lets the index catch up, and asks. Each question is
asked through the port, so with the way to the thread and back; its figure is the 99th
percentile. Then room is made: the older half is cut and the files are written anew. Last
the index follows as it does beside the chat, and it is measured for how long the event
loop stands still at most. Each figure stands beside what it must be; one that misses it is
a failure.

Without ``--statements`` both 100,000 and 1,000,000 are run, each in a process of its own,
which shows how the cost grows.
"""

from __future__ import annotations

import asyncio
import gc
import random
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench._sizes import at_each_size
from bot.desk.keeping.follow import ALONE, BESIDE_CHAT, catch_up
from bot.ports import Named
from bot.records import (
    Act,
    Arrival,
    Article,
    Polarity,
    Quotation,
    Record,
    Span,
    Speaker,
    SpeakerKind,
    Statement,
    digest,
)
from bot.run import SWITCH
from bot.store import Store, open_store

PER_ARTICLE = 20
SPEAKERS = 8  # an article
ASKED = 500  # questions of each kind
START = datetime(2026, 1, 1, tzinfo=UTC)

SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvwyz" for vowel in "aeiou"]
COMMON = ["the", "of", "and", "to", "a", "in", "that", "is", "was", "for", "on", "with", "said"]


class World:
    """Invented names and words, with a natural frequency curve; the same for the same seed."""

    def __init__(self, statements: int) -> None:
        self.random = random.Random(7)
        self.names = sorted({f"{self._word(2)} {self._word(3)}" for _ in range(statements // 10)})
        self.random.shuffle(self.names)
        self.words = [self._word(3).lower() for _ in range(20_000)]

    def _word(self, syllables: int) -> str:
        return "".join(self.random.choices(SYLLABLES, k=syllables)).capitalize()

    def pick(self, things: list[str]) -> str:
        """One of them, the first by far the likeliest (rank to the power of -1, about)."""
        return things[int(len(things) ** self.random.random()) - 1]

    def sentence(self) -> str:
        both = (COMMON, self.words)
        return " ".join(self.pick(both[self.random.random() < 0.5]) for _ in range(20))

    def record(self, number: int) -> Record:
        text, statements = "", []
        cast = [self.pick(self.names) for _ in range(SPEAKERS)]
        for turn in range(PER_ARTICLE):
            name, said = self.random.choice(cast), self.sentence()
            mention = Span(len(text), len(text) + len(name))
            content = Span(mention.end + 7, mention.end + 7 + len(said))
            text += f"{name} said: {said}.\n\n"
            statements.append(
                Statement(
                    id=digest("statement", number, turn),
                    content=(content,),
                    cue=Span(mention.end + 1, mention.end + 5),
                    speaker=Speaker(mention, name, None, SpeakerKind.PERSON),
                    quotation=Quotation.INDIRECT,
                    act=Act.SAID,
                    polarity=Polarity.ASSERTED,
                    rule="bench",
                    confidence=self.random.choice((0.5, 0.8, 0.9)),
                )
            )
        article = Article(
            id=digest("article", number),
            url=f"https://courier.example/{number}?from=feed",
            canonical_url=f"https://courier.example/{number}",
            feed_id="courier",
            title=self.sentence()[:70],
            byline=None,
            credit=None,
            site="The Courier",
            published_at=START + timedelta(minutes=number),
            fetched_at=START + timedelta(minutes=number, seconds=30),
            text=text,
            language="en",
        )
        return Record(article, tuple(statements), "bench", Arrival.NEW)


class Watch:
    """Adds up the time spent inside ``with`` blocks."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._began


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and what it must be: at most ``must``, or at least with ``least``."""

    name: str
    value: float
    unit: str
    must: float | None = None  # None: nothing is asked of it
    least: bool = False

    @property
    def met(self) -> bool:
        if self.must is None:
            return True
        return self.value >= self.must if self.least else self.value <= self.must

    def __str__(self) -> str:
        line = f"{self.name:34} {number(self.value):>10} {self.unit:13}"
        if self.must is None:
            return line
        bound = f"{'≥' if self.least else '≤'} {number(self.must)}"
        return f"{line} {bound:>9}  {'met' if self.met else 'MISSED'}"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


async def load(store: Store, world: World, articles: int) -> list[Figure]:
    appending, catching_up = Watch(), Watch()
    for turn in range(articles):
        record = world.record(turn)
        with appending:
            await store.log.append(record)
    with catching_up:
        await catch_up(store.log, store.index, ALONE)
    return [
        Figure(name, articles * PER_ARTICLE / watch.seconds, "statements/s", must, least=True)
        for name, watch, must in (
            ("bulk append", appending, 5_000),
            ("catching up", catching_up, 20_000),
        )
    ]


async def longest_pause(work: Awaitable[None]) -> float:
    """For how many milliseconds at most the event loop did not turn while this was done."""
    task, longest = asyncio.ensure_future(work), 0.0
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - began - 0.001)
    await task
    return longest * 1_000


async def follow_some(store: Store) -> None:
    await store.index.reset()
    for _ in range(10):
        await store.index.follow(await store.log.read(await store.index.cursor(), BESIDE_CHAT))


async def make_room(store: Store, articles: int) -> list[Figure]:
    """Cut the older half, as retention does, and write the files anew."""
    cutting, giving, compacting = Watch(), Watch(), Watch()
    half, end = articles // 2, await store.log.end()
    with cutting:
        for _ in range(0, half, BESIDE_CHAT):
            oldest = await store.index.oldest(BESIDE_CHAT, before=None, upto=end)
            ids = [one.article for one in oldest]
            await store.index.heirs(ids)
            await store.log.cut(ids, end)
            await store.index.drop(ids, end)
    free = (await store.log.room()).free
    with giving:
        while await store.log.give_back():
            pass
    with compacting:
        await store.log.compact()
        await store.index.compact()
    return [
        Figure("cutting", half / cutting.seconds, "records/s"),
        Figure("giving back what is free", free / 1e6 / giving.seconds, "MB/s"),
        Figure("writing the other half anew", compacting.seconds, "s"),
    ]


async def timed(name: str, ask: Callable[[], Awaitable[object]]) -> float:
    """Prints the median; gives the 99th percentile, in milliseconds."""
    taken = []
    for _ in range(ASKED):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1_000)
    taken.sort()
    worst = taken[len(taken) * 99 // 100]
    print(f"{name:34} {taken[len(taken) // 2]:8.2f} {worst:8.2f} ms")
    return worst


async def ask_all(store: Store, world: World) -> list[Figure]:
    index, dice = store.index, world.random
    known = await index.people("", 5_000)
    often = known[:200]

    def said_by(some: list[Named], about: str | None) -> Awaitable[object]:
        return index.statements(dice.choice(some).id, about, 20, 0)

    def typed(letters: int) -> Callable[[], Awaitable[object]]:
        return lambda: index.people(world.pick(world.names)[:letters], 25)

    print(f"{'question':34} {'median':>8} {'99 %':>8}")
    for letters in (1, 2, 3, 5):
        await timed(f"people, {letters} letters", typed(letters))
    await timed("people, whole name", lambda: index.people(world.pick(world.names), 25))
    await timed("people, most quoted", lambda: index.people("", 25))
    await timed("nearest", lambda: index.nearest(world.pick(world.names)[1:], 5))
    quotes = [
        await timed("statements, anybody", lambda: said_by(known, None)),
        await timed("statements, much quoted", lambda: said_by(often, None)),
        await timed("count, much quoted", lambda: index.count(dice.choice(often).id, None)),
    ]
    about = [
        await timed("statements about a word", lambda: said_by(often, world.pick(world.words))),
        await timed('statements about "the"', lambda: said_by(known, "the")),
        await timed("titles, 3 letters", lambda: index.titles(world.pick(world.words)[:3], 25)),
        await timed("titles, a word", lambda: index.titles(world.pick(world.words), 25)),
    ]
    latest = await timed("latest 25", lambda: index.latest(25))
    await timed("activity, most quoted", lambda: index.activity(often[0].id))
    await timed("activity, much quoted", lambda: index.activity(dice.choice(often).id))
    await timed("30 articles, much quoted", lambda: index.quoted_in(dice.choice(often).id, 30))
    await timed(
        "titles with any of 6 words",
        lambda: index.alike([world.pick(world.words) for _ in range(6)], 200),
    )
    await timed("outlets", index.outlets)
    ids = await index.latest(500)
    await timed("speakers of 40 articles", lambda: index.speakers(dice.sample(ids, 40)))
    await timed("newest record of an article", lambda: store.log.newest(dice.choice(ids)))
    records = [entry.record for one in ids[:20] if (entry := await store.log.newest(one))]
    said = [one.words(made.article.text)[0] for made in records for one in made.statements]
    await timed("who said a sentence", lambda: index.said(dice.choice(said), 400))
    await timed("who said common words", lambda: index.said(" ".join(COMMON[:5]), 400))
    return [
        Figure("/quotes, 99 %", max(*quotes, *about[:2]), "ms", 20),
        Figure("/latest, 99 %", latest, "ms", 10),
        Figure("full text, 99 %", max(about), "ms", 60),
    ]


def sizes(folder: Path, statements: int) -> list[Figure]:
    return [
        Figure(path.name, path.stat().st_size / statements, "B/statement")
        for path in sorted(folder.glob("*.sqlite"))
    ]


def weigh(folder: Path, statements: int) -> None:
    for size in sizes(folder, statements):
        print(size)


async def measure(statements: int) -> list[Figure]:
    articles = max(1, statements // PER_ARTICLE)
    with tempfile.TemporaryDirectory() as folder:
        world = World(statements)
        async with open_store(Path(folder)) as store:
            figures = await load(store, world, articles)
        began = time.perf_counter()
        async with open_store(Path(folder)) as store:
            await store.index.latest(5)
            figures.append(Figure("start to first answer", time.perf_counter() - began, "s", 2))
            figures += await ask_all(store, world)
            figures += sizes(Path(folder), statements)
            figures += await make_room(store, articles)
            gc.freeze()  # both as the bot does at its start
            sys.setswitchinterval(SWITCH)
            pause = await longest_pause(follow_some(store))
            figures.append(Figure("longest pause of the event loop", pause, "ms", 20))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*figures, Figure("peak memory", peak, "MB", 300)]


def met(statements: int) -> bool:
    """Print the figures; whether they are what they must be."""
    figures = asyncio.run(measure(statements))
    print(*figures, sep="\n", flush=True)
    return all(figure.met for figure in figures)


if __name__ == "__main__":
    sys.exit(at_each_size("bench.store", __doc__, met))
