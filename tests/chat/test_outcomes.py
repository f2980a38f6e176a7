"""How long is waited while Discord fails."""

from __future__ import annotations

import asyncio

from bot.chat.posting.outcomes import BLOCKED, Patience
from tests.chat.skipping import SkippingLoop


def test_patience_grows_with_the_trouble_and_ends_with_it() -> None:
    async def waits() -> list[int]:
        patience, found = Patience(), []
        for _ in range(9):
            found.append(wait := patience.wait())
            await asyncio.sleep(wait)
        patience.over()
        return [round(wait) for wait in (*found, patience.wait(), patience.wait())]

    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        assert runner.run(waits()) == [1, 1, 2, 4, 8, 16, 32, BLOCKED, BLOCKED, 1, 1]
