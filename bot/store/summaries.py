"""What an entity is shown as: its name, how often it is quoted, its newest title and outlet."""

from __future__ import annotations

import sqlite3
from itertools import chain

from bot.people.across import Profile, searchable
from bot.people.across.persons import fullness
from bot.records import SpeakerKind


def sum_up(connection: sqlite3.Connection, entity: int, *, learned: bool) -> None:
    """Bring the entity's row up to date with the statements that are shown under it.

    ``learned`` says that there may be new words it can be asked for by.
    """
    run = connection.execute
    row = run("SELECT inferred, given FROM entity WHERE number = ?", (entity,)).fetchone()
    if row is None:
        return
    inferred, given = row
    names = run("SELECT text, kind, statements FROM name WHERE entity = ?", (entity,)).fetchall()
    said = [one for one in names if one[2]]
    if not said:
        run("UPDATE entity SET statements = 0 WHERE number = ?", (entity,))
        run("DELETE FROM known_by WHERE rowid = ?", (entity,))
        return
    name, kind, _ = max(said, key=lambda one: (*_rank(inferred, one[0], one[2]), one[0], one[1]))
    run(
        "UPDATE entity SET name = ?, kind = ?, statements = ?, title = ?, outlet = ?"
        " WHERE number = ?",
        (
            given or name,
            kind,
            sum(count for *_, count in said),
            _newest_title(connection, entity),
            _newest_outlet(connection, entity),
            entity,
        ),
    )
    if learned:
        every = {text for text, *_ in names} | ({given} if given else set())
        run("DELETE FROM known_by WHERE rowid = ?", (entity,))
        run(
            "INSERT INTO known_by (rowid, words) VALUES (?, ?)",
            (entity, _known_by(connection, entity, kind, every)),
        )


def _rank(kind: str, text: str, count: int) -> tuple[int, int, int]:
    """Of a person's names the fullest stands for all, of a body's the most used."""
    if kind == SpeakerKind.PERSON:
        return fullness(text), count, len(text)
    return count, fullness(text), len(text)


def _known_by(connection: sqlite3.Connection, entity: int, kind: str, names: set[str]) -> str:
    profiles = connection.execute(
        "SELECT known FROM entity JOIN profile ON profile.entity = number WHERE shown = ?",
        (entity,),
    )
    known = [Profile.load(text) for (text,) in profiles]
    titles = set(chain.from_iterable(profile.titles for profile in known))
    every = names.union(*(profile.names for profile in known))
    return searchable(kind, sorted(every), sorted(titles))


def _newest_title(connection: sqlite3.Connection, entity: int) -> str | None:
    if _has_moved(connection, entity):
        row = connection.execute(
            "SELECT appearance.title FROM statement"
            " CROSS JOIN appearance ON appearance.number = statement.appearance"
            " WHERE statement.entity = ? AND appearance.title IS NOT NULL"
            " ORDER BY statement.number DESC LIMIT 1",
            (entity,),
        ).fetchone()
        return str(row[0]) if row else None
    # One look for each entity that is shown under this one, most often itself alone: who
    # is quoted ten thousand times without a title must not be read from end to end.
    newest = connection.execute(
        "SELECT (SELECT max(article) FROM appearance WHERE appearance.entity = entity.number"
        "  AND title IS NOT NULL) AS article, number FROM entity WHERE shown = ?"
        " ORDER BY article DESC, number LIMIT 1",
        (entity,),
    ).fetchone()
    if newest is None or newest[0] is None:
        return None
    row = connection.execute(
        "SELECT title FROM appearance WHERE entity = ? AND article = ? AND title IS NOT NULL"
        " ORDER BY number LIMIT 1",
        (newest[1], newest[0]),
    ).fetchone()
    return str(row[0])


def _has_moved(connection: sqlite3.Connection, entity: int) -> bool:
    """Whether the entity was split off, or another from it."""
    row = connection.execute(
        "SELECT 1 FROM moved CROSS JOIN statement ON statement.id = moved.statement"
        " CROSS JOIN appearance ON appearance.number = statement.appearance"
        " CROSS JOIN entity ON entity.number = appearance.entity"
        " WHERE ? IN (moved.entity, entity.shown, statement.entity) LIMIT 1",
        (entity,),
    ).fetchone()
    return row is not None


def _newest_outlet(connection: sqlite3.Connection, entity: int) -> str | None:
    row = connection.execute(
        "SELECT article.outlet FROM statement"
        " CROSS JOIN article ON article.number = statement.article"
        " WHERE statement.entity = ? ORDER BY statement.number DESC LIMIT 1",
        (entity,),
    ).fetchone()
    return str(row[0]) if row else None
