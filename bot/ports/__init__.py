"""What the services in ``bot/desk`` need from the outside, as Protocols.

Each docstring is the contract: what may be raised, what is durable when the call
returns, and in which order things come. ``bot/store``, ``bot/net`` and ``bot/chat``
implement them; tests use small fakes. All methods are called from one event loop.
"""

from bot.ports.channels import (
    Busy,
    Courier,
    Digest,
    Post,
    Posted,
    PostOutcome,
    Refused,
    Unacceptable,
)
from bot.ports.index import (
    ANCHORS,
    ANY,
    About,
    Activity,
    Aged,
    Dossier,
    Heard,
    Index,
    Named,
    Near,
    Outlet,
    Ruling,
    TitleHeld,
    Verb,
    Within,
)
from bot.ports.record import Documents, RecordLog, Room
from bot.ports.time import Clock, Sleep
from bot.ports.watching import DiskRoom, Measure, Teller, Telling, Vitals
from bot.ports.web import (
    Accepted,
    Fetched,
    Fetcher,
    FetchFailed,
    FormPoster,
    NotModified,
    Subscriber,
)

__all__ = [
    "ANCHORS",
    "ANY",
    "About",
    "Accepted",
    "Activity",
    "Aged",
    "Busy",
    "Clock",
    "Courier",
    "Digest",
    "DiskRoom",
    "Documents",
    "Dossier",
    "FetchFailed",
    "Fetched",
    "Fetcher",
    "FormPoster",
    "Heard",
    "Index",
    "Measure",
    "Named",
    "Near",
    "NotModified",
    "Outlet",
    "Post",
    "PostOutcome",
    "Posted",
    "RecordLog",
    "Refused",
    "Room",
    "Ruling",
    "Sleep",
    "Subscriber",
    "Teller",
    "Telling",
    "TitleHeld",
    "Unacceptable",
    "Verb",
    "Vitals",
    "Within",
]
