"""The tables of ``index.sqlite``, and opening a connection to them.

Statements and articles are numbered in the order of their dates, so that "newest first"
is "highest number first" and neither a search nor a speaker's page ever sorts. Names have
a small full-text table of their own; it leads to entities, and an entity to its
statements. All of it is derived: a file of another version is dropped and made anew.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

VERSION = 1
"""Raise it with every change of the tables, of folding, or of what is taken in."""

_CACHE_KIB = 16_000  # of memory, a connection

_TABLES = """
CREATE TABLE progress (cursor INTEGER NOT NULL);
INSERT INTO progress VALUES (0);

CREATE TABLE article (
    number INTEGER PRIMARY KEY,  -- in order of date, see intake
    id TEXT NOT NULL UNIQUE,
    date TEXT NOT NULL,          -- ISO 8601, UTC, always with microseconds
    title TEXT NOT NULL,
    canonical_url TEXT NOT NULL
);
CREATE INDEX article_by_date ON article (date, id);
CREATE INDEX article_by_address ON article (canonical_url);
CREATE TABLE link (url TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE title_words USING fts5 (
    words, tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3', detail = none
);

CREATE TABLE entity (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,          -- the fullest of its names
    statements INTEGER NOT NULL
);
CREATE INDEX entity_by_fame ON entity (statements DESC, name, id);
CREATE TABLE name (
    number INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    statements INTEGER NOT NULL,
    UNIQUE (entity, text, kind)
);
CREATE VIRTUAL TABLE name_words USING fts5 (
    words, tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3', detail = none
);
CREATE VIRTUAL TABLE name_trigrams USING fts5 (words, tokenize = 'trigram');

CREATE TABLE statement (
    number INTEGER PRIMARY KEY,  -- in order of date, see intake
    article INTEGER NOT NULL,
    name INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    confidence REAL NOT NULL,
    id TEXT NOT NULL
);
CREATE INDEX statement_by_entity ON statement (entity, number, confidence);
CREATE INDEX statement_by_article ON statement (article);
-- The entity stands in the full text too: SQLite then meets the two lists of rows
-- without reading either to its end, however common the word.
CREATE VIRTUAL TABLE said USING fts5 (
    entity, words, tokenize = "porter unicode61 remove_diacritics 0", detail = column
);
"""

_NAMES = (
    "progress",
    "article",
    "link",
    "title_words",
    "entity",
    "name",
    "name_words",
    "name_trigrams",
    "statement",
    "said",
)


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """A connection for one thread at a time; transactions are begun by hand."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # A power cut may take the last transactions, their cursor with them: they are
    # followed again. So this file need not wait for the disk as the record does.
    own = ("journal_mode=WAL", "synchronous=NORMAL") if write else ("query_only=ON",)
    try:
        for pragma in (*own, f"cache_size=-{_CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether these tables, in this version, are all there. Raises sqlite3.Error if damaged."""
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        return False
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not found.issuperset(_NAMES):
        return False
    for name in _NAMES:
        connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()  # noqa: S608
    return True


def build(connection: sqlite3.Connection) -> None:
    """Make the tables anew and empty, in one transaction."""
    drops = "".join(f"DROP TABLE IF EXISTS {name};" for name in _NAMES)
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE; {drops} {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
        )
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def remove(path: Path) -> None:
    """Delete the file with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
