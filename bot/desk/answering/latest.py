"""The newest articles, of one topic or outlet, each story once whoever carries it.

A story stands where it was published first among the articles that fit what is asked, so that it
is on one page only and a copy that comes a day later does not bring it to the top again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from bot.desk.answering.answers import KEY_IN_LIST, Headline, headline
from bot.desk.answering.shown import record_of
from bot.desk.sorting.stories import Stories, first_published
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.ports import Index, Outlet, RecordLog
from bot.records import Article, Record, Topic
from bot.sentences import say
from bot.topics.match import EVERYTHING, match

MOST = 10  # articles in one answer
_REACH = 500  # articles looked at for one answer,
_PATIENCE = 0.6  # and seconds, after which it is told how far that got
_PAGE = 50
_NAMED = 10  # outlets, where one that is asked for is not known

Before = tuple[str, str]
"""Date (ISO 8601) and id of the last article that was seen."""


@dataclass(frozen=True, slots=True)
class LatestPage:
    """Articles, newest first. ``older`` leads to those behind them, None where there are none;
    there may be some where of ``seen`` articles none fits. ``source`` is an outlet's name as it
    is kept; ``begins``: nothing newer was passed over."""

    headlines: tuple[Headline, ...]
    topic: Topic
    source: str | None
    count: int
    older: Before | None
    begins: bool
    seen: int = 0


class Latest:
    """Raises NothingFound and BadInput, each with one sentence for the person who asked."""

    def __init__(self, log: RecordLog, index: Index, topics: Topics, stories: Stories) -> None:
        self._log = log
        self._index = index
        self._topics = topics
        self._stories = stories

    async def articles(
        self,
        topic: str | None = None,
        source: str | None = None,
        count: int = 5,
        guild_id: int | None = None,
        before: Before | None = None,
    ) -> LatestPage:
        """1 to 10 of the newest articles, of one topic or outlet if named (any letter case).

        ``guild_id`` is the server that asks, which may have topics of its own.
        """
        if not 1 <= count <= MOST:
            raise BadInput(str(count), say("Ask for 1 to {most} articles at a time.", most=MOST))
        wanted = await self._topics.find(topic or EVERYTHING, guild_id)
        outlet = await self._outlet(source) if source else None
        headlines: list[Headline] = []
        last, seen, more = before, 0, False
        clock = asyncio.get_running_loop().time
        deadline = clock() + _PATIENCE
        async for record in self._newest(outlet, before):
            if seen and clock() > deadline:
                more = True
                break
            seen += 1
            fits = match(wanted, record).belongs
            if fits and (found := await self._told_first(record, wanted, outlet)):
                if len(headlines) == count:
                    more = True
                    break
                headlines.append(found)
            last = (record.article.dated.isoformat(), record.article.id)
        more = more or seen == _REACH
        if not headlines and not more:
            raise NothingFound(wanted.name, _nothing(wanted, outlet, seen, before))
        older = last if more else None
        return LatestPage(tuple(headlines), wanted, outlet, count, older, before is None, seen)

    async def suggest_outlets(self, typed: str, limit: int | None = 25) -> list[Outlet]:
        """For autocompletion: those with this in their name, whoever carried most first; without a
        limit all."""
        part = " ".join(typed.split()).casefold()
        return [one for one in await self._index.outlets() if part in one.name.casefold()][:limit]

    async def _outlet(self, source: str) -> str:
        """An outlet as it is kept, by its name or a part that only it has."""
        found = await self.suggest_outlets(source, _NAMED + 1)
        wanted = " ".join(source.split()).casefold()
        exact = [one for one in found if one.name.casefold() == wanted]
        if exact or len(found) == 1:
            return (exact or found)[0].name
        known = found[:_NAMED] or (await self._index.outlets())[:_NAMED]
        names = ", ".join(one.name for one in known)
        if not names:
            raise NothingFound(source, say("No article by “{source}” is on record.", source=source))
        if found:
            raise BadInput(
                source,
                say("“{source}” may be several: {names}. Choose one.", source=source, names=names),
            )
        raise NothingFound(
            source,
            say(
                "No article by “{source}” is on record. There are some by: {names}.",
                source=source,
                names=names,
            ),
        )

    async def _newest(self, outlet: str | None, before: Before | None) -> AsyncIterator[Record]:
        """Articles as they are read, as far back as is looked for one answer."""
        left = _REACH
        while left and (page := await self._index.latest(min(_PAGE, left), before, outlet=outlet)):
            left -= len(page)
            for article_id in page:
                record = await record_of(self._log, article_id)
                if record is not None:
                    yield record
                    before = (record.article.dated.isoformat(), article_id)

    async def _told_first(
        self, record: Record, wanted: Topic, outlet: str | None
    ) -> Headline | None:
        """The article with the others of its story; None where another that fits was first."""
        members = await self._stories.members(record.article.id)
        if len(members) < 2:
            return headline(record, KEY_IN_LIST)
        told = [one for member in members if (one := await record_of(self._log, member))]
        fitting = [one.article for one in told if _fits(one, wanted, outlet)]
        first, _ = first_published(fitting or [record.article])
        if first.id != record.article.id:
            return None
        others = [one.article for one in told if one.article.id != first.id]
        also = sorted(others, key=lambda article: (article.dated, article.id))
        return replace(headline(record, KEY_IN_LIST), also=tuple(also))


def _fits(record: Record, wanted: Topic, outlet: str | None) -> bool:
    return (outlet is None or _outlet_of(record.article) == outlet) and match(
        wanted, record
    ).belongs


def _outlet_of(article: Article) -> str:
    """As the index has it: who published it first, where the article says so."""
    return article.credit or article.site


def _nothing(wanted: Topic, outlet: str | None, seen: int, before: Before | None) -> str:
    if before is not None:
        return say("There are no older articles that fit.")
    if not seen:
        return say("No article is stored yet. Try again in a few minutes.")
    if outlet is not None:
        return say(
            "None of the newest {seen} articles by {outlet} is about {topic}. "
            "Leave the topic or the source out to see more.",
            seen=seen,
            outlet=outlet,
            topic=wanted.name,
        )
    return say(
        "None of the newest {seen} articles is about {topic}. Leave the topic out to see them.",
        seen=seen,
        topic=wanted.name,
    )
