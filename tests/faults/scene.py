"""A feed with news for a bot that has worked before, and what must hold however it dies over it.

``Scene.wrongs`` reads the record, the index and the channels, and says in a sentence each what
is not as it must be: an acknowledged record lost, a statement whose words are not in its text,
an article posted twice, one skipped, one out of order, a correction not shown.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.desk.keeping.check import Check
from bot.records import Arrival, Entry, Topic
from bot.store import Store, open_store
from bot.topics.match import match
from tests.desk.world import NOON, HandClock
from tests.faults.child import (
    GUILD,
    LIGHTS,
    NEWS,
    TOPICS,
    Errand,
    data_of,
    discord_of,
    open_bot,
    sent,
)
from tests.faults.discord import FakeDiscord
from tests.gathering.newsroom import Answer, Newsroom, open_newsroom, words

EVERYTHING = Topic("everything", ())
CHANNELS = {NEWS: "everything", LIGHTS: "Lights"}
CORRECTED = "We are leaving"
ARTICLES = range(1, 6)
BEGIN = NOON + timedelta(minutes=10)


@dataclass
class Scene:
    """One article from before the feed was known, one posted and corrected since, and three
    that are new, the page of one of which cannot be had at the first look."""

    newsroom: Newsroom
    before: Path
    late_page: Answer

    def copy(self, name: str) -> Path:
        """A folder in which the bot has not yet seen what is new."""
        return Path(shutil.copytree(self.before, self.before.with_name(name)))

    def errand(self, folder: Path) -> Errand:
        """One look at the feed, and all that follows from it."""
        self.newsroom.gives("/a/5", "later", 503)
        return Errand(folder, self.newsroom.url("/feed.xml"), BEGIN)

    async def finish(self, folder: Path, later: timedelta) -> int:
        """Let a new process do what is left, so much later; how it ended."""
        self.newsroom.answers["/a/5"] = self.late_page
        feed = self.newsroom.url("/feed.xml")
        return await sent(Errand(folder, feed, BEGIN + later, rounds=3, pause=400))

    async def points(self) -> dict[str, int]:
        """How often an undisturbed errand comes to each point."""
        folder = self.copy("undisturbed")
        told = folder / "points.json"
        errand = self.errand(folder)
        assert await sent(Errand(folder, errand.feed, errand.now, points=told)) == 0
        found: dict[str, int] = json.loads(told.read_text("utf-8"))
        return found

    async def wrongs(self, folder: Path, acknowledged: Sequence[Entry] = ()) -> list[str]:
        """What is not as it must be once all is done; ``acknowledged`` was there before."""
        discord = discord_of(folder, HandClock())
        discord.close()
        async with open_store(data_of(folder)) as store:
            entries = await store.log.read(0, 1_000)
            found = [f"lost: {one}" for one in acknowledged if one not in entries]
            found += [str(one) async for one in Check(*_ports(store)).troubles()]
            if await store.index.cursor() != await store.log.end():
                found.append("the index is behind")
            found += await _unfounded(store, discord)
        found += _not_recorded(entries, self.newsroom)
        for channel, topic in CHANNELS.items():
            found += _not_posted(entries, discord, channel, topic)
        return found


LASTING = (".append", ".put", ".delete", ".follow", ".post", ".edit", ": COMMIT")
"""What is in the names of points at which something is done that lasts."""


def lasts(point: str) -> bool:
    return any(part in point for part in LASTING)


@asynccontextmanager
async def open_scene(folder: Path) -> AsyncIterator[Scene]:
    """With everything made in this folder."""
    async with open_newsroom() as newsroom:
        before = folder / "before"
        before.mkdir()
        await _begin(newsroom, before)
        newsroom.publish(3)
        newsroom.items.pop(1)
        newsroom.publish(2, said=CORRECTED).text += " This was corrected."
        newsroom.publish(4)
        newsroom.publish(5).text = ""
        yield Scene(newsroom, before, newsroom.answers["/a/5"])


async def entries_of(folder: Path) -> list[Entry]:
    """The log as a dead process has left it."""
    async with open_store(data_of(folder), write=False) as store:
        return await store.log.read(0, 1_000)


async def _begin(newsroom: Newsroom, folder: Path) -> None:
    clock = HandClock()
    discord = discord_of(folder, clock)
    newsroom.publish(1)
    async with open_bot(folder, newsroom.url("/feed.xml"), clock) as bot:
        await bot.round(discord)
        for channel, topic in CHANNELS.items():
            await bot.desk.subscriptions.subscribe(GUILD, channel, topic)
        newsroom.publish(2)
        clock.advance(60)
        await bot.round(discord)
    discord.close()
    assert len(discord.shown(NEWS)) == 1


def _ports(store: Store):  # type: ignore[no-untyped-def]
    return store.log, store.documents, store.index


async def _unfounded(store: Store, discord: FakeDiscord) -> list[str]:
    """What is on record as done and was not done."""
    found = []
    for key, seen in (await store.documents.all("seen")).items():
        if seen["article"] and await store.log.newest(seen["article"]) is None:
            found.append(f"seen and not stored: {key}")
    posted = {message.id for message in discord.messages}
    for key, post in (await store.documents.all("delivery")).items():
        if post.get("message_id") and post["message_id"] not in posted:
            found.append(f"recorded and not posted: {key}")
    return found


def _not_recorded(entries: Iterable[Entry], newsroom: Newsroom) -> list[str]:
    """Articles that are not there once, in the words that they were published in."""
    found = []
    by_url: dict[str, list[Entry]] = {}
    for entry in entries:
        by_url.setdefault(entry.record.article.url, []).append(entry)
    for number in ARTICLES:
        stored = by_url.pop(newsroom.url(f"/a/{number}"), [])
        texts = [words(number), *([words(number, CORRECTED)] if number == 2 else [])]
        if [one.record.article.revision for one in stored] != [*range(1, len(texts) + 1)]:
            found.append(f"article {number} is stored {len(stored)} times")
        for entry, paragraphs in zip(stored, texts, strict=False):
            published = "\n".join(paragraphs)
            for statement in entry.record.statements:
                said = statement.words(entry.record.article.text)
                found += [f"never said: {one}" for one in said if one not in published]
            if not entry.record.statements:
                found.append(f"article {number} says nothing")
    return found + [f"nobody published {url}" for url in by_url]


def _not_posted(
    entries: Sequence[Entry], discord: FakeDiscord, channel: int, topic: str
) -> list[str]:
    wanted = next((one for one in TOPICS if one.name == topic), EVERYTHING)
    new = [one.record for one in entries if one.record.arrival is Arrival.NEW]
    expected = [one.article.id for one in new if match(wanted, one).belongs]
    shown = discord.shown(channel)
    found = [] if shown == expected else [f"#{topic} shows {shown} and not {expected}"]
    newest = {one.record.article.id: one.record.article.revision for one in entries}
    for message in discord.of(channel):
        found += [
            f"#{topic} shows revision {revision} of {article}"
            for article, revision in message.revisions.items()
            if revision != newest.get(article) and not message.digest
        ]
    return found
