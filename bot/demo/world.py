"""The Discord of the demo: one simulated server whose clock is the real one.

simcord keeps its own time, which stands still between actions and begins in the past.
Here its world runs live for a person to watch, so its clock is replaced by one that
tells the real time. The world is built the same at every start, ids included, because
a subscription names its server and channel by id and outlives the process.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import simcord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor

GUILD_NAME = "Pullquote demo"
GUILD_ID = 1466094602281910273
SETTLE_SECONDS = 30.0
"""How long an action may take; a busy machine must not turn a slow answer into an error."""


class LiveClock:
    """simcord's clock, telling the real time; ``advance`` goes ahead of it, never back.

    ``elapsed`` counts seconds from an arbitrary start. It reads perf_counter because
    simcord replaces time.monotonic, while it runs a bot, by what this clock says.
    """

    def __init__(self) -> None:
        self._ahead = 0.0
        self._standing: datetime | None = None

    @property
    def elapsed(self) -> float:
        return time.perf_counter() + self._ahead

    def now(self) -> datetime:
        return self._standing or datetime.now(UTC) + timedelta(seconds=self._ahead)

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    @contextmanager
    def standing_at(self, time: datetime) -> Iterator[None]:
        """For as long as this is entered, the date is ``time`` (to the millisecond)."""
        self._standing = time + timedelta(microseconds=500)  # safe from rounding down
        try:
            yield
        finally:
            self._standing = None


@dataclass(frozen=True, slots=True)
class World:
    """The server as built: its channel for news, who runs it, who reads, who explains."""

    env: Env
    clock: LiveClock
    guild: GuildHandle
    news: ChannelHandle
    editor: MemberActor
    reader: MemberActor
    guide: MemberActor


def build_world(bot: discord.Client, name: str) -> World:
    """A server with ``#news``, where the bot goes by ``name``; ``env.start()`` starts it.

    Everything gets its id before the live clock is set in, while simcord's own stands at
    a fixed moment: that is what makes the ids the same at every start.
    """
    env = simcord.Env(bot, settle_timeout=SETTLE_SECONDS, check_errors=False)
    env.backend.edit_bot_profile(name)
    owner = env.create_user("owner", global_name="Server owner")
    guild = env.create_guild(GUILD_NAME, id=GUILD_ID, owner=owner)
    news = guild.create_text_channel("news", topic="Who said what, as it is reported")
    editors = guild.create_role(
        "Editors", permissions=discord.Permissions(manage_channels=True), color=0x2A9D8F, hoist=True
    )
    editor = guild.add_member(env.create_user("editor", global_name="Edda Editor"), roles=[editors])
    reader = guild.add_member(env.create_user("reader", global_name="Rufus Reader"))
    guide = guild.add_member(env.create_user("guide", global_name="Demo guide"))
    backend: Any = env.backend  # typed for simcord's own clock only
    backend.clock = clock = LiveClock()
    return World(env, clock, guild, news, editor, reader, guide)
