"""The log of records (``ports.RecordLog``) and the documents (``ports.Documents``).

Both are kept in one vault, so that one transaction can hold all that belongs together.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.errors import Damaged, StoreError
from bot.ports import Room
from bot.records import Arrival, Entry, Record
from bot.store import codec
from bot.store.vault import Vault
from bot.store.worker import Worker

log = logging.getLogger(__name__)

_OPERATORS = (Arrival.AMENDED, Arrival.REMOVED)
_AT_ONCE = 200  # entries that are held both as they are stored and as they are given

_CUT, _REMOVED = "cut", "removed"  # why an entry was erased


class VaultLog:
    """``ports.RecordLog`` in the record's file."""

    def __init__(self, vault: Vault, worker: Worker) -> None:
        self._vault = vault
        self._worker = worker
        self._told: set[int] = set()

    async def append(self, record: Record) -> Entry | None:
        return await self._worker.call(self._append, record)

    async def read(self, after: int, limit: int) -> list[Entry]:
        return await self._worker.call(self._read, after, limit)

    async def newest(self, article_id: str) -> Entry | None:
        return await self._worker.call(self._newest, article_id)

    async def revision(self, article_id: str) -> int:
        return await self._worker.call(self._revision, article_id)

    async def end(self) -> int:
        return await self._worker.call(self._end)

    def left_out(self) -> frozenset[int]:
        return frozenset(self._told)

    async def fault(self, position: int) -> str | None:
        return await self._worker.call(self._fault, position)

    async def cut(self, article_ids: Sequence[str], upto: int) -> list[str]:
        return await self._worker.call(self._cut, article_ids, upto)

    async def is_cut(self, article_id: str) -> bool:
        return await self._worker.call(self._is_cut, article_id)

    async def weigh(self, article_id: str) -> int:
        return await self._worker.call(self._weigh, article_id)

    async def room(self) -> Room:
        return Room(*await self._worker.call(self._vault.room))

    async def give_back(self) -> bool:
        return await self._worker.call(self._vault.give_back)

    async def compact(self) -> None:
        await self._worker.call(self._vault.compact)

    def _append(self, record: Record) -> Entry | None:
        article = record.article
        done = f"done/{article.id}/{article.revision}/{record.arrival}/{record.engine}"
        document = codec.document_of(record)
        if record.arrival in _OPERATORS:
            newest = self._newest(article.id)
            if newest is not None and newest.record == record:
                return None
            done = f"{done}/{self._end() + 1}"
        with self._vault.transaction():
            if self._vault.get(done) is not None:
                return None
            position = self._end() + 1
            if record.arrival is Arrival.REMOVED:
                self._erase(article.id, _REMOVED)
            self._vault.put(
                {
                    f"log/{_digits(position)}": document,
                    f"article/{article.id}": position,
                    done: position,
                }
            )
        return Entry(position, record)

    def _cut(self, article_ids: Sequence[str], upto: int) -> list[str]:
        cut = []
        with self._vault.transaction():
            for article_id in article_ids:
                newest = self._vault.get(f"article/{article_id}")
                if newest is not None and newest <= upto:
                    self._erase(article_id, _CUT)
                    cut.append(article_id)
        return cut

    def _erase(self, article_id: str, why: str) -> None:
        """Within a transaction: all entries of an article, those that are damaged, too."""
        for position in self._positions(article_id):
            self._vault.delete(f"log/{position}")
            self._vault.put({f"gone/{position}": why})

    def _positions(self, article_id: str) -> list[str]:
        """Where the entries of an article are or were, as digits."""
        done = self._vault.under(f"done/{article_id}")
        return [_digits(codec.decode(position)) for _, position in done]

    def _is_cut(self, article_id: str) -> bool:
        position = self._vault.read(f"article/{article_id}")
        return position is not None and self._vault.read(f"gone/{_digits(position)}") == _CUT

    def _weigh(self, article_id: str) -> int:
        return sum(self._vault.weight(f"log/{at}") for at in self._positions(article_id))

    def _read(self, after: int, limit: int) -> list[Entry]:
        entries: list[Entry] = []
        last = max(after, 0)
        while (wanted := min(limit - len(entries), _AT_ONCE)) > 0:
            some = self._read_some(last, wanted)
            entries += some
            if len(some) < wanted:
                break
            last = some[-1].position
        return entries

    def _read_some(self, after: int, limit: int) -> list[Entry]:
        try:
            found = self._vault.under("log", after=_digits(after), limit=limit)
            return [Entry(int(digits), codec.read_record(value)) for digits, value in found]
        except StoreError:
            return self._readable(after, limit)

    def _readable(self, after: int, limit: int) -> list[Entry]:
        """One entry at a time, without those that are damaged: one broken page holds up nobody.

        Any other trouble is raised, for it may pass, and what is left out now is left out by
        whoever follows for good.
        """
        entries: list[Entry] = []
        for position in range(after + 1, self._end() + 1):
            try:
                document = self._vault.get_alone(f"log/{_digits(position)}")
                if document is not None:
                    entries.append(_entry(position, document))
            except Damaged as error:
                self._tell(position, error)
            if len(entries) == limit:
                break
        return entries

    def _fault(self, position: int) -> str | None:
        try:
            document = self._vault.get_alone(f"log/{_digits(position)}")
            if document is None:
                there = 0 < position <= self._end()
                erased = self._vault.read(f"gone/{_digits(position)}") is not None
                return "It is gone." if there and not erased else None
            _entry(position, document)
        except Damaged as error:
            return str(error)
        return None

    def _newest(self, article_id: str) -> Entry | None:
        position = self._vault.read(f"article/{article_id}")
        if position is None:
            return None
        try:
            document = self._vault.read(f"log/{_digits(position)}")
            if document is not None:
                return _entry(position, document)
        except Damaged as error:
            self._tell(position, error)
        return None

    def _revision(self, article_id: str) -> int:
        done = self._vault.keys_under(f"done/{article_id}")
        return max((int(rest.partition("/")[0]) for rest in done), default=0)

    def _tell(self, position: int, error: Damaged) -> None:
        """Once for each entry, and not again whenever somebody comes by."""
        if position not in self._told:
            self._told.add(position)
            log.error(
                "log position %d is left out: %s `pullquote check` tells more.", position, error
            )

    def _end(self) -> int:
        last = (self._vault.last_under(prefix) for prefix in ("log", "gone"))
        return max(int(digits or 0) for digits in last)


