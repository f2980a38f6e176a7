"""The record as a file that fits into a chat: the newest statements that were asked for.

Made in memory, within limits of rows and bytes; what is left out is said.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.desk.export import COLUMNS, Export, Wanted, csv_line, json_line
from bot.desk.identities import Identities
from bot.desk.serverfeeds import Asker
from bot.desk.topics import Topics
from bot.desk.window import Window
from bot.errors import BadInput, NothingFound
from bot.ports import Clock
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
    """What to export, in the words of the asker; None: any. Days are as in ``day_of``."""

    person: str | None = None
    topic: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class ExportFile:
    """The file; ``whole``: all that was asked for is in it, else the newest of it."""

    name: str
    data: bytes
    rows: int
    whole: bool


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
        wanted = await self._wanted(question, asker.guild_id)
        self._window.take(asker.user_id)
        data, rows, whole = await _written(self._export.newest(wanted), form, most_rows)
        if not rows:
            sentence = say("Nothing on record fits all of that. Leave something out.")
            raise NothingFound("export", sentence)
        day = f"{self._clock():%Y-%m-%d}"
        return ExportFile(f"pullquote-{day}.{form}", data, rows, whole)

    async def _wanted(self, question: Question, guild_id: int) -> Wanted:
        since = day_of(question.since) if question.since else None
        until = day_of(question.until) + timedelta(days=1) if question.until else None
        if since is not None and until is not None and since >= until:
            raise BadInput(
                "until", say("The last day comes before the first. Exchange “since” and “until”.")
            )
        person, topic = question.person, question.topic
        return Wanted(
            since=since,
            until=until,
            entity=(await self._identities.named(person)).id if person else None,
            topic=await self._topics.find(topic, guild_id) if topic else None,
        )


def day_of(text: str) -> datetime:
    """The beginning of a day, UTC; BadInput for what is none."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise BadInput(
            text, say("“{text}” is no day; write it like 2031-05-04.", text=text)
        ) from None


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
