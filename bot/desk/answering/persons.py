"""Who somebody is by the record: titles over time, where and when quoted, and on what.

Raises NothingFound and BadInput, each with one sentence for the person who asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.answering.answers import Answers
from bot.desk.sorting.running import Running
from bot.desk.sorting.topics import Topics
from bot.ports import Index, Named, TitleHeld
from bot.records import Article, Topic
from bot.topics.match import match

TITLES = 6  # shown at a time
ARTICLES = 30
"""In which it is looked for what somebody speaks about: the newest that quote them."""


@dataclass(frozen=True, slots=True)
class Held:
    """A title with an article that shows it; None where that was erased meanwhile."""

    title: TitleHeld
    article: Article | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """A speaker by the record.

    ``titles`` are number ``offset`` and after of ``titles_in_all``, the one held last first.
    ``months`` ("2031-05") and ``outlets`` count statements, ``topics`` and ``stories`` articles:
    those of the newest ``looked_at`` that quote them. ``candidates`` are others the name may mean.
    """

    named: Named
    candidates: tuple[Named, ...]
    titles: tuple[Held, ...]
    offset: int
    titles_in_all: int
    months: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    topics: tuple[tuple[str, int], ...]
    stories: tuple[tuple[str, int], ...]
    looked_at: int


class Persons:
    """One per process, safe to call concurrently."""

    def __init__(self, index: Index, answers: Answers, topics: Topics, running: Running) -> None:
        self._index = index
        self._answers = answers
        self._topics = topics
        self._running = running

    async def portrait(
        self, name: str, guild_id: int | None = None, *, offset: int = 0
    ) -> Portrait:
        """``name`` is any part of a name, or an entity id; ``guild_id`` is the server that asks,
        which may have topics of its own."""
        named, candidates = await self._answers.speaker(name)
        activity = await self._index.activity(named.id)
        articles = await self._index.quoted_in(named.id, ARTICLES)
        topics, stories = await self._about(articles, guild_id)
        chosen = activity.titles[offset : offset + TITLES]
        return Portrait(
            named=named,
            candidates=candidates,
            titles=tuple([await self._shown(title) for title in chosen]),
            offset=offset,
            titles_in_all=len(activity.titles),
            months=activity.months,
            outlets=activity.outlets,
            topics=topics,
            stories=stories,
            looked_at=len(articles),
        )

    async def _shown(self, title: TitleHeld) -> Held:
        record = await self._answers.record(title.article)
        return Held(title, record.article if record else None)

    async def _about(
        self, articles: Sequence[str], guild_id: int | None
    ) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """How many of these articles belong to each topic, and to each running story."""
        topics: list[Topic] = self._topics.shared()
        topics += await self._topics.own(guild_id) if guild_id is not None else []
        by_topic: Counter[str] = Counter()
        by_story: Counter[str] = Counter()
        for article in articles:
            record = await self._answers.record(article)
            if record is not None:
                by_topic.update(one.name for one in topics if match(one, record).belongs)
                by_story.update(one.name for one in self._running.of(record))
        return tuple(by_topic.most_common()), tuple(by_story.most_common())
