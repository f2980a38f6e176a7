"""What members change in a server: it is done, and then noted with what is different now.

Whether the member may is the cog's to check, as Discord's permissions are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.desk.following.audit import Audit, Changed, Deed, Part, Value
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.following.wishes import NO_WISHES, Wishes
from bot.desk.gathering.feeds import Found
from bot.desk.gathering.serverfeeds import Asker, ServerFeeds
from bot.desk.sorting.topics import Topics
from bot.records import Format, Manner, Subscription, Topic


class Changing:
    """Raises what the services raise that do it: BadInput, NothingFound, StoreError."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        topics: Topics,
        feeds: ServerFeeds,
        servers: Servers,
        audit: Audit,
    ) -> None:
        self._subscriptions = subscriptions
        self._topics = topics
        self._feeds = feeds
        self._servers = servers
        self._audit = audit

    # Subscriptions, by what they are of and the channel, or by id

    async def subscribe(
        self, asker: Asker, channel_id: int, to: str, wishes: Wishes = NO_WISHES
    ) -> tuple[Subscription, Subscription | None]:
        """What the channel gets now, and how it got that before; None: not at all."""
        known = {one.id: one for one in await self._subscriptions.of_guild(asker.guild_id)}
        now = await self._subscriptions.subscribe(asker.guild_id, channel_id, to, wishes)
        before = known.get(now.id)
        if before is None:
            deed = Deed.SUBSCRIBED
        elif before.paused is not None:
            deed = Deed.RESUMED
        else:
            deed = Deed.SUBSCRIPTION_CHANGED
        await self._note_order(asker, deed, now, before)
        return now, before

    async def unsubscribe(self, asker: Asker, channel_id: int, to: str) -> Subscription:
        """The one that ended."""
        ended = await self._subscriptions.unsubscribe(asker.guild_id, channel_id, to)
        await self._note_order(asker, Deed.UNSUBSCRIBED, ended, ended)
        return ended

    async def end(self, asker: Asker, key: str) -> Subscription:
        """The one that ended."""
        ended = await self._subscriptions.end(asker.guild_id, key)
        await self._note_order(asker, Deed.UNSUBSCRIBED, ended, ended)
        return ended

    async def pause(self, asker: Asker, key: str) -> Subscription:
        """Nothing new until it is resumed."""
        paused = await self._subscriptions.pause(asker.guild_id, key)
        await self._note_order(asker, Deed.PAUSED, paused, paused)
        return paused

    async def resume(self, asker: Asker, key: str) -> Subscription:
        """It goes on where it stopped."""
        resumed = await self._subscriptions.resume(asker.guild_id, key)
        await self._note_order(asker, Deed.RESUMED, resumed, resumed)
        return resumed

    async def move(self, asker: Asker, key: str, channel_id: int) -> Subscription:
        """What comes goes to another channel."""
        before = await self._subscriptions.one(asker.guild_id, key)
        moved = await self._subscriptions.move(asker.guild_id, key, channel_id)
        await self._note_order(asker, Deed.MOVED, moved, before)
        return moved

    async def without(
        self, asker: Asker, key: str, *, quiet: bool = False, ping: bool = False
    ) -> Subscription:
        """Without its quiet hours, or without its ping."""
        before = await self._subscriptions.one(asker.guild_id, key)
        now = await self._subscriptions.without(asker.guild_id, key, quiet=quiet, ping=ping)
        await self._note_order(asker, Deed.SUBSCRIPTION_CHANGED, now, before)
        return now

    # Topics, feeds and settings of a server

    async def define(self, asker: Asker, name: str, terms: Sequence[str]) -> Topic:
        """A topic of the server's own, new or with other terms."""
        known = {one.name.casefold(): one for one in await self._topics.own(asker.guild_id)}
        topic = await self._topics.define(asker.guild_id, name, terms)
        before = known.get(topic.name.casefold())
        was = ", ".join(before.terms) if before else None
        if changed := _differing([(Part.TERMS, was, ", ".join(topic.terms))]):
            await self._note(asker, Deed.TOPIC_DEFINED, topic.name, changed)
        return topic

    async def drop(self, asker: Asker, name: str) -> Topic:
        """The topic that ended."""
        topic = await self._topics.drop(asker.guild_id, name)
        await self._note(asker, Deed.TOPIC_REMOVED, topic.name)
        return topic

    async def add_feed(self, asker: Asker, site: str) -> list[Found]:
        """All that were found, of which the first is read from now on."""
        found = await self._feeds.add(asker, site)
        await self._note(asker, Deed.FEED_ADDED, found[0].url)
        return found

    async def remove_feed(self, asker: Asker, feed: str) -> str:
        """The address of what is read no more."""
        url = await self._feeds.remove(asker, feed)
        await self._note(asker, Deed.FEED_REMOVED, url)
        return url

    async def zone(self, asker: Asker, name: str) -> str:
        """The server's time zone from now on, as it is written."""
        before = await self._servers.zone_name(asker.guild_id)
        after = await self._servers.set_zone(asker.guild_id, name)
        await self._note_setting(asker, Part.ZONE, before, after)
        return after

    async def language(self, asker: Asker, language: str | None) -> None:
        """The server's language from now on; None: as in its settings in Discord."""
        before = await self._servers.language(asker.guild_id)
        await self._servers.set_language(asker.guild_id, language)
        await self._note_setting(asker, Part.LANGUAGE, before, language)

    async def _note_setting(self, asker: Asker, part: Part, before: Value, after: Value) -> None:
        if changed := _differing([(part, before, after)]):
            await self._note(asker, Deed.SETTING_CHANGED, "", changed)

    async def _note_order(
        self, asker: Asker, deed: Deed, now: Subscription, before: Subscription | None
    ) -> None:
        changed = _differing(_parts(before, now))
        await self._note(asker, deed, now.topic, changed, channel_id=now.channel_id)

    async def _note(
        self,
        asker: Asker,
        deed: Deed,
        subject: str,
        changed: Sequence[Changed] = (),
        *,
        channel_id: int | None = None,
    ) -> None:
        await self._audit.note(
            asker.guild_id,
            asker.user_id,
            deed,
            subject,
            channel_id=channel_id,
            changed=changed,
        )


_Row = tuple[Part, Value, Value]


def _differing(parts: Iterable[_Row]) -> list[Changed]:
    return [Changed(part, was, now) for part, was, now in parts if was != now]


def _parts(before: Subscription | None, now: Subscription) -> Iterator[_Row]:
    """What a subscription is made of, as it was and is; before it began it was nothing."""
    was = before.manner if before else None
    yield Part.CHANNEL, before.channel_id if before else now.channel_id, now.channel_id
    yield Part.FORMAT, was.format.value if was else None, now.manner.format.value
    yield Part.HOUR, _hour(was), _hour(now.manner)
    yield Part.QUIET, _quiet(was), _quiet(now.manner)
    yield Part.PING, was.ping if was else None, now.manner.ping


def _hour(manner: Manner | None) -> int | None:
    """None where there is no digest, whose hour it would be."""
    return manner.hour if manner and manner.format is Format.DAILY else None


def _quiet(manner: Manner | None) -> str | None:
    return f"{manner.quiet[0]}-{manner.quiet[1]}" if manner and manner.quiet else None
