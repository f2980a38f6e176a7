"""When something counts as trouble: the bounds, over what is known at one moment. Pure.

Whether a trouble is told, and when, is for ``alerts``. Each bound is one where somebody
would want to look, not one where something has surely broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.gathering.feedstate import FeedState, Health
from bot.desk.gathering.schedule import DAY, rhythm_in_silence
from bot.desk.pulse import Crashes
from bot.desk.watching.alerts import Alert, Kind
from bot.records import Subscription

SILENT_ROUNDS = 5
"""Rhythms without news after which something is probably wrong, with all feeds or with one."""

LEAST_SILENCE = 3600.0
"""Seconds: nobody worries about less, of all feeds together."""

LEAST_SILENCE_OF_ONE = 3 * DAY
"""The same of one feed, which may well rest from Friday evening to Monday morning."""

FAILURES = {Health.FAILING: 3, Health.REFUSED: 2}
"""Failed looks in a row that are trouble; with an interval of five minutes half an hour's."""

UNLOOKED = timedelta(minutes=15)
"""How long after the first feed was due nobody may have looked at any."""

LATE = timedelta(minutes=15)  # an entry that a channel waits for,
LATE_FOR_INDEX = timedelta(minutes=5)  # or answers
MANY_ENTRIES = 1000  # to be behind, however new they are
MANY_PAGES = 500  # that could not be had and are tried again

CRASHES = 3  # of a unit, within
CRASHING = timedelta(minutes=15)

AWAY = timedelta(minutes=5)
"""How long Discord may be out of reach: it is, for moments, every day."""

LEAST_ROOM = 500_000_000
"""Bytes on the disk; a busy record's growth in some days."""


@dataclass(frozen=True, slots=True)
class Lag:
    """``entries`` of the log that somebody has still to read, the oldest ``since`` then; None
    where there is none, or it is one that nobody waits for."""

    entries: int
    since: datetime | None = None

    def exceeds(self, most: timedelta, now: datetime) -> bool:
        late = self.since is not None and now - self.since > most
        return late or self.entries > MANY_ENTRIES


def of_feeds(states: Mapping[str, FeedState], now: datetime) -> list[Alert]:
    """All feeds together first, then each by its address."""
    found = [of_all_feeds(states.values(), now), of_polls(states.values(), now)]
    found += [of_feed(url, state, now) for url, state in states.items()]
    return [one for one in found if one is not None]


def of_all_feeds(states: Iterable[FeedState], now: datetime) -> Alert | None:
    """No feed has brought anything for five times as long as it usually takes one of them.

    The usual time is that of the most frequent feed, by its own rhythm until the newest
    news of all: one that had stopped long before then is no measure.
    """
    news = [(one.news_at, one.rhythm) for one in states if one.news_at is not None]
    newest = max((at for at, _ in news), default=now)
    rhythms = [
        rhythm_in_silence(rhythm, (newest - at).total_seconds())
        for at, rhythm in news
        if rhythm is not None
    ]
    silent = (now - newest).total_seconds()
    if not rhythms or silent < max(SILENT_ROUNDS * min(rhythms), LEAST_SILENCE):
        return None
    what = (
        f"No feed has brought anything for {spoken(silent)}, though some do every "
        f"{spoken(min(rhythms))}; look at the network and at the feeds."
    )
    return Alert(Kind.SILENCE, "", what)


def of_polls(states: Iterable[FeedState], now: datetime) -> Alert | None:
    """No feed is looked at though one is due."""
    known = [one for one in states if one.next_at is not None and one.checked_at is not None]
    due = min((one.next_at for one in known if one.next_at), default=now)
    looked_at = max((one.checked_at for one in known if one.checked_at), default=now)
    if min(now - due, now - looked_at) <= UNLOOKED:
        return None
    ago = spoken((now - looked_at).total_seconds())
    what = f"No feed has been looked at for {ago}; see whether the bot runs, and its log."
    return Alert(Kind.POLLS, "", what, grave=True)


def of_feed(url: str, state: FeedState, now: datetime) -> Alert | None:
    """One feed needs somebody."""
    health = state.health
    if health is Health.HELD:
        return Alert(Kind.HELD, url, state.held or "It is held.")
    if health is Health.RETIRED:
        return Alert(Kind.FEED, url, "It is gone for good; take it out of the feeds.")
    if health in FAILURES:
        if state.failures < FAILURES[health]:
            return None
        return Alert(Kind.FEED, url, state.reason or "It fails.")
    return _of_quiet_feed(url, state, now)


