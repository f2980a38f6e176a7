"""A Discord at the posting seam, for tests in which the one who posts may die at any moment.

It drops a repeated nonce within its window and forgets it afterwards, keeps what was posted,
and fails on demand, before the message is taken or, as when a connection is lost, after it.
Its clock is its own: nobody's wrong clock changes when a message came. With a ``path`` it
survives its process: each call that changes something is one line of that file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.ports import (
    Busy,
    Clock,
    Digest,
    Post,
    Posted,
    PostOutcome,
    Refused,
    Unacceptable,
)

Trouble = Callable[[str, int, Post | Digest | None], PostOutcome | None]
"""What to answer instead: by the call's name, the channel and what is to be shown."""

NEWEST = 100  # messages that it looks through, whatever our clock says
CLOCKS_APART = timedelta(minutes=2)  # as the courier allows for when it looks for a message


@dataclass(slots=True)
class Message:
    """One message; ``revisions`` are those that it shows, by article id in its order."""

    id: int
    channel: int
    nonce: str
    at: datetime
    topic: str
    name: str
    revisions: dict[str, int]
    digest: bool
    edits: int = 0
    gone: bool = False


def no_trouble(call: str, channel: int, what: Post | Digest | None) -> PostOutcome | None:
    return None


class FakeDiscord:
    """``ports.Courier``, and Discord behind it."""

    def __init__(
        self, clock: Clock, path: Path | None = None, window: timedelta = timedelta(minutes=3)
    ) -> None:
        self._clock = clock
        self._window = window
        self._file = None if path is None else os.open(path, os.O_APPEND | os.O_CREAT | os.O_RDWR)
        self._unwritten = b""
        self.messages: list[Message] = []
        self.before: Trouble = no_trouble
        self.after: Trouble = no_trouble
        for line in path.read_text("utf-8").splitlines() if path else ():
            self._happen(json.loads(line))

    def close(self) -> None:
        self._write()
        if self._file is not None:
            os.close(self._file)

    def shown(self, channel: int) -> list[str]:
        """The articles shown in a channel, in the order of their messages."""
        return [one for message in self.of(channel) for one in message.revisions]

    def of(self, channel: int) -> list[Message]:
        """The messages that stand in a channel, oldest first."""
        return [one for one in self.messages if one.channel == channel and not one.gone]

    async def post(self, channel_id: int, what: Post | Digest, nonce: str) -> PostOutcome:
        assert 0 < len(nonce) <= 25
        if trouble := self.before("post", channel_id, what):
            return trouble
        message = self._known(channel_id, nonce)
        if message is None:
            number = 1000 + len(self.messages)
            at = self._clock().isoformat()
            event = {"do": "post", "id": number, "channel": channel_id, "nonce": nonce, "at": at}
            event |= {"topic": what.topic, "name": _name(what), "digest": isinstance(what, Digest)}
            self._do({**event, "revisions": _revisions(what)})
            message = self.messages[-1]
        return self.after("post", channel_id, what) or Posted(message.id)

    async def edit(self, channel_id: int, message_id: int, what: Post | Digest) -> PostOutcome:
        if trouble := self.before("edit", channel_id, what):
            return trouble
        message = self._standing(channel_id, message_id)
        if message is None:
            return Unacceptable("The post was deleted.")
        self._do({"do": "edit", "id": message_id, "revisions": _revisions(what)})
        return self.after("edit", channel_id, what) or Posted(message_id)

    async def delete(self, channel_id: int, message_id: int) -> PostOutcome:
        if trouble := self.before("delete", channel_id, None):
            return trouble
        if self._standing(channel_id, message_id):
            self._do({"do": "delete", "id": message_id})
        return self.after("delete", channel_id, None) or Posted(message_id)

    async def find(
        self, channel_id: int, what: Post | Digest, since: datetime
    ) -> Posted | Busy | Refused | None:
        trouble = self.before("find", channel_id, what)
        if trouble is not None and not isinstance(trouble, Unacceptable):
            return trouble
        there = self.of(channel_id)
        late = [message for message in there if message.at >= since - CLOCKS_APART]
        for message in (*late, *there[-NEWEST:]):
            if message.topic == what.topic and message.name == _name(what):
                return Posted(message.id)
        return None

    async def publish(self, channel_id: int, message_id: int) -> PostOutcome | None:
        return self.before("publish", channel_id, None)

    def _known(self, channel_id: int, nonce: str) -> Message | None:
        for message in self.messages:
            same = message.channel == channel_id and message.nonce == nonce
            if same and self._clock() - message.at <= self._window:
                return message
        return None

    def _standing(self, channel_id: int, message_id: int) -> Message | None:
        return next((one for one in self.of(channel_id) if one.id == message_id), None)

    def _do(self, event: dict[str, Any]) -> None:
        self._unwritten += json.dumps(event).encode() + b"\n"
        with suppress(OSError):  # our disk may be full; Discord's is not
            self._write()
        self._happen(event)

    def _write(self) -> None:
        if self._file is not None and self._unwritten:
            os.write(self._file, self._unwritten)  # whole, or not at all
            self._unwritten = b""

    def _happen(self, event: dict[str, Any]) -> None:
        doing = event.pop("do")
        if doing == "post":
            at = datetime.fromisoformat(event.pop("at"))
            self.messages.append(Message(**event, at=at))
            return
        message = next(one for one in self.messages if one.id == event["id"])
        if doing == "delete":
            message.gone = True
        else:
            message.revisions = event["revisions"]
            message.edits += 1


def _name(what: Post | Digest) -> str:
    """What its kind of message is known by in a channel."""
    return f"{what.first}-{what.last}" if isinstance(what, Digest) else what.article.id


def _revisions(what: Post | Digest) -> dict[str, int]:
    articles = what.articles if isinstance(what, Digest) else (what.article,)
    return {article.id: article.revision for article in articles}
