"""Erasing what is kept of one server: its subscriptions and what was posted for them.

The record of articles and people is one for all servers and holds nothing of any.
"""

from __future__ import annotations

from bot.desk.subscriptions import KIND, decode
from bot.errors import NothingFound
from bot.ports import Documents

POSTS = "delivery"  # keyed by subscription, a slash, and the article


async def forget_server(documents: Documents, guild_id: int) -> tuple[int, int]:
    """Erase a server's subscriptions and their posts' records; how many of each.

    Posts go first: what is left after a crash is still found by its subscription. Raises
    NothingFound where nothing is kept of it, and StoreError.
    """
    subscriptions = [
        key
        for key, document in (await documents.all(KIND)).items()
        if decode(document).guild_id == guild_id
    ]
    if not subscriptions:
        raise NothingFound(str(guild_id), f"Nothing is kept of server {guild_id}.")
    of_it = tuple(f"{key}/" for key in subscriptions)
    posts = [key for key in await documents.all(POSTS) if key.startswith(of_it)]
    for key in posts:
        await documents.delete(POSTS, key)
    for key in subscriptions:
        await documents.delete(KIND, key)
    return len(subscriptions), len(posts)
