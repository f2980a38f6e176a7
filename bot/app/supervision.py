"""Keeping parts of the standing work going: what crashes is logged, counted and started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.desk.pulse import Pulse
from bot.errors import PullquoteError

log = logging.getLogger(__name__)

Unit = Callable[[], Awaitable[None]]
"""A part of the standing work; ends only by a crash."""

RESTART = (1.0, 5.0, 30.0, 120.0)
"""Seconds before a crashed unit is started again: the first time, the second …"""


async def supervised(name: str, unit: Unit, pulse: Pulse) -> None:
    """Run a unit for ever: a crash is logged and counted, and it starts again, later each time.

    What a person can mend, such as an address that is taken, is one sentence in the log.
    """
    crashes = 0
    pulse.began(name)
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await unit()
        except Exception as error:
            if asyncio.get_running_loop().time() - started > 10 * RESTART[-1]:
                crashes = 0
            pause = RESTART[min(crashes, len(RESTART) - 1)]
            crashes += 1
            cause = _first(error)
            if isinstance(cause, PullquoteError):
                log.error("%s is tried again in %g s: %s", name, pause, cause)
            else:
                log.exception("%s crashed; it starts again in %g s", name, pause)
            pulse.crashed(name, str(cause) or type(cause).__name__)
            await asyncio.sleep(pause)


def _first(error: BaseException) -> BaseException:
    """What was raised first, where a group of tasks ended together."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
