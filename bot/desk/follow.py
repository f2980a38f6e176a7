"""Following the log: bring the search index up to the log's end."""

from __future__ import annotations

from bot.ports import Index, RecordLog

_BATCH = 200


async def catch_up(log: RecordLog, index: Index) -> int:
    """Let the index take in what it lacks; how many entries that were. Raises StoreError."""
    taken = 0
    while entries := await log.read(await index.cursor(), _BATCH):
        await index.follow(entries)
        taken += len(entries)
    return taken
