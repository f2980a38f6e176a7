"""Damage that somebody came across, for as long as it is there.

To look for it everywhere is ``check``'s; here is what was met while serving, remembered over
restarts, as followers that have passed a damaged entry never meet it again.
"""

from __future__ import annotations

from bot.errors import Damaged
from bot.ports import Documents, RecordLog

_PLACES = ("damage", "met")
_MOST = 50  # places that are looked at again each time


class Damage:
    """A document of kind ``damage`` holds the places."""

    def __init__(self, log: RecordLog, documents: Documents) -> None:
        self._log = log
        self._documents = documents

    async def places(self) -> list[str]:
        """``log position 5``, ``document feed/...``: what cannot be read now. Raises StoreError."""
        met = {f"log position {position}" for position in self._log.left_out()}
        met |= {f"document {key}" for key in self._documents.left_out()}
        known = sorted(met.union(await self._kept()))[:_MOST]
        return [place for place in known if await self._is_damaged(place)]

    async def keep(self, places: list[str]) -> None:
        """Remember just these. Raises StoreError."""
        if places != await self._kept():
            await self._documents.put(*_PLACES, places)

    async def _kept(self) -> list[str]:
        try:
            return list(await self._documents.get(*_PLACES) or [])
        except Damaged:
            return []

    async def _is_damaged(self, place: str) -> bool:
        kind, _, where = place.rpartition(" ") if place.startswith("log ") else place.partition(" ")
        if kind == "log position":
            return await self._log.fault(int(where)) is not None
        try:
            await self._documents.get(*where.split("/", 1))
        except Damaged:
            return True
        return False
