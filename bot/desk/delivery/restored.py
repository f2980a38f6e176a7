"""That an older copy of the record was put back, and what delivery has to mind because of it.

Whatever was posted after the copy was made is not known to it, and what the feeds still show of
it comes in as new. So for a while a channel's own history is asked before anything is posted
there for the first time. The mark is a document of kind ``restored`` under the key ``last``,
written into the copy before it takes its place.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.desk.correcting.removed import REMOVALS
from bot.errors import Damaged
from bot.ports import Documents

KIND, KEY = "restored", "last"

MARK = f"{KIND}/{KEY}"

CARRIED = (REMOVALS,)
"""Kinds of documents that outlast the record they were made in: what was removed stays so."""

VALID = timedelta(days=7)
"""Feeds show hardly anything that is older."""

MARGIN = timedelta(minutes=10)
"""How much a channel's clock may be behind ours."""


def mark(at: datetime, known_until: datetime | None) -> dict[str, Any]:
    """The document: put back ``at`` this time, a copy that knows all that was done until then.

    Where nothing tells until when, it is as though it knew nothing of the last days.
    """
    return {"at": at.isoformat(), "known_until": (known_until or at - VALID).isoformat()}


async def look_first(documents: Documents, now: datetime) -> datetime | None:
    """The time from which on a channel's history is asked before a first post there.

    None: there is no need, nothing was put back within ``VALID``. A mark that is damaged is
    as good as one of today. Raises StoreError.
    """
    try:
        stored = await documents.get(KIND, KEY)
    except Damaged:
        return now - VALID
    if stored is None or now - datetime.fromisoformat(stored["at"]) > VALID:
        return None
    return datetime.fromisoformat(stored["known_until"]) - MARGIN
