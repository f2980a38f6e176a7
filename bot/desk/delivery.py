"""Delivery: every subscription follows the log and posts what its topic asks for.

For each entry, in order: record the attempt, send with a nonce of subscription and
article, record the message, move the cursor. The cursor moves only past what is dealt
with, so a failure or a crash anywhere repeats work and loses none; the recorded attempt
and the nonce keep the repeat from being a second post. Documents used: ``subscription``
(see bot.desk.subscriptions) and ``delivery``, one for each post, by subscription and article.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.desk.answers import KEY_IN_LIST, Answers, headline
from bot.desk.pulse import Pulse
from bot.desk.subscriptions import Subscriptions
from bot.errors import BadInput, Damaged, StoreError
from bot.ports import (
    Busy,
    Clock,
    Courier,
    Documents,
    Post,
    Posted,
    PostOutcome,
    RecordLog,
    Refused,
    Unacceptable,
)
from bot.records import Arrival, Entry, Subscription, Topic, digest
from bot.topics.match import match

log = logging.getLogger(__name__)

POSTS = "delivery"
"""The kind of the documents about posts, keyed by subscription, a slash, and the article."""

NONCE_WINDOW = timedelta(seconds=120)
"""Within it Discord drops a repeated nonce; later the channel's history is asked first."""

PAUSED_RETRY = timedelta(minutes=10)
"""How often a paused subscription is tried again, in case somebody mended the cause."""

AFTER_BUG = timedelta(minutes=1)
"""How long a subscription waits on whose way something unforeseen was raised."""

_BATCH = 100
_AT_ONCE = 20  # channels posted to side by side


@dataclass(frozen=True, slots=True)
class Attempt:
    """The state of one article in one channel; ``state`` is trying, posted or undeliverable."""

    state: str
    since: datetime
    revision: int
    message_id: int | None = None
    reason: str | None = None

    def encode(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "since": self.since.isoformat(),
            "revision": self.revision,
            "message_id": self.message_id,
            "reason": self.reason,
        }

    @classmethod
    def decode(cls, document: dict[str, Any]) -> Attempt:
        return cls(**{**document, "since": datetime.fromisoformat(document["since"])})


