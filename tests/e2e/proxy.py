"""A small HTTP proxy: CONNECT tunnels, and plain requests in absolute form, websockets too."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit


class Proxy:
    """Notes where it was asked to go; ``reroute`` sends a host and port elsewhere."""

    def __init__(self) -> None:
        self.port = 0
        self.tunnels: list[str] = []  # host:port of every CONNECT
        self.forwarded: list[str] = []  # address of every plain request
        self.reroute: dict[str, tuple[str, int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls) -> AsyncIterator[Proxy]:
        proxy = cls()
        server = await asyncio.start_server(proxy._serve, "127.0.0.1", 0)
        proxy.port = server.sockets[0].getsockname()[1]
        try:
            yield proxy
        finally:
            server.close()
            for task in proxy._tasks:
                task.cancel()
            await asyncio.gather(*proxy._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            await self._pass_on(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            await _close(writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, _, rest = head.partition(b"\r\n")
        method, target, version = first.decode().split(" ")
        if method == "CONNECT":
            self.tunnels.append(target)
            host, _, port = target.rpartition(":")
            away = await asyncio.open_connection(*self.reroute.get(target, (host, int(port))))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            self.forwarded.append(target)
            parts = urlsplit(target)
            away = await asyncio.open_connection(parts.hostname, parts.port)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            # One request a connection: so every one of them is seen and noted here.
            kept = b"" if b"upgrade:" in rest.lower() else b"Connection: close\r\n"
            away[1].write(f"{method} {path} {version}\r\n".encode() + kept + rest)
        try:
            await asyncio.gather(_copy(reader, away[1]), _copy(away[0], writer))
        finally:
            await _close(away[1])


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
