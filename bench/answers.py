"""How fast whole commands answer: ``python -m bench.answers [--statements N]``.

Makes articles as ``bench.store`` does, over five years, by forty outlets, with titles that are
held for a time, speakers who are not named, stories told twice, and topics and running stories to
choose from. Then every command that reads is asked as the chat asks it: the service, and the
message that is made of its answer, the chart of /person drawn. Nothing is sent. Suggestions are
timed as far as the service. Each answer must be there within a second, each suggestion within
150 ms, in 99 of 100 cases.

Without ``--statements`` both 100,000 and 1,000,000 are run, each in a process of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench._sizes import at_each_size
from bench.store import PER_ARTICLE, World
from bot.app import App
from bot.chat.rendering import (
    render_articles,
    render_person,
    render_quotes,
    render_related,
    render_said,
    render_story,
)
from bot.chat.rendering.render import Message
from bot.chat.rendering.reportable import reportable
from bot.config import Settings
from bot.desk.answering import dates
from bot.desk.keeping.follow import ALONE, catch_up
from bot.errors import NothingFound
from bot.ports import Named
from bot.records import Article, Quotation, Record, Speaker, SpeakerKind, Statement
from bot.store import open_store

ASKED = 200  # questions of each kind
ANSWER, SUGGESTION = 1_000.0, 150.0  # milliseconds
YEARS = 5
NOW = datetime(2031, 1, 1, tzinfo=UTC)

OFFICES = ("minister of", "speaker of", "head of", "captain of", "keeper of")
UNNAMED = ("spokesman", "official", "person close to the talks", "clerk")
RECENT = 5_000  # articles of which it is known which tell the same story
TOLD_AGAIN = 20  # one article in so many is another's, told elsewhere
GUILD = 1

Question = Callable[[], Coroutine[Any, Any, Message]]
Suggestion = Callable[[], Awaitable[object]]


class Newsroom(World):
    """The same with what else real records hold."""

    def __init__(self, statements: int) -> None:
        super().__init__(statements)
        self.articles = max(1, statements // PER_ARTICLE)
        self.outlets = [f"The {self._word(2)} {self._word(2)}" for _ in range(40)]
        self._last: Record | None = None

    def record(self, number: int) -> Record:
        made = super().record(number)
        at = NOW - timedelta(days=365 * YEARS) * (1 - number / self.articles)
        made = replace(made, article=self._carried(made.article, at))
        told = tuple(self._told(one, at.year) for one in made.statements)
        made = replace(made, statements=told)
        if number % TOLD_AGAIN == 1 and self._last is not None:
            made = self._again(self._last, made)
        self._last = made
        return made

    def _carried(self, article: Article, at: datetime) -> Article:
        site = self.pick(self.outlets)
        return replace(article, site=site, published_at=at, fetched_at=at)

    def _told(self, statement: Statement, year: int) -> Statement:
        if self.random.random() < 0.1:
            nobody = self.random.choice(UNNAMED)
            return replace(statement, speaker=Speaker(None, nobody, None, SpeakerKind.UNNAMED))
        speaker = statement.speaker
        if len(speaker.name) % 3:
            return statement
        office = OFFICES[(len(speaker.name) + year) % len(OFFICES)]
        title = f"{office} {speaker.name[:3]}"
        return replace(statement, speaker=replace(speaker, title=title))

    def _again(self, first: Record, other: Record) -> Record:
        """The words of the first in the place of the other."""
        article = replace(other.article, text=first.article.text, title=first.article.title)
        statements = tuple(
            replace(told, id=own.id)
            for told, own in zip(first.statements, other.statements, strict=True)
        )
        return replace(other, article=article, statements=statements)

    def settings(self, folder: Path) -> Settings:
        """An installation with topics from very common to never met, and running stories."""
        words = [self.words[place] for place in (0, 10, 100, 1_000, 10_000)]
        topics = [{"name": f"Topic {word}", "terms": [word]} for word in words]
        topics.append({"name": "Many", "terms": self.words[200:220]})
        topics.append({"name": "Never", "terms": ["xylophone"]})
        stories = [
            {"name": f"the {word} strike", "since": date(2030, 1, 1), "terms": [word]}
            for word in words[:3]
        ]
        return Settings.model_validate(
            {"data_dir": folder, "topics": topics, "stories": stories},
        )


class Asking:
    """The questions that members ask, each with a name."""

    def __init__(self, app: App, world: Newsroom, known: list[Named], ids: list[str]) -> None:
        self.desk = app.desk
        self.world = world
        self.known = known
        self.ids = ids

    def somebody(self) -> str:
        """Who is asked for: mostly those who are quoted often, by id as suggestions give it."""
        return self.world.pick([one.id for one in self.known])

    def word(self) -> str:
        return self.world.pick(self.world.words)

    async def quotes(self, name: str, about: str | None = None, **limits: Any) -> Message:
        page = await self.desk.answers.quotes(name, about, limit=render_quotes.PAGE, **limits)
        return reportable(render_quotes.quotes(page))

    async def latest(self, topic: str | None = None, source: str | None = None) -> Message:
        page = await self.desk.latest.articles(topic, source, 10, GUILD)
        return reportable(render_articles.latest(page))

    async def said(self, words: str) -> Message:
        page = await self.desk.sayings.find(words, limit=render_said.PAGE)
        return reportable(render_said.said(page))

    async def keypoints(self, article: str) -> Message:
        points = await self.desk.on_the_spot.keypoints(article, 1)
        return reportable(render_articles.keypoints(points))

    async def timeline(self, name: str, topic: str) -> Message:
        page = await self.desk.timelines.of(name, topic, GUILD, limit=render_quotes.PAGE)
        return reportable(render_quotes.timeline(page))

    async def person(self, name: str) -> Message:
        found = await self.desk.persons.portrait(name, GUILD)
        drawn = await asyncio.to_thread(render_person.draw, found)
        return render_person.portrait(found, drawn)

    async def story(self, name: str) -> Message:
        return render_story.story(await self.desk.storypages.page(name))

    async def stories(self) -> Message:
        return render_story.stories(await self.desk.storypages.all())

    async def related(self, article: str) -> Message:
        return render_related.related(await self.desk.relations.page(article, GUILD))

    async def sentence(self) -> str:
        """Something that was said."""
        record = await self.desk.answers.asked(self.article())
        return record.statements[0].words(record.article.text)[0][:250]

    def article(self) -> str:
        return self.world.random.choice(self.ids)

    def questions(self) -> dict[str, Question]:
        """By name; what a question draws, it draws anew each time."""
        world, dice = self.world, self.world.random
        most, topics = self.known[0].id, [one.name for one in self.desk.topics.shared()]
        year = dates.between("2029", "2029", NOW)

        async def whole() -> Message:
            return await self.said(await self.sentence())

        async def part() -> Message:
            return await self.said(" ".join((await self.sentence()).split()[3:11]))

        async def changed() -> Message:
            words = (await self.sentence()).split()
            return await self.said(" ".join([*words[:5], self.word(), *words[6:]])[:250])

        return {
            "/latest": self.latest,
            "/latest topic": lambda: self.latest(dice.choice(topics)),
            "/latest topic that nothing fits": lambda: self.latest("Never"),
            "/latest source": lambda: self.latest(source=world.pick(world.outlets)),
            "/latest topic source": lambda: self.latest(
                dice.choice(topics), world.pick(world.outlets)
            ),
            "/quotes": lambda: self.quotes(self.somebody()),
            "/quotes, most quoted": lambda: self.quotes(most),
            "/quotes, a typed name": lambda: self.quotes(world.pick(world.names).split()[1]),
            "/quotes about": lambda: self.quotes(self.somebody(), self.word()),
            "/quotes about “the”": lambda: self.quotes(most, "the"),
            "/quotes since until how": lambda: self.quotes(
                most, since=year[0], until=year[1], how=Quotation.INDIRECT
            ),
            "/quotes about since until how": lambda: self.quotes(
                most, "the", since=year[0], until=year[1], how=Quotation.INDIRECT
            ),
            "/quotes all, page 100": lambda: self.quotes(most, everything=True, offset=400),
            "/said, a whole sentence": whole,
            "/said, a part of one": part,
            "/said, nearly": changed,
            "/said, common words": lambda: self.said("the of and to a in that is was"),
            "/keypoints": lambda: self.keypoints(self.article()),
            "/keypoints, words of a title": lambda: self.keypoints(self.word()),
            "/timeline": lambda: self.timeline(self.somebody(), self.word()),
            "/timeline, most quoted, “the”": lambda: self.timeline(most, "the"),
            "/timeline of a topic": lambda: self.timeline(most, "Many"),
            "/person with chart": lambda: self.person(self.somebody()),
            "/person with chart, most quoted": lambda: self.person(most),
            "/story": self.stories,
            "/story name": lambda: self.story(dice.choice(self.desk.storypages.suggest(""))[0].id),
            "/related": lambda: self.related(self.article()),
        }

    def suggestions(self) -> dict[str, Suggestion]:
        world, answers, topics = self.world, self.desk.answers, self.desk.topics

        def name(letters: int) -> Suggestion:
            return lambda: answers.suggest_people(world.pick(world.names)[:letters])

        def title(letters: int) -> Suggestion:
            return lambda: answers.suggest_articles(self.word()[:letters])

        return {
            **{f"a name, {letters} letters": name(letters) for letters in (0, 1, 2, 3, 5, 20)},
            "a misspelt name": lambda: answers.suggest_people(
                world.pick(world.names)[1:].replace("a", "e")
            ),
            **{f"an article, {letters} letters": title(letters) for letters in (0, 1, 2, 3, 9)},
            "a topic": lambda: topics.suggest("t", GUILD),
            "an outlet": lambda: self.desk.latest.suggest_outlets("the"),
            "a time": lambda: asyncio.to_thread(dates.read_period, "3 days ago", NOW),
        }


async def timed(ask: Callable[[], Awaitable[object]]) -> list[float]:
    """Milliseconds of each, in order; that nothing is found is an answer, too."""
    taken = []
    for _ in range(ASKED):
        began = time.perf_counter()
        with contextlib.suppress(NothingFound):
            await ask()
        taken.append((time.perf_counter() - began) * 1_000)
    return sorted(taken)


async def fill(folder: Path, world: Newsroom) -> None:
    async with open_store(folder) as store:
        for number in range(world.articles):
            await store.log.append(world.record(number))
        await catch_up(store.log, store.index, ALONE)


async def measure(statements: int) -> bool:
    """Whether every answer was there in time."""
    world = Newsroom(statements)
    dates.get_ready()  # as the chat does before anybody can ask
    met = True
    with tempfile.TemporaryDirectory() as folder:
        settings = world.settings(Path(folder))
        began = time.perf_counter()
        await fill(settings.data_dir, world)
        async with App.opened(settings, clock=lambda: NOW) as app:
            # As if older ones had been compared when they came: that alone takes ten minutes.
            await app.desk.data.put("cursor", "stories", max(0, world.articles - RECENT))
            await app.stories.follow()
            await app.running.follow()
            print(f"made in {time.perf_counter() - began:,.0f} s", flush=True)
            known = await app.desk.answers.suggest_people("", 5_000)
            asking = Asking(
                app,
                world,
                known,
                [one for one, _ in await app.desk.answers.suggest_articles("", 2_000)],
            )
            print(f"{'milliseconds':34} {'median':>8} {'99 %':>8}")
            kinds: list[tuple[dict[str, Any], float]] = [
                (asking.questions(), ANSWER),
                (asking.suggestions(), SUGGESTION),
            ]
            for asked, must in kinds:
                for name, ask in asked.items():
                    taken = await timed(ask)
                    worst = taken[len(taken) * 99 // 100]
                    met = met and worst <= must
                    late = "" if worst <= must else f"  MISSED: {must:,.0f}"
                    print(f"{name:34} {taken[len(taken) // 2]:8.2f} {worst:8.2f}{late}", flush=True)
    return met


def main() -> int:
    return at_each_size("bench.answers", __doc__, lambda n: asyncio.run(measure(n)))


if __name__ == "__main__":
    sys.exit(main())