class Delivery:
    """Posts through a Courier; ``deliver`` does all that can be done now."""

    def __init__(
        self,
        log: RecordLog,
        documents: Documents,
        subscriptions: Subscriptions,
        answers: Answers,
        clock: Clock,
        pulse: Pulse | None = None,
    ) -> None:
        self._log = log
        self._documents = documents
        self._subscriptions = subscriptions
        self._answers = answers
        self._clock = clock
        self._pulse = pulse or Pulse(clock)
        self._busy_until: dict[str, datetime] = {}
        self._paused_until: dict[str, datetime] = {}
        self._going: set[str] = set()
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def deliver(self, courier: Courier) -> int:
        """Bring every subscription as far as it goes now; how many posts or edits were made.

        A channel that is busy, refuses or crashes delays no other one. Raises StoreError.
        """
        ready = [s for s in await self._subscriptions.all() if self._ready(s)]
        return sum(await asyncio.gather(*(self._go_on(s, courier) for s in ready)))

    async def deliver_on(self, courier: Courier, idle: Callable[[], Awaitable[None]]) -> None:
        """Deliver for ever, looking for work after each ``idle``; raises StoreError.

        Each subscription goes at its own pace: one whose channel answers slowly is left at
        it while the others are looked at again.
        """
        async with asyncio.TaskGroup() as going:
            while True:
                for subscription in await self._subscriptions.all():
                    if self._ready(subscription):
                        going.create_task(self._go_on(subscription, courier))
                        self._going.add(subscription.id)
                await idle()

    async def _go_on(self, subscription: Subscription, courier: Courier) -> int:
        """One subscription's turn; a bug on its way is logged and waits, and stops no other."""
        self._going.add(subscription.id)
        try:
            async with self._room:
                return await self._catch_up(subscription, courier)
        except StoreError:
            raise
        except Exception:
            log.exception("delivery to channel %s failed", subscription.channel_id)
            self._busy_until[subscription.id] = self._clock() + AFTER_BUG
            return 0
        finally:
            self._going.discard(subscription.id)

    def _ready(self, subscription: Subscription) -> bool:
        now = self._clock()
        if subscription.id in self._going:
            return False
        if self._busy_until.get(subscription.id, now) > now:
            return False
        if subscription.paused is None:
            return True
        return self._paused_until.get(subscription.id, now) <= now

    async def _catch_up(self, subscription: Subscription, courier: Courier) -> int:
        """Go on from the cursor until the end of the log or until the channel will not."""
        gone = f"The topic “{subscription.topic}” is gone from the configuration."
        try:
            topic = self._answers.topic(subscription.topic)
        except BadInput:
            await self._pause(subscription, gone)
            return 0
        if subscription.paused == gone:
            subscription = replace(subscription, paused=None)
            await self._subscriptions.keep(subscription)
        made = 0
        while entries := await self._log.read(subscription.cursor, _BATCH):
            for entry in entries:
                outcome = await self._deal_with(entry, subscription, topic, courier)
                if isinstance(outcome, Busy):
                    wait = timedelta(seconds=outcome.retry_after)
                    self._busy_until[subscription.id] = self._clock() + wait
                    return made
                if isinstance(outcome, Refused):
                    await self._pause(subscription, outcome.reason)
                    return made
                made += isinstance(outcome, Posted)
                subscription = replace(subscription, cursor=entry.position, paused=None)
                # Entries that ask for nothing are saved together, at the end of the batch.
                last = entry is entries[-1]
                if (outcome or last) and not await self._subscriptions.keep(subscription):
                    return made
        return made

    async def _deal_with(
        self, entry: Entry, subscription: Subscription, topic: Topic, courier: Courier
    ) -> PostOutcome | None:
        """Post or edit as this entry asks; None where it asks for nothing here."""
        arrival = entry.record.arrival
        if arrival in (Arrival.BACKFILL, Arrival.REREAD):
            return None
        key = f"{subscription.id}/{entry.record.article.id}"
        attempt = await self._attempt(key, entry)
        if attempt and attempt.state == "undeliverable":
            return None
        if attempt is None and (
            arrival is Arrival.REVISED or not match(topic, entry.record).belongs
        ):
            return None
        post = self._post(entry, subscription)
        if attempt and attempt.state == "posted" and attempt.message_id is not None:
            if attempt.revision >= post.article.revision:
                return None
            outcome = await courier.edit(subscription.channel_id, attempt.message_id, post)
            return await self._settle(
                key, replace(attempt, revision=post.article.revision), outcome
            )
        return await self._first_post(key, attempt, post, subscription, courier)

    async def _attempt(self, key: str, entry: Entry) -> Attempt | None:
        """What is on record of this post; None: it was never tried."""
        try:
            stored = await self._documents.get(POSTS, key)
        except Damaged as error:
            # It was tried, with what end we cannot know: the channel is asked before anything
            # is sent, from the time when there can have been a post at the earliest. That of
            # a corrected article may be too far back to be found; its correction is not shown.
            log.error("delivery %s: %s", key, error)
            article = entry.record.article
            if entry.record.arrival is Arrival.REVISED:
                return None
            return Attempt("trying", article.fetched_at, article.revision)
        return Attempt.decode(stored) if stored else None

    async def _first_post(
        self,
        key: str,
        attempt: Attempt | None,
        post: Post,
        subscription: Subscription,
        courier: Courier,
    ) -> PostOutcome:
        now = self._clock()
        outcome: PostOutcome | None = None
        if attempt is None:
            attempt = Attempt("trying", now, post.article.revision)
            await self._documents.put(POSTS, key, attempt.encode())
        elif now - attempt.since > NONCE_WINDOW:
            outcome = await courier.find(subscription.channel_id, post, attempt.since)
        if outcome is None:
            nonce = digest("nonce", subscription.id, post.article.id)
            outcome = await courier.post(subscription.channel_id, post, nonce)
        return await self._settle(key, attempt, outcome)

    async def _settle(self, key: str, attempt: Attempt, outcome: PostOutcome) -> PostOutcome:
        """Record what became of an attempt; one that has to wait stays as it is."""
        self._pulse.sent(key.partition("/")[0], outcome, edit=attempt.state == "posted")
        match outcome:
            case Posted(message_id):
                done = replace(attempt, state="posted", message_id=message_id, reason=None)
                await self._documents.put(POSTS, key, done.encode())
            case Unacceptable(reason):
                log.warning("undeliverable: %s: %s", key, reason)
                lost = replace(attempt, state="undeliverable", reason=reason)
                await self._documents.put(POSTS, key, lost.encode())
            case Busy() | Refused():
                pass
        return outcome

    def _post(self, entry: Entry, subscription: Subscription) -> Post:
        short = headline(entry.record, KEY_IN_LIST)
        return Post(short.article, short.key, short.statements, subscription.topic)

    async def _pause(self, subscription: Subscription, reason: str) -> None:
        self._paused_until[subscription.id] = self._clock() + PAUSED_RETRY
        if subscription.paused != reason:
            log.warning("channel %s paused: %s", subscription.channel_id, reason)
        await self._subscriptions.keep(replace(subscription, paused=reason))
