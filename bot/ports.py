"""What the services in ``bot/desk`` need from the outside, as Protocols.

Each docstring is the contract: what may be raised, what is durable when the call
returns, and in which order things come. ``bot/store``, ``bot/net`` and ``bot/chat``
implement them; tests use small fakes. All methods are called from one event loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.records import Article, Change, Entry, Quotation, Quoted, Record, StoryDay

Clock = Callable[[], datetime]
"""The time now, aware, UTC."""

Sleep = Callable[[float], Awaitable[None]]
"""Wait so many seconds, of the same time that the Clock tells."""


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of a file: in use, and free for what comes next."""

    used: int
    free: int


class RecordLog(Protocol):
    """The truth: an append-only log of records, and the newest record of each article."""

    async def append(self, record: Record) -> Entry | None:
        """Store durably and atomically; None when just this record is stored already.

        The same article, revision, arrival kind and engine is the same record; an operator's
        word (AMENDED, REMOVED) is the same where the article's newest entry says just this.
        With a REMOVED one the article's earlier entries are erased, in the same transaction.
        Raises StoreError.
        """

    async def read(self, after: int, limit: int) -> list[Entry]:
        """Entries past position ``after``, oldest first, as many as ``limit`` if there are.

        Those that are damaged are left out, so that all others are served; see ``fault``.
        Those that were erased are passed over, and nothing is wrong with them.
        """

    async def newest(self, article_id: str) -> Entry | None:
        """The last entry of this article, whatever its arrival.

        None for none, a damaged one, and where the article was cut.
        """

    async def revision(self, article_id: str) -> int:
        """The highest revision stored of this article, damaged ones included; 0 for none."""

    async def fault(self, position: int) -> str | None:
        """What is wrong with the entry at this position, in a sentence; None: nothing."""

    async def end(self) -> int:
        """The position of the last entry, erased ones included; 0 for an empty log."""

    async def cut(self, article_ids: Sequence[str], upto: int) -> list[str]:
        """Erase all entries of these articles, in one transaction; those that were erased.

        One that has an entry past ``upto``, and so somebody may have to read, stays. That they
        were here stays known, see ``is_cut``. Articles without entries do no harm.
        """

    async def is_cut(self, article_id: str) -> bool:
        """Whether this article was here, and was cut since."""

    async def weigh(self, article_id: str) -> int:
        """Bytes that the entries of this article take, about."""

    async def room(self) -> Room:
        """How large the file is that holds the log and the documents."""

    async def give_back(self) -> bool:
        """Make the file smaller by a little of what is free; False where there is no more to do.

        For use beside everything else: a call takes some milliseconds.
        """

    async def compact(self) -> None:
        """Write the file anew without what is free in it, so that nothing erased is left there.

        All other calls wait meanwhile: a second for some hundred megabytes. Needs as much room
        on the disk again.
        """

    def left_out(self) -> frozenset[int]:
        """Positions of damaged entries that were come across since it was opened."""


class Documents(Protocol):
    """Small JSON documents by kind and key, in the same file as the log. Raises StoreError."""

    async def get(self, kind: str, key: str) -> Any | None:
        """None where there is none; raises Damaged where it cannot be read any more."""

    async def put(self, kind: str, key: str, value: Any) -> None:
        """Durable when it returns."""

    async def put_many(self, kind: str, values: Mapping[str, Any]) -> None:
        """All or none of them, in one transaction."""

    async def delete(self, kind: str, key: str) -> None: ...

    async def delete_many(self, kind: str, keys: Iterable[str]) -> None:
        """All of them, in one transaction; those that are not there do no harm."""

    async def keys(self, kind: str, under: str = "") -> list[str]:
        """The key of every document of a kind, in key order, damaged ones included.

        With ``under``, only of keys that begin with it and a slash: what comes behind that.
        """

    async def all(self, kind: str) -> dict[str, Any]:
        """Every document of a kind, by key, in key order, without those that are damaged."""

    async def faults(self) -> dict[str, str]:
        """What is wrong with each damaged document, in a sentence, by ``kind/key``."""

    def left_out(self) -> frozenset[str]:
        """``kind/key`` of damaged ones that ``all`` has come across since it was opened."""


