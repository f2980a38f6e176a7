"""How fast the store is: ``python -m bench.store [--statements N]``.

Makes articles of twenty statements by invented speakers (few of them quoted often, many
once, as in the news), appends them, lets the index follow, and asks. Prints appends and
statements a second, the file sizes, and the time of each kind of question (median and
99th percentile, through the port, so with the way to the thread and back), for how long
the event loop stands still at most while the index follows, and how fast room is made.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
from bot.store import Store, open_store

PER_ARTICLE = 20
BATCH = 100  # records a follow
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
        for turn in range(PER_ARTICLE):
            name, said = self.pick(self.names), self.sentence()
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


async def load(store: Store, world: World, articles: int) -> None:
    appending, reading, following = Watch(), Watch(), Watch()
    for number in range(articles):
        record = world.record(number)
        with appending:
            await store.log.append(record)
    while True:
        with reading:
            entries = await store.log.read(await store.index.cursor(), BATCH)
        if not entries:
            break
        with following:
            await store.index.follow(entries)
    for name, watch in (("append", appending), ("read", reading), ("follow", following)):
        rate = articles / watch.seconds
        print(f"{name:8} {rate:9,.0f} records/s {rate * PER_ARTICLE:9,.0f} statements/s")


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
        await store.index.follow(await store.log.read(await store.index.cursor(), BATCH))


async def make_room(store: Store, articles: int) -> None:
    """Cut the older half, as retention does, and write the files anew."""
    cutting, giving, compacting = Watch(), Watch(), Watch()
    half, end = articles // 2, await store.log.end()
    with cutting:
        for _ in range(0, half, BATCH):
            ids = [one.article for one in await store.index.oldest(BATCH, before=None, upto=end)]
            await store.index.heirs(ids)
            await store.log.cut(ids, end)
            await store.index.drop(ids, end)
    room = await store.log.room()
    with giving:
        while await store.log.give_back():
            pass
    with compacting:
        await store.log.compact()
        await store.index.compact()
    print(f"cut      {half / cutting.seconds:9,.0f} records/s")
    print(f"gave back {room.free / 1e6:.0f} MB in {giving.seconds:.1f} s")
    print(f"wrote the other half anew in {compacting.seconds:.1f} s")


async def timed(name: str, ask: Callable[[], Awaitable[object]]) -> None:
    taken = []
    for _ in range(ASKED):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1_000)
    taken.sort()
    print(f"{name:34} {taken[len(taken) // 2]:8.2f} {taken[len(taken) * 99 // 100]:8.2f} ms")


async def ask_all(store: Store, world: World) -> None:
    index, dice = store.index, world.random
    known = await index.people("", 5_000)
    often = known[:200]

    def said_by(some: list[Named], about: str | None) -> Awaitable[object]:
        return index.statements(dice.choice(some).id, about, 20, 0)

    print(f"{'question':34} {'median':>8} {'99 %':>8}")

    def typed(letters: int) -> Callable[[], Awaitable[object]]:
        return lambda: index.people(world.pick(world.names)[:letters], 25)

    for letters in (1, 2, 3, 5):
        await timed(f"people, {letters} letters", typed(letters))
    await timed("people, whole name", lambda: index.people(world.pick(world.names), 25))
    await timed("people, most quoted", lambda: index.people("", 25))
    await timed("nearest", lambda: index.nearest(world.pick(world.names)[1:], 5))
    await timed("statements, anybody", lambda: index.statements(dice.choice(known).id, None, 20, 0))
    await timed(
        "statements, much quoted", lambda: index.statements(dice.choice(often).id, None, 20, 0)
    )
    await timed(
        "statements about a word",
        lambda: index.statements(dice.choice(often).id, world.pick(world.words), 20, 0),
    )
    await timed(
        'statements about "the"', lambda: index.statements(dice.choice(known).id, "the", 20, 0)
    )
    await timed("count, much quoted", lambda: index.count(dice.choice(often).id, None))
    await timed("latest 25", lambda: index.latest(25))
    await timed("outlets", index.outlets)
    await timed("titles, 3 letters", lambda: index.titles(world.pick(world.words)[:3], 25))
    ids = await index.latest(500)
    await timed("newest record of an article", lambda: store.log.newest(dice.choice(ids)))
    records = [entry.record for one in ids[:20] if (entry := await store.log.newest(one))]
    said = [one.words(made.article.text)[0] for made in records for one in made.statements]
    await timed("who said a sentence", lambda: index.said(dice.choice(said), 400))
    await timed("who said common words", lambda: index.said(" ".join(COMMON[:5]), 400))


def weigh(folder: Path, statements: int) -> None:
    for path in sorted(folder.glob("*.sqlite")):
        size = path.stat().st_size
        print(f"{path.name:16} {size / 1e6:8.1f} MB {size / statements:8.0f} bytes/statement")


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--statements", type=int, default=100_000)
    statements = parser.parse_args().statements
    articles = max(1, statements // PER_ARTICLE)
    with tempfile.TemporaryDirectory() as folder:
        world = World(statements)
        async with open_store(Path(folder)) as store:
            await load(store, world, articles)
        began = time.perf_counter()
        async with open_store(Path(folder)) as store:
            await store.index.latest(5)
            print(f"open to first answer {time.perf_counter() - began:.3f} s")
            await ask_all(store, world)
            gc.freeze()  # else it is mostly the collector, walking over this whole program
            pause = await longest_pause(follow_some(store))
            print(f"longest pause of the event loop beside following {pause:.1f} ms")
            await store.index.follow(await store.log.read(await store.index.cursor(), articles))
            weigh(Path(folder), statements)
            await make_room(store, articles)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    asyncio.run(main())
