"""The types that travel: what an article is, and what a statement in it is.

Everything here is a frozen value. Offsets are code points into ``Article.text``;
times are aware datetimes in UTC. This module imports nothing but the standard
library, so that reading articles never loads the chat or the web.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any


class Quotation(StrEnum):
    """How the words are given."""

    DIRECT = "direct"  # all inside quotation marks
    MIXED = "mixed"  # reported, with some of the speaker's own words in marks
    INDIRECT = "indirect"  # reported, no marks


class Act(StrEnum):
    """What the speaker did by speaking; refusals are DECLINED."""

    SAID = "said"
    ASKED = "asked"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    DECLINED = "declined"
    WARNED = "warned"
    URGED = "urged"
    PROMISED = "promised"
    ACCUSED = "accused"
    ANNOUNCED = "announced"
    WROTE = "wrote"
    BELIEVES = "believes"


class Polarity(StrEnum):
    """Whether the speech happened: "did not say", "if he said", "will say"."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    FUTURE = "future"


class SpeakerKind(StrEnum):
    """What sort of speaker it is; UNNAMED is one person the article does not name."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    UNNAMED = "unnamed"


class Arrival(StrEnum):
    """Why a record was appended; it decides who is told.

    NEW is posted; a REVISED one edits the post, and so does an AMENDED one (an operator's
    word on its statements); for a REMOVED one, which has no text any more, posts are deleted.
    A BACKFILL (what a feed already held when it was first read) and a REREAD (a better
    engine) are stored and never posted.
    """

    NEW = "new"
    REVISED = "revised"
    BACKFILL = "backfill"
    REREAD = "reread"
    AMENDED = "amended"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points ``start`` to ``end`` (exclusive) of a text; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no such span: {self.start} to {self.end}")

    def of(self, text: str) -> str:
        """The verbatim words."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One statement as the engine found it in a text, before anybody is named.

    ``content`` is one span or more, in text order; ``mention`` is the speaker as the
    article wrote it there (None where it names nobody); ``cue`` the words that attribute.
    ``rule`` says which pattern found it; ``confidence`` is the calibrated chance, 0 to 1,
    that words and speaker are right.
    """

    content: tuple[Span, ...]
    cue: Span | None
    mention: Span | None
    quotation: Quotation
    act: Act
    polarity: Polarity
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the words of the article (``mention``) apart from what was concluded.

    ``name`` is the fullest form known, "" only where the text names nobody at all.
    """

    mention: Span | None
    name: str
    title: str | None
    kind: SpeakerKind
    entity_id: str | None = None


_MOST_TURNS = 50  # the same words by the same speaker in one article

NOBODY = Speaker(None, "", None, SpeakerKind.UNNAMED)


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what, as it is kept: spans into the article's text, never copied words."""

    id: str
    content: tuple[Span, ...]
    cue: Span | None
    speaker: Speaker
    quotation: Quotation
    act: Act
    polarity: Polarity
    rule: str
    confidence: float

    def words(self, text: str) -> tuple[str, ...]:
        """The words of each content span, verbatim from ``text``."""
        return tuple(span.of(text) for span in self.content)


@dataclass(frozen=True, slots=True)
class Link:
    """A link and its words, both as a page gives them; ``url`` is absolute, http(s)."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was fetched.

    ``credit`` is the outlet it was first published by ("Source: ..."), which may differ
    from ``site``, the one that carried it. ``revision`` counts from 1; ``language`` is an
    ISO 639-1 code, or "und" where it could not be told. ``related`` are the other articles
    that its page pointed to as related, () in records from before they were kept. ``counter`` is
    the line by its headline that counts the days of something ("45th day of the strike").
    """

    id: str
    url: str
    canonical_url: str
    feed_id: str | None
    title: str
    byline: str | None
    credit: str | None
    site: str
    published_at: datetime | None
    fetched_at: datetime
    text: str
    language: str
    revision: int = 1
    related: tuple[Link, ...] = ()
    counter: str | None = None

    def __post_init__(self) -> None:
        for time in (self.published_at, self.fetched_at):
            if time is not None and time.utcoffset() != timedelta(0):
                raise ValueError(f"times of an article are in UTC, not {time!r}")

    @property
    def dated(self) -> datetime:
        """When it was published, or when we fetched it where it does not say."""
        return self.published_at or self.fetched_at


