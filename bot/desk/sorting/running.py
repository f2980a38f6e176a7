"""Which articles belong to running stories, and what stories they count the days of.

``Running`` follows the log with a cursor of its own and keeps, of the newest articles that
belong to a story or count days, what that was: documents of kind ``running``, by article. A
story of the configuration that was changed is looked for again in the newest part of the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.ports import Documents, RecordLog
from bot.records import Arrival, Record, RunningStory, StoryDay, Topic, digest
from bot.topics.running import (
    Sighting,
    StoryMatcher,
    counted_in,
    learned,
    sightings,
    story_day,
)

KIND = "running"

REACH = 5_000
"""Log entries that are looked at where nothing is known yet, the newest: who counts the days of
something counts them again and again."""

MOST = 5_000
"""Articles that are kept, the newest: they are held in memory, too."""

_BATCH = 100
_CURSOR = "running"


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of an article that appeared at ``at``: the ids of the configuration's stories
    that it belongs to, what it counts, and the learned stories that it belongs to besides."""

    at: datetime
    stories: tuple[str, ...]
    seen: tuple[Sighting, ...]
    also: tuple[Sighting, ...]

    def encode(self) -> dict[str, Any]:
        """As a JSON document."""
        return {
            "at": self.at.isoformat(),
            "stories": list(self.stories),
            "seen": [[one.name, one.since.isoformat()] for one in self.seen],
            "also": [[one.name, one.since.isoformat()] for one in self.also],
        }

    @classmethod
    def decode(cls, document: Mapping[str, Any]) -> Told:
        """From a JSON document."""
        at = datetime.fromisoformat(document["at"])

        def sighted(key: str) -> tuple[Sighting, ...]:
            found = document[key]
            return tuple(Sighting(name, date.fromisoformat(day), at.date()) for name, day in found)

        return cls(at, tuple(document["stories"]), sighted("seen"), sighted("also"))


class Running:
    """Follows the log; ``keep`` is False beside a running bot, where nothing may be written."""

    def __init__(
        self,
        log: RecordLog,
        documents: Documents,
        configured: Sequence[RunningStory] = (),
        *,
        keep: bool = True,
    ) -> None:
        self._log = log
        self._documents = documents
        self._configured = tuple(configured)
        self._keep = keep
        self._told: dict[str, Told] = {}
        self._stories: tuple[RunningStory, ...] = self._configured
        self._matcher = StoryMatcher(self._stories)
        self._cursor: int | None = None  # None: what is stored was not read yet
        self._turn = asyncio.Lock()

    async def follow(self) -> int:
        """Take in what is new in the log; how many entries that were. Raises StoreError."""
        async with self._turn:
            cursor = await self._load() if self._cursor is None else self._cursor
            self._cursor = None  # until all is stored: what fails on the way is done again
            taken = 0
            while entries := await self._log.read(cursor, _BATCH):
                changed: dict[str, Told | None] = {}
                for entry in entries:
                    told = self._of(entry.record)
                    if self._take(entry.record.article.id, told):
                        changed[entry.record.article.id] = told
                    await asyncio.sleep(0)  # somebody may be waiting for an answer
                changed |= dict.fromkeys(self._forget_oldest())
                cursor = entries[-1].position
                await self._store(changed, cursor)
                taken += len(entries)
            self._cursor = cursor
            return taken

    def stories(self) -> tuple[RunningStory, ...]:
        """Those of the configuration in its order, then those that are learned, the one counted
        last first. Whether they still go on is for ``goes_on`` to say."""
        return self._stories

    async def topic(self, name: str, guild_id: int | None) -> Topic | None:
        """As ``topics.RunningStories``: every server may follow every story."""
        wanted = name.casefold()
        for story in self.stories():
            if story.name.casefold() == wanted:
                return Topic(story.name, story.terms)
        return None

    async def names(self, typed: str, guild_id: int | None) -> list[str]:
        """As ``topics.RunningStories``."""
        start = typed.casefold()
        return [story.name for story in self.stories() if start in story.name.casefold()]

    def of(self, record: Record) -> list[RunningStory]:
        """The stories that an article belongs to."""
        return self._matcher.of(record)

    def day(self, record: Record) -> StoryDay | None:
        """Which day of a running story an article appeared on."""
        return story_day(self.of(record), record.article)

    def articles(self, story: RunningStory) -> list[str]:
        """The ids of a story's articles, newest first."""
        found = [
            (told.at, article)
            for article, told in self._told.items()
            if story.id in told.stories or counted_in(story, (*told.seen, *told.also))
        ]
        return [article for _, article in sorted(found, reverse=True)]

    def _of(self, record: Record) -> Told | None:
        """What is kept of an article; None: nothing."""
        if record.arrival is Arrival.REMOVED:
            return None
        article = record.article
        seen = tuple(sightings(article))
        stories = self.of(record)
        also = (
            Sighting(story.name, story.since, article.dated.date())
            for story in stories
            if story.names and not counted_in(story, seen)
        )
        ids = (story.id for story in stories if not story.names)
        told = Told(article.dated, tuple(ids), seen, tuple(also))
        return told if told.stories or told.seen or told.also else None

    def _take(self, article: str, told: Told | None) -> bool:
        """Keep it in memory; whether anything changed."""
        before = self._told.pop(article, None)
        if told is not None:
            self._told[article] = told
        if (before.seen if before else ()) != (told.seen if told else ()):
            self._learn()
        return before != told

    def _forget_oldest(self) -> list[str]:
        """Articles beyond the limit, which are forgotten."""
        excess = len(self._told) - MOST
        if excess <= 0:
            return []
        oldest = sorted(self._told, key=lambda article: self._told[article].at)[:excess]
        for article in oldest:
            del self._told[article]
        self._learn()
        return oldest

    def _learn(self) -> None:
        seen = {article: told.seen for article, told in self._told.items() if told.seen}
        self._stories = (*self._configured, *learned(seen, self._configured))
        self._matcher = StoryMatcher(self._stories)

    async def _load(self) -> int:
        """What is stored, and how far it was followed; the newest part again, where the
        configuration names other stories than then."""
        self._told = {
            article: Told.decode(one) for article, one in (await self._documents.all(KIND)).items()
        }
        self._learn()
        known = await self._documents.get("cursor", _CURSOR) or {}
        end = await self._log.end()
        begin = max(0, end - REACH)
        if known.get("stories") != self._fingerprint():
            return begin
        return max(begin, min(int(known["position"]), end))

    async def _store(self, changed: Mapping[str, Told | None], cursor: int) -> None:
        if not self._keep:
            return
        kept = {article: told.encode() for article, told in changed.items() if told is not None}
        gone = [article for article, told in changed.items() if told is None]
        if kept:
            await self._documents.put_many(KIND, kept)
        if gone:
            await self._documents.delete_many(KIND, gone)
        position = {"position": cursor, "stories": self._fingerprint()}
        await self._documents.put("cursor", _CURSOR, position)

    def _fingerprint(self) -> str:
        return digest(*((one.name, one.since, one.terms) for one in self._configured))


async def forget(documents: Documents, article_ids: Iterable[str]) -> None:
    """Keep nothing of these articles any more. Raises StoreError."""
    await documents.delete_many(KIND, article_ids)
