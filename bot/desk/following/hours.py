"""When a server's channels rest, by the hours of its own time zone. Pure.

Hours are those that clocks on the wall show: where one is skipped or comes twice, because
clocks are put forward or back, the first moment at or after it counts.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.records import Format, Subscription


def resting_until(subscription: Subscription, zone: tzinfo, now: datetime) -> datetime | None:
    """Until when a subscription is to get no new message; None: it may get one now."""
    manner = subscription.manner
    if manner.format is Format.DAILY:
        due = daily_due(subscription, zone, now)
        return due if due > now else None
    if manner.quiet is None:
        return None
    first, last = manner.quiet
    hour = now.astimezone(zone).hour
    within = first <= hour < last if first < last else hour >= first or hour < last
    return next_hour(last, zone, now) if within else None


def daily_due(subscription: Subscription, zone: tzinfo, now: datetime) -> datetime:
    """When the next daily digest is to be sent: the hour's first coming since the last one."""
    # A clock that was set back must not hold it up.
    since = min(subscription.gathered_at or subscription.created_at, now)
    return next_hour(subscription.manner.hour, zone, since)


def next_hour(hour: int, zone: tzinfo, after: datetime) -> datetime:
    """The first time after ``after`` when it is this hour, in UTC."""
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        at = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if at > after:
            return at
        day += timedelta(days=1)
