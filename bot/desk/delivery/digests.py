"""Digests: what is late arrives together, in one message with a link to each article.

A digest is an attempt of its own, named by the first and last position that it spans, and
its articles lead to it. It holds the same articles however often it is tried.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sized
from dataclasses import replace

from bot.desk.delivery.attempts import Attempt, Attempts, DigestAttempt, State
from bot.desk.delivery.composing import Composer
from bot.desk.delivery.orders import Order, Sent, in_doubt, place, settled
from bot.ports import Busy, Clock, Digest, Posted, PostOutcome, Refused, Unacceptable
from bot.records import Entry, digest

log = logging.getLogger(__name__)

IN_A_DIGEST = 25  # articles in one message
_LOOKED_THROUGH = 500  # entries, for what else is late; all there are for a daily digest


class Digests:
    """Posts them, finishes what a crash left, and keeps them up to date. Raises StoreError."""

    def __init__(self, attempts: Attempts, composer: Composer, sent: Sent, clock: Clock) -> None:
        self._attempts = attempts
        self._composer = composer
        self._sent = sent
        self._clock = clock

    def is_full(self, late: Sized) -> bool:
        return len(late) >= IN_A_DIGEST

    async def ahead(self, position: int, order: Order) -> AsyncIterator[Entry]:
        """The entries after a position that may be dealt with, as far as one looks for them."""
        last = order.reach if order.daily else min(position + _LOOKED_THROUGH, order.reach)
        while position < last and (entries := await self._composer.entries(position)):
            for entry in entries:
                if entry.position > last:
                    return
                yield entry
            position = entries[-1].position

    async def post(self, late: Mapping[int, Entry], order: Order) -> PostOutcome:
        """One message for these: the newest entry of each article, by the position that asks."""
        now = self._clock()
        made = DigestAttempt(
            State.TRYING,
            now,
            tuple(newest.record.article.id for newest in late.values()),
            first=min(late),
            last=max(late),
            asked=order.asked,
            ping=order.subscription.manner.ping,
        )
        articles = {
            newest.record.article.id: replace(
                order.begun(State.TRYING, newest, now), digest=made.key
            )
            for newest in late.values()
        }
        # The digest first: its articles lead to it, and one that none leads to was never sent.
        await self._attempts.put_digest(order.id, made)
        await self._attempts.put(order.id, articles)
        return await self._post(made, await self._what(made, order), order)

    async def resume(self, key: str, order: Order) -> PostOutcome | None:
        """One that may be there, or that is on record and not yet with all its articles."""
        made = await self._attempts.digest(order.id, key)
        if made is None:
            return None
        if made.state is not State.TRYING:
            await self._write_up(made, order)
            return None
        what = await self._what(made, order)
        over = not what.articles or not order.asks_for(made.last)
        channel = place(order.subscription, made)
        moved = channel != order.channel
        if over or moved or order.resting or in_doubt(made.since, self._clock()):
            since = min(made.since, self._clock())
            found = await order.courier.find(channel, what, since)
            if found is not None and not (moved and isinstance(found, Refused)):
                return await self._settle(made, found, order)
        if over:
            await self._write_up(replace(made, state=State.REMOVED), order)
            return None
        if order.resting:  # it was only looked for
            return order.resting
        if moved:
            made = replace(made, asked=order.asked, since=self._clock())
            await self._attempts.put_digest(order.id, made)
        return await self._post(made, what, order)

    async def bring_up_to_date(
        self, newest: Entry, attempt: Attempt, order: Order
    ) -> PostOutcome | None:
        """Edit the digest one of whose articles was corrected or removed."""
        made = await self._attempts.digest(order.id, attempt.digest or "")
        if made is None or made.message_id is None:
            return None
        there = place(order.subscription, made)
        channel = made.channel_id or there
        what = await self._what(made, order)
        if not what.articles:
            outcome = await order.courier.delete(channel, made.message_id)
        else:
            outcome = await order.courier.edit(channel, made.message_id, what)
            self._sent.tried(outcome, order, edit=True)
        outcome = settled(outcome, there, order)
        if isinstance(outcome, Posted | Unacceptable):
            done = replace(attempt, shown=newest.position, due=False)
            await self._attempts.put(order.id, {newest.record.article.id: done})
        return outcome

    async def _post(self, made: DigestAttempt, what: Digest, order: Order) -> PostOutcome:
        moved = () if made.asked is None else (made.asked,)
        nonce = digest("digest nonce", order.id, made.first, made.last, *moved)
        outcome = await order.courier.post(order.channel, what, nonce)
        return await self._settle(made, outcome, order)

    async def _settle(self, made: DigestAttempt, outcome: PostOutcome, order: Order) -> PostOutcome:
        """Record what became of it; one that has to wait stays as it is."""
        self._sent.tried(outcome, order)
        match outcome:
            case Posted(message_id, channel_id):
                channel = place(order.subscription, made)
                await self._sent.note(f"{order.id}/{made.key}", outcome, channel, order)
                posted = replace(made, message_id=message_id, channel_id=channel_id)
                await self._write_up(replace(posted, state=State.POSTED), order)
            case Unacceptable(reason):
                log.warning("undeliverable: digest %s/%s: %s", order.id, made.key, reason)
                await self._write_up(replace(made, state=State.UNDELIVERABLE), order)
            case Busy() | Refused():
                pass
        return outcome

    async def _write_up(self, made: DigestAttempt, order: Order) -> None:
        """Record what became of a digest, then of each article in it."""
        await self._attempts.put_digest(order.id, made)
        state = State.DIGESTED if made.state is State.POSTED else made.state
        attempts = {
            article: await self._attempts.get(order.id, article) for article in made.articles
        }
        await self._attempts.put(
            order.id,
            {
                article: replace(attempt, state=state, asked=made.asked)
                for article, attempt in attempts.items()
                if attempt is not None and attempt.digest == made.key
            },
        )

    async def _what(self, made: DigestAttempt, order: Order) -> Digest:
        return await self._composer.digest(made, order.topic)
