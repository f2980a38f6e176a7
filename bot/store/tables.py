"""The tables of ``index.sqlite``, and opening a connection to them.

Statements and articles are numbered in the order of their dates, so that "newest first"
is "highest number first" and neither a search nor a speaker's page ever sorts. Names have
a small full-text table of their own; it leads to entities, and an entity to its
statements. All of it is derived: a file of another version is dropped and made anew.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.store.trouble import still_read

VERSION = 7
"""Raise it with every change of the tables, of folding, or of what is taken in."""

# Of memory, a connection. Following touches rows all over the file, an answer a few.
_CACHE_KIB = {"write": 24_000, "read": 16_000, "compact": 4_000}

_WAL_PAGES = 10_000  # of 4 KiB, and
_WAL_SHARE = 3  # or a third of the file's, where that is more

_TABLES = """
CREATE TABLE progress (cursor INTEGER NOT NULL, rulings TEXT NOT NULL);
INSERT INTO progress VALUES (0, '[]');

CREATE TABLE article (
    number INTEGER PRIMARY KEY,  -- in order of date, see numbers
    id TEXT NOT NULL UNIQUE,
    date TEXT NOT NULL,          -- ISO 8601, UTC, always with microseconds
    title TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    outlet TEXT NOT NULL,
    around TEXT NOT NULL,        -- the names in it, by lines; see people.across
    last INTEGER NOT NULL,       -- its statements and appearances have the numbers up to this
    fetched TEXT NOT NULL,       -- the newest revision, written like the date
    position INTEGER NOT NULL    -- of its newest entry
);
CREATE INDEX article_by_age ON article (fetched, id);
CREATE INDEX article_by_date ON article (date, id);
CREATE INDEX article_by_outlet ON article (outlet, date, id);
CREATE INDEX article_by_address ON article (canonical_url);
CREATE TABLE link (url TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX link_by_article ON link (article);
CREATE VIRTUAL TABLE title_words USING fts5 (
    words, tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3',
    detail = none, columnsize = 0
);

-- A person or body. What it is inferred from stands in its profile; who is shown under
-- whom is inference with the operator's rulings laid over it, see rulings.
CREATE TABLE entity (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    inferred TEXT NOT NULL,      -- the kind it is taken for, whatever it is shown as
    kind TEXT NOT NULL,          -- that of the name it is shown under
    name TEXT NOT NULL,          -- the fullest of its names, or the one it was given
    statements INTEGER NOT NULL, -- shown under it
    title TEXT,                  -- the newest
    outlet TEXT,                 -- of the newest statement
    newest INTEGER,              -- that statement, or another of its appearance
    titled INTEGER,              -- the appearance that tells the title
    shown INTEGER NOT NULL,      -- the entity its statements are shown under: itself, mostly
    appearances INTEGER NOT NULL,
    given TEXT                   -- the name an operator gave it
);
-- Apart from the entities, whose own rows change with every statement. None where nothing
-- is inferred: of who was split off, or concluded by the record itself.
CREATE TABLE profile (entity INTEGER PRIMARY KEY, known TEXT NOT NULL);
CREATE INDEX entity_by_fame ON entity (statements DESC, name, id);
CREATE INDEX entity_below ON entity (shown) WHERE shown <> number;
CREATE TABLE redirect (id TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX redirect_by_target ON redirect (target);
-- The article that each id came from.
CREATE TABLE founder (entity TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX founder_by_article ON founder (article);
-- Ids whose first articles were erased, and a statement that tells whose they are.
CREATE TABLE anchor (entity TEXT PRIMARY KEY, statement TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX anchor_by_statement ON anchor (statement);
-- With all names of the entity, by lines: most of those under a key are told apart by them,
-- and their profiles, of twenty times the size, need not be read.
CREATE TABLE key (
    key TEXT NOT NULL, entity INTEGER NOT NULL, names TEXT NOT NULL, PRIMARY KEY (key, entity)
) WITHOUT ROWID;
CREATE INDEX key_by_entity ON key (entity);
-- One speaker of one article: what there tells who it is.
CREATE TABLE appearance (
    number INTEGER PRIMARY KEY,  -- the highest of its statements'
    article INTEGER NOT NULL,
    entity INTEGER NOT NULL,     -- as inferred
    names TEXT NOT NULL,         -- by lines
    title TEXT,
    described TEXT NOT NULL      -- by lines
);
CREATE INDEX appearance_by_entity ON appearance (entity);
CREATE INDEX appearance_with_title ON appearance (entity) WHERE title IS NOT NULL;

CREATE TABLE name (
    number INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    statements INTEGER NOT NULL,
    alias INTEGER NOT NULL,      -- 1: given by an operator, kept without statements
    UNIQUE (entity, text, kind)
);
-- Everything somebody may be asked for by: names, their skeletons, titles, initials.
CREATE VIRTUAL TABLE known_by USING fts5 (
    words, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3',
    detail = none, columnsize = 0
);
CREATE VIRTUAL TABLE name_words USING fts5 (
    words, tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3',
    detail = none, columnsize = 0
);
CREATE VIRTUAL TABLE name_trigrams USING fts5 (words, tokenize = 'trigram');
CREATE VIRTUAL TABLE name_trigram_counts USING fts5vocab (name_trigrams, row);

CREATE TABLE statement (
    number INTEGER PRIMARY KEY,  -- in order of date, see numbers
    article INTEGER NOT NULL,
    appearance INTEGER NOT NULL,
    name INTEGER NOT NULL,
    entity INTEGER NOT NULL,     -- the one it is shown under
    confidence REAL NOT NULL,
    how TEXT NOT NULL,           -- a records.Quotation
    volume INTEGER NOT NULL,
    id TEXT NOT NULL
);
CREATE INDEX statement_by_entity ON statement (entity, number, confidence, how);
-- Ids come in no order: one index of all of them would be written to at as many places as
-- there are new ones. So each volume, some thousand entries of the log, has its part of the
-- index, and an id is looked for in every part.
CREATE TABLE volume (number INTEGER PRIMARY KEY);
CREATE INDEX statement_by_volume ON statement (volume, id);
CREATE VIEW statement_by_id AS
    SELECT statement.* FROM volume CROSS JOIN statement ON statement.volume = volume.number;
-- What nobody said who is named, found by its words alone; numbered among the statements.
CREATE TABLE unnamed (
    number INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    called TEXT NOT NULL,        -- whoever said it, as the article puts it, folded; may be ''
    id TEXT NOT NULL
);
CREATE INDEX unnamed_by_id ON unnamed (id);
-- Statements that an operator has put under another entity.
CREATE TABLE moved (statement TEXT PRIMARY KEY, entity INTEGER NOT NULL) WITHOUT ROWID;
-- The entity stands in the full text too: SQLite then meets the two lists of rows
-- without reading either to its end, however common the word. It is '' for the unnamed.
CREATE VIRTUAL TABLE said USING fts5 (
    entity, words, tokenize = "porter unicode61 remove_diacritics 0",
    detail = column, columnsize = 0
);
-- Fewer and larger segments, merged half as often: of a long log most work was merging.
INSERT INTO said (said, rank) VALUES ('hashsize', 8000000), ('automerge', 8);
"""

_NAMES = (
    "progress",
    "article",
    "link",
    "title_words",
    "entity",
    "profile",
    "redirect",
    "founder",
    "anchor",
    "key",
    "appearance",
    "known_by",
    "name",
    "name_words",
    "name_trigram_counts",
    "name_trigrams",
    "statement",
    "unnamed",
    "volume",
    "moved",
    "said",
)
_FULL_TEXT = ("title_words", "known_by", "name_words", "name_trigrams", "said")


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """A connection for one thread at a time; transactions are begun by hand."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # A power cut may take the last transactions, their cursor with them: they are
    # followed again. So this file need not wait for the disk as the record does.
    journal = ("journal_mode=WAL", "synchronous=NORMAL", f"wal_autocheckpoint={_WAL_PAGES}")
    own = journal if write else ("query_only=ON",)
    cache = _CACHE_KIB["write" if write else "read"]
    try:
        for pragma in (*own, f"cache_size=-{cache}"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def let_wait(connection: sqlite3.Connection) -> None:
    """Let what is written wait in SQLite's log of writes, while that is small beside the file.

    Most of it need then never be written to its place, which takes the longest: the next
    batches write the same pages.
    """
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA wal_autocheckpoint={max(_WAL_PAGES, pages // _WAL_SHARE)}")


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
    drops = "DROP VIEW IF EXISTS statement_by_id;"
    drops += "".join(f"DROP TABLE IF EXISTS {name};" for name in _NAMES)
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE; {drops} {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
        )
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def compact(connection: sqlite3.Connection) -> None:
    """Write the file anew, without what was deleted: the full text keeps it until it is merged.

    Raises StoreError where another program reads it.
    """
    # All is read and written once, and VACUUM takes the same again for the file it makes.
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB['compact']}")
    try:
        for name in _FULL_TEXT:
            connection.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608
        connection.execute("VACUUM")
    finally:
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB['write']}")
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise still_read(Path(connection.execute("PRAGMA database_list").fetchone()[2]))


def remove(path: Path) -> None:
    """Delete the file with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
