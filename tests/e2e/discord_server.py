"""A very small Discord: the parts of its REST and gateway protocols that the bot speaks.

It runs on a loopback address in the test's own loop. Messages keep their nonces as Discord
does, interactions are dispatched over the gateway, and any route can be told to fail.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import WSMsgType, web

from tests.e2e.discord_limits import Limits
from tests.e2e.discord_places import (
    ALL_PERMISSIONS,
    BOT,
    GUILD,
    Places,
    answer_json,
    text_channel,
)

TOKEN = "a-token.of-the.emulator"
APPLICATION = int(BOT["id"])
PERSON = {"id": "4002", "username": "edda", "discriminator": "0", "avatar": None}
CHANNEL = 6001
EPOCH = 1420070400000  # of Discord's ids, in Unix milliseconds


@dataclass(frozen=True)
class Request:
    """One REST request as it arrived."""

    method: str
    path: str  # without the base
    body: Any
    host: str


@dataclass
class Fault:
    """An answer to give instead, ``times`` times, to what matches."""

    method: str
    path: re.Pattern[str]
    status: int
    times: int
    headers: dict[str, str]
    body: Any


@dataclass
class Reply:
    """What the bot answered to an interaction."""

    type: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    edits: list[dict[str, Any]] = field(default_factory=list)
    followups: list[dict[str, Any]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class DiscordServer:
    """Use ``async with DiscordServer.running() as server``."""

    def __init__(self) -> None:
        self.port = 0
        self.scheme = "http"
        self.gateway_host = ""  # of the address that /gateway/bot gives; ours if empty
        self.requests: list[Request] = []
        self.messages: dict[int, list[dict[str, Any]]] = {CHANNEL: []}
        self.places = Places(self.snowflake, self.message, self.messages)
        self.places.add(text_channel(CHANNEL, "news"))
        self.commands: list[dict[str, Any]] = []
        self.syncs = 0
        self.identified: list[dict[str, Any]] = []
        self.resumed: list[dict[str, Any]] = []
        self.handshakes_to_refuse = 0
        self.close_code: int | None = None  # after IDENTIFY, instead of READY
        self.token = TOKEN
        self.locale = "en-US"  # of the member who asks,
        self.guild_locale = "en-US"  # and of the server
        self.member_permissions = ALL_PERMISSIONS
        self.limits: Limits | None = None  # none are enforced
        self._faults: list[Fault] = []
        self._sockets: list[web.WebSocketResponse] = []
        self._replies: dict[str, Reply] = {}
        self._ids = itertools.count(1)
        self._sequence = itertools.count(1)
        self.connected = asyncio.Event()
        self.stop_answering: Callable[[], Awaitable[None]]  # closes the door, set when running

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, tls: ssl.SSLContext | None = None) -> AsyncIterator[DiscordServer]:
        server = cls()
        app = web.Application()
        app.router.add_get("/gateway", server._gateway)
        app.router.add_get("/", server._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", server._rest)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        server.stop_answering = site.stop
        server.port = runner.addresses[0][1]
        server.scheme = "https" if tls else "http"
        try:
            yield server
        finally:
            for socket in server._sockets:
                await socket.close()
            await runner.cleanup()

    @property
    def base(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/api/v10"

    def fail(
        self,
        method: str,
        path: str,
        status: int,
        *,
        times: int = 1,
        headers: dict[str, str] | None = None,
        body: Any = None,
    ) -> None:
        """Answer the next ``times`` requests that match (``path``: a regular expression) so."""
        answer = {"code": 0, "message": "as told"} if body is None else body
        self._faults.append(Fault(method, re.compile(path), status, times, headers or {}, answer))

    def heal(self) -> None:
        self._faults.clear()

    def asked(self, method: str, path: str) -> list[Request]:
        return [r for r in self.requests if r.method == method and re.fullmatch(path, r.path)]

    def snowflake(self) -> str:
        now = int(datetime.now(UTC).timestamp() * 1000) - EPOCH
        return str((now << 22) + next(self._ids))

    async def drop(self) -> None:
        """Close the gateway as Discord does now and then, expecting the bot to come back."""
        self.connected.clear()
        await self._sockets[-1].close(code=1001)

    async def command(self, name: str, /, **options: Any) -> Reply:
        """A member uses a slash command; returns once the bot has answered."""
        kinds = {str: 3, int: 4}
        command = next(one for one in self.commands if one["name"] == name)
        given = [{"name": k, "type": kinds[type(v)], "value": v} for k, v in options.items()]
        data = {"id": command["id"], "name": name, "type": 1, "options": given}
        return await self._interact(2, data)

    async def press(self, message: dict[str, Any], custom_id: str) -> Reply:
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._interact(3, data, message=message)

    async def _interact(self, kind: int, data: Any, **more: Any) -> Reply:
        token = f"interaction-{next(self._ids)}"
        reply = self._replies[token] = Reply()
        member = {
            "user": PERSON,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": self.member_permissions,
        }
        await self._dispatch(
            "INTERACTION_CREATE",
            {
                "id": self.snowflake(),
                "application_id": str(APPLICATION),
                "type": kind,
                "token": token,
                "version": 1,
                "guild_id": str(GUILD),
                "guild": {"id": str(GUILD), "locale": self.guild_locale, "features": []},
                "guild_locale": self.guild_locale,
                "channel_id": str(CHANNEL),
                "channel": self.places.known[CHANNEL],
                "member": member,
                "app_permissions": ALL_PERMISSIONS,
                "locale": self.locale,
                "entitlements": [],
                "authorizing_integration_owners": {"0": str(GUILD)},
                "context": 0,
                "attachment_size_limit": 10_485_760,
                "data": data,
                **more,
            },
        )
        async with asyncio.timeout(10):
            await reply.done.wait()
        return reply

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        body = await request.json() if request.can_read_body else None
        self.requests.append(Request(request.method, path, body, request.host))
        if self.limits is None:
            return await self._served(request, path, body)
        answer = self.limits.refusal(request.method, path)
        answer = answer or await self._served(request, path, body)
        await self.limits.sent(request.method, path, request, answer)
        return answer

    async def _served(self, request: web.Request, path: str, body: Any) -> web.Response:
        for fault in self._faults:
            if fault.times and fault.method == request.method and fault.path.fullmatch(path):
                fault.times -= 1
                return answer_json(fault.body, status=fault.status, headers=fault.headers)
        anonymous = path.startswith(("/interactions", "/webhooks"))
        if not anonymous and request.headers.get("Authorization") != f"Bot {self.token}":
            return answer_json({"code": 0, "message": "401: Unauthorized"}, status=401)
        for method, pattern, handler in self._routes():
            if method == request.method and (match := re.fullmatch(pattern, path)):
                answer = await handler(body, request, *match.groups())
                if isinstance(answer, web.Response):
                    return answer
                return web.Response(status=204) if answer is None else answer_json(answer)
        return answer_json({"code": 0, "message": "404: Not Found"}, status=404)

    def _routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._where),
            ("GET", r"/applications/\d+/commands", self._list_commands),
            ("PUT", r"/applications/\d+/commands", self._put_commands),
            ("GET", r"/channels/(\d+)/messages", self._history),
            ("POST", r"/channels/(\d+)/messages", self._post),
            ("PATCH", r"/channels/(\d+)/messages/(\d+)", self._edit),
            ("DELETE", r"/channels/(\d+)/messages/(\d+)", self._delete),
            ("POST", r"/interactions/\d+/([\w-]+)/callback", self._callback),
            ("PATCH", r"/webhooks/\d+/([\w-]+)/messages/@original", self._edit_original),
            ("DELETE", r"/webhooks/\d+/([\w-]+)/messages/@original", self._delete_original),
            ("POST", r"/webhooks/\d+/([\w-]+)", self._follow_up),
            *self.places.routes(),
        ]

    async def _me(self, body: Any, request: web.Request) -> Any:
        return {**BOT, "bot": True, "flags": 0}

    async def _application(self, body: Any, request: web.Request) -> Any:
        return {
            "id": str(APPLICATION),
            "name": "Pullquote",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0",
            "flags": 0,
            "owner": PERSON,
            "team": None,
        }

    async def _where(self, body: Any, request: web.Request) -> Any:
        scheme = "wss" if self.scheme == "https" else "ws"
        host = self.gateway_host or f"127.0.0.1:{self.port}/gateway"
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {"url": f"{scheme}://{host}", "shards": 1, "session_start_limit": limit}

    async def _list_commands(self, body: Any, request: web.Request) -> Any:
        return self.commands

    async def _put_commands(self, body: Any, request: web.Request) -> Any:
        self.syncs += 1
        defaults = {"application_id": str(APPLICATION), "version": "1", "type": 1}
        defaults["description"] = ""  # of commands in menus
        self.commands = [{**defaults, **one, "id": self.snowflake()} for one in body]
        return self.commands

    async def _post(self, body: Any, request: web.Request, channel: str) -> Any:
        if closed := self.places.closed(int(channel)):
            return closed
        kept = self.messages.setdefault(int(channel), [])
        if body.get("enforce_nonce"):
            for message in kept:
                if message["nonce"] == body["nonce"]:
                    return message
        message = self.message(int(channel), body)
        kept.append(message)
        return message

    async def _edit(self, body: Any, request: web.Request, channel: str, message: str) -> Any:
        if closed := self.places.closed(int(channel)):
            return closed
        for kept in self.messages.get(int(channel), []):
            if kept["id"] == message:
                kept.update({key: value for key, value in body.items() if key in kept})
                kept["content"] = kept["content"] or ""
                kept["edited_timestamp"] = datetime.now(UTC).isoformat()
                return kept
        return answer_json({"code": 10008, "message": "Unknown Message"}, status=404)

    async def _delete(self, body: Any, request: web.Request, channel: str, message: str) -> Any:
        kept = self.messages.get(int(channel), [])
        left = [one for one in kept if one["id"] != message]
        if len(left) == len(kept):
            return answer_json({"code": 10008, "message": "Unknown Message"}, status=404)
        self.messages[int(channel)] = left
        return None

    async def _history(self, body: Any, request: web.Request, channel: str) -> Any:
        after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 50))
        found = [m for m in self.messages.get(int(channel), []) if int(m["id"]) > after]
        return found[:limit][::-1]

    async def _callback(self, body: Any, request: web.Request, token: str) -> Any:
        reply = self._replies[token]
        reply.type, reply.data = body["type"], body.get("data") or {}
        answer: dict[str, Any] = {"interaction": {"id": "1", "type": 2}}
        if body["type"] in (4, 7, 8, 9):
            reply.done.set()
        if body["type"] in (4, 7):
            message = self.message(CHANNEL, reply.data)
            answer["resource"] = {"type": body["type"], "message": message}
        return answer

    async def _edit_original(self, body: Any, request: web.Request, token: str) -> Any:
        reply = self._replies[token]
        reply.edits.append(body)
        reply.done.set()
        return self.message(CHANNEL, body)

    async def _delete_original(self, body: Any, request: web.Request, token: str) -> None:
        self._replies[token].edits.append({"deleted": True})

    async def _follow_up(self, body: Any, request: web.Request, token: str) -> Any:
        reply = self._replies[token]
        reply.followups.append(body)
        reply.done.set()
        return self.message(CHANNEL, body)

    def message(self, channel: int, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.snowflake(),
            "type": 0,
            "channel_id": str(channel),
            "author": BOT,
            "content": body.get("content") or "",
            "embeds": body.get("embeds") or [],
            "components": body.get("components") or [],
            "flags": body.get("flags") or 0,
            "nonce": body.get("nonce"),
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "pinned": False,
        }

    def _guild(self) -> dict[str, Any]:
        everyone = {
            "id": str(GUILD),
            "name": "@everyone",
            "permissions": ALL_PERMISSIONS,
            "position": 0,
            "color": 0,
            "hoist": False,
            "managed": False,
            "mentionable": False,
        }
        own = {"user": BOT, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00"}
        return {
            "id": str(GUILD),
            "name": "Orrin",
            "owner_id": PERSON["id"],
            "roles": [everyone],
            "members": [{**own, "deaf": False, "mute": False, "flags": 0}],
            "channels": self.places.channels(),
            "member_count": 2,
            "large": False,
            "unavailable": False,
            "emojis": [],
            "stickers": [],
            "features": [],
            "threads": self.places.open_threads(),
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "premium_tier": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "preferred_locale": self.guild_locale,
            "afk_timeout": 300,
        }

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.handshakes_to_refuse:
            self.handshakes_to_refuse -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41_250}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._received(socket, json.loads(frame.data))
        return socket

    async def _received(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        match frame["op"]:
            case 1:
                await socket.send_json({"op": 11, "d": None})
            case 6:
                self.resumed.append(frame["d"])
                await self._dispatch("RESUMED", {})
                self.connected.set()
            case 2 if self.close_code:
                await socket.close(code=self.close_code)
            case 2:
                self.identified.append(frame["d"])
                ready = {
                    "v": 10,
                    "user": {**BOT, "bot": True},
                    "guilds": [{"id": str(GUILD), "unavailable": True}],
                    "session_id": "one",
                    "resume_gateway_url": (await self._where(None, None))["url"],  # type: ignore[arg-type]
                    "application": {"id": str(APPLICATION), "flags": 0},
                }
                await self._dispatch("READY", ready)
                await self._dispatch("GUILD_CREATE", self._guild())
                self.connected.set()

    async def _dispatch(self, name: str, data: Any) -> None:
        frame = {"op": 0, "t": name, "s": next(self._sequence), "d": data}
        await self._sockets[-1].send_json(frame)
