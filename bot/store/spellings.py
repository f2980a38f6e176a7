"""The rows for the names that entities are shown under, counted by statements."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

from bot.store.names import words


class Spellings:
    """The names of one transaction: found or made once, their counts written by ``settle``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[int, str, str], int] = {}
        self._changes: Counter[int] = Counter()
        self.new: set[int] = set()  # entities with a name that they had not, or had no more

    def count(self, entity: int, text: str, kind: str) -> int:
        """One more statement under this name; the number of its row."""
        key = (entity, text, kind)
        number = self._known.get(key)
        if number is None:
            number = self._known[key] = self._row(*key)
        self._changes[number] += 1
        return number

    def discount(self, numbers: Iterable[int]) -> None:
        """One statement less for each of these rows."""
        self._changes.subtract(numbers)

    def move(self, statements: Iterable[int], entity: int) -> None:
        """Show these statements under this entity."""
        run = self._connection.execute
        for statement in statements:
            name, before, text, kind = run(
                "SELECT name.number, statement.entity, text, kind FROM statement"
                " JOIN name ON name.number = statement.name WHERE statement.number = ?",
                (statement,),
            ).fetchone()
            if before == entity:
                continue
            self.discount([name])
            row = self.count(entity, text, kind)
            run(
                "UPDATE statement SET name = ?, entity = ? WHERE number = ?",
                (row, entity, statement),
            )
            run("UPDATE said SET entity = ? WHERE rowid = ?", (str(entity), statement))

    def alias(self, entity: int, text: str, kind: str) -> None:
        """Keep this name for the entity, whether anybody writes it or not."""
        self._connection.execute(
            "UPDATE name SET alias = 1 WHERE number = ?", (self._row(entity, text, kind),)
        )

    def settle(self) -> set[int]:
        """Write the counts and drop names nobody writes any more; the entities concerned."""
        run = self._connection.execute
        entities = set()
        for number, change in self._changes.items():
            entity, left, alias = run(
                "UPDATE name SET statements = statements + ? WHERE number = ?"
                " RETURNING entity, statements, alias",
                (change, number),
            ).fetchone()
            entities.add(entity)
            if not left and not alias:
                self.drop(number)
                self.new.add(entity)
        self._changes.clear()
        self._known.clear()
        return entities

    def drop(self, number: int) -> None:
        """Delete a name that no statement has."""
        for table in ("name_words", "name_trigrams"):
            self._connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))  # noqa: S608
        self._connection.execute("DELETE FROM name WHERE number = ?", (number,))

    def _row(self, entity: int, text: str, kind: str) -> int:
        run = self._connection.execute
        row = run(
            "SELECT number FROM name WHERE entity = ? AND text = ? AND kind = ?",
            (entity, text, kind),
        ).fetchone()
        if row is not None:
            return int(row[0])
        number = run(
            "INSERT INTO name (entity, text, kind, statements, alias) VALUES (?, ?, ?, 0, 0)",
            (entity, text, kind),
        ).lastrowid
        assert number is not None  # one row was inserted
        self.new.add(entity)
        folded = " ".join(words(text))
        run("INSERT INTO name_words (rowid, words) VALUES (?, ?)", (number, folded))
        run("INSERT INTO name_trigrams (rowid, words) VALUES (?, ?)", (number, f" {folded} "))
        return number
