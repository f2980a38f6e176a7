"""The operator's rulings, laid over what was inferred.

Inference never sees them: each change of the rulings, and each change of an entity they
speak of, takes the whole layer off and lays it on anew. So the same rulings over the same
log give the same answers, whichever came first, and taking one back leaves no trace.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

from bot.ports import Ruling, Verb
from bot.store.entities import SPLIT_OFF
from bot.store.identities import spoken_by
from bot.store.spellings import Spellings
from bot.store.summaries import sum_up


def rule(connection: sqlite3.Connection, rulings: Sequence[Ruling]) -> None:
    """Lay exactly these over the index, in one transaction; nothing where they are the same."""
    written = json.dumps([_document(one) for one in rulings])
    if connection.execute("SELECT rulings FROM progress").fetchone()[0] == written:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("UPDATE progress SET rulings = ?", (written,))
        for entity in sorted(lay_over(connection, Spellings(connection, {}))):
            sum_up(connection, entity, learned=True)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def concern(connection: sqlite3.Connection, ids: Collection[str]) -> bool:
    """Whether a ruling speaks of one of these ids."""
    spoken = {ident for one in _rulings(connection) for ident in (one.entity, one.other)}
    return not spoken.isdisjoint(ids)


def involved(connection: sqlite3.Connection) -> set[int]:
    """The entities that share statements with others, as the rulings have it."""
    found = connection.execute(
        "SELECT number FROM entity WHERE shown <> number"
        " UNION SELECT shown FROM entity WHERE shown <> number UNION SELECT entity FROM moved"
        " UNION SELECT appearance.entity FROM moved"
        "  CROSS JOIN statement_by_id AS statement ON statement.id = moved.statement"
        "  CROSS JOIN appearance ON appearance.number = statement.appearance"
    )
    return {number for (number,) in found}


def lay_over(connection: sqlite3.Connection, spellings: Spellings) -> set[int]:
    """Take the layer off and lay the rulings over anew; the entities that changed."""
    changed = _take_off(connection, spellings)
    for ruling in _rulings(connection):
        changed |= _APPLY[ruling.verb](connection, spellings, ruling)
    return changed | spellings.settle()


def resolve(connection: sqlite3.Connection, entity_id: str) -> tuple[int, int] | None:
    """(the entity with this id or the one it leads to, the one that is shown for it)."""
    row = connection.execute(
        "SELECT number, shown FROM entity WHERE id = ? OR"
        " id = (SELECT target FROM redirect WHERE redirect.id = ?)",
        (entity_id, entity_id),
    ).fetchone()
    return (row[0], row[1]) if row else None


def _take_off(connection: sqlite3.Connection, spellings: Spellings) -> set[int]:
    run = connection.execute
    changed = {number for (number,) in run("SELECT number FROM entity WHERE given IS NOT NULL")}
    changed |= {number for (number,) in run("SELECT entity FROM name WHERE alias")}
    merged = run("SELECT number, shown FROM entity WHERE shown <> number").fetchall()
    moved = run(
        "SELECT statement.number, appearance.entity FROM moved"
        " CROSS JOIN statement_by_id AS statement ON statement.id = moved.statement"
        " JOIN appearance ON appearance.number = statement.appearance"
    ).fetchall()
    for number, shown in merged:
        changed |= {number, shown}
        spellings.move(spoken_by(connection, number), number)
    for statement, entity in moved:
        changed.add(entity)
        spellings.move([statement], entity)
    run("UPDATE entity SET given = NULL, shown = number WHERE given IS NOT NULL OR shown <> number")
    run("DELETE FROM moved")
    spellings.settle()
    run("UPDATE name SET alias = 0 WHERE alias")
    for (name,) in run("SELECT number FROM name WHERE statements = 0").fetchall():
        spellings.drop(name)
    spellings.forget()
    run("DELETE FROM known_by WHERE rowid >= ?", (SPLIT_OFF,))
    run("DELETE FROM entity WHERE number >= ?", (SPLIT_OFF,))
    return changed


def _merge(connection: sqlite3.Connection, spellings: Spellings, ruling: Ruling) -> set[int]:
    one = resolve(connection, ruling.entity)
    other = resolve(connection, ruling.other or "")
    if one is None or other is None or one[1] == other[1]:
        return set()
    kept, gone = one[1], other[1]
    shown = connection.execute("SELECT number FROM statement WHERE entity = ?", (gone,)).fetchall()
    spellings.move([number for (number,) in shown], kept)
    connection.execute(
        "UPDATE entity SET shown = ? WHERE number = ? OR (shown = ? AND shown <> number)",
        (kept, gone, gone),
    )
    return {kept, gone}


def _split(connection: sqlite3.Connection, spellings: Spellings, ruling: Ruling) -> set[int]:
    run = connection.execute
    found = resolve(connection, ruling.entity)
    if found is None or ruling.other is None:
        return set()
    _, origin = found
    kind = _inferred_kind(connection, origin)
    highest = run("SELECT max(number) FROM entity WHERE number >= ?", (SPLIT_OFF,)).fetchone()[0]
    number = SPLIT_OFF if highest is None else highest + 1
    run(
        "INSERT INTO entity (number, id, inferred, kind, name, statements, shown, appearances)"
        " VALUES (?, ?, ?, ?, '', 0, ?, 0)",
        (number, ruling.other, kind, kind, number),
    )
    for statement in ruling.statements:
        run("INSERT OR REPLACE INTO moved VALUES (?, ?)", (statement, number))
        row = run("SELECT number FROM statement_by_id WHERE id = ?", (statement,)).fetchone()
        if row is not None:
            spellings.move([row[0]], number)
    return {origin, number}


def _rename(connection: sqlite3.Connection, spellings: Spellings, ruling: Ruling) -> set[int]:
    found = resolve(connection, ruling.entity)
    if found is None or ruling.name is None:
        return set()
    connection.execute("UPDATE entity SET given = ? WHERE number = ?", (ruling.name, found[1]))
    return _alias(connection, spellings, ruling)  # a name one is called by finds one, too


def _alias(connection: sqlite3.Connection, spellings: Spellings, ruling: Ruling) -> set[int]:
    found = resolve(connection, ruling.entity)
    if found is None or ruling.name is None:
        return set()
    spellings.alias(found[1], ruling.name, _inferred_kind(connection, found[1]))
    return {found[1]}


_APPLY = {Verb.MERGE: _merge, Verb.SPLIT: _split, Verb.RENAME: _rename, Verb.ALIAS: _alias}


def _inferred_kind(connection: sqlite3.Connection, entity: int) -> str:
    """What the entity is taken for: what it is shown as would depend on rulings before."""
    row = connection.execute("SELECT inferred FROM entity WHERE number = ?", (entity,)).fetchone()
    return str(row[0])


def _rulings(connection: sqlite3.Connection) -> list[Ruling]:
    written = connection.execute("SELECT rulings FROM progress").fetchone()[0]
    return [
        Ruling(Verb(verb), entity, other, name, tuple(statements))
        for verb, entity, other, name, statements in json.loads(written)
    ]


def _document(ruling: Ruling) -> list[object]:
    return [ruling.verb, ruling.entity, ruling.other, ruling.name, list(ruling.statements)]
