"""The desk: the services that commands, whether in chat or on a terminal, call."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.answers import Answers
from bot.desk.identities import Identities
from bot.desk.ingest import Ingest
from bot.desk.latest import Latest
from bot.desk.pulse import Pulse
from bot.desk.said import Sayings
from bot.desk.status import Overview
from bot.desk.subscriptions import Subscriptions
from bot.desk.timeline import Timelines
from bot.desk.topics import Topics
from bot.ports import Documents


@dataclass(frozen=True, slots=True)
class Desk:
    """``data`` is for what the chat itself has to remember, such as its synced commands;
    ``operators`` are the user ids of those who run the bot."""

    answers: Answers
    latest: Latest
    timelines: Timelines
    sayings: Sayings
    subscriptions: Subscriptions
    topics: Topics
    ingest: Ingest
    identities: Identities
    data: Documents
    overview: Overview
    pulse: Pulse
    operators: frozenset[int] = frozenset()
