"""What response headers say about the next request. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

# The validator a response gave, and the request header that sends it back. Both are sent:
# a server that knows only one of them ignores the other.
CONDITIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}

MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d+)")
FORGET = re.compile(r"\bno-(?:store|cache)\b")
SECONDS = re.compile(r"\d{1,9}", re.ASCII)

# A link of a Link header (RFC 8288) with its parameters; each of them begins with a ";", so
# that nothing is read twice.
LINK = re.compile(
    r"<([^<>\s]{1,2000})>((?:[ \t]{0,9};[ \t]{0,9}[\w*-]{1,40}[ \t]{0,9}"
    r"(?:=[ \t]{0,9}(?:\"[^\"]{0,500}\"|[^\s,;\"<>]{1,500}))?)*)"
)
RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s,;\"]+))", re.I)
RELATIONS = frozenset({"hub", "self"})

# A server may not put us off for longer than this; seconds.
LONGEST_WAIT = 7 * 24 * 3600


def validators_of(headers: Mapping[str, str]) -> dict[str, str]:
    """The validators of a response, verbatim, by the name of their response header."""
    return {name: headers[name] for name in CONDITIONS if headers.get(name)}


def conditions_for(validators: Mapping[str, str] | None) -> dict[str, str]:
    """Request headers that ask for the body only if it is no longer what was validated."""
    if not validators:
        return {}
    return {asks: validators[name] for name, asks in CONDITIONS.items() if validators.get(name)}


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (seconds or an HTTP date); None: it says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:12]), LONGEST_WAIT))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), LONGEST_WAIT)


def fresh_for(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds for which the body will not change, by Cache-Control or else Expires.

    None where neither says so; 0 for what must not be kept, or is old already.
    """
    said, expires = headers.get("Cache-Control", "").lower(), headers.get("Expires", "")
    if not said and not expires:
        return None
    if FORGET.search(said):
        return 0.0
    age = MAX_AGE.search(said)
    if age:
        spent = headers.get("Age", "")
        return max(0.0, float(age[1][:9]) - (float(spent) if SECONDS.fullmatch(spent) else 0.0))
    return retry_after(expires, now) if ":" in expires else None


def links_of(values: Iterable[str], base: str) -> dict[str, str]:
    """The first http(s) address for each of RELATIONS in these Link headers, absolute."""
    found: dict[str, str] = {}
    for link in LINK.finditer(", ".join(values)):
        named = RELATION.search(link[2])
        relations = (named[1] or named[2] or "").lower().split() if named else []
        for relation in RELATIONS.intersection(relations) - found.keys():
            try:
                address = urljoin(base, link[1])
                good = urlsplit(address).scheme in ("http", "https")
            except ValueError:
                continue
            if good:
                found[relation] = address
    return found
