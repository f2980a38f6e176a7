"""When to look at a feed again. Pure.

The operator's interval is the shortest wait. What the feed asks for (``ttl``, ``sy:*``), what
the server promises (Cache-Control, Expires) and what it demands (Retry-After) make it longer,
so does publishing rarely, and failing more than all of them; nothing past a day.
"""

from __future__ import annotations

from dataclasses import dataclass

DAY = 86_400.0
GONE = 410
REFUSING = frozenset({401, 403, 404})
"""Answers that will hardly be otherwise the next time: these feeds back off faster."""

RHYTHM_SHARE = 10  # a look for every tenth of the time between two articles is plenty
MOST_SLOWED = 4  # times the interval: nothing new is found later than so many looks
PUSHED_SLOWED = 4  # times the interval, for a feed whose hub announces what is new
PUSHED_LONGEST = 3_600.0  # seconds, and not past this by being pushed: hubs fail silently
SILENCE = 4  # a feed that was silent for so many of its rhythms has another one
_DOUBLINGS = 12  # past them any interval is over a day


@dataclass(frozen=True, slots=True)
class Look:
    """What is known when a look at a feed has ended; all times in seconds.

    ``every`` is the configured interval, ``asks`` the feed's own wish, ``fresh_for`` and
    ``retry_after`` the response's. ``rhythm`` is the usual time between two entries.
    ``failures`` counts failed looks in a row, this one included; ``status`` is its answer's.
    ``pushed``: a hub that has proved itself announces what is new, so looks are a safety net.
    """

    every: float
    asks: float | None = None
    fresh_for: float | None = None
    rhythm: float | None = None
    failures: int = 0
    status: int | None = None
    retry_after: float | None = None
    pushed: bool = False


def next_look(look: Look, jitter: float) -> float | None:
    """Seconds until the next look; None for a feed that is gone for good.

    ``jitter``, 0 to 1, spreads feeds of the same interval by up to a tenth, later only.
    """
    if look.failures and look.status == GONE:
        return None
    wait = _after_failure(look) if look.failures else _after_success(look)
    longest = max(DAY, look.every)
    wait = max(look.every, min(max(wait, look.retry_after or 0.0), longest))
    return wait * (1 + 0.1 * jitter)


def _after_success(look: Look) -> float:
    slowed = min((look.rhythm or 0.0) / RHYTHM_SHARE, look.every * MOST_SLOWED)
    pushed = min(look.every * PUSHED_SLOWED, PUSHED_LONGEST) if look.pushed else 0.0
    return max(look.every, look.asks or 0.0, look.fresh_for or 0.0, slowed, pushed)


def _after_failure(look: Look) -> float:
    base = 4.0 if look.status in REFUSING else 2.0
    return float(look.every * base ** min(look.failures, _DOUBLINGS))


def rhythm_after(rhythm: float | None, since_news: float | None) -> float | None:
    """The usual seconds between two looks that bring something, after one that did.

    ``since_news`` is how long the one before it was ago. Observed and not read from dates,
    which say when an article was written, and often not even that.
    """
    if since_news is None:
        return rhythm
    return since_news if rhythm is None else (rhythm + since_news) / 2


def rhythm_in_silence(rhythm: float | None, since_news: float) -> float:
    """The rhythm of a feed that has brought nothing for so long: it grows with its silence."""
    return max(rhythm or 0.0, since_news / SILENCE)
