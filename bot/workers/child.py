"""The process that reads: takes frames from its standard input's socket, one at a time.

It ends when the bot closes the socket. It limits itself, too: an alarm ends it should the
bot have died in the middle of a job, and its memory is capped by the system.
"""

from __future__ import annotations

import logging
import resource
import signal
import socket
import sys
from typing import Any

from bot.errors import Unreadable
from bot.feeds import parse_feed
from bot.pages import NoArticle, Outcome, read_page
from bot.workers.wire import LENGTHS, document_of, encode_feed, encode_page, frame

OUT_OF_MEMORY = "Reading it took too much memory, so it was stopped."


def main(seconds: float, memory: int) -> None:
    """Serve until the socket closes; ``memory`` in bytes, ``seconds`` for one job."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which ends us
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with socket.socket(fileno=0) as channel:
        while (lengths := _receive(channel, LENGTHS.size)) is not None:
            head, body = (_receive(channel, length) for length in LENGTHS.unpack(lengths))
            if head is None or body is None:
                return
            signal.setitimer(signal.ITIMER_REAL, seconds)
            answer = frame(_answer(document_of(head), body))
            signal.setitimer(signal.ITIMER_REAL, 0)
            channel.sendall(answer)


def _answer(job: dict[str, Any], body: bytes) -> dict[str, Any]:
    """What came of one job, as a document."""
    url, kind = job["url"], job["content_type"]
    try:
        if job["do"] == "front":
            from bot.feeds.frontpage import parse_front_page  # late: hardly anything needs it

            return {"feed": encode_feed(parse_front_page(body, url))}
        if job["do"] == "feed":
            return {"feed": encode_feed(parse_feed(body, url, kind))}
        return {"page": encode_page(read_page(body, url, kind))}
    except NoArticle as error:
        return {"reason": str(error), "outcome": error.outcome.value}
    except Unreadable as error:
        return {"reason": str(error), "outcome": Outcome.NOT_ARTICLE.value}
    except MemoryError:
        return {"reason": OUT_OF_MEMORY, "outcome": Outcome.FAILED.value}
    except Exception as error:  # one item's bug is that item's failure, with its name
        reason = f"Reading it failed by a fault of ours ({type(error).__name__}: {error})."
        return {"reason": reason[:300], "outcome": Outcome.FAILED.value}


def _receive(channel: socket.socket, length: int) -> bytes | None:
    """So many bytes; None where the other side has gone."""
    received = bytearray()
    while len(received) < length:
        piece = channel.recv(min(length - len(received), 1 << 20))
        if not piece:
            return None
        received += piece
    return bytes(received)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
