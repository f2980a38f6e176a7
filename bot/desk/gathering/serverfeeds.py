"""Feeds as those who run a server see and change them, in chat.

A server may add some of its own: they are read from public hosts only, they belong to it, and
the articles they bring are everybody's, as the record is one for all servers. Operators may
add, and remove, what they like. What other servers added, a server is only told the number of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.gathering.feeds import Feeds, FeedStatus, Found
from bot.desk.window import Window
from bot.errors import BadInput, NothingFound
from bot.feeds.opml import Outline
from bot.ports import Clock
from bot.records import digest
from bot.sentences import say

MOST_OF_SERVER = 20
_LOOKING = 60.0  # seconds that looking for a site's feeds may take
_LOOKS, _WITHIN = 10, 600.0  # for each person: a look may be a dozen requests
_LONGEST_VALUE = 100  # of a suggestion in chat


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, in which server; ``operator``: of this installation."""

    guild_id: int
    user_id: int
    operator: bool = False


@dataclass(frozen=True, slots=True)
class FeedsPage:
    """Feeds from number ``offset`` on of the ``total`` that the asker may see; ``mine`` are the
    addresses of the server's own. ``elsewhere`` counts those of other servers."""

    feeds: Sequence[FeedStatus]
    offset: int
    total: int
    elsewhere: int
    mine: frozenset[str]
    operator: bool


class ServerFeeds:
    """Who may do what beside Discord's permissions, which are the cog's to check.

    Raises BadInput and NothingFound with a sentence for the asker, and StoreError.
    """

    def __init__(self, feeds: Feeds, clock: Clock) -> None:
        self._feeds = feeds
        self._looks = Window(_LOOKS, _WITHIN, clock)
        self._turn = asyncio.Lock()

    async def page(self, asker: Asker, offset: int, limit: int) -> FeedsPage:
        """The server's own first, then those of the installation; to operators all of them."""
        every = await self._feeds.statuses()
        own = [one for one in every if one.server == asker.guild_id]
        shared = [one for one in every if one.server is None]
        others = [one for one in every if one.server not in (None, asker.guild_id)]
        seen = [*own, *shared, *(others if asker.operator else ())]
        mine = frozenset(one.source.url for one in own)
        shown = seen[offset : offset + limit]
        elsewhere = 0 if asker.operator else len(others)
        return FeedsPage(shown, offset, len(seen), elsewhere, mine, asker.operator)

    async def add(self, asker: Asker, site: str) -> list[Found]:
        """Find a site's feeds and read the first from now on; all that were found."""
        site = site.strip()
        if not asker.operator:
            await self._refuse_too_many(asker.guild_id)
            self._looks.take(asker.user_id)
        try:
            async with asyncio.timeout(_LOOKING):
                found = await self._feeds.find(site, public_only=not asker.operator)
        except TimeoutError:
            raise BadInput(
                site,
                say(
                    "{site} took too long to answer. Give the address of the feed itself.",
                    site=site,
                ),
            ) from None
        server = None if asker.operator else asker.guild_id
        async with self._turn:
            if server is not None:
                await self._refuse_too_many(server)
            outline = Outline(found[0].url, found[0].title)
            if not await self._feeds.keep([outline], server=server):
                raise BadInput(site, say("{url} is read already.", url=found[0].url))
        return found

    async def remove(self, asker: Asker, wanted: str) -> str:
        """Read a feed no more, named by its address or its value among ``suggest``; its address.

        Its articles stay.
        """
        wanted = wanted.strip()
        async with self._turn:
            for url in await self._removable(asker):
                if wanted in (url, _value(url)):
                    await self._feeds.remove(url)
                    return url
        if any(source.url == wanted for source in await self._feeds.sources()):
            sentence = say(
                "{url} is not this server's own feed; only those who added it may remove it.",
                url=wanted,
            )
            raise BadInput(wanted, sentence)
        raise NothingFound(
            wanted,
            say("No feed {url} was added here. /feeds list shows those there are.", url=wanted),
        )

    async def suggest(self, asker: Asker, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        """(shown, value) of what the asker may remove, for autocompletion."""
        start = typed.strip().casefold()
        urls = await self._removable(asker)
        return [(url, _value(url)) for url in urls if start in url.casefold()][:limit]

    async def of_server(self, guild_id: int) -> list[str]:
        """The addresses of a server's own feeds."""
        return [url for url, one in (await self._feeds.servers()).items() if one == guild_id]

    async def forget(self, guild_id: int) -> int:
        """Read none of a server's own feeds any more; how many there were."""
        async with self._turn:
            urls = await self.of_server(guild_id)
            for url in urls:
                await self._feeds.remove(url)
        return len(urls)

    async def _removable(self, asker: Asker) -> list[str]:
        if asker.operator:
            return await self._feeds.added()
        return await self.of_server(asker.guild_id)

    async def _refuse_too_many(self, guild_id: int) -> None:
        if len(await self.of_server(guild_id)) >= MOST_OF_SERVER:
            raise BadInput(
                str(guild_id),
                say(
                    "A server has at most {most} feeds of its own; remove one first.",
                    most=MOST_OF_SERVER,
                ),
            )


def _value(url: str) -> str:
    return url if len(url) <= _LONGEST_VALUE else digest("feed", url)
