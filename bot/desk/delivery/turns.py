"""What one entry of the log asks for in one channel, and doing it.

Every step is on record before and after it is taken, and each can be repeated: a message is
sent with a nonce of subscription and article (never of the revision), edits say what is now,
and an attempt whose end is not known is looked for in the channel once Discord may have
forgotten its nonce. So a crash anywhere repeats work, and neither loses nor doubles a post.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from bot.desk.delivery.attempts import Attempt, Attempts, State, ended
from bot.desk.delivery.composing import Composer
from bot.desk.delivery.digests import Digests
from bot.desk.delivery.orders import Order, Sent, in_doubt, place, settled
from bot.desk.delivery.windows import Windows
from bot.errors import Damaged
from bot.ports import Busy, Clock, Posted, PostOutcome, Refused, Unacceptable
from bot.records import Arrival, Entry, Subscription, digest

log = logging.getLogger(__name__)

STORY_GOES_ON = timedelta(days=2)
"""How long the same story from another outlet is added to the first post, not posted."""

_THERE = (State.TRYING, State.POSTED, State.DIGESTED, State.JOINED)
_SURELY_THERE = (State.POSTED, State.DIGESTED, State.JOINED)
_SOON = 5.0  # seconds


class Turns:
    """Deals with one entry for one subscription after the other."""

    def __init__(
        self,
        attempts: Attempts,
        composer: Composer,
        windows: Windows,
        sent: Sent,
        clock: Clock,
    ) -> None:
        self._attempts = attempts
        self._composer = composer
        self._windows = windows
        self._sent = sent
        self._clock = clock
        self._digests = Digests(attempts, composer, sent, clock)

    async def deal_with(self, entry: Entry, order: Order) -> PostOutcome | None:
        """Post, edit or take back as this entry asks; None where it asks for nothing here.

        Raises StoreError.
        """
        if entry.record.arrival in (Arrival.BACKFILL, Arrival.REREAD):
            return None
        try:
            attempt = await self._attempts.of(order.id, entry)
            if attempt is None:
                new = entry.record.arrival is Arrival.NEW and order.asks_for(entry.position)
                return await self._first(entry, order) if new else None
            return await self._go_on(entry, attempt, order)
        except Damaged as error:
            # Of a post that this one goes with; trying again cannot help.
            log.error("delivery %s: position %d is left out: %s", order.id, entry.position, error)
            return None

    async def _go_on(self, entry: Entry, attempt: Attempt, order: Order) -> PostOutcome | None:
        newest = await self._composer.newest(entry)
        removed = newest.record.arrival is Arrival.REMOVED
        match attempt.state:
            case State.TRYING if order.resting and not removed:
                return order.resting
            case State.TRYING if attempt.digest:
                return await self._resume_digest(entry, attempt.digest, order)
            case State.TRYING:
                return await self._resume(newest, attempt, order)
            # Undeliverable, too: a correction was, but not the post, which still stands there.
            case State.POSTED | State.UNDELIVERABLE if not attempt.shows(entry):
                return await self._bring_up_to_date(newest, attempt, order)
            case State.DIGESTED if attempt.digest and not attempt.shows(entry):
                return await self._digests.bring_up_to_date(newest, attempt, order)
            case State.JOINED if attempt.host:
                return await self._see_to_host(entry, attempt, attempt.host, order)
            case _:
                return None

    # First posts

    async def _first(self, entry: Entry, order: Order) -> PostOutcome | None:
        """What has never been tried: a post, a line of a digest or of another post, or nothing."""
        newest = await self._asked_for(entry, order)
        if newest is None:
            return None
        match await self._through_another(newest, order):
            case State.TRYING:
                return Busy("Another topic of this channel is about to post it.", _SOON)
            case None:
                pass
            case _:
                await self._share(newest, order)
                return None
        if host := await self._host(newest, order):
            outcome = await self._join(newest, host, order)
            if not isinstance(outcome, Unacceptable):
                return outcome
            # That post is not there any more, so that this article stands for itself.
        if order.resting:
            return order.resting
        if over := self._windows.full(order.channel, self._clock()):
            return over
        if order.daily or (self._is_late(entry, order) and order.since is None):
            late = await self._late_from(entry, newest, order)
            if len(late) > 1 or order.daily:
                return await self._digests.post(late, order)
        attempt = order.begun(State.TRYING, newest, order.since or self._clock())
        await self._attempts.put(order.id, {newest.record.article.id: attempt})
        return await self._resume(newest, attempt, order)

    async def _asked_for(self, entry: Entry, order: Order) -> Entry | None:
        """The newest of the entry's article, if it is about the topic as it is now."""
        newest = await self._composer.newest(entry)
        if newest.record.arrival is Arrival.REMOVED:
            return None
        return newest if self._composer.matched(order.topic, newest).belongs else None

    async def _through_another(self, newest: Entry, order: Order) -> State | None:
        """What became of it through another subscription of the channel, which may ask for it
        too; None where it did not come that way."""
        for other in order.others:
            attempt = await self._attempts.get(other.id, newest.record.article.id)
            if attempt is None or attempt.state not in _THERE:
                continue
            if place(other, attempt) != order.channel:
                continue
            if attempt.state is State.TRYING and other.id in order.asleep:
                # Nobody waits for what sleeps; but its message may be there.
                if not await self._stands_there(newest, attempt, other, order):
                    continue
                return State.POSTED
            return attempt.state
        return None

    async def _stands_there(
        self, newest: Entry, attempt: Attempt, other: Subscription, order: Order
    ) -> bool:
        """Whether another subscription's post of this, in doubt, is in the channel."""
        post = await self._composer.post(newest, order.topic, attempt)
        since = min(attempt.since, self._clock())
        found = await order.courier.find(order.channel, replace(post, topic=other.topic), since)
        return isinstance(found, Posted)

    async def _share(self, newest: Entry, order: Order) -> None:
        shared = order.begun(State.SHARED, newest, self._clock())
        await self._attempts.put(order.id, {newest.record.article.id: shared})

    def _is_late(self, entry: Entry, order: Order) -> bool:
        came = entry.record.article.fetched_at
        waited = order.daily or entry.position <= order.late_to or order.rested(came)
        return waited or self._windows.is_late(came, self._clock())

    async def _late_from(self, entry: Entry, newest: Entry, order: Order) -> dict[int, Entry]:
        """This and what else is late and asks for a first post, as much as a digest holds: by
        position, the newest entry of each article."""
        late = {entry.position: newest}
        async for other in self._digests.ahead(entry.position, order):
            if other.record.arrival is not Arrival.NEW or not self._is_late(other, order):
                continue
            asked = await self._asked_for(other, order)
            if asked is None or await self._attempts.of(order.id, other) is not None:
                continue
            if await self._through_another(asked, order):
                continue
            if not await self._host(asked, order):
                late[other.position] = asked
            if self._digests.is_full(late):
                break
        return late

    async def _resume(self, newest: Entry, attempt: Attempt, order: Order) -> PostOutcome | None:
        """A post that may be there: find it where Discord may have forgotten the nonce."""
        over = newest.record.arrival is Arrival.REMOVED or not order.asks_for(attempt.first)
        if not over and await self._through_another(newest, order) in _SURELY_THERE:
            await self._share(newest, order)  # it came that way while this one could not
            return None
        channel = place(order.subscription, attempt)
        moved = channel != order.channel
        found: PostOutcome | None = None
        if over or moved or in_doubt(attempt.since, self._clock()):
            post = await self._composer.post(newest, order.topic, attempt)
            since = min(attempt.since, self._clock())
            found = await order.courier.find(channel, post, since)
            if moved and isinstance(found, Refused):  # nobody can look there any more
                found = None
        if found is not None:
            return await self._settle(newest, attempt, found, order, new=False)
        if over:
            article = newest.record.article.id
            await self._attempts.put(order.id, {article: ended(attempt, newest)})
            return None
        if moved:
            attempt = replace(attempt, asked=order.asked, since=self._clock())
            await self._attempts.put(order.id, {newest.record.article.id: attempt})
        return await self._send(newest, attempt, order)

    async def _resume_digest(self, entry: Entry, key: str, order: Order) -> PostOutcome | None:
        """A digest that may be there, and then this entry's part in it."""
        outcome = await self._digests.resume(key, order)
        if isinstance(outcome, Busy | Refused):
            return outcome
        attempt = await self._attempts.of(order.id, entry)
        if attempt is None or attempt.state is State.TRYING:
            return outcome
        return await self._go_on(entry, attempt, order) or outcome

    async def _send(self, newest: Entry, attempt: Attempt, order: Order) -> PostOutcome:
        article = newest.record.article
        post = await self._composer.post(newest, order.topic, attempt)
        moved = () if attempt.asked is None else (attempt.asked,)
        nonce = digest("nonce", order.id, article.id, *moved)
        outcome = await order.courier.post(order.channel, post, nonce)
        return await self._settle(newest, attempt, outcome, order)

    async def _settle(
        self,
        newest: Entry,
        attempt: Attempt,
        outcome: PostOutcome,
        order: Order,
        *,
        new: bool = True,
    ) -> PostOutcome:
        """Record what became of a first post; one that has to wait stays as it is."""
        self._sent.tried(outcome, order)
        article = newest.record.article.id
        match outcome:
            case Posted(message_id, channel_id):
                channel = place(order.subscription, attempt)
                await self._sent.note(f"{order.id}/{article}", outcome, channel, order, new=new)
                done = replace(
                    attempt,
                    state=State.POSTED,
                    message_id=message_id,
                    channel_id=channel_id,
                    reason=None,
                )
                await self._attempts.put(order.id, {article: done})
                if not done.shows(newest):  # what is there may be what was tried first
                    return await self._bring_up_to_date(newest, done, order) or outcome
            case Unacceptable(reason):
                await self._give_up(article, attempt, reason, order)
            case Busy() | Refused():
                pass
        return outcome

    async def _give_up(self, article: str, attempt: Attempt, reason: str, order: Order) -> None:
        log.warning("undeliverable: %s/%s: %s", order.id, article, reason)
        lost = replace(attempt, state=State.UNDELIVERABLE, reason=reason, due=False)
        await self._attempts.put(order.id, {article: lost})

    # What is there already

    async def _bring_up_to_date(
        self, newest: Entry, attempt: Attempt, order: Order
    ) -> PostOutcome | None:
        """Edit a post to what its article is now, or take it back with its article."""
        if attempt.message_id is None:
            return None
        if newest.record.arrival is Arrival.REMOVED:
            return await self._take_back(newest, attempt, attempt.message_id, order)
        post = await self._composer.post(newest, order.topic, attempt)
        there = place(order.subscription, attempt)
        outcome = await order.courier.edit(attempt.channel_id or there, attempt.message_id, post)
        outcome = settled(outcome, there, order)
        self._sent.tried(outcome, order, edit=True)
        article = newest.record.article.id
        match outcome:
            case Posted():
                done = replace(
                    attempt, state=State.POSTED, shown=newest.position, due=False, reason=None
                )
                await self._attempts.put(order.id, {article: done})
            case Unacceptable(reason):
                await self._give_up(article, attempt, reason, order)
            case Busy() | Refused():
                pass
        return outcome

    async def _take_back(
        self, newest: Entry, attempt: Attempt, message: int, order: Order
    ) -> PostOutcome | None:
        """Delete a post, or leave it to the next outlet that tells the same story."""
        if attempt.also and (heir := await self._composer.newest_of(attempt.also[0])):
            return await self._hand_on(newest, attempt, heir, order)
        there = place(order.subscription, attempt)
        outcome = await order.courier.delete(attempt.channel_id or there, message)
        outcome = settled(outcome, there, order)
        article = newest.record.article.id
        if isinstance(outcome, Unacceptable):
            log.error("%s/%s was removed and is still shown: %s", order.id, article, outcome.reason)
        if isinstance(outcome, Posted | Unacceptable):
            await self._attempts.put(order.id, {article: ended(attempt, newest)})
        return outcome

    async def _hand_on(
        self, newest: Entry, attempt: Attempt, heir: Entry, order: Order
    ) -> PostOutcome | None:
        heir_id = heir.record.article.id
        inherited = replace(
            attempt,
            revision=heir.record.article.revision,
            first=heir.position,
            also=attempt.also[1:],
            due=True,
        )
        changed = {newest.record.article.id: ended(attempt, newest), heir_id: inherited}
        for other in inherited.also:
            if joined := await self._attempts.get(order.id, other):
                changed[other] = replace(joined, host=heir_id)
        await self._attempts.put(order.id, changed)
        return await self._bring_up_to_date(heir, inherited, order)

    # The same story from another outlet

    async def _host(self, newest: Entry, order: Order) -> tuple[Entry, Attempt] | None:
        """Another outlet's article that tells the same story and was posted, and its post."""
        article = newest.record.article
        for other in await self._composer.same_story(article.id):
            attempt = await self._attempts.get(order.id, other)
            if attempt is None or attempt.state is not State.POSTED:
                continue
            if place(order.subscription, attempt) != order.channel:
                continue
            entry = await self._composer.newest_of(other)
            recent = self._clock() - attempt.since <= STORY_GOES_ON
            if recent and entry is not None and entry.record.article.site != article.site:
                return entry, attempt
        return None

    async def _join(
        self, newest: Entry, host: tuple[Entry, Attempt], order: Order
    ) -> PostOutcome | None:
        entry, attempt = host
        article, host_id = newest.record.article.id, entry.record.article.id
        joined = replace(order.begun(State.JOINED, newest, self._clock()), host=host_id)
        grown = replace(attempt, also=(*attempt.also, article), due=True)
        await self._attempts.put(order.id, {article: joined, host_id: grown})
        outcome = await self._bring_up_to_date(entry, grown, order)
        if isinstance(outcome, Unacceptable):
            await self._give_up(host_id, attempt, outcome.reason, order)  # without this name
        return outcome

    async def _see_to_host(
        self, entry: Entry, attempt: Attempt, host_id: str, order: Order
    ) -> PostOutcome | None:
        """Finish an edit of the post that names this article, or take its name out of it."""
        newest = await self._composer.newest(entry)
        host = await self._attempts.get(order.id, host_id)
        shown = await self._composer.newest_of(host_id)
        if host is None or shown is None or host.state is not State.POSTED:
            # Where that post is gone and nothing else has shown this article, it is as new.
            asks = entry.record.arrival is Arrival.NEW and order.asks_for(entry.position)
            return await self._first(entry, order) if asks else None
        if newest.record.arrival is Arrival.REMOVED:
            article = newest.record.article.id
            also = tuple(one for one in host.also if one != article)
            host = replace(host, also=also, due=True)
            await self._attempts.put(order.id, {host_id: host, article: ended(attempt, newest)})
        return await self._bring_up_to_date(shown, host, order) if host.due else None
