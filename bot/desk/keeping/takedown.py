"""Taking an article down: at its outlet's or a person's request its words are erased for good.

What is left is a document of kind ``removal``, by article id, and a last entry in the log that
arrives as REMOVED and knows the article's address and nothing that it said. So it stays removed
whatever is read or built again, and whoever follows the log learns of it.
"""

from __future__ import annotations

from bot.desk.answering.answers import Answers
from bot.desk.correcting.removed import REMOVALS, Removal, removal_of, without_words
from bot.desk.correcting.words import WORDS
from bot.desk.following import reports
from bot.desk.keeping import anchors
from bot.desk.reading.article import READER
from bot.desk.sorting import running
from bot.errors import NothingFound
from bot.ports import Clock, Documents, Index, RecordLog
from bot.records import Arrival, Article, Record


class Takedowns:
    """Removes articles, and lets them in again."""

    def __init__(
        self, log: RecordLog, index: Index, documents: Documents, answers: Answers, clock: Clock
    ) -> None:
        self._log = log
        self._index = index
        self._documents = documents
        self._answers = answers
        self._clock = clock

    async def remove(self, article: str, reason: str | None = None) -> Article:
        """Remove an article named by id, link or words of its title; what it was.

        The index must have followed the log to its end. Done again it finishes what a crash
        left. What is deleted stays in the files until they are compacted. Raises NothingFound,
        BadInput and StoreError.
        """
        article_id = await self._answers.article_id(article)
        newest = await self._log.newest(article_id)
        if newest is None:
            raise NothingFound(article, f"The article {article} cannot be read any more.")
        if await removal_of(self._documents, article_id) is None:
            removal = Removal(self._clock(), reason)
            await self._documents.put(REMOVALS, article_id, removal.encode())
        await self._erase(newest.record.article)
        return newest.record.article

    async def carry_out(self) -> int:
        """Erase what is to be removed and is there all the same; how many articles that were.

        As after a crash, or when an older copy of the record was put back. As ``remove``.
        """
        erased = 0
        for article_id in await self._documents.keys(REMOVALS):
            newest = await self._log.newest(article_id)
            if newest is not None and newest.record.arrival is not Arrival.REMOVED:
                await self._erase(newest.record.article)
                erased += 1
        return erased

    async def allow(self, article: str) -> Article:
        """Let a removed article in again, as it is then. Raises NothingFound, StoreError."""
        article_id = await self._answers.article_id(article)
        newest = await self._log.newest(article_id)
        if newest is None or await removal_of(self._documents, article_id) is None:
            raise NothingFound(article, "That article is not removed.")
        await self._documents.delete(REMOVALS, article_id)
        return newest.record.article

    async def _erase(self, article: Article) -> None:
        await anchors.keep(self._index, self._documents, [article.id])
        await self._log.append(Record(without_words(article), (), READER, Arrival.REMOVED))
        await self._documents.delete(WORDS, article.id)
        await reports.forget_article(self._documents, article.id)
        await running.forget(self._documents, [article.id])
        await self._forget_pending(article.id)

    async def _forget_pending(self, article_id: str) -> None:
        """What a feed said of it, where its page waits to be read again."""
        pending = await self._documents.all("pending")
        gone = [key for key, one in pending.items() if one.get("article") == article_id]
        await self._documents.delete_many("pending", gone)
