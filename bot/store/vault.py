"""The one sqlitedict file that holds the log and the documents: ``record.sqlite``.

All calls block and belong on one thread (``worker.Worker``). Everything is one table of
JSON values under prefixed keys, because two tables of one sqlitedict file are two
connections that lock each other out:

    log/<12 digits>                              a record, at its position
    article/<id>                                 the position of an article's newest entry
    gone/<12 digits>                             why the record at this position was erased
    done/<id>/<revision>/<arrival>/<engine>      the position of just this record; where it is
                                                 an operator's word, its position is in the key
    doc/<kind>/<key>                             a document of a service

sqlitedict queues its writes and reports a failed one at some later call. Here each write
is waited for before the transaction commits, so that an error belongs to its own call.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from sqlitedict import SqliteDict

from bot.errors import StoreError
from bot.store import codec
from bot.store.trouble import still_read, store_error

TABLE = "record"  # as the statements below have it

# As bytes: where they are no UTF-8 any more the codec says so, of that value alone. As text
# SQLite's binding would end sqlitedict's thread over it.
_GET = "SELECT CAST(value AS BLOB) FROM record WHERE key = ?"
_UNDER = (
    "SELECT key, CAST(value AS BLOB) FROM record WHERE key > ? AND key < ? ORDER BY key LIMIT ?"
)

BUSY_SECONDS = 5.0

# sqlitedict ends every answer with this; it has no public name for it.
_END = "--no more--"
_HEARTBEAT = 0.5  # seconds between looks at whether sqlitedict's thread still lives
_AFTER_SLASH = "0"  # the character that sorts just behind "/"
_A_LITTLE = 256  # pages given back at once: a megabyte, some milliseconds

# What SQLite or its binding may raise about a statement or its arguments.
_REFUSALS = (sqlite3.Error, UnicodeError, OverflowError)

# Its log tells in many lines what is raised here in one sentence.
logging.getLogger("sqlitedict").setLevel(logging.CRITICAL)


def open_record(path: Path, *, write: bool, busy_seconds: float = BUSY_SECONDS) -> Vault:
    """The record's file; for reading it need not be there yet, and is not made.

    The caller sees to it that there is one writer (``lock.FolderLock``); readers beside
    it see what was committed and never block it. Raises StoreError.
    """
    vault = Vault(path, write, busy_seconds)
    vault.check()
    return vault


class Vault:
    """JSON values by key, with transactions. Raises StoreError, always at the call concerned."""

    def __init__(self, path: Path, write: bool, busy_seconds: float) -> None:
        self._path = path
        self._write = write
        self._busy_seconds = busy_seconds
        self._file: SqliteDict | None = None

    def check(self) -> None:
        """Open the file now. Raises StoreError where it cannot be used."""
        self._opened()

    def get(self, key: str) -> Any | None:
        """The value under this key, None where there is none."""
        rows = self._ask(_GET, key)
        return codec.decode(rows[0][0]) if rows else None

    def read(self, key: str) -> Any | None:
        """Like ``get``, outside of transactions. Raises Damaged where just this row is broken."""
        try:
            return self.get(key)
        except StoreError:
            return self.get_alone(key)

    def get_alone(self, key: str) -> Any | None:
        """Like ``get``, for what may be damaged: over a connection of its own, which a row
        that cannot be read does not end. Raises Damaged where that is the trouble."""
        if not self._path.exists():
            return None
        address = f"{self._path.resolve().as_uri()}?mode=ro"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=self._busy_seconds)) as alone:
                row = alone.execute(_GET, (key,)).fetchone()
        except sqlite3.Error as error:
            raise store_error(self._path, error) from error
        return codec.decode(row[0]) if row else None

    def under(self, prefix: str, after: str = "", limit: int = -1) -> list[tuple[str, bytes]]:
        """(rest of the key, encoded value) of each key ``prefix/...`` past ``after``, in order.

        Not decoded, so that one that is damaged keeps nobody from the others.
        """
        rows = self._ask(_UNDER, f"{prefix}/{after}", prefix + _AFTER_SLASH, limit)
        return [(key[len(prefix) + 1 :], value) for key, value in rows]

    def keys_under(self, prefix: str) -> list[str]:
        """The rest of each key ``prefix/...``, in key order."""
        rows = self._ask(
            "SELECT key FROM record WHERE key > ? AND key < ? ORDER BY key",
            f"{prefix}/",
            prefix + _AFTER_SLASH,
        )
        return [key[len(prefix) + 1 :] for (key,) in rows]

    def last_under(self, prefix: str) -> str | None:
        """The rest of the last key ``prefix/...``, None where there is none."""
        rows = self._ask(
            "SELECT key FROM record WHERE key > ? AND key < ? ORDER BY key DESC LIMIT 1",
            f"{prefix}/",
            prefix + _AFTER_SLASH,
        )
        return rows[0][0][len(prefix) + 1 :] if rows else None

    def weight(self, key: str) -> int:
        """Bytes of the value under this key; 0 where there is none."""
        rows = self._ask("SELECT length(CAST(value AS BLOB)) FROM record WHERE key = ?", key)
        return int(rows[0][0] or 0) if rows else 0

    def room(self) -> tuple[int, int]:
        """Bytes of the file in use and free."""
        size, pages, free = (
            int(rows[0][0]) if (rows := self._ask(f"PRAGMA {name}")) else 0
            for name in ("page_size", "page_count", "freelist_count")
        )
        return size * (pages - free), size * free

    def give_back(self) -> bool:
        """Cut a little of what is free off the file; whether it became smaller."""
        self._writable()
        _, free = self.room()
        if not free:
            return False
        # As a script: a statement without columns is stepped but once, which frees one page.
        script = f"PRAGMA synchronous=FULL; PRAGMA incremental_vacuum({_A_LITTLE});"
        try:
            with closing(sqlite3.connect(self._path, timeout=self._busy_seconds)) as alone:
                alone.executescript(script)
        except sqlite3.Error as error:
            raise store_error(self._path, error) from error
        return self.room()[1] < free  # not in files of earlier versions, until ``compact``

    def compact(self) -> None:
        """Write the file anew, without what is free in it or beside it."""
        self._writable()
        self._ask("PRAGMA auto_vacuum=INCREMENTAL")  # takes effect with the next line
        self._ask("VACUUM")
        if self._ask("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
            raise still_read(self._path)

    def put(self, values: Mapping[str, Any]) -> None:
        """Store these; within ``transaction`` only."""
        file = self._opened()
        if file is None or not self._write:
            raise self._reading_only()
        try:
            for key, value in values.items():
                file[key] = value
        except _REFUSALS as error:
            raise store_error(self._path, error) from error
        self._ask("SELECT 1")  # waits for the writes, and raises what they raised

    def delete(self, key: str) -> None:
        """Forget this key, if it is there; within ``transaction`` only."""
        self._ask("DELETE FROM record WHERE key = ?", key)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is done inside or nothing; durable when left without an error."""
        self._writable()
        self._ask("BEGIN IMMEDIATE")
        try:
            yield
            # As a statement, not by sqlitedict's own commit: where that fails, it takes
            # the thread with it and the caller waits for ever.
            self._ask("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def close(self) -> None:
        """Close the file; what was not committed is dropped."""
        file, self._file = self._file, None
        if file is not None and file.conn.is_alive():
            file.close()

    def _roll_back(self) -> None:
        try:
            self._ask("ROLLBACK")
        except StoreError:
            # SQLite has done so itself, or the connection is gone: closing rolls back.
            if self._file is not None:
                self._file.close(force=True)
                self._file = None

    def _ask(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """All rows of one statement, waited for. No file to read: no rows."""
        file = self._opened()
        if file is None:
            return []
        answers: Queue[Any] = Queue()
        rows = []
        try:
            file.conn.execute(sql, arguments, answers)
            while (answer := self._next(file, answers)) != _END:
                rows.append(answer)
            file.conn.check_raise_error()
        except _REFUSALS as error:
            raise store_error(self._path, error) from error
        return rows

    def _next(self, file: SqliteDict, answers: Queue[Any]) -> Any:
        """sqlitedict's next answer. Raises StoreError where its thread died over the question."""
        while True:
            try:
                return answers.get(timeout=_HEARTBEAT)
            except Empty:
                if file.conn.is_alive() or not answers.empty():
                    continue
            # The next call finds the thread dead and opens the file anew.
            raise StoreError(
                str(self._path),
                f"{self._path.name} could not be read to the end; check the disk, and put a"
                " good copy in its place if this happens again.",
            )

    def _opened(self) -> SqliteDict | None:
        """The open file; None when it is only to be read and not there yet."""
        if self._file is not None and self._file.conn.is_alive():
            return self._file
        if not self._write and not self._path.exists():
            return None
        if not self._probe() and not self._write:
            return None
        try:
            self._file = self._open()
        except (sqlite3.Error, RuntimeError) as error:
            raise store_error(self._path, error) from error
        return self._file

    def _probe(self) -> bool:
        """Whether the table is there yet. Raises StoreError for a file that SQLite cannot use.

        sqlitedict would find out on its own thread, where nobody can catch it.
        """
        try:
            connection = sqlite3.connect(self._path, timeout=self._busy_seconds)
            try:
                if self._write:
                    # Of a new file: what is free in it can be given back bit by bit.
                    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
                    connection.execute("PRAGMA journal_mode=WAL")
                found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,))
                return found.fetchone() is not None
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise store_error(self._path, error) from error

    def _open(self) -> SqliteDict:
        # Not with flag="r" even for reading: that looks for the table through a connection
        # which it leaves open. The table is there, see _probe, and query_only does the rest.
        file = SqliteDict(
            str(self._path),
            tablename=TABLE,
            journal_mode="WAL",
            encode=codec.encode,
            decode=codec.decode,
            outer_stack=False,
        )
        # sqlitedict sets synchronous=OFF. FULL, not NORMAL: in WAL mode NORMAL survives
        # a killed process but may forget the last commits in a power cut, and a
        # forgotten delivery is posted twice. It costs about 0.15 ms a commit on an SSD.
        for pragma in (
            "synchronous=FULL",
            f"busy_timeout={int(self._busy_seconds * 1000)}",
            # What is erased is overwritten: it must not be found in the file's free room.
            "secure_delete=ON",
            f"query_only={'OFF' if self._write else 'ON'}",
        ):
            file.conn.select_one(f"PRAGMA {pragma}")
        return file

    def _writable(self) -> None:
        if not self._write:
            raise self._reading_only()

    def _reading_only(self) -> StoreError:
        return StoreError(
            str(self._path), f"{self._path.name} is open for reading only; open it for writing."
        )
