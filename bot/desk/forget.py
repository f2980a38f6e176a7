"""Erasing what is kept of one server: its subscriptions and what was posted for them.

The record of articles and people is one for all servers and holds nothing of any.
"""

from __future__ import annotations

from bot.desk.delivery import POSTS
from bot.desk.lastposts import LAST
from bot.desk.subscriptions import ENDED, KIND, Subscriptions
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
    posts = [key for key in await documents.all(POSTS) if key.startswith(of_it)]
    for key in posts:
        await documents.delete(POSTS, key)
    for key in ids:
        await documents.delete(LAST, key)
        await documents.delete(KIND, key)
        await documents.delete(ENDED, key)
    return len(ids), len(posts)
