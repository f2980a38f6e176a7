"""The record as a file that fits into a chat: the newest statements that were asked for.

Made in memory, within limits of rows and bytes; what is left out is said.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.desk.answering.answers import told_apart
from bot.desk.answering.dates import between
from bot.desk.answering.export import COLUMNS, Export, Wanted, csv_line, json_line
from bot.desk.correcting.identities import Identities
from bot.desk.gathering.serverfeeds import Asker
from bot.desk.sorting.topics import Topics
from bot.desk.window import Window
from bot.errors import BadInput, NothingFound
from bot.ports import Clock, Named
from bot.sentences import say

MOST_ROWS = 10_000
MOST_BYTES = 9_900_000
"""Discord takes files of 10 MB from a bot; the rest is for what goes around them."""

REACH = 20_000
"""Articles that are looked at, the newest first: some seconds' work."""

OFTEN, WITHIN = 10, 600.0
"""Files that one person may have made, and in how many seconds."""


class Form(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Question:
    """What to export, in the words of the asker; None: any. Times are as ``dates`` reads them."""

    person: str | None = None
    topic: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """The file; ``whole``: all that was asked for is in it, else the newest of it. ``asked``:
    what was asked for, in words."""

    name: str
    data: bytes
    rows: int
    whole: bool
    asked: str = ""


class ExportFiles:
    """Raises BadInput and NothingFound with a sentence for the asker, and StoreError."""

    def __init__(
        self, export: Export, identities: Identities, topics: Topics, clock: Clock
    ) -> None:
        self._export = export
        self._identities = identities
        self._topics = topics
        self._clock = clock
        self._window = Window(OFTEN, WITHIN, clock)

    async def make(
        self, question: Question, form: Form, asker: Asker, most_rows: int = MOST_ROWS
    ) -> ExportFile:
        """The newest of what was asked for."""
        person = await self._person(question.person) if question.person else None
        since, until = between(question.since, question.until, self._clock())
        topic = question.topic
        wanted = Wanted(
            since=since,
            until=until,
            entity=person.id if person else None,
            topic=await self._topics.find(topic, asker.guild_id) if topic else None,
        )
        self._window.take(asker.user_id)
        data, rows, whole = await _written(self._export.newest(wanted), form, most_rows)
        if not rows:
            raise NothingFound("export", _nothing(wanted))
        day = f"{self._clock():%Y-%m-%d}"
        asked = _in_words(wanted, person)
        return ExportFile(f"pullquote-{day}.{form}", data, rows, whole, asked)

    async def _person(self, name: str) -> Named:
        found = await self._identities.meant(name)
        if len(found) == 1:
            return found[0]
        if not found:
            raise NothingFound(name, say("Nobody called “{name}” is on record.", name=name))
        several = "; ".join(told_apart(one, found) for one in found)
        raise BadInput(
            name,
            say(
                "“{name}” may be several: {several}. Choose one of those that are suggested as "
                "you type.",
                name=name,
                several=several,
            ),
        )


def _nothing(wanted: Wanted) -> str:
    if wanted == Wanted():
        return say("No statement is on record yet. Try again in a few minutes.")
    return say("Nothing on record fits all of that. Leave something out.")


def _in_words(wanted: Wanted, person: Named | None) -> str:
    """What was asked for, for the trail: "Ilse Maron, Harbour, 2031-05-01 – 2031-05-31"."""
    first = f"{wanted.since:%Y-%m-%d}" if wanted.since else ""
    last = f"{wanted.until - timedelta(days=1):%Y-%m-%d}" if wanted.until else ""
    days = f"{first} – {last}".strip() if first != last else first
    names = (person.name if person else "", wanted.topic.name if wanted.topic else "")
    return ", ".join(filter(None, (*names, days)))


async def _written(
    articles: AsyncIterator[list[dict[str, Any]]], form: Form, most_rows: int
) -> tuple[bytes, int, bool]:
    """The file's bytes, how many rows are in it, and whether that is all of them."""
    data = bytearray(csv_line(COLUMNS).encode("utf-8") if form is Form.CSV else b"")
    count = looked_at = 0
    async for rows in articles:
        for row in rows:
            line = csv_line(row.values()) if form is Form.CSV else json_line(row)
            encoded = line.encode("utf-8", "replace")
            if count == most_rows or len(data) + len(encoded) > MOST_BYTES:
                return bytes(data), count, False
            data += encoded
            count += 1
        looked_at += 1
        if looked_at == REACH:
            return bytes(data), count, False
    return bytes(data), count, True
