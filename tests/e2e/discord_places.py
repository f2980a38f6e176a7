"""The channels of the emulated Discord: of every kind, and threads in forums."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

BOT = {"id": "4001", "username": "Pullquote", "discriminator": "0001", "avatar": None}
GUILD = 5001
ALL_PERMISSIONS = str((1 << 50) - 1)

TEXT, NEWS, THREAD, FORUM = 0, 5, 11, 15
REQUIRE_TAG = 1 << 4

_MISSING = {"code": 50013, "message": "Missing Permissions"}


def answer_json(
    value: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """Discord names no character set, and discord.py takes the type literally."""
    kind = {"Content-Type": "application/json"}
    return web.Response(
        body=json.dumps(value).encode(), status=status, headers={**kind, **(headers or {})}
    )


def text_channel(number: int, name: str, kind: int = TEXT, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "type": kind,
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "nsfw": False,
        "parent_id": None,
        "guild_id": str(GUILD),
        "permissions": ALL_PERMISSIONS,
        **more,
    }


def forum(number: int, name: str, tags: dict[int, str], *, wants_tag: bool) -> dict[str, Any]:
    named = [
        {"id": str(key), "name": tag, "moderated": False, "emoji_id": None, "emoji_name": None}
        for key, tag in tags.items()
    ]
    flags = REQUIRE_TAG if wants_tag else 0
    return text_channel(number, name, FORUM, available_tags=named, flags=flags, topic=None)


class Places:
    """What there is besides the messages in it; ``may_manage`` is the bot's permission."""

    def __init__(
        self,
        snowflake: Callable[[], str],
        message: Callable[[int, dict[str, Any]], dict[str, Any]],
        messages: dict[int, list[dict[str, Any]]],
    ) -> None:
        self.known: dict[int, dict[str, Any]] = {}
        self.may_manage = True
        self._snowflake = snowflake
        self._message = message
        self._messages = messages

    def add(self, channel: dict[str, Any]) -> None:
        self.known[int(channel["id"])] = channel

    def channels(self) -> list[dict[str, Any]]:
        return [one for one in self.known.values() if one["type"] != THREAD]

    def open_threads(self) -> list[dict[str, Any]]:
        threads = [one for one in self.known.values() if one["type"] == THREAD]
        return [one for one in threads if not one["thread_metadata"]["archived"]]

    def archive(self, thread: int, *, locked: bool = False) -> None:
        self.known[thread]["thread_metadata"].update(archived=True, locked=locked)

    def closed(self, channel: int) -> web.Response | None:
        """The answer to who writes where nothing can be written, None where something can."""
        place = self.known.get(channel, {})
        if place.get("type") == FORUM:
            return answer_json({"code": 50008, "message": "Not here"}, status=400)
        if place.get("type") == THREAD and place["thread_metadata"]["archived"]:
            return answer_json({"code": 50083, "message": "Thread is archived"}, status=400)
        return None

    def routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("GET", r"/channels/(\d+)", self._get),
            ("PATCH", r"/channels/(\d+)", self._change),
            ("DELETE", r"/channels/(\d+)", self._delete),
            ("POST", r"/channels/(\d+)/threads", self._begin),
            ("GET", rf"/guilds/{GUILD}/threads/active", self._active),
            ("GET", r"/channels/(\d+)/threads/archived/public", self._archived),
        ]

    async def _get(self, body: Any, request: web.Request, channel: str) -> Any:
        gone = answer_json({"code": 10003, "message": "Unknown Channel"}, status=404)
        return self.known.get(int(channel), gone)

    async def _change(self, body: Any, request: web.Request, channel: str) -> Any:
        place = self.known[int(channel)]
        state = place["thread_metadata"]
        if not self.may_manage:
            return answer_json(_MISSING, status=403)
        if "archived" in body:
            state["archived"] = body.pop("archived")
        place.update(body)
        return place

    async def _delete(self, body: Any, request: web.Request, channel: str) -> Any:
        if not self.may_manage:
            return answer_json(_MISSING, status=403)
        self._messages.pop(int(channel), None)
        return self.known.pop(int(channel))

    async def _begin(self, body: Any, request: web.Request, channel: str) -> Any:
        number = self._snowflake()
        state = {
            "archived": False,
            "locked": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": datetime.now(UTC).isoformat(),
        }
        thread = {
            **text_channel(int(number), body["name"], THREAD, parent_id=channel),
            "owner_id": BOT["id"],
            "message_count": 1,
            "member_count": 1,
            "applied_tags": body.get("applied_tags") or [],
            "thread_metadata": state,
        }
        first = {**self._message(int(number), body["message"]), "id": number}
        self.add(thread)
        self._messages[int(number)] = [first]
        return {**thread, "message": first}

    async def _active(self, body: Any, request: web.Request) -> Any:
        return {"threads": self.open_threads(), "members": []}

    async def _archived(self, body: Any, request: web.Request, channel: str) -> Any:
        threads = [one for one in self.known.values() if one["type"] == THREAD]
        here = [one for one in threads if one["parent_id"] == channel]
        closed = [one for one in here if one["thread_metadata"]["archived"]]
        return {"threads": closed, "members": [], "has_more": False}
