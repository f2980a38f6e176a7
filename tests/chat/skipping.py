"""An event loop on which waiting takes no time."""

from __future__ import annotations

import asyncio
import selectors


class _Skip(selectors.SelectSelector):
    """Instead of waiting it moves the time on; and by a little at every turn of the loop."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.passed += max(timeout or 0.0, 0.0) + 1e-6
        return super().select(0)


class SkippingLoop(asyncio.SelectorEventLoop):
    """Time passes at once wherever a real loop would sleep."""

    def __init__(self) -> None:
        self._skip = _Skip()
        super().__init__(self._skip)

    def time(self) -> float:
        return 1000.0 + self._skip.passed
