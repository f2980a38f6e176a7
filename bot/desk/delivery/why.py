"""Why an article was posted in a channel or was not, by each subscription of the channel.

Told from what is on record of posts and, where there is nothing, by the same decisions that
delivery takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.desk.answering.answers import Answers
from bot.desk.delivery import Attempt, Attempts, State, place
from bot.desk.following.hours import resting_until
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, Damaged, NothingFound
from bot.ports import Clock, Documents, RecordLog
from bot.records import Arrival, Article, Entry, Subscription
from bot.sentences import say
from bot.topics.match import Match, Matched, match, words_of

_PAGE, _PAGES = 100, 10  # of the log that are looked at for how an article came in


class Verdict(StrEnum):
    """What became of an article, or why nothing did."""

    POSTED = "posted"
    DIGESTED = "digested"  # a line of a digest
    JOINED = "joined"  # "also in" of another outlet's post
    SHARED = "shared"  # another subscription of the channel brought it
    TRYING = "trying"  # it was begun, and its end is not known yet
    UNDELIVERABLE = "undeliverable"
    TAKEN_BACK = "taken back"
    REMOVED = "removed"  # at its outlet's or a person's request, before it was posted
    NO_TOPIC = "no topic"  # there is none of this name any more
    NO_MATCH = "no match"
    EXCLUDED = "excluded"
    BACKFILL = "backfill"  # it was in its feed before that was first read
    ASKED = "asked"  # it was read because somebody asked about it; no feed has brought it
    BEFORE = "before"  # it came in before the subscription began
    CORRECTION = "correction"  # only since a correction does it match, or it came in before
    PAUSED = "paused"
    RESTING = "resting"  # quiet hours, or a daily digest that is not due yet
    WAITING = "waiting"  # its turn comes in a moment
    UNKNOWN = "unknown"  # what is on record of it is damaged


@dataclass(frozen=True, slots=True)
class Reason:
    """What one subscription did with the article.

    ``matched`` are its words that made it one of the topic, ``against`` what excluded it.
    ``at`` is when it was posted, or until when it waits; ``message`` the channel's and the
    message's id. ``detail`` is why it could not be posted, is paused, or the topic or title
    that it came by.
    """

    subscription: Subscription
    verdict: Verdict
    matched: tuple[str, ...] = ()
    against: tuple[Match, ...] = ()
    at: datetime | None = None
    message: tuple[int, int] | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """The article, and what each subscription of the channel did with it."""

    article: Article
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The article, and what became of it in each channel (id) of all servers, by subscription."""

    article: Article
    reasons: tuple[tuple[int, Reason], ...]


