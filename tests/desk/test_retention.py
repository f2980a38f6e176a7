"""Retention: what is old or too much goes, nothing that anybody has still to read does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.correcting.statements import OperatorsWords
from bot.desk.delivery import POSTS
from bot.desk.following.subscriptions import Subscriptions, encode
from bot.desk.gathering.filing import Filing, Outcome, Slip
from bot.desk.gathering.ingest import Ingest
from bot.desk.keeping.check import Check
from bot.desk.keeping.follow import catch_up
from bot.desk.keeping.retention import MEGABYTE, Limits, Retention
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.pages import read_text
from bot.records import Subscription
from bot.store import Store, open_store
from tests.desk.world import NOON, HandClock, break_documents
from tests.e2e.newsroom import NoWeb

FILLING = "The boats of Tarn go out to the islands and come back in the evening. " * 60


def text(number: int) -> str:
    return (
        f"Ferry number {number} sails\n\n“We are {number} on board,” said Ilse Maron, who leads"
        f" the council.\n\n{FILLING}\n"
    )


def url(number: int) -> str:
    return f"https://courier.example/{number}"


@dataclass
class Office:
    folder: Path
    store: Store
    clock: HandClock
    filing: Filing
    answers: Answers
    stories: Stories

    async def file(self, number: int, more: str = "") -> Outcome:
        page = read_text(text(number) + more, url(number))
        filed = await self.filing.file(page, Slip(url(number)))
        await self.follow()
        return filed.outcome

    async def fill(self, days: int) -> None:
        """An article a day, the first of them as old as that."""
        self.clock.now = NOON - timedelta(days=days)
        for number in range(days):
            await self.file(number)
            self.clock.advance(86_400)

    async def follow(self) -> None:
        await catch_up(self.store.log, self.store.index)
        await self.stories.follow()

    def retention(self, days: float | None = None, megabytes: float | None = None) -> Retention:
        store, limits = self.store, Limits(days, megabytes)
        documents = store.documents
        orders = Subscriptions(store.log, documents, Topics([], documents), self.clock)
        return Retention(store.log, store.index, documents, orders, self.clock, limits)

    async def held(self) -> list[int]:
        """The numbers of the articles that are there."""
        titles = await self.store.index.titles("", 999)
        return sorted(int(title.split()[2]) for _, title in titles)

    async def order(self, cursor: int, ident: str = "s1", paused: str | None = None) -> None:
        one = Subscription(ident, 5, 7, "everything", cursor, NOON, paused)
        await self.store.documents.put("subscription", one.id, encode(one))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    folder = tmp_path / "data"
    async with open_store(folder) as store:
        clock = HandClock()
        topics = Topics([], store.documents)
        yield Office(
            folder,
            store,
            clock,
            Filing(store.log, store.documents, clock),
            Answers(store.log, store.index, topics),
            Stories(store.log, store.documents),
        )


async def test_what_did_not_change_for_long_goes_with_all_its_entries(office: Office) -> None:
    await office.fill(8)
    await office.file(1, "\nIt was corrected today.\n")
    retention = office.retention(days=5)
    due = await retention.due()
    cut = await retention.prune()
    assert (due.articles, cut.articles, due.held, cut.held) == (2, 2, None, None)
    assert due.last == cut.last
    assert due.last is not None
    assert due.last.fetched_at == NOON - timedelta(days=6)
    assert 0.5 < due.size / cut.size < 2
    assert await office.held() == [1, 3, 4, 5, 6, 7]
    entries = await office.store.log.read(0, 99)
    assert [entry.position for entry in entries] == [2, 4, 5, 6, 7, 8, 9]
    assert (await office.answers.quotes("Maron")).total == 6
    with pytest.raises(NothingFound):
        await office.answers.keypoints(url(2))
    assert (await retention.prune()).articles == 0
    check = Check(office.store.log, office.store.documents, office.store.index)
    assert [one async for one in check.troubles()] == []


async def test_what_its_feed_still_shows_does_not_come_back(office: Office) -> None:
    await office.fill(8)
    await office.retention(days=5).prune()
    end = await office.store.log.end()
    assert await office.file(0) is Outcome.CUT
    assert await office.file(0, "\nIt was corrected today.\n") is Outcome.CUT
    assert await office.store.log.end() == end
    ingest = Ingest(office.filing, office.store.documents, NoWeb(), office.clock)
    path = office.folder / "old.txt"
    path.write_text(text(50), "utf-8")
    await ingest.add_file(path)
    await office.follow()
    office.clock.advance(86_400 * 9)
    await office.file(51)
    await office.retention(days=5).prune()
    with pytest.raises(BadInput, match="was here and was cut"):
        await ingest.add_file(path)


@pytest.mark.parametrize("paused", [None, "The channel is gone."])
async def test_nothing_goes_that_a_subscription_has_still_to_read(
    office: Office, paused: str | None
) -> None:
    await office.fill(8)
    await office.order(8, "s1")
    await office.order(2, "s2", paused)
    cut = await office.retention(days=1).prune()
    assert await office.held() == [2, 3, 4, 5, 6, 7]
    assert cut.held is not None
    assert cut.held.startswith("Retention keeps 5 articles past 1 days: channel 7 has still to")
    assert ("is paused" in cut.held) is bool(paused)
    await office.order(8, "s2")
    assert (await office.retention(days=1).prune()).held is None
    assert await office.held() == [7]


async def test_a_subscription_that_cannot_be_read_holds_everything(office: Office) -> None:
    await office.fill(3)
    await office.order(3)
    break_documents(office.folder / "record.sqlite", "subscription/s1")
    cut = await office.retention(days=1).prune()
    assert (cut.articles, "a subscription cannot be read" in (cut.held or "")) == (0, True)


async def test_an_article_that_is_corrected_meanwhile_stays(office: Office) -> None:
    """The log decides in its own transaction; what the index said may be old."""
    await office.fill(4)
    page = read_text(text(0) + "\nIt was corrected.\n", url(0))
    await office.filing.file(page, Slip(url(0)))  # nobody has followed it yet
    await office.retention(days=2).prune()
    await office.follow()
    assert await office.held() == [0, 2, 3]
    assert (await office.answers.keypoints(url(0))).article.revision == 2


async def test_the_record_fits_into_its_size_and_gives_room_back(office: Office) -> None:
    await office.fill(300)
    file = office.folder / "record.sqlite"
    used = (await office.store.log.room()).used
    assert used > 1.5 * MEGABYTE
    retention = office.retention(megabytes=1)
    due = await retention.due()
    cut = await retention.prune()
    room = await office.store.log.room()
    assert room.used <= MEGABYTE
    assert room.used > 0.9 * MEGABYTE  # and no more went than had to
    assert abs(due.articles - cut.articles) < 0.2 * cut.articles
    left = await office.held()
    assert left == list(range(300 - len(left), 300))
    assert room.free > 0.5 * MEGABYTE
    await retention.give_back()
    assert (await office.store.log.room()).free < 0.06 * MEGABYTE
    await office.store.log.compact()
    assert file.stat().st_size < 1.1 * MEGABYTE


async def test_the_last_day_stays_whatever_fills_the_file(office: Office) -> None:
    await office.fill(3)
    await office.store.documents.put("other", "large", "x" * 3 * MEGABYTE)
    cut = await office.retention(megabytes=1).prune()
    assert cut.held == (
        "Retention keeps what is over 1 megabytes: the articles of the last day stay in any case."
    )
    assert await office.held() == [2]


async def test_what_is_kept_beside_the_articles_goes_with_them(office: Office) -> None:
    await office.fill(6)
    words = OperatorsWords(
        office.store.log, office.store.index, office.store.documents, office.clock
    )
    ids = [(await office.answers.article_id(url(number))) for number in range(6)]
    for ident in (ids[0], ids[5]):
        newest = await office.store.log.newest(ident)
        assert newest is not None
        await words.hide(newest.record.statements[0].id)
    await office.follow()
    await office.order(99)
    await office.store.documents.put("ended-subscription", "s9", 5)
    for order in ("s1", "s9"):
        await office.store.documents.put_many(POSTS, {f"{order}/{one}": {} for one in ids})
    assert await office.store.documents.keys("told") == sorted(ids)
    await office.retention(days=2).prune()
    left = sorted(ids[4:])
    assert sorted(await office.held()) == [4, 5]
    assert await office.store.documents.keys("told") == left
    (members,) = (await office.store.documents.all("story")).values()
    assert sorted(members) == left
    assert await office.store.documents.keys("word") == [ids[5]]
    for order in ("s1", "s9"):
        assert await office.store.documents.keys(POSTS, order) == left


async def test_an_index_built_anew_is_the_same(office: Office) -> None:
    await office.fill(8)
    (maron,) = await office.store.index.people("maron", 9)
    await office.retention(days=3).prune()

    async def everything() -> list[object]:
        index = office.store.index
        return [
            await index.cursor(),
            await index.people("", 9),
            await index.titles("", 99),
            await index.statements(maron.id, None, 99, 0),
            await index.dossier(maron.id),
            [await index.by_url(url(number)) for number in range(8)],
        ]

    before = await everything()
    assert before[1] == [replace(maron, statements=3)]
    await office.store.index.reset()
    await office.store.index.anchor(await office.store.documents.all("anchor"))
    await office.follow()
    assert await everything() == before


async def test_without_limits_nothing_is_due(office: Office) -> None:
    await office.fill(3)
    retention = office.retention()
    assert (await retention.due()).articles == (await retention.prune()).articles == 0
    assert await retention.held() is None
