"""Named points of the work, from outside of it: before and after each call of a port, and at
each statement that SQLite is given to change something. What is new in the work has its
points by itself.
"""

from __future__ import annotations

import inspect
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

At = Callable[[str], None]
"""Told the name of each point when the work is there; may end the process, or raise."""

_CHANGES = ("BEGIN", "COMMIT", "INSERT", "REPLACE", "UPDATE", "DELETE")


class Port:
    """Stands in front of a port; documents' points name their kind, too."""

    def __init__(self, name: str, inner: Any, at: At) -> None:
        self._name = name
        self._inner = inner
        self._at = at

    def __getattr__(self, method: str) -> Any:
        inner = getattr(self._inner, method)
        if not inspect.iscoroutinefunction(inner):
            return inner

        async def call(*args: Any, **kwargs: Any) -> Any:
            kind = f" {args[0]}" if args and self._name == "documents" else ""
            self._at(f"before {self._name}.{method}{kind}")
            result = await inner(*args, **kwargs)
            self._at(f"after {self._name}.{method}{kind}")
            return result

        return call


def watch_sqlite(at: At) -> None:
    """From now on, tell of each change that SQLite is about to make, in this process."""
    connect = sqlite3.connect

    def watched(database: Any, *args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection = connect(database, *args, **kwargs)
        file = Path(database).name

        def told(statement: str) -> None:
            words = statement.split()[:3]
            if words and words[0] in _CHANGES:
                at(f"in {file}: {' '.join(words)}")

        connection.set_trace_callback(told)
        return connection

    sqlite3.connect = watched  # type: ignore[assignment]


class Counted:
    """Counts how often the work is at each point, and does ``then`` at one of these times."""

    def __init__(self, point: tuple[str, int] | None, then: Callable[[], None]) -> None:
        self._point = point
        self._then = then
        self.seen: Counter[str] = Counter()

    def __call__(self, name: str) -> None:
        self.seen[name] += 1
        if self._point == (name, self.seen[name]):
            self._then()
