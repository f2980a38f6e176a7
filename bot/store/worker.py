"""One thread for one file: its calls are made in order, away from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from bot.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """Runs blocking functions one after another on a thread of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns or raises; StoreError once closed.

        A caller that is cancelled stops waiting; a call that has begun is finished all
        the same, so that no transaction is left half-way.
        """
        if self._closed:
            raise StoreError(self._name, f"The {self._name} is closed; open it again first.")
        work = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def close(self, last: Callable[[], None]) -> None:
        """Run ``last`` after everything that waits, then end the thread."""
        if self._closed:
            return
        self._closed = True
        try:
            # Shielded, since a file that is left open by a cancelled exit stays locked.
            ending = asyncio.get_running_loop().run_in_executor(self._thread, last)
            await asyncio.shield(ending)
        finally:
            self._thread.shutdown(wait=False)
