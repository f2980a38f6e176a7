"""How the installation is: what came in last, what went out last, and what lags behind.

Read from the record, so that it can be asked beside a running bot or after one; within the
bot, ``pulse`` adds what only it knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.following.hours import resting_until
from bot.desk.following.lastposts import LastPosts
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.gathering.feedstate import FeedState, Health
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.keeping.damage import Damage
from bot.desk.keeping.retention import Retention
from bot.desk.pulse import Pulse
from bot.desk.watching import troubles
from bot.desk.watching.alerts import Alert
from bot.desk.watching.troubles import Lag
from bot.ports import Clock, DiskRoom, Documents, Index, RecordLog
from bot.records import Arrival, Source, Subscription

# What was read anew was fetched long ago, and nobody has waited for it since.
_NOT_AWAITED = (Arrival.REREAD,)
_NOT_POSTED = (Arrival.BACKFILL, Arrival.REREAD)


@dataclass(frozen=True, slots=True)
class Status:
    """Times are UTC, None for never. ``feeds`` counts them by health; ``index_lag`` and
    ``backlog`` are entries of the log that the index and the slowest subscription that is neither
    paused nor resting have still to read. ``waiting`` are entries of feeds whose page could not
    be had yet. ``alerts`` is what needs somebody."""

    entries: int
    newest_at: datetime | None
    polled_at: datetime | None
    posted_at: datetime | None
    feeds: dict[str, int]
    waiting: int
    index_lag: int
    subscriptions: int
    paused: int
    backlog: int
    room: int | None
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What concerns one server: its subscriptions, when something was last posted for each
    by its id, and whether all feeds, answers and its own posts are up to date."""

    subscriptions: tuple[Subscription, ...]
    posted_at: Mapping[str, datetime]
    polled_at: datetime | None
    newest_at: datetime | None
    up_to_date: bool


@dataclass(frozen=True, slots=True)
class OrderHealth:
    """How one subscription is: when something was last posted for it (None: never), how many
    entries of the log it has still to look at, and until when it rests by its own will (None: it
    does not). ``zone`` is the name of the time zone that its hours are of."""

    subscription: Subscription
    posted_at: datetime | None
    waiting: int
    resting: datetime | None
    zone: str


