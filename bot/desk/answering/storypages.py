"""Running stories as people ask for them: all of them, or one with its day, news and voices.

Raises NothingFound and BadInput, each with one sentence for the person who asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.desk.answering.answers import Answers
from bot.desk.sorting.running import Running
from bot.errors import NothingFound
from bot.ports import Clock, Index, Named
from bot.records import Article, RunningStory
from bot.sentences import say
from bot.topics.running import goes_on, story_id

ARTICLES = 5  # shown of a story at a time
STORIES = 10  # listed at a time
VOICES = 8
VOICES_IN = 40
"""Articles in which it is looked for who speaks: the newest of the story."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A story with the day it is in today and how many articles are known of it."""

    story: RunningStory
    day: int
    articles: int


@dataclass(frozen=True, slots=True)
class StoryList:
    """Running stories, those that come first of most interest: ``stories`` are number ``offset``
    and after of ``in_all``."""

    stories: tuple[Listed, ...]
    offset: int
    in_all: int


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A running story: ``articles`` are number ``offset`` and after of ``listed.articles``, the
    newest first; ``voices`` speak most in its newest ones, with how many statements."""

    listed: Listed
    articles: tuple[Article, ...]
    offset: int
    voices: tuple[tuple[Named, int], ...]


class StoryPages:
    """One per process, safe to call concurrently."""

    def __init__(self, running: Running, index: Index, answers: Answers, clock: Clock) -> None:
        self._running = running
        self._index = index
        self._answers = answers
        self._clock = clock

    async def all(self, offset: int = 0) -> StoryList:
        """What goes on: the configuration's in its order, then what was learned."""
        found = self._going_on()
        if not found:
            raise NothingFound(
                "stories",
                say(
                    "No running story is known yet. The bot's operator can name some in the "
                    "configuration; others are learned from articles that count the days."
                ),
            )
        shown = tuple(self._listed(one) for one in found[offset : offset + STORIES])
        return StoryList(shown, offset, len(found))

    async def page(self, name: str, *, offset: int = 0) -> StoryPage:
        """One story, by id or by words of its name."""
        story = self._named(name)
        ids = self._running.articles(story)
        return StoryPage(
            listed=Listed(story, self._today(story), len(ids)),
            articles=tuple(await self._articles(ids[offset : offset + ARTICLES])),
            offset=offset,
            voices=await self._voices(ids[:VOICES_IN]),
        )

    def suggest(self, typed: str, limit: int = 25) -> list[tuple[RunningStory, int]]:
        """Stories, each with the day it is in, for autocompletion."""
        found = [one for one in self._going_on() if _has_words(one, typed)]
        return [(one, self._today(one)) for one in found[:limit]]

    def _going_on(self) -> list[RunningStory]:
        today = self._clock().date()
        return [story for story in self._running.stories() if goes_on(story, today)]

    def _named(self, name: str) -> RunningStory:
        """Over or not: who asks for one by its name gets it."""
        known = self._running.stories()
        wanted = story_id(name)
        for story in known:
            if name == story.id or wanted in {story.id, *map(story_id, story.names)}:
                return story
        found = [story for story in known if _has_words(story, name)]
        if not found or not any(map(str.isalnum, name)):
            raise NothingFound(
                name,
                say(
                    "No running story is called “{name}”. Without a name, all of them are listed.",
                    name=name,
                ),
            )
        return found[0]

    def _listed(self, story: RunningStory) -> Listed:
        return Listed(story, self._today(story), len(self._running.articles(story)))

    def _today(self, story: RunningStory) -> int:
        return story.day(self._clock().date())

    async def _articles(self, ids: Iterable[str]) -> list[Article]:
        records = [await self._answers.record(one) for one in ids]
        return [record.article for record in records if record is not None]

    async def _voices(self, ids: Sequence[str]) -> tuple[tuple[Named, int], ...]:
        voices: Counter[Named] = Counter()
        for named, _, count in await self._index.speakers(ids):
            voices[named] += count
        return tuple(voices.most_common(VOICES))


def _has_words(story: RunningStory, typed: str) -> bool:
    """Whether each of the words begins one of a name's."""
    wanted = typed.casefold().split()
    names = [name.casefold().split() for name in (story.name, *story.names)]
    return any(
        all(any(word.startswith(start) for word in words) for start in wanted) for words in names
    )
