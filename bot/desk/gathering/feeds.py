"""The operator's view of the feeds: how each is and why, finding, adding, ending a hold.

Feeds stand in the configuration, or are added here and kept as documents of kind
``source``. What a look at them brings is for ``ingest``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from bot.desk.gathering.feedstate import FeedState, Health, Verdict
from bot.desk.gathering.feedstates import FeedStates
from bot.desk.gathering.hubstate import HubSubscription, remark
from bot.desk.gathering.reader import Reader
from bot.errors import BadInput, NothingFound, Unreadable
from bot.feeds import Feed
from bot.feeds.discover import feeds_named, sitemaps_named, usual_places
from bot.feeds.opml import Outline
from bot.ports import Clock, Documents, Fetched, Fetcher, FetchFailed
from bot.records import Source
from bot.sentences import say

EVERY = 300.0
"""Seconds between two looks at a feed that was added without saying so."""

_SCHEMES = ("http://", "https://")
_HOST = re.compile(r"[\w.:-]+")


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed and how it is; ``reason`` says in a sentence or more what is not well.

    ``address`` is where it moved to; ``added`` says that it is not in the configuration.
    ``server`` is the id of the server that added it, None for an operator.
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
    server: int | None = None
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


class Follower(Protocol):
    """What has to know of feeds that come and go, such as ``rounds``."""

    def add(self, source: Source) -> None: ...

    def remove(self, url: str) -> None: ...


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
        public: Fetcher | None = None,
    ) -> None:
        """``callback`` is the address that hubs reach us at, "" for none; ``public`` reaches
        public hosts only, for what servers add (without it ``fetcher`` does)."""
        self._configured = list(configured)
        self._documents = documents
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock
        self._states = states or FeedStates(documents)
        self._callback = callback
        self._public = public or fetcher
        self._followers: list[Follower] = []

    async def sources(self) -> list[Source]:
        """Every feed there is, the configured ones first."""
        added = await self._documents.all("source")
        known = {source.url for source in self._configured}
        more = [_added(url, one) for url, one in added.items() if url not in known]
        return [*self._configured, *more]

    @contextmanager
    def followed(self, follower: Follower) -> Iterator[None]:
        """Within it the follower is told of each feed that comes or goes while the bot runs."""
        self._followers.append(follower)
        try:
            yield
        finally:
            self._followers.remove(follower)

    async def statuses(self) -> list[FeedStatus]:
        """How each feed is, in the order of ``sources``."""
        states = await self._states.all()
        configured = {source.url for source in self._configured}
        servers = await self.servers()
        stored = await self._documents.all("websub") if self._callback else {}
        hubs = {url: HubSubscription.decode(one) for url, one in stored.items()}
        found = []
        for source in await self.sources():
            state = states.get(source.url, FeedState())
            status = _status(source, state, source.url not in configured)
            status = replace(status, server=servers.get(source.url))
            found.append(self._with_push(status, state, hubs.get(source.url)))
        return found

    async def added(self) -> list[str]:
        """The addresses of the feeds that do not stand in the configuration."""
        configured = {source.url for source in self._configured}
        return [url for url in await self._documents.keys("source") if url not in configured]

    async def servers(self) -> dict[str, int]:
        """The server that added a feed, by the feed's address; those of operators are left out."""
        added = await self._documents.all("source")
        configured = {source.url for source in self._configured}
        return {
            url: int(one["server"])
            for url, one in added.items()
            if one.get("server") and url not in configured
        }

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

    async def find(self, url: str, *, public_only: bool = False) -> list[Found]:
        """The feeds of a site, or the one at this very address, best first.

        Where a site has none, its front page serves if its article links can be told.
        Raises BadInput where nothing can be read, with why.
        """
        fetcher = self._public if public_only else self._fetcher
        url = _address(url)
        answer = await fetcher.fetch(url)
        if not isinstance(answer, Fetched):
            reason = answer.reason if isinstance(answer, FetchFailed) else say("it sent nothing")
            raise BadInput(url, say("{url} could not be read: {reason}", url=url, reason=reason))
        try:
            return [_found(url, await self._feed(answer))]
        except Unreadable as error:
            why = error.sentence
        found = await self._read_all(fetcher, feeds_named(answer.body, answer.url))
        if not found:
            found = await self._read_all(fetcher, await _places(fetcher, answer.url), enough=1)
        if found:
            return found
        try:
            page = await self._reader.front(answer.body, answer.url)
        except Unreadable:
            raise BadInput(url, say("{url} has no feed: {why}", url=url, why=why)) from None
        return [replace(_found(url, page), is_page=True)]

    async def add(self, url: str, every: float | None = None) -> list[Found]:
        """Find a site's feeds and keep the first; all that were found. Raises BadInput."""
        found = await self.find(url)
        await self.keep([Outline(found[0].url)], every)
        return found

    async def keep(
        self, feeds: Iterable[Outline], every: float | None = None, *, server: int | None = None
    ) -> int:
        """Remember these feeds; how many were not known before. A retired one starts again.

        With ``server`` they are that server's, and read from public hosts only.
        """
        new: dict[str, dict[str, Any]] = {}
        begun: list[Source] = []
        known = {source.url: source for source in await self.sources()}
        for feed in feeds:
            if feed.url not in known:
                now = self._clock().isoformat()
                one = {"every": every or EVERY, "added_at": now, "title": feed.title}
                new[feed.url] = one if server is None else {**one, "server": server}
            elif (await self._states.get(feed.url)).health is Health.RETIRED:
                await self._states.forget(feed.url)
                begun.append(known[feed.url])
        if new:
            await self._documents.put_many("source", new)
        for source in (*begun, *(_added(url, one) for url, one in new.items())):
            for follower in self._followers:
                follower.add(source)
        return len(new)

    async def remove(self, url: str) -> None:
        """Forget a feed that was added; its articles stay. Raises BadInput."""
        if any(source.url == url for source in self._configured):
            raise BadInput(
                url, say("{url} stands in the configuration; take it out there.", url=url)
            )
        if await self._documents.get("source", url) is None:
            raise NothingFound(url, f"There is no feed {url}; `pullquote feeds` lists them.")
        await self._documents.delete("source", url)
        for follower in self._followers:
            follower.remove(url)

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

    async def _read_all(
        self, fetcher: Fetcher, urls: Iterable[str], enough: int = 5
    ) -> list[Found]:
        """Those of these addresses that are feeds, up to ``enough``."""
        found: list[Found] = []
        for url in urls:
            answer = await fetcher.fetch(url)
            if len(found) >= enough:
                break
            if isinstance(answer, Fetched):
                try:
                    found.append(_found(url, await self._feed(answer)))
                except Unreadable:
                    continue
        return sorted(found, key=lambda one: one.entries == 0)


async def _places(fetcher: Fetcher, url: str) -> list[str]:
    robots = await fetcher.fetch(urljoin(url, "/robots.txt"))
    named = sitemaps_named(robots.body, url) if isinstance(robots, Fetched) else []
    return [*named, *usual_places(url)]


def _added(url: str, document: Mapping[str, Any]) -> Source:
    return Source(url, document["every"], public_only=document.get("server") is not None)


def _address(typed: str) -> str:
    """With a scheme. Raises BadInput for what cannot be the address of a site."""
    url = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or f"{parts.scheme.lower()}://" not in _SCHEMES or not _HOST.fullmatch(host):
        raise BadInput(
            typed,
            say("“{url}” is no address of a site; give one such as news.example.", url=typed),
        )
    return url


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
