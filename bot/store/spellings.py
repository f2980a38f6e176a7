"""The rows for the names that entities are shown under, counted by statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.names import words


@dataclass(slots=True)
class Spelling:
    """A row of ``tables.name``."""

    number: int
    entity: int
    text: str
    kind: str
    statements: int
    alias: bool


Names = dict[tuple[str, str], Spelling]
"""An entity's, by text and kind."""


class Spellings:
    """The names of one transaction: an entity's are read once, and written by ``settle``.
    ``held`` are as the tables have them."""

    def __init__(self, connection: sqlite3.Connection, held: dict[int, Names]) -> None:
        self._connection = connection
        self._held = held
        self._changed: dict[int, Spelling] = {}
        self._made: list[tuple[int, str]] = []  # rows and their words, to be found by
        self.new: set[int] = set()  # entities with a name that they had not, or had no more
        self.regrouped: set[int] = set()  # entities that lost statements or got another's

    def of(self, entity: int) -> Iterable[Spelling]:
        """All names of the entity."""
        return self._names(entity).values()

    def count(self, entity: int, text: str, kind: str) -> int:
        """One more statement under this name; the number of its row."""
        names = self._held.get(entity)
        if names is None:
            names = self._names(entity)
        name = names.get((text, kind))
        if name is None:
            name = self._name(entity, text, kind)
        name.statements += 1
        self._changed[name.number] = name
        return name.number

    def discount(self, numbers: Iterable[int]) -> None:
        """One statement less for each of these rows."""
        for number in numbers:
            name = self._changed.get(number) or self._numbered(number)
            name.statements -= 1
            self._changed[number] = name
            self.regrouped.add(name.entity)

    def move(self, statements: Iterable[int], entity: int) -> None:
        """Show these statements under this entity."""
        run = self._connection.execute
        for statement in statements:
            number, before = run(
                "SELECT name, entity FROM statement WHERE number = ?", (statement,)
            ).fetchone()
            if before == entity:
                continue
            name = self._changed.get(number) or self._numbered(number)
            self.discount([number])
            row = self.count(entity, name.text, name.kind)
            self.regrouped.add(entity)
            run(
                "UPDATE statement SET name = ?, entity = ? WHERE number = ?",
                (row, entity, statement),
            )
            run("UPDATE said SET entity = ? WHERE rowid = ?", (str(entity), statement))

    def alias(self, entity: int, text: str, kind: str) -> None:
        """Keep this name for the entity, whether anybody writes it or not."""
        name = self._name(entity, text, kind)
        name.alias = True
        self._connection.execute("UPDATE name SET alias = 1 WHERE number = ?", (name.number,))

    def settle(self) -> set[int]:
        """Write the counts and drop names nobody writes any more; the entities concerned."""
        changed = sorted(self._changed.values(), key=lambda name: name.number)
        self._connection.executemany(
            "UPDATE name SET statements = ? WHERE number = ?",
            [(name.statements, name.number) for name in changed],
        )
        self._connection.executemany(
            "INSERT INTO name_words (rowid, words) VALUES (?, ?)", self._made
        )
        self._connection.executemany(
            "INSERT INTO name_trigrams (rowid, words) VALUES (?, ' ' || ? || ' ')", self._made
        )
        self._made.clear()
        for name in changed:
            if not name.statements and not name.alias:
                self.drop(name.number)
                del self._held[name.entity][name.text, name.kind]
                self.new.add(name.entity)
        self._changed.clear()
        return {name.entity for name in changed}

    def forget(self) -> None:
        """Read all names again: the tables were changed otherwise, with all settled here."""
        self._held.clear()

    def drop(self, number: int) -> None:
        """Delete a name that no statement has."""
        for table in ("name_words", "name_trigrams"):
            self._connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))  # noqa: S608
        self._connection.execute("DELETE FROM name WHERE number = ?", (number,))

    def _name(self, entity: int, text: str, kind: str) -> Spelling:
        names = self._names(entity)
        name = names.get((text, kind))
        if name is None:
            name = names[text, kind] = self._make(entity, text, kind)
        return name

    def _names(self, entity: int) -> Names:
        names = self._held.get(entity)
        if names is None:
            found = self._connection.execute(
                "SELECT number, entity, text, kind, statements, alias FROM name WHERE entity = ?",
                (entity,),
            )
            names = self._held[entity] = {(row[2], row[3]): Spelling(*row) for row in found}
        return names

    def _numbered(self, number: int) -> Spelling:
        entity, text, kind = self._connection.execute(
            "SELECT entity, text, kind FROM name WHERE number = ?", (number,)
        ).fetchone()
        return self._names(entity)[text, kind]

    def _make(self, entity: int, text: str, kind: str) -> Spelling:
        number = self._connection.execute(
            "INSERT INTO name (entity, text, kind, statements, alias) VALUES (?, ?, ?, 0, 0)",
            (entity, text, kind),
        ).lastrowid
        assert number is not None  # one row was inserted
        self.new.add(entity)
        self._made.append((number, " ".join(words(text))))
        return Spelling(number, entity, text, kind, 0, alias=False)
