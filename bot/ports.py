"""What the services in ``bot/desk`` need from the outside, as Protocols.

Each docstring is the contract: what may be raised, what is durable when the call
returns, and in which order things come. ``bot/store``, ``bot/net`` and ``bot/chat``
implement them; tests use small fakes. All methods are called from one event loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.records import Article, Entry, Quoted, Record

Clock = Callable[[], datetime]
"""The time now, aware, UTC."""

Sleep = Callable[[float], Awaitable[None]]
"""Wait so many seconds, of the same time that the Clock tells."""


class RecordLog(Protocol):
    """The truth: an append-only log of records, and the newest record of each article."""

    async def append(self, record: Record) -> Entry | None:
        """Store durably and atomically; None when just this record is stored already.

        The same article, revision, arrival kind and engine is the same record.
        Raises StoreError.
        """

    async def read(self, after: int, limit: int) -> list[Entry]:
        """Entries past position ``after``, oldest first."""

    async def newest(self, article_id: str) -> Entry | None:
        """The last entry of this article, whatever its arrival."""

    async def end(self) -> int:
        """The position of the last entry; 0 for an empty log."""


class Documents(Protocol):
    """Small JSON documents by kind and key, in the same file as the log. Raises StoreError."""

    async def get(self, kind: str, key: str) -> Any | None: ...

    async def put(self, kind: str, key: str, value: Any) -> None:
        """Durable when it returns."""

    async def put_many(self, kind: str, values: Mapping[str, Any]) -> None:
        """All or none of them, in one transaction."""

    async def delete(self, kind: str, key: str) -> None: ...

    async def all(self, kind: str) -> dict[str, Any]:
        """Every document of a kind, by key, in key order."""


@dataclass(frozen=True, slots=True)
class Named:
    """A speaker as the index knows one: id, fullest name, how many statements."""

    id: str
    name: str
    kind: str
    statements: int


class Index(Protocol):
    """What answers are looked up in. Derived: it follows the log and can be rebuilt."""

    async def cursor(self) -> int:
        """The last log position it holds; 0 when new or reset."""

    async def follow(self, entries: Sequence[Entry]) -> None:
        """Take these in and move the cursor, in one transaction; repeats do no harm."""

    async def reset(self) -> None:
        """Forget everything; the next catch-up starts from the log's beginning."""

    async def latest(self, limit: int, before: tuple[str, str] | None = None) -> list[str]:
        """Article ids, newest first; ``before`` is (ISO 8601 date, id) of the last one seen."""

    async def people(self, name: str, limit: int) -> list[Named]:
        """Speakers with every word of ``name`` as the start of one of theirs, most quoted first."""

    async def nearest(self, name: str, limit: int) -> list[Named]:
        """Speakers whose names look like ``name`` though spelled otherwise."""

    async def person(self, entity_id: str) -> Named | None:
        """The speaker with this id."""

    async def statements(
        self,
        entity_id: str,
        about: str | None,
        limit: int,
        offset: int,
        *,
        min_confidence: float = 0.0,
        max_confidence: float | None = None,
    ) -> list[tuple[str, str]]:
        """(article id, statement id) of this speaker, newest first, all ``about`` words in them.

        Only asserted speech, at least ``min_confidence`` sure and surer not than
        ``max_confidence`` (exclusive). Newest by the article's date, then text order.
        """

    async def count(self, entity_id: str, about: str | None, *, min_confidence: float = 0.0) -> int:
        """How many ``statements`` would give without a limit."""

    async def titles(self, words: str, limit: int) -> list[tuple[str, str]]:
        """(article id, title) of articles whose title holds these words, newest first."""

    async def by_url(self, url: str) -> str | None:
        """The id of the article at this address, as linked or canonical."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that arrived whole; ``validators`` are the response's, verbatim."""

    url: str  # after redirects
    body: bytes
    content_type: str
    validators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed."""

    url: str


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """Why it did not arrive, in a sentence; ``status`` is None when no answer came."""

    url: str
    reason: str
    status: int | None = None
    retry_after: float | None = None


class Fetcher(Protocol):
    """Polite, guarded HTTP. Never raises for what the web does; failures are values."""

    async def fetch(
        self, url: str, validators: Mapping[str, str] | None = None
    ) -> Fetched | NotModified | FetchFailed: ...


@dataclass(frozen=True, slots=True)
class Post:
    """What one channel is to be shown of one article."""

    article: Article
    key: tuple[Quoted, ...]
    statements: int  # how many there are in all
    topic: str


@dataclass(frozen=True, slots=True)
class Posted:
    message_id: int


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
    """Puts posts into channels. Never raises for what Discord answers."""

    async def post(self, channel_id: int, post: Post, nonce: str) -> PostOutcome:
        """Send once; Discord drops a repeat of ``nonce`` for a few minutes."""

    async def edit(self, channel_id: int, message_id: int, post: Post) -> PostOutcome:
        """Bring a posted message up to date."""

    async def find(
        self, channel_id: int, post: Post, since: datetime
    ) -> Posted | Busy | Refused | None:
        """Look for our own message about this article since then; None: it is not there."""
