"""What each ``pullquote`` command does: ask the services, print the answer.

Every function takes the parsed options and returns the exit status. What a command needs is
imported when it runs, so that ``extract`` never loads the chat or the web.
"""

from bot.commands.asking import (
    keypoints,
    latest,
    person,
    quotes,
    related,
    said,
    story,
    timeline,
    topics,
)
from bot.commands.correcting import people, remove, statements
from bot.commands.keeping import (
    backup,
    check,
    export,
    forget,
    prune,
    reindex,
    reread,
    restore,
    status,
)
from bot.commands.posting import preview, why
from bot.commands.reading import explain, extract, page, rank
from bot.commands.working import add, feeds, run

__all__ = [
    "add",
    "backup",
    "check",
    "explain",
    "export",
    "extract",
    "feeds",
    "forget",
    "keypoints",
    "latest",
    "page",
    "people",
    "person",
    "preview",
    "prune",
    "quotes",
    "rank",
    "reindex",
    "related",
    "remove",
    "reread",
    "restore",
    "run",
    "said",
    "statements",
    "status",
    "story",
    "timeline",
    "topics",
    "why",
]
