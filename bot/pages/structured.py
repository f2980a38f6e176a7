"""What a page says of itself for machines: meta tags, JSON-LD and link relations.

All of it is the publisher's claim and is bounded here: lengths, schemes, and a canonical
address only on the page's own site, so that no page can pass for another outlet's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

from bot.pages.dates import machine_date

ARTICLE_TYPES = re.compile(r"(Article|NewsArticle|Posting|Report|Review|LiveBlog)", re.I)
# Names of meta tags that hold when it was published; the plain "article:published_time" and
# its many relatives ("dc.date.issued", "parsely-pub-date", "sailthru.date", "pdate").
PUBLISHED = re.compile(r"publi|pub-?date|(?:^|[.:_-])p?date(?:$|[.:_-])|^date|issued", re.I)
NOT_PUBLISHED = re.compile(r"modif|updat|expir|valid|crawl|publisher|access|revis", re.I)
URL_DATE = re.compile(r"/((?:19|20)\d\d)/(\d\d?)/(\d\d?)(?=/|$)")
LONGEST_JSON = 500_000
MOST_OBJECTS = 500


@dataclass(frozen=True)
class Structured:
    """Reads one tree and its address; nothing is found twice."""

    tree: html.HtmlElement
    url: str

    @cached_property
    def metas(self) -> dict[str, str]:
        """Content of meta tags by lower-case property, name or itemprop; the first counts."""
        found: dict[str, str] = {}
        for meta in self.tree.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            content = (meta.get("content") or "").strip()
            if name and content:
                found.setdefault(name.strip().lower(), content[:4_000])
        return found

    @cached_property
    def article(self) -> Mapping[str, Any]:
        """The JSON-LD object of the article; {} where there is none."""
        best: Mapping[str, Any] = {}
        for thing in self._linked_data():
            kinds = thing.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and ARTICLE_TYPES.search(name) for name in names):
                if "headline" in thing:
                    return thing
                best = best or thing
        return best

    def _linked_data(self) -> Iterator[Mapping[str, Any]]:
        for script in self.tree.iter("script"):
            if "ld+json" not in (script.get("type") or ""):
                continue
            try:
                text = (script.text or "")[:LONGEST_JSON].strip().rstrip(";")
                yield from _objects(json.loads(text, strict=False))
            except (ValueError, RecursionError):
                continue

    def first(self, *names: str) -> str | None:
        """The first of these meta tags that is there, on one line."""
        values = (self.metas.get(name) for name in names)
        return next((" ".join(value.split()) for value in values if value), None)

    @property
    def titles(self) -> list[str]:
        """Titles the page gives itself, the most trusted first."""
        found = [
            self.first("og:title"),
            _string(self.article.get("headline")),
            self.first("twitter:title", "dc.title", "title"),
            *self.headings[:1],
            self.document_title,
        ]
        return [title[:500] for title in found if title]

    @cached_property
    def headings(self) -> list[str]:
        return [text for h1 in self.tree.iter("h1") if (text := _text(h1))]

    @cached_property
    def document_title(self) -> str:
        return next((_text(title) for title in self.tree.iter("title")), "")

    @property
    def description(self) -> str | None:
        return self.first("og:description", "description", "twitter:description")

    @property
    def site(self) -> str:
        """The site's name for itself, else its host without "www"."""
        named = self.first("og:site_name") or self._publisher or ""
        return named[:100] if named and "://" not in named else host_of(self.address)

    @property
    def site_names(self) -> list[str]:
        """Every name the site goes by, for telling it from the rest of a title."""
        names = [self.first("og:site_name", "application-name"), self._publisher]
        return [*(name for name in names if name), host_of(self.address)]

    @property
    def _publisher(self) -> str | None:
        return next(_names(self.article.get("publisher")), None)

    @property
    def byline(self) -> str | None:
        people = list(dict.fromkeys(_names(self.article.get("author"))))
        named = ", ".join(people) or self.first(
            "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"
        )
        return clean_byline(named)

    @property
    def published_at(self) -> datetime | None:
        named = (
            content
            for name, content in self.metas.items()
            if PUBLISHED.search(name) and not NOT_PUBLISHED.search(name)
        )
        claims = [
            _string(self.article.get("datePublished")),
            self.metas.get("article:published_time"),
            *named,
        ]
        dates = (machine_date(claim) for claim in claims if claim)
        return next((date for date in dates if date), None) or self._time_element()

    def _time_element(self) -> datetime | None:
        """From ``time`` elements: one that says it is the publication, or all on one day."""
        times = list(self.tree.iter("time"))[:50]
        for time in times:
            if "pubdate" in time.attrib or "published" in (time.get("itemprop") or "").lower():
                return machine_date(time.get("datetime") or _text(time))
        dates = [machine_date(time.get("datetime") or "") for time in times]
        days = {date.date() if date else None for date in dates}
        return dates[0] if len(days) == 1 else None

    @property
    def date_in_url(self) -> datetime | None:
        """The day in an address like ``/2031/05/03/``: a good guess, and no more."""
        match = URL_DATE.search(self.address)
        return machine_date("-".join(part.zfill(2) for part in match.groups())) if match else None

    @cached_property
    def base(self) -> str:
        """What relative addresses on the page are relative to."""
        given = next((base.get("href") for base in self.tree.iter("base")), None)
        return absolute(given, self.url) or self.url

    @property
    def base_of_links(self) -> str:
        """The base, or for a saved page the address it says it had; "" where it does not."""
        return absolute(self.base, "") or self.canonical_url or ""

    @property
    def address(self) -> str:
        """Where the page is from: a saved one may still say so."""
        return self.url or self.canonical_url or ""

    @property
    def canonical_url(self) -> str | None:
        links = (
            link.get("href")
            for link in self.tree.iter("link")
            if (link.get("rel") or "").lower() == "canonical"
        )
        for claim in (next(links, None), self.metas.get("og:url")):
            address = absolute(claim, self.base)
            if address and same_page_site(address, self.url):
                return address
        return None

    @property
    def language(self) -> str | None:
        root = self.tree.getroottree().getroot()
        return (
            root.get("lang")
            or root.get("xml:lang")
            or _string(self.article.get("inLanguage"))
            or self.metas.get("og:locale")
        )

    @property
    def image(self) -> str | None:
        given = self.article.get("image")
        images = given if isinstance(given, list) else [given]
        claims = [
            self.first("og:image", "og:image:url", "twitter:image", "twitter:image:src"),
            *(_string(each.get("url") if isinstance(each, dict) else each) for each in images),
        ]
        addresses = (absolute(claim, self.base) for claim in claims)
        return next((address for address in addresses if address), None)


