"""Which channel gets what: subscribing, unsubscribing, listing.

Subscriptions are documents of kind ``subscription``, by id. Delivery moves their cursors. They
are read once and then known: whoever writes to the record is alone to do so.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.desk.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.ports import Clock, Documents, RecordLog
from bot.records import Subscription, digest
from bot.sentences import kept, recalled, say

KIND = "subscription"
ENDED = "ended-subscription"
"""Once the kind of the documents of ended ones: nothing but the server, by subscription."""


class Subscriptions:
    """Standing orders of channels."""

    def __init__(self, log: RecordLog, documents: Documents, topics: Topics, clock: Clock) -> None:
        self._log = log
        self._documents = documents
        self._topics = topics
        self._clock = clock
        self._turn = asyncio.Lock()  # a cursor moved must not bring an ended one back
        self._known: dict[str, Subscription] | None = None

    async def subscribe(self, guild_id: int, channel_id: int, to: str) -> Subscription:
        """From now on; BadInput for no such topic (names them) or subscribed already.

        Subscribing to what is paused resumes it where it stopped.
        """
        topic = await self._topics.find(to, guild_id)
        key = subscription_id(guild_id, channel_id, topic.name)
        async with self._turn:
            return await self._start(key, guild_id, channel_id, topic.name)

    async def _start(self, key: str, guild_id: int, channel_id: int, topic: str) -> Subscription:
        known = (await self._load()).get(key)
        if known is not None and not known.ended:
            if known.paused is None:
                raise BadInput(topic, say("This channel already gets “{topic}”.", topic=topic))
            resumed = replace(known, paused=None)
            await self._put(resumed)
            return resumed
        new = Subscription(
            id=key,
            guild_id=guild_id,
            channel_id=channel_id,
            topic=topic,
            cursor=await self._log.end(),
            created_at=self._clock(),
        )
        await self._put(new)
        return new

    async def unsubscribe(self, guild_id: int, channel_id: int, to: str) -> Subscription:
        """The one that ended; NothingFound where there was none (names what there is)."""
        mine = [s for s in await self.of_guild(guild_id) if s.channel_id == channel_id]
        for subscription in mine:
            if subscription.topic.casefold() == to.strip().casefold():
                async with self._turn:
                    # What was posted for it stays on record, lest it be posted twice should the
                    # channel return, and is still kept true.
                    known = (await self._load())[subscription.id]
                    await self._put(replace(known, ended=True, paused=None))
                return subscription
        if mine:
            names = ", ".join(subscription.topic for subscription in mine)
            sentence = say(
                "This channel does not get “{topic}”. It gets: {topics}.", topic=to, topics=names
            )
        else:
            sentence = say("This channel gets nothing yet. /subscribe starts.")
        raise NothingFound(to, sentence)

    async def of_guild(self, guild_id: int) -> list[Subscription]:
        """All of a server's, oldest first; empty when there are none."""
        return [s for s in await self.all() if s.guild_id == guild_id]

    async def ids_of_guild(self, guild_id: int) -> list[str]:
        """Those of a server's subscriptions, ended ones included."""
        now = [one.id for one in await self.followed() if one.guild_id == guild_id]
        ended = await self._documents.all(ENDED)
        return sorted({*now, *(key for key, guild in ended.items() if guild == guild_id)})

    async def keep(self, subscription: Subscription) -> bool:
        """Store a new cursor or pause; False when it was ended, or begun anew, meanwhile."""
        async with self._turn:
            known = (await self._load()).get(subscription.id)
            then = (subscription.created_at, subscription.ended)
            if known is None or (known.created_at, known.ended) != then:
                return False
            await self._put(subscription)
            return True

    async def all(self) -> list[Subscription]:
        """Every subscription there is, oldest first."""
        return [one for one in await self.followed() if not one.ended]

    async def followed(self) -> list[Subscription]:
        """Ended ones, too, for which what was posted is kept true; oldest first."""
        return sorted((await self._load()).values(), key=lambda s: (s.created_at, s.id))

    async def erase(self, key: str) -> None:
        """Forget one, ended or not, for good."""
        async with self._turn:
            await self._drop(key)
            await self._documents.delete(ENDED, key)

    async def _load(self) -> dict[str, Subscription]:
        if self._known is None:
            stored = await self._documents.all(KIND)
            if self._known is None:  # nobody else has done so meanwhile
                self._known = {key: decode(document) for key, document in stored.items()}
        return self._known

    async def _put(self, subscription: Subscription) -> None:
        known = await self._load()
        await self._documents.put(KIND, subscription.id, encode(subscription))
        known[subscription.id] = subscription

    async def _drop(self, key: str) -> None:
        known = await self._load()
        await self._documents.delete(KIND, key)
        known.pop(key, None)


def subscription_id(guild_id: int, channel_id: int, topic: str) -> str:
    """Stable, so that a channel which leaves and returns is never posted the same again."""
    return digest("subscription", guild_id, channel_id, topic.casefold())


def encode(subscription: Subscription) -> dict[str, Any]:
    """As a JSON document."""
    return {
        "id": subscription.id,
        "guild_id": subscription.guild_id,
        "channel_id": subscription.channel_id,
        "topic": subscription.topic,
        "cursor": subscription.cursor,
        "created_at": subscription.created_at.isoformat(),
        "paused": kept(subscription.paused),
        "ended": subscription.ended,
    }


def decode(document: dict[str, Any]) -> Subscription:
    """From a JSON document."""
    created_at = datetime.fromisoformat(document["created_at"])
    paused = recalled(document.get("paused"))
    return Subscription(**{**document, "created_at": created_at, "paused": paused})
