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

from bot.ports import Post, Posted, PostOutcome
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
    post: Post
    edits: int = 0


@dataclass
class FakeChannels:
    clock: HandClock
    window: timedelta = timedelta(minutes=3)
    messages: dict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))
    before: Callable[[int, Post], PostOutcome | None] = lambda channel, post: None
    after: Callable[[int, Post], PostOutcome | None] = lambda channel, post: None
    finds: int = 0

    async def post(self, channel_id: int, post: Post, nonce: str) -> PostOutcome:
        assert 0 < len(nonce) <= 25
        if refused := self.before(channel_id, post):
            return refused
        message = self._known(channel_id, nonce) or self._new(channel_id, post, nonce)
        return self.after(channel_id, post) or Posted(message.id)

    async def edit(self, channel_id: int, message_id: int, post: Post) -> PostOutcome:
        if refused := self.before(channel_id, post):
            return refused
        message = next(m for m in self.messages[channel_id] if m.id == message_id)
        message.post = post
        message.edits += 1
        return Posted(message_id)

    async def find(self, channel_id: int, post: Post, since: datetime) -> PostOutcome | None:
        self.finds += 1
        for message in self.messages[channel_id]:
            if message.post.article.id == post.article.id and message.at >= since:
                return Posted(message.id)
        return None

    def titles(self, channel_id: int) -> list[str]:
        return [message.post.article.title for message in self.messages[channel_id]]

    def _known(self, channel_id: int, nonce: str) -> Message | None:
        for message in self.messages[channel_id]:
            if message.nonce == nonce and self.clock() - message.at <= self.window:
                return message
        return None

    def _new(self, channel_id: int, post: Post, nonce: str) -> Message:
        number = 1000 + sum(map(len, self.messages.values()))
        message = Message(number, nonce, self.clock(), post)
        self.messages[channel_id].append(message)
        return message


def record(
    title: str,
    text: str = "Nothing new was said at the harbour.",
    *,
    arrival: Arrival = Arrival.NEW,
    revision: int = 1,
    said: tuple[tuple[str, str], ...] = (),
    at: datetime = NOON,
    confidence: float = 0.95,
) -> Record:
    """A record of an article; ``said`` holds (name, words) whose words stand in ``text``."""
    url = f"https://courier.example/{title.replace(' ', '-').lower()}"
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
        site="The Courier",
        published_at=at,
        fetched_at=at,
        text=text,
        language="en",
        revision=revision,
    )
    return Record(article, statements, "test", arrival)
