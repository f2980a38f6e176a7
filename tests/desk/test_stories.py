"""The same story from several outlets is known as one, and who had it first."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.sorting.stories import (
    CONTAINMENT,
    ShingleIndex,
    Stories,
    containment,
    first_published,
    shingles,
)
from bot.records import Record
from bot.store import Store, open_store
from tests.desk.world import NOON, record

SYLLABLES = ("ba", "ke", "lo", "mi", "ru", "sa", "te", "vo", "ni", "du")


def text(seed: int, words: int = 200) -> str:
    """Words that stand in no other seed's text in the same order."""
    rng = random.Random(seed)
    return " ".join("".join(rng.choices(SYLLABLES, k=3)) for _ in range(words))


def shortened(whole: str) -> str:
    return whole[: int(len(whole) * 0.65)]


def with_new_lede(whole: str) -> str:
    return f"{text(99, 40)} {' '.join(whole.split()[40:])}"


def with_some_words_changed(whole: str) -> str:
    return " ".join("other" if n % 12 == 0 else word for n, word in enumerate(whole.split()))


@pytest.mark.parametrize("edit", [str.upper, shortened, with_new_lede, with_some_words_changed])
def test_rewrites_are_the_same_story(edit: object) -> None:
    assert callable(edit)
    for seed in range(20):
        assert containment(shingles(text(seed)), shingles(edit(text(seed)))) >= CONTAINMENT


def test_other_articles_are_not() -> None:
    for seed in range(20):
        assert containment(shingles(text(seed)), shingles(text(seed + 50))) < CONTAINMENT / 2
    assert containment(shingles("one two"), shingles("one two")) == 0


def test_the_index_forgets_the_oldest_and_all_of_it() -> None:
    index = ShingleIndex(most=2)
    for seed in range(3):
        index.add(str(seed), shingles(text(seed)))
        index.add(str(seed), shingles(text(seed)))
    assert index.candidates(shingles(text(0))) == []
    assert index.candidates(shingles(text(2))) == ["2"]
    for seed in range(3, 5):
        index.add(str(seed), ())
    assert index._holders == {}


def carried(name: str, words: str, hours: float, credit: str | None = None) -> Record:
    one = record(f"Story in {name}", words, at=NOON + timedelta(hours=hours))
    return replace(one, article=replace(one.article, site=name, credit=credit))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "data") as opened:
        yield opened


async def test_copies_are_grouped_as_they_arrive(store: Store) -> None:
    wire = carried("Tarn Wire", text(1), 2)
    copy = carried("Isle Reader", with_new_lede(text(1)), 1, credit="Tarn Wire")
    other = carried("Polder Gazette", text(2), 0)
    late = carried("The Courier", shortened(text(1)), 5, credit="Tarn Wire")
    for one in (wire, copy, other):
        await store.log.append(one)
    assert await Stories(store.log, store.documents).follow() == 3
    await store.log.append(late)
    stories = Stories(store.log, store.documents)  # after a restart
    assert await stories.follow() == 1
    assert await stories.follow() == 0
    found = await stories.of(copy.article.id)
    assert found is not None
    assert (found.first.site, found.publisher) == ("Tarn Wire", "Tarn Wire")
    assert [article.site for article in found.carriers] == ["Isle Reader", "The Courier"]
    assert await stories.of(late.article.id) == found
    assert await stories.of(other.article.id) is None


def test_who_was_first() -> None:
    early, late = carried("A", "x", 1).article, carried("B", "x", 2).article
    assert first_published([late, early]) == (early, "A")
    named = replace(late, credit="Far Agency")
    assert first_published([named, early]) == (early, "Far Agency")
    assert first_published([replace(early, credit="B"), late]) == (late, "B")
