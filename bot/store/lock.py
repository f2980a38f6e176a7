"""One writer to a data folder: a lock that ends with the process that holds it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType

from bot.errors import StoreError
from bot.store.trouble import store_error


class FolderLock:
    """Held from the making to ``release``, or until the process dies, however it dies.

    SQLite does the locking on an empty file of its own, because that one call works on
    every system, is not inherited by worker processes that outlive a killed parent, and
    also tells two openings within one process apart. Never open the file by other means:
    closing any handle to it would drop the lock.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "writer.lock"
        try:
            self._connection = sqlite3.connect(
                path, timeout=0, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise store_error(path, error) from error
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            self._connection.close()
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise store_error(path, error) from error
            raise StoreError(
                str(folder),
                f"Another Pullquote is writing to {folder}; stop it first or use another folder.",
            ) from error

    def release(self) -> None:
        """Let the next writer in."""
        self._connection.close()

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()
