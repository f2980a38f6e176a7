"""``kill -9`` at every named point of ingest, index and delivery, and what is left after it.

An undisturbed run tells the points: before and after each call of a port, and at each change
that SQLite makes. Then the same work is done over and over, each time killed at another
point, and finished by a process that knows nothing of it: at once, while Discord drops a
repeated nonce, or an hour later, when it has forgotten.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.child import Point, sent
from tests.faults.scene import Scene, entries_of, lasts

GROUPS = {
    "the record's file": (" record.sqlite:",),
    "the index's file": (" index.sqlite:",),
    "the lock": (" writer.lock:",),
    "delivery": (" courier.", " delivery", " subscription"),
    "feeds and pages": (" fetcher.",),
    "log": (" log.",),
    "documents": (" documents.",),
    "index": (" index.",),
}
"""What is in the names of a group's points; the first group that fits has a point."""

AT_ONCE, LATER = timedelta(seconds=5), timedelta(hours=1)
SIDE_BY_SIDE = 3  # processes at work


def group_of(name: str) -> str:
    return next(group for group, parts in GROUPS.items() if any(one in name for one in parts))


def deaths(points: dict[str, int], group: str) -> Iterator[tuple[Point, timedelta]]:
    """Where to die, and how much later the work is finished.

    Every time that something lasting is done; before anything else once, since all that is
    on disk after one question is there after the next.
    """
    number = 0
    for name, times in points.items():
        if group_of(name) != group or not (lasts(name) or name.startswith(("before", "in"))):
            continue
        for turn in range(1, times + 1) if lasts(name) else [1]:
            number += 1
            if " courier." in name or " delivery" in name:
                yield from (((name, turn), later) for later in (AT_ONCE, LATER))
            else:
                yield (name, turn), (AT_ONCE, LATER)[number % 2]


@pytest.mark.parametrize("group", GROUPS)
async def test_a_kill_at_any_point_loses_nothing_and_repeats_nothing(
    scene: Scene, group: str
) -> None:
    places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def killed(point: Point, folder: Path) -> None:
        async with places:
            ended = await sent(replace(scene.errand(folder), kill=point))
        assert ended == -signal.SIGKILL, f"{point} was not reached"

    async def finished(point: Point, later: timedelta, folder: Path) -> list[str]:
        async with places:
            acknowledged = await entries_of(folder)
            assert await scene.finish(folder, later) == 0
            found = await scene.wrongs(folder, acknowledged)
        return [f"{point}, {later} later: {one}" for one in found]

    planned = list(deaths(await scene.points(), group))
    assert planned
    folders = [scene.copy(f"killed-{number}") for number in range(len(planned))]
    plan = list(zip(planned, folders, strict=True))
    await asyncio.gather(*(killed(point, folder) for (point, _), folder in plan))
    wrongs = await asyncio.gather(
        *(finished(point, later, folder) for (point, later), folder in plan)
    )
    assert not any(wrongs), "\n".join(one for found in wrongs for one in found)


async def test_the_work_is_watched_in_every_group(scene: Scene) -> None:
    assert {group_of(name) for name in await scene.points()} == set(GROUPS)
