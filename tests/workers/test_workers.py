"""Worker processes: they read like the pure functions, and nothing they read ends the bot."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.errors import Unreadable
from bot.feeds import parse_feed
from bot.pages import NoArticle, Outcome, read_page
from bot.workers.pool import Workers
from tests.pages.making import URL, page, sample

FEED = (
    b"<rss version='2.0'><channel><title>Courier</title><item><title>Tram</title><guid>1</guid>"
    b"<pubDate>Sat, 03 May 2031 09:30:00 GMT</pubDate><author>Li Osei</author></item></channel>"
    b"</rss>"
)
# Quadratic for lxml's HTML parser, and within every cap: a page that takes it seconds.
SLOW = b"<p>" + b"<a " + b" ".join(b"a%d=1" % n for n in range(1_900)) + b">x</a>" * 100


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def test_a_worker_reads_what_the_functions_read() -> None:
    body = sample("harbour.html")
    async with Workers(1) as workers:
        assert await workers.page(body, URL) == read_page(body, URL)
        assert await workers.feed(FEED, URL) == parse_feed(FEED, URL)


async def test_reasons_and_outcomes_come_back() -> None:
    wall = page(paragraphs=("Please sign in to continue reading this article.",))
    async with Workers(1) as workers:
        with pytest.raises(NoArticle, match=r"sign-in before") as refused:
            await workers.page(wall, URL)
        with pytest.raises(Unreadable, match="not a feed"):
            await workers.feed(b"<html><body>Hello", URL)
    assert (refused.value.outcome, refused.value.subject) == (Outcome.SIGN_IN, URL)


async def test_they_start_on_demand_serve_in_turn_and_stop_when_idle() -> None:
    async with Workers(2, idle=0.2) as workers:
        assert workers.pids == []
        await asyncio.gather(*(workers.feed(FEED, URL) for _ in range(6)))
        pids = workers.pids
        assert len(pids) == 2
        for _ in range(100):
            await asyncio.sleep(0.05)
            if not workers.pids:
                break
        assert workers.pids == []
        assert not any(map(alive, pids))
        assert (await workers.feed(FEED, URL)).title == "Courier"


async def test_none_outlives_the_block() -> None:
    async with Workers(1) as workers:
        await workers.feed(FEED, URL)
        pids = workers.pids
        assert all(map(alive, pids))
    assert not any(map(alive, pids))


async def test_one_that_takes_too_long_is_killed_and_the_next_is_served() -> None:
    async with Workers(1, seconds=1.0) as workers:
        await workers.feed(FEED, URL)
        (pid,) = workers.pids
        os.kill(pid, 19)  # stopped, it answers nothing
        with pytest.raises(NoArticle, match="over 1 seconds") as failed:
            await workers.page(page(), URL)
        assert failed.value.outcome is Outcome.FAILED
        assert not alive(pid)
        assert (await workers.feed(FEED, URL)).title == "Courier"


async def test_one_that_dies_between_jobs_is_replaced() -> None:
    async with Workers(1) as workers:
        await workers.feed(FEED, URL)
        (pid,) = workers.pids
        os.kill(pid, 9)
        await asyncio.sleep(0.1)
        assert (await workers.feed(FEED, URL)).title == "Courier"
        assert workers.pids != [pid]


async def test_memory_is_limited() -> None:
    huge = page(paragraphs=("word " * 900_000,))
    async with Workers(1, memory=60_000_000) as workers:
        with pytest.raises(NoArticle) as failed:
            await workers.page(huge, URL)
        assert failed.value.outcome is Outcome.FAILED
        assert "memory" in str(failed.value)
        assert (await workers.feed(FEED, URL)).title == "Courier"


async def test_a_job_that_is_cancelled_leaves_no_process_with_half_an_answer() -> None:
    async with Workers(1) as workers:
        await workers.feed(FEED, URL)
        pids = workers.pids
        job = asyncio.create_task(workers.page(SLOW, URL))
        await asyncio.sleep(0.02)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        assert not any(map(alive, pids))
        assert (await workers.feed(FEED, URL)).title == "Courier"


async def test_a_worker_does_not_know_the_bot_s_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_DISCORD_TOKEN", "secret-of-the-bot")
    async with Workers(1) as workers:
        await workers.feed(FEED, URL)
        known = environment_of(workers.pids[0])
    assert b"PATH=" in known
    assert b"secret-of-the-bot" not in known


async def test_cancelling_while_a_worker_starts_leaves_none() -> None:
    async with Workers(1) as workers:
        for _ in range(5):
            job = asyncio.create_task(workers.feed(FEED, URL))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await job
        assert (await workers.feed(FEED, URL)).title == "Courier"
        assert len(workers.pids) == 1


async def test_a_worker_is_of_this_package_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = tmp_path / "bot"
    strange.mkdir()
    (strange / "__init__.py").write_text("raise SystemExit('another bot')")
    monkeypatch.chdir(tmp_path)
    async with Workers(1) as workers:
        assert (await workers.feed(FEED, URL)).title == "Courier"
