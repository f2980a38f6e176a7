"""Who changed what in a server, and when: documents of kind ``audit``, by server and time.

Kept of a server: the newest 500, for a year. They hold a member's id and what was changed, are
shown to those who may manage the server, and go with everything else that is kept of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.ports import Clock, Documents

KIND = "audit"
MOST = 500
KEPT = timedelta(days=365)
_LONGEST = 200
_DIGITS = 17  # microseconds since 1970, until the year 5138


class Deed(StrEnum):
    """What members do that is noted."""

    SUBSCRIBED = "subscribed"
    SUBSCRIPTION_CHANGED = "subscription changed"
    PAUSED = "paused"
    RESUMED = "resumed"
    MOVED = "moved"
    UNSUBSCRIBED = "unsubscribed"
    TOPIC_DEFINED = "topic defined"
    TOPIC_REMOVED = "topic removed"
    FEED_ADDED = "feed added"
    FEED_REMOVED = "feed removed"
    EXPORTED = "exported"
    SETTING_CHANGED = "setting changed"


class Part(StrEnum):
    """What of something was set or changed, and what its values are."""

    FORMAT = "format"  # a ``Format``'s value
    HOUR = "hour"  # of a daily digest, 0 to 23
    QUIET = "quiet"  # "22-7"
    PING = "ping"  # a role's id
    CHANNEL = "channel"  # its id
    TERMS = "terms"  # of a topic, parted by commas
    ZONE = "zone"  # as the IANA database calls it
    LANGUAGE = "language"  # a locale; None: that of the server's settings in Discord


Value = str | int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """One part of what was changed; None: there was, or is, none."""

    part: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Noted:
    """One change: the member by id, what they did and to what, each in a few words; in which
    channel, where it concerns one; and which of its parts are others now."""

    at: datetime
    user_id: int
    what: str
    subject: str
    channel_id: int | None = None
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Changes from number ``offset`` on, newest first, of ``total``."""

    noted: Sequence[Noted]
    offset: int
    total: int


class Audit:
    """Raises StoreError."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._turn = asyncio.Lock()

    async def note(
        self,
        guild_id: int,
        user_id: int,
        what: str,
        subject: str = "",
        *,
        channel_id: int | None = None,
        changed: Sequence[Changed] = (),
    ) -> None:
        """Remember that somebody did this; ``what`` is a ``Deed`` or words like one."""
        async with self._turn:
            keys = await self._documents.keys(KIND, str(guild_id))
            last = int(keys[-1]) if keys else 0
            # After the last one, even where the clock was set back.
            now = max(int(self._clock().timestamp() * 1_000_000), last + 1)
            key = f"{now:0{_DIGITS}d}"
            noted = {
                "user": user_id,
                "what": str(what),
                "subject": subject[:_LONGEST],
                "channel": channel_id,
                "changed": [[one.part, _short(one.before), _short(one.after)] for one in changed],
            }
            await self._documents.put(KIND, f"{guild_id}/{key}", noted)
            await self._drop(guild_id, [*keys, key])

    async def page(self, guild_id: int, offset: int, limit: int) -> AuditPage:
        """A server's changes from number ``offset`` on."""
        keys = await self._documents.keys(KIND, str(guild_id))
        kept = [key for key in reversed(keys) if not self._is_old(key)]
        documents = [
            (key, await self._documents.get(KIND, f"{guild_id}/{key}"))
            for key in kept[offset : offset + limit]
        ]
        noted = [_noted(key, document) for key, document in documents if document is not None]
        return AuditPage(noted, offset, len(kept))

    async def prune(self) -> None:
        """Drop what is too old, of every server."""
        async with self._turn:
            of_servers: dict[int, list[str]] = {}
            for path in await self._documents.keys(KIND):
                guild, _, key = path.partition("/")
                of_servers.setdefault(int(guild), []).append(key)
            for guild_id, keys in of_servers.items():
                await self._drop(guild_id, keys)

    async def _drop(self, guild_id: int, keys: Sequence[str]) -> None:
        """Of a server's, in order of time, those that are too many or too old."""
        surplus = {*keys[:-MOST], *filter(self._is_old, keys)}
        if surplus:
            await self._documents.delete_many(KIND, [f"{guild_id}/{key}" for key in surplus])

    def _is_old(self, key: str) -> bool:
        return _time(key) < self._clock() - KEPT


def _time(key: str) -> datetime:
    return datetime.fromtimestamp(int(key) / 1_000_000, UTC)


def _short(value: Value) -> Value:
    return value[:_LONGEST] if isinstance(value, str) else value


def _noted(key: str, document: dict[str, Any]) -> Noted:
    """Of an earlier version, too, which kept no more than the first three."""
    return Noted(
        _time(key),
        document["user"],
        document["what"],
        document["subject"],
        document.get("channel"),
        tuple(Changed(*one) for one in document.get("changed", ())),
    )
