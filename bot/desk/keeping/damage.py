"""Damage that somebody came across, for as long as it is there.

To look for it everywhere is ``check``'s; here is what was met while serving, remembered over
restarts, as followers that have passed a damaged entry never meet it again.
"""

from __future__ import annotations

from bot.errors import Damaged
from bot.ports import Documents, RecordLog

_MET = ("damage", "met")
_MOST = 50  # places that are looked at again each time


class Damage:
    """A document of kind ``damage`` holds the places: ``log/5``, ``doc/feed/https://...``."""

    def __init__(self, log: RecordLog, documents: Documents) -> None:
        self._log = log
        self._documents = documents

    async def places(self) -> list[str]:
        """What cannot be read now, as a person is told of it. Raises StoreError."""
        return [_spoken(place) for place in await self._damaged()]

    async def keep(self) -> None:
        """Remember what cannot be read now, and nothing else. Raises StoreError."""
        places = await self._damaged()
        if places != await self._kept():
            await self._documents.put(*_MET, places)

    async def _damaged(self) -> list[str]:
        met = {f"log/{position}" for position in self._log.left_out()}
        met |= {f"doc/{key}" for key in self._documents.left_out()}
        known = sorted(met.union(await self._kept()))[:_MOST]
        return [place for place in known if await self._is_damaged(place)]

    async def _kept(self) -> list[str]:
        try:
            return list(await self._documents.get(*_MET) or [])
        except Damaged:
            return []

    async def _is_damaged(self, place: str) -> bool:
        where, _, key = place.partition("/")
        if where == "log":
            return await self._log.fault(int(key)) is not None
        kind, _, key = key.partition("/")
        try:
            await self._documents.get(kind, key)
        except Damaged:
            return True
        return False


def _spoken(place: str) -> str:
    where, _, key = place.partition("/")
    return f"log position {key}" if where == "log" else f"document {key}"
