"""Opening the record: one folder, one writer, readers beside it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreError
from bot.ports import ANCHORS
from bot.store.index import SqliteIndex
from bot.store.lock import FolderLock
from bot.store.log import VaultDocuments, VaultLog
from bot.store.vault import BUSY_SECONDS, open_record
from bot.store.worker import Worker

RECORD_FILE = "record.sqlite"
INDEX_FILE = "index.sqlite"

_BATCH = 200  # entries a transaction, when an index is made for one reading


def has_record(data_dir: Path) -> bool:
    """Whether anything was ever written to this folder."""
    return (data_dir / RECORD_FILE).exists()


@dataclass(frozen=True, slots=True)
class Store:
    """The three ports over one data folder.

    ``passing`` says that the index was made from the log for this reading only; it lacks
    what is not in the log, the operator's rulings.
    """

    log: VaultLog
    documents: VaultDocuments
    index: SqliteIndex
    passing: bool
    folder: Path

    async def room(self) -> int | None:
        """Bytes free on the folder's disk; None where it cannot be told (``ports.Room``)."""
        try:
            return (await asyncio.to_thread(shutil.disk_usage, self.folder)).free
        except OSError:
            return None


@asynccontextmanager
async def open_store(
    data_dir: Path, *, write: bool = True, busy_seconds: float = BUSY_SECONDS
) -> AsyncIterator[Store]:
    """The store in this folder, closed at the end of the block.

    For writing, the folder is made if need be and held against other writers; the index
    may be behind the log or empty, and whoever writes lets it follow. For reading, files
    that are not there are an empty record and none is made; an index that cannot be used
    is made anew from the log, for this reading only. ``busy_seconds`` is how long a write
    waits for a file that another program has locked. Raises StoreError.
    """
    async with AsyncExitStack() as open_parts:
        if write:
            _make(data_dir)
            open_parts.enter_context(FolderLock(data_dir))
        worker = Worker("record")
        vault = await worker.call(
            open_record, data_dir / RECORD_FILE, write=write, busy_seconds=busy_seconds
        )
        open_parts.push_async_callback(worker.close, vault.close)
        log, documents = VaultLog(vault, worker), VaultDocuments(vault, worker)
        index = SqliteIndex(data_dir / INDEX_FILE, write=write)
        open_parts.push_async_callback(index.close)
        usable = await index.open()
        if not usable:
            index = await _passing_index(log, documents, open_parts)
        yield Store(log, documents, index, not usable, data_dir)


async def _passing_index(
    log: VaultLog, documents: VaultDocuments, open_parts: AsyncExitStack
) -> SqliteIndex:
    own = Path(open_parts.enter_context(tempfile.TemporaryDirectory(prefix="pullquote-")))
    index = SqliteIndex(own / INDEX_FILE, write=True)
    open_parts.push_async_callback(index.close)
    await index.open()
    await index.anchor(await documents.all(ANCHORS))
    while entries := await log.read(await index.cursor(), _BATCH):
        await index.follow(entries)
    return index


def _make(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            str(data_dir), f"The data folder {data_dir} cannot be made: {error.strerror}."
        ) from error
