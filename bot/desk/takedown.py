"""Taking an article down: at its outlet's or a person's request its words are erased for good.

What is left is a document of kind ``removal``, by article id, and a last entry in the log that
arrives as REMOVED and knows the article's address and nothing that it said. So it stays removed
whatever is read or built again, and whoever follows the log learns of it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.desk import anchors, reports, running
from bot.desk.answers import Answers
from bot.desk.reading import READER
from bot.desk.words import WORDS
from bot.errors import Damaged, NothingFound
from bot.ports import Clock, Documents, Index, RecordLog
from bot.records import Arrival, Article, Record

log = logging.getLogger(__name__)

KIND = "removal"


@dataclass(frozen=True, slots=True)
class Removal:
    """That an article was removed, and why, in the operator's words."""

    at: datetime | None
    reason: str | None = None

    def encode(self) -> dict[str, Any]:
        """As a JSON document."""
        return {"at": self.at.isoformat() if self.at else None, "reason": self.reason}

    @classmethod
    def decode(cls, document: dict[str, Any]) -> Removal:
        """From a JSON document."""
        at = document["at"]
        return cls(datetime.fromisoformat(at) if at else None, document["reason"])


async def removal_of(documents: Documents, article_id: str) -> Removal | None:
    """The removal that stands for this article; one that is damaged stands. Raises StoreError."""
    try:
        stored = await documents.get(KIND, article_id)
    except Damaged as error:
        log.error("removal %s: %s", article_id, error)
        return Removal(None)
    return Removal.decode(stored) if stored else None


def without_words(article: Article) -> Article:
    """What may be known of a removed article: where it was and when, and nothing it said."""
    return replace(article, title="", byline=None, credit=None, text="", language="und", related=())


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
            await self._documents.put(KIND, article_id, removal.encode())
        await self._erase(newest.record.article)
        return newest.record.article

    async def carry_out(self) -> int:
        """Erase what is to be removed and is there all the same; how many articles that were.

        As after a crash, or when an older copy of the record was put back. As ``remove``.
        """
        erased = 0
        for article_id in await self._documents.keys(KIND):
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
        await self._documents.delete(KIND, article_id)
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
