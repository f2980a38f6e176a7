"""What every ``ports.RecordLog`` promises."""

from __future__ import annotations

import asyncio

import pytest

from bot.ports import RecordLog
from bot.records import Arrival, Entry, Record
from tests.store.making import record


async def test_an_empty_log_holds_nothing(log: RecordLog) -> None:
    assert await log.end() == 0
    assert await log.read(0, 10) == []
    assert await log.newest("a1") is None


async def test_positions_count_from_one_in_order_of_arrival(log: RecordLog) -> None:
    made = [record(f"a{n}", ("Ilva Torm", "The wall holds.")) for n in range(3)]
    entries = [await log.append(one) for one in made]
    assert entries == [Entry(n, one) for n, one in enumerate(made, start=1)]
    assert await log.end() == 3
    assert await log.read(0, 10) == entries


@pytest.mark.parametrize(
    ("after", "limit", "positions"),
    [
        (0, 2, [1, 2]),
        (2, 2, [3, 4]),
        (4, 9, [5]),
        (5, 9, []),
        (99, 9, []),
        (0, 0, []),
        (-3, 1, [1]),
    ],
)
async def test_read_gives_entries_past_a_position(
    log: RecordLog, after: int, limit: int, positions: list[int]
) -> None:
    for n in range(5):
        await log.append(record(f"a{n}"))
    assert [entry.position for entry in await log.read(after, limit)] == positions


async def test_order_holds_where_numbers_get_longer(log: RecordLog) -> None:
    for n in range(12):
        await log.append(record(f"a{n}"))
    assert [entry.position for entry in await log.read(8, 9)] == [9, 10, 11, 12]
    assert await log.end() == 12


async def test_just_the_same_record_is_stored_once(log: RecordLog) -> None:
    await log.append(record())
    assert await log.append(record()) is None
    assert await log.end() == 1


@pytest.mark.parametrize(
    "other",
    [
        record("a2"),
        record(revision=2),
        record(arrival=Arrival.REREAD),
        record(engine="engine-2"),
    ],
    ids=["article", "revision", "arrival", "engine"],
)
async def test_any_difference_in_identity_is_another_record(log: RecordLog, other: object) -> None:
    await log.append(record())
    assert await log.append(other) == Entry(2, other)  # type: ignore[arg-type]  # a Record


async def test_newest_is_the_last_entry_of_the_article(log: RecordLog) -> None:
    await log.append(record("a1"))
    await log.append(record("a2"))
    corrected = record("a1", revision=2, arrival=Arrival.REVISED)
    await log.append(corrected)
    assert await log.newest("a1") == Entry(3, corrected)
    assert await log.newest("a2") == Entry(2, record("a2"))
    reread = record("a1", revision=2, arrival=Arrival.REREAD, engine="engine-2")
    await log.append(reread)
    assert await log.newest("a1") == Entry(4, reread)


async def test_appends_at_once_get_a_position_each(log: RecordLog) -> None:
    entries = await asyncio.gather(*(log.append(record(f"a{n}")) for n in range(20)))
    assert sorted(entry.position for entry in entries if entry) == list(range(1, 21))


async def test_the_same_append_at_once_is_stored_once(log: RecordLog) -> None:
    entries = await asyncio.gather(*(log.append(record()) for _ in range(5)))
    assert sum(entry is not None for entry in entries) == 1
    assert await log.end() == 1


def amended(*said: tuple[str, str]) -> Record:
    return record("a1", *said, arrival=Arrival.AMENDED)


def removed(article: str = "a1") -> Record:
    return record(article, title="", arrival=Arrival.REMOVED)


async def test_an_operators_word_is_the_same_where_the_newest_entry_says_so(
    log: RecordLog,
) -> None:
    await log.append(record("a1", ("Ilva Torm", "Yes.")))
    first, other = amended(("Torm", "Yes.")), amended()
    assert await log.append(first) == Entry(2, first)
    assert await log.append(first) is None
    assert await log.append(other) == Entry(3, other)
    assert await log.append(first) == Entry(4, first)  # back to what it was
    assert await log.newest("a1") == Entry(4, first)
    assert await log.revision("a1") == 1


async def test_what_is_removed_is_erased_and_passed_over(log: RecordLog) -> None:
    await log.append(record("a1", ("Ilva Torm", "Yes.")))
    kept = await log.append(record("a2"))
    await log.append(record("a1", revision=2, arrival=Arrival.REVISED))
    await log.append(amended())
    gone = await log.append(removed())
    assert gone == Entry(5, removed())
    assert await log.read(0, 9) == [kept, gone]
    assert await log.read(0, 1) == [kept]
    assert await log.read(2, 1) == [gone]
    assert await log.newest("a1") == gone
    assert await log.revision("a1") == 2
    assert [await log.fault(position) for position in range(1, 6)] == [None] * 5
    assert not await log.is_cut("a1")
    assert await log.append(removed()) is None
    back = await log.append(record("a1", revision=3, arrival=Arrival.REVISED))
    assert back is not None
    again = await log.append(removed())
    assert again is not None
    assert await log.read(0, 9) == [kept, again]


async def test_what_is_cut_is_gone_for_good_and_known_to_have_been_there(log: RecordLog) -> None:
    for article in ("a1", "a2", "a1", "a3"):
        await log.append(record(article, revision=await log.revision(article) + 1))
    weight = await log.weigh("a1")
    assert weight > 2 * len(record("a1").article.text)
    assert await log.cut(["a1", "a3"], 2) == []
    assert len(await log.read(0, 9)) == 4
    assert await log.cut(["a1", "a3", "never"], 4) == ["a1", "a3"]
    assert [entry.position for entry in await log.read(0, 9)] == [2]
    assert await log.read(2, 9) == []
    assert await log.end() == 4
    assert await log.newest("a1") is None
    assert await log.revision("a1") == 2
    assert await log.weigh("a1") == 0
    assert [await log.is_cut(one) for one in ("a1", "a2", "a3", "never")] == [
        True,
        False,
        True,
        False,
    ]
    assert [await log.fault(position) for position in range(1, 5)] == [None] * 4
    added = await log.append(record("a4"))
    assert added is not None
    assert added.position == 5


async def test_a_file_gives_back_what_is_free(log: RecordLog) -> None:
    for n in range(60):
        await log.append(record(f"a{n}", ("Ilva Torm", "The wall holds. " * 2_000)))
    before = await log.room()
    await log.cut([f"a{n}" for n in range(50)], 60)
    cut = await log.room()
    assert cut.used < before.used / 2
    assert cut.used + cut.free == before.used + before.free
    assert await log.give_back()
    given = await log.room()
    assert 0 < given.free < cut.free - 500_000
    while await log.give_back():
        pass
    assert (await log.room()).free == 0
    await log.cut(["a50"], 60)
    await log.compact()
    assert (await log.room()).free == 0
    assert len(await log.read(0, 99)) == 9
