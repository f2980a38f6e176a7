"""What is kept: the log of records, and small documents beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.records import Entry, Record


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
