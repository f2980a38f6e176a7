"""Which of a feed's entries are new, which are known under another name, and which to hold. Pure.

An entry goes by its key (``bot.feeds.entry_key``). Publishers change ids and addresses when
they edit or move, so an unknown key is compared with what the feed showed the last time and
no longer shows: the same address, the same id at another host, or the same words are the same
article. What the feed still shows beside it is another one, even at the same address.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.desk.gathering.entries import mark_of
from bot.feeds import FeedEntry, canonical_url, entry_key
from bot.feeds.identity import bare_id, words_of
from bot.records import digest

MOST_SHOWN = 300
"""Entries remembered of what a feed showed last; no feed that is polled shows more anew."""

FEWEST_HELD = 3
"""Feeds with fewer entries may well replace them all between two looks."""

SAME_WORDS = 0.5
"""Share of the shorter text's words that the longer must have, under the same title."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as it was shown: its key, its mark, and what else tells it.

    ``url`` and ``id`` are digests of the canonical address and of the id without its host;
    ``title`` and ``words`` of what it says; "" where it says nothing. ``sketch`` holds the
    smallest hashes of its words, for texts that were edited.
    """

    key: str
    mark: str
    url: str
    id: str
    title: str
    words: str
    sketch: tuple[int, ...]

    def encode(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def decode(cls, document: Mapping[str, Any]) -> Shown:
        return cls(**{**document, "sketch": tuple(document["sketch"])})


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry to read. ``was`` is the key it was known by before, if it changed its name;
    ``shares`` says that another entry shown has the same address."""

    shown: Shown
    was: str | None = None
    shares: bool = False


def shown_of(feed_url: str, entry: FeedEntry) -> Shown:
    said = words_of(entry)
    hashes = sorted({zlib.crc32(word.encode("utf-8", "replace")) for word in said})
    title = " ".join(entry.title.casefold().split())
    return Shown(
        key=entry_key(feed_url, entry),
        mark=mark_of(entry),
        url=_address_of(entry),
        id=digest(bare) if (bare := bare_id(entry)) else "",
        title=digest(title) if title else "",
        words=digest(*said) if said else "",
        sketch=tuple(hashes[:32]),
    )


def shown_now(feed_url: str, entries: Iterable[FeedEntry], before: Iterable[Shown]) -> list[Shown]:
    """Each entry as it is shown, taken from ``before`` where it was shown just so.

    A feed that changes shows most of its entries as it did, and to sketch a text takes long.
    """
    last = {shown.key: shown for shown in before}
    found = []
    for entry in entries:
        old = last.get(entry_key(feed_url, entry))
        same = old is not None and old.mark == mark_of(entry) and old.url == _address_of(entry)
        found.append(old if old is not None and same else shown_of(feed_url, entry))
    return found


def _address_of(entry: FeedEntry) -> str:
    return digest(canonical_url(entry.url)) if entry.url else ""


def plan(entries: Iterable[Shown], before: Sequence[Shown], seen: Collection[str]) -> list[Planned]:
    """What is to be read of these entries, in their order: the unknown and the changed.

    ``before`` is what the feed showed the last time; ``seen`` are keys known from earlier.
    Of two entries with one key the later counts: entries come oldest first.
    """
    current = {shown.key: shown for shown in entries}
    last = {shown.key: shown for shown in before}
    gone = [shown for shown in before if shown.key not in current]
    addresses = Counter(shown.url for shown in current.values() if shown.url)
    planned = []
    for shown in current.values():
        known = last.get(shown.key)
        if known is not None and known.mark == shown.mark:
            continue
        was = None
        if known is None and shown.key not in seen:
            match = next((old for old in gone if is_same(old, shown)), None)
            if match is not None:
                gone.remove(match)
                was = match.key
        planned.append(Planned(shown, was, shares=addresses[shown.url] > 1))
    return planned


def is_same(old: Shown, new: Shown) -> bool:
    """Whether an entry that is shown no more is this one under another id or address.

    An address alone is not enough where both have words and these have nothing in common:
    some sites reuse theirs, as for "the day in pictures".
    """
    if old.id and old.id == new.id:
        return True
    if old.url and old.url == new.url:
        both_say_more = old.sketch and new.sketch and old.title != new.title
        return not both_say_more or _alike(old, new)
    if old.words and old.words == new.words:
        return True
    return bool(old.title) and old.title == new.title and _alike(old, new)


def is_flood(planned: Sequence[Planned], shown: int, unseen: Collection[str]) -> bool:
    """Whether everything a known feed shows is suddenly new; ``shown`` counts its entries."""
    new = [one for one in planned if one.was is None and one.shown.key in unseen]
    return shown >= FEWEST_HELD and len(new) == shown


def _alike(old: Shown, new: Shown) -> bool:
    if not old.sketch or not new.sketch:
        return False
    common = len(set(old.sketch) & set(new.sketch))
    return common >= SAME_WORDS * min(len(old.sketch), len(new.sketch))
