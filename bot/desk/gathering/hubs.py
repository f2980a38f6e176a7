"""Subscriptions at hubs (WebSub): asked for, kept, and what comes of them.

``hubstate`` decides; this asks the hubs and remembers. Each change is stored before anything
is done on the strength of it: a request before it is made, a lease before the hub is told
that it was ours. https://www.w3.org/TR/websub/
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from bot.desk.gathering.backlog import Polled
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.gathering.hubstate import (
    LEASE,
    HubSubscription,
    Step,
    Topic,
    after_delivery,
    after_denial,
    after_refusal,
    after_silence,
    after_verification,
    asking,
    expects,
    leaving,
    next_step,
    wanted,
)
from bot.ports import Clock, Documents, FetchFailed, FormPoster
from bot.records import Source

log = logging.getLogger(__name__)

PAUSE = 5.0  # seconds between two looks at what is due; they are cheap, all is in memory
AT_ONCE = 50  # requests to hubs in one go; a hub that hangs holds up the next go only

Change = Callable[[HubSubscription], HubSubscription]


class Hubs:
    """Documents of kind ``websub``, by the feed's address; implements ``ports.Subscriber``.

    ``callback`` is the public address that hubs reach us at; each subscription has its own
    below it, which nobody can guess.
    """

    def __init__(
        self,
        documents: Documents,
        states: FeedStates,
        poster: FormPoster,
        clock: Clock,
        callback: str,
    ) -> None:
        self._documents = documents
        self._states = states
        self._poster = poster
        self._clock = clock
        self._callbacks = callback.rstrip("/") + "/"
        self._known: dict[str, HubSubscription] | None = None
        self._feeds: dict[str, str] = {}  # by token
        self._told: set[str] = set()  # feeds announced since the last look at them began
        self._wake: Callable[[str], None] | None = None
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Read what is on record, once. Raises StoreError; so does all below."""
        if self._known is None:
            stored = await self._documents.all("websub")
            self._known = {url: HubSubscription.decode(one) for url, one in stored.items()}
            self._feeds = {one.token: url for url, one in self._known.items()}

    def get(self, url: str) -> HubSubscription | None:
        """The subscription for the feed at ``url``."""
        return (self._known or {}).get(url)

    def subscribed(self, url: str) -> bool:
        """Whether its hub thinks that we listen."""
        one = self.get(url)
        return one is not None and one.live(self._clock())

    def pushed(self, url: str) -> bool:
        """Whether its hub can be relied on, and we listen, so that polling may be slower."""
        one = self.get(url)
        return self._wake is not None and one is not None and one.announces and self.subscribed(url)

    def told(self, url: str) -> bool:
        """Whether something was announced since this was last asked; before a look."""
        told = url in self._told
        self._told.discard(url)
        return told

    async def looked(self, source: Source, polled: Polled, *, told: bool) -> float | None:
        """Compare a look with what was announced; seconds until the next one, as in ``Polled``.

        A hub that did not announce what is new may only be a moment late: then its next
        delivery clears its name.
        """
        news = bool(polled.stored or polled.revised)
        if news and not told and source.url not in self._told:
            await self._change(source.url, after_silence)
        if told and not news and not polled.reason and polled.next_in is not None:
            # The site's own caches may lag behind its hub: look again at the feed's usual pace.
            return min(polled.next_in, source.every)
        return polled.next_in

    async def work(self, sources: Sequence[Source], wake: Callable[[str], None]) -> None:
        """Keep the subscriptions for these feeds until cancelled; call it while listening.

        ``wake`` makes the feed at an address due now.
        """
        await self.load()
        self._wake = wake
        try:
            while True:
                await self.tend(sources)
                await asyncio.sleep(PAUSE)
        finally:
            self._wake = None

    async def tend(self, sources: Iterable[Source]) -> None:
        """Do what is due, for these feeds and those that were."""
        await self.load()
        now = self._clock()
        wants = {s.url: wanted(await self._states.get(s.url), s.url) for s in sources}
        urls = wants.keys() | (self._known or {}).keys()
        steps = [(next_step(self.get(u), wants.get(u), self._callbacks, now), u) for u in urls]
        due = [(step, url) for step, url in sorted(steps) if step is not Step.NOTHING]
        async with asyncio.TaskGroup() as requests:
            for step, url in due[:AT_ONCE]:
                requests.create_task(self._take(step, url, wants.get(url)))

    async def _take(self, step: Step, url: str, want: Topic | None) -> None:
        match step:
            case Step.FORGET:
                await self._forget(url)
            case Step.UNSUBSCRIBE:
                await self._change(url, lambda one: leaving(one, self._clock()))
                await self._ask(url, "unsubscribe")
            case Step.SUBSCRIBE:
                if want and self.get(url) is None:
                    await self._keep(url, self._new(want))
                await self._change(url, lambda one: asking(one, self._clock()))
                await self._ask(url, "subscribe")

    async def _ask(self, url: str, mode: str) -> None:
        one = self.get(url)
        if one is None:
            return
        form = {"hub.mode": mode, "hub.topic": one.topic, "hub.callback": one.callback}
        if mode == "subscribe":
            # The same secret when it renews, so that what is on its way then is no forgery.
            form |= {"hub.lease_seconds": f"{LEASE:.0f}", "hub.secret": one.secret}
        answer = await self._poster.post(one.hub, form)
        if isinstance(answer, FetchFailed):
            log.warning("hub %s: %s of %s failed: %s", one.host, mode, one.topic, answer.reason)
            failed = partial(
                after_refusal,
                reason=answer.reason,
                retry_after=answer.retry_after,
                now=self._clock(),
            )
            # A hub may verify first and then answer badly; that it verified counts.
            await self._change(url, lambda asked: failed(asked) if asked.asked_at else asked)

    def secret(self, token: str) -> str | None:
        one = self.get(self._feeds.get(token, ""))
        return one.secret if one else None

    async def verified(self, token: str, mode: str, topic: str, lease: float | None) -> bool:
        url = self._feeds.get(token, "")
        one = self.get(url)
        if one is None or not expects(one, mode, topic):
            return False
        log.info("hub %s: verified %s of %s", one.host, mode, topic)
        if one.leaving:
            await self._forget(url)
        else:
            await self._change(url, lambda one: after_verification(one, lease, self._clock()))
        return True

    async def denied(self, token: str, topic: str, reason: str) -> bool:
        url = self._feeds.get(token, "")
        one = self.get(url)
        if one is None or one.topic != topic:
            return False
        log.warning("hub %s: denied %s: %s", one.host, topic, reason or "no reason given")
        await self._change(url, lambda one: after_denial(one, reason, self._clock()))
        return True

    async def delivered(self, token: str, *, signed: bool) -> None:
        """Wake the feed. What was sent is not read: it may be a part of the feed only, and an
        ordinary conditional look keeps what is new, what changed and what floods in one place."""
        url = self._feeds.get(token, "")
        await self._change(url, lambda one: after_delivery(one, signed=signed))
        if not signed or self._wake is None:
            return
        self._told.add(url)
        if await self.may_wake(url):
            self._wake(url)

    async def may_wake(self, url: str) -> bool:
        """Whether an announcement may bring a look at this feed forward."""
        return (await self._states.get(url)).may_be_woken(self._clock())

    def _new(self, want: Topic) -> HubSubscription:
        callback = self._callbacks + secrets.token_urlsafe(24)
        return HubSubscription(
            want.hub, want.topic, callback, secrets.token_hex(32), next_at=self._clock()
        )

    async def _change(self, url: str, change: Change) -> None:
        """One change at a time, of what is true by then; stored where it makes a difference."""
        async with self._turn:
            before = self.get(url)
            if before is not None and (after := change(before)) != before:
                await self._keep(url, after)

    async def _keep(self, url: str, one: HubSubscription) -> None:
        await self._documents.put("websub", url, one.encode())
        if self._known is not None:
            self._known[url] = one
            self._feeds[one.token] = url

    async def _forget(self, url: str) -> None:
        async with self._turn:
            one = self.get(url)
            if one is not None and self._known is not None:
                await self._documents.delete("websub", url)
                del self._known[url]
                self._feeds.pop(one.token, None)
