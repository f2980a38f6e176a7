"""Takedowns: the words are gone everywhere, and what was removed does not come back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.answering.export import Export, Wanted
from bot.desk.answering.latest import Latest
from bot.desk.correcting.removed import Removal, removal_of
from bot.desk.correcting.reread import reread
from bot.desk.correcting.statements import OperatorsWords
from bot.desk.following import reports
from bot.desk.gathering.filing import Filing, Outcome, Slip
from bot.desk.keeping.check import Check
from bot.desk.keeping.follow import catch_up
from bot.desk.keeping.takedown import Takedowns
from bot.desk.sorting.stories import Stories
from bot.desk.sorting.topics import Topics
from bot.errors import NothingFound
from bot.pages import read_text
from bot.records import Arrival
from bot.store import Store, open_store
from tests.desk.world import NOON, HandClock, break_documents

URL = "https://courier.example/ferry"
COPY = "https://herald.example/tarn-ferry"
SAID = "“We are staying until the spring,” said Ilse Maron, who leads the council of Vaterpress.\n"
TEXT = f"Tarn keeps its ferry\n\n{SAID}\nThe boats will go out to Ommeland twice a day again.\n"
OTHER = "Ilse Maron opens a school\n\n“It is a good school,” said Ilse Maron, the council leader.\n"
SECRET = ("Vaterpress", "Ommeland", "keeps its ferry", "staying until")


@dataclass
class Office:
    folder: Path
    store: Store
    clock: HandClock
    takedowns: Takedowns
    filing: Filing
    answers: Answers
    latest: Latest

    async def file(self, url: str, text: str = TEXT) -> Outcome:
        filed = await self.filing.file(read_text(text, url), Slip(url))
        await catch_up(self.store.log, self.store.index)
        return filed.outcome

    async def remove(self, article: str, reason: str | None = None) -> None:
        await self.takedowns.remove(article, reason)
        await catch_up(self.store.log, self.store.index)
        await self.store.log.compact()
        await self.store.index.compact()

    def held(self) -> set[str]:
        """Which of the secret words stand anywhere in the folder."""
        found = b"".join(path.read_bytes() for path in self.folder.iterdir()).lower()
        return {word for word in SECRET if word.lower().encode() in found}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    folder = tmp_path / "data"
    async with open_store(folder) as store:
        clock = HandClock()
        topics = Topics([], store.documents)
        answers = Answers(store.log, store.index, topics)
        latest = Latest(store.log, store.index, topics, Stories(store.log, store.documents))
        takedowns = Takedowns(store.log, store.index, store.documents, answers, clock)
        filing = Filing(store.log, store.documents, clock)
        yield Office(folder, store, clock, takedowns, filing, answers, latest)


@pytest.mark.parametrize("named", [URL, "keeps its ferry"])
async def test_no_word_of_it_is_left_anywhere(office: Office, named: str) -> None:
    await office.file(URL)
    await office.file("https://courier.example/school", OTHER)
    await office.file(URL, TEXT + "\nA correction was made to this article.\n")
    await office.store.documents.put(
        "pending", "k", {"article": await office.answers.article_id(URL), "entry": SECRET}
    )
    assert len(office.held()) >= 3
    ident = await office.answers.article_id(URL)
    await office.remove(named, "They asked by letter.")
    assert office.held() == set()
    newest = await office.store.log.newest(ident)
    assert newest is not None
    article = newest.record.article
    assert (newest.record.arrival, newest.record.statements) == (Arrival.REMOVED, ())
    assert (article.url, article.canonical_url, article.title, article.text) == (URL, URL, "", "")
    assert article.revision == 2
    assert await removal_of(office.store.documents, ident) == Removal(NOON, "They asked by letter.")
    found = (await office.latest.articles()).headlines
    assert [one.article.title for one in found] == ["Ilse Maron opens a school"]
    assert (await office.answers.quotes("Maron")).total == 1
    for asked in (URL, ident):
        with pytest.raises(NothingFound, match="was removed at its outlet's or a person's"):
            await office.answers.keypoints(asked)
    with pytest.raises(NothingFound, match="No stored article"):
        await office.answers.keypoints("ferry")
    rows = [row async for row in Export(office.store.log, office.store.index).rows(Wanted())]
    assert {row["url"] for row in rows} == {"https://courier.example/school"}
    check = Check(office.store.log, office.store.documents, office.store.index)
    assert [one async for one in check.troubles()] == []


async def test_what_was_removed_does_not_come_back(office: Office) -> None:
    await office.file(URL)
    await office.remove(URL)
    end = await office.store.log.end()
    assert await office.file(URL, TEXT + "\nIt was changed.\n") is Outcome.REMOVED
    assert await reread(office.store.log, office.store.documents) == 0
    await office.store.index.reset()
    await catch_up(office.store.log, office.store.index)
    with pytest.raises(NothingFound, match="was removed"):
        await office.answers.keypoints(URL)
    assert await office.store.log.end() == end
    assert office.held() == set()
    await office.remove(URL)  # once more does no harm
    assert await office.store.log.end() == end


async def test_a_removal_can_be_taken_back_and_made_again(office: Office) -> None:
    await office.file(URL)
    await office.remove(URL)
    assert (await office.takedowns.allow(URL)).url == URL
    with pytest.raises(NothingFound, match="is not removed"):
        await office.takedowns.allow(URL)
    with pytest.raises(NothingFound, match="was removed"):
        await office.answers.keypoints(URL)
    assert await office.file(URL) is Outcome.REVISED
    assert (await office.answers.quotes("Maron")).total == 1
    await office.remove("ferry")
    assert office.held() == set()
    assert await office.file(URL) is Outcome.REMOVED


async def test_a_removal_that_cannot_be_read_holds(office: Office) -> None:
    await office.file(URL)
    ident = await office.answers.article_id(URL)
    await office.remove(URL)
    break_documents(office.folder / "record.sqlite", ident)
    assert await office.file(URL) is Outcome.REMOVED


async def test_stories_and_words_let_go_of_it(office: Office) -> None:
    long = TEXT + " ".join(f"The boat number {n} of {n * 7} goes out." for n in range(40))
    stories = Stories(office.store.log, office.store.documents)
    for url in (URL, COPY, "https://post.example/ferry"):
        await office.file(url, long)
    await stories.follow()
    ident = await office.answers.article_id(URL)
    told = await stories.of(ident)
    assert told is not None
    assert len(told.carriers) == 2
    words = OperatorsWords(
        office.store.log, office.store.index, office.store.documents, office.clock
    )
    newest = await office.store.log.newest(ident)
    assert newest is not None
    statement = newest.record.statements[0].id
    await words.hide(statement)
    reported = {
        "5/1": {"article": ident, "words": "mine"},
        "5/2": {"article": "a2", "words": "not"},
    }
    await office.store.documents.put_many(reports.KIND, reported)
    await office.remove(ident)
    assert list(await office.store.documents.all(reports.KIND)) == ["5/2"]
    copy = await stories.of(await office.answers.article_id(COPY))
    assert copy is not None  # before the stories follow
    await stories.follow()
    copy = await stories.of(await office.answers.article_id(COPY))
    assert copy is not None
    assert {one.id for one in (copy.first, *copy.carriers)}.isdisjoint({ident})
    assert await stories.of(ident) is None
    assert await words.all() == []
    with pytest.raises(NothingFound, match="No statement has the id"):
        await words.show(statement)


async def test_who_spoke_in_it_keeps_their_id(office: Office) -> None:
    await office.file(URL)
    await office.file("https://courier.example/school", OTHER)
    maron = (await office.answers.quotes("Maron")).entity.id
    await office.remove(URL)
    assert (await office.answers.quotes(maron)).entity.statements == 1
    await office.store.index.reset()
    await office.store.index.anchor(await office.store.documents.all("anchor"))
    await catch_up(office.store.log, office.store.index)
    assert (await office.answers.quotes("Maron")).entity.id == maron


async def test_a_removal_that_was_not_carried_out_is(office: Office) -> None:
    """As when the process died over it, or an older copy of the record was put back."""
    await office.file(URL)
    await office.file("https://courier.example/school", OTHER)
    ident = await office.answers.article_id(URL)
    await office.store.documents.put("removal", ident, Removal(NOON).encode())
    assert await office.takedowns.carry_out() == 1
    assert await office.takedowns.carry_out() == 0
    await catch_up(office.store.log, office.store.index)
    await office.store.log.compact()
    await office.store.index.compact()
    assert office.held() == set()
    assert len((await office.latest.articles()).headlines) == 1
