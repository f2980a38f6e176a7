"""What the desk's tests share: a clock that is set by hand, articles, and a channel's fake.

``FakeChannels`` stands at the posting seam because no test Discord honours nonces: it
drops a repeated nonce within the window, keeps what was posted, and fails on demand,
before the message is taken or, as when a connection is lost, after it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.ports import Busy, Digest, Post, Posted, PostOutcome, Unacceptable
from bot.records import (
    Act,
    Arrival,
    Article,
    Polarity,
    Quotation,
    Record,
    Span,
    Speaker,
    SpeakerKind,
    Statement,
    article_id,
    statement_ids,
)

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


class HandClock:
    """A clock that moves only when told to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def break_documents(record: Path, key: str) -> None:
    """Flip a byte of every document whose key ends so, as a failing disk may."""
    with closing(sqlite3.connect(record)) as other, other:
        other.execute(
            "UPDATE record SET value = CAST(X'7BFF7D' AS TEXT) WHERE key LIKE 'doc/%' || ?", (key,)
        )


def break_entry(record: Path, position: int) -> None:
    """The same to an entry of the log."""
    with closing(sqlite3.connect(record)) as other, other:
        other.execute(
            "UPDATE record SET value = CAST(X'7BFF7D' AS TEXT) WHERE key = ?",
            (f"log/{position:012d}",),
        )


async def until(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until this is so; an AssertionError where it never is."""
    for _ in range(int(seconds / 0.005)):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never was so")


class Killed(BaseException):
    """The process died at this point."""


@dataclass
class Message:
    id: int
    nonce: str
    at: datetime
    post: Post | Digest
    edits: int = 0
    published: bool = False


@dataclass
class FakeChannels:
    clock: HandClock
    window: timedelta = timedelta(minutes=3)
    messages: dict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))
    before: Callable[[int, Post | Digest], PostOutcome | None] = lambda channel, post: None
    after: Callable[[int, Post | Digest], PostOutcome | None] = lambda channel, post: None
    finds: int = 0
    made: int = 0
    publications: dict[int, int] = field(default_factory=dict)  # left, by announcement channel

    async def post(self, channel_id: int, post: Post | Digest, nonce: str) -> PostOutcome:
        assert 0 < len(nonce) <= 25
        if refused := self.before(channel_id, post):
            return refused
        message = self._known(channel_id, nonce) or self._new(channel_id, post, nonce)
        return self.after(channel_id, post) or Posted(message.id)

    async def edit(self, channel_id: int, message_id: int, post: Post | Digest) -> PostOutcome:
        if refused := self.before(channel_id, post):
            return refused
        message = self._of_id(channel_id, message_id)
        if message is None:
            return Unacceptable("The post was deleted.")
        message.post = post
        message.edits += 1
        return Posted(message_id)

    async def delete(self, channel_id: int, message_id: int) -> PostOutcome:
        if message := self._of_id(channel_id, message_id):
            if refused := self.before(channel_id, message.post):
                return refused
            self.messages[channel_id].remove(message)
        return Posted(message_id)

    async def find(self, channel_id: int, post: Post | Digest, since: datetime) -> Posted | None:
        self.finds += 1
        for message in self.messages[channel_id]:
            if _same(message.post, post) and message.at >= since:
                return Posted(message.id)
        return None

    async def publish(self, channel_id: int, message_id: int) -> PostOutcome | None:
        message = self._of_id(channel_id, message_id)
        if channel_id not in self.publications or message is None:
            return None
        if not message.published and not self.publications[channel_id]:
            return Busy("ten an hour", 600)
        self.publications[channel_id] -= not message.published
        message.published = True
        return Posted(message_id)

    def titles(self, channel_id: int) -> list[str]:
        """Of every article posted there, in its own message or in a digest, in order."""
        return [
            article.title
            for message in self.messages[channel_id]
            for article in _articles(message.post)
        ]

    def only(self, channel_id: int) -> Message:
        """The one message there, which is about one article."""
        (message,) = self.messages[channel_id]
        assert isinstance(message.post, Post)
        return message

    def _of_id(self, channel_id: int, message_id: int) -> Message | None:
        return next((m for m in self.messages[channel_id] if m.id == message_id), None)

    def _known(self, channel_id: int, nonce: str) -> Message | None:
        for message in self.messages[channel_id]:
            if message.nonce == nonce and self.clock() - message.at <= self.window:
                return message
        return None

    def _new(self, channel_id: int, post: Post | Digest, nonce: str) -> Message:
        self.made += 1
        message = Message(1000 + self.made, nonce, self.clock(), post)
        self.messages[channel_id].append(message)
        return message


def _articles(what: Post | Digest) -> tuple[Article, ...]:
    return (what.article,) if isinstance(what, Post) else what.articles


def _same(one: Post | Digest, other: Post | Digest) -> bool:
    if isinstance(one, Post) and isinstance(other, Post):
        return (one.topic, one.article.id) == (other.topic, other.article.id)
    if isinstance(one, Digest) and isinstance(other, Digest):
        return (one.topic, one.first, one.last) == (other.topic, other.first, other.last)
    return False


def record(
    title: str,
    text: str = "Nothing new was said at the harbour.",
    *,
    arrival: Arrival = Arrival.NEW,
    revision: int = 1,
    said: tuple[tuple[str, str], ...] = (),
    at: datetime = NOON,
    confidence: float = 0.95,
    site: str = "The Courier",
) -> Record:
    """A record of an article; ``said`` holds (name, words) whose words stand in ``text``."""
    url = f"https://{site.split()[-1].lower()}.example/{title.replace(' ', '-').lower()}"
    ident = article_id(url)
    starts = [(text.index(words), len(words)) for _, words in said]
    spans = [(None, (Span(start, start + length),)) for start, length in starts]
    statements = tuple(
        Statement(
            id=key,
            content=content,
            cue=None,
            speaker=Speaker(None, name, None, SpeakerKind.PERSON),
            quotation=Quotation.DIRECT,
            act=Act.SAID,
            polarity=Polarity.ASSERTED,
            rule="test",
            confidence=confidence,
        )
        for key, (_, content), (name, _) in zip(
            statement_ids(ident, text, spans), spans, said, strict=True
        )
    )
    article = Article(
        id=ident,
        url=url,
        canonical_url=url,
        feed_id=None,
        title=title,
        byline=None,
        credit=None,
        site=site,
        published_at=at,
        fetched_at=at,
        text=text,
        language="en",
        revision=revision,
    )
    return Record(article, statements, "test", arrival)
