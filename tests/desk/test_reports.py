"""Reports: kept first, told then, and bounded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.desk.following import reports
from bot.desk.following.reports import KEPT, Reports
from bot.errors import BadInput, NothingFound, StoreError
from bot.ports import Busy, Posted, PostOutcome, Telling
from bot.store import Store, open_store
from tests.desk.world import HandClock, record

MADE = record(
    "Ferry",
    "“We stay,” said Ilse Maron. “You go,” said Li Osei.",
    said=(("Ilse Maron", "“We stay,”"), ("", "“You go,”")),
)
ARTICLE = MADE.article.id
FIRST, SECOND = (one.id for one in MADE.statements)


@dataclass
class FakeTeller:
    outcome: PostOutcome | StoreError = field(default_factory=lambda: Posted(1))
    told: list[Telling] = field(default_factory=list)

    async def tell(self, channel_id: int, telling: Telling) -> PostOutcome:
        if isinstance(self.outcome, StoreError):
            raise self.outcome
        self.told.append(telling)
        return self.outcome


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path) as opened:
        await opened.log.append(MADE)
        yield opened


async def test_it_is_kept_and_told(store: Store) -> None:
    desk, teller = Reports(store.log, store.documents, HandClock(), 9), FakeTeller()
    assert await desk.file(teller, ARTICLE, FIRST, 5, 7, " Not \n hers. ")
    [sentence] = teller.told[0].reported
    assert sentence.startswith(f"Statement {FIRST} was reported by user 7 in server 5; `pull")
    assert "They say: “Not hers.” It reads: Ilse Maron: “We stay,”" in sentence
    assert len(teller.told[0].nonce) <= 25
    [report] = await desk.all()
    assert (report.statement, report.note, report.told) == (FIRST, "Not hers.", True)


async def test_one_whose_speaker_is_not_named(store: Store) -> None:
    desk, teller = Reports(store.log, store.documents, HandClock(), 9), FakeTeller()
    await desk.file(teller, ARTICLE, SECOND, 5, 7, "")
    assert "It reads: Nobody named: “You go,”" in teller.told[0].reported[0]


@pytest.mark.parametrize("channel", [None, 9])
async def test_it_is_kept_where_nobody_can_be_told(store: Store, channel: int | None) -> None:
    desk = Reports(store.log, store.documents, HandClock(), channel)
    teller = FakeTeller(Busy("Not connected.", 1))
    assert not await desk.file(teller, ARTICLE, FIRST, 5, 7, "")
    assert [report.told for report in await desk.all()] == [False]


async def test_it_is_kept_before_it_is_told(store: Store) -> None:
    desk = Reports(store.log, store.documents, HandClock(), 9)
    with pytest.raises(StoreError):
        await desk.file(FakeTeller(StoreError("x", "Broken.")), ARTICLE, FIRST, 5, 7, "")
    assert len(await desk.all()) == 1


async def test_a_second_report_of_the_same_takes_the_place_of_the_first(store: Store) -> None:
    clock = HandClock()
    desk = Reports(store.log, store.documents, clock, None)
    for user, note in ((7, "one"), (7, "two"), (8, "three")):
        clock.advance(1)
        await desk.file(FakeTeller(), ARTICLE, FIRST, 5, user, note)
    assert [(one.user_id, one.note) for one in await desk.all()] == [(8, "three"), (7, "two")]


@pytest.mark.parametrize(("article", "statement"), [(ARTICLE, "zzz"), ("zzz", FIRST)])
async def test_what_is_not_there(store: Store, article: str, statement: str) -> None:
    desk = Reports(store.log, store.documents, HandClock(), 9)
    with pytest.raises(NothingFound, match="no longer in the record"):
        await desk.file(FakeTeller(), article, statement, 5, 7, "")


async def test_so_many_so_often_so_long(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "MOST", 3)
    clock = HandClock()
    desk = Reports(store.log, store.documents, clock, None)
    for user in range(4):
        clock.advance(1)
        await desk.file(FakeTeller(), ARTICLE, FIRST, 5, user, "")
    assert [one.user_id for one in await desk.all()] == [3, 2, 1]
    for _ in range(4):
        await desk.file(FakeTeller(), ARTICLE, FIRST, 5, 3, "")
    with pytest.raises(BadInput, match="Try again in 60 min"):
        await desk.file(FakeTeller(), ARTICLE, FIRST, 5, 3, "")
    clock.advance(KEPT.total_seconds() - 1)
    await desk.file(FakeTeller(), ARTICLE, FIRST, 5, 9, "")
    clock.advance(2)
    await desk.prune()
    assert [one.user_id for one in await desk.all()] == [9]