class VaultDocuments:
    """``ports.Documents`` in the record's file."""

    def __init__(self, vault: Vault, worker: Worker) -> None:
        self._vault = vault
        self._worker = worker
        self._told: set[str] = set()

    async def get(self, kind: str, key: str) -> Any | None:
        return await self._worker.call(self._vault.read, _document_key(kind, key))

    async def put(self, kind: str, key: str, value: Any) -> None:
        await self.put_many(kind, {key: value})

    async def put_many(self, kind: str, values: Mapping[str, Any]) -> None:
        keyed = {_document_key(kind, key): value for key, value in values.items()}
        await self._worker.call(self._put, keyed)

    async def delete(self, kind: str, key: str) -> None:
        await self._worker.call(self._delete, _document_key(kind, key))

    async def delete_many(self, kind: str, keys: Iterable[str]) -> None:
        await self._worker.call(self._delete, *(_document_key(kind, key) for key in keys))

    async def keys(self, kind: str, under: str = "") -> list[str]:
        prefix = _document_key(kind, under) if under else _document_prefix(kind)
        return await self._worker.call(self._vault.keys_under, prefix)

    async def all(self, kind: str) -> dict[str, Any]:
        return await self._worker.call(self._all, _document_prefix(kind))

    async def faults(self) -> dict[str, str]:
        return await self._worker.call(self._faults)

    def left_out(self) -> frozenset[str]:
        return frozenset(key.removeprefix("doc/") for key in self._told)

    def _all(self, prefix: str) -> dict[str, Any]:
        documents, damaged = self._read(prefix)
        for key, error in damaged.items():
            self._tell(f"{prefix}/{key}", error)
        return documents

    def _faults(self) -> dict[str, str]:
        _, damaged = self._read("doc")
        return {key: str(error) for key, error in damaged.items()}

    def _read(self, prefix: str) -> tuple[dict[str, Any], dict[str, Damaged]]:
        """The documents under a prefix, and those that are damaged."""
        read: Callable[[str], Any]
        try:
            stored = dict(self._vault.under(prefix))
            keys, read = list(stored), lambda key: codec.decode(stored[key])
        except StoreError:  # a page of the file is broken: each for itself
            keys = self._vault.keys_under(prefix)
            read = lambda key: self._vault.get_alone(f"{prefix}/{key}")  # noqa: E731
        documents: dict[str, Any] = {}
        damaged: dict[str, Damaged] = {}
        for key in keys:
            try:
                documents[key] = read(key)
            except Damaged as error:
                damaged[key] = error
        return documents, damaged

    def _tell(self, key: str, error: Damaged) -> None:
        if key not in self._told:
            self._told.add(key)
            log.error("%s is left out: %s `pullquote check` tells more.", key, error)

    def _put(self, values: Mapping[str, Any]) -> None:
        with self._vault.transaction():
            self._vault.put(values)

    def _delete(self, *keys: str) -> None:
        with self._vault.transaction():
            for key in keys:
                self._vault.delete(key)


def _digits(position: int) -> str:
    """Positions as keys: their order as text is their order as numbers."""
    return f"{position:012d}"


def _entry(position: int, document: Any) -> Entry:
    try:
        return Entry(position, codec.record_of(document))
    except StoreError as error:
        raise type(error)(f"log position {position}", f"Position {position}: {error}") from error


def _document_prefix(kind: str) -> str:
    if not kind or "/" in kind:
        raise ValueError(f"a kind of document is a word without a slash, not {kind!r}")
    return f"doc/{kind}"


def _document_key(kind: str, key: str) -> str:
    if not key:
        raise ValueError("a document has a key")
    return f"{_document_prefix(kind)}/{key}"