def _of_quiet_feed(url: str, state: FeedState, now: datetime) -> Alert | None:
    if state.news_at is None or state.rhythm is None:
        return None
    silent = (now - state.news_at).total_seconds()
    if silent < max(SILENT_ROUNDS * state.rhythm, LEAST_SILENCE_OF_ONE):
        return None
    what = "It has been silent for more than five times its usual interval."
    return Alert(Kind.QUIET, url, what)


def of_pages(waiting: int) -> list[Alert]:
    """``waiting`` are entries of feeds whose page could not be had yet."""
    if waiting <= MANY_PAGES:
        return []
    what = f"{waiting:,} articles' pages could not be had yet; look at the network."
    return [Alert(Kind.PAGES, "", what)]


def of_channels(orders: Iterable[Subscription]) -> list[Alert]:
    """Subscriptions that are paused, and not by somebody who wants them to be."""
    return [
        Alert(Kind.CHANNEL, f"{one.channel_id} (“{one.topic}”)", f"Paused: {one.paused}")
        for one in orders
        if one.paused is not None and not one.by_hand
    ]


def of_index(lag: Lag, now: datetime) -> list[Alert]:
    if not lag.exceeds(LATE_FOR_INDEX, now):
        return []
    what = f"The search index is {behind(lag)}; answers lack what is newer."
    return [Alert(Kind.INDEX, "", what, grave=True)]


def of_delivery(
    slowest: Lag, foremost: Lag, channel_id: int, posted_at: datetime | None, now: datetime
) -> list[Alert]:
    """``channel_id`` is the slowest. Where even the foremost is late, and nothing has been
    posted anywhere for as long, posts are not only many: they are stuck."""
    if not slowest.exceeds(LATE, now):
        return []
    what = f"Posts are late: channel {channel_id} is {behind(slowest)}."
    idle = posted_at is None or now - posted_at > LATE
    return [Alert(Kind.DELIVERY, "", what, grave=idle and foremost.exceeds(LATE, now))]


def of_units(crashes: Mapping[str, Crashes], now: datetime) -> list[Alert]:
    """Parts of the bot that keep crashing."""
    found = []
    for unit, one in crashes.items():
        lately = sum(now - at <= CRASHING for at in one.times)
        if lately >= CRASHES:
            what = f"It keeps crashing; the bot's log says where. The last time: {one.reason}"
            found.append(Alert(Kind.UNIT, unit, what, grave=True))
    return found


def of_damage(places: Iterable[str]) -> list[Alert]:
    what = "It is damaged and left out; `pullquote check` tells more."
    return [Alert(Kind.DAMAGE, place, what) for place in places]


def of_room(free: int | None) -> list[Alert]:
    """``free`` is in bytes, None where it cannot be told."""
    if free is None or free >= LEAST_ROOM:
        return []
    what = f"The disk of the data folder is nearly full: {free / 1e6:,.0f} MB are left."
    return [Alert(Kind.ROOM, "", what)]


def of_retention(held: str | None) -> list[Alert]:
    """``held`` says who keeps what is due from being cut."""
    return [Alert(Kind.RETENTION, "", held)] if held else []


def of_discord(away_since: datetime | None, now: datetime) -> list[Alert]:
    if away_since is None or now - away_since <= AWAY:
        return []
    ago = spoken((now - away_since).total_seconds())
    return [Alert(Kind.DISCORD, "", f"Discord has been out of reach for {ago}.", grave=True)]


def behind(lag: Lag) -> str:
    """ "12 entries behind, since 04 May 12:00 UTC"."""
    entries = f"{lag.entries:,} {'entry' if lag.entries == 1 else 'entries'} behind"
    return f"{entries}, since {lag.since:%d %B %H:%M} UTC" if lag.since else entries


def spoken(seconds: float) -> str:
    """ "5 minutes", "3 hours", "2 days"."""
    for size, name in ((DAY, "day"), (3600.0, "hour"), (60.0, "minute")):
        if seconds >= (1.5 * size if name != "minute" else size):
            count = round(seconds / size)
            return f"{count:,} {name}{'' if count == 1 else 's'}"
    return f"{seconds:.0f} seconds"
