"""Erasing what is kept of one server: its subscriptions, what was posted for them, its topics
and its time zone.

The record of articles and people is one for all servers and holds nothing of any.
"""

from __future__ import annotations

from bot.desk.delivery import DIGESTS, POSTS, UNPUBLISHED
from bot.desk.lastposts import LAST
from bot.desk.servers import Servers
from bot.desk.subscriptions import Subscriptions
from bot.desk.topics import Topics
from bot.errors import NothingFound
from bot.ports import Documents


async def forget_server(
    subscriptions: Subscriptions, topics: Topics, documents: Documents, guild_id: int
) -> tuple[int, int, int]:
    """Erase a server's subscriptions, ended ones too, their posts' records and its topics; how
    many of each.

    Posts go first: what is left after a crash is still found by its subscription. Raises
    NothingFound where nothing is kept of it, and StoreError.
    """
    ids = await subscriptions.ids_of_guild(guild_id)
    own = await topics.forget(guild_id)
    zone = await Servers(documents).forget(guild_id)
    if not ids and not own and not zone:
        raise NothingFound(str(guild_id), f"Nothing is kept of server {guild_id}.")
    of_it = tuple(f"{key}/" for key in ids)
    posts = 0
    for kind in (POSTS, DIGESTS, UNPUBLISHED):
        for key in await documents.all(kind):
            if key.startswith(of_it):
                await documents.delete(kind, key)
                posts += kind == POSTS
    for key in ids:
        await documents.delete(LAST, key)
        await subscriptions.erase(key)
    return len(ids), posts, own
