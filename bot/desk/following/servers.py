"""What a server as a whole has chosen: its time zone and its language, in documents of kind
``server``."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, replace
from datetime import tzinfo

from bot.desk.following.zones import UTC_NAME, named, zone
from bot.errors import BadInput
from bot.ports import Documents
from bot.sentences import say

KIND = "server"


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
        self._turn = asyncio.Lock()

    async def of(self, guild_id: int) -> ServerSettings:
        """What a server has chosen."""
        return (await self._load()).get(guild_id, NOT_SET)

    async def zone(self, guild_id: int) -> tzinfo:
        """A server's time zone; UTC where it has chosen none."""
        return zone(await self.zone_name(guild_id))

    async def zone_name(self, guild_id: int) -> str:
        """As the IANA database calls it."""
        return (await self.of(guild_id)).zone or UTC_NAME

    async def set_zone(self, guild_id: int, name: str) -> str:
        """Let this be a server's time zone, any letter case, or the city alone where there is
        one of that name; its name as it is written."""
        found = named(name)
        if found is None:
            raise BadInput(
                name,
                say(
                    "There is no time zone “{name}”. Type the name of a large city near you, "
                    "and choose one of those shown.",
                    name=name,
                ),
            )
        async with self._turn:
            await self._put(guild_id, replace(await self.of(guild_id), zone=found))
        return found

    async def language(self, guild_id: int) -> str | None:
        """The language that a server has chosen; None: that of its settings in Discord."""
        return (await self.of(guild_id)).language

    async def set_language(self, guild_id: int, language: str | None) -> None:
        """Let everybody there be answered in this language, which is for the caller to know."""
        async with self._turn:
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
