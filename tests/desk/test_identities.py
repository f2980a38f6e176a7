"""An operator's rulings: what they change, that they last, and that they can be taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.desk.answering.answers import Answers
from bot.desk.correcting.identities import Identities, apply
from bot.desk.keeping.follow import catch_up
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.ports import Verb
from bot.store import Store, open_store
from tests.desk.world import record

VOTE = "“We stay,” said Ada Morn. “They go,” said Bo Lund."
RAIN = "“It rains,” Ada Morn said."


@dataclass
class Office:
    store: Store
    identities: Identities
    answers: Answers

    async def who(self, name: str) -> list[tuple[str, int]]:
        return [(one.name, one.statements) for one in await self.store.index.people(name, 9)]

    async def id(self, name: str) -> str:
        return (await self.store.index.people(name, 9))[0].id

    async def said(self, entity: str) -> list[str]:
        return [found[1] for found in await self.store.index.statements(entity, None, 9, 0)]

    async def follow(self) -> None:
        await catch_up(self.store.log, self.store.index)
        await apply(self.store.index, self.store.documents)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_store(tmp_path) as store:
        said = (("Ada Morn", "“We stay,”"), ("Bo Lund", "“They go,”"))
        await store.log.append(record("Vote", VOTE, said=said))
        await store.log.append(record("Rain", RAIN, said=(("Ada Morn", "“It rains,”"),)))
        office = Office(
            store,
            Identities(store.index, store.documents),
            Answers(store.log, store.index, Topics([], store.documents)),
        )
        await office.follow()
        yield office


async def test_two_that_are_one(office: Office) -> None:
    ada, bo = await office.id("ada"), await office.id("bo")
    merged = await office.identities.merge(ada, bo)
    assert (merged.id, merged.statements) == (ada, 3)
    assert (await office.answers.quotes("Bo Lund")).entity.id == ada
    assert (await office.answers.quotes(bo)).total == 3
    with pytest.raises(BadInput, match="one already"):
        await office.identities.merge(bo, ada)


async def test_one_that_is_two(office: Office) -> None:
    ada = await office.id("ada")
    newest, older = await office.said(ada)
    other = await office.identities.split(ada, [older])
    assert (other.name, other.statements) == ("Ada Morn", 1)
    assert await office.said(other.id) == [older]
    assert await office.said(ada) == [newest]
    page = await office.answers.quotes("Ada Morn")
    assert {page.entity.id, *(one.id for one in page.candidates)} == {ada, other.id}


async def test_what_somebody_is_called_and_found_by(office: Office) -> None:
    ada = await office.id("ada")
    assert (await office.identities.rename(ada, " Ada  the Elder ")).name == "Ada the Elder"
    await office.identities.alias(ada, "Queen of Tides")
    for asked in ("elder", "tides", "morn"):
        assert await office.who(asked) == [("Ada the Elder", 2)]


async def test_rulings_survive_a_reindex(office: Office) -> None:
    ada, bo = await office.id("ada"), await office.id("bo")
    await office.identities.rename(ada, "Ada the Elder")
    await office.identities.merge(ada, bo)
    await office.store.index.reset()
    await office.follow()
    assert await office.who("") == [("Ada the Elder", 3)]


async def test_rulings_hold_when_the_index_is_made_for_one_reading(
    office: Office, tmp_path: Path
) -> None:
    await office.identities.rename(await office.id("ada"), "Ada the Elder")
    await office.store.index.close()
    (tmp_path / "index.sqlite").unlink()
    async with open_store(tmp_path, write=False) as reading:
        assert reading.passing
        await apply(reading.index, reading.documents)
        assert [one.name for one in await reading.index.people("elder", 9)] == ["Ada the Elder"]


async def test_undo_takes_back_one_after_the_other(office: Office) -> None:
    ada, bo = await office.id("ada"), await office.id("bo")
    before = await office.who("")
    await office.identities.merge(ada, bo)
    split = await office.identities.split(ada, [(await office.said(ada))[0]])
    undone = await office.identities.undo()
    assert (undone.verb, undone.other) == (Verb.SPLIT, split.id)
    assert await office.who("") == [("Ada Morn", 3)]
    assert (await office.identities.undo()).verb is Verb.MERGE
    assert await office.who("") == before
    with pytest.raises(NothingFound):
        await office.identities.undo()


async def test_a_ruling_after_an_undo_comes_last(office: Office) -> None:
    ada = await office.id("ada")
    for name in ("One", "Two", "Three"):
        await office.identities.rename(ada, name)
    await office.identities.undo()
    assert (await office.identities.rename(ada, "Four")).name == "Four"
    assert (await office.identities.undo()).name == "Four"
    assert await office.who("") == [("Two", 2), ("Bo Lund", 1)]


async def test_what_cannot_be_ruled(office: Office) -> None:
    ada, bo = await office.id("ada"), await office.id("bo")
    (bos,) = await office.said(bo)
    with pytest.raises(NothingFound):
        await office.identities.merge(ada, "nobody")
    with pytest.raises(BadInput, match="no statement of Ada Morn"):
        await office.identities.split(ada, [bos])
    with pytest.raises(BadInput):
        await office.identities.split(ada, [])
    with pytest.raises(BadInput):
        await office.identities.rename(ada, "  ")
    with pytest.raises(NothingFound):
        await office.identities.undo()


async def test_show_by_name_or_id(office: Office) -> None:
    ada = await office.id("ada")
    for asked in (ada, "Ada Morn", "morn"):
        dossier = await office.identities.show(asked)
        assert dossier.named.id == ada
        assert dossier.spellings == {"Ada Morn": 2}
    with pytest.raises(NothingFound):
        await office.identities.show("Xyz")
    said = (("Ada Mornay", "“It rains,”"),)
    await office.store.log.append(record("More", RAIN, said=said))
    await office.follow()
    with pytest.raises(BadInput, match=ada):
        await office.identities.show("ada")
