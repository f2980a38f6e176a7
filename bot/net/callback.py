"""The address that hubs reach us at (WebSub): verifications by GET, deliveries by POST.

HTTP only; whose token it is and what follows is for ``bot.ports.Subscriber``. A delivery's
body is checked against its signature as it streams and never kept, unpacked or read.
https://www.w3.org/TR/websub/#verifying-intent, #signature-validation
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac

from aiohttp import web

from bot.net.body import MAX_BYTES, PIECE
from bot.net.fetch import one_line
from bot.net.listening import Listening
from bot.ports import Subscriber

SECONDS = 30.0  # for a delivery to arrive whole
METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})
"""What may sign; sha1 because hubs of before WebSub know no other. As an HMAC it still holds."""

NOT_FOUND = "There is nothing here."


class Signature:
    """Whether a body is signed by who knows the secret; feed it the body in pieces."""

    def __init__(self, header: str, secret: str) -> None:
        """``header`` is X-Hub-Signature: ``method=hex``."""
        method, _, given = header.strip().partition("=")
        known = method.lower() in METHODS
        self._given = given.strip().lower().encode() if known else b""
        self._hmac = hmac.new(
            secret.encode(), digestmod=getattr(hashlib, method.lower() if known else "sha256")
        )

    def feed(self, piece: bytes) -> None:
        self._hmac.update(piece)

    @property
    def right(self) -> bool:
        return hmac.compare_digest(self._hmac.hexdigest().encode(), self._given)


class Callback(Listening):
    """Listens while it is entered; ``listen`` is ``host:port``, with port 0 for any."""

    def __init__(
        self,
        listen: str,
        subscriber: Subscriber,
        *,
        max_bytes: int = MAX_BYTES,
        seconds: float = SECONDS,
    ) -> None:
        super().__init__(listen, "websub.listen")
        self._subscriber = subscriber
        self._max_bytes = max_bytes
        self._seconds = seconds

    def routes(self, router: web.UrlDispatcher) -> None:
        # By its last part alone, so that a proxy in front may take a prefix away or leave it.
        router.add_get("/{path:.*}", self._verify, allow_head=False)
        router.add_post("/{path:.*}", self._deliver)

    async def _verify(self, request: web.Request) -> web.Response:
        """The challenge for what was asked for, and for nothing else."""
        said, token = request.query, _token(request)
        mode, topic = said.get("hub.mode", ""), said.get("hub.topic", "")
        if mode == "denied":
            known = await self._subscriber.denied(
                token, topic, one_line(said.get("hub.reason", ""))
            )
            return web.Response(text="") if known else _not_found()
        challenge = said.get("hub.challenge", "")
        if not challenge:
            return _not_found()
        if not await self._subscriber.verified(
            token, mode, topic, _lease(said.get("hub.lease_seconds", ""))
        ):
            return _not_found()
        # Echoed as plain text that no browser takes for a page.
        return web.Response(text=challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def _deliver(self, request: web.Request) -> web.Response:
        """202 for whatever arrives whole: a wrong signature is ignored, not refused (7.1)."""
        token = _token(request)
        secret = self._subscriber.secret(token)
        if secret is None:
            return _not_found()
        signature = Signature(request.headers.get("X-Hub-Signature", ""), secret)
        try:
            async with asyncio.timeout(self._seconds):
                whole = await self._take_in(request, signature)
        except TimeoutError:
            return web.Response(status=408, text="That took too long.")
        if not whole:
            return web.Response(status=413, text=f"More than {self._max_bytes:,} bytes.")
        await self._subscriber.delivered(token, signed=signature.right)
        return web.Response(status=202)

    async def _take_in(self, request: web.Request, signature: Signature) -> bool:
        """Whether the body is within the limit."""
        if (request.content_length or 0) > self._max_bytes:
            return False
        arrived = 0
        async for piece in request.content.iter_chunked(PIECE):
            arrived += len(piece)
            if arrived > self._max_bytes:
                return False
            signature.feed(piece)
        return True


def _token(request: web.Request) -> str:
    return request.path.rpartition("/")[2]


def _lease(said: str) -> float | None:
    """Seconds; None for what is no number."""
    return float(said[:12]) if said.isascii() and said.isdigit() else None


def _not_found() -> web.Response:
    return web.Response(status=404, text=NOT_FOUND)
