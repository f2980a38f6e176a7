"""The desk: the services that commands, whether in chat or on a terminal, call."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.answering.answers import Answers
from bot.desk.answering.exportfile import ExportFiles
from bot.desk.answering.latest import Latest
from bot.desk.answering.onthespot import OnTheSpot
from bot.desk.answering.persons import Persons
from bot.desk.answering.relations import Relations
from bot.desk.answering.said import Sayings
from bot.desk.answering.storypages import StoryPages
from bot.desk.answering.timeline import Timelines
from bot.desk.correcting.identities import Identities
from bot.desk.delivery.why import Why
from bot.desk.following.audit import Audit
from bot.desk.following.changing import Changing
from bot.desk.following.preview import Preview
from bot.desk.following.reports import Reports
from bot.desk.following.servers import Servers
from bot.desk.following.subscriptions import Subscriptions
from bot.desk.gathering.ingest import Ingest
from bot.desk.gathering.serverfeeds import ServerFeeds
from bot.desk.keeping.forget import ServerData
from bot.desk.pulse import Pulse
from bot.desk.sorting.topics import Topics
from bot.desk.watching.status import Overview
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
    feeds: ServerFeeds
    audit: Audit
    changing: Changing
    exports: ExportFiles
    reports: Reports
    on_the_spot: OnTheSpot
    server_data: ServerData
    persons: Persons
    storypages: StoryPages
    relations: Relations
    servers: Servers
    preview: Preview
    why: Why
    operators: frozenset[int] = frozenset()
