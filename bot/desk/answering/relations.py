"""Articles that are related to one, each with why: told elsewhere, linked, same people, story,
topic or words.

Raises NothingFound and BadInput, each with one sentence for the person who asked.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from bot.desk.answering.answers import Answers
from bot.desk.sorting.running import Running
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.ports import Index, Named
from bot.records import Article, Link, Record, SpeakerKind
from bot.topics.match import match

SHOWN = 5  # at a time
MOST = 25  # in all
LINKS = 10  # of the page's own that are not stored

_PEOPLE = 6  # who speak most in the article
_VOICES = (SpeakerKind.PERSON, SpeakerKind.ORGANISATION)
_EACH = 20  # newest articles looked at, for each of them, for a story, and for words
_NEWEST = 40  # articles that are looked at for the article's topics
_WEIGHED = 60  # of all that were found, those that are read
_FEWEST_SHARED = 2  # words of two titles
_WORD = re.compile(r"[^\W\d_]{4,}")


class Why(StrEnum):
    """Why an article is related to another."""

    SAME_STORY = "same story"  # wire copies and rewrites
    LINKED = "linked"  # by the article's own page
    PEOPLE = "people"
    RUNNING = "running story"
    TOPIC = "topic"
    WORDS = "words"


_WEIGHTS = {
    Why.SAME_STORY: 8.0,
    Why.LINKED: 4.0,
    Why.PEOPLE: 2.0,  # each, less for those who are quoted everywhere
    Why.RUNNING: 1.5,
    Why.TOPIC: 1.0,
    Why.WORDS: 0.7,  # each
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that relates two articles; ``what`` names people, stories, topics or words."""

    why: Why
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """An article with its reasons, the weightiest first."""

    article: Article
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RelatedPage:
    """What is related to ``article``: number ``offset`` and after of ``in_all``, and links that
    its page gives to articles that are not stored."""

    article: Article
    found: tuple[Related, ...]
    offset: int
    in_all: int
    links: tuple[Link, ...]


class Relations:
    """One per process, safe to call concurrently."""

    def __init__(
        self, index: Index, answers: Answers, topics: Topics, stories: Stories, running: Running
    ) -> None:
        self._index = index
        self._answers = answers
        self._topics = topics
        self._stories = stories
        self._running = running

    async def page(
        self, article: str, guild_id: int | None = None, *, offset: int = 0
    ) -> RelatedPage:
        """Of an article named by id, link or words of its title; ``guild_id`` is the server that
        asks, which may have topics of its own."""
        record = await self._answers.asked(article)
        weighed = _Weighed()
        links = await self._linked(record, weighed)
        await self._told_elsewhere(record, weighed)
        await self._same_people(record, weighed)
        self._same_running_story(record, weighed)
        await self._same_words(record, weighed)
        found = await self._shown(record, weighed, guild_id)
        shown = tuple(found[offset : offset + SHOWN])
        return RelatedPage(record.article, shown, offset, len(found), links)

    async def _linked(self, record: Record, weighed: _Weighed) -> tuple[Link, ...]:
        """Takes in what its page links to; the links that lead to nothing stored."""
        left = []
        for link in record.article.related:
            known = await self._index.by_url(link.url)
            if known is None:
                left.append(link)
            else:
                weighed.add(known, Why.LINKED)
        return tuple(left[:LINKS])

    async def _told_elsewhere(self, record: Record, weighed: _Weighed) -> None:
        for other in await self._stories.members(record.article.id):
            weighed.add(other, Why.SAME_STORY)

    async def _same_people(self, record: Record, weighed: _Weighed) -> None:
        found = await self._index.speakers([record.article.id])
        people = [named for named, _, _ in found] or await self._called_so(record)
        for named in people[:_PEOPLE]:
            share = 1 / (1 + math.log10(max(named.statements, 1)))
            for other in await self._index.quoted_in(named.id, _EACH):
                weighed.add(other, Why.PEOPLE, named.name, share)

    async def _called_so(self, record: Record) -> list[Named]:
        """The likeliest of these names: whoever was read just now is not in the index yet."""
        names = Counter(s.speaker.name for s in record.statements if s.speaker.kind in _VOICES)
        found: list[Named] = []
        for name, _ in names.most_common(_PEOPLE):
            likeliest = await self._index.people(name, 1)
            found += [one for one in likeliest if one.name.casefold() == name.casefold()]
        return found

    def _same_running_story(self, record: Record, weighed: _Weighed) -> None:
        for story in self._running.of(record):
            for other in self._running.articles(story)[:_EACH]:
                weighed.add(other, Why.RUNNING, story.name)

    async def _same_words(self, record: Record, weighed: _Weighed) -> None:
        ours = _words(record.article.title)
        for other, title in await self._index.alike(sorted(ours), 10 * _EACH):
            shared = ours & _words(title)
            if len(shared) >= _FEWEST_SHARED:
                for word in sorted(shared):
                    weighed.add(other, Why.WORDS, word)

    async def _shown(
        self, record: Record, weighed: _Weighed, guild_id: int | None
    ) -> list[Related]:
        """The weightiest, best first; of equal ones the newest first."""
        topics = self._topics.shared()
        topics += await self._topics.own(guild_id) if guild_id is not None else []
        ours = [topic for topic in topics if match(topic, record).belongs]
        if ours:
            weighed.look_at(await self._index.latest(_NEWEST))
        weighed.leave_out(record.article.id)
        found: list[tuple[float, Article]] = []
        for other in weighed.best(_WEIGHED):
            known = await self._answers.record(other)
            if known is None:
                continue
            for topic in ours:
                if match(topic, known).belongs:
                    weighed.add(other, Why.TOPIC, topic.name)
            if weighed.weight(other):
                found.append((weighed.weight(other), known.article))
        found.sort(key=lambda one: (one[0], one[1].dated, one[1].id), reverse=True)
        return [Related(one, weighed.reasons(one.id)) for _, one in found[:MOST]]


class _Weighed:
    """Articles by id with what relates each of them, and how much that weighs."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Why, dict[str, float]]] = defaultdict(dict)

    def add(self, article: str, why: Why, what: str = "", share: float = 1.0) -> None:
        """Once more for the same reason counts once."""
        self._found[article].setdefault(why, {})[what] = _WEIGHTS[why] * share

    def look_at(self, articles: Iterable[str]) -> None:
        """Have these among the others, with no reason yet."""
        for article in articles:
            self._found.setdefault(article, {})

    def leave_out(self, article: str) -> None:
        self._found.pop(article, None)

    def weight(self, article: str) -> float:
        return sum(sum(whats.values()) for whats in self._found[article].values())

    def best(self, most: int) -> list[str]:
        return sorted(self._found, key=self.weight, reverse=True)[:most]

    def reasons(self, article: str) -> tuple[Reason, ...]:
        found = sorted(self._found[article].items(), key=lambda one: -sum(one[1].values()))
        return tuple(Reason(why, tuple(filter(None, whats))) for why, whats in found)


def _words(title: str) -> set[str]:
    """The words of a title that say what it is about."""
    return {word.casefold() for word in _WORD.findall(title)} - _common()


@cache
def _common() -> frozenset[str]:
    text = files("bot.desk.answering").joinpath("headline_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
