"""The outlets that are read just now, for suggestions: by the newest entries of the log.

Kept in memory; a call reads at most a few hundred entries, so the first after a start takes
some milliseconds and later ones next to nothing.
"""

from __future__ import annotations

from collections import Counter

from bot.ports import RecordLog

_LOOKED_AT = 300  # of the newest entries at first, and at most in any call
_BATCH = 100


class Outlets:
    """Raises StoreError."""

    def __init__(self, log: RecordLog) -> None:
        self._log = log
        self._position: int | None = None
        self._seen: Counter[str] = Counter()

    async def suggest(self, typed: str, limit: int = 25) -> list[str]:
        """Names of outlets that hold what was typed, the busiest first."""
        await self._follow()
        wanted = typed.strip().casefold()
        return [name for name, _ in self._seen.most_common() if wanted in name.casefold()][:limit]

    async def _follow(self) -> None:
        end = await self._log.end()
        position = max(self._position or 0, end - _LOOKED_AT)
        self._position = end
        while position < end and (entries := await self._log.read(position, _BATCH)):
            for entry in entries:
                article = entry.record.article
                self._seen.update({name for name in (article.site, article.credit) if name})
            position = entries[-1].position
