"""What response headers say about the next request."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.net.headers import fresh_for

NOW = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "public, max-age=900"}, 900),
        ({"Cache-Control": "s-maxage=9, max-age=900", "Age": "300"}, 600),
        ({"Cache-Control": "max-age=900", "Age": "1000"}, 0),
        ({"Cache-Control": "max-age=900", "Expires": "Sat, 03 May 2031 12:01:00 GMT"}, 900),
        ({"Cache-Control": "no-cache, max-age=900"}, 0),
        ({"Cache-Control": "private"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Expires": "Sat, 03 May 2031 12:01:00 GMT"}, 60),
        ({"Expires": "Sat, 03 May 2031 11:01:00 GMT"}, 0),
        ({"Expires": "-1"}, None),
        ({"Expires": "0"}, None),
    ],
)
def test_how_long_a_body_stays_as_it_is(headers: dict[str, str], seconds: float | None) -> None:
    assert fresh_for(headers, NOW) == seconds
