"""What is kept of a server as a whole: its time zone, in documents of kind ``server``."""

from __future__ import annotations

from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import BadInput
from bot.ports import Documents
from bot.sentences import say

KIND = "server"

UTC_NAME = "UTC"
"""The time zone of a server that has chosen none."""

_FIRST = (UTC_NAME, "Europe/London", "Europe/Berlin", "America/New_York", "Asia/Tokyo")


class Servers:
    """Settings of servers; read once and then known. Raises StoreError."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._zones: dict[int, str] | None = None

    async def zone(self, guild_id: int) -> tzinfo:
        """A server's time zone."""
        return _zone(await self.zone_name(guild_id))

    async def zone_name(self, guild_id: int) -> str:
        """As the IANA database calls it."""
        return (await self._load()).get(guild_id, UTC_NAME)

    async def set_zone(self, guild_id: int, name: str) -> str:
        """Let this be a server's time zone, any letter case; its name as it is written."""
        wanted = "_".join(name.split()).casefold()
        found = next((one for one in zones() if one.casefold() == wanted), None)
        if found is None:
            raise BadInput(
                name,
                say(
                    "There is no time zone “{name}”. Type the name of a large city near you, "
                    "and choose one of those shown.",
                    name=name,
                ),
            )
        known = await self._load()
        await self._documents.put(KIND, str(guild_id), {"zone": found})
        known[guild_id] = found
        return found

    async def forget(self, guild_id: int) -> bool:
        """Erase what is kept of a server; whether there was anything."""
        known = await self._load()
        await self._documents.delete(KIND, str(guild_id))
        return known.pop(guild_id, None) is not None

    async def _load(self) -> dict[int, str]:
        if self._zones is None:
            stored = await self._documents.all(KIND)
            if self._zones is None:  # nobody else has done so meanwhile
                self._zones = {int(key): document["zone"] for key, document in stored.items()}
        return self._zones


def suggest_zones(typed: str, limit: int = 25) -> list[str]:
    """Time zones whose names hold what was typed; with nothing typed, some of those there are."""
    wanted = "_".join(typed.split()).casefold()
    if not wanted:
        return list(_FIRST)
    return [name for name in zones() if wanted in name.casefold()][:limit]


@cache
def zones() -> tuple[str, ...]:
    """All that there are, in order."""
    return tuple(sorted(available_timezones()))


@cache
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):  # a name that this machine's database does not know any more
        return UTC
