"""How often somebody may do what costs others something: so many times in so long.

In memory alone, for those who asked lately: a restart begins anew, which harms nobody.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from bot.errors import BadInput
from bot.ports import Clock
from bot.sentences import say

MOST_KNOWN = 10_000
"""People that are remembered; those who asked longest ago are forgotten first."""


class Window:
    """At most ``most`` times for each person within any ``seconds``."""

    def __init__(self, most: int, seconds: float, clock: Clock) -> None:
        self._most = most
        self._length = timedelta(seconds=seconds)
        self._clock = clock
        self._times: OrderedDict[int, deque[datetime]] = OrderedDict()

    def take(self, user_id: int) -> None:
        """Count one more for this person; BadInput says how long to wait where it is too many."""
        now = self._clock()
        times = self._times.setdefault(user_id, deque())
        self._times.move_to_end(user_id)
        while times and not now - self._length < times[0] <= now:
            times.popleft()
        if len(times) >= self._most:
            minutes = math.ceil((times[0] + self._length - now).total_seconds() / 60)
            raise BadInput(
                str(user_id),
                say("That was often in a short time. Try again in {minutes} min.", minutes=minutes),
            )
        times.append(now)
        while len(self._times) > MOST_KNOWN:
            self._times.popitem(last=False)
