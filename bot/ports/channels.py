"""Channels: what is put into them, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.records import Article, Change, Quoted, StoryDay


@dataclass(frozen=True, slots=True)
class Post:
    """What one channel is to be shown of one article.

    ``matched`` are the article's words that made it one of the topic. ``changes`` are what
    was corrected since it was posted; ``retracted``: its outlet has withdrawn it. ``also``
    are articles of other outlets that tell the same story, oldest first. ``story`` is the
    day of a running story that it appeared on. A ``brief`` one is a single line. ``ping`` is
    the id of a role that it mentions, who are told of it when it is new, and never of an edit.
    """

    article: Article
    key: tuple[Quoted, ...]
    statements: int  # how many there are in all
    topic: str
    matched: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    retracted: bool = False
    also: tuple[Article, ...] = ()
    story: StoryDay | None = None
    brief: bool = False
    ping: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """Articles that came too late or too fast for posts of their own, or in a channel that gets
    them once a day, oldest first: one message with a link to each. ``first`` and ``last`` are
    their positions in the log; ``ping`` is as in ``Post``."""

    articles: tuple[Article, ...]
    topic: str
    first: int
    last: int
    ping: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """It is there. ``channel_id`` where that is another one than was asked for: a forum's
    post is a thread of its own."""

    message_id: int
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """Not now: wait so many seconds and try the same again."""

    reason: str
    retry_after: float


@dataclass(frozen=True, slots=True)
class Refused:
    """This channel will not have it until somebody changes something: pause with the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unacceptable:
    """This one message is refused for what it is: record it and go on."""

    reason: str


PostOutcome = Posted | Busy | Refused | Unacceptable


class Courier(Protocol):
    """Puts messages into channels. Never raises for what Discord answers."""

    async def post(self, channel_id: int, what: Post | Digest, nonce: str) -> PostOutcome:
        """Send once; Discord drops a repeat of ``nonce`` for a few minutes."""

    async def edit(self, channel_id: int, message_id: int, what: Post | Digest) -> PostOutcome:
        """Bring a posted message up to date; Unacceptable where somebody has deleted it."""

    async def delete(self, channel_id: int, message_id: int) -> PostOutcome:
        """Take a posted message back; Posted where it is gone, by us or by anybody."""

    async def find(
        self, channel_id: int, what: Post | Digest, since: datetime
    ) -> Posted | Busy | Refused | None:
        """Look for our own message about this since then; None: it is not there."""

    async def publish(self, channel_id: int, message_id: int) -> PostOutcome | None:
        """Publish a message of an announcement channel to those that follow it; Posted where
        it is published, by us or by anybody, None where the channel is no such one."""
