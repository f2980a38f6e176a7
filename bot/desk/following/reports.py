"""Members' reports of statements that look wrong, for the operators.

A report is a document of kind ``report``, by server and by who reported what, and is told to the
operators' channel. They see all of them with ``pullquote statements reports``, those that
nobody could be told of, too. Kept: the newest thousand, for a year.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.desk.window import Window
from bot.errors import NothingFound
from bot.ports import Clock, Documents, Posted, RecordLog, Teller, Telling
from bot.records import Quoted, digest
from bot.sentences import say

KIND = "report"
TOLD = "told-report"
"""The kind of the documents that say which message told of a report, see ``takeback``."""

MOST = 1000
KEPT = timedelta(days=365)
LONGEST = 300
"""Characters of what a member may say about it."""

_OFTEN, _WITHIN = 5, 3600.0  # reports of one person
_WORDS = 200  # of a statement, as it is told


@dataclass(frozen=True, slots=True)
class Report:
    """Who reported which statement, as it was then, and what they said about it.

    ``told`` says that operators heard of it in their channel.
    """

    at: datetime
    statement: str
    article: str
    speaker: str
    words: str
    guild_id: int
    user_id: int
    note: str
    told: bool = False


class Reports:
    """``channel_id`` is where operators hear of them; None: on the terminal only.

    Raises BadInput and NothingFound with a sentence for the member, and StoreError.
    """

    def __init__(
        self, log: RecordLog, documents: Documents, clock: Clock, channel_id: int | None
    ) -> None:
        self._log = log
        self._documents = documents
        self._clock = clock
        self._channel_id = channel_id
        self._window = Window(_OFTEN, _WITHIN, clock)
        self._turn = asyncio.Lock()

    async def file(
        self,
        teller: Teller,
        article_id: str,
        statement_id: str,
        guild_id: int,
        user_id: int,
        note: str,
    ) -> bool:
        """Keep a report, then tell the operators; whether they have heard of it now.

        The same member's second report of a statement takes the place of the first.
        """
        quoted = await self._quoted(article_id, statement_id)
        self._window.take(user_id)
        report = Report(
            at=self._clock(),
            statement=statement_id,
            article=article_id,
            speaker=quoted.statement.speaker.name,
            words=" … ".join(quoted.words)[:_WORDS],
            guild_id=guild_id,
            user_id=user_id,
            note=_one_line(note)[:LONGEST],
        )
        async with self._turn:
            await self._keep(report)
        if self._channel_id is None:
            return False
        telling = Telling((), (), digest("report", _key(report), report.at), (_sentence(report),))
        outcome = await teller.tell(self._channel_id, telling)
        if not isinstance(outcome, Posted):
            return False
        await self._documents.put(TOLD, f"{article_id}/{self._channel_id}/{outcome.message_id}", {})
        await self._documents.put(KIND, _key(report), _encode(report) | {"told": True})
        return True

    async def all(self) -> list[Report]:
        """Every report that is kept, newest first."""
        return sorted(
            (_decode(one) for one in (await self._documents.all(KIND)).values()),
            key=lambda report: report.at,
            reverse=True,
        )

    async def prune(self) -> None:
        """Drop what is too old or too many."""
        async with self._turn:
            stored = await self._documents.all(KIND)
            by_age = sorted(stored, key=lambda key: _decode(stored[key]).at, reverse=True)
            oldest = self._clock() - KEPT
            surplus = [*by_age[MOST:], *(k for k in by_age if _decode(stored[k]).at < oldest)]
            if surplus:
                await self._documents.delete_many(KIND, surplus)

    async def _keep(self, report: Report) -> None:
        if len(await self._documents.keys(KIND)) >= MOST:
            stored = await self._documents.all(KIND)
            oldest = min(stored, key=lambda key: _decode(stored[key]).at)
            await self._documents.delete(KIND, oldest)
        await self._documents.put(KIND, _key(report), _encode(report))

    async def _quoted(self, article_id: str, statement_id: str) -> Quoted:
        newest = await self._log.newest(article_id)
        for statement in newest.record.statements if newest else ():
            if newest and statement.id == statement_id:
                return Quoted(newest.record.article, statement)
        raise NothingFound(
            statement_id, say("That statement is no longer in the record; there is nothing to do.")
        )


def _one_line(note: str) -> str:
    """Fit for a terminal, too."""
    printable = "".join(letter if letter.isprintable() else " " for letter in note)
    return " ".join(printable.split())


def _sentence(report: Report) -> str:
    """For operators, in their language, which is English."""
    said = f" They say: “{report.note}”" if report.note else ""
    return (
        f"Statement {report.statement} was reported by user {report.user_id} in server "
        f"{report.guild_id}; `pullquote statements show {report.statement}` shows it.{said} "
        f"It reads: {report.speaker or 'Nobody named'}: {report.words}"
    )


def _key(report: Report) -> str:
    return f"{report.guild_id}/{digest(report.user_id, report.statement)}"


def _encode(report: Report) -> dict[str, Any]:
    return {
        "at": report.at.isoformat(),
        "statement": report.statement,
        "article": report.article,
        "speaker": report.speaker,
        "words": report.words,
        "guild_id": report.guild_id,
        "user_id": report.user_id,
        "note": report.note,
        "told": report.told,
    }


def _decode(document: dict[str, Any]) -> Report:
    return Report(**{**document, "at": datetime.fromisoformat(document["at"])})


async def forget_article(documents: Documents, article_id: str) -> None:
    """Erase the reports on an article's statements, which hold its words. Raises StoreError."""
    reported = await documents.all(KIND)
    gone = [key for key, one in reported.items() if one["article"] == article_id]
    await documents.delete_many(KIND, gone)
