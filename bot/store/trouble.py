"""What SQLite says, as one sentence for the person who runs the bot."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from textwrap import shorten

from bot.errors import Damaged, StoreError

_LONGEST = 200  # characters

# The file's name goes before each.
_SENTENCES = {
    sqlite3.SQLITE_BUSY: "is locked by another program; close that and try again.",
    sqlite3.SQLITE_LOCKED: "is locked by another program; close that and try again.",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; make room and try again.",
    sqlite3.SQLITE_READONLY: "may not be written; check its permissions and its disk.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder is there and yours.",
    sqlite3.SQLITE_IOERR: "cannot be read or written, its disk fails; check the disk.",
    sqlite3.SQLITE_CORRUPT: "is damaged; stop the bot and put a good copy in its place.",
    sqlite3.SQLITE_NOTADB: "is not a database; move it away or put a good copy there.",
}


def is_damaged(error: Exception) -> bool:
    """Whether the file itself is broken, so that trying again cannot help."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def store_error(path: Path, error: Exception) -> StoreError:
    """The StoreError for an error that SQLite raised about the file at ``path``."""
    sentence = _SENTENCES.get(_code(error)) or f"could not be used: {_shown(error)}."
    kind = Damaged if is_damaged(error) else StoreError
    return kind(str(path), f"{path.name} {sentence}")


def still_read(path: Path) -> StoreError:
    """That a file could not be written anew to the end, and so holds what was erased still."""
    return StoreError(
        str(path),
        f"{path.name} is being read by another program, so that what was erased is still in it;"
        " end that and give the command again.",
    )


def _shown(error: Exception) -> str:
    """Its words; SQLite quotes what it could not read, however long that is."""
    return shorten(str(error), _LONGEST, placeholder=" …")


def _code(error: Exception) -> int:
    # Extended codes keep the primary one in their low byte.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
