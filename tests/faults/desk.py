"""The services over any ports, put together as ``bot.app`` does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.delivery import Delivery
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.ports import Clock, Documents, RecordLog
from bot.records import Topic


@dataclass(frozen=True, slots=True)
class Newsdesk:
    """What of the services delivers."""

    subscriptions: Subscriptions
    stories: Stories
    delivery: Delivery


def newsdesk(
    log: RecordLog, documents: Documents, clock: Clock, topics: Sequence[Topic]
) -> Newsdesk:
    """As after a start: nothing is remembered but what the ports hold."""
    known = Topics(topics, documents)
    subscriptions = Subscriptions(log, documents, known, clock)
    stories = Stories(log, documents)
    delivery = Delivery(log, documents, subscriptions, known, stories, clock)
    return Newsdesk(subscriptions, stories, delivery)