def absolute(link: str | None, base: str) -> str | None:
    """An http(s) address, or None."""
    if not link or len(link) > 4_000:
        return None
    try:
        address = urljoin(base, link.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None


def same_page_site(claim: str, url: str) -> bool:
    """Whether a canonical address may be believed: same site, and not merely its front page."""
    ours, theirs = host_of(url), host_of(claim)
    if not ours:
        return True
    related = ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}")
    front = urlsplit(claim).path in ("", "/") and not urlsplit(claim).query
    return related and (not front or urlsplit(url).path in ("", "/"))


def clean_byline(byline: str | None) -> str | None:
    """Names only: no "By", no address of a profile."""
    text = " ".join((byline or "").split())
    if not text or "://" in text or text.startswith("@"):
        return None
    text = re.sub(r"^(?:(?:written |posted |reported )?by|author)\s*:?\s+", "", text, flags=re.I)
    return text[:200].strip(" ,|") or None


def host_of(url: str) -> str:
    """The host in its plain form: no www, no host for phones."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", host)


def _text(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _string(value: object) -> str | None:
    if isinstance(value, list):
        value = next(iter(value), None)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _names(value: object) -> Iterator[str]:
    """Names of JSON-LD people or organisations, however they are nested."""
    for each in value if isinstance(value, list) else [value]:
        name = each.get("name") if isinstance(each, dict) else each
        for one in name if isinstance(name, list) else [name]:
            text = _string(one)
            if text and "://" not in text:
                yield text[:120]


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Every object on the first levels of a JSON-LD document."""
    waiting, seen = [value], 0
    while waiting and seen < MOST_OBJECTS:
        thing = waiting.pop(0)
        seen += 1
        if isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            waiting.extend(_nested(thing))


def _nested(thing: Mapping[str, Any]) -> Iterable[object]:
    return [thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in thing]
