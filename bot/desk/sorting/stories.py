"""The same story from several outlets: wire copies and rewrites, grouped as they arrive.

Two articles are one story when a quarter of the shorter one's 5-word shingles stand in the
other, which real rewrites reach and different articles never came near (.18 at most over
four thousand pairs). Candidates come from an inverted index over an eighth of the shingles;
a candidate's own text decides. ``Stories`` follows the log with a cursor of its own and keeps
its groups as documents of kind ``story`` (by story) and ``told`` (by article).
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.ports import Documents, RecordLog
from bot.records import Arrival, Article

SHINGLE = 5  # words
CONTAINMENT = 0.25
SAMPLED = 8  # one shingle of so many is in the index
MOST_ARTICLES = 2_000
"""Articles that a new one is compared with: the newest. A story is told within a day or two."""

_BATCH = 100
_WORD = re.compile(r"\w+")
_CURSOR = "stories"


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell the same story. ``first`` is who published it first, by the credits
    the others give and else by the dates; ``carriers`` are the rest, oldest first."""

    id: str
    first: Article
    carriers: tuple[Article, ...]
    publisher: str


def shingles(text: str) -> frozenset[int]:
    """Hashes of every run of five words, letter case and marks aside."""
    words = [word.encode() for word in _WORD.findall(text.casefold())]
    if len(words) < SHINGLE:
        return frozenset()
    runs = zip(*(words[start:] for start in range(SHINGLE)), strict=False)
    return frozenset(zlib.crc32(b" ".join(run)) for run in runs)


def containment(one: Collection[int], other: Collection[int]) -> float:
    """The share of the smaller set that stands in the other, 0 to 1."""
    if not one or not other:
        return 0.0
    return len(set(one) & set(other)) / min(len(one), len(other))


class ShingleIndex:
    """The newest articles by a sample of their shingles; the oldest are forgotten."""

    def __init__(self, most: int = MOST_ARTICLES) -> None:
        self._most = most
        self._samples: OrderedDict[str, frozenset[int]] = OrderedDict()
        self._holders: dict[int, set[str]] = {}

    def candidates(self, found: Collection[int]) -> list[str]:
        """Articles that share a sampled shingle, those that share most first."""
        counts = Counter(
            holder
            for each in found
            if each % SAMPLED == 0
            for holder in self._holders.get(each, ())
        )
        return [article for article, _ in counts.most_common(20)]

    def add(self, article_id: str, found: Iterable[int]) -> None:
        """Take an article in; a known one's earlier text is forgotten."""
        self.forget(article_id)
        sample = frozenset(each for each in found if each % SAMPLED == 0)
        self._samples[article_id] = sample
        for each in sample:
            self._holders.setdefault(each, set()).add(article_id)
        while len(self._samples) > self._most:
            self.forget(next(iter(self._samples)))

    def forget(self, article_id: str) -> None:
        """Know nothing of this article any more."""
        for each in self._samples.pop(article_id, frozenset()):
            holders = self._holders[each]
            holders.discard(article_id)
            if not holders:
                del self._holders[each]


def first_published(articles: Sequence[Article]) -> tuple[Article, str]:
    """The article that had the story first, and the outlet's name.

    A credit that most carriers give wins: the outlet's own article where it is among them,
    else the earliest carrier, under the credited name. Raises ValueError without articles.
    """
    by_age = sorted(articles, key=lambda article: (article.dated, article.id))
    credits = Counter(article.credit for article in by_age if article.credit)
    if credits:
        name = credits.most_common(1)[0][0]
        own = [article for article in by_age if _same_outlet(article.site, name)]
        return (own or by_age)[0], name
    if not by_age:
        raise ValueError("a story has at least one article")
    return by_age[0], by_age[0].site


class Stories:
    """Follows the log and groups what tells the same story."""

    def __init__(self, log: RecordLog, documents: Documents) -> None:
        self._log = log
        self._documents = documents
        self._index = ShingleIndex()
        self._loaded = False

    async def follow(self) -> int:
        """Take in what is new in the log; how many entries that were. Raises StoreError."""
        cursor = int(await self._documents.get("cursor", _CURSOR) or 0)
        if not self._loaded:
            await self._load(cursor)
        taken = 0
        while entries := await self._log.read(cursor, _BATCH):
            for entry in entries:
                if entry.record.arrival is Arrival.REMOVED:
                    self._index.forget(entry.record.article.id)
                    await forget(self._documents, [entry.record.article.id])
                else:
                    await self._take(entry.record.article)
                await asyncio.sleep(0)  # somebody may be waiting for an answer
            cursor = entries[-1].position
            await self._documents.put("cursor", _CURSOR, cursor)
            taken += len(entries)
        return taken

    async def members(self, article_id: str) -> list[str]:
        """The articles of the story that this one tells, itself among them, in the order they
        came in; empty where it alone tells it."""
        told = await self._documents.get("told", article_id)
        return list(await self._documents.get("story", told) or []) if told else []

    async def of(self, article_id: str) -> Story | None:
        """The story that this article tells; None where it alone tells it."""
        members = await self.members(article_id)
        newest = [await self._log.newest(member) for member in members]
        articles = [
            entry.record.article
            for entry in newest
            if entry is not None and entry.record.arrival is not Arrival.REMOVED
        ]
        if len(articles) < 2:
            return None
        first, publisher = first_published(articles)
        rest = sorted(
            (article for article in articles if article.id != first.id),
            key=lambda article: (article.dated, article.id),
        )
        return Story(members[0], first, tuple(rest), publisher)

    async def _load(self, cursor: int) -> None:
        """The index is in memory alone: it comes back from the end of the log."""
        position = max(0, cursor - MOST_ARTICLES)
        while position < cursor and (entries := await self._log.read(position, _BATCH)):
            for entry in entries:
                if entry.position <= cursor:
                    self._index.add(entry.record.article.id, shingles(entry.record.article.text))
                    await asyncio.sleep(0)  # somebody may be waiting for an answer
            position = entries[-1].position
        self._loaded = True

    async def _take(self, article: Article) -> None:
        found = shingles(article.text)
        others = [one for one in self._index.candidates(found) if one != article.id]
        self._index.add(article.id, found)
        for other in others:
            entry = await self._log.newest(other)
            if entry is None:
                continue
            if containment(found, shingles(entry.record.article.text)) >= CONTAINMENT:
                await self._join(article.id, other)
                return

    async def _join(self, article_id: str, other: str) -> None:
        """Put an article into the story of another; the story is named after its first member.

        An article stays in the story it was put in first, whatever it is corrected to.
        """
        if await self._documents.get("told", article_id):
            return
        story = await self._documents.get("told", other) or other
        members = await self._documents.get("story", story) or [other]
        if article_id not in members:
            members = [*members, article_id]
        await self._documents.put("story", story, members)
        await self._documents.put_many("told", {other: story, article_id: story})


async def forget(documents: Documents, article_ids: Iterable[str]) -> None:
    """Take these articles out of their stories, which keep their names. Raises StoreError."""
    for article_id in article_ids:
        story = await documents.get("told", article_id)
        if story:
            members = await documents.get("story", story) or []
            left = [member for member in members if member != article_id]
            if left:
                await documents.put("story", story, left)
            else:
                await documents.delete("story", story)
            await documents.delete("told", article_id)


def _same_outlet(site: str, name: str) -> bool:
    def plain(text: str) -> str:
        return "".join(_WORD.findall(text.casefold())).removeprefix("the")

    return bool(plain(name)) and plain(site).startswith(plain(name))
