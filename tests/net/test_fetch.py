"""The fetcher against a real server: outcomes, limits, redirects and the guard."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.net.fetch import WebFetcher
from bot.ports import Fetched, FetchFailed, NotModified

from .conftest import Site

NOW = datetime(2031, 5, 3, 12, 0, tzinfo=UTC)
BODY = b"<p>The harbour of Antwick reopened.</p>" * 20


@pytest.fixture
async def fetcher(site: Site) -> AsyncIterator[WebFetcher]:
    async with WebFetcher(
        "Pullquote/test", [site.pair], seconds=2, spacing=0, clock=lambda: NOW
    ) as fetcher:
        yield fetcher


async def failure(fetcher: WebFetcher, url: str) -> FetchFailed:
    outcome = await fetcher.fetch(url)
    assert isinstance(outcome, FetchFailed), outcome
    assert outcome.url == url
    assert outcome.reason.endswith(".")
    assert "\n" not in outcome.reason
    return outcome


async def test_a_body_arrives_with_its_type_and_validators(site: Site, fetcher: WebFetcher) -> None:
    url = site.gives(
        "/a", BODY, ETag='W/"x, y"', Last_Modified="odd date", Content_Type="text/html; charset=x"
    )

    outcome = await fetcher.fetch(f"{url}#part")

    validators = {"ETag": 'W/"x, y"', "Last-Modified": "odd date"}
    assert outcome == Fetched(url, BODY, "text/html; charset=x", validators)
    assert site.asked[0].headers["User-Agent"] == "Pullquote/test"


async def test_validators_go_back_verbatim_and_304_is_not_modified(
    site: Site, fetcher: WebFetcher
) -> None:
    url = site.gives("/feed", status=304)

    outcome = await fetcher.fetch(url, {"ETag": 'W/"x, y"', "Last-Modified": "odd date"})

    assert outcome == NotModified(url)
    assert site.asked[0].headers["If-None-Match"] == 'W/"x, y"'
    assert site.asked[0].headers["If-Modified-Since"] == "odd date"


async def test_304_to_an_unconditional_request_is_a_failure(
    site: Site, fetcher: WebFetcher
) -> None:
    assert (await failure(fetcher, site.gives("/feed", status=304))).status == 304


RAW_DEFLATE = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip": ("gzip", gzip.compress(BODY)),
    "gzip in two members": ("gzip", gzip.compress(BODY[:100]) + gzip.compress(BODY[100:])),
    "gzip with padding": ("gzip", gzip.compress(BODY) + b"\0" * 10),
    "zlib": ("deflate", zlib.compress(BODY)),
    "raw deflate": ("deflate", RAW_DEFLATE.compress(BODY) + RAW_DEFLATE.flush()),
    "nothing": ("identity", BODY),
}


@pytest.mark.parametrize(("encoding", "packed"), PACKED.values(), ids=PACKED)
async def test_packed_bodies_are_unpacked(
    site: Site, fetcher: WebFetcher, encoding: str, packed: bytes
) -> None:
    outcome = await fetcher.fetch(site.gives("/a", packed, Content_Encoding=encoding))

    assert isinstance(outcome, Fetched)
    assert outcome.body == BODY


BROKEN = {
    "no gzip at all": ("gzip", b"\x1f\x8b not gzip", "is not"),
    "cut off": ("gzip", gzip.compress(BODY)[:-12], "ends in the middle"),
    "unknown packing": ("br", b"x", "packed as 'br'"),
    "a bomb": ("gzip", gzip.compress(b"\0" * 40_000_000), "unpacks to more than 5,000,000"),
    "large": ("identity", b"x" * 5_000_001, "larger than 5,000,000"),
}


@pytest.mark.parametrize(("encoding", "body", "why"), BROKEN.values(), ids=BROKEN)
async def test_bodies_that_are_refused(
    site: Site, fetcher: WebFetcher, encoding: str, body: bytes, why: str
) -> None:
    assert why in (await failure(fetcher, site.gives("/a", body, Content_Encoding=encoding))).reason


async def test_an_endless_body_without_a_length_stops_at_the_cap(
    site: Site, fetcher: WebFetcher
) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while sent < 100_000_000:
            await response.write(b"x" * 100_000)
            sent += 100_000
        return response

    site.answers["/endless"] = endless

    assert "larger than" in (await failure(fetcher, site.url("/endless"))).reason
    assert sent < 50_000_000


STATUSES = [
    (404, None, None),
    (410, None, None),
    (403, None, None),
    (500, None, None),
    (429, "120", 120.0),
    (503, "Sat, 03 May 2031 12:01:30 GMT", 90.0),
    (503, "Sat, 03 May 2031 11:00:00 GMT", 0.0),
    (503, "soon", None),
    (429, "99999999999999999999", 604800.0),
]


@pytest.mark.parametrize(("status", "header", "wait"), STATUSES)
async def test_refusals_keep_the_status_and_the_wait(
    site: Site, fetcher: WebFetcher, status: int, header: str | None, wait: float | None
) -> None:
    headers = {"Retry_After": header} if header else {}

    outcome = await failure(fetcher, site.gives("/a", b"no", status, **headers))

    assert (outcome.status, outcome.retry_after) == (status, wait)


async def test_redirects_are_followed_and_the_last_address_told(
    site: Site, fetcher: WebFetcher
) -> None:
    site.gives("/1", status=301, Location="/2")
    site.gives("/2", status=307, Location=site.url("/3"))
    last = site.gives("/3", BODY)

    outcome = await fetcher.fetch(site.url("/1"))

    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.body) == (last, BODY)


REDIRECTS = {
    "to a private address": ("http://127.0.0.2:{port}/", "private address"),
    "to the metadata service": ("http://169.254.169.254/latest", "private address"),
    "to another port": ("http://127.0.0.1:1/", "private address"),
    "to a name for loopback": ("http://localhost:{port}/", "private address"),
    "to a file": ("file:///etc/passwd", "not fetched"),
    "to itself": ("/from", "more than 5 times"),
    "to nowhere": ("", "without saying where"),
    "to nonsense": ("http://[nonsense", "not fetched"),
}


@pytest.mark.parametrize(("to", "why"), REDIRECTS.values(), ids=REDIRECTS)
async def test_redirects_that_are_not_followed(
    site: Site, fetcher: WebFetcher, to: str, why: str
) -> None:
    url = site.gives("/from", status=302, Location=to.format(port=site.port))

    assert why in (await failure(fetcher, url)).reason


ADDRESSES = {
    "loopback": "http://127.0.0.1:{port}/a",
    "by name": "http://localhost:{port}/a",
    "another loopback": "http://127.1.2.3:{port}/a",
    "hexadecimal": "http://0x7f.1:{port}/a",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/a",
    "IPv6": "http://[::1]:{port}/a",
    "unspecified": "http://0.0.0.0:{port}/a",
    "a home network": "http://192.168.0.1/",
    "translated": "http://[64:ff9b::7f00:1]:{port}/a",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
async def test_private_addresses_are_refused_unless_allowed(site: Site, address: str) -> None:
    site.gives("/a", BODY)
    async with WebFetcher("Pullquote/test", ["intranet.example:80"], spacing=0) as guarded:
        outcome = await failure(guarded, address.format(port=site.port))

    assert "private address" in outcome.reason
    assert site.asked == []


async def test_an_allowance_is_for_its_own_host_and_port_even_with_a_connection_open(
    site: Site, fetcher: WebFetcher
) -> None:
    await fetcher.fetch(site.gives("/a", BODY))

    outcome = await failure(fetcher, f"http://localhost:{site.port}/a")

    assert f"allow localhost:{site.port}" in outcome.reason
    assert len(site.asked) == 1


NO_ADDRESSES = [
    "",
    "antwick.example/news",
    "ftp://antwick.example/",
    "http://",
    "http://a..b/",
    "http://antwick.example:99999/",
    "http://[1:2/",
    "javascript:alert(1)",
    f"http://{'a' * 90}.example/",
    "http://2130706433/",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_what_is_no_address_is_a_failure(fetcher: WebFetcher, url: str) -> None:
    assert (await failure(fetcher, url)).status is None


@pytest.mark.parametrize("pair", ["localhost", "", "http://a.example:80", "a.example:80/x"])
def test_an_allowed_host_names_its_port(pair: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        WebFetcher("Pullquote/test", [pair])


async def test_a_slow_answer_ends_in_time_and_delays_no_other_host(site: Site) -> None:
    async def never(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    site.answers["/slow"] = never
    quick = f"http://localhost:{site.port}/quick"
    site.gives("/quick", BODY)
    allowed = [site.pair, f"localhost:{site.port}"]
    async with WebFetcher("Pullquote/test", allowed, seconds=0.4, at_once=1, spacing=0) as fetcher:
        slow = asyncio.create_task(fetcher.fetch(site.url("/slow")))
        waiting = asyncio.create_task(fetcher.fetch(site.gives("/waiting", BODY)))
        assert isinstance(await fetcher.fetch(quick), Fetched)
        assert not slow.done()

        late = await slow
        assert isinstance(late, FetchFailed)
        assert "within 0.4 seconds" in late.reason
        # Its turn came after the slow one gave up, and its own time began only then.
        assert isinstance(await waiting, Fetched)


async def test_requests_to_a_host_are_limited_and_spaced(site: Site) -> None:
    together = most = 0

    async def busy(request: web.Request) -> web.StreamResponse:
        nonlocal together, most
        together += 1
        most = max(most, together)
        await asyncio.sleep(0.12)
        together -= 1
        return web.Response(body=b"x")

    site.answers["/busy"] = busy
    async with WebFetcher("Pullquote/test", [site.pair], at_once=2, spacing=0.05) as fetcher:
        outcomes = await asyncio.gather(*(fetcher.fetch(site.url("/busy")) for _ in range(6)))

    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert most == 2
    gaps = [later - earlier for earlier, later in zip(site.times, site.times[1:], strict=False)]
    assert min(gaps) > 0.03


async def test_a_broken_answer_and_a_closed_port_are_failures(
    site: Site, fetcher: WebFetcher
) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"x")
        assert request.transport is not None
        request.transport.close()
        return response

    site.answers["/cut"] = hang_up
    assert "broke off" in (await failure(fetcher, site.url("/cut"))).reason

    async with WebFetcher("Pullquote/test", ["127.0.0.1:1"]) as other:
        closed = await failure(other, "http://127.0.0.1:1/")
    assert "could not be connected to" in closed.reason


async def test_fetching_outside_its_block_is_a_bug() -> None:
    with pytest.raises(RuntimeError):
        await WebFetcher("Pullquote/test").fetch("http://antwick.example/")


async def test_what_moved_for_good_is_told_from_a_detour(site: Site, fetcher: WebFetcher) -> None:
    site.gives("/new", BODY)
    site.gives("/next", status=301, Location=site.url("/new"))
    moved = await fetcher.fetch(site.gives("/old", status=308, Location=site.url("/next")))
    assert isinstance(moved, Fetched)
    assert moved.moved_to == site.url("/new")

    detour = await fetcher.fetch(site.gives("/detour", status=302, Location=site.url("/next")))
    assert isinstance(detour, Fetched)
    assert detour.moved_to is None

    half = await fetcher.fetch(site.gives("/half", status=301, Location=site.url("/detour")))
    assert isinstance(half, Fetched)
    assert half.moved_to == site.url("/detour")


async def test_headers_about_the_next_look_are_kept(site: Site, fetcher: WebFetcher) -> None:
    fresh = await fetcher.fetch(site.gives("/a", BODY, Cache_Control="max-age=90"))
    assert isinstance(fresh, Fetched)
    assert fresh.fresh_for == 90
    same = await fetcher.fetch(
        site.gives("/b", status=304, ETag='"2"', Cache_Control="max-age=60"), {"ETag": '"1"'}
    )
    assert same == NotModified(site.url("/b"), {"ETag": '"2"'}, 60)


@pytest.mark.parametrize(("status", "refused"), [(401, True), (403, True), (404, False)])
async def test_a_refusal_is_told_from_a_failure(
    site: Site, fetcher: WebFetcher, status: int, refused: bool
) -> None:
    assert (await failure(fetcher, site.gives("/a", status=status))).refused is refused
