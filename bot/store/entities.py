"""The rows of entities and their profiles, as one transaction holds them.

Each is read once and written once, by ``settle``: who is quoted in a hundred articles of
a batch is not read and written a hundred times.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from bot.people.across import Profile

SPLIT_OFF = 1 << 40
"""Entities split off by a ruling are numbered from here, apart from those inferred."""

SHOWN_UNDER = (
    "SELECT number FROM entity WHERE number = :entity AND shown = :entity UNION ALL"
    " SELECT number FROM entity WHERE shown = :entity AND shown <> number"
)
"""The entities whose statements are shown under ``:entity``: itself, mostly."""

_READ = (
    "SELECT number, id, inferred, kind, name, statements, title, outlet, newest, titled, shown,"
    " appearances, given, known FROM entity LEFT JOIN profile ON profile.entity = number"
    " WHERE number = ?"
)
_INSERT = "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# Not its id nor what it is taken for, which stay, and not what only rulings say.
_UPDATE = (
    "UPDATE entity SET kind = ?, name = ?, statements = ?, title = ?, outlet = ?, newest = ?,"
    " titled = ?, appearances = ? WHERE number = ?"
)


@dataclass(slots=True)
class Entity:
    """A row of ``tables.entity``, with its profile: an empty one where nothing is inferred."""

    number: int
    id: str
    inferred: str
    kind: str
    name: str
    statements: int
    title: str | None
    outlet: str | None
    newest: int | None
    titled: int | None
    shown: int
    appearances: int
    given: str | None
    profile: Profile = field(init=False)

    def appear(self, number: int, title: str | None, outlet: str) -> None:
        """One more appearance, with this number: the newest tells the title and the outlet."""
        self.appearances += 1
        if self.shown != self.number:
            return
        if self.newest is None or number > self.newest:
            self.newest, self.outlet = number, outlet
        if title is not None and (self.titled is None or number > self.titled):
            self.titled, self.title = number, title


class Entities:
    """The entities of one transaction. Whoever alters one says so by ``altered``, or
    ``learned`` where its profile is concerned. ``held`` are as the tables have them."""

    def __init__(self, connection: sqlite3.Connection, held: dict[int, Entity]) -> None:
        self._connection = connection
        self._held = held
        self._new: dict[str, int] = {}  # held only: their rows are not written yet
        self._altered: set[int] = set()
        self._learned: set[int] = set()
        row = connection.execute(
            "SELECT max(number) FROM entity WHERE number < ?", (SPLIT_OFF,)
        ).fetchone()
        self._highest: int = row[0] or 0

    def get(self, number: int) -> Entity:
        """The entity with this number, which there has to be."""
        return self._held.get(number) or self._read(number)

    def find(self, number: int) -> Entity | None:
        """The entity with this number, if it is still there."""
        if number in self._held:
            return self._held[number]
        found = "SELECT 1 FROM entity WHERE number = ?"
        return self.get(number) if self._connection.execute(found, (number,)).fetchone() else None

    def number_of(self, entity_id: str) -> int | None:
        """The number of the entity with this id."""
        if entity_id in self._new:
            return self._new[entity_id]
        found = "SELECT number FROM entity WHERE id = ?"
        row = self._connection.execute(found, (entity_id,)).fetchone()
        return int(row[0]) if row else None

    def add(self, entity_id: str, kind: str, name: str, profile: Profile) -> int:
        """A new entity; its number, higher than those of all before."""
        self._highest = number = self._highest + 1
        entity = Entity(
            number, entity_id, kind, kind, name, 0, None, None, None, None, number, 0, None
        )
        entity.profile = profile
        self._held[number] = entity
        self._new[entity_id] = number
        return number

    def altered(self, number: int) -> None:
        self._altered.add(number)

    def learned(self, number: int) -> None:
        self._learned.add(number)

    def is_new(self, number: int) -> bool:
        """Whether this transaction made it."""
        return self.get(number).id in self._new

    def drop(self, number: int) -> None:
        """Forget the entity and its profile."""
        entity = self.get(number)
        if self._new.pop(entity.id, None) is None:
            self._connection.execute("DELETE FROM entity WHERE number = ?", (number,))
            self._connection.execute("DELETE FROM profile WHERE entity = ?", (number,))
        del self._held[number]
        self._altered.discard(number)
        self._learned.discard(number)

    def settle(self) -> None:
        """Write what changed."""
        run = self._connection.executemany
        new = sorted(self._new.values())
        run(_INSERT, [_row(self._held[number]) for number in new])
        altered = sorted(self._altered.difference(new))
        run(_UPDATE, [_changing(self._held[number]) for number in altered])
        run(
            "INSERT OR REPLACE INTO profile VALUES (?, ?)",
            [(number, self._held[number].profile.dump()) for number in sorted(self._learned)],
        )
        self._new.clear()
        self._altered.clear()
        self._learned.clear()

    def _read(self, number: int) -> Entity:
        *row, known = self._connection.execute(_READ, (number,)).fetchone()
        entity = Entity(*row)
        entity.profile = Profile.load(known) if known else Profile(entity.inferred)
        self._held[number] = entity
        return entity


def _row(one: Entity) -> tuple[object, ...]:
    """In the order of the table's columns."""
    return (
        one.number,
        one.id,
        one.inferred,
        one.kind,
        one.name,
        one.statements,
        one.title,
        one.outlet,
        one.newest,
        one.titled,
        one.shown,
        one.appearances,
        one.given,
    )


def _changing(one: Entity) -> tuple[object, ...]:
    return (
        one.kind,
        one.name,
        one.statements,
        one.title,
        one.outlet,
        one.newest,
        one.titled,
        one.appearances,
        one.number,
    )
