"""The record's file as a whole: examined, copied while in use, put back.

A copy is made by SQLite itself, page by page within one snapshot, so a bot that writes
meanwhile harms neither. What is put in a file's place has been examined first, and what was
there is kept beside it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.errors import BadInput, NothingFound, StoreError
from bot.store import codec
from bot.store.lock import FolderLock
from bot.store.store import INDEX_FILE, RECORD_FILE
from bot.store.trouble import is_damaged, store_error
from bot.store.vault import TABLE

_FAULTS_SHOWN = 5
_BESIDE = ("", "-wal", "-shm")

_COPIED = "doc/copied/last"
_GET = "SELECT value FROM record WHERE key = ?"
_OF_KIND = "SELECT key, CAST(value AS BLOB) FROM record WHERE key > ? AND key < ?"


def faults_of(path: Path) -> list[str]:
    """What SQLite finds wrong with a file, the first few; none where it is whole.

    Raises StoreError where it cannot be read at all for another reason than damage.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute(f"PRAGMA integrity_check({_FAULTS_SHOWN})").fetchall()
    except sqlite3.Error as error:
        if is_damaged(error):
            return [str(error)]
        raise store_error(path, error) from error
    return [] if rows == [("ok",)] else [" ".join(str(row[0]).split()) for row in rows]


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A new file that takes the place of ``target`` when this is left without an error.

    Raises BadInput where it cannot be written.
    """
    half = target.with_name(f".{target.name}.half")
    try:
        half.write_bytes(b"")  # a folder that cannot be written says so, whoever writes
        yield half
        os.replace(half, target)
    except OSError as error:
        raise BadInput(str(target), f"{target} cannot be written: {error.strerror}.") from error
    finally:
        if half.parent.is_dir():
            half.unlink(missing_ok=True)


def back_up(data_dir: Path, target: Path, at: datetime) -> int:
    """Copy the record to a new file, beside a running bot if there is one; bytes written.

    The copy knows that it is of this time, see ``known_until``. Raises BadInput for a target
    that is there already or cannot be, NothingFound without a record, StoreError where the
    record cannot be read.
    """
    source = _record_in(data_dir)
    if target.exists():
        raise BadInput(str(target), f"{target} is there already; name a new file.")
    with beside(target) as half:
        _copy(source, half)
        _put(half, {_COPIED: at.isoformat()})
    return target.stat().st_size


def known_until(copy: Path) -> datetime | None:
    """A time until when a copy knows all that was done; None where nothing tells.

    That is when it was made, or when the last article in it was fetched.
    """
    last = "SELECT value FROM record WHERE key > 'log/' AND key < 'log0' ORDER BY key DESC LIMIT 1"
    times = []
    with (
        suppress(sqlite3.Error),  # no copy of a record, which put_back says
        closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        for (made,) in connection.execute(_GET, (_COPIED,)):
            times.append(datetime.fromisoformat(codec.decode(made)))
        for (newest,) in connection.execute(last):
            with suppress(StoreError):  # it is damaged
                times.append(codec.record_of(codec.decode(newest)).article.fetched_at)
    return max(times, default=None)


def put_back(
    data_dir: Path,
    copy: Path,
    kept_as: str,
    *,
    put: Mapping[str, Any] | None = None,
    carry: Sequence[str] = (),
) -> Path | None:
    """Make a copy the record of the folder; where what was there is now, None for nothing.

    ``kept_as`` is the name under which it is kept. The copy is given the documents of ``put``
    (by kind, a slash and the key), and those of the kinds ``carry`` that were there before, if
    they can be read. The search index is dropped, for it belongs to what was there. Raises
    BadInput for what is no whole copy of a record, and StoreError while a bot writes to the
    folder.
    """
    _refuse_unless_whole(copy)
    data_dir.mkdir(parents=True, exist_ok=True)
    record, index = data_dir / RECORD_FILE, data_dir / INDEX_FILE
    with FolderLock(data_dir):
        incoming = data_dir / f".{RECORD_FILE}.incoming"
        try:
            # Not as a file: what was written last may still stand beside it, in its log.
            _copy(copy.resolve(), incoming)
            _put(incoming, _documents_in(record, carry))
            _put(incoming, {f"doc/{key}": value for key, value in (put or {}).items()})
            kept = _move_aside(record, data_dir / kept_as)
            os.replace(incoming, record)
        except OSError as error:
            raise StoreError(
                str(data_dir), f"{data_dir} cannot be written: {error.strerror}."
            ) from error
        finally:
            incoming.unlink(missing_ok=True)
        for suffix in _BESIDE:
            index.with_name(index.name + suffix).unlink(missing_ok=True)
    return kept


def _record_in(data_dir: Path) -> Path:
    path = (data_dir / RECORD_FILE).resolve()
    if not path.exists():
        raise NothingFound(str(data_dir), f"There is no record in {data_dir} to copy.")
    return path


def _copy(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as record,
            closing(sqlite3.connect(target)) as made,
        ):
            record.backup(made)
            # A copy is one file: nothing of it may wait in another.
            made.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise store_error(source, error) from error


def _put(path: Path, values: Mapping[str, Any]) -> None:
    rows = [(key, codec.encode(value)) for key, value in values.items()]
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executemany("REPLACE INTO record (key, value) VALUES (?, ?)", rows)
    except sqlite3.Error as error:
        raise store_error(path, error) from error


def _documents_in(record: Path, kinds: Sequence[str]) -> dict[str, Any]:
    """Those documents that can be read, by their keys in the file."""
    found: dict[str, Any] = {}
    if not record.exists():
        return found
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{record.resolve().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        for kind in kinds:
            for key, value in connection.execute(_OF_KIND, (f"doc/{kind}/", f"doc/{kind}0")):
                with suppress(StoreError):
                    found[key] = codec.decode(value)
    return found


def _refuse_unless_whole(copy: Path) -> None:
    if not copy.is_file():
        raise BadInput(str(copy), f"{copy} is not a file; give one that `pullquote backup` made.")
    faults = faults_of(copy.resolve())
    if faults:
        raise BadInput(str(copy), f"{copy} is damaged ({faults[0]}); take another copy.")
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,))
        if found.fetchone() is None:
            raise BadInput(
                str(copy), f"{copy} holds no record; give one that `pullquote backup` made."
            )


def _move_aside(record: Path, kept: Path) -> Path | None:
    """Keep a file with all that SQLite keeps beside it, under another name."""
    moved = None
    for suffix in _BESIDE:
        part = record.with_name(record.name + suffix)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + suffix))
            moved = kept
    return moved
