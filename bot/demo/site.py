"""A news site on loopback that publishes the bundled sample articles while one watches.

It is a feed like any other: the bot polls ``/feed.xml``, finds the pages it links to and
reads them. A few articles are there at once, then one more appears every few seconds; a
correction is no new article but changed text at the address of the one it corrects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.config import StorySettings, TopicSettings
from bot.demo.newspage import Story, atom_feed, front_page, news_page
from bot.records import digest

NAME = "Pullquote sample news"
SAMPLE_TOPICS = (
    TopicSettings(name="The Vell dam", terms=["Vell", "Dornik"]),
    TopicSettings(name="Shipping", terms=["Sarran Strait", "Halden Shipping", "freight"]),
    TopicSettings(name="Disasters", terms=["flood", "embankment", "cholera", "collapse"]),
)
"""Topics that the bundled articles are about, for a first /subscribe and /latest."""

SAMPLE_STORIES = (
    StorySettings(
        name="the dispute over the Vell", since=date(2026, 2, 3), terms=["Vell", "Dornik"]
    ),
)
"""A running story that some of them belong to, for /story."""

CLOSING_SECONDS = 0.5
_RELATED = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """A bundled article; ``minutes_ago`` is how old it is when the site opens.

    ``host`` is the (invented) site of its outlet; ``corrects`` is the slug of the article
    whose text it replaces.
    """

    slug: str
    title: str
    outlet: str
    host: str
    byline: str | None
    minutes_ago: int
    corrects: str | None
    text: str


def load_samples() -> list[Sample]:
    """All bundled articles, in the order in which they are published."""
    folder = files("bot") / "samples"
    return [
        Sample(
            slug=item["slug"],
            title=item["title"],
            outlet=item["outlet"],
            host=item["host"],
            byline=item.get("byline"),
            minutes_ago=item["minutes_ago"],
            corrects=item.get("corrects"),
            text=(folder / f"{item['slug']}.txt").read_text("utf-8"),
        )
        for item in json.loads((folder / "index.json").read_text("utf-8"))
    ]


def published(samples: Sequence[Sample], base: str, opened: datetime) -> list[Story]:
    """The stories after these samples have come out, newest first. Pure.

    ``base`` is the site's address; ``opened`` is when it went on the air, the moment that
    the articles' ages count from. A correction gives its own title and words to the story
    it corrects, which keeps its address and the date of its first publication.
    """
    stories: dict[str, Story] = {}
    for sample in samples:
        dated = (opened - timedelta(minutes=sample.minutes_ago)).replace(microsecond=0)
        first = stories.get(sample.corrects or "")
        story = Story(
            url=first.url if first else f"{base}/{sample.host}/{sample.slug.partition('-')[2]}",
            title=sample.title,
            outlet=sample.outlet,
            byline=sample.byline,
            published=first.published if first else dated,
            updated=dated,
            paragraphs=tuple(sample.text.strip().split("\n\n")),
        )
        stories[sample.corrects or sample.slug] = story
    return sorted(stories.values(), key=lambda story: story.published, reverse=True)


class SampleSite:
    """Serves the samples on 127.0.0.1: ``first`` at once, one more ``every`` seconds.

    With ``keep``, a file, the site is the same one after a restart: at the same port, so
    that its articles keep their addresses, and as far on as if it had never stopped.
    """

    def __init__(
        self,
        port: int = 0,
        first: int = 4,
        every: float = 8.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        keep: Path | None = None,
    ) -> None:
        self.port = port  # the one bound, once entered
        self.opened = clock()
        self._samples = load_samples()
        self._first = first
        self._every = every
        self._clock = clock
        self._keep = keep
        self._runner: web.AppRunner | None = None

    @property
    def host(self) -> str:
        """host:port, for the setting that allows a private address to be fetched."""
        return f"127.0.0.1:{self.port}"

    @property
    def feed_url(self) -> str:
        return f"http://{self.host}/feed.xml"

    async def __aenter__(self) -> Self:
        """Raises OSError when no port can be had, or ``keep`` not be written."""
        kept = _read_kept(self._keep)
        if kept is not None:
            self.opened = kept.opened
        app = web.Application()
        app.router.add_get("/", self._front)
        app.router.add_get("/feed.xml", self._feed)
        app.router.add_get("/{host}/{name}", self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_SECONDS)
        await self._runner.setup()
        try:
            await self._bind(self.port or (kept.port if kept else 0))
            if self._keep is not None:
                _write_kept(self._keep, _Kept(self.port, self.opened))
        except BaseException:
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _bind(self, wanted: int) -> None:
        assert self._runner is not None
        try:
            await web.TCPSite(self._runner, "127.0.0.1", wanted).start()
        except OSError:
            if self.port or not wanted:
                raise
            # The remembered port is another's now; the articles get new addresses.
            await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    def _stories(self) -> list[Story]:
        seconds = max(0.0, (self._clock() - self.opened).total_seconds())
        released = self._first + int(seconds / self._every)
        return published(self._samples[:released], f"http://{self.host}", self.opened)

    async def _front(self, request: web.Request) -> web.Response:
        return _answer(request, front_page(NAME, self._stories()), "text/html")

    async def _feed(self, request: web.Request) -> web.Response:
        feed = atom_feed(NAME, f"http://{self.host}", self._stories())
        return _answer(request, feed, "application/atom+xml")

    async def _page(self, request: web.Request) -> web.Response:
        stories = self._stories()
        for story in stories:
            if story.url.endswith(request.path):
                others = [other for other in stories if other is not story][:_RELATED]
                return _answer(request, news_page(story, others), "text/html")
        raise web.HTTPNotFound


def _answer(request: web.Request, text: str, content_type: str) -> web.Response:
    """The text, or 304 to whoever has it already."""
    etag = digest(text)
    asked = {tag.value for tag in request.if_none_match or ()}
    response = web.Response(status=304) if etag in asked else web.Response(text=text)
    response.content_type = content_type
    response.etag = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


@dataclass(frozen=True, slots=True)
class _Kept:
    port: int
    opened: datetime


def _read_kept(path: Path | None) -> _Kept | None:
    """What an earlier run left; None where there is nothing that can be used."""
    if path is None:
        return None
    try:
        document = json.loads(path.read_text("utf-8"))
        return _Kept(int(document["port"]), datetime.fromisoformat(document["opened"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_kept(path: Path, kept: _Kept) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"port": kept.port, "opened": kept.opened.isoformat()}
    path.write_text(json.dumps(document), "utf-8")
