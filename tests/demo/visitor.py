"""Somebody with the preview page open, as the requests that their browser makes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urldefrag

import aiohttp


class Visitor:
    """One open page; ``look`` brings in what is there now, ``act`` and the rest do something."""

    def __init__(self, session: aiohttp.ClientSession, headers: dict[str, str]) -> None:
        self.session = session
        self.headers = headers
        self.page: dict[str, Any] = {}
        self._sequence = 0

    async def open(self) -> None:
        self._sequence = 0
        self.headers.pop("X-Simcord-Context", None)
        async with self.session.post("/api/pages", json={}, headers=self.headers) as answer:
            assert answer.status == 200, await answer.text()
            self.page = await answer.json()
        self.headers["X-Simcord-Context"] = self.page["context"]["id"]

    async def look(self) -> list[dict[str, Any]]:
        """The messages on the page now, oldest first."""
        async with self.session.get("/api/state", headers=self.headers) as answer:
            assert answer.status == 200, await answer.text()
            self.page = await answer.json()
        return [self.page["messages"][key] for key in self.page["timeline"]]

    async def sees(
        self, wanted: Callable[[list[dict[str, Any]]], bool], seconds: float = 15
    ) -> list[dict[str, Any]]:
        """Look until the messages are as wanted."""
        messages: list[dict[str, Any]] = []

        async def looked() -> bool:
            messages[:] = await self.look()
            return wanted(messages)

        assert await comes_true(looked, seconds), list(map(text_of, messages))
        return messages

    async def act(self, **action: Any) -> dict[str, Any]:
        """One action, for the page as it was last looked at; its receipt."""
        self._sequence += 1
        body = {
            "protocol_version": 3,
            "sequence": self._sequence,
            "request_id": f"r{self._sequence}",
            "generation": self.page["context"]["generation"],
            "bot_generation": self.page["botGeneration"],
            "published_revision": self.page["publishedRevision"],
            **action,
        }
        async with self.session.post("/api/action", json=body, headers=self.headers) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def run(self, command: str, **options: Any) -> dict[str, Any]:
        """Send a slash command; the message that answers it."""
        receipt = await self.act(
            kind="run_command", options=options, **await self._command(command)
        )
        assert receipt["settlement"] == "settled", receipt
        answers = [o["messageId"] for o in receipt["outcomes"] if o.get("messageId")]
        await self.look()
        return dict(self.page["messages"][answers[0]])

    async def until_stored(self, count: int) -> None:
        """Wait until the record holds so many articles, at most ten."""

        async def stored() -> bool:
            return len((await self.run("latest", count=str(count)))["embeds"]) == count

        assert await comes_true(stored)

    async def complete(self, command: str, option: str, typed: str) -> list[dict[str, Any]]:
        """What autocompletion offers for an option of a command."""
        receipt = await self.act(
            kind="autocomplete_command",
            focused=option,
            value=typed,
            options={option: typed},
            **await self._command(command),
        )
        assert receipt["settlement"] == "settled", receipt
        return list(receipt["result"]["choices"])

    async def press(self, message: dict[str, Any], label: str) -> dict[str, Any]:
        """Press the button of a message; the message as it is after that."""
        button = next(b for b in buttons_of(message) if b["label"] == label)
        receipt = await self.act(
            kind="click", target_id=message["id"], control_key=button["control_key"]
        )
        assert receipt["settlement"] == "settled", receipt
        await self.look()
        return dict(self.page["messages"][message["id"]])

    async def view_as(self, name: str) -> None:
        """Go on as another of the people that the page offers."""
        viewer = next(v for v in self.page["viewers"] if v["name"] == name)
        receipt = await self.act(kind="viewer", viewer_id=viewer["id"])
        assert receipt["settlement"] == "settled", receipt
        await self.look()

    async def commands(self) -> set[str]:
        """The slash commands that the picker offers."""
        return set(await self._catalogue())

    async def _catalogue(self) -> dict[str, dict[str, Any]]:
        async with self.session.get("/api/commands", headers=self.headers) as answer:
            entries = (await answer.json())["entries"]
        return {entry["invocation"]: entry for entry in entries}

    async def _command(self, name: str) -> dict[str, Any]:
        entry = (await self._catalogue())[name]
        return {
            "command_id": entry["commandId"],
            "path": entry["path"],
            "schema_fingerprint": entry["schemaFingerprint"],
        }


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """Open the page at this address, the one that ``ready`` was called with."""
    base, capability = urldefrag(address)
    async with aiohttp.ClientSession(base) as session:
        visitor = Visitor(session, {"X-Simcord-Capability": capability})
        await visitor.open()
        yield visitor


async def comes_true(condition: Callable[[], Awaitable[bool]], seconds: float = 15) -> bool:
    """Try until it is true; False when it still is not after so long."""
    until = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < until:
        if await condition():
            return True
        await asyncio.sleep(0.2)
    return False


def text_of(message: dict[str, Any]) -> str:
    """All that a message says: content, and each embed's title, description and footer."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        footer = embed.get("footer") or {}
        parts += [embed.get("title"), embed.get("description"), footer.get("text")]
    return "\n".join(filter(None, parts))


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [button for row in message["components"] for button in row.get("components", [])]
