"""When which subscription has its turn: each follows the log with its own cursor.

The cursor moves only past what is dealt with, so a failure or a crash anywhere repeats work
and loses none. A channel that is busy, refuses or crashes delays no other one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk.delivery.attempts import Attempts
from bot.desk.delivery.composing import Composer
from bot.desk.delivery.orders import Order, Sent
from bot.desk.delivery.publishing import Publishing
from bot.desk.delivery.restored import look_first
from bot.desk.delivery.turns import Turns
from bot.desk.delivery.windows import Cap, OverCap, Resting, Windows
from bot.desk.following.hours import resting_until
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.pulse import Pulse
from bot.desk.sorting.running import Running
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, StoreError
from bot.ports import Busy, Clock, Courier, Documents, Posted, RecordLog, Refused
from bot.records import Entry, Format, Subscription, Topic
from bot.sentences import say

log = logging.getLogger(__name__)

PAUSED_RETRY = timedelta(minutes=10)
"""When a paused subscription is tried again, in case somebody mended the cause; then after twice
the time, and so on: Discord shuts out a bot that is refused too often."""

_SELDOM = timedelta(hours=3)

AFTER_BUG = timedelta(minutes=1)
"""How long a subscription waits on whose way something unforeseen was raised."""

_AT_ONCE = 150  # channels at the same time; the library may sleep with one for half a minute


@dataclass(frozen=True, slots=True)
class _Wait:
    """A while from one time to another; over, too, when the clock was set back before it."""

    since: datetime
    until: datetime
    paused: bool = False  # it ends at once when somebody resumes the subscription

    def goes_on(self, now: datetime) -> bool:
        return self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class _Turn:
    """A subscription that may go on to ``reach``, and the others of its channel."""

    subscription: Subscription
    others: tuple[Subscription, ...]
    reach: int
    courier: Courier

    @property
    def channel(self) -> int:
        return self.subscription.channel_id


class Delivery:
    """Posts through a Courier; ``deliver`` does all that can be done now."""

    def __init__(
        self,
        log: RecordLog,
        documents: Documents,
        subscriptions: Subscriptions,
        topics: Topics,
        stories: Stories,
        clock: Clock,
        cap: Cap | None = None,
        pulse: Pulse | None = None,
        running: Running | None = None,
        servers: Servers | None = None,
    ) -> None:
        self._documents = documents
        self._subscriptions = subscriptions
        self._topics = topics
        self._stories = stories
        self._clock = clock
        self._running = running or Running(log, documents)
        self._composer = Composer(log, stories, self._running)
        self._servers = servers or Servers(documents)
        self._publishing = Publishing(documents, clock)
        windows = Windows(cap or Cap())
        self._turns = Turns(
            Attempts(documents),
            self._composer,
            windows,
            Sent(windows, self._publishing, pulse or Pulse(clock), clock),
            clock,
        )
        self._waits: dict[str, _Wait] = {}
        self._refusals: Counter[str] = Counter()  # in a row
        self._held: set[str] = set()  # by their channel's cap
        self._late_to: dict[str, int] = {}
        self._looked_to: dict[str, int] = {}  # while resting, past its cursor
        self._going: set[int] = set()  # channels
        self._at_work: set[str] = set()  # subscriptions; one that is moved has two channels
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def deliver(self, courier: Courier) -> int:
        """Bring every subscription as far as it goes now; how many messages were sent or edited.

        Raises StoreError.
        """
        ready = await self._ready(courier)
        sent = sum(await asyncio.gather(*map(self._go_on, ready)))
        await self._publishing.go_on(courier)
        return sent

    async def deliver_on(self, courier: Courier, idle: Callable[[], Awaitable[None]]) -> None:
        """Deliver for ever, looking for work after each ``idle``; raises StoreError.

        Each channel goes at its own pace: one that answers slowly is left at it while the
        others are looked at again.
        """
        async with asyncio.TaskGroup() as going:
            going.create_task(self._publish_on(courier, idle))
            while True:
                for channel in await self._ready(courier):
                    self._going.add(channel[0].channel)
                    going.create_task(self._go_on(channel))
                await idle()

    async def _publish_on(self, courier: Courier, idle: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._publishing.go_on(courier)
            await idle()

    async def _reach(self) -> int:
        """How far into the log may be posted: as far as it is grouped into stories, so that
        the same story from another outlet is known when its turn comes."""
        reach = await self._composer.end()
        try:
            await self._stories.follow()
            await self._running.follow()
        except Exception:  # posts do not wait for what only saves some of them
            log.exception("stories are not grouped for now")
        return reach

    async def _ready(self, courier: Courier) -> list[list[_Turn]]:
        """Whose turn it is, by channel: its subscriptions go one after the other."""
        reach = await self._reach()
        now = self._clock()
        channels: dict[int, list[Subscription]] = {}
        for subscription in await self._subscriptions.followed():
            for channel in {subscription.channel_id, *subscription.moved_from}:
                channels.setdefault(channel, []).append(subscription)
        ready = []
        for channel, subscriptions in channels.items():
            turns = [
                _Turn(one, tuple(o for o in subscriptions if o is not one), reach, courier)
                for one in subscriptions
                if one.channel_id == channel and await self._is_ready(one, reach, now)
            ]
            if turns and channel not in self._going:
                ready.append(turns)
        return ready

    async def _is_ready(self, one: Subscription, reach: int, now: datetime) -> bool:
        if one.id in self._at_work or self._waits_on(one, now):
            return False
        if await self._resting(one, now):
            return max(one.cursor, self._looked_to.get(one.id, 0)) < reach
        # A daily digest that is due is dealt with though there be nothing for it.
        daily = one.manner.format is Format.DAILY and not one.ended
        return one.cursor < reach or one.paused is not None or daily

    async def _resting(self, one: Subscription, now: datetime) -> Resting | None:
        """Why it gets no new message now; None where it may get one, or has ended."""
        if one.by_hand:
            return Resting("Somebody has paused it.", _SELDOM.total_seconds())
        if one.ended or (one.manner.quiet is None and one.manner.format is not Format.DAILY):
            return None
        until = resting_until(one, await self._servers.zone(one.guild_id), now)
        return Resting("It rests.", (until - now).total_seconds()) if until else None

    def _waits_on(self, subscription: Subscription, now: datetime) -> bool:
        wait = self._waits.get(subscription.id)
        if wait is None:
            return False
        resumed = wait.paused and subscription.paused is None
        if resumed or not wait.goes_on(now):
            del self._waits[subscription.id]
            return False
        return True

    async def _go_on(self, turns: Sequence[_Turn]) -> int:
        """One channel's turn; a bug on its way is logged and waits, and stops no other."""
        channel = turns[0].channel
        self._going.add(channel)
        try:
            async with self._room:
                return sum([await self._take(turn) for turn in turns])
        finally:
            self._going.discard(channel)

    async def _take(self, turn: _Turn) -> int:
        key = turn.subscription.id
        now = await self._subscriptions.get(key)
        if now is None or now.channel_id != turn.channel or key in self._at_work:
            return 0  # it was changed while the channel's others had their turns
        self._at_work.add(key)
        try:
            return await self._catch_up(replace(turn, subscription=now))
        except StoreError:
            raise
        except Exception:
            log.exception("delivery to channel %s failed", turn.channel)
            self._wait(turn.subscription, AFTER_BUG)
            return 0
        finally:
            self._at_work.discard(key)

    async def _catch_up(self, turn: _Turn) -> int:
        """Go on from the cursor until ``reach`` or until the channel will not."""
        subscription = turn.subscription
        gone = say("There is no topic “{topic}” any more.", topic=subscription.topic)
        try:
            topic = await self._topics.asked(subscription.topic, subscription.guild_id)
        except BadInput:
            if not subscription.ended:
                await self._pause(subscription, gone)
                return 0
            topic = Topic(subscription.topic, ())
        if subscription.paused == gone:
            subscription = replace(subscription, paused=None)
            await self._subscriptions.keep(subscription)
        if subscription.id in self._held:
            self._held.discard(subscription.id)
            self._late_to[subscription.id] = turn.reach
        order = await self._order(replace(turn, subscription=subscription), topic)
        stuck = False  # at an entry that has to wait: what follows is only kept true
        position = subscription.cursor
        if order.resting:
            position = max(position, self._looked_to.get(subscription.id, 0))
            stuck = position > subscription.cursor
        made = 0
        while entries := await self._entries(position, turn.reach):
            for entry in entries:
                position = entry.position
                outcome = await self._turns.deal_with(entry, order)
                if isinstance(outcome, Resting):
                    if not stuck and not await self._subscriptions.keep(subscription):
                        return made
                    stuck = True
                    continue
                if isinstance(outcome, Busy):
                    self._hold_up(subscription, outcome)
                    return made
                if isinstance(outcome, Refused):
                    await self._pause(subscription, outcome.reason)
                    return made
                if isinstance(outcome, Posted):
                    made += 1
                    self._refusals.pop(subscription.id, None)
                if stuck:
                    continue
                subscription = replace(subscription, cursor=entry.position, paused=None)
                # Entries that ask for nothing are saved together, at the end of the batch.
                last = entry is entries[-1]
                if (outcome or last) and not await self._subscriptions.keep(subscription):
                    return made
        if order.resting:
            self._looked_to[subscription.id] = turn.reach
        elif order.daily:
            await self._subscriptions.keep(replace(subscription, gathered_at=self._clock()))
        return made

    async def _order(self, turn: _Turn, topic: Topic) -> Order:
        one, now = turn.subscription, self._clock()
        asleep = [o.id for o in turn.others if o.paused or await self._resting(o, now)]
        return Order(
            one,
            topic,
            turn.courier,
            turn.reach,
            self._late_to.get(one.id, 0),
            turn.others,
            frozenset(asleep),
            await look_first(self._documents, now),
            await self._resting(one, now),
            await self._servers.zone(one.guild_id),
        )

    async def _entries(self, after: int, reach: int) -> list[Entry]:
        if after >= reach:
            return []
        return [one for one in await self._composer.entries(after) if one.position <= reach]

    def _hold_up(self, subscription: Subscription, busy: Busy) -> None:
        self._wait(subscription, timedelta(seconds=busy.retry_after))
        if isinstance(busy, OverCap):
            self._held.add(subscription.id)

    async def _pause(self, subscription: Subscription, reason: str) -> None:
        self._refusals[subscription.id] += 1
        doubled = 2 ** min(self._refusals[subscription.id] - 1, 10)
        self._wait(subscription, min(doubled * PAUSED_RETRY, _SELDOM), paused=True)
        if subscription.paused != reason:
            log.warning("channel %s paused: %s", subscription.channel_id, reason)
        await self._subscriptions.keep(replace(subscription, paused=reason))

    def _wait(self, subscription: Subscription, time: timedelta, *, paused: bool = False) -> None:
        now = self._clock()
        self._waits[subscription.id] = _Wait(now, now + time, paused)
