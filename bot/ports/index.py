"""What answers are looked up in, and the values it speaks in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.records import Entry, Quotation


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
    order; ``date`` and ``outlet`` are its article's.

    ``entity`` is the id of the speaker, None where the article names nobody; ``called`` is then
    how it puts who said it, folded, "" where it does not.
    """

    article: str
    statement: str
    entity: str | None
    called: str
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

    async def prepare(self, entries: Sequence[Entry]) -> list[Entry]:
        """The same, with what can be worked out before those in front of them are taken in.

        It need not be done, but saves time where another batch is being written meanwhile.
        """

    async def follow(
        self, entries: Iterable[Entry], taken: Callable[[], None] = lambda: None
    ) -> None:
        """Take these in and move the cursor, in one transaction; repeats do no harm.

        They may be asked for one by one, from another thread. ``taken`` is called when only
        the writing is left, which leaves time for other work; never, perhaps, where this raises.
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

    async def counts(
        self, entity_id: str, about: About, sure: float, within: Within = ANY
    ) -> tuple[int, int]:
        """``count``, and how many of those have at least this confidence, in one go: of whom is
        quoted a hundred thousand times each look takes a while."""

    async def said(self, words: str, limit: int) -> list[Heard]:
        """Statements that share most of the telling words with these, most first.

        Whether they are the same words has to be seen from ``Heard.words``: the rare words
        lead here, in whatever order. Also of speakers whom their articles do not name.
        """

    async def held(self, statement_ids: Sequence[str]) -> dict[str, str]:
        """Of each of these statements: the title its speaker was last given before it or in the
        same article, no longer ago than a year. Those of whom there is none are left out."""

    async def titles(self, words: str, limit: int) -> list[tuple[str, str]]:
        """(article id, title) of articles whose title holds these words, newest first."""

    async def article_of(self, statement_id: str) -> str | None:
        """The id of the article of this statement, if it was asserted."""

    async def oldest(self, limit: int, *, before: datetime | None, upto: int) -> list[Aged]:
        """Articles that changed last before then (None: ever), the longest ago first, whose
        newest entry is at ``upto`` or further back."""

    async def statements_of(self, article_id: str) -> set[str]:
        """The ids of the statements held of an article; empty for one that is not there."""

    async def by_url(self, url: str) -> str | None:
        """The id of the article at this address, as linked or canonical; of a removed one, too."""
