"""The desk: the services that commands, whether in chat or on a terminal, call."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.answers import Answers
from bot.desk.audit import Audit
from bot.desk.changing import Changing
from bot.desk.exportfile import ExportFiles
from bot.desk.forget import ServerData
from bot.desk.identities import Identities
from bot.desk.ingest import Ingest
from bot.desk.latest import Latest
from bot.desk.onthespot import OnTheSpot
from bot.desk.persons import Persons
from bot.desk.preview import Preview
from bot.desk.pulse import Pulse
from bot.desk.relations import Relations
from bot.desk.reports import Reports
from bot.desk.said import Sayings
from bot.desk.serverfeeds import ServerFeeds
from bot.desk.servers import Servers
from bot.desk.status import Overview
from bot.desk.storypages import StoryPages
from bot.desk.subscriptions import Subscriptions
from bot.desk.timeline import Timelines
from bot.desk.topics import Topics
from bot.desk.why import Why
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
