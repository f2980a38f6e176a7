"""What the channel showed before a restart, shown again.

The record outlives the process, the simulated Discord does not. So at the start every
post that the record says was made is put back where it was: by the bot's own courier, at
its time and under its id, so that a later correction still finds the message it edits.
"""

from __future__ import annotations

import logging

import discord

from bot.demo.world import World
from bot.desk.delivery import Attempt
from bot.desk.desk import Desk
from bot.errors import NothingFound
from bot.ports import Courier, Post, Posted
from bot.records import Subscription, digest

log = logging.getLogger(__name__)

RESTORED = 10  # the newest articles, as many as one answer holds


async def restore(world: World, desk: Desk, courier: Courier, subscription: Subscription) -> int:
    """Put back the newest posts of this subscription; how many that were."""
    made = {
        key.removeprefix(f"{subscription.id}/"): Attempt.decode(document)
        for key, document in (await desk.data.all("delivery")).items()
        if key.startswith(f"{subscription.id}/")
    }
    try:
        headlines = (await desk.latest.articles(count=RESTORED)).headlines
    except NothingFound:
        return 0
    posts = {
        attempt.message_id: Post(
            one.article, one.key, one.statements, subscription.topic, brief=attempt.brief
        )
        for one in headlines
        if (attempt := made.get(one.article.id)) and attempt.message_id is not None
    }
    restored = 0
    for message_id in sorted(posts):
        with world.clock.standing_at(discord.utils.snowflake_time(message_id)):
            outcome = await courier.post(
                subscription.channel_id, posts[message_id], digest("restored", message_id)
            )
        if outcome == Posted(message_id):
            restored += 1
        else:
            log.warning("message %d could not be put back: %s", message_id, outcome)
    return restored
