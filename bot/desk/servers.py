"""What a server as a whole has chosen: its time zone and its language, in documents of kind
``server``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
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


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """``zone`` as the IANA database calls it, ``language`` as Discord does; None: not chosen."""

    zone: str | None = None
    language: str | None = None

    @property
    def chosen(self) -> int:
        """How many of them are."""
        return sum(one is not None for one in (self.zone, self.language))


NOT_SET = ServerSettings()


class Servers:
    """Settings of servers; read once and then known. Raises StoreError."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._known: dict[int, ServerSettings] | None = None

    async def of(self, guild_id: int) -> ServerSettings:
        """What a server has chosen."""
        return (await self._load()).get(guild_id, NOT_SET)

    async def zone(self, guild_id: int) -> tzinfo:
        """A server's time zone."""
        return _zone(await self.zone_name(guild_id))

    async def zone_name(self, guild_id: int) -> str:
        """As the IANA database calls it."""
        return (await self.of(guild_id)).zone or UTC_NAME

    async def set_zone(self, guild_id: int, name: str) -> str:
        """Let this be a server's time zone, any letter case, or the city alone where there is
        one of that name; its name as it is written."""
        found = _named(name)
        if found is None:
            raise BadInput(
                name,
                say(
                    "There is no time zone “{name}”. Type the name of a large city near you, "
                    "and choose one of those shown.",
                    name=name,
                ),
            )
        await self._put(guild_id, replace(await self.of(guild_id), zone=found))
        return found

    async def language(self, guild_id: int) -> str | None:
        """The language that a server has chosen; None: that of its settings in Discord."""
        return (await self.of(guild_id)).language

    async def set_language(self, guild_id: int, language: str | None) -> None:
        """Let everybody there be answered in this language, which is for the caller to know."""
        await self._put(guild_id, replace(await self.of(guild_id), language=language))

    async def forget(self, guild_id: int) -> None:
        """Erase what a server has chosen."""
        known = await self._load()
        await self._documents.delete(KIND, str(guild_id))
        known.pop(guild_id, None)

    async def _put(self, guild_id: int, chosen: ServerSettings) -> None:
        known = await self._load()
        await self._documents.put(KIND, str(guild_id), asdict(chosen))
        known[guild_id] = chosen

    async def _load(self) -> dict[int, ServerSettings]:
        if self._known is None:
            stored = await self._documents.all(KIND)
            if self._known is None:  # nobody else has done so meanwhile
                self._known = {int(key): ServerSettings(**one) for key, one in stored.items()}
        return self._known


def suggest_zones(typed: str, limit: int = 25) -> list[str]:
    """Time zones whose names hold what was typed; with nothing typed, some of those there are."""
    wanted = _key(typed)
    if not wanted:
        return list(_FIRST)
    return [name for name in _places() if wanted in name.casefold()][:limit]


@cache
def zones() -> tuple[str, ...]:
    """All that there are, in order."""
    return tuple(sorted(available_timezones()))


def _named(typed: str) -> str | None:
    """The zone of this name, or the only one in whose name this is the city."""
    wanted = _key(typed)
    whole = [name for name in zones() if name.casefold() == wanted]
    cities = [name for name in _places() if name.casefold().rpartition("/")[2] == wanted]
    return whole[0] if whole else cities[0] if len(cities) == 1 else None


def _places() -> list[str]:
    """Without those that are counted from Greenwich: "Etc/GMT+2" is two hours behind it."""
    return [name for name in zones() if not name.startswith("Etc/")]


def _key(typed: str) -> str:
    return "_".join(typed.split()).casefold()


@cache
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):  # a name that this machine's database does not know any more
        return UTC
