"""The engine on short texts: who is found to have said what."""

from __future__ import annotations

import pytest

from bot.quotes import attribute

CASES = [
    # text, speaker, first content span
    ("“We are ready,” said Mara Lund, a plumber.", "Mara Lund", "“We are ready,”"),
    ("Mara Lund said that the bridge was closed.", "Mara Lund", "that the bridge was closed"),
    ("The bridge is closed, police said Tuesday.", "police", "The bridge is closed"),
    (
        "According to the harbour office, ships will wait.",
        "the harbour office",
        "ships will wait",
    ),
    ("LUND: We will open the bridge today.", "LUND", "We will open the bridge today."),
]


@pytest.mark.parametrize(("text", "speaker", "content"), CASES)
def test_finds_speaker_and_content(text: str, speaker: str, content: str) -> None:
    found = attribute(text)
    assert len(found) == 1
    assert found[0].mention is not None
    assert found[0].mention.of(text) == speaker
    assert found[0].content[0].of(text) == content


def test_empty_text_has_no_statements() -> None:
    assert attribute("") == ()
