"""The operator's view of the feeds: how each is and why, finding, adding, ending a hold.

Feeds stand in the configuration, or are added here and kept as documents of kind
``source``. What a look at them brings is for ``ingest``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from bot.desk.feedstate import FeedState, Health, Verdict
from bot.desk.feedstates import FeedStates
from bot.desk.hubstate import HubSubscription, remark
from bot.desk.reader import Reader
from bot.errors import BadInput, NothingFound, Unreadable
from bot.feeds import Feed
from bot.feeds.discover import feeds_named, sitemaps_named, usual_places
from bot.feeds.opml import Outline
from bot.ports import Clock, Documents, Fetched, Fetcher, FetchFailed
from bot.records import Source

EVERY = 300.0
"""Seconds between two looks at a feed that was added without saying so."""

_SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed and how it is; ``reason`` says in a sentence or more what is not well.

    ``address`` is where it moved to; ``added`` says that it is not in the configuration.
    ``hub`` is the host of the hub that it names; ``pushed_until`` is how long that has promised
    to announce what is new, ``push_note`` why it does not, or is not relied on.
    """

    source: Source
    title: str
    health: Health
    reason: str | None
    checked_at: datetime | None
    next_at: datetime | None
    failures: int
    address: str | None
    added: bool
    hub: str | None = None
    pushed_until: datetime | None = None
    push_note: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was found on a site: how many entries it has, and whether it is a page
    that is read for its links because the site has no feed."""

    url: str
    title: str
    entries: int
    is_page: bool = False


class Feeds:
    """All feeds of an installation; ``configured`` are those of the configuration file."""

    def __init__(
        self,
        configured: Sequence[Source],
        documents: Documents,
        fetcher: Fetcher,
        reader: Reader,
        clock: Clock,
        states: FeedStates | None = None,
        *,
        callback: str = "",
    ) -> None:
        """``callback`` is the address that hubs reach us at, "" for none."""
        self._configured = list(configured)
        self._documents = documents
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock
        self._states = states or FeedStates(documents)
        self._callback = callback

    async def sources(self) -> list[Source]:
        """Every feed there is, the configured ones first."""
        added = await self._documents.all("source")
        known = {source.url for source in self._configured}
        more = [Source(url, one["every"]) for url, one in added.items() if url not in known]
        return [*self._configured, *more]

    async def statuses(self) -> list[FeedStatus]:
        """How each feed is, in the order of ``sources``."""
        states = await self._states.all()
        configured = {source.url for source in self._configured}
        stored = await self._documents.all("websub") if self._callback else {}
        hubs = {url: HubSubscription.decode(one) for url, one in stored.items()}
        found = []
        for source in await self.sources():
            state = states.get(source.url, FeedState())
            status = _status(source, state, source.url not in configured)
            found.append(self._with_push(status, state, hubs.get(source.url)))
        return found

    def _with_push(
        self, status: FeedStatus, state: FeedState, one: HubSubscription | None
    ) -> FeedStatus:
        """With whether its hub announces what is new, or why not."""
        hub = urlsplit(state.hub).hostname if state.hub else None
        if not self._callback:
            note = "No websub.callback is configured." if hub else None
            return replace(status, hub=hub, push_note=note)
        now = self._clock()
        until = one.lease_end if one is not None and one.live(now) else None
        note = remark(one, state, now) if state.started else None
        return replace(status, hub=hub, pushed_until=until, push_note=note)

    async def find(self, url: str) -> list[Found]:
        """The feeds of a site, or the one at this very address, best first.

        Where a site has none, its front page serves if its article links can be told.
        Raises BadInput where nothing can be read, with why.
        """
        if not url.startswith(_SCHEMES):
            url = f"https://{url}"
        answer = await self._fetcher.fetch(url)
        if not isinstance(answer, Fetched):
            reason = answer.reason if isinstance(answer, FetchFailed) else "it sent nothing"
            raise BadInput(url, f"{url} could not be read: {reason}")
        try:
            return [_found(url, await self._feed(answer))]
        except Unreadable as error:
            why = str(error)
        found = await self._read_all(feeds_named(answer.body, answer.url))
        found = found or await self._read_all(await self._places(answer.url), enough=1)
        if found:
            return found
        try:
            page = await self._reader.front(answer.body, answer.url)
        except Unreadable:
            raise BadInput(url, f"{url} has no feed: {why}") from None
        return [replace(_found(url, page), is_page=True)]

    async def add(self, url: str, every: float | None = None) -> list[Found]:
        """Find a site's feeds and keep the first; all that were found. Raises BadInput."""
        found = await self.find(url)
        await self.keep([Outline(found[0].url)], every)
        return found

    async def keep(self, feeds: Iterable[Outline], every: float | None = None) -> int:
        """Remember these feeds; how many were not known before. A retired one starts again."""
        new = {}
        known = {source.url for source in await self.sources()}
        for feed in feeds:
            if feed.url not in known:
                now = self._clock().isoformat()
                new[feed.url] = {"every": every or EVERY, "added_at": now, "title": feed.title}
            elif (await self._states.get(feed.url)).health is Health.RETIRED:
                await self._states.forget(feed.url)
        if new:
            await self._documents.put_many("source", new)
        return len(new)

    async def remove(self, url: str) -> None:
        """Forget a feed that was added; its articles stay. Raises BadInput."""
        if any(source.url == url for source in self._configured):
            raise BadInput(url, f"{url} stands in the configuration; take it out there.")
        if await self._documents.get("source", url) is None:
            raise NothingFound(url, f"There is no feed {url}; `pullquote feeds` lists them.")
        await self._documents.delete("source", url)

    async def decide(self, url: str, verdict: Verdict) -> None:
        """End a hold: the next look takes what the feed shows, or passes over it.

        Raises BadInput for a feed that is not held.
        """
        state = await self._states.get(url)
        if not state.held:
            raise BadInput(url, f"{url} is not held; `pullquote feeds` lists the feeds that are.")
        # Without validators the next look brings the whole feed, changed or not.
        decided = replace(state, verdict=verdict, validators={}, next_at=self._clock())
        await self._states.put(url, decided)

    async def _feed(self, answer: Fetched) -> Feed:
        return await self._reader.feed(answer.body, answer.url, answer.content_type)

    async def _places(self, url: str) -> list[str]:
        robots = await self._fetcher.fetch(urljoin(url, "/robots.txt"))
        named = sitemaps_named(robots.body, url) if isinstance(robots, Fetched) else []
        return [*named, *usual_places(url)]

    async def _read_all(self, urls: Iterable[str], enough: int = 5) -> list[Found]:
        """Those of these addresses that are feeds, up to ``enough``."""
        found: list[Found] = []
        for url in urls:
            answer = await self._fetcher.fetch(url)
            if len(found) >= enough:
                break
            if isinstance(answer, Fetched):
                try:
                    found.append(_found(url, await self._feed(answer)))
                except Unreadable:
                    continue
        return sorted(found, key=lambda one: one.entries == 0)


def _found(url: str, feed: Feed) -> Found:
    return Found(url, feed.title, len(feed.entries))


def _status(source: Source, state: FeedState, added: bool) -> FeedStatus:
    return FeedStatus(
        source=source,
        title=state.title,
        health=state.health,
        reason=state.held or state.reason or state.warning,
        checked_at=state.checked_at,
        next_at=state.next_at,
        failures=state.failures,
        address=state.address,
        added=added,
    )