@dataclass(frozen=True, slots=True)
class Named:
    """A speaker as the index knows one: id, fullest name, how many statements.

    ``title`` and ``outlet`` are the newest known, to tell two of one name apart.
    """

    id: str
    name: str
    kind: str
    statements: int
    title: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """Which of somebody's statements are wanted: all of these limits hold.

    ``since`` and ``until`` (exclusive) are of the article's date, to the second. They are
    at least ``min_confidence`` sure, and surer not than ``max_confidence`` (exclusive).
    """

    since: datetime | None = None
    until: datetime | None = None
    how: Quotation | None = None
    min_confidence: float = 0.0
    max_confidence: float | None = None


ANY = Within()

About = str | tuple[str, ...] | None
"""Statements with all of these words in them; of several, with all words of any; None: all."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who carried articles, and how many."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement that shares words with what was asked. ``words`` are its own, folded and in
    order; ``date`` and ``outlet`` are its article's."""

    article: str
    statement: str
    entity: str
    words: tuple[str, ...]
    date: datetime
    outlet: str


class Verb(StrEnum):
    """What an operator rules about entities."""

    MERGE = "merge"  # ``entity`` and ``other`` are one, shown as ``entity``
    SPLIT = "split"  # ``statements`` of ``entity`` are another's, whose id is ``other``
    RENAME = "rename"  # ``entity`` is called ``name``
    ALIAS = "alias"  # ``entity`` is found as ``name`` too


@dataclass(frozen=True, slots=True)
class Ruling:
    """An operator's word on who is who; it wins over what was inferred."""

    verb: Verb
    entity: str
    other: str | None = None
    name: str | None = None
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleHeld:
    """A title as it was written, from the first to the last date (ISO 8601) it was given.

    ``article`` and ``statement`` are ids of the earliest that shows it.
    """

    title: str
    first: str
    last: str
    article: str
    statement: str


