"""The record on disk: log and documents in one sqlitedict file, search in a derived one.

``open_store`` opens both; the rest of the package is its parts. ``record.sqlite`` is the
truth and written by one process; ``index.sqlite`` can be deleted and comes back the same.
"""

from bot.store.store import Store, has_record, open_store

__all__ = ["Store", "has_record", "open_store"]
