"""Following the log: bring the search index up to the log's end."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from bot.ports import Index, RecordLog
from bot.records import Entry

BESIDE_CHAT = 100  # entries a batch; larger ones are long enough to be felt in the chat
ALONE = 1_500  # before anybody is answered: fewer batches write the much quoted less often


async def begins_anew(log: RecordLog, index: Index) -> bool:
    """Whether the index holds nothing yet, or nothing any more: then it was of another log."""
    cursor = await index.cursor()
    if cursor > await log.end():
        await index.reset()
        return True
    return cursor == 0


async def catch_up(log: RecordLog, index: Index, batch: int = BESIDE_CHAT) -> int:
    """Let the index take in what it lacks; how many entries that were. Raises StoreError.

    The next batch is read and prepared while one is written. An index that is ahead of its
    log belongs to another one, as when an older copy of the record was put back; it begins anew.
    """
    taken = 0
    await begins_anew(log, index)
    entries = await _read(log, index, await index.cursor(), batch)
    with _without_collecting() if batch >= ALONE else nullcontext():
        while entries:
            taken += len(entries)
            after = entries[-1].position
            ahead = await _follow(index, entries, partial(_read, log, index, after, batch))
            cursor = await index.cursor()  # another where a damaged index was made anew meanwhile
            entries = ahead if cursor == after else await _read(log, index, cursor, batch)
    return taken


async def _read(log: RecordLog, index: Index, after: int, batch: int) -> list[Entry]:
    return await index.prepare(await log.read(after, batch))


async def _follow(
    index: Index, entries: list[Entry], read: Callable[[], Awaitable[list[Entry]]]
) -> list[Entry]:
    """Take these in; what was read meanwhile.

    Not before all are taken in, for only one of the two can use the interpreter at a time.
    """
    taken = asyncio.Event()

    async def read_then() -> list[Entry]:
        await taken.wait()
        return await read()

    reading = asyncio.create_task(read_then())
    try:
        await index.follow(_let_go(entries), taken.set)
        return await reading
    finally:
        reading.cancel()


def _let_go(entries: list[Entry]) -> Iterator[Entry]:
    """One after the other; the list keeps none that was given, for a batch of them is large."""
    entries.reverse()
    while entries:
        yield entries.pop()


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for reference cycles: among hundreds of articles there are none, and going
    over all of them again and again took a sixth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