class Why:
    """Raises StoreError, and NothingFound for no such article or no subscription."""

    def __init__(
        self,
        log: RecordLog,
        documents: Documents,
        answers: Answers,
        topics: Topics,
        subscriptions: Subscriptions,
        servers: Servers,
        clock: Clock,
    ) -> None:
        self._log = log
        self._attempts = Attempts(documents)
        self._answers = answers
        self._topics = topics
        self._subscriptions = subscriptions
        self._servers = servers
        self._clock = clock

    async def of(self, wanted: str, guild_id: int, channels: Sequence[int]) -> WhyAnswer:
        """By the article's id, link or words of its title: in a channel, or a thread and its
        forum."""
        entry = await self._entry(wanted)
        every = await self._subscriptions.followed()
        own = [one for one in every if one.guild_id == guild_id]
        reasons = [one for each in channels for one in await self._reasons(own, entry, each)]
        if not reasons:
            raise NothingFound(wanted, say("This channel gets nothing yet. /subscribe starts."))
        return WhyAnswer(entry.record.article, tuple(reasons))

    async def everywhere(self, wanted: str, channel_id: int | None = None) -> Everywhere:
        """The same for all channels, or for one, whatever its server: for operators."""
        entry = await self._entry(wanted)
        every = await self._subscriptions.followed()
        channels = dict.fromkeys(where for one in every for where in _channels(one))
        found = [
            (channel, reason)
            for channel in channels
            if channel_id in (None, channel)
            for reason in await self._reasons(every, entry, channel)
        ]
        if not found:
            which = "No channel" if channel_id is None else f"Channel {channel_id}"
            does = "gets anything" if channel_id is None else "gets nothing"
            raise NothingFound(wanted, f"{which} {does} yet; /subscribe in chat starts.")
        return Everywhere(entry.record.article, tuple(found))

    async def _entry(self, wanted: str) -> Entry:
        entry = await self._log.newest(await self._article_id(wanted))
        if entry is None:
            raise NothingFound(wanted, say("That article is no longer in the record."))
        return entry

    async def _reasons(
        self, every: Sequence[Subscription], entry: Entry, channel_id: int
    ) -> list[Reason]:
        """Of those subscriptions that are, or were, of this channel."""
        here = [one for one in every if channel_id in _channels(one)]
        reasons = [await self._reason(one, entry, here, channel_id) for one in here]
        return [reason for reason in reasons if reason is not None]

    async def _article_id(self, wanted: str) -> str:
        try:
            return await self._answers.article_id(wanted)
        except NothingFound:
            if "://" not in wanted:
                raise
            raise NothingFound(
                wanted,
                say(
                    "No feed that is read has brought that article, so it was posted nowhere. "
                    "/feeds add can add one that does."
                ),
            ) from None

    async def _reason(
        self, one: Subscription, entry: Entry, here: list[Subscription], channel_id: int
    ) -> Reason | None:
        """None for one that ended or was moved away, and brought nothing here."""
        try:
            attempt = await self._attempts.get(one.id, entry.record.article.id)
        except Damaged:
            return Reason(one, Verdict.UNKNOWN)
        if attempt is not None and place(one, attempt) == channel_id:
            return await self._tried(one, attempt, entry, here, channel_id)
        if one.ended or one.channel_id != channel_id:
            return None
        if attempt is not None:  # before it was moved here
            return Reason(one, Verdict.BEFORE)
        return await self._not_tried(one, entry)

    async def _tried(
        self,
        one: Subscription,
        attempt: Attempt,
        entry: Entry,
        here: list[Subscription],
        channel_id: int,
    ) -> Reason:
        where, detail, by = attempt, attempt.reason, one
        match attempt.state:
            case State.JOINED if attempt.host:
                where = await self._attempts.get(one.id, attempt.host) or attempt
                host = await self._log.newest(attempt.host)
                detail = host.record.article.title if host else None
            case State.SHARED:
                if found := await self._other(one, entry, here, channel_id):
                    by, where = found
                    detail = by.topic
            case _:
                pass
        matched = await self._matched(one, entry)
        return Reason(
            one,
            _VERDICTS[attempt.state],
            matched=words_of(matched) if matched else (),
            at=where.since,
            message=await self._message(by, where),
            detail=detail,
        )

    async def _other(
        self, one: Subscription, entry: Entry, here: list[Subscription], channel_id: int
    ) -> tuple[Subscription, Attempt] | None:
        """The subscription that brought the article to the channel, and its attempt."""
        for other in here:
            found = await self._attempts.get(other.id, entry.record.article.id)
            if other is not one and found and place(other, found) == channel_id:
                return other, found
        return None

    async def _message(self, one: Subscription, attempt: Attempt) -> tuple[int, int] | None:
        channel, message = attempt.channel_id or place(one, attempt), attempt.message_id
        if attempt.digest and (made := await self._attempts.digest(one.id, attempt.digest)):
            channel, message = made.channel_id or place(one, made), made.message_id
        return (channel, message) if message is not None else None

    async def _not_tried(self, one: Subscription, entry: Entry) -> Reason:
        """By the same decisions as delivery's, in their order."""
        record = entry.record
        if record.arrival is Arrival.REMOVED:
            return Reason(one, Verdict.REMOVED)
        matched = await self._matched(one, entry)
        if matched is None:
            return Reason(one, Verdict.NO_TOPIC)
        words = words_of(matched)
        if matched.against:
            return Reason(one, Verdict.EXCLUDED, words, matched.against)
        if not matched.by:
            return Reason(one, Verdict.NO_MATCH)
        if record.arrival is Arrival.BACKFILL:
            asked = record.article.feed_id is None
            return Reason(one, Verdict.ASKED if asked else Verdict.BACKFILL, words)
        if await self._is_still_new(one, entry):
            return await self._still_to_come(one, words)
        began = one.start is not None and entry.position <= one.start
        if began or record.article.fetched_at < one.created_at:
            return Reason(one, Verdict.BEFORE, words)
        return Reason(one, Verdict.CORRECTION, words)

    async def _is_still_new(self, one: Subscription, entry: Entry) -> bool:
        """Whether the entry by which the article came in has still its turn to come, whatever
        came after it; not known where that is too far back."""
        if entry.position <= one.cursor or entry.record.arrival is Arrival.NEW:
            return entry.position > one.cursor
        after = one.cursor
        for _ in range(_PAGES):
            page = await self._log.read(after, _PAGE)
            for other in page:
                same = other.record.article.id == entry.record.article.id
                if same and other.record.arrival is Arrival.NEW:
                    return True
            if not page or page[-1].position >= entry.position:
                break
            after = page[-1].position
        return False

    async def _still_to_come(self, one: Subscription, words: tuple[str, ...]) -> Reason:
        if one.paused is not None:
            return Reason(one, Verdict.PAUSED, words, detail=one.paused)
        zone = await self._servers.zone(one.guild_id)
        until = resting_until(one, zone, self._clock())
        return Reason(one, Verdict.RESTING if until else Verdict.WAITING, words, at=until)

    async def _matched(self, one: Subscription, entry: Entry) -> Matched | None:
        """None where there is no such topic any more."""
        try:
            topic = await self._topics.asked(one.topic, one.guild_id)
        except BadInput:
            return None
        return match(topic, entry.record)


def _channels(one: Subscription) -> tuple[int, ...]:
    """Where it is, and was."""
    return (one.channel_id, *one.moved_from)


_VERDICTS = {
    State.TRYING: Verdict.TRYING,
    State.POSTED: Verdict.POSTED,
    State.DIGESTED: Verdict.DIGESTED,
    State.SHARED: Verdict.SHARED,
    State.JOINED: Verdict.JOINED,
    State.UNDELIVERABLE: Verdict.UNDELIVERABLE,
    State.REMOVED: Verdict.TAKEN_BACK,
}
