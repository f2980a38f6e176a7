"""What every ``ports.Index`` promises."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import About, Activity, Index, Named, Outlet, Ruling, Verb, Within
from bot.records import Arrival, Entry, Polarity, Quotation, Record, Speaker, SpeakerKind
from bot.store import heard, rows
from bot.store.rows import VOLUME
from tests.store.making import NOBODY, NOON, ids_of, person, record, titled

TORM = "Ilva Torm"
PEREZ = "Zoé Pérez-Lindqvist"


def entries(*records: Record) -> list[Entry]:
    return [Entry(position, one) for position, one in enumerate(records, start=1)]


async def follow(index: Index, *records: Record) -> None:
    await index.follow(entries(*records))


async def names(index: Index, asked: str, limit: int = 9) -> list[str]:
    return [found.name for found in await index.people(asked, limit)]


async def only_id(index: Index, asked: str) -> str:
    (found,) = await index.people(asked, 9)
    return found.id


async def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert await index.cursor() == 0
    assert await index.latest(5) == []
    assert await index.people("", 5) == await index.people("torm", 5) == []
    assert await index.nearest("torm", 5) == []
    assert await index.statements("nobody", None, 5, 0) == []
    assert await index.count("nobody", "wall") == 0
    assert await index.titles("wall", 5) == []
    assert await index.by_url("https://courier.example/a1") is None


async def test_follow_moves_the_cursor_and_repeats_do_no_harm(index: Index) -> None:
    log = entries(record("a1", (TORM, "One.")), record("a2", (TORM, "Two.")))
    await index.follow(log[:1])
    assert await index.cursor() == 1
    await index.follow(log)
    await index.follow(log)
    await index.follow([])
    assert await index.cursor() == 2
    assert [(found.name, found.statements) for found in await index.people("", 5)] == [(TORM, 2)]


async def test_entries_are_told_to_be_taken_in_once_they_are(index: Index) -> None:
    told: list[str] = []

    def one_by_one() -> Iterator[Entry]:
        for entry in entries(record("a1", (TORM, "One.")), record("a2", (TORM, "Two."))):
            yield entry
            told.append(entry.record.article.id)

    await index.follow(one_by_one(), lambda: told.append("taken"))
    assert told == ["a1", "a2", "taken"]


async def test_prepared_entries_are_taken_in_like_any_others(index: Index) -> None:
    log = entries(record("a1", (TORM, "One.")), record("a2", (TORM, "Two."), (PEREZ, "Three.")))
    ready = await index.prepare(log)
    assert [(entry.position, entry.record) for entry in ready] == [
        (entry.position, entry.record) for entry in log
    ]
    await index.follow(ready)
    assert [found.statements for found in await index.people("", 5)] == [2, 1]


async def test_nothing_is_remembered_of_a_batch_that_was_not_taken_in(index: Index) -> None:
    log = entries(*(record(f"a{n}", (TORM, "One.")) for n in range(1, 6)))

    def broken() -> Iterator[Entry]:
        yield from log[1:3]
        raise OSError

    await index.follow(log[:1])
    with pytest.raises(OSError):  # noqa: PT011  # its kind is all there is
        await index.follow(broken())
    await index.follow(log[1:4])
    await index.drop(["a2", "a3"], 4)
    await index.follow(log[4:])
    (torm,) = await index.people("torm", 5)
    assert torm.statements == await index.count(torm.id, None) == 3


async def test_the_words_of_many_statements_are_written_at_once(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_AT_ONCE", 2)
    said = ["Bridges close.", "Ferries run.", "Trains wait.", "Trams stop.", "Buses turn."]
    await follow(index, record("a1", *((TORM, one) for one in said)))
    torm = await only_id(index, TORM)
    for one in said:
        assert await index.count(torm, one) == 1


async def test_statements_are_found_by_id_wherever_in_the_log_they_are(index: Index) -> None:
    made = {
        1: record("a1", (titled(TORM, "Mayor"), "One.")),
        VOLUME - 1: record("a2", (TORM, "Two.")),
        VOLUME: record("a3", (TORM, "Three.")),
        9 * VOLUME: record("a4", (TORM, "Four.")),
    }
    await index.follow([Entry(position, one) for position, one in made.items()])
    torm = await only_id(index, TORM)
    for one in made.values():
        ((article, statement),) = ids_of(one)
        assert await index.article_of(statement) == article
        assert await index.speaker_of(statement) == torm
        assert await index.held([statement]) == {statement: "Mayor"}
    assert await index.article_of("nobody's") is None


async def test_an_old_entry_that_is_repeated_does_not_come_back(index: Index) -> None:
    first = record("a1", (TORM, "One."), title="Wall falls")
    corrected = record("a1", (PEREZ, "Two."), title="Wall holds", revision=2)
    log = entries(first, corrected)
    await index.follow(log)
    await index.follow(log[:1])
    assert await index.cursor() == 2
    assert await names(index, "") == [PEREZ]
    assert await index.titles("wall", 5) == [("a1", "Wall holds")]


async def test_reset_forgets_and_following_again_gives_the_same(index: Index) -> None:
    log = entries(record("a1", (TORM, "One.")), record("a2", (PEREZ, "Two."), hours=1))
    await index.follow(log)
    before = (await index.people("", 5), await index.latest(5), await index.titles("wall", 5))
    await index.reset()
    assert await index.cursor() == 0
    assert await index.people("", 5) == []
    await index.follow(log)
    after = (await index.people("", 5), await index.latest(5), await index.titles("wall", 5))
    assert after == before


async def test_latest_goes_by_date_then_id_and_pages(index: Index) -> None:
    dated = [record("a2"), record("a9", hours=2), record("a1"), record("a3", hours=-1)]
    await follow(index, *dated)
    assert await index.latest(9) == ["a9", "a2", "a1", "a3"]
    assert await index.latest(2) == ["a9", "a2"]
    date = dated[0].article.dated.isoformat()
    assert await index.latest(9, before=(date, "a2")) == ["a1", "a3"]
    assert await index.latest(9, before=(date.replace("+00:00", "Z"), "a1")) == ["a3"]


async def test_latest_falls_back_on_the_time_of_fetching(index: Index) -> None:
    undated = record("a1")
    object.__setattr__(undated.article, "published_at", None)  # fetched long after the other
    await follow(index, undated, record("a2", hours=9))
    assert await index.latest(9) == ["a1", "a2"]


@pytest.mark.parametrize(
    "asked",
    [
        "Zoé Pérez-Lindqvist",
        "perez",
        "ZOE",
        "lind zo",
        "Pérez",
        "Lindqvist, Zoé",
        "  pe  l ",
        "perezl",
    ],
)
async def test_people_by_the_start_of_every_word_in_any_order(index: Index, asked: str) -> None:
    await follow(index, record("a1", (PEREZ, "Yes."), (TORM, "No.")))
    assert await names(index, asked) == [PEREZ]


@pytest.mark.parametrize("asked", ["erez", "zoe torm", "qvist"])
async def test_people_not_by_other_parts(index: Index, asked: str) -> None:
    await follow(index, record("a1", (PEREZ, "Yes."), (TORM, "No.")))
    assert await names(index, asked) == []


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Siân O’Droma", "sian o'dro"),
        ("Łukasz Østby", "lukasz ostby"),
        ("Олена Їжак", "олена іжак"),
        ("Bak Seo-yun", "seo yun bak"),
        ("박서윤", "박서"),
        ("Ministry of Tides (MoT)", "mot"),
        ("STRAẞE Watch", "strasse"),
    ],
)
async def test_people_folds_letters(index: Index, name: str, asked: str) -> None:
    await follow(index, record("a1", (name, "Yes.")))
    assert await names(index, asked) == [name]


@pytest.mark.parametrize("asked", ['"', "*", "a*b OR", "-", "NEAR(", "' --", "…", "\x00"])
async def test_no_question_is_a_query_language(index: Index, asked: str) -> None:
    await follow(index, record("a1", (TORM, "Yes.")))
    torm = await only_id(index, "torm")
    await index.people(asked, 5)
    await index.nearest(asked, 5)
    await index.titles(asked, 5)
    await index.statements(torm, asked, 5, 0)
    assert await index.count(torm, None) == 1


async def test_people_most_quoted_first(index: Index) -> None:
    await follow(
        index,
        record("a1", (TORM, "One."), (PEREZ, "One."), (PEREZ, "Two."), ("Ilva Brandt", "One.")),
    )
    assert await names(index, "") == [PEREZ, "Ilva Brandt", TORM]
    assert await names(index, "ilva") == ["Ilva Brandt", TORM]
    assert await names(index, "", limit=1) == [PEREZ]


async def test_unnamed_speakers_are_nobody(index: Index) -> None:
    unnamed = Speaker(None, "an official", None, SpeakerKind.UNNAMED)
    await follow(index, record("a1", (NOBODY, "One."), (unnamed, "Two."), (person(" "), "Three.")))
    assert await index.people("", 9) == []
    assert await index.people("official", 9) == []


async def test_a_name_of_a_person_and_of_a_body_are_two(index: Index) -> None:
    body = Speaker(None, "Torm", None, SpeakerKind.ORGANISATION)
    await follow(index, record("a1", (body, "One."), (person("Torm"), "Two.")))
    found = await index.people("torm", 9)
    assert sorted(one.kind for one in found) == ["organisation", "person"]
    assert len({one.id for one in found}) == 2


async def test_one_entity_under_its_names_goes_by_the_fullest(index: Index) -> None:
    await follow(
        index,
        record("a1", (person("Torm", "e7"), "One."), (person("I. Torm", "e7"), "Two.")),
        record("a2", (person("Ilva Torm", "e7"), "Three.")),
    )
    for asked in ("torm", "ilva", "i torm", ""):
        (found,) = await index.people(asked, 9)
        assert (found.id, found.name, found.kind, found.statements) == (
            "e7",
            "Ilva Torm",
            "person",
            3,
        )


async def test_letter_case_does_not_make_another_person(index: Index) -> None:
    await follow(index, record("a1", ("Ilva Torm", "One."), ("ILVA  TORM", "Two.")))
    (found,) = await index.people("torm", 9)
    assert found.statements == 2


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Zoe Peres", PEREZ),
        ("Lindquist", PEREZ),
        ("perezlindqvist", PEREZ),
        ("Ilva Trom", TORM),
        ("Thorm", TORM),
        ("seoyun", "Bak Seo-yun"),
    ],
)
async def test_nearest_finds_other_spellings(index: Index, asked: str, name: str) -> None:
    await follow(index, record("a1", (PEREZ, "1"), (TORM, "2"), ("Bak Seo-yun", "3")))
    found = await index.nearest(asked, 5)
    assert [one.name for one in found[:1]] == [name]


async def test_nearest_does_not_find_just_anybody(index: Index) -> None:
    await follow(index, record("a1", (PEREZ, "1"), (TORM, "2")))
    assert await index.nearest("Harkness", 5) == []
    assert await index.nearest("Torvald Grim", 5) == []  # begins alike, and no more
    assert await index.nearest("", 5) == []


async def test_statements_newest_first_and_in_text_order_within_an_article(index: Index) -> None:
    old = record("a1", (TORM, "One."), (PEREZ, "Not mine."), (TORM, "Two."), hours=1)
    new = record("a2", (TORM, "Three."), (TORM, "Four."), hours=2)
    oldest = record("a3", (TORM, "Five."), hours=0)
    await follow(index, old, new, oldest)
    torm = await only_id(index, "torm")
    expected = [*ids_of(new), ids_of(old)[0], ids_of(old)[2], *ids_of(oldest)]
    assert await index.statements(torm, None, 9, 0) == expected
    assert await index.statements(torm, None, 2, 1) == expected[1:3]
    assert await index.statements(torm, None, 2, 9) == []
    assert await index.count(torm, None) == 5


async def test_statements_about_hold_all_the_words(index: Index) -> None:
    made = record(
        "a1",
        (TORM, "The harbour wall will be raised."),
        (TORM, "Nobody asked about the Café."),
        (PEREZ, "The harbour wall is mine."),
    )
    await follow(index, made)
    torm = await only_id(index, "torm")
    first, second, _ = ids_of(made)
    for about, expected in [
        ("harbour", [first]),
        ("WALL harbour", [first]),
        ("harbour café", []),
        ("cafe", [second]),
        ("the", [first, second]),
        ("mine", []),
        (" ", [first, second]),
        (TORM, []),
    ]:
        assert await index.statements(torm, about, 9, 0) == expected, about
        assert await index.count(torm, about) == len(expected), about


async def test_statements_within_limits_of_confidence(index: Index) -> None:
    made = [
        record(f"a{n}", (TORM, "The wall."), hours=-n, confidence=confidence)
        for n, confidence in enumerate((0.9, 0.5, 0.7, 1.0, 0.0))
    ]
    await follow(index, *made)
    torm = await only_id(index, "torm")
    for least, below, expected in [
        (0.0, None, [0, 1, 2, 3, 4]),
        (0.7, None, [0, 2, 3]),
        (0.0, 0.7, [1, 4]),
        (0.5, 0.9, [1, 2]),
        (1.0, None, [3]),
    ]:
        for about in (None, "wall"):
            within = Within(min_confidence=least, max_confidence=below)
            found = await index.statements(torm, about, 9, 0, within)
            assert found == [ids_of(made[n])[0] for n in expected]
        if below is None:
            within = Within(min_confidence=least)
            counted = await index.count(torm, "wall", within)
            assert counted == await index.count(torm, None, within) == len(expected)
            surer = dataclasses.replace(within, min_confidence=max(0.7, within.min_confidence))
            both = (counted, await index.count(torm, "wall", surer))
            for about in ("wall", None):
                assert await index.counts(torm, about, 0.7, within) == both


async def test_person_by_id(index: Index) -> None:
    await follow(index, record("a1", (TORM, "One."), (person("Brandt", "e7"), "Two.")))
    (torm,) = await index.people("torm", 9)
    assert await index.person(torm.id) == torm
    assert await index.person("e7") == Named("e7", "Brandt", "person", 1, None, "The Courier")
    assert await index.person("e8") is None


@pytest.mark.parametrize("polarity", [Polarity.NEGATED, Polarity.HYPOTHETICAL, Polarity.FUTURE])
async def test_speech_that_did_not_take_place_is_not_shown(
    index: Index, polarity: Polarity
) -> None:
    await follow(index, record("a1", (TORM, "One."), polarity=polarity))
    assert await index.people("", 9) == []


async def test_a_later_entry_takes_the_place_of_its_article(index: Index) -> None:
    first = record(
        "a1", (TORM, "One."), (PEREZ, "Two."), title="Wall falls", url="https://x.example/1"
    )
    corrected = record(
        "a1",
        (TORM, "One."),
        (TORM, "Three."),
        title="Wall holds",
        hours=5,
        revision=2,
        arrival=Arrival.REVISED,
    )
    await follow(index, first, record("a2", (TORM, "Four."), hours=1))
    torm = await only_id(index, "torm")
    await index.follow([Entry(3, corrected)])
    assert await index.people("perez", 9) == []
    assert await index.nearest("peres", 9) == []
    assert await index.count(torm, None) == 3
    assert (await index.statements(torm, None, 9, 0))[:2] == ids_of(corrected)
    assert await index.count(torm, "one") == 1
    assert await index.latest(9) == ["a1", "a2"]
    assert await index.titles("falls", 9) == []
    assert await index.titles("holds", 9) == [("a1", "Wall holds"), ("a2", "Harbour wall holds")]
    assert await index.by_url("https://x.example/1") == "a1"


async def test_titles_newest_first_by_the_start_of_words(index: Index) -> None:
    await follow(
        index,
        record("a1", title="Ferry fares rise again"),
        record("a2", title="Fares fall", hours=1),
        record("a3", title="Élan wins the ferry race", hours=-1),
    )
    assert await index.titles("far", 9) == [("a2", "Fares fall"), ("a1", "Ferry fares rise again")]
    assert [found[0] for found in await index.titles("fer", 9)] == ["a1", "a3"]
    assert [found[0] for found in await index.titles("ferry elan", 9)] == ["a3"]
    assert [found[0] for found in await index.titles("", 2)] == ["a2", "a1"]


async def test_by_url_as_linked_or_canonical(index: Index) -> None:
    await follow(index, record("a1", url="https://short.example/q"), record("a2"))
    assert await index.by_url("https://short.example/q") == "a1"
    assert await index.by_url("https://courier.example/a1") == "a1"
    assert await index.by_url("https://courier.example/a2?from=feed") == "a2"
    assert await index.by_url("https://courier.example/") is None


async def test_people_by_title_acronym_and_other_spellings(index: Index) -> None:
    board = Speaker(None, "Lunde Harbour Board", None, SpeakerKind.ORGANISATION)
    await follow(
        index,
        record("a1", (titled("Oleh Torensky", "Defence Ministry spokesman"), "One.")),
        record("a2", (board, "Two."), (titled("Bak Seo-yun", "tide reader"), "Three.")),
    )
    for asked, name in [
        ("defense ministry spokesperson", "Oleh Torensky"),
        ("torensky spokes", "Oleh Torensky"),
        ("Torenskyy", "Oleh Torensky"),
        ("Торенський", "Oleh Torensky"),
        ("LHB", "Lunde Harbour Board"),
        ("seoyun", "Bak Seo-yun"),
        ("tide", "Bak Seo-yun"),
    ]:
        assert await names(index, asked) == [name], asked
    assert await names(index, "spokesman tide") == []


async def test_two_of_one_name_come_with_title_and_newest_outlet(index: Index) -> None:
    await follow(
        index,
        record("a1", (titled("Ilva Torm", "finance minister"), "One.")),
        record("a2", (titled("Ilva Torm", "Lunde striker"), "Two."), (PEREZ, "Three.")),
    )
    found = await index.people("ilva torm", 9)
    assert sorted((one.name, one.title, one.outlet) for one in found) == [
        ("Ilva Torm", "Lunde striker", "The Courier"),
        ("Ilva Torm", "finance minister", "The Courier"),
    ]


async def test_a_fuller_name_corrects_earlier_statements(index: Index) -> None:
    first = record("a1", (titled("Torm", "mayor of Lunde"), "One."))
    second = record("a2", (titled("Ilva Torm", "mayor of Lunde"), "Two."), hours=1)
    await index.follow([Entry(1, first)])
    before = (await index.people("torm", 9))[0]
    await index.follow([Entry(2, second)])
    (torm,) = await index.people("torm", 9)
    assert (torm.id, torm.name, torm.statements) == (before.id, "Ilva Torm", 2)
    assert await index.statements(torm.id, None, 9, 0) == [*ids_of(second), *ids_of(first)]


async def test_what_joins_two_leaves_both_ids(index: Index) -> None:
    """A third article shows that two known by parts of a name are one."""
    log = entries(
        record("a1", (titled("Torm", "Lunde harbour master"), "One.")),
        record("a2", (titled("Ilva Torm", None), "Two."), hours=1),
        record("a3", (titled("Ilva Torm", "Lunde harbour master"), "Three."), hours=2),
    )
    await index.follow(log[:2])
    old = await index.people("torm", 9)
    assert len(old) == 2
    await index.follow(log[2:])
    (torm,) = await index.people("torm", 9)
    assert torm.statements == 3
    for one in old:
        assert await index.person(one.id) == torm
        assert len(await index.statements(one.id, None, 9, 0)) == 3
        assert await index.count(one.id, None) == 3


async def test_an_id_outlives_the_name_it_was_made_for(index: Index) -> None:
    misread = record("a1", (titled("Trom", None), "One."))
    await index.follow([Entry(1, misread)])
    old = await only_id(index, "trom")
    right = record("a1", (titled("Ilva Torm", None), "One."), arrival=Arrival.REREAD)
    kept = dataclasses.replace(right.statements[0], id=misread.statements[0].id)
    await index.follow([Entry(2, dataclasses.replace(right, statements=(kept,)))])
    found = await index.person(old)
    assert found is not None
    assert found.name == "Ilva Torm"


async def test_rulings_are_laid_over_and_taken_off(index: Index) -> None:
    await follow(index, record("a1", (TORM, "One."), (PEREZ, "Two."), (PEREZ, "Three.")))
    torm, perez = await only_id(index, "torm"), await only_id(index, "perez")
    untouched = await everything(index, torm, perez)
    two = (await index.statements(perez, None, 1, 0))[0][1]

    await index.rule([Ruling(Verb.MERGE, torm, perez)])
    (one,) = await index.people("", 9)
    assert (one.id, one.statements) == (torm, 3)
    assert await index.person(perez) == one
    assert len(await index.statements(perez, None, 9, 0)) == 3
    assert [name.id for name in await index.people("lindqvist", 9)] == [torm]

    await index.rule([Ruling(Verb.SPLIT, perez, "s1", statements=(two,))])
    assert await index.speaker_of(two) == "s1"
    assert await index.count(perez, None) == await index.count("s1", None) == 1
    assert await index.count("s1", "two") == 1

    await index.rule([Ruling(Verb.RENAME, torm, name="The Old Torm")])
    assert await names(index, "old") == ["The Old Torm"]
    assert await names(index, "ilva") == ["The Old Torm"]

    await index.rule([Ruling(Verb.ALIAS, torm, name="Harbour Ilva")])
    assert await names(index, "harbour") == [TORM]

    await index.rule([])
    assert await everything(index, torm, perez) == untouched


async def everything(index: Index, *ids: str) -> list[object]:
    return [
        await index.people("", 9),
        [await index.people(name, 9) for name in ("torm", "old", "harbour", "lind")],
        [await index.dossier(one) for one in ids],
        [await index.statements(one, about, 9, 0) for one in ids for about in (None, "two")],
    ]


async def test_rulings_hold_for_what_comes_later(index: Index) -> None:
    first = record("a1", (TORM, "One."), (PEREZ, "Two."))
    await index.follow([Entry(1, first)])
    torm, perez = await only_id(index, "torm"), await only_id(index, "perez")
    await index.rule([Ruling(Verb.MERGE, torm, perez)])
    await index.follow([Entry(2, record("a2", (PEREZ, "Three.")))])
    assert (await index.people("", 9))[0].statements == 3
    await index.follow([Entry(3, record("a1", (PEREZ, "Two."), revision=2))])
    assert [(one.id, one.statements) for one in await index.people("", 9)] == [(perez, 2)]


async def test_a_ruling_on_nobody_waits(index: Index) -> None:
    log = entries(record("a1", (TORM, "One."), (PEREZ, "Two.")))
    await index.follow(log)
    ids = [one.id for one in await index.people("", 9)]
    rulings = [Ruling(Verb.MERGE, *ids), Ruling(Verb.ALIAS, "nobody", name="No One")]
    await index.reset()
    await index.rule(rulings)
    await index.follow(log)
    assert [(one.id, one.statements) for one in await index.people("", 9)] == [(ids[0], 2)]


async def test_the_dossier_shows_titles_over_time_and_who_was_kept_apart(index: Index) -> None:
    made = [
        record("a1", (titled("Ilva Torm", "mayor of Lunde"), "One.")),
        record("a2", (titled("Ilva Törm", "mayor of Lunde"), "Two."), hours=24),
        record("a3", (titled("Ilva Torm", "senator"), "Three."), hours=48),
        record("a4", (titled("Ilva Torm", "striker"), "Four."), hours=72),
    ]
    await follow(index, *made)
    torm, striker = await index.people("ilva", 9)
    dossier = await index.dossier(torm.id)
    assert dossier is not None
    assert dossier.named == torm
    assert dossier.spellings == {"Ilva Torm": 2, "Ilva Törm": 1}
    assert [
        (held.title, held.first[:10], held.last[:10], held.statement) for held in dossier.titles
    ] == [
        ("mayor of Lunde", "2026-03-14", "2026-03-15", made[0].statements[0].id),
        ("senator", "2026-03-16", "2026-03-16", made[2].statements[0].id),
    ]
    (near,) = dossier.near
    assert near.named == striker
    assert near.reasons
    assert near.conflicts
    assert await index.dossier("nobody") is None


async def test_of_a_removed_article_only_the_addresses_are_left(index: Index) -> None:
    first = record("a1", (TORM, "One."), title="Wall holds", url="https://courier.example/old")
    revised = record("a1", (TORM, "One."), title="Wall holds", revision=2)
    removed = record("a1", title="", revision=2, arrival=Arrival.REMOVED)
    log = entries(first, record("a2", (TORM, "Two.")), revised, removed)
    await index.follow(log)
    held = [
        await index.latest(9),
        await index.titles("", 9),
        [one.statements for one in await index.people("torm", 9)],
        await index.statements_of("a1"),
        await index.article_of(revised.statements[0].id),
        [await index.by_url(url) for url in (removed.article.url, removed.article.canonical_url)],
        await index.by_url("https://courier.example/old"),
    ]
    assert held == [["a2"], [("a2", "Harbour wall holds")], [1], set(), None, ["a1", "a1"], None]
    await index.follow([Entry(5, record("a1", (TORM, "Three."), revision=3))])
    assert await index.latest(9) == ["a2", "a1"]


async def test_what_is_dropped_was_never_there(index: Index) -> None:
    said = [
        record("a1", (TORM, "One.")),
        record("a2", (TORM, "Two.")),
        record("a3", (PEREZ, "No.")),
    ]
    await follow(index, *said)
    assert await index.article_of(said[1].statements[0].id) == "a2"
    await index.drop(["a1", "a2"], 0)
    assert len(await index.latest(9)) == 3
    await index.drop(["a2", "a3", "never"], 3)
    assert await index.cursor() == 3
    assert await index.latest(9) == ["a1"]
    assert [(one.name, one.statements) for one in await index.people("", 9)] == [(TORM, 1)]
    assert await index.by_url(said[1].article.canonical_url) is None
    assert await index.by_url(said[1].article.url) is None


async def test_the_oldest_are_those_that_changed_last_the_longest_ago(index: Index) -> None:
    def fetched(article: str, days: int, revision: int = 1) -> Record:
        made = record(article, revision=revision)
        at = made.article.fetched_at + timedelta(days=days)
        return dataclasses.replace(made, article=dataclasses.replace(made.article, fetched_at=at))

    made = [fetched("a1", 1), fetched("a2", 3), fetched("a3", 2), fetched("a1", 4, revision=2)]
    await follow(index, *made)
    day = made[0].article.fetched_at

    async def oldest(limit: int, days: float | None, upto: int) -> list[tuple[str, int]]:
        before = None if days is None else day + timedelta(days=days - 1)
        found = await index.oldest(limit, before=before, upto=upto)
        return [(one.article, one.position) for one in found]

    assert await oldest(9, None, 9) == [("a3", 3), ("a2", 2), ("a1", 4)]
    assert await oldest(1, None, 9) == [("a3", 3)]
    assert await oldest(9, None, 3) == [("a3", 3), ("a2", 2)]
    assert await oldest(9, 3, 9) == [("a3", 3)]
    assert await oldest(9, 2, 9) == []
    assert (await index.oldest(1, before=None, upto=9))[0].fetched_at == made[2].article.fetched_at


async def test_ids_outlive_the_articles_they_came_from(index: Index) -> None:
    """Those of a rebuilt index, which never saw the first articles, are the same."""
    mayor, other = titled(TORM, "mayor of Lunde"), titled("I. Torm", "mayor of Lunde")
    log = entries(
        record("a1", (mayor, "One."), (PEREZ, "Two.")),
        record("a2", (other, "Three."), hours=2),
        record("a3", (mayor, "Four."), (PEREZ, "Five."), hours=1),
    )
    await index.follow(log)
    torm, perez = await only_id(index, "torm"), await only_id(index, "perez")
    heirs = await index.heirs(["a1"])
    assert set(heirs) == {torm, perez}
    await index.drop(["a1"], 1)
    left = await index.people("", 9)
    assert {one.id for one in left} == {torm, perez}
    assert await index.heirs(["a2"]) == {}
    assert set(await index.heirs(["a2"], [torm])) == {torm}
    assert await index.heirs(["a2", "a3"], [torm, "nobody"]) == {}
    await index.reset()
    await index.anchor(heirs)
    await index.follow(log[1:])
    assert await index.people("", 9) == left
    await index.reset()
    await index.follow(log[1:])
    assert {one.id for one in await index.people("", 9)}.isdisjoint({torm, perez})


async def test_a_compacted_index_holds_nothing_of_what_was_forgotten(
    index: Index, tmp_path: Path
) -> None:
    said = [record(f"b{n}", (f"Ilva Torm{n}", f"The wall holds, {n}.")) for n in range(40)]
    secret = record("a1", ("Osk Vaterpress", "Ommeland is sold."), title="Zwischenahn", hours=1)
    await follow(index, *said[:20], secret, *said[20:])
    words = {"vaterpress", "ommeland", "zwischenahn"}

    def held() -> set[str]:
        files = (tmp_path / "data").glob("index.sqlite*")
        found = b"".join(path.read_bytes() for path in files).lower()
        return {word for word in words if word.encode() in found}

    assert held() == words
    removed = record("a1", title="", arrival=Arrival.REMOVED)
    await index.follow([Entry(42, removed)])
    await index.compact()
    assert held() == set()
    assert len(await index.latest(99)) == 40
    assert len(await index.titles("wall", 99)) == 40


async def test_activity_counts_months_outlets_and_titles(index: Index) -> None:
    mayor, chair = titled(TORM, "mayor of Orrin"), titled(TORM, "Chair of the board")
    may = record("a1", (mayor, "One."), (mayor, "Two."))
    june = record("a2", (mayor, "Three."), (PEREZ, "Four."), hours=24 * 90)
    later = record("a3", (chair, "Five."), hours=24 * 100)
    early = record("a4", (mayor, "Six."), hours=-1)
    await follow(index, june, may, later, early)
    ident = await only_id(index, "torm")
    found = await index.activity(ident)
    assert found.months == (("2026-03", 3), ("2026-06", 2))
    assert found.outlets == (("The Courier", 5),)
    assert [
        (held.title, held.first[:13], held.last[:13], held.article, held.statement)
        for held in found.titles
    ] == [
        ("Chair of the board", "2026-06-22T12", "2026-06-22T12", *ids_of(later)[0]),
        ("mayor of Orrin", "2026-03-14T11", "2026-06-12T12", *ids_of(early)[0]),
    ]
    assert await index.activity("nobody") == Activity((), (), ())


async def test_who_speaks_where(index: Index) -> None:
    one = record("a1", (TORM, "One."), (TORM, "Two."), (PEREZ, "Three."))
    other = record("a2", (TORM, "Four."), hours=1)
    await follow(index, one, other, record("a3", (PEREZ, "Five."), hours=2))
    torm, perez = await only_id(index, "torm"), await only_id(index, "perez")
    assert await index.quoted_in(torm, 5) == ["a2", "a1"]
    assert await index.quoted_in(torm, 1) == ["a2"]
    assert await index.quoted_in("nobody", 5) == []
    found = await index.speakers(["a1", "a2", "a9"])
    assert {(named.id, article): count for named, article, count in found} == {
        (torm, "a1"): 2,
        (perez, "a1"): 1,
        (torm, "a2"): 1,
    }
    assert found[0][0] == await index.person(torm)
    assert await index.speakers([]) == []


async def test_whoever_was_merged_is_active_as_one(index: Index) -> None:
    await follow(index, record("a1", (TORM, "One.")), record("a2", (PEREZ, "Two."), hours=1))
    torm, perez = await only_id(index, "torm"), await only_id(index, "perez")
    await index.rule([Ruling(Verb.MERGE, torm, perez)])
    assert (await index.activity(perez)).months == (("2026-03", 2),)
    assert await index.quoted_in(perez, 5) == ["a2", "a1"]
    assert [named.id for named, *_ in await index.speakers(["a2"])] == [torm]


async def test_articles_alike_share_any_word_of_their_titles(index: Index) -> None:
    await follow(
        index,
        record("a1", title="Harbour wall falls"),
        record("a2", title="The wall holds", hours=1),
        record("a3", title="Ferries sail", hours=2),
    )
    both = [("a2", "The wall holds"), ("a1", "Harbour wall falls")]
    assert await index.alike(["Wall", "harbour"], 5) == both
    assert await index.alike(["wall"], 1) == both[:1]
    assert await index.alike(["wal"], 5) == await index.alike(["", '"'], 5) == []


def within_hours(since: float | None, until: float | None) -> Within:
    return Within(
        None if since is None else NOON + timedelta(hours=since),
        None if until is None else NOON + timedelta(hours=until),
    )


@pytest.mark.parametrize("about", [None, "wall", ("wall", "gate")])
async def test_statements_within_dates_and_ways(index: Index, about: About) -> None:
    made = [
        record(f"a{n}", (TORM, f"The wall {n}."), hours=n, how=how)
        for n, how in enumerate((Quotation.DIRECT, Quotation.INDIRECT, Quotation.DIRECT))
    ]
    await follow(index, *made)
    torm = await only_id(index, "torm")
    ids = [ids_of(one)[0] for one in made]
    for within, expected in [
        (within_hours(1, None), [2, 1]),
        (within_hours(None, 1), [0]),
        (within_hours(1, 2), [1]),
        (within_hours(2, 1), []),
        (within_hours(-900_000, 900_000), [2, 1, 0]),
        (Within(how=Quotation.DIRECT), [2, 0]),
        (Within(NOON + timedelta(hours=1), how=Quotation.DIRECT), [2]),
        (Within(how=Quotation.MIXED), []),
    ]:
        found = await index.statements(torm, about, 9, 0, within)
        assert found == [ids[n] for n in expected], within
        assert await index.count(torm, about, within) == len(expected)
        if expected:
            assert await index.statements(torm, about, 9, 1, within) == found[1:]


async def test_statements_with_the_words_of_one_or_the_other(index: Index) -> None:
    made = record(
        "a1", (TORM, "The wall is high."), (TORM, "The gate is wide."), (TORM, "The wall is wide.")
    )
    await follow(index, made)
    torm = await only_id(index, "torm")
    wall, gate, both = ids_of(made)
    for about, expected in [
        (("high wall", "gate"), [wall, gate]),
        (("wide", "high"), [wall, gate, both]),
        (("moat", "gate"), [gate]),
        (("moat",), []),
        ((), [wall, gate, both]),
    ]:
        assert await index.statements(torm, about, 9, 0) == expected, about


@pytest.mark.parametrize("about", [None, "wall"])
async def test_statements_oldest_first_in_text_order(index: Index, about: About) -> None:
    new = record("a1", (TORM, "The wall one."), (TORM, "The wall two."), hours=2)
    old = record("a2", (TORM, "The wall three."), (TORM, "The wall four."), hours=1)
    await follow(index, new, old)
    torm = await only_id(index, "torm")
    expected = [*ids_of(old), *ids_of(new)]
    found = [
        await index.statements(torm, about, 3, offset, oldest_first=True) for offset in (0, 3, 6)
    ]
    assert found == [expected[:3], expected[3:], []]


async def test_latest_and_count_of_an_outlet(index: Index) -> None:
    made = [record(f"a{n}", hours=n, site=("The Courier", "Echo")[n % 2]) for n in range(5)]
    await follow(index, *made)
    assert await index.outlets() == [Outlet("The Courier", 3), Outlet("Echo", 2)]
    assert await index.latest(9, outlet="Echo") == ["a3", "a1"]
    date = made[3].article.dated.isoformat()
    assert await index.latest(9, before=(date, "a3"), outlet="Echo") == ["a1"]
    assert await index.latest(9, outlet="echo") == []


async def test_who_said_words_like_these(index: Index) -> None:
    made = record(
        "a1",
        (TORM, "We shall raise the harbour wall again."),
        (PEREZ, "We shall raise the school again."),
        (PEREZ, "Nothing of that kind."),
    )
    await follow(index, made)
    first, second, _ = ids_of(made)
    for asked in ("raise the HÁRBOUR wall", "wall harbour raise", "raise the harbour wallpaper"):
        found = await index.said(asked, 9)
        assert (found[0].article, found[0].statement) == first, asked
    assert found[0].entity == await only_id(index, "torm")
    assert found[0].words == ("we", "shall", "raise", "the", "harbour", "wall", "again")
    assert (found[0].outlet, found[0].date) == ("The Courier", NOON)
    both = {one.statement for one in await index.said("shall raise", 9)}
    assert both == {first[1], second[1]}
    assert len(await index.said("shall raise", 1)) == 1
    assert await index.said("quite other words", 9) == await index.said("", 9) == []


def unnamed(name: str) -> Speaker:
    return Speaker(None, name, None, SpeakerKind.UNNAMED)


async def test_who_said_words_though_the_article_names_nobody(index: Index) -> None:
    words = "We shall raise the harbour wall again."
    made = record("a1", (unnamed("Fórmer keeper"), words), (TORM, "No."), (NOBODY, words))
    await follow(index, made)
    told, named, passive = ids_of(made)
    found = {one.statement: one for one in await index.said("raise the harbour wall", 9)}
    assert set(found) == {told[1], passive[1]}
    one = found[told[1]]
    assert (one.article, one.entity, one.called) == ("a1", None, "former keeper")
    assert (one.words[:2], one.outlet, one.date) == (("we", "shall"), "The Courier", NOON)
    assert (found[passive[1]].entity, found[passive[1]].called) == (None, "")
    assert await index.statements_of("a1") == {told[1], named[1], passive[1]}
    assert await index.article_of(told[1]) == "a1"
    assert await index.speaker_of(told[1]) is None
    assert await index.held([told[1]]) == {}
    # They are in nobody's statements, and somebody who is named has only their own.
    assert await index.statements(await only_id(index, "torm"), None, 9, 0) == [named]
    assert await index.statements("nobody", None, 9, 0) == []
    assert await index.statements("", "wall", 9, 0) == []


async def test_words_of_the_unnamed_go_with_their_article(index: Index) -> None:
    words = "We shall raise the harbour wall again."
    said = record("a1", (unnamed("keeper"), words), (TORM, "No."))
    named = record("a1", (TORM, "No."), (TORM, words), revision=2)
    later = record("a2", (unnamed("keeper"), words), hours=1)
    await follow(index, said, later)
    await follow(index, said, later, named)
    found = await index.said("raise the harbour wall", 9)
    torm = await only_id(index, "torm")
    assert {(one.article, one.entity) for one in found} == {("a1", torm), ("a2", None)}
    await index.drop(["a2"], 9)
    assert [one.article for one in await index.said("raise the harbour wall", 9)] == ["a1"]
    removed = record("a1", title="", revision=3, arrival=Arrival.REMOVED)
    await index.follow([Entry(4, removed)])
    assert await index.said("raise the harbour wall", 9) == []


@pytest.mark.parametrize("polarity", [Polarity.NEGATED, Polarity.HYPOTHETICAL, Polarity.FUTURE])
async def test_what_nobody_said_is_not_found(index: Index, polarity: Polarity) -> None:
    made = record("a1", (unnamed("keeper"), "We shall raise the wall."), polarity=polarity)
    await follow(index, made)
    assert await index.said("raise the wall", 9) == []
    assert await index.statements_of("a1") == set()


async def test_who_said_words_that_everybody_says(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a million statements: where a word has very many holders it leads nowhere alone."""
    monkeypatch.setattr(heard, "_MOST_HOLDERS", 3)
    made = [record(f"a{n}", (TORM, "It is what it is and that is it."), hours=n) for n in range(9)]
    other = record("b1", (PEREZ, "That is what we do."), hours=20)
    await follow(index, *made, other)
    [(_, wanted)] = ids_of(other)
    for asked in ("that is what we do", "that is what we did"):
        assert wanted in [one.statement for one in await index.said(asked, 5)]
    assert len(await index.said("it is what it is", 5)) == 5


async def test_the_title_that_was_held(index: Index) -> None:
    def at(number: int, title: str | None, days: float) -> Record:
        speaker = Speaker(None, "Ilva Torm", title, SpeakerKind.PERSON, "e7")
        return record(f"a{number}", (speaker, "The wall."), hours=24 * days)

    made = [at(0, None, 0), at(1, "keeper", 1), at(2, None, 2), at(3, "head", 3), at(4, None, 400)]
    await follow(index, *made)
    ids = [ids_of(one)[0][1] for one in made]
    assert await index.held(ids) == {ids[1]: "keeper", ids[2]: "keeper", ids[3]: "head"}
    assert await index.held(["other"]) == await index.held([]) == {}
