"""A writer to be killed: appends records for ever and says so on standard output.

Run as ``python -m tests.store.appender FOLDER FIRST``; prints the number of each record
once it is acknowledged. With each goes a pair of documents, in one transaction.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from pathlib import Path

from bot.store import open_store
from tests.store.making import record


async def main(folder: Path, first: int) -> None:
    async with open_store(folder) as store:
        for number in count(first):
            await store.log.append(record(f"a{number}", ("Ilva Torm", "The wall holds. " * 200)))
            print(number, flush=True)
            await store.documents.put_many("pair", {"left": number, "right": number})


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
