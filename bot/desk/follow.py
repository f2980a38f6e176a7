"""Following the log: bring the search index up to the log's end."""

from __future__ import annotations

from bot.ports import Index, RecordLog

BESIDE_CHAT = 100  # entries a batch; larger ones are long enough to be felt in the chat
ALONE = 500  # before anybody is answered: fewer batches write the much quoted less often


async def begins_anew(log: RecordLog, index: Index) -> bool:
    """Whether the index holds nothing yet, or nothing any more: then it was of another log."""
    cursor = await index.cursor()
    if cursor > await log.end():
        await index.reset()
        return True
    return cursor == 0


async def catch_up(log: RecordLog, index: Index, batch: int = BESIDE_CHAT) -> int:
    """Let the index take in what it lacks; how many entries that were. Raises StoreError.

    An index that is ahead of its log belongs to another one, as when an older copy of the
    record was put back; it begins anew.
    """
    taken = 0
    await begins_anew(log, index)
    while entries := await log.read(await index.cursor(), batch):
        await index.follow(entries)
        taken += len(entries)
    return taken
