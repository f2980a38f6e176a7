"""A text cut into words: sentences, paragraphs, quotations, possessives."""

from __future__ import annotations

import pytest

from bot.people.page import read

SENTENCES = [
    ("One. Two.", 2),
    ("Mr. Brandt met Gov. Lind in the U.S. Congress.", 1),
    ("J. R. Brandt left.", 1),
    ("Is it? Yes! No… Perhaps.", 4),
    ("“It is late.” He left.", 2),
    ("One\n\nTwo", 2),
    ("It cost 1.5 crowns.", 1),
]


@pytest.mark.parametrize(("text", "count"), SENTENCES)
def test_sentences(text: str, count: int) -> None:
    assert len(set(read(text).sentence)) == count


QUOTED = [
    ("He said “no way” twice", ["no", "way"]),
    ('He said "no way" twice', ["no", "way"]),
    ("He said ''no way'' twice", ["no", "way"]),
    ("“No way\n\nout", ["No", "way"]),
    ("„Nein“ «non» nothing", ["Nein", "non"]),
]


@pytest.mark.parametrize(("text", "words"), QUOTED)
def test_words_in_quotation_marks(text: str, words: list[str]) -> None:
    page = read(text)
    assert [w for w, inside in zip(page.bare, page.quoted, strict=True) if inside] == words


@pytest.mark.parametrize(
    ("text", "owner"),
    [("Brandt’s dog", "brandt"), ("Osmans’ dog", "osmans"), ("the children's dog", "children")],
)
def test_possessives(text: str, owner: str) -> None:
    page = read(text)
    assert [w for w, owns in zip(page.low, page.owns, strict=True) if owns] == [owner]


def test_contractions_are_their_pronoun() -> None:
    assert read("he'd they’ve I'm don't").low == ["he", "they", "i", "don't"]


def test_words_of_a_span() -> None:
    page = read("Ann Bell left")
    assert list(page.words_in(4, 8)) == [1]
    assert list(page.words_in(2, 5)) == [0, 1]
    assert list(page.words_in(3, 4)) == []


def test_empty_text() -> None:
    assert len(read("")) == 0
    assert len(read(" …\n")) == 0
