"""What one batch of entries leaves to the next: what the tables say of those most quoted.

They speak in nearly every batch, and need not be read and looked up in each. Nothing is
remembered past any other change of the index, nor past a batch that was not committed.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from heapq import nlargest

from bot.store.entities import Entity
from bot.store.identities import Asked
from bot.store.spellings import Names


@dataclass(slots=True)
class Memory:
    """As the tables have it; ``alike`` are the entities that may be meant by names."""

    entities: dict[int, Entity] = field(default_factory=dict)
    names: dict[int, Names] = field(default_factory=dict)
    alike: dict[Asked, list[int]] = field(default_factory=dict)
    _connection: sqlite3.Connection | None = None
    _changes: int = 0  # that the connection had made

    def recall(self, connection: sqlite3.Connection) -> None:
        """Forget all, unless nothing was changed since ``keep``."""
        if connection is not self._connection or connection.total_changes != self._changes:
            self.clear()
        self._connection = None

    def keep(self, connection: sqlite3.Connection, most: int) -> None:
        """Keep no more than the entities that appear most often."""
        most_quoted = nlargest(most, self.entities.values(), key=lambda one: one.appearances)
        self.entities = {one.number: one for one in most_quoted}
        kept = self.entities.keys()
        self.names = {number: names for number, names in self.names.items() if number in kept}
        self.alike = {
            asked: found for asked, found in self.alike.items() if found and kept >= set(found)
        }
        self._connection, self._changes = connection, connection.total_changes

    def forget(self, entity: int) -> None:
        """The entity was changed in the tables."""
        self.entities.pop(entity, None)
        self.names.pop(entity, None)

    def clear(self) -> None:
        """Forget all."""
        self.entities.clear()
        self.names.clear()
        self.alike.clear()
