"""The demo as a whole: the real bot and app, the sample site, and the page's own requests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.config import FeedSettings, FetchSettings, Settings
from bot.demo.preview import FRESH_SECONDS, serve_preview
from bot.demo.site import SampleSite, load_samples, published
from bot.desk.answering.latest import Latest, LatestPage
from bot.errors import BadInput
from tests.demo.clock import HandClock
from tests.demo.visitor import Visitor, buttons_of, comes_true, text_of, visiting

FIRST = 4
EVERY = 1.0
POLL = 1.0
SAMPLES = load_samples()
ALL = len(published(SAMPLES, "", datetime.now(UTC)))
CORRECTION = next(sample for sample in SAMPLES if sample.corrects)


def settings_for(site: SampleSite, data: Path) -> Settings:
    return Settings(
        data_dir=data,
        feeds=[FeedSettings(url=site.feed_url, every=POLL)],
        fetch=FetchSettings(allow_private_hosts=[site.host]),
    )


class Demo:
    """One run of the demo; ``stop`` ends it."""

    def __init__(self, address: str, stop: asyncio.Event, task: asyncio.Task[None], app: App):
        self.address = address
        self.app = app
        self._stop = stop
        self._task = task

    async def stop(self) -> None:
        self._stop.set()
        async with asyncio.timeout(2):
            await self._task

    async def ended(self) -> None:
        async with asyncio.timeout(2):
            await self._task


@asynccontextmanager
async def demo(
    settings: Settings, change: Callable[[App], None] = lambda app: None
) -> AsyncIterator[Demo]:
    """``serve_preview`` at work over an app of these settings, ``change``d before."""
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    stop = asyncio.Event()
    async with App.opened(settings) as app:
        change(app)
        serving = asyncio.create_task(
            serve_preview(app, port=0, ready=address.set_result, stop=stop)
        )
        await asyncio.wait([serving, address], return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            await serving
        running = Demo(await address, stop, serving, app)
        try:
            yield running
        finally:
            await running.stop()


def hanging(app: App) -> None:
    """Make ``/latest`` wait for ever."""

    class Hanging(Latest):
        async def articles(self, *_: object) -> LatestPage:  # type: ignore[override]
            await asyncio.Event().wait()
            raise AssertionError

    latest = Hanging.__new__(Hanging)
    latest.__dict__.update(vars(app.desk.latest))
    app.desk = replace(app.desk, latest=latest)


async def stored(app: App, count: int) -> None:
    """Wait until the record holds so many articles."""

    async def held() -> bool:
        return len(await app.desk.answers.suggest_articles("", 25)) >= count

    assert await comes_true(held)


def posts(messages: list[dict[str, Any]]) -> list[str]:
    """The titles of the articles that were posted, as shown."""
    return [m["embeds"][0]["title"] for m in messages if "Topic: everything" in text_of(m)]


def posted(count: int) -> Any:
    return lambda messages: len(posts(messages)) >= count


@pytest.fixture
async def site() -> AsyncIterator[SampleSite]:
    async with SampleSite(first=FIRST, every=EVERY) as site:
        yield site


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Visitor]:
    """A demo whose articles are all in the record, none of them posted."""
    async with (
        SampleSite(first=len(SAMPLES)) as site,
        demo(settings_for(site, tmp_path)) as running,
        visiting(running.address) as visitor,
    ):
        await stored(running.app, ALL)
        yield visitor


async def test_articles_are_posted_while_one_watches_and_corrected_in_place(tmp_path: Path):
    original = next(s for s in SAMPLES if s.slug == CORRECTION.corrects)
    clock = HandClock()
    async with (
        SampleSite(first=FIRST, every=1, clock=clock) as site,
        demo(settings_for(site, tmp_path)) as running,
        visiting(running.address) as visitor,
    ):
        await stored(running.app, FIRST)
        clock.go_on(seconds=SAMPLES.index(original) + 1 - FIRST)
        before = await visitor.sees(lambda seen: original.title in posts(seen))
        # Nobody has to reload for it, or to wait until the page is renewed anyhow.
        age = datetime.now(UTC) - datetime.fromisoformat(before[-1]["timestamp"])
        assert age < timedelta(seconds=FRESH_SECONDS / 2)
        clock.go_on(seconds=len(SAMPLES))
        await visitor.sees(lambda seen: CORRECTION.title in posts(seen))
        messages = await visitor.sees(posted(ALL - FIRST))
    assert "Welcome" in text_of(messages[0])
    titles = posts(messages)
    assert len(titles) == len(set(titles)) == ALL - FIRST
    assert original.title not in titles
    edited = next(m for m in messages if CORRECTION.title in posts([m]))
    assert edited["id"] == next(m["id"] for m in before if original.title in posts([m]))
    times = [datetime.fromisoformat(message["timestamp"]) for message in messages]
    assert times == sorted(times)
    assert all(datetime.now(UTC) - time < timedelta(minutes=1) for time in times)


async def test_a_restart_shows_what_was_posted_and_goes_on(tmp_path: Path):
    kept = tmp_path / "site.json"
    correction_at = SAMPLES.index(CORRECTION)
    async with (
        SampleSite(first=correction_at - 2, every=99, keep=kept) as site,
        demo(settings_for(site, tmp_path / "data")) as running,
    ):
        await stored(running.app, correction_at - 2)
    settings = settings_for(site, tmp_path / "data")
    async with (
        SampleSite(first=correction_at, every=99, keep=kept),
        demo(settings) as running,
        visiting(running.address) as visitor,
    ):
        before = await visitor.sees(posted(2))
    async with (
        SampleSite(first=len(SAMPLES), keep=kept),
        demo(settings) as running,
        visiting(running.address) as visitor,
    ):
        restored = {m["id"]: m for m in await visitor.look() if posts([m])}
        assert list(restored) == [m["id"] for m in before if posts([m])]
        # The correction comes now, and edits a message of the run before.
        await visitor.sees(lambda seen: CORRECTION.title in posts(seen))
        messages = await visitor.sees(posted(2 + len(SAMPLES) - correction_at - 1))
    titles = posts(messages)
    assert len(titles) == len(set(titles))
    edited = next(m for m in messages if CORRECTION.title in posts([m]))
    assert edited["id"] in restored
    assert edited["timestamp"] == restored[edited["id"]]["timestamp"]


async def test_commands_answer_with_the_words_of_the_articles(page: Visitor):
    latest = await page.run("latest", count="2")
    newest = published(SAMPLES, "", datetime.now(UTC))[:2]
    assert [embed["title"] for embed in latest["embeds"]] == [story.title for story in newest]

    offered = await page.complete("quotes", "name", "stan")
    stanko = next(choice for choice in offered if "Mirela Stanko" in choice["name"])
    answer = await page.run("quotes", name=stanko["value"])
    assert "Mirela Stanko" in text_of(answer)
    assert not answer["ephemeral"]
    said = re.findall("“[^“”]+”", text_of(answer))
    assert said
    assert all(any(words in sample.text for sample in SAMPLES) for words in said)

    older = next(b["label"] for b in buttons_of(answer) if b["label"].startswith("Older"))
    assert text_of(await page.press(answer, older)) != text_of(answer)

    offered = await page.complete("keypoints", "article", "derby")
    answer = await page.run("keypoints", article=offered[0]["value"])
    assert "Late Kovar header" in text_of(answer)


async def test_only_an_editor_is_offered_what_changes_the_channel(page: Visitor):
    reading = {"latest", "quotes", "keypoints"}
    assert await page.commands() > reading
    await page.view_as("Rufus Reader")
    assert await page.commands() >= reading
    assert not await page.commands() & {"subscribe", "unsubscribe"}
    await page.view_as("Edda Editor")
    assert "no longer" in text_of(await page.run("unsubscribe", to="everything"))


async def test_a_question_without_an_answer_bothers_nobody_else(page: Visitor):
    answer = await page.run("quotes", name="Nobody Atall")
    assert answer["ephemeral"]
    assert "Nobody Atall" in text_of(answer)
    await page.view_as("Rufus Reader")
    assert answer["id"] not in [message["id"] for message in await page.look()]


async def test_a_channel_that_unsubscribed_is_subscribed_again_at_the_next_start(tmp_path: Path):
    async with SampleSite() as site:
        settings = settings_for(site, tmp_path)
        for start in range(2):
            async with demo(settings) as running, visiting(running.address) as visitor:
                welcome = text_of((await visitor.look())[0])
                assert welcome.startswith("Welcome!"), start
                await visitor.run("unsubscribe", to="everything")


async def test_ending_the_session_on_the_page_ends_the_demo(site: SampleSite, tmp_path: Path):
    async with demo(settings_for(site, tmp_path)) as running, visiting(running.address) as visitor:
        await visitor.act(kind="close")
        await running.ended()


async def test_a_command_that_hangs_does_not_hold_up_the_end(
    site: SampleSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    before = asyncio.all_tasks()
    settings = settings_for(site, tmp_path)
    async with demo(settings, hanging) as running, visiting(running.address) as visitor:
        acting = asyncio.create_task(visitor.run("latest"))
        await asyncio.sleep(0.5)
        assert not acting.done()
        await running.stop()
        await asyncio.gather(acting, return_exceptions=True)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
    assert "a command was given up" in caplog.text


async def test_nothing_is_left_running(site: SampleSite, tmp_path: Path):
    before = asyncio.all_tasks()
    async with demo(settings_for(site, tmp_path)) as running, visiting(running.address) as visitor:
        await visitor.sees(posted(1))
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_a_taken_port_is_said_at_once(site: SampleSite, tmp_path: Path):
    async with App.opened(settings_for(site, tmp_path)) as app:
        with pytest.raises(BadInput, match="in use"):
            await serve_preview(app, port=site.port, ready=lambda url: None, stop=asyncio.Event())
