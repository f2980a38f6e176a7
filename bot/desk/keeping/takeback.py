"""After a takedown: operators' channel forgets the article's words, too.

A message that told them of a report quotes the statement. Which messages told of which article's
statements is kept in documents of kind ``told-report``, by article, channel and message; once the
article is removed they are deleted.
"""

from __future__ import annotations

import asyncio
import logging

from bot.desk.correcting.removed import REMOVALS
from bot.desk.following.reports import TOLD
from bot.ports import Busy, Courier, Documents, Refused

log = logging.getLogger(__name__)

PAUSE = 60.0
"""Seconds between two looks."""


async def take_back_on(documents: Documents, courier: Courier, pause: float = PAUSE) -> None:
    """Look, and take back, until cancelled. Raises StoreError."""
    while True:
        await take_back(documents, courier)
        await asyncio.sleep(pause)


async def take_back(documents: Documents, courier: Courier) -> None:
    """Delete what told operators of statements of removed articles. Where Discord is busy it is
    left for the next time, and where it refuses the log says so once. Raises StoreError."""
    removed = set(await documents.keys(REMOVALS))
    for key in await documents.keys(TOLD):
        article, channel, message = key.split("/")
        if article not in removed:
            continue
        outcome = await courier.delete(int(channel), int(message))
        if isinstance(outcome, Busy):
            return
        if isinstance(outcome, Refused):
            log.warning(
                "message %s in channel %s still quotes a removed article: %s",
                message,
                channel,
                outcome.reason,
            )
        await documents.delete(TOLD, key)
