"""The pace of all requests, on a loop that skips the time in which it would sleep."""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_left
from collections.abc import Awaitable, Callable

import discord
import pytest

from bot.chat.posting.pace import BURST, INVALID_WINDOW, LONGEST_HOLD, MOST_INVALID, RATE, Pace
from tests.chat.skipping import SkippingLoop

LIMIT = 50  # Discord's, of one second
GLOBAL = {"X-RateLimit-Scope": "global", "Via": "1.1 google"}


def run(test: Callable[[Pace], Awaitable[None]]) -> None:
    async def with_a_pace() -> None:
        await test(Pace())

    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        runner.run(with_a_pace())


def now() -> float:
    return asyncio.get_running_loop().time()


async def turns(pace: Pace, number: int) -> list[float]:
    """When each of so many that were asked for at once was had."""

    async def one() -> float:
        await pace.turn()
        return now()

    return sorted(await asyncio.gather(*(one() for _ in range(number))))


def most_in_a_second(times: list[float]) -> int:
    return max(bisect_left(times, start + 1.0) - n for n, start in enumerate(times))


def test_no_second_has_more_than_discord_takes_and_little_is_given_away() -> None:
    async def test(pace: Pace) -> None:
        times = await turns(pace, 1000)
        assert times[-1] - times[0] == pytest.approx((1000 - BURST) / RATE, abs=0.01)
        assert 0.9 * LIMIT <= most_in_a_second(times) < LIMIT

    run(test)


def test_after_a_rest_there_is_only_a_small_burst() -> None:
    async def test(pace: Pace) -> None:
        await turns(pace, 100)
        await asyncio.sleep(60)
        assert most_in_a_second(await turns(pace, 200)) < LIMIT

    run(test)


def test_all_wait_out_a_limit_for_all_and_do_not_rush_afterwards() -> None:
    async def test(pace: Pace) -> None:
        waiting = asyncio.create_task(turns(pace, 100))
        await asyncio.sleep(1)
        hit = now()
        pace.answered(429, {**GLOBAL, "Retry-After": "2"})
        times = await waiting
        assert not [time for time in times if hit < time < hit + 2]
        assert len([time for time in times if time >= hit + 2]) > 40
        assert most_in_a_second(times) < LIMIT

    run(test)


@pytest.mark.parametrize(
    ("status", "headers", "waits"),
    [
        (429, {**GLOBAL, "Retry-After": "5"}, 5),
        (429, {"Retry-After": "5"}, 5),  # not by Discord itself
        (429, {"Retry-After": "tomorrow"}, LONGEST_HOLD),
        (429, {"X-RateLimit-Scope": "user", "Via": "1.1 google", "Retry-After": "5"}, 0),
        (429, {"X-RateLimit-Scope": "shared", "Via": "1.1 google", "Retry-After": "5"}, 0),
        (403, {}, 0),
        (503, {}, 0),
        (200, {}, 0),
    ],
)
def test_what_makes_all_wait(status: int, headers: dict[str, str], waits: float) -> None:
    async def test(pace: Pace) -> None:
        began = now()
        pace.answered(status, headers)
        await pace.turn()
        assert now() - began == pytest.approx(waits, abs=0.01)

    run(test)


def test_a_long_wait_is_told_and_not_slept_through() -> None:
    async def test(pace: Pace) -> None:
        pace.answered(429, {"Retry-After": "600"})
        with pytest.raises(discord.RateLimited) as told:
            await pace.turn()
        assert told.value.retry_after == pytest.approx(600)

    run(test)


@pytest.mark.parametrize(
    ("status", "headers"),
    [(401, {}), (403, {}), (429, {"X-RateLimit-Scope": "user", "Via": "1.1 google"})],
)
def test_refusals_are_counted_and_end_far_below_discords_own_limit(
    status: int, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    async def test(pace: Pace) -> None:
        for _ in range(MOST_INVALID - 1):
            pace.answered(status, headers)
            await asyncio.sleep(0.1)
        await pace.turn()
        for _ in range(20):  # what was under way arrives still
            pace.answered(status, headers)
        with pytest.raises(discord.RateLimited) as told:
            await pace.turn()
        assert told.value.retry_after < INVALID_WINDOW
        await asyncio.sleep(told.value.retry_after)
        await pace.turn()
        for _ in range(MOST_INVALID // 2 - 30):  # there is room for half as many again
            pace.answered(status, headers)
        await pace.turn()

    with caplog.at_level(logging.ERROR):
        run(test)
    assert len(caplog.records) == 1


def test_refusals_that_are_far_apart_do_no_harm() -> None:
    async def test(pace: Pace) -> None:
        for _ in range(3 * MOST_INVALID):
            pace.answered(403, {})
            await asyncio.sleep(INVALID_WINDOW / MOST_INVALID * 1.01)
        await pace.turn()

    run(test)


def test_limits_that_others_used_up_are_not_counted() -> None:
    async def test(pace: Pace) -> None:
        for _ in range(2 * MOST_INVALID):
            pace.answered(429, {"X-RateLimit-Scope": "shared", "Via": "1.1 google"})
        await pace.turn()

    run(test)