class Overview:
    """Looks at everything there is."""

    def __init__(
        self,
        log: RecordLog,
        index: Index,
        documents: Documents,
        subscriptions: Subscriptions,
        states: FeedStates,
        sources: Callable[[], Awaitable[Sequence[Source]]],
        clock: Clock,
        room: DiskRoom,
        pulse: Pulse | None = None,
        retention: Retention | None = None,
        servers: Servers | None = None,
    ) -> None:
        """``sources`` are the feeds that are read; states of others are history. ``retention``
        is None where the record has no limits."""
        self._log = log
        self._index = index
        self._documents = documents
        self._subscriptions = subscriptions
        self._states = states
        self._sources = sources
        self._clock = clock
        self._room = room
        self._pulse = pulse
        self._posts = LastPosts(documents, pulse)
        self._damage = Damage(log, documents)
        self._retention = retention
        self._servers = servers or Servers(documents)

    async def status(self) -> Status:
        """How it is now. Raises StoreError."""
        end = await self._log.end()
        known = await self._states.all()
        states = await self._feeds(known)
        health = Counter(state.health for state in states.values())
        orders = await self._subscriptions.all()
        index = await self._index_lag(end)
        slowest = await self._slowest(orders, end)
        posted_at = max((await self._posts.all()).values(), default=None)
        waiting = len(await self._documents.all("pending"))
        room = await self._room()
        now = self._clock()
        return Status(
            entries=end,
            newest_at=await self._newest_at(end),
            polled_at=_polled_at(known),
            posted_at=posted_at,
            feeds={one.value: health[one] for one in Health if health[one]},
            waiting=waiting,
            index_lag=index.entries,
            subscriptions=len(orders),
            paused=sum(one.paused is not None for one in orders),
            backlog=slowest.entries,
            room=room,
            alerts=(
                *troubles.of_feeds(states, now),
                *troubles.of_pages(waiting),
                *troubles.of_channels(orders),
                *await self._late(orders, slowest, posted_at, end),
                *troubles.of_index(index, now),
                *self._of_this_process(now),
                *troubles.of_damage(await self._damage.places()),
                *troubles.of_room(room),
                *troubles.of_retention(await self._retention.held() if self._retention else None),
            ),
        )

    async def of_server(self, guild_id: int) -> ServerStatus:
        """How it is now for one server. Raises StoreError."""
        end = await self._log.end()
        known = await self._states.all()
        states = await self._feeds(known)
        mine = await self._subscriptions.of_guild(guild_id)
        posts = await self._posts.all()
        now = self._clock()
        late = (
            troubles.of_all_feeds(states.values(), now),
            troubles.of_polls(states.values(), now),
            *troubles.of_index(await self._index_lag(end), now),
            *await self._late(mine, await self._slowest(mine, end), None, end),
        )
        return ServerStatus(
            subscriptions=tuple(mine),
            posted_at={one.id: posts[one.id] for one in mine if one.id in posts},
            polled_at=_polled_at(known),
            newest_at=await self._newest_at(end),
            up_to_date=not any(late),
        )

    async def orders(self, guild_id: int) -> list[OrderHealth]:
        """A server's subscriptions, oldest first. Raises StoreError."""
        mine = await self._subscriptions.of_guild(guild_id)
        return await self._healths(guild_id, mine)

    async def order(self, guild_id: int, key: str) -> OrderHealth:
        """One of them; raises NothingFound where it has ended."""
        one = await self._subscriptions.one(guild_id, key)
        return (await self._healths(guild_id, [one]))[0]

    async def _healths(self, guild_id: int, orders: Sequence[Subscription]) -> list[OrderHealth]:
        end = await self._log.end()
        posts = await self._posts.all()
        zone, name = await self._servers.zone(guild_id), await self._servers.zone_name(guild_id)
        now = self._clock()
        return [
            OrderHealth(
                one, posts.get(one.id), end - one.cursor, resting_until(one, zone, now), name
            )
            for one in orders
        ]

    async def keep(self) -> None:
        """Store what a restart would lose: last posts, damage met. Raises StoreError."""
        await self._posts.store()
        await self._damage.keep()

    async def _feeds(self, known: Mapping[str, FeedState]) -> dict[str, FeedState]:
        """The state of each feed that is read; of one not looked at yet, a new one."""
        return {one.url: known.get(one.url, FeedState()) for one in await self._sources()}

    async def _newest_at(self, end: int) -> datetime | None:
        newest = await self._log.read(end - 1, 1) if end else []
        return newest[0].record.article.fetched_at if newest else None

    async def _index_lag(self, end: int) -> Lag:
        return await self._lag(await self._index.cursor(), end, _NOT_AWAITED)

    async def _awake(self, orders: Sequence[Subscription]) -> list[Subscription]:
        """Those that are to get what there is now."""
        now = self._clock()
        return [
            one
            for one in orders
            if one.paused is None
            and resting_until(one, await self._servers.zone(one.guild_id), now) is None
        ]

    async def _slowest(self, orders: Sequence[Subscription], end: int) -> Lag:
        cursors = [one.cursor for one in await self._awake(orders)]
        return await self._lag(min(cursors, default=end), end, _NOT_POSTED)

    async def _late(
        self,
        orders: Sequence[Subscription],
        slowest: Lag,
        posted_at: datetime | None,
        end: int,
    ) -> list[Alert]:
        active = await self._awake(orders)
        if not active or not slowest.entries:
            return []
        first = min(active, key=lambda one: one.cursor)
        foremost = await self._lag(max(one.cursor for one in active), end, _NOT_POSTED)
        now = self._clock()
        return troubles.of_delivery(slowest, foremost, first.channel_id, posted_at, now)

    async def _lag(self, cursor: int, end: int, unawaited: tuple[Arrival, ...]) -> Lag:
        if cursor >= end:
            return Lag(0)
        waiting = await self._log.read(cursor, 1)
        new = [one for one in waiting if one.record.arrival not in unawaited]
        return Lag(end - cursor, new[0].record.article.fetched_at if new else None)

    def _of_this_process(self, now: datetime) -> list[Alert]:
        if self._pulse is None:
            return []
        units = troubles.of_units(self._pulse.crashes, now)
        return [*units, *troubles.of_discord(self._pulse.away_since, now)]


def _polled_at(states: Mapping[str, FeedState]) -> datetime | None:
    return max((one.checked_at for one in states.values() if one.checked_at), default=None)
