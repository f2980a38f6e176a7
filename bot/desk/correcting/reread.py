"""Reading stored texts again with a better engine, without touching what was posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.correcting.words import read_and_amend
from bot.desk.reading.article import READER
from bot.ports import Documents, RecordLog
from bot.records import Arrival

_BATCH = 100


async def reread(log: RecordLog, documents: Documents, since: datetime | None = None) -> int:
    """Bring old statements up to date; how many articles got a new entry.

    The newest entry of each article is looked at, from ``since`` on by the article's date,
    and read again where another engine made it. The new entry has the same revision and
    arrives as a REREAD: followers take it in, and nothing is posted or edited for it. Operators'
    words on statements hold, and what was removed is left alone.
    Interrupted, it goes on where it stopped when called again. Raises StoreError.
    """
    position, end, made = 0, await log.end(), 0
    while position < end and (entries := await log.read(position, _BATCH)):
        position = entries[-1].position
        for entry in entries:
            record = entry.record
            if record.engine == READER or record.arrival is Arrival.REMOVED:
                continue
            if since and record.article.dated < since:
                continue
            newest = await log.newest(record.article.id)
            if newest is None or newest.position != entry.position:
                continue
            statements = await read_and_amend(documents, record.article)
            again = replace(record, statements=statements, engine=READER, arrival=Arrival.REREAD)
            made += await log.append(again) is not None
    return made
