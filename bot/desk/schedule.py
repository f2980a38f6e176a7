"""When to look at a feed again. Pure."""

from __future__ import annotations

DAY = 86_400.0
_DOUBLINGS = 12  # past them any interval is over a day


def next_look(every: float, failures: int, retry_after: float | None, jitter: float) -> float:
    """Seconds until the next look at a feed.

    ``every`` is the configured interval; each failure in a row doubles it, up to a day.
    A server's own ``retry_after`` is kept to, also up to a day. ``jitter``, 0 to 1, spreads
    feeds of the same interval by up to a tenth, later only.
    """
    backed_off = every * 2.0 ** min(failures, _DOUBLINGS)
    wait = max(min(backed_off, max(DAY, every)), min(retry_after or 0.0, DAY))
    return wait * (1 + 0.1 * jitter)
