"""The bot's own process for ``bench.kills``: ``pullquote run``, started by a fork server.

Two waits are shortened, so that it gets to work between two kills: its imports are done when
it is forked, and it believes sooner that no more servers will be announced to it.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import bot.run  # noqa: F401  # loaded before the fork, not after it
from bot.chat import client
from bot.cli import main

GUILDS_ANNOUNCED = 0.05  # seconds


def work(config: Path, told: Path) -> None:
    """Until it is ended; what it says goes to the end of ``told``."""
    os.dup2(os.open(told, os.O_APPEND | os.O_CREAT | os.O_WRONLY), 2)
    client.Newsbot = partial(client.Newsbot, guild_ready_timeout=GUILDS_ANNOUNCED)  # type: ignore[misc, assignment]
    raise SystemExit(main(["run", "--config", str(config)]))
