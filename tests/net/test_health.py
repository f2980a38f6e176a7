"""The health endpoint over real HTTP: what monitors and Prometheus are told."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.desk.pulse import Pulse
from bot.desk.watching.alerts import Alert, Kind
from bot.desk.watching.status import Status
from bot.desk.watching.vitals import BLIND, SETTLING, BotVitals
from bot.errors import BadSettings
from bot.net.health import HealthEndpoint
from bot.ports import Busy, Posted, Refused
from tests.desk.world import NOON, HandClock

STATUS = Status(
    entries=12,
    newest_at=NOON,
    polled_at=NOON,
    posted_at=None,
    feeds={"ok": 2, "failing": 1},
    waiting=3,
    index_lag=4,
    subscriptions=6,
    paused=1,
    backlog=5,
    room=10**9,
    alerts=(),
)


@dataclass
class Watched:
    """Stands where the watch stands: what the last look found."""

    latest: Status | None = STATUS
    looked_at: Any = NOON


@dataclass
class Bot:
    clock: HandClock = field(default_factory=HandClock)
    watch: Watched = field(default_factory=Watched)
    pulse: Pulse = field(init=False)
    port: int = 0

    def __post_init__(self) -> None:
        self.pulse = Pulse(self.clock)
        self.pulse.connected()

    @property
    def vitals(self) -> BotVitals:
        return BotVitals(self.watch, self.pulse, self.clock)  # type: ignore[arg-type]

    async def get(self, path: str, method: str = "GET") -> tuple[int, str, str]:
        """Status, content type and text."""
        address = f"http://127.0.0.1:{self.port}{path}"
        async with aiohttp.request(method, address) as answer:
            return answer.status, answer.headers["Content-Type"], await answer.text()

    async def health(self) -> tuple[int, dict[str, Any]]:
        async with aiohttp.request("GET", f"http://127.0.0.1:{self.port}/health") as answer:
            return answer.status, await answer.json()

    async def metrics(self) -> dict[str, float]:
        """As Prometheus would read them: by name, with labels in braces."""
        _, _, text = await self.get("/metrics")
        return {
            sample.name + str(dict(sample.labels) or ""): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    async with HealthEndpoint("127.0.0.1:0", bot.vitals) as endpoint:
        bot.port = endpoint.port
        yield bot


async def test_a_bot_that_does_its_work(bot: Bot) -> None:
    code, document = await bot.health()
    assert code == 200
    assert document["status"] == "well"
    assert (document["entries"], document["discord"]) == (12, "connected")
    assert document["polled_at"] == "2031-05-04T12:00:00+00:00"


def gone_wrong(bot: Bot, what: str) -> None:
    match what:
        case "unit":
            for _ in range(3):
                bot.pulse.crashed("index", "No such table.")
        case "discord":
            bot.pulse.disconnected()
            bot.clock.advance(301)
            bot.watch.looked_at = bot.clock()
        case "delivery":
            alert = Alert(Kind.DELIVERY, "", "Posts are late.", grave=True)
            bot.watch.latest = replace(STATUS, alerts=(alert,))
            bot.clock.advance(SETTLING.total_seconds() + 1)
            bot.watch.looked_at = bot.clock()
        case "blind":
            bot.clock.advance(BLIND.total_seconds() + 1)
        case "never looked":
            bot.watch.latest = bot.watch.looked_at = None
            bot.clock.advance(BLIND.total_seconds() + 1)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("unit", "Unit index: It keeps crashing"),
        ("discord", "Discord has been out of reach for 5 minutes."),
        ("delivery", "Posts are late."),
        ("blind", "The bot has not been able to look at itself"),
        ("never looked", "The bot has not been able to look at itself"),
    ],
)
async def test_a_bot_that_does_not(bot: Bot, what: str, sentence: str) -> None:
    gone_wrong(bot, what)
    code, document = await bot.health()
    assert (code, document["status"]) == (503, "unwell")
    assert [one.startswith(sentence) for one in document["troubles"]] == [True]


async def test_what_is_not_the_bots_own_trouble(bot: Bot) -> None:
    """A feed that fails and a channel that is paused are mended by no restart."""
    alerts = (Alert(Kind.FEED, "f", "No answer."), Alert(Kind.CHANNEL, "7", "Paused: gone."))
    bot.watch.latest = replace(STATUS, alerts=alerts)
    bot.pulse.crashed("index", "Once.")
    bot.pulse.disconnected()
    bot.clock.advance(60)
    code, document = await bot.health()
    assert (code, document["troubles"]) == (200, [])
    assert document["discord"] == "away"


async def test_a_unit_that_works_again_is_well_before_the_next_look(bot: Bot) -> None:
    alert = Alert(Kind.UNIT, "index", "It keeps crashing.", grave=True)
    bot.watch.latest = replace(STATUS, alerts=(alert,))
    assert (await bot.health())[0] == 200


async def test_the_first_minutes(bot: Bot) -> None:
    late = Alert(Kind.DELIVERY, "", "Posts are late.", grave=True)
    bot.watch.latest = replace(STATUS, alerts=(late,))
    assert (await bot.health())[0] == 200
    bot.watch.latest = bot.watch.looked_at = None
    code, document = await bot.health()
    assert (code, document["entries"]) == (200, None)
    assert "pullquote_log_entries" not in await bot.metrics()


async def test_what_prometheus_reads(bot: Bot) -> None:
    bot.pulse.polled("ok", stored=3, revised=1)
    bot.pulse.polled("failed")
    bot.clock.advance(10)
    for outcome in (Posted(1), Posted(2), Busy("Slow down.", 2.5), Refused("Gone.")):
        bot.pulse.sent("s1", outcome, edit=False)
    bot.pulse.sent("s1", Posted(1), edit=True)
    bot.pulse.crashed('un"it\n', "So.")
    alert = Alert(Kind.FEED, "f", "No answer.")
    bot.watch.latest = replace(STATUS, alerts=(alert,))
    read = await bot.metrics()
    assert {name: read[name] for name in EXPECTED} == EXPECTED
    assert read["process_resident_memory_bytes"] > 0
    _, content_type, text = await bot.get("/metrics")
    assert content_type.startswith("text/plain; version=")
    for line in text.splitlines():
        if line.startswith("# HELP pullquote_"):
            assert line.endswith(".")


EXPECTED = {
    "pullquote_polls_total{'outcome': 'ok'}": 1,
    "pullquote_polls_total{'outcome': 'failed'}": 1,
    "pullquote_polls_total{'outcome': 'crashed'}": 0,
    "pullquote_articles_total{'arrival': 'new'}": 3,
    "pullquote_articles_total{'arrival': 'revised'}": 1,
    "pullquote_posts_total{'outcome': 'posted'}": 2,
    "pullquote_posts_total{'outcome': 'busy'}": 1,
    "pullquote_posts_total{'outcome': 'refused'}": 1,
    "pullquote_posts_total{'outcome': 'unacceptable'}": 0,
    "pullquote_edits_total{'outcome': 'posted'}": 1,
    "pullquote_post_wait_seconds_total": 2.5,
    "pullquote_unit_crashes_total{'unit': 'un\"it\\n'}": 1,
    "pullquote_discord_connected": 1,
    "pullquote_log_entries": 12,
    "pullquote_index_lag_entries": 4,
    "pullquote_delivery_backlog_entries": 5,
    "pullquote_subscriptions": 6,
    "pullquote_subscriptions_paused": 1,
    "pullquote_pages_waiting": 3,
    "pullquote_feeds{'health': 'ok'}": 2,
    "pullquote_feeds{'health': 'failing'}": 1,
    "pullquote_feeds{'health': 'held'}": 0,
    "pullquote_alerts{'about': 'feed'}": 1,
    "pullquote_alerts{'about': 'silence'}": 0,
    "pullquote_disk_free_bytes": 1e9,
    "pullquote_last_poll_timestamp_seconds": NOON.timestamp(),
    "pullquote_last_post_timestamp_seconds": (NOON + timedelta(seconds=10)).timestamp(),
    "pullquote_last_entry_timestamp_seconds": NOON.timestamp(),
}


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/", 404),
        ("GET", "/health/more", 404),
        ("POST", "/health", 405),
        ("DELETE", "/metrics", 405),
        ("HEAD", "/health", 200),
    ],
)
async def test_nothing_else_is_answered(bot: Bot, method: str, path: str, code: int) -> None:
    assert (await bot.get(path, method))[0] == code


async def test_a_port_that_is_taken(bot: Bot) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        endpoint = HealthEndpoint(address, bot.vitals)
        with pytest.raises(BadSettings, match=r"health\.listen: 127\.0\.0\.1:\d+ cannot be"):
            await endpoint.__aenter__()
