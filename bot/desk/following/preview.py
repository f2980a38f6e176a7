"""What a subscription would have posted in the last week, before somebody subscribes.

By the articles as they are now, those included that a feed already held when it was first read.
The same story from several outlets is one post, as it is in a channel.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.errors import NothingFound
from bot.ports import Clock, Index, RecordLog
from bot.records import Arrival, Article, Record
from bot.sentences import say
from bot.topics.match import match, words_of

WEEK = timedelta(days=7)

MOST = 1_000
"""Articles that are looked at, the newest: an answer is to be there within a second."""

_PAGE = 100


@dataclass(frozen=True, slots=True)
class Previewed:
    """One post: its article, the words that matched, and how many other outlets tell it."""

    article: Article
    matched: tuple[str, ...]
    also: int = 0


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """``posts`` are number ``offset`` and after, of ``total``, newest first.

    ``articles`` were looked at; they reach back ``since`` then, which is later than a week ago
    where there are too many.
    """

    topic: str
    posts: tuple[Previewed, ...]
    offset: int
    total: int
    articles: int
    since: datetime


class Preview:
    """Raises StoreError, BadInput for what is no topic, and NothingFound in an empty record."""

    def __init__(
        self, log: RecordLog, index: Index, topics: Topics, stories: Stories, clock: Clock
    ) -> None:
        self._log = log
        self._index = index
        self._topics = topics
        self._stories = stories
        self._clock = clock

    async def of(self, to: str, guild_id: int | None, offset: int, limit: int) -> PreviewPage:
        """The page of what is asked for that begins at ``offset``."""
        topic = await self._topics.asked(to, guild_id)
        since = self._clock() - WEEK
        articles = 0
        oldest = None
        found: list[Previewed] = []
        async for record in self._newest(since):
            articles += 1
            oldest = record.article.dated
            matched = match(topic, record)
            if matched.belongs:
                found.append(Previewed(record.article, words_of(matched)))
        if not articles and await self._log.end() == 0:
            raise NothingFound(
                topic.name, say("No article is stored yet. Try again in a few minutes.")
            )
        posts = await self._folded(found)
        cut = oldest if oldest is not None and articles >= MOST else since
        page = tuple(posts[offset : offset + limit])
        return PreviewPage(topic.name, page, offset, len(posts), articles, cut)

    async def heard(self, to: str, guild_id: int | None) -> bool | None:
        """Whether any article of the last week is one of these; None: there is no article."""
        topic = await self._topics.asked(to, guild_id)
        heard: bool | None = None
        async for record in self._newest(self._clock() - WEEK):
            if match(topic, record).belongs:
                return True
            heard = False
        return heard

    async def _newest(self, since: datetime) -> AsyncIterator[Record]:
        """Articles dated since then, newest first, at most ``MOST``."""
        before: tuple[str, str] | None = None
        left = MOST
        while left > 0 and (page := await self._index.latest(min(_PAGE, left), before)):
            left -= len(page)
            last = before
            for article_id in page:
                entry = await self._log.newest(article_id)
                if entry is None or entry.record.arrival is Arrival.REMOVED:
                    continue
                article = entry.record.article
                if article.dated < since:
                    return
                before = (article.dated.isoformat(), article_id)
                yield entry.record
            if before == last:  # not one of them can be read
                return

    async def _folded(self, found: list[Previewed]) -> list[Previewed]:
        """With what other outlets tell of the same story added to the earliest."""
        posts: dict[str, Previewed] = {}
        for one in reversed(found):
            host = await self._host(one.article, posts)
            if host is None:
                posts[one.article.id] = one
            else:
                had = posts[host]
                posts[host] = Previewed(had.article, had.matched, had.also + 1)
        return list(reversed(posts.values()))

    async def _host(self, article: Article, posts: dict[str, Previewed]) -> str | None:
        for other in await self._stories.members(article.id):
            if other in posts and posts[other].article.site != article.site:
                return other
        return None