@dataclass(frozen=True, slots=True)
class Near:
    """Another entity that was weighed, with the score and what spoke for one and against."""

    named: Named
    score: float
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of who somebody is.

    ``spellings`` count statements by name as written, the most used first; ``others`` are
    ids that lead here too; ``near`` are those it was kept apart from, the likest first.
    """

    named: Named
    spellings: Mapping[str, int]
    aliases: tuple[str, ...]
    titles: tuple[TitleHeld, ...]
    countries: tuple[str, ...]
    outlets: tuple[str, ...]
    others: tuple[str, ...]
    near: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """When and where somebody spoke, by the newest of their statements.

    ``months`` are "2031-05" and how many, oldest first, without those that have none;
    ``outlets`` their names and how many, the most first; ``titles`` those held last first.
    """

    months: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    titles: tuple[TitleHeld, ...]


@dataclass(frozen=True, slots=True)
class Aged:
    """An article as its newest entry has it: when that was fetched, and where it stands."""

    article: str
    fetched_at: datetime
    position: int


ANCHORS = "anchor"
"""The kind of the documents with the ids that ``Index.anchor`` is told: statements by id."""


class Index(Protocol):
    """What answers are looked up in. Derived: it follows the log and can be rebuilt."""

    async def cursor(self) -> int:
        """The last log position it holds; 0 when new or reset."""

    async def follow(self, entries: Sequence[Entry]) -> None:
        """Take these in and move the cursor, in one transaction; repeats do no harm.

        Of an article that is REMOVED only its addresses are kept, see ``by_url``.
        """

    async def drop(self, article_ids: Sequence[str], upto: int) -> None:
        """Forget these articles, their addresses too, as though they had never come.

        One whose newest entry is past ``upto`` stays.
        """

    async def heirs(self, article_ids: Sequence[str], also: Sequence[str] = ()) -> dict[str, str]:
        """Of each id that came from these articles, and of ``also``: a statement in another.

        An id comes from the first article that shows somebody. Where that is erased, an index
        built anew would give another; see ``anchor``. Those who speak nowhere else are left out.
        """

    async def anchor(self, ids: Mapping[str, str]) -> None:
        """From now on whoever makes this statement gets this id (id → statement), if it is
        nobody's, or else is found by it. Kept until ``reset``."""

    async def compact(self) -> None:
        """Write the file anew, so that nothing of what was forgotten is left in it."""

    async def reset(self) -> None:
        """Forget everything; the next catch-up starts from the log's beginning."""

    async def rule(self, rulings: Sequence[Ruling]) -> None:
        """Lay just these rulings, in this order, over what is inferred; those that were go.

        A ruling on an id that is not there waits until it is. Kept until ``reset``.
        """

    async def latest(
        self, limit: int, before: tuple[str, str] | None = None, *, outlet: str | None = None
    ) -> list[str]:
        """Article ids, newest first; ``before`` is (ISO 8601 date, id) of the last one seen.

        With ``outlet`` only of this one, named as ``outlets`` has it.
        """

    async def outlets(self) -> list[Outlet]:
        """Every outlet of an article, the one with the most first."""

    async def people(self, name: str, limit: int) -> list[Named]:
        """Speakers with every word of ``name`` as the start of one of theirs, most quoted first.

        Those whose one name has them all come before those found by titles, acronyms,
        other spellings or parts of several names.
        """

    async def nearest(self, name: str, limit: int) -> list[Named]:
        """Speakers whose names look like ``name`` though spelled otherwise."""

    async def person(self, entity_id: str) -> Named | None:
        """The speaker with this id, or the one it was merged into."""

    async def dossier(self, entity_id: str) -> Dossier | None:
        """What is known of the speaker with this id, or the one it was merged into."""

    async def activity(self, entity_id: str) -> Activity:
        """When and where this speaker, or the one it was merged into, spoke.

        Only the newest 10,000 statements are looked at; empty for nobody.
        """

    async def quoted_in(self, entity_id: str, limit: int) -> list[str]:
        """Ids of the articles that quote this speaker, each once, newest first."""

    async def speakers(self, article_ids: Sequence[str]) -> list[tuple[Named, str, int]]:
        """(speaker, article id, how many statements) for each speaker of these articles."""

    async def alike(self, words: Sequence[str], limit: int) -> list[tuple[str, str]]:
        """(article id, title) of the newest articles with any of these words in their titles."""

    async def speaker_of(self, statement_id: str) -> str | None:
        """The id of the entity this statement is shown under."""

    async def statements(
        self,
        entity_id: str,
        about: About,
        limit: int,
        offset: int,
        within: Within = ANY,
        *,
        oldest_first: bool = False,
    ) -> list[tuple[str, str]]:
        """(article id, statement id) of this speaker, newest first or, if asked, oldest.

        Only asserted speech. By the article's date; in text order within an article, always.
        """

    async def count(self, entity_id: str, about: About, within: Within = ANY) -> int:
        """How many ``statements`` would give without a limit."""

    async def said(self, words: str, limit: int) -> list[Heard]:
        """Statements that share most of the telling words with these, most first.

        Whether they are the same words has to be seen from ``Heard.words``: the rare words
        lead here, in whatever order. Only of speakers who are named.
        """

    async def held(self, statement_ids: Sequence[str]) -> dict[str, str]:
        """Of each of these statements: the title its speaker was last given before it or in the
        same article, no longer ago than a year. Those of whom there is none are left out."""

    async def titles(self, words: str, limit: int) -> list[tuple[str, str]]:
        """(article id, title) of articles whose title holds these words, newest first."""

    async def article_of(self, statement_id: str) -> str | None:
        """The id of the article of this statement, where it has a named speaker."""

    async def oldest(self, limit: int, *, before: datetime | None, upto: int) -> list[Aged]:
        """Articles that changed last before then (None: ever), the longest ago first, whose
        newest entry is at ``upto`` or further back."""

    async def statements_of(self, article_id: str) -> set[str]:
        """The ids of the statements held of an article; empty for one that is not there."""

    async def by_url(self, url: str) -> str | None:
        """The id of the article at this address, as linked or canonical; of a removed one, too."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body that arrived whole; ``validators`` are the response's, verbatim.

    ``fresh_for`` is how many seconds the server says that it will not change. ``moved_to``
    is the address that it has for good, where another was asked for. ``links`` are absolute
    addresses by the relation that a Link header gives them: ``hub`` and ``self``.
    """

    url: str  # after redirects
    body: bytes
    content_type: str
    validators: Mapping[str, str]
    fresh_for: float | None = None
    moved_to: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed; ``validators`` are those it renewed."""

    url: str
    validators: Mapping[str, str] = field(default_factory=dict)
    fresh_for: float | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """Why it did not arrive, in a sentence; ``status`` is None when no answer came.

    ``refused``: it is there and may not be had, by the site's will or by our own rules.
    """

    url: str
    reason: str
    status: int | None = None
    retry_after: float | None = None
    refused: bool = False


class Fetcher(Protocol):
    """Polite, guarded HTTP. Never raises for what the web does; failures are values."""

    async def fetch(
        self, url: str, validators: Mapping[str, str] | None = None
    ) -> Fetched | NotModified | FetchFailed: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """The form arrived, and the server agrees (2xx)."""

    url: str  # after redirects


class FormPoster(Protocol):
    """As guarded as ``Fetcher``; never raises for what the web does."""

    async def post(self, url: str, form: Mapping[str, str]) -> Accepted | FetchFailed: ...


class Subscriber(Protocol):
    """What hubs reach at the callback address (WebSub): subscriptions by ``token``, the last
    part of the callback's path. Raises StoreError."""

    def secret(self, token: str) -> str | None:
        """What its hub signs with; None for a token that is nobody's."""

    async def verified(self, token: str, mode: str, topic: str, lease: float | None) -> bool:
        """Whether this was asked for; where it was, it is on record when this returns.

        ``mode`` is the hub's word for it, ``lease`` seconds that a subscription will hold.
        """

    async def denied(self, token: str, topic: str, reason: str) -> bool:
        """The hub will not, or no longer; False where nothing of this topic is known."""

    async def delivered(self, token: str, *, signed: bool) -> None:
        """Something was sent there, with the right signature or without it."""


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


@dataclass(frozen=True, slots=True)
class Telling:
    """Sentences for operators about troubles that began and that passed, and of what members
    report; Discord drops a repeat of ``nonce`` for a few minutes."""

    began: tuple[str, ...]
    passed: tuple[str, ...]
    nonce: str
    reported: tuple[str, ...] = ()


class Teller(Protocol):
    """Tells operators, in a channel. Never raises for what Discord answers."""

    async def tell(self, channel_id: int, telling: Telling) -> PostOutcome: ...


DiskRoom = Callable[[], Awaitable[int | None]]
"""Bytes that are free on the disk of the record; None where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number to be watched over time; ``counts`` says that it only grows, from 0 at each
    start. ``values`` are by the values of ``labels``, in their order."""

    name: str
    help: str
    values: Mapping[tuple[str, ...], float]
    labels: tuple[str, ...] = ()
    counts: bool = False


class Vitals(Protocol):
    """How the bot is, for machines that ask. Answers at once and from memory."""

    def health(self) -> tuple[bool, Mapping[str, Any]]:
        """Whether it does its work, and a small JSON document that says more."""

    def measures(self) -> list[Measure]: ...
