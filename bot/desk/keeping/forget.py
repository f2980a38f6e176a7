"""What is kept of one server, and erasing it: its subscriptions, what was posted for them, its
topics and feeds, its time zone and language, and who changed what there.

The record of articles and people is one for all servers and holds nothing of any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.delivery import DIGESTS, POSTS, UNPUBLISHED
from bot.desk.following import audit, reports
from bot.desk.following.lastposts import LAST
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.gathering.serverfeeds import ServerFeeds
from bot.desk.pulse import Pulse
from bot.desk.sorting.topics import Topics
from bot.errors import NothingFound
from bot.ports import Documents
from bot.sentences import say

WELCOMED = "welcomed"
"""The kind of the documents that say which servers were welcomed, by server."""

_BY_SUBSCRIPTION = (POSTS, DIGESTS, UNPUBLISHED)
_BY_SERVER = (audit.KIND, reports.KIND, WELCOMED)
"""Kinds whose keys begin with a server's id, or are one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of each are kept of a server; ``settings`` are those it has chosen, and
    ``welcomed`` is that its welcome is remembered."""

    subscriptions: int = 0
    posts: int = 0
    topics: int = 0
    feeds: int = 0
    changes: int = 0
    reports: int = 0
    settings: int = 0
    welcomed: bool = False


class ServerData:
    """Raises StoreError."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        topics: Topics,
        feeds: ServerFeeds,
        documents: Documents,
        pulse: Pulse,
        servers: Servers,
    ) -> None:
        self._subscriptions = subscriptions
        self._topics = topics
        self._feeds = feeds
        self._documents = documents
        self._pulse = pulse
        self._servers = servers

    async def kept(self, guild_id: int) -> Kept:
        """What there is of a server; ended subscriptions count, as what they got is known."""
        ids = await self._subscriptions.ids_of_guild(guild_id)
        return Kept(
            subscriptions=len(ids),
            posts=len(await self._keys(POSTS, ids)),
            topics=len(await self._topics.own(guild_id)),
            feeds=len(await self._feeds.of_server(guild_id)),
            changes=len(await self._documents.keys(audit.KIND, str(guild_id))),
            reports=len(await self._documents.keys(reports.KIND, str(guild_id))),
            settings=(await self._servers.of(guild_id)).chosen,
            welcomed=await self._documents.get(WELCOMED, str(guild_id)) is not None,
        )

    async def erase(self, guild_id: int) -> Kept:
        """Erase all of it; what there was. Its feeds are read no more, their articles stay.

        Posts go first: what is left after a crash is still found by its subscription. Raises
        NothingFound where nothing is kept of it.
        """
        kept = await self.kept(guild_id)
        if kept == Kept():
            raise NothingFound(
                str(guild_id), say("Nothing is kept of server {server}.", server=guild_id)
            )
        await self._servers.forget(guild_id)
        await self._topics.forget(guild_id)
        await self._feeds.forget(guild_id)
        ids = await self._subscriptions.ids_of_guild(guild_id)
        for kind in _BY_SUBSCRIPTION:
            await self._documents.delete_many(kind, await self._keys(kind, ids))
        for key in ids:
            self._pulse.posted_at.pop(key, None)
            await self._documents.delete(LAST, key)
            await self._subscriptions.erase(key)
        for kind in _BY_SERVER:
            keys = await self._keys(kind, [str(guild_id)])
            await self._documents.delete_many(kind, [*keys, str(guild_id)])
        return kept

    async def _keys(self, kind: str, owners: Sequence[str]) -> list[str]:
        """Of every document of this kind that belongs to one of these."""
        return [
            f"{owner}/{rest}"
            for owner in owners
            for rest in await self._documents.keys(kind, owner)
        ]
