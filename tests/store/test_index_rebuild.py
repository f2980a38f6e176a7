"""However a log is batched, repeated or begun again, the index says what the log says.

The model is the log itself: the last entry of each article, searched by hand.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports import ANY, Ruling, Verb, Within
from bot.records import Arrival, Entry, Polarity, Record, Speaker, SpeakerKind
from bot.store import intake, lookups, rulings, sayings, tables
from bot.store.dossier import dossier
from bot.store.memory import Memory
from bot.store.names import words
from tests.store.making import NOBODY, person, record, titled

CONCLUDED = [
    person("Torm", "e3"),
    person("TORM", "e3"),
    person("Torm", "e1"),
    person("Ilva Pérez-Torm", "e1"),
    person("Bak Seo-yun", "e2"),
    NOBODY,
]
INFERRED = [
    titled("Ilva Torm", "Mayor of Lunde"),
    titled("Ilva Torm", "Lunde striker"),
    titled("I. Torm", "Mayor"),
    titled("Torm", "Mayor of Lunde"),
    titled("Torm", None),
    titled("Ilva Törm", None),
    titled("Bak Seo-yun", "spokeswoman"),
    titled("Pak Seo Yun", "spokeswoman"),
    Speaker(None, "Lunde Harbour Board", None, SpeakerKind.ORGANISATION),
    Speaker(None, "officials", None, SpeakerKind.GROUP),
    person("Torm", "e1"),
    NOBODY,
]
EMPTIED = (
    *("statement", "said", "appearance", "name", "name_words", "name_trigrams"),
    *("entity", "profile", "key", "known_by"),
)
ENDS = ["a1", "a1?from=feed", "old", "new"]
SAYINGS = ["The wall holds.", "The wall falls!", "Nobody holds it.", "Yes."]


def records(speakers: list[Speaker]) -> st.SearchStrategy[Record]:
    said = st.lists(st.tuples(st.sampled_from(speakers), st.sampled_from(SAYINGS)), max_size=4)
    return st.builds(
        lambda article, said, title, hours, polarity, confidence: record(
            article,
            *said,
            title=title,
            hours=hours,
            polarity=polarity,
            confidence=confidence,
            arrival=Arrival.REREAD,
        ),
        st.sampled_from(["a1", "a2", "a3", "a4"]),
        said,
        st.sampled_from(["Wall holds", "Wall falls", "Élan", ""]),
        st.sampled_from([-1_000_000, -1, 0, 0, 0.5]),
        st.sampled_from([Polarity.ASSERTED, Polarity.ASSERTED, Polarity.NEGATED]),
        st.sampled_from([0.5, 0.9]),
    )


def removals() -> st.SearchStrategy[Record]:
    return st.builds(
        lambda article, url: record(article, title="", arrival=Arrival.REMOVED, url=url),
        st.sampled_from(["a1", "a2"]),
        st.sampled_from(["https://courier.example/old", "https://courier.example/new"]),
    )


@contextmanager
def new_index() -> Iterator[sqlite3.Connection]:
    connection = tables.connect(Path(":memory:"), write=True)
    tables.build(connection)
    yield connection
    connection.close()


def sure(least: float) -> Within:
    return Within(min_confidence=least)


def everything(connection: sqlite3.Connection) -> dict[str, Any]:
    """Every kind of answer the index has."""
    people = lookups.people(connection, "", 99)
    return {
        "cursor": lookups.cursor(connection),
        "latest": lookups.latest(connection, 99, None),
        "outlets": lookups.outlets(connection),
        "people": people,
        "named": [lookups.people(connection, one, 99) for one in ("ilva", "torm per", "seo", "x")],
        "nearest": [lookups.nearest(connection, one, 99) for one in ("ilwa torm", "perestorm")],
        "statements": [
            sayings.statements(connection, (one.id, about, sure(least)), 99, 0, False)
            for one in people
            for about in (None, "wall", "holds wall")
            for least in (0.0, 0.7)
        ],
        "dossiers": [dossier(connection, one.id) for one in people],
        "redirects": connection.execute("SELECT * FROM redirect ORDER BY id").fetchall(),
        "titles": lookups.titles(connection, "wall", 99),
        "urls": [lookups.by_url(connection, f"https://courier.example/{end}") for end in ENDS],
    }


def summed_up(connection: sqlite3.Connection) -> list[Any]:
    """Where the newest of each entity stands and what ids came from, which no answer shows
    before the next one."""
    question = "SELECT id, statements, appearances, newest, titled FROM entity ORDER BY id"
    founders = connection.execute("SELECT * FROM founder ORDER BY entity")
    return [*connection.execute(question), *founders]


@settings(deadline=None)
@given(st.lists(records([*CONCLUDED, *INFERRED]) | removals(), max_size=8), st.data())
def test_batches_and_repeats_do_not_show(log: list[Record], data: st.DataObject) -> None:
    entries = [Entry(position, one) for position, one in enumerate(log, start=1)]
    with new_index() as at_once, new_index() as by_steps:
        intake.follow(at_once, entries)
        memory, done = Memory(), 0
        while done < len(entries):
            start = data.draw(st.integers(0, done))
            end = data.draw(st.integers(done + 1, len(entries)))
            intake.follow(by_steps, entries[start:end], memory=memory)
            done = end
        assert everything(by_steps) == everything(at_once)
        assert summed_up(by_steps) == summed_up(at_once)


@settings(deadline=None)
@given(st.lists(records(CONCLUDED), max_size=8))
def test_answers_are_those_of_the_log(log: list[Record]) -> None:
    newest = {one.article.id: one for one in log}
    shown = [
        (statement.speaker.entity_id, one, statement)
        for one in newest.values()
        for statement in one.statements
        if statement.polarity is Polarity.ASSERTED
    ]
    with new_index() as index:
        intake.follow(index, [Entry(n, one) for n, one in enumerate(log, start=1)])
        people = lookups.people(index, "", 99)
        assert {one.id: one.statements for one in people} == Counter(
            entity for entity, _, _ in shown if entity
        )
        assert people == sorted(people, key=lambda one: (-one.statements, one.name, one.id))
        named = {
            (entity, tuple(words(statement.speaker.name)))
            for entity, _, statement in shown
            if entity
        }
        for asked in ("i", "to", "seo", "p ilva", "x"):
            matching = {
                entity
                for entity, name in named
                if all(any(word.startswith(part) for word in name) for part in asked.split())
            }
            expected = [one for one in people if one.id in matching]
            for limit in (1, 2, 99):
                assert lookups.people(index, asked, limit) == expected[:limit]
        for one in people:
            for about in (None, "wall", "wall holds", "it"):
                for least in (0.0, 0.7):
                    wanted = {
                        (made.article.id, statement.id)
                        for entity, made, statement in shown
                        if entity == one.id
                        and statement.confidence >= least
                        and set(words(about or "")).issubset(
                            words(" ".join(statement.words(made.article.text)))
                        )
                    }
                    found = sayings.statements(index, (one.id, about, sure(least)), 99, 0, False)
                    counted = sayings.count(index, (one.id, about, sure(least)))
                    assert len(found) == len(wanted) == counted
                    assert set(found) == wanted
                    dates = [newest[article].article.dated for article, _ in found]
                    assert dates == sorted(dates, reverse=True)
        in_order = sorted(newest.values(), key=lambda one: (one.article.dated, one.article.id))
        assert lookups.latest(index, 99, None) == [one.article.id for one in reversed(in_order)]


@settings(deadline=None)
@given(st.lists(records([*CONCLUDED, *INFERRED]), max_size=6))
def test_nothing_is_kept_of_what_was_replaced(log: list[Record]) -> None:
    with new_index() as index:
        intake.follow(index, [Entry(n, one) for n, one in enumerate(log, start=1)])
        empty = [record(one.article.id, revision=9) for one in log]
        intake.follow(index, [Entry(n, one) for n, one in enumerate(empty, start=100)])
        for table in EMPTIED:
            counted = index.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            assert counted.fetchone() == (0,), table


@settings(deadline=None)
@given(st.lists(records(CONCLUDED), max_size=8), st.sets(st.sampled_from(["a1", "a2", "a3"])))
def test_what_is_dropped_shows_no_more_than_what_never_came(
    log: list[Record], dropped: set[str]
) -> None:
    entries = [Entry(position, one) for position, one in enumerate(log, start=1)]
    left = [one for one in entries if one.record.article.id not in dropped]
    with new_index() as live, new_index() as anew:
        intake.follow(live, entries)
        intake.drop(live, sorted(dropped), len(log))
        intake.follow(anew, left)
        assert answered(anew) == answered(live)


def answered(connection: sqlite3.Connection) -> dict[str, Any]:
    """Every kind of answer, but for ids that lead to others: what dropped articles told of
    those stays until the index is built anew."""
    answers = everything(connection)
    del answers["cursor"], answers["redirects"]
    answers["dossiers"] = [replace(found, others=()) for found in answers["dossiers"]]
    return answers


@settings(deadline=None)
@given(
    st.lists(records([*CONCLUDED, *INFERRED]), max_size=8),
    st.lists(st.sampled_from(["a1", "a2", "a3", "a4"]), unique=True, max_size=3),
)
def test_ids_of_who_still_speaks_lead_somewhere_when_built_anew(
    log: list[Record], dropped: list[str]
) -> None:
    """Dropped one after the other, as time goes by."""
    entries = [Entry(position, one) for position, one in enumerate(log, start=1)]
    anchors: dict[str, str] = {}
    with new_index() as live, new_index() as anew:
        intake.follow(live, entries)
        for article in dropped:
            known = [one.id for one in lookups.people(live, "", 99)]
            found = lookups.heirs(live, [article], known)
            intake.anchor(live, found)
            anchors |= found
            intake.drop(live, [article], len(log))
        intake.anchor(anew, anchors)
        intake.follow(anew, [one for one in entries if one.record.article.id not in dropped])
        for one in lookups.people(live, "", 99):
            assert lookups.person(anew, one.id) is not None


@settings(deadline=None)
@given(st.lists(records(INFERRED), min_size=2, max_size=8), st.data())
def test_rulings_give_the_same_whenever_they_are_made(
    log: list[Record], data: st.DataObject
) -> None:
    """Laid over while the log comes in, and over an index built anew, they say one thing."""
    entries = [Entry(position, one) for position, one in enumerate(log, start=1)]
    made: list[Ruling] = []
    memory = Memory()
    with new_index() as live, new_index() as anew:
        for entry in entries:
            intake.follow(live, [entry], memory=memory)
            if data.draw(st.booleans()):
                made = data.draw(changed(made, live))
                rulings.rule(live, made)
        rulings.rule(anew, made[: data.draw(st.integers(0, len(made)))])
        intake.follow(anew, entries)
        rulings.rule(anew, made)
        assert everything(anew) == everything(live)
        rulings.rule(live, [])
        intake.follow(anew, [Entry(99, record("a9"))])
        intake.follow(live, [Entry(99, record("a9"))], memory=memory)
        rulings.rule(anew, [])
        assert everything(anew) == everything(live)


@st.composite
def changed(draw: st.DrawFn, made: list[Ruling], index: sqlite3.Connection) -> list[Ruling]:
    """The rulings with one more, or without the last."""
    known = [one.id for one in lookups.people(index, "", 99)]
    if not known or (made and draw(st.booleans())):
        return made[:-1]
    ids = st.sampled_from(known)
    entity = draw(ids)
    said = [
        statement for _, statement in sayings.statements(index, (entity, None, ANY), 9, 0, False)
    ]
    verb = draw(st.sampled_from(list(Verb)))
    return [
        *made,
        Ruling(
            verb,
            entity,
            f"s{len(made)}" if verb is Verb.SPLIT else draw(ids),
            draw(st.sampled_from(["Old Torm", "Ilva"])),
            tuple(draw(st.lists(st.sampled_from(said), unique=True))),
        ),
    ]
