"""The questions the index answers, each over one connection. What they mean: ``ports.Index``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice

from bot.people.across import alternatives
from bot.ports import Aged, Named, Outlet
from bot.store.names import likeness, trigrams, words
from bot.store.rows import sortable
from bot.store.rulings import resolve

# Names with fewer letters in common than this are not "spelled otherwise" but others:
# one wrong, missing or swapped letter in four leaves 0.75, two different words of five
# letters seldom pass 0.6.
_ALIKE = 0.7
_LOOKED_AT = 100  # names with most trigrams in common, worth comparing letter by letter

# Of any thousand speakers some hundred have a word with a given first letter, so 25 are
# usually found among the first few hundred; a letter that is rare even among so many is
# the start of few names, and quicker looked up.
_MOST_QUOTED = 2_000

_EARLIEST = 100  # appearances of one entity, worth a look for the first that came in

_SHORT = 2  # letters, of which too many names begin with the same
_TELLING = 3  # letters from which a word is looked for in titles and other spellings

# Trigrams looked up for a misspelt name: at least so many, and more while they are rare.
_FEWEST_TRIGRAMS = 4
_ENOUGH_NAMES = 4_000

_NAMED = "entity.id, entity.name, entity.kind, entity.statements, entity.title, entity.outlet"


def cursor(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT cursor FROM progress").fetchone()[0])


def latest(
    connection: sqlite3.Connection,
    limit: int,
    before: tuple[str, str] | None,
    outlet: str | None = None,
) -> list[str]:
    conditions, arguments = ["1"], []
    if outlet is not None:
        conditions.append("outlet = ?")
        arguments.append(outlet)
    if before is not None:
        conditions.append("(date, id) < (?, ?)")
        arguments += [_before(before[0]), before[1]]
    rows = connection.execute(
        f"SELECT id FROM article WHERE {' AND '.join(conditions)}"  # noqa: S608
        " ORDER BY date DESC, id DESC LIMIT ?",
        (*arguments, max(limit, 0)),
    )
    return [row[0] for row in rows]


def outlets(connection: sqlite3.Connection) -> list[Outlet]:
    rows = connection.execute(
        "SELECT outlet, count(*) FROM article GROUP BY outlet ORDER BY count(*) DESC, outlet"
    )
    return [Outlet(name, articles) for name, articles in rows if name]


def people(connection: sqlite3.Connection, name: str, limit: int) -> list[Named]:
    asked = words(name)
    if not asked:
        rows = connection.execute(
            f"SELECT {_NAMED} FROM entity WHERE statements > 0"  # noqa: S608
            " ORDER BY statements DESC, name, id LIMIT ?",
            (max(limit, 0),),
        )
        return [Named(*row) for row in rows]
    if len(asked) == 1 and len(asked[0]) <= _SHORT:
        famous = _famous(connection, asked[0], limit)
        if len(famous) == limit:
            return famous
    rows = connection.execute(
        f"SELECT DISTINCT {_NAMED} FROM name_words"  # noqa: S608
        " JOIN name ON name.number = name_words.rowid"
        " JOIN entity ON entity.number = name.entity"
        " WHERE name_words MATCH ? AND entity.statements > 0"
        " ORDER BY entity.statements DESC, entity.name, entity.id LIMIT ?",
        (_all_starting(asked), max(limit, 0)),
    )
    found = [Named(*row) for row in rows]
    if len(found) < limit and any(len(word) >= _TELLING for word in asked):
        found += _known_by(connection, asked, found, limit)
    return found


def _famous(connection: sqlite3.Connection, start: str, limit: int) -> list[Named]:
    """The first of those with a word that starts so, sought among the most quoted only.

    One letter or two are the start of so many names that it is quicker to go down the list of
    the most quoted until enough are found than to collect all and sort them.
    """
    rows = connection.execute(
        f"SELECT {_NAMED}, EXISTS (SELECT 1 FROM name"  # noqa: S608
        "  JOIN name_words ON name_words.rowid = name.number"
        "  WHERE name.entity = entity.number"
        "  AND (name_words.words LIKE ? OR name_words.words LIKE ?))"
        " FROM entity WHERE statements > 0 ORDER BY statements DESC, entity.name, id LIMIT ?",
        (f"{start}%", f"% {start}%", _MOST_QUOTED),
    )
    # Rows are made one by one as they are taken, so the rest costs nothing.
    found = (Named(*named) for *named, starts in rows if starts)
    return list(islice(found, max(limit, 0)))


def _known_by(
    connection: sqlite3.Connection, asked: list[str], found: list[Named], limit: int
) -> list[Named]:
    """Those found by titles, acronyms, other spellings or parts of several names.

    A common title has thousands of holders. The first of them that the record met are
    looked at, among whom the most quoted nearly always are.
    """
    match = " AND ".join(
        "(" + " OR ".join(f"{_quoted(other)} *" for other in alternatives(word)) + ")"
        for word in asked
    )
    rows = connection.execute(
        f"SELECT {_NAMED} FROM (SELECT rowid FROM known_by WHERE known_by MATCH ? LIMIT ?) AS met"  # noqa: S608
        " JOIN entity ON entity.number = met.rowid WHERE entity.statements > 0"
        " ORDER BY entity.statements DESC, entity.name, entity.id LIMIT ?",
        (match, _MOST_QUOTED, max(limit, 0)),
    )
    known = {one.id for one in found}
    others = (one for one in (Named(*row) for row in rows) if one.id not in known)
    return list(islice(others, max(limit - len(found), 0)))


def person(connection: sqlite3.Connection, entity_id: str) -> Named | None:
    found = resolve(connection, entity_id)
    return named(connection, found[1]) if found else None


def named(connection: sqlite3.Connection, number: int) -> Named | None:
    row = connection.execute(
        f"SELECT {_NAMED} FROM entity WHERE number = ? AND statements > 0",  # noqa: S608
        (number,),
    ).fetchone()
    return Named(*row) if row else None


def nearest(connection: sqlite3.Connection, name: str, limit: int) -> list[Named]:
    asked = words(name)
    if not asked or limit < 1:
        return []
    rows = connection.execute(
        f"SELECT {_NAMED}, name_trigrams.words FROM name_trigrams"  # noqa: S608
        " JOIN name ON name.number = name_trigrams.rowid"
        " JOIN entity ON entity.number = name.entity"
        " WHERE name_trigrams MATCH ? AND entity.statements > 0"
        " ORDER BY name_trigrams.rank LIMIT ?",
        (" OR ".join(_quoted(part) for part in _telling(connection, name)), _LOOKED_AT),
    )
    best: dict[Named, float] = {}
    for *named, folded in rows:
        found = Named(*named)
        best[found] = max(best.get(found, 0.0), likeness(asked, folded.split()))
    alike = [found for found, score in best.items() if score >= _ALIKE]
    alike.sort(key=lambda found: (-best[found], -found.statements, found.name, found.id))
    return alike[:limit]


def _telling(connection: sqlite3.Connection, name: str) -> list[str]:
    """The trigrams worth looking up: the rarest, until they lead to enough names.

    The common ones would take most of the time and decide nothing.
    """
    wanted = trigrams(name)
    counted = dict(
        connection.execute(
            f"SELECT term, doc FROM name_trigram_counts WHERE term IN ({_marks(wanted)})",  # noqa: S608
            wanted,
        )
    )
    rarest = sorted(wanted, key=lambda part: counted.get(part, 0))
    chosen: list[str] = []
    names = 0
    for part in rarest:
        if len(chosen) >= _FEWEST_TRIGRAMS and names + counted.get(part, 0) > _ENOUGH_NAMES:
            break
        chosen.append(part)
        names += counted.get(part, 0)
    return chosen


def _marks(things: list[str]) -> str:
    return ", ".join("?" * len(things))


def speaker_of(connection: sqlite3.Connection, statement_id: str) -> str | None:
    row = connection.execute(
        "SELECT entity.id FROM statement_by_id AS statement"
        " JOIN entity ON entity.number = statement.entity WHERE statement.id = ?",
        (statement_id,),
    ).fetchone()
    return str(row[0]) if row else None


def titles(connection: sqlite3.Connection, asked: str, limit: int) -> list[tuple[str, str]]:
    wanted = words(asked)
    if not wanted:
        rows = connection.execute(
            "SELECT id, title FROM article ORDER BY number DESC LIMIT ?", (max(limit, 0),)
        )
    else:
        rows = connection.execute(
            "SELECT article.id, article.title FROM title_words"
            " CROSS JOIN article ON article.number = title_words.rowid"
            " WHERE title_words MATCH ? ORDER BY title_words.rowid DESC LIMIT ?",
            (_all_starting(wanted), max(limit, 0)),
        )
    return [(article, title) for article, title in rows]


def alike(
    connection: sqlite3.Connection, asked: Sequence[str], limit: int
) -> list[tuple[str, str]]:
    wanted = words(" ".join(asked))
    if not wanted:
        return []
    rows = connection.execute(
        "SELECT article.id, article.title FROM title_words"
        " CROSS JOIN article ON article.number = title_words.rowid"
        " WHERE title_words MATCH ? ORDER BY title_words.rowid DESC LIMIT ?",
        (" OR ".join(map(_quoted, wanted)), max(limit, 0)),
    )
    return [(article, title) for article, title in rows]


def article_of(connection: sqlite3.Connection, statement_id: str) -> str | None:
    for table in ("statement_by_id", "unnamed"):
        row = connection.execute(
            f"SELECT article.id FROM {table} AS said JOIN article"  # noqa: S608
            " ON article.number = said.article WHERE said.id = ?",
            (statement_id,),
        ).fetchone()
        if row is not None:
            return str(row[0])
    return None


def oldest(
    connection: sqlite3.Connection, limit: int, before: datetime | None, upto: int
) -> list[Aged]:
    rows = connection.execute(
        "SELECT id, fetched, position FROM article WHERE fetched < ? AND position <= ?"
        " ORDER BY fetched, id LIMIT ?",
        (sortable(before) if before else "~", upto, max(limit, 0)),  # "~": behind every date
    )
    return [Aged(ident, datetime.fromisoformat(at), position) for ident, at, position in rows]


def heirs(
    connection: sqlite3.Connection, article_ids: Sequence[str], also: Sequence[str]
) -> dict[str, str]:
    run = connection.execute
    gone = json.dumps(list(article_ids))
    founded = run(
        "SELECT entity FROM founder WHERE article IN (SELECT value FROM json_each(?))", (gone,)
    )
    found: dict[str, str] = {}
    for ident in sorted({*also, *(ident for (ident,) in founded)}):
        resolved = resolve(connection, ident)
        if resolved is None:
            continue
        # The first that came in, for there an index built anew meets them. Of whom is quoted ten
        # thousand times only the oldest are looked at, which are mostly those.
        row = run(
            "SELECT (SELECT min(id) FROM statement"
            "  WHERE number BETWEEN early.article AND early.number AND appearance = early.number)"
            " FROM (SELECT appearance.number, appearance.article, article.position"
            "  FROM appearance JOIN article ON article.number = appearance.article"
            "  WHERE appearance.entity = ? AND article.id NOT IN (SELECT value FROM json_each(?))"
            "  ORDER BY appearance.number LIMIT ?) AS early"
            " ORDER BY early.position, early.number DESC LIMIT 1",
            (resolved[0], gone, _EARLIEST),
        ).fetchone()
        if row is not None:
            found[ident] = str(row[0])
    return found


def statements_of(connection: sqlite3.Connection, article_id: str) -> set[str]:
    """The ids of the statements that are held of an article."""
    found: set[str] = set()
    for table in ("statement", "unnamed"):
        rows = connection.execute(
            f"SELECT said.id FROM article JOIN {table} AS said"  # noqa: S608
            " ON said.number BETWEEN article.number AND article.last WHERE article.id = ?",
            (article_id,),
        )
        found.update(statement for (statement,) in rows)
    return found


def by_url(connection: sqlite3.Connection, url: str) -> str | None:
    for question in (
        "SELECT id FROM article WHERE canonical_url = ? ORDER BY number DESC LIMIT 1",
        "SELECT article FROM link WHERE url = ?",
    ):
        row = connection.execute(question, (url,)).fetchone()
        if row is not None:
            return str(row[0])
    return None


def _all_starting(wanted: list[str]) -> str:
    """A full-text query for every one of these words as the start of a word."""
    return " AND ".join(f"{_quoted(word)} *" for word in wanted)


def _quoted(word: str) -> str:
    return f'"{word}"'  # words and trigrams hold no quotation marks


def _before(date: str) -> str:
    """Any ISO 8601 date as it is kept; one without a zone is UTC."""
    moment = datetime.fromisoformat(date)
    return sortable(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
