"""``pullquote run`` as a process of its own, as a person starts and ends it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.demo.site import SampleSite

STARTED_SECONDS = 20
ENDED_SECONDS = 4  # two for the page, and Python's own end


@asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[tuple[Process, str]]:
    """``pullquote run`` as a process of its own, and the address from its first line."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "run", "--port", "0", *arguments),
        stdout=PIPE,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(STARTED_SECONDS):
            line = (await process.stdout.readline()).decode()
        address = re.fullmatch(r"ready (http://127\.0\.0\.1:\d+\S*)\n", line)
        assert address, line
        yield process, address[1]
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def over(site: SampleSite, folder: Path) -> tuple[str, ...]:
    """Arguments to read this site, which is looked at every second, into a record in ``folder``."""
    config = folder / "config.toml"
    config.write_text(
        f'feeds = [{{ url = "{site.feed_url}", every = 1 }}]\n'
        f'fetch = {{ allow_private_hosts = ["{site.host}"] }}\n'
    )
    return ("--config", str(config), "--data", str(folder / "data"))


async def end(process: Process) -> int:
    """Ask it to end; its exit status."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(ENDED_SECONDS):
        return await process.wait()
