"""robots.txt: which pages may be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.robots import allows, rules_for

SITE = "https://tarn.example"
GENERAL = b"User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*?print=\n"
CASES = [
    (b"", "/a", True),
    (GENERAL, "/a", True),
    (GENERAL, "/private/a", False),
    (GENERAL, "/privateer", False),
    (GENERAL, "/private/open/a", True),
    (GENERAL, "/a?print=1", False),
    (b"User-agent: *\nDisallow:\n", "/a", True),
    (b"User-agent: *\nDisallow: /\nAllow: /a$\n", "/a", True),
    (b"User-agent: *\nDisallow: /\nAllow: /a$\n", "/ab", False),
    (b"User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", True),
    (b"User-agent: other\nDisallow: /\n", "/a", True),
    (b"User-agent: *\nDisallow: /\n\nUser-agent: PullQuote\nDisallow: /x\n", "/a", True),
    (b"User-agent: *\nDisallow: /\nUser-agent: pullquote\nDisallow:\n", "/a", True),
    (b"User-agent: pullquote\nUser-agent: other\nDisallow: /a # why\n", "/a", False),
    (b"\xef\xbb\xbfuser-agent:*\r\ndisallow:/caf%C3%A9\r\n", "/caf\u00e9/1", False),
    (b"Disallow: /a\n", "/a", True),
    (b"User-agent: *\nCrawl-delay: 3\nSitemap: /x\nDisallow: /a\n", "/a", False),
    (b"<html>not found</html>", "/a", True),
]


@pytest.mark.parametrize(("body", "path", "allowed"), CASES)
def test_which_pages_may_be_read(body: bytes, path: str, allowed: bool) -> None:
    assert allows(rules_for(body, "Pullquote"), SITE + path) is allowed


@given(st.binary(max_size=400), st.text(max_size=60))
def test_any_robots_txt_can_be_asked(body: bytes, path: str) -> None:
    rules = rules_for(b"User-agent: *\nDisallow: " + body, "Pullquote")
    assert allows(rules, f"{SITE}/{path.replace('[', '')}") in (True, False)
