"""What response headers say about the next request."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.net.headers import fresh_for, links_of

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


@pytest.mark.parametrize(
    ("values", "links"),
    [
        ([], {}),
        (["<https://hub.example/>; rel=hub"], {"hub": "https://hub.example/"}),
        (
            ['</own>;rel="self", <https://a.example/>; title="a, b"; rel="x HUB"'],
            {"self": "https://news.example/own", "hub": "https://a.example/"},
        ),
        (["<https://1.example/>; rel=hub", "<https://2.example/>; rel=hub"], "first"),
        (["<ftp://hub.example/>; rel=hub", "<http://[/>; rel=self", "rel=hub", "<"], {}),
        (["<https://a.example/>; rel=hubs; x", "<https://b.example/>"], {}),
        (["<" * 60_000, "<a>" + "; a" * 20_000, "<a>;" + " " * 60_000], {}),
    ],
)
def test_the_links_of_a_response(values: list[str], links: dict[str, str] | str) -> None:
    found = links_of(values, "https://news.example/feed")
    assert found == ({"hub": "https://1.example/"} if links == "first" else links)
