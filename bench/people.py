"""How fast people are told apart and found: ``python -m bench.people [--full]``.

Makes articles of twenty statements by invented speakers, few of them quoted often, many
once, some under another spelling or with a title, and lets the index follow. Prints how
long the index took to build, how many of the speakers became one entity each, the time of
each kind of question (median and 99th percentile, through the port) and the memory of the
process. ``--full`` is 1,000,000 statements by 100,000 speakers, otherwise a tenth of it.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.store import PER_ARTICLE, Watch, World, timed, weigh
from bot.desk.answering.answers import Answers
from bot.desk.keeping.follow import ALONE, catch_up
from bot.desk.sorting.topics import Topics
from bot.records import Record, Span, Speaker, SpeakerKind
from bot.store import Store, open_store

FULL = 1_000_000
LIMITS = {"build, s": 300, "question, ms": 20, "memory, MB": 300}
OFFICES = ["minister", "mayor", "spokesman", "coach", "professor", "director", "lawyer", "nurse"]
SUBJECTS = ["foreign", "defense", "health", "harbour", "press", "school", "water", "trade"]


class Crowd(World):
    """Speakers who are not always spelled alike, half of them with a title."""

    def __init__(self, statements: int) -> None:
        super().__init__(statements)
        self.places = [self._word(2) for _ in range(300)]
        self.titles = {
            name: f"{self.pick(SUBJECTS)} {self.pick(OFFICES)} of {self.pick(self.places)}"
            for name in self.names
            if self.random.random() < 0.5
        }

    def record(self, number: int) -> Record:
        made = super().record(number)
        place = self.pick(self.places)
        named = {s.speaker.name: self.spelled(s.speaker.name) for s in made.statements}
        text = made.article.text + f"It was in {place} and in {self.pick(self.places)}."
        return replace(
            made,
            article=replace(made.article, text=text, site=f"The {place} Courier"),
            statements=tuple(
                replace(s, speaker=self.speaker(s.speaker, named[s.speaker.name]))
                for s in made.statements
            ),
        )

    def speaker(self, known: Speaker, spelled: str) -> Speaker:
        mention = known.mention or Span(0, 1)
        return Speaker(mention, spelled, self.titles.get(known.name), SpeakerKind.PERSON)

    def spelled(self, name: str) -> str:
        """Mostly as it is; now and then with the vowels' accents or another "i"."""
        dice = self.random.random()
        if dice < 0.9:
            return name
        return name.replace("a", "á") if dice < 0.95 else name.replace("i", "y")


async def build(store: Store, crowd: Crowd, articles: int) -> float:
    for number in range(articles):
        await store.log.append(crowd.record(number))
    building = Watch()
    with building:
        await catch_up(store.log, store.index, ALONE)
    return building.seconds


async def ask_all(store: Store, crowd: Crowd) -> None:
    index, dice = store.index, crowd.random
    answers = Answers(store.log, index, Topics([], store.documents))
    known = await index.people("", 5_000)
    print(f"{'question':34} {'median':>8} {'99 %':>8}")
    for letters in (1, 2, 3, 4, 6):
        await timed(
            f"suggestions, {letters} letters",
            lambda letters=letters: answers.suggest_people(crowd.pick(crowd.names)[:letters]),
        )
    await timed(
        "suggestions, both names begun",
        lambda: answers.suggest_people(" ".join(w[:3] for w in crowd.pick(crowd.names).split())),
    )
    await timed("suggestions, a typo", lambda: answers.suggest_people(typo(crowd)))
    await timed(
        "suggestions, an office",
        lambda: answers.suggest_people(f"{crowd.pick(SUBJECTS)} {crowd.pick(OFFICES)}"),
    )
    await timed("suggestions, half an office", lambda: answers.suggest_people("spokesp"))
    await timed("nearest", lambda: index.nearest(typo(crowd), 5))
    await timed("person by id", lambda: index.person(dice.choice(known).id))
    await timed(
        "newest 20 of anybody", lambda: index.statements(dice.choice(known).id, None, 20, 0)
    )
    await timed(
        "newest 20 of the most quoted",
        lambda: index.statements(dice.choice(known[:50]).id, None, 20, 0),
    )
    await timed("dossier of anybody", lambda: index.dossier(dice.choice(known).id))


def typo(crowd: Crowd) -> str:
    """A name with two neighbouring letters swapped."""
    name = crowd.pick(crowd.names)
    at = crowd.random.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="1,000,000 statements")
    statements = FULL if parser.parse_args().full else FULL // 10
    with tempfile.TemporaryDirectory() as folder:
        crowd = Crowd(statements)
        began = time.perf_counter()
        async with open_store(Path(folder)) as store:
            seconds = await build(store, crowd, statements // PER_ARTICLE)
            rate = statements / seconds
            print(f"made and built in {time.perf_counter() - began:.0f} s")
            print(f"index built in {seconds:.0f} s, {rate:,.0f} statements/s")
            entities = len(await store.index.people("", 10 * statements))
            print(f"{len(crowd.names):,} speakers, {entities:,} entities (some never spoke)")
            await ask_all(store, crowd)
        weigh(Path(folder), statements)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print("limits: " + ", ".join(f"{what} {most}" for what, most in LIMITS.items()))


if __name__ == "__main__":
    asyncio.run(main())
