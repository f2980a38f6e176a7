"""The numbers of articles and statements, which are in the order of their dates."""

from __future__ import annotations

from datetime import UTC, datetime

# A number is the second of the article's date, times this, plus a running number.
# 2**24 statements in one second are out of reach, and 39 bits of seconds outlast datetime.
ROOM = 1 << 24
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def first_number(date: datetime) -> int:
    """The first number of the second of this date; all earlier ones are less."""
    since = date - _EPOCH
    return (since.days * 86_400 + since.seconds) * ROOM
