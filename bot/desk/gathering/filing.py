"""Filing an article: from a page that was read to a record in the log.

The article's id comes from its address, so that the same article from two feeds, or after
a restart, is one; changed words under the same id are its next revision.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from bot.desk.correcting.removed import removal_of, without_words
from bot.desk.correcting.words import read_and_amend
from bot.desk.reading.article import READER
from bot.desk.reading.corrections import changes
from bot.desk.reading.links import related_links
from bot.feeds.identity import canonical_url
from bot.pages import DateSource, Page
from bot.ports import Clock, Documents, RecordLog
from bot.records import Arrival, Article, Change, Record, article_id


class Outcome(StrEnum):
    STORED = "stored"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    REMOVED = "removed"  # an operator took it down; it is not stored
    CUT = "cut"  # it was here, and made room; it is not stored


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of an article; ``record`` is what the log now holds of it, without words
    where that is nothing.

    ``changes`` are those of a revision, statement by statement.
    """

    outcome: Outcome
    record: Record
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """What is known of an article from where it was found, beside the page itself.

    ``known_as`` stands for the address of an article that has none of its own; ``article``
    is the id of the article it is known to be, whatever its address is now.
    """

    url: str
    known_as: str | None = None
    article: str | None = None
    feed_id: str | None = None
    title: str = ""
    published_at: datetime | None = None
    arrival: Arrival = Arrival.NEW


class Filing:
    """Appends to the log; the only place where new articles and revisions are made.

    Operators' words hold: what they removed is refused, what they said of statements applied.
    """

    def __init__(self, log: RecordLog, documents: Documents, clock: Clock) -> None:
        self._log = log
        self._documents = documents
        self._clock = clock
        self._turn = asyncio.Lock()  # two feeds may find one article at the same moment

    async def file(self, page: Page, slip: Slip) -> Filed:
        """Store what is new or changed. Raises StoreError."""
        async with self._turn:
            article = _article(page, slip, self._clock())
            if await removal_of(self._documents, article.id) is not None:
                return _refused(Outcome.REMOVED, article, Arrival.REMOVED)
            known = await self._log.newest(article.id)
            if known is None:
                return await self._file_unknown(article, slip.arrival)
            earlier = known.record.article
            if slip.arrival is Arrival.NEW and _only_asked_for(known.record):
                same = (earlier.text, earlier.title) == (article.text, article.title)
                revision = earlier.revision + (not same)
                return await self._append(
                    replace(article, revision=revision), Arrival.NEW, Outcome.STORED
                )
            if (earlier.text, earlier.title) == (article.text, article.title):
                return Filed(Outcome.UNCHANGED, known.record)
            # The day that it was published on is still the one that was counted then.
            counter = earlier.counter or article.counter
            revised = replace(article, revision=earlier.revision + 1, counter=counter)
            filed = await self._append(revised, Arrival.REVISED, Outcome.REVISED)
            return replace(filed, changes=changes(known.record, filed.record))

    async def _file_unknown(self, article: Article, arrival: Arrival) -> Filed:
        """Store what is new, or anew what is there and cannot be read any more."""
        if await self._log.is_cut(article.id):
            return _refused(Outcome.CUT, article, arrival)
        damaged = await self._log.revision(article.id)
        if not damaged:
            return await self._append(article, arrival, Outcome.STORED)
        revised = replace(article, revision=damaged + 1)
        return await self._append(revised, Arrival.REVISED, Outcome.REVISED)

    async def _append(self, article: Article, arrival: Arrival, outcome: Outcome) -> Filed:
        statements = await read_and_amend(self._documents, article)
        record = Record(article, statements, READER, arrival)
        stored = await self._log.append(record)
        return Filed(outcome if stored is not None else Outcome.UNCHANGED, record)


def _only_asked_for(record: Record) -> bool:
    """Whether it is here because somebody in chat asked about it, and so was posted nowhere:
    when it comes as new it is news all the same."""
    return record.arrival is Arrival.BACKFILL and record.article.feed_id is None


def _refused(outcome: Outcome, article: Article, arrival: Arrival) -> Filed:
    return Filed(outcome, Record(without_words(article), (), READER, arrival))


def _article(page: Page, slip: Slip, now: datetime) -> Article:
    address = slip.known_as or canonical_url(page.canonical_url or slip.url)
    published_at = _published_at(page, slip)
    return Article(
        id=slip.article or article_id(address),
        url=slip.url,
        canonical_url=address,
        feed_id=slip.feed_id,
        title=page.title or slip.title or address,
        byline=page.byline,
        credit=page.credit,
        site=page.site or _host(slip.url),
        published_at=published_at,
        fetched_at=now,
        text=page.text,
        language=page.language,
        related=related_links(page, slip.url),
        counter=page.counter if _counts_then(page, published_at, now) else None,
    )


def _counts_then(page: Page, published_at: datetime | None, now: datetime) -> bool:
    """Whether a day counter by the headline counts to the day of publication: some pages show
    today's on old articles. It does where that was just now, or the date stands beside it."""
    beside = page.published_at_source is DateSource.TEXT and published_at == page.published_at
    return beside or published_at is None or abs(now - published_at) <= timedelta(days=1)


def _published_at(page: Page, slip: Slip) -> datetime | None:
    """What the page states in so many fields, then what the feed says, then what was guessed."""
    if page.published_at_source is DateSource.STRUCTURED:
        return page.published_at
    return slip.published_at or page.published_at


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold().removeprefix("www.")
