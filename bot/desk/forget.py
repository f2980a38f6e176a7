"""Erasing what is kept of one server: its subscriptions and what was posted for them.

The record of articles and people is one for all servers and holds nothing of any.
"""

from __future__ import annotations

from bot.desk.delivery import DIGESTS, POSTS, UNPUBLISHED
from bot.desk.subscriptions import Subscriptions
from bot.errors import NothingFound
from bot.ports import Documents


async def forget_server(
    subscriptions: Subscriptions, documents: Documents, guild_id: int
) -> tuple[int, int]:
    """Erase a server's subscriptions, ended ones too, and their posts' records; how many of each.

    Posts go first: what is left after a crash is still found by its subscription. Raises
    NothingFound where nothing is kept of it, and StoreError.
    """
    ids = await subscriptions.ids_of_guild(guild_id)
    if not ids:
        raise NothingFound(str(guild_id), f"Nothing is kept of server {guild_id}.")
    of_it = tuple(f"{key}/" for key in ids)
    posts = 0
    for kind in (POSTS, DIGESTS, UNPUBLISHED):
        for key in await documents.all(kind):
            if key.startswith(of_it):
                await documents.delete(kind, key)
                posts += kind == POSTS
    for key in ids:
        await subscriptions.erase(key)
    return len(ids), posts
