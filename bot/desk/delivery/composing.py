"""What is posted: from entries of the log to what a channel is shown.

Thousands of channels ask for the same few entries at the same time, so what is read and
chosen is kept until the log grows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from async_lru import alru_cache

from bot.desk.answering.answers import KEY_IN_LIST, Headline, headline
from bot.desk.delivery.attempts import Attempt, DigestAttempt
from bot.desk.reading.article import read_statements
from bot.desk.reading.corrections import changes, is_retraction
from bot.desk.sorting.running import Running
from bot.desk.sorting.stories import Stories
from bot.ports import Digest, Post, RecordLog
from bot.records import Arrival, Article, Change, Entry, StoryDay, Topic
from bot.topics.match import Matched, match, words_of

BATCH = 100  # entries read at a time
_KEPT = 64  # batches, entries and answers of each kind: most channels ask for the newest


class Composer:
    """Reads the log for everybody who posts from it. Raises StoreError."""

    def __init__(self, log: RecordLog, stories: Stories, running: Running) -> None:
        self._log = log
        self._running = running
        self._end = -1
        self._matched: dict[tuple[Topic, int], Matched] = {}
        self._headlines: dict[int, Headline] = {}
        self._days: dict[int, StoryDay | None] = {}
        once = alru_cache(maxsize=_KEPT)
        self._batch = once(self._read)
        self._newest = once(log.newest)
        self._members = once(stories.members)
        self._changed = once(self._changes)

    async def end(self) -> int:
        """The log's end now; what was kept of a shorter one is forgotten."""
        end = await self._log.end()
        if end != self._end:
            self._end = end
            self._matched.clear()
            self._headlines.clear()
            self._days.clear()
            for kept in (self._batch, self._newest, self._members, self._changed):
                kept.cache_clear()
        return end

    async def entries(self, after: int) -> Sequence[Entry]:
        """Up to ``BATCH`` of them, in order."""
        return await self._batch(after)

    async def newest(self, entry: Entry) -> Entry:
        """The last entry of the same article; the given one where that is damaged."""
        found = await self._newest(entry.record.article.id)
        return found if found and found.position > entry.position else entry

    async def newest_of(self, article: str) -> Entry | None:
        """The last entry of an article; None where there is none to be read."""
        return await self._newest(article)

    async def same_story(self, article: str) -> Sequence[str]:
        """The other articles that tell the same story, in the order they came in."""
        return [one for one in await self._members(article) if one != article]

    def matched(self, topic: Topic, entry: Entry) -> Matched:
        """What of the topic the entry's article matches."""
        key = (topic, entry.position)
        if key not in self._matched:
            self._matched[key] = match(topic, entry.record)
        return self._matched[key]

    async def post(self, newest: Entry, topic: Topic, attempt: Attempt) -> Post:
        """An article as it is now, with what was corrected since it was first shown."""
        short = self._short(newest)
        corrected = attempt.first is not None and attempt.first < newest.position
        return Post(
            article=short.article,
            key=short.key,
            statements=short.statements,
            topic=topic.name,
            matched=words_of(self.matched(topic, newest)),
            changes=await self._changed(attempt.first, newest.position) if corrected else (),
            retracted=is_retraction(newest.record.article),
            also=_shown([await self._newest(other) for other in attempt.also]),
            story=self._day(newest),
            brief=attempt.brief,
            ping=attempt.ping,
        )

    def _day(self, entry: Entry) -> StoryDay | None:
        if entry.position not in self._days:
            self._days[entry.position] = self._running.day(entry.record)
        return self._days[entry.position]

    async def digest(self, made: DigestAttempt, topic: Topic) -> Digest:
        """Those of its articles that can be read and were not removed, which may be none."""
        shown = _shown([await self._newest(article) for article in made.articles])
        return Digest(shown, topic.name, made.first, made.last, made.ping)

    def _short(self, newest: Entry) -> Headline:
        if newest.position not in self._headlines:
            self._headlines[newest.position] = headline(newest.record, KEY_IN_LIST)
        return self._headlines[newest.position]

    async def _read(self, after: int) -> Sequence[Entry]:
        return await self._log.read(after, BATCH)

    async def _changes(self, first: int, newest: int) -> tuple[Change, ...]:
        """From one position to another of the same article."""
        found = [await self._log.read(position - 1, 1) for position in (first, newest)]
        records = [entries[0].record for entries in found if entries]
        if len(records) < 2 or records[0].article.id != records[1].article.id:
            return ()  # one of them is damaged, or was erased
        before, after = records
        if before.engine != after.engine:
            # What another engine sees in the same words is nothing that the outlet corrected.
            article = before.article
            statements = await asyncio.to_thread(
                read_statements, article.id, article.text, article.language
            )
            before = replace(before, statements=statements)
        return changes(before, after)


def _shown(entries: Sequence[Entry | None]) -> tuple[Article, ...]:
    return tuple(
        entry.record.article
        for entry in entries
        if entry is not None and entry.record.arrival is not Arrival.REMOVED
    )
