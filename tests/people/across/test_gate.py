"""The gate on identities across articles: no wrong merge, nine of ten right ones.

Each case in ``cases`` holds short articles and says whose words are whose. They are read
and indexed as any article is; then every pair of statements from two articles is looked
at. A floor moves on purpose only.
"""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bot.desk.reading.article import READER, read_statements
from bot.records import Arrival, Article, Entry, Record, article_id
from bot.store import intake, lookups, tables

CASES = Path(__file__).parent / "cases"
RIGHT_MERGES = 0.90
FEWEST_CASES = 40


@dataclass(frozen=True)
class Pair:
    """Words from two articles, whether one person said both, and whether we say so."""

    case: str
    one: str
    other: str
    same: bool
    found: bool


def cases() -> list[dict[str, Any]]:
    return [
        case
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


def record(number: int, article: dict[str, str]) -> Record:
    address = f"https://courier.example/{number}"
    date = datetime.fromisoformat(article.get("date", f"2031-05-{number + 1:02d}"))
    made = Article(
        id=article_id(address),
        url=address,
        canonical_url=address,
        feed_id=None,
        title=article["text"][:40],
        byline=None,
        credit=None,
        site=article.get("outlet", "The Courier"),
        published_at=date.replace(tzinfo=UTC),
        fetched_at=datetime(2031, 6, 1, tzinfo=UTC),
        text=article["text"],
        language="en",
    )
    return Record(made, read_statements(made.id, made.text), READER, Arrival.NEW)


def speaker(index: sqlite3.Connection, records: list[Record], where: str) -> str | None:
    """The id of the entity whose words these are: the number of an article, and words."""
    number, _, words = where.partition(" ")
    made = records[int(number)]
    for statement in made.statements:
        if words in " ".join(statement.words(made.article.text)):
            return lookups.speaker_of(index, statement.id)
    return None


def pairs(case: dict[str, Any], order: int = 1) -> Iterator[Pair]:
    records = [record(number, article) for number, article in enumerate(case["article"])]
    index = tables.connect(Path(":memory:"), write=True)
    tables.build(index)
    intake.follow(index, [Entry(n, one) for n, one in enumerate(records[::order], start=1)])
    said = [(who, where) for who, places in case["who"].items() for where in places]
    for (mine, one), (theirs, other) in combinations(said, 2):
        if one[0] == other[0] and mine == theirs:
            continue  # within an article is another gate's business
        found = {speaker(index, records, one), speaker(index, records, other)}
        yield Pair(case["about"], one, other, mine == theirs, len(found) == 1 and None not in found)
    index.close()


@pytest.fixture(scope="module", params=[1, -1], ids=["as written", "last first"])
def judged(request: pytest.FixtureRequest) -> list[Pair]:
    return [pair for case in cases() for pair in pairs(case, request.param)]


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= FEWEST_CASES
    assert all(len(case["article"]) > 1 for case in cases())


def test_nobody_is_merged_wrongly(judged: list[Pair]) -> None:
    assert [pair for pair in judged if pair.found and not pair.same] == []


def test_most_of_the_right_merges_are_made(judged: list[Pair]) -> None:
    right = [pair for pair in judged if pair.same]
    missed = [pair for pair in right if not pair.found]
    assert len(missed) <= (1 - RIGHT_MERGES) * len(right), missed
