"""What is on record of posts: documents written before a message is sent and after.

Kinds: ``delivery``, one for each article in each subscription, and ``digest``, one for each
message that stands for several of them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.errors import Damaged
from bot.ports import Documents
from bot.records import Arrival, Entry
from bot.sentences import kept, recalled

log = logging.getLogger(__name__)

POSTS = "delivery"
"""The kind of the documents about posts, keyed by subscription, a slash, and the article."""

DIGESTS = "digest"
"""That of the documents about digests, keyed by subscription, a slash, and first-last."""


class State(StrEnum):
    """What became of one article in one channel."""

    TRYING = "trying"  # it may be there or not
    POSTED = "posted"  # a message of its own
    DIGESTED = "digested"  # one line of a digest
    SHARED = "shared"  # the channel got it through another of its subscriptions
    JOINED = "joined"  # named as "also in" by another outlet's post of the same story
    UNDELIVERABLE = "undeliverable"
    REMOVED = "removed"  # taken back


@dataclass(frozen=True, slots=True)
class Attempt:
    """One article in one channel.

    ``first`` and ``shown`` are the log positions of what was first shown of it and of what is
    shown now; None in documents from before they were kept. ``asked`` is the channel that it was
    meant for, if not the one that the subscription began in, and ``channel_id`` where the message
    is, if that is another: a forum's post is a thread of its own. ``also`` are the articles that
    the post names as the same story's; of a joined one ``host`` is the article that names it.
    ``digest`` is the key of the digest it stands in. ``due``: its message has yet to be edited.
    ``brief`` and ``ping`` are how it was posted, and so how it is edited.
    """

    state: State
    since: datetime
    revision: int
    message_id: int | None = None
    reason: str | None = None
    channel_id: int | None = None
    first: int | None = None
    shown: int | None = None
    also: tuple[str, ...] = ()
    host: str | None = None
    digest: str | None = None
    due: bool = False
    asked: int | None = None
    brief: bool = False
    ping: int | None = None

    def encode(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "since": self.since.isoformat(),
            "reason": kept(self.reason),
            "also": list(self.also),
        }

    @classmethod
    def decode(cls, document: Mapping[str, Any]) -> Attempt:
        return cls(
            **{
                **document,
                "state": State(document["state"]),
                "since": datetime.fromisoformat(document["since"]),
                "reason": recalled(document.get("reason")),
                "also": tuple(document.get("also", ())),
            }
        )

    def shows(self, entry: Entry) -> bool:
        """Whether the message is as this entry has it, or newer."""
        if self.due:
            return False
        if self.shown is not None:
            return self.shown >= entry.position
        amended = entry.record.arrival in (Arrival.AMENDED, Arrival.REMOVED)
        return not amended and self.revision >= entry.record.article.revision


@dataclass(frozen=True, slots=True)
class DigestAttempt:
    """One digest: the articles it has a line for, and the log positions that it spans; ``asked``,
    ``channel_id`` and ``ping`` are as in ``Attempt``."""

    state: State
    since: datetime
    articles: tuple[str, ...]
    first: int
    last: int
    message_id: int | None = None
    channel_id: int | None = None
    asked: int | None = None
    ping: int | None = None

    @property
    def key(self) -> str:
        return f"{self.first}-{self.last}"

    def encode(self) -> dict[str, Any]:
        return {**asdict(self), "since": self.since.isoformat(), "articles": list(self.articles)}

    @classmethod
    def decode(cls, document: Mapping[str, Any]) -> DigestAttempt:
        return cls(
            **{
                **document,
                "state": State(document["state"]),
                "since": datetime.fromisoformat(document["since"]),
                "articles": tuple(document["articles"]),
            }
        )


class Attempts:
    """The documents about posts. Raises StoreError."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def of(self, subscription: str, entry: Entry) -> Attempt | None:
        """What is on record of this entry's article; None: it was never tried."""
        article = entry.record.article
        try:
            return await self.get(subscription, article.id)
        except Damaged as error:
            # It was tried, with what end we cannot know: the channel is asked before anything
            # is sent, from the time when there can have been a post at the earliest. That of
            # a corrected article may be too far back to be found; its correction is not shown.
            log.error("delivery %s/%s: %s", subscription, article.id, error)
            if entry.record.arrival is not Arrival.NEW:
                return None
            return Attempt(State.TRYING, article.fetched_at, article.revision)

    async def get(self, subscription: str, article: str) -> Attempt | None:
        """As it is on record. Raises Damaged where that cannot be read any more."""
        stored = await self._documents.get(POSTS, f"{subscription}/{article}")
        return Attempt.decode(stored) if stored else None

    async def put(self, subscription: str, attempts: Mapping[str, Attempt]) -> None:
        """These, by article; all or none of them."""
        await self._documents.put_many(
            POSTS, {f"{subscription}/{article}": one.encode() for article, one in attempts.items()}
        )

    async def digest(self, subscription: str, key: str) -> DigestAttempt | None:
        """Raises Damaged where it cannot be read any more."""
        stored = await self._documents.get(DIGESTS, f"{subscription}/{key}")
        return DigestAttempt.decode(stored) if stored else None

    async def put_digest(self, subscription: str, digest: DigestAttempt) -> None:
        await self._documents.put(DIGESTS, f"{subscription}/{digest.key}", digest.encode())


def ended(attempt: Attempt, newest: Entry) -> Attempt:
    """What is on record of a post that is taken back."""
    return replace(
        attempt, state=State.REMOVED, shown=newest.position, also=(), host=None, due=False
    )
