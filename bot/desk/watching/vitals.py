"""How the bot is, for machines that ask: ``ports.Vitals`` over its pulse and its last look.

Nothing is read for it, so that asking often costs nothing, and gets an answer when the
record hangs, too.
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import __version__
from bot.desk.gathering.feedstate import Health
from bot.desk.pulse import Pulse
from bot.desk.watching.alerts import Kind, sentences
from bot.desk.watching.status import Status
from bot.desk.watching.troubles import of_discord, of_units
from bot.desk.watching.watch import Watch
from bot.ports import Clock, Measure

BLIND = timedelta(minutes=5)
"""Without a look for so long, something holds up even the one who looks."""

SETTLING = timedelta(minutes=5)
"""After a start, until what is late, or was not looked at, counts."""

_LOOKS = ("ok", "failed", "crashed")
_STORED = ("new", "revised")
_SENT = ("posted", "busy", "refused", "unacceptable")


class BotVitals:
    """``ports.Vitals``."""

    def __init__(self, watch: Watch, pulse: Pulse, clock: Clock) -> None:
        self._watch = watch
        self._pulse = pulse
        self._clock = clock

    def health(self) -> tuple[bool, Mapping[str, Any]]:
        now = self._clock()
        status = self._watch.latest
        # What was left undone before a start is caught up first.
        settled = now - self._pulse.started_at > SETTLING
        seen = status.alerts if status and settled else ()
        # What the pulse knows is as it is now, not as it was at the last look.
        grave = [one for one in seen if one.grave and one.kind not in (Kind.UNIT, Kind.DISCORD)]
        grave += of_units(self._pulse.crashes, now)
        grave += of_discord(self._pulse.away_since, now)
        troubles = list(sentences(grave))
        if now - (self._watch.looked_at or self._pulse.started_at) > BLIND:
            troubles.append("The bot has not been able to look at itself for minutes.")
        return not troubles, {
            "status": "unwell" if troubles else "well",
            "troubles": troubles,
            "version": __version__,
            "discord": "away" if self._pulse.away_since else "connected",
            "entries": status.entries if status else None,
            "looked_at": _written(self._watch.looked_at),
            "polled_at": _written(status.polled_at) if status else None,
            "posted_at": _written(status.posted_at) if status else None,
        }

    def measures(self) -> list[Measure]:
        found = _of_pulse(self._pulse)
        if self._watch.latest is not None and self._watch.looked_at is not None:
            found += _of_status(self._watch.latest, self._watch.looked_at, self._pulse)
        return found


def _of_pulse(pulse: Pulse) -> list[Measure]:
    crashes = {unit: one.total for unit, one in pulse.crashes.items()}
    return [
        Measure(
            "pullquote_build_info",
            "The version that runs.",
            {(__version__, platform.python_version()): 1},
            ("version", "python"),
        ),
        _counter("pullquote_polls", "Looks at feeds.", "outcome", pulse.polls, _LOOKS),
        _counter("pullquote_articles", "Articles stored.", "arrival", pulse.articles, _STORED),
        _counter("pullquote_posts", "Posts tried.", "outcome", pulse.posts, _SENT),
        _counter("pullquote_edits", "Edits of posts tried.", "outcome", pulse.edits, _SENT),
        _counter("pullquote_unit_crashes", "Crashes of a part of the bot.", "unit", crashes),
        Measure(
            "pullquote_post_wait_seconds",
            "Seconds that posts were made to wait, by Discord's rate limits among others.",
            {(): pulse.waits},
            counts=True,
        ),
        _gauge(
            "pullquote_discord_connected",
            "1 while Discord is in reach.",
            0 if pulse.away_since else 1,
        ),
    ]


def _of_status(status: Status, looked_at: datetime, pulse: Pulse) -> list[Measure]:
    alerts = Counter(one.kind.value for one in status.alerts)
    found = [
        _gauge("pullquote_log_entries", "Entries of the record.", status.entries),
        _gauge("pullquote_index_lag_entries", "Entries not yet indexed.", status.index_lag),
        _gauge(
            "pullquote_delivery_backlog_entries",
            "Entries that the slowest channel has still to be served.",
            status.backlog,
        ),
        _gauge("pullquote_subscriptions", "Subscriptions of channels.", status.subscriptions),
        _gauge("pullquote_subscriptions_paused", "Those that are paused.", status.paused),
        _gauge("pullquote_pages_waiting", "Pages that could not be had yet.", status.waiting),
        _by("pullquote_feeds", "Feeds.", "health", status.feeds, tuple(Health)),
        _by("pullquote_alerts", "Troubles that need somebody.", "about", alerts, tuple(Kind)),
    ]
    polled = [status.polled_at, pulse.polled_at]
    posted = [status.posted_at, *pulse.posted_at.values()]
    for name, help_, time in (
        ("poll", "The last look at a feed.", max(filter(None, polled), default=None)),
        ("post", "The last post.", max(filter(None, posted), default=None)),
        ("entry", "The newest entry of the record.", status.newest_at),
        ("look", "The last look at all of this.", looked_at),
    ):
        if time is not None:
            found.append(
                _gauge(f"pullquote_last_{name}_timestamp_seconds", help_, time.timestamp())
            )
    if status.room is not None:
        found.append(_gauge("pullquote_disk_free_bytes", "Room for the record.", status.room))
    return found


def _gauge(name: str, help_: str, value: float) -> Measure:
    return Measure(name, help_, {(): value})


def _by(
    name: str, help_: str, label: str, counts: Mapping[str, int], always: tuple[str, ...] = ()
) -> Measure:
    """By one label; the values ``always`` are there from the start, as 0."""
    values: dict[tuple[str, ...], float] = {
        (value,): counts.get(value, 0) for value in (*always, *counts)
    }
    return Measure(name, help_, values, (label,))


def _counter(
    name: str, help_: str, label: str, counts: Mapping[str, int], always: tuple[str, ...] = ()
) -> Measure:
    return replace(_by(name, help_, label, counts, always), counts=True)


def _written(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
