"""When something was last posted for each subscription, without reading all that ever was.

Documents of kind ``last-post``, by subscription: the time as ISO 8601. A running bot has
the newest in memory (``pulse``) and stores them now and then; a crash loses a minute or so.
"""

from __future__ import annotations

from datetime import datetime

from bot.desk.pulse import Pulse
from bot.ports import Documents

LAST = "last-post"


class LastPosts:
    """``pulse`` is that of this process; None: of a reader beside the bot, or after it."""

    def __init__(self, documents: Documents, pulse: Pulse | None) -> None:
        self._documents = documents
        self._pulse = pulse
        self._stored: dict[str, datetime] = {}

    async def all(self) -> dict[str, datetime]:
        """By subscription, ended ones included. Raises StoreError."""
        kept = await self._documents.all(LAST)
        times = {key: datetime.fromisoformat(time) for key, time in kept.items()}
        return times | (self._pulse.posted_at if self._pulse else {})

    async def store(self) -> None:
        """Keep those that are new since the last call. Raises StoreError."""
        now = dict(self._pulse.posted_at) if self._pulse else {}
        new = {key: time for key, time in now.items() if self._stored.get(key) != time}
        if new:
            await self._documents.put_many(LAST, {k: time.isoformat() for k, time in new.items()})
            self._stored |= new
