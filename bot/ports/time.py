"""Time, so that tests can set it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""The time now, aware, UTC."""


Sleep = Callable[[float], Awaitable[None]]
"""Wait so many seconds, of the same time that the Clock tells."""
