"""Which channel gets what: subscribing, unsubscribing, listing.

Subscriptions are documents of kind ``subscription``, by id. Delivery moves their cursors. They
are read once and then known: whoever writes to the record is alone to do so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.desk.following.wishes import NO_WISHES, Wishes
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.ports import Clock, Documents, RecordLog
from bot.records import Format, Manner, Subscription, digest
from bot.sentences import kept, recalled, say

KIND = "subscription"
ENDED = "ended-subscription"
"""Once the kind of the documents of ended ones: nothing but the server, by subscription."""

BY_HAND = say("Somebody who runs this server has paused it.")


class Subscriptions:
    """Standing orders of channels."""

    def __init__(self, log: RecordLog, documents: Documents, topics: Topics, clock: Clock) -> None:
        self._log = log
        self._documents = documents
        self._topics = topics
        self._clock = clock
        self._turn = asyncio.Lock()  # a cursor moved must not bring an ended one back
        self._known: dict[str, Subscription] | None = None

    async def subscribe(
        self, guild_id: int, channel_id: int, to: str, wishes: Wishes = NO_WISHES
    ) -> Subscription:
        """From now on, in this manner; BadInput for no such topic (names them), for wishes that
        do not go together, and where the channel gets it so already.

        Subscribing to what is paused resumes it where it stopped; other wishes change the manner
        of what the channel gets already.
        """
        topic = await self._topics.asked(to, guild_id)
        async with self._turn:
            return await self._start(guild_id, channel_id, topic.name, wishes)

    async def _start(
        self, guild_id: int, channel_id: int, topic: str, wishes: Wishes
    ) -> Subscription:
        known = await self._load()
        now = self._clock()
        before = _find(known.values(), channel_id, topic)
        if before is not None and not before.ended:
            manner = wishes.change(before.manner)
            if before.paused is None and manner == before.manner:
                raise BadInput(topic, say("This channel already gets “{topic}”.", topic=topic))
            return await self._put(_served(_resumed(before), manner, now))
        end = await self._log.end()
        new = Subscription(
            id=before.id if before else _new_id(known, guild_id, channel_id, topic),
            guild_id=guild_id,
            channel_id=channel_id,
            topic=topic,
            # Where an earlier one was: what it got may still have to be corrected or taken back.
            cursor=before.cursor if before else end,
            created_at=now,
            manner=wishes.change(Manner()),
            start=end,
            moved_from=before.moved_from if before else (),
            gathered_at=now,
        )
        return await self._put(new)

    async def unsubscribe(self, guild_id: int, channel_id: int, to: str) -> Subscription:
        """The one that ended; NothingFound where there was none (names what there is)."""
        mine = [s for s in await self.of_guild(guild_id) if s.channel_id == channel_id]
        wanted = " ".join(to.split()).casefold()
        for subscription in mine:
            if wanted in (subscription.topic.casefold(), subscription.id):
                return await self.end(guild_id, subscription.id)
        if mine:
            names = ", ".join(subscription.topic for subscription in mine)
            sentence = say(
                "This channel does not get “{topic}”. It gets: {topics}.", topic=to, topics=names
            )
        else:
            sentence = say("This channel gets nothing yet. /subscribe starts.")
        raise NothingFound(to, sentence)

    async def end(self, guild_id: int, key: str) -> Subscription:
        """One that ended. What was posted for it stays on record, lest it be posted twice should
        the channel return, and is still kept true. Raises NothingFound."""
        async with self._turn:
            known = await self.one(guild_id, key)
            await self._put(replace(known, ended=True, paused=None, by_hand=False))
            return known

    async def pause(self, guild_id: int, key: str) -> Subscription:
        """Nothing new until somebody resumes it; what comes meanwhile waits, and what was posted
        is kept true. Raises NothingFound."""
        async with self._turn:
            known = await self.one(guild_id, key)
            return await self._put(replace(known, paused=BY_HAND, by_hand=True))

    async def resume(self, guild_id: int, key: str) -> Subscription:
        """Go on where it stopped. Raises NothingFound."""
        async with self._turn:
            return await self._put(_resumed(await self.one(guild_id, key)))

    async def move(self, guild_id: int, key: str, channel_id: int) -> Subscription:
        """Let what comes go to another channel; what was posted stays where it is, and is kept
        true there. Raises NothingFound, and BadInput where that channel gets it already."""
        async with self._turn:
            known = await self.one(guild_id, key)
            there = _find((await self._load()).values(), channel_id, known.topic)
            if there is not None and not there.ended:
                raise BadInput(
                    known.topic, say("That channel already gets “{topic}”.", topic=known.topic)
                )
            was_in = dict.fromkeys((*known.moved_from, known.channel_id))
            moved = replace(known, channel_id=channel_id, moved_from=tuple(was_in))
            return await self._put(moved if known.by_hand else _resumed(moved))

    async def without(
        self, guild_id: int, key: str, *, quiet: bool = False, ping: bool = False
    ) -> Subscription:
        """Without its quiet hours, or without its ping. Raises NothingFound."""
        async with self._turn:
            known = await self.one(guild_id, key)
            manner = known.manner
            if quiet:
                manner = replace(manner, quiet=None)
            if ping:
                manner = replace(manner, ping=None)
            return await self._put(replace(known, manner=manner))

    async def get(self, key: str) -> Subscription | None:
        """One, ended or not."""
        return (await self._load()).get(key)

    async def one(self, guild_id: int, key: str) -> Subscription:
        """One of a server's that goes on. Raises NothingFound."""
        known = (await self._load()).get(key)
        if known is None or known.ended or known.guild_id != guild_id:
            raise NothingFound(
                key, say("That subscription has ended. /subscriptions shows those there are.")
            )
        return known

    async def of_guild(self, guild_id: int) -> list[Subscription]:
        """All of a server's, oldest first; empty when there are none."""
        return [s for s in await self.all() if s.guild_id == guild_id]

    async def ids_of_guild(self, guild_id: int) -> list[str]:
        """Those of a server's subscriptions, ended ones included."""
        now = [one.id for one in await self.followed() if one.guild_id == guild_id]
        ended = await self._documents.all(ENDED)
        return sorted({*now, *(key for key, guild in ended.items() if guild == guild_id)})

    async def keep(self, subscription: Subscription) -> bool:
        """Store a new cursor, pause or time of a digest; False when it was ended, begun anew,
        moved, paused or resumed meanwhile, and so is not to go on as it was."""
        async with self._turn:
            known = (await self._load()).get(subscription.id)
            if known is None or _place(known) != _place(subscription):
                return False
            same = known.manner == subscription.manner
            kept = replace(
                known,
                cursor=subscription.cursor,
                paused=known.paused if known.by_hand else subscription.paused,
                gathered_at=subscription.gathered_at if same else known.gathered_at,
            )
            await self._put(kept)
            return known.by_hand == subscription.by_hand

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

    async def _put(self, subscription: Subscription) -> Subscription:
        known = await self._load()
        await self._documents.put(KIND, subscription.id, encode(subscription))
        known[subscription.id] = subscription
        return subscription

    async def _drop(self, key: str) -> None:
        known = await self._load()
        await self._documents.delete(KIND, key)
        known.pop(key, None)


