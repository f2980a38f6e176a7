"""Reading a body that may be hostile: capped as it streams, before and after decompression.

The session leaves bodies compressed and they are unpacked here, piece by piece with a
bounded output, so a gigabyte of zeros in a megabyte of gzip never exists in memory.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

ACCEPTED_ENCODINGS = "gzip, deflate"
PIECE = 64 * 1024  # bytes read or unpacked at a time
MAX_BYTES = 5_000_000  # of a body, whether it was asked for or is sent to us


class BodyError(Exception):
    """The body is too large or not what its headers say; the message completes a sentence."""


async def read_capped(pieces: AsyncIterator[bytes], encoding: str, limit: int) -> bytes:
    """The whole body, unpacked; ``encoding`` is the Content-Encoding header ("" for none).

    Raises BodyError past ``limit`` bytes, packed or unpacked, and for broken packing.
    """
    unpacker = _unpacker(encoding)
    arrived, body = 0, bytearray()
    async for piece in pieces:
        arrived += len(piece)
        if arrived > limit:
            raise BodyError(f"is larger than {limit:,} bytes")
        if unpacker is None:
            body += piece
        else:
            unpacker.feed(piece, body, limit)
    if unpacker is not None and arrived and not unpacker.complete:
        raise BodyError("ends in the middle of its compressed data")
    return bytes(body)


def _unpacker(encoding: str) -> _Unpacker | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip", "deflate"):
        return _Unpacker(name)
    raise BodyError(f"is packed as {name!r}, which was not asked for")


class _Unpacker:
    """Gzip (of several members, too) or deflate (zlib's or raw, as some servers send it)."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._window: int | None = None
        self._stream = zlib.decompressobj(31)
        self.complete = False

    def feed(self, piece: bytes, body: bytearray, limit: int) -> None:
        """Append what ``piece`` unpacks to; raises BodyError past ``limit`` or for nonsense."""
        try:
            self._feed(piece, body, limit)
        except zlib.error:
            raise BodyError(f"says it is {self._name} and is not") from None

    def _feed(self, piece: bytes, body: bytearray, limit: int) -> None:
        while piece:
            if self._window is None:
                self._window = self._guess_window(piece)
                self._stream = zlib.decompressobj(self._window)
            elif self.complete:
                if not piece.strip(b"\0"):
                    return  # padding after the last member
                self._stream = zlib.decompressobj(self._window)
            body += self._stream.decompress(piece, PIECE)
            if len(body) > limit:
                raise BodyError(f"unpacks to more than {limit:,} bytes")
            self.complete = self._stream.eof
            piece = self._stream.unused_data if self.complete else self._stream.unconsumed_tail

    def _guess_window(self, piece: bytes) -> int:
        if self._name != "deflate":
            return 31
        # RFC 1950 streams begin with the method 8 in the low half of their first byte.
        return 15 if piece[0] & 0x0F == 8 else -15
