"""What must never be turned into its opposite: particles and subjects that negate."""

from __future__ import annotations

import pytest

from bot.quotes import attribute
from bot.records import Act, Polarity


@pytest.mark.parametrize(
    ("text", "cue", "act", "content"),
    [
        (
            "Mara Lund ruled out closing the border bridge on Monday.",
            "ruled out",
            Act.DENIED,
            "closing the border bridge",
        ),
        ("Mara Lund pointed out that the bridge was closed.", "pointed out", Act.SAID, "that the"),
        (
            "The minister ruled out a tax on ferries.",
            "ruled out",
            Act.DENIED,
            "a tax on ferries",
        ),
    ],
)
def test_a_particle_belongs_to_the_cue(text: str, cue: str, act: Act, content: str) -> None:
    found = next(one for one in attribute(text) if one.cue and one.cue.of(text) == cue)
    assert found.act is act
    assert found.content[0].of(text).startswith(content)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("No one said that the dam was safe.", Polarity.NEGATED),
        ("Neither Berg nor Voss said the bank would be sold.", Polarity.NEGATED),
        ("None of the engineers said that the dam was safe.", Polarity.NEGATED),
        ("No fewer than nine engineers said that the dam was safe.", Polarity.ASSERTED),
        ("Karl Voss said the bank would be sold.", Polarity.ASSERTED),
    ],
)
def test_what_nobody_said_is_negated(text: str, polarity: Polarity) -> None:
    found = attribute(text)
    assert found
    assert {one.polarity for one in found} == {polarity}


@pytest.mark.parametrize("place", ["RAJGANJ", "EL TORDO"])
def test_a_dateline_is_nobody_s_words(place: str) -> None:
    text = f"{place}: At least 16 people were hurt in the flood, officials said."
    (found,) = attribute(text)
    assert [span.of(text) for span in found.content] == [
        "At least 16 people were hurt in the flood"
    ]


def test_a_statement_inside_a_statement_gives_both() -> None:
    text = (
        "The Orlavian Embassy said in a statement that the ambassador told Stanko that the dam "
        "falls within the law."
    )
    mentions = [one.mention.of(text) for one in attribute(text) if one.mention]
    assert mentions == ["The Orlavian Embassy", "the ambassador"]
