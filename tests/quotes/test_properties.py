"""What holds for any text: nothing raises, spans lie within it, the answer is always the same."""

from __future__ import annotations

import random
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quotes import attribute, explain
from tests.cost import cost

ARTICLE = (
    "KOLMAR — “We tried everything,” said Mara Lund, 34, a plumber who runs the pumps. “It was "
    "late.”\n\nThe ministry declined to comment on whether ships would wait, adding that it had "
    "‘no news’. According to Holt’s office, the bridge – built in 1931 – is safe.\n\n"
    'LUND: Who said that?\n\nHOLT: Nobody did.\n\n„Nein“, he said (twice). It’s "over".'
)
PIECES = [
    "said", "“", "”", "\"", "‘", "’", "''", "``", "«", "»", "„", ",", ".", ":", "—", "\n", "\n\n",
    " ", "Lund", "she", "that", "to", "according to", "NAME:", "’s", "(", ")", "😀", "\u00a0", "é",
    "would not", "and", "who", "asked", "“A,” he said.", "…", "...", "1",
]  # fmt: skip


def holds(text: str) -> None:
    found = attribute(text)
    assert attribute(text) == found
    for statement in found:
        spans = [*statement.content, statement.cue, statement.mention]
        assert all(span is None or span.end <= len(text) for span in spans)
        starts = [span.start for span in statement.content]
        assert starts == sorted(starts)
        assert 0.0 <= statement.confidence <= 1.0
    places = [statement.content[0].start for statement in found]
    assert places == sorted(places)
    assert [e.statement for e in explain(text)] == list(found)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    holds(text)


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@settings(max_examples=250, deadline=None)
def test_any_mixture_of_what_news_is_made_of(pieces: list[str]) -> None:
    holds(" ".join(pieces))
    holds("".join(pieces))


@pytest.mark.parametrize("seed", range(40))
def test_damaged_articles(seed: int) -> None:
    chance = random.Random(seed)
    letters = list(ARTICLE)
    for _ in range(chance.randrange(1, 40)):
        at = chance.randrange(len(letters))
        match chance.randrange(3):
            case 0:
                del letters[at]
            case 1:
                letters.insert(at, chance.choice(PIECES))
            case _:
                other = chance.randrange(len(letters))
                letters[at], letters[other] = letters[other], letters[at]
    holds("".join(letters))


HOSTILE = ["\"", "said ", "he wanted to deny to ", "She said: “We go. ", "‘we ", "“a ", "a, ",
           "and the mayor said that it was late, ", "A: Yes.\n"]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_cost_grows_with_the_length_only(unit: str) -> None:
    attribute(unit * (5_000 // len(unit)))  # warm
    short, long = (
        min(cost(partial(attribute, unit * (length // len(unit)))) for _ in range(2))
        for length in (20_000, 80_000)
    )
    # four times the text; a quadratic cost would be sixteen times
    assert long < 10 * short + 0.2
