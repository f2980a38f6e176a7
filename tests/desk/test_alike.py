"""Words held against words: the same, nearly the same, and what differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.answering.alike import compare, may_be_alike

FEW = ("the", "we", "will", "not", "close", "a", "harbour", "ever", "and")
WORDS = st.lists(st.sampled_from(FEW), max_size=12)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("we will not close", "we will not close"),
        ("will not close", "today we will not close the harbour"),
        ("the the the", "the the the the"),
    ],
)
def test_a_run_of_the_words_is_exact(asked: str, said: str) -> None:
    assert compare(asked.split(), said.split()).exact


@pytest.mark.parametrize(
    ("asked", "said", "differing", "missing"),
    [
        ("we will not close the harbour", "we will never close the harbour", [2], ["not"]),
        ("we will close the harbour", "we will never close the harbour", [2], []),
        ("we will never close the harbour", "we will close the harbour", [], ["never"]),
        ("close the old harbour wall", "we close the new harbour wall", [3], ["old"]),
        ("not close the harbour ever", "the the we will not close the harbour", [], ["ever"]),
    ],
)
def test_a_word_or_two_may_differ(
    asked: str, said: str, differing: list[int], missing: list[str]
) -> None:
    alike = compare(asked.split(), said.split())
    assert alike.nearly
    assert not alike.exact
    assert (list(alike.differing), list(alike.missing)) == (differing, missing)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("we will not close the harbour", "they may open a school in the harbour"),
        ("close harbour the not", "we will not close the harbour"),
        ("we will close", "we will open"),  # too few words for one of them to differ
        ("we will not close", ""),
        ("", "we will not close"),
    ],
)
def test_other_words_are_not_alike(asked: str, said: str) -> None:
    alike = compare(asked.split(), said.split())
    assert not alike.exact
    assert not alike.nearly


def test_common_words_far_off_are_no_part_of_it() -> None:
    said = "the " + "x " * 50 + "we will never close the harbour " + "y " * 50 + "not"
    alike = compare(["we", "will", "not", "close", "the", "harbour"], said.split())
    assert (alike.differing, alike.missing) == ((53,), ("not",))


@given(WORDS, WORDS)
def test_what_is_told_is_so(asked: list[str], said: list[str]) -> None:
    alike = compare(asked, said)
    assert 0.0 <= alike.share <= 1.0
    assert alike.exact == (alike.share == 1.0)
    text = f" {' '.join(said)} "
    assert alike.exact == (bool(asked) and f" {' '.join(asked)} " in text)
    assert all(0 <= place < len(said) for place in alike.differing)
    if alike.nearly:
        left = [word for place, word in enumerate(said) if place not in alike.differing]
        kept = [*asked]
        for word in alike.missing:
            kept.remove(word)
        assert all(left.count(word) >= kept.count(word) for word in kept)


@given(WORDS, WORDS)
def test_what_is_passed_over_is_not_alike(asked: list[str], said: list[str]) -> None:
    alike = compare(asked, said)
    assert may_be_alike(asked, said) or not (alike.exact or alike.nearly)


def test_words_in_another_order_may_be_alike_and_others_may_not() -> None:
    asked = ["we", "will", "not", "close"]
    assert may_be_alike(asked, ["close", "not", "will", "ever"])
    assert not may_be_alike(asked, ["close", "not", "close", "ever"])