def subscription_id(guild_id: int, channel_id: int, topic: str) -> str:
    """Stable, so that a channel which leaves and returns is never posted the same again."""
    return digest("subscription", guild_id, channel_id, topic.casefold())


def encode(subscription: Subscription) -> dict[str, Any]:
    """As a JSON document."""
    gathered = subscription.gathered_at
    return {
        **asdict(subscription),
        "created_at": subscription.created_at.isoformat(),
        "gathered_at": gathered.isoformat() if gathered else None,
        "paused": kept(subscription.paused),
    }


def decode(document: dict[str, Any]) -> Subscription:
    """From a JSON document, of an earlier version too."""
    manner = dict(document.get("manner") or {})
    if manner:
        quiet = manner["quiet"]
        manner |= {"format": Format(manner["format"]), "quiet": tuple(quiet) if quiet else None}
    gathered = document.get("gathered_at")
    values = {
        "created_at": datetime.fromisoformat(document["created_at"]),
        "gathered_at": datetime.fromisoformat(gathered) if gathered else None,
        "paused": recalled(document.get("paused")),
        "moved_from": tuple(document.get("moved_from", ())),
    }
    return Subscription(**{**document, **values, "manner": Manner(**manner)})


def _find(known: Iterable[Subscription], channel_id: int, topic: str) -> Subscription | None:
    """The channel's own for this, one that goes on before those that ended."""
    wanted = (channel_id, topic.casefold())
    found = [one for one in known if (one.channel_id, one.topic.casefold()) == wanted]
    return min(found, key=lambda one: one.ended, default=None)


def _new_id(known: Mapping[str, Subscription], guild_id: int, channel_id: int, topic: str) -> str:
    """That of the channel and topic, or another where a subscription that was moved away has it."""
    key = subscription_id(guild_id, channel_id, topic)
    number = 1
    while key in known:
        number += 1
        key = digest("subscription", guild_id, channel_id, topic.casefold(), number)
    return key


def _resumed(subscription: Subscription) -> Subscription:
    return replace(subscription, paused=None, by_hand=False)


def _served(subscription: Subscription, manner: Manner, now: datetime) -> Subscription:
    """In this manner from now on; a daily digest comes at its hour's next coming."""
    if manner == subscription.manner:
        return subscription
    return replace(subscription, manner=manner, gathered_at=now)


def _place(subscription: Subscription) -> tuple[object, ...]:
    return (subscription.created_at, subscription.ended, subscription.channel_id)