@dataclass(frozen=True, slots=True)
class Record:
    """One document of the log: a revision of an article *with* its statements."""

    article: Article
    statements: tuple[Statement, ...]
    engine: str
    arrival: Arrival

    def __post_init__(self) -> None:
        length = len(self.article.text)
        for statement in self.statements:
            speaker = statement.speaker.mention
            for span in (*statement.content, statement.cue, speaker):
                if span is not None and span.end > length:
                    raise ValueError(f"statement {statement.id} points past its article's text")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record at its place in the log; positions count from 1 and never change."""

    position: int
    record: Record


@dataclass(frozen=True, slots=True)
class Quoted:
    """A statement together with the article whose words it points to."""

    article: Article
    statement: Statement

    @property
    def words(self) -> tuple[str, ...]:
        return self.statement.words(self.article.text)

    @property
    def cue(self) -> str | None:
        cue = self.statement.cue
        return cue.of(self.article.text) if cue else None


@dataclass(frozen=True, slots=True)
class Topic:
    """A named set of terms; a term is a word or phrase, letter case aside."""

    name: str
    terms: tuple[str, ...]


class Format(StrEnum):
    """How a channel gets its articles."""

    FULL = "full"  # a post each, with key statements
    BRIEF = "brief"  # a line each
    DAILY = "daily"  # once a day, a list of links


@dataclass(frozen=True, slots=True)
class Manner:
    """How a subscription is served. Hours are full ones, 0 to 23, of the server's time zone.

    ``hour`` is that of a daily digest. During ``quiet`` (from, to) no new message is sent; past
    midnight where the second is the smaller. ``ping`` is the id of a role that new messages
    mention.
    """

    format: Format = Format.FULL
    hour: int = 8
    quiet: tuple[int, int] | None = None
    ping: int | None = None


@dataclass(frozen=True, slots=True)
class RunningStory:
    """Something that goes on since a day (UTC), named as in "the 45th day of ``name``".

    ``terms`` as a topic has them. ``last`` is when articles counted its days last, and
    ``names`` what they call it; None and () for one of the configuration.
    """

    id: str
    name: str
    since: date
    terms: tuple[str, ...]
    last: date | None = None
    names: tuple[str, ...] = ()

    def day(self, on: date) -> int:
        """Days since it began, 0 on that very day."""
        return (on - self.since).days


@dataclass(frozen=True, slots=True)
class StoryDay:
    """That an article appeared on the ``day``-th day of a running story; from 1."""

    name: str
    day: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's standing order; ``cursor`` is the last log position dealt with.

    ``topic`` is what is asked for, see ``bot.topics.asked``. ``paused`` holds the reason, in a
    sentence for the server's admins, or None; ``by_hand`` where a member paused it, so that it
    gets nothing new until somebody resumes it. One that has ``ended`` gets nothing new, either;
    what they got is still corrected and taken back.

    ``start`` is the log position it began at, None where that was not kept: nothing up to there
    is posted, though the ``cursor`` of an earlier one of the channel's be before it.
    ``moved_from`` are the channels it was in before, the first of them first. ``gathered_at`` is
    when a daily digest was sent last, or could have been first.
    """

    id: str
    guild_id: int
    channel_id: int
    topic: str
    cursor: int
    created_at: datetime
    paused: str | None = None
    ended: bool = False
    by_hand: bool = False
    manner: Manner = Manner()
    start: int | None = None
    moved_from: tuple[int, ...] = ()
    gathered_at: datetime | None = None

    @property
    def home(self) -> int:
        """The channel it began in."""
        return self.moved_from[0] if self.moved_from else self.channel_id


@dataclass(frozen=True, slots=True)
class Source:
    """A feed as configured: where it is and how often to ask, in seconds.

    ``public_only``: people in chat added it, so nothing that the operator allows in private
    networks is fetched for it.
    """

    url: str
    every: float
    public_only: bool = False


class ChangeKind(StrEnum):
    """What a correction did to a statement."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    SPEAKER_CHANGED = "speaker_changed"  # the words stand, somebody else said them


@dataclass(frozen=True, slots=True)
class Change:
    """One statement as it was and as it is; None where it was not, or is no more."""

    kind: ChangeKind
    before: Quoted | None
    after: Quoted | None


def digest(*parts: object) -> str:
    """A short stable id of its parts: 16 hexadecimal digits."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article_id(canonical_url: str) -> str:
    """The id of every revision of the article at this address."""
    return digest("article", canonical_url)


def statement_ids(
    article: str, text: str, found: Iterable[tuple[Span | None, tuple[Span, ...]]]
) -> list[str]:
    """Ids for (mention, content) pairs of one article, in text order.

    An id comes from the article, the speaker as written and the words; where the same
    words recur, from their turn too. So it survives edits elsewhere in the article.
    """
    turns: dict[tuple[Any, ...], int] = {}
    ids = []
    for mention, content in found:
        key = (mention.of(text) if mention else "", *(span.of(text) for span in content))
        turns[key] = turn = turns.get(key, 0) + 1
        ids.append(_statement_id(article, key, turn))
    return ids


def is_statement_id(
    ident: str, article: str, text: str, mention: Span | None, content: tuple[Span, ...]
) -> bool:
    """Whether this is the id of the statement in one of its turns: earlier ones may be hidden."""
    key = (mention.of(text) if mention else "", *(span.of(text) for span in content))
    return any(ident == _statement_id(article, key, turn) for turn in range(1, _MOST_TURNS))


def _statement_id(article: str, key: tuple[str, ...], turn: int) -> str:
    return digest("statement", article, *key, turn)
