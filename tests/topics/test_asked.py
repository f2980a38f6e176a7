"""What a line asks for, and that it can be kept as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records import Topic
from bot.topics.asked import Asked, AskedKind, read_asked

CASES = [
    ("Harbour strike", Asked(AskedKind.TOPIC, "Harbour strike")),
    ("  Harbour   strike ", Asked(AskedKind.TOPIC, "Harbour strike")),
    ("Harbour -football", Asked(AskedKind.TOPIC, "Harbour", ("football",))),
    (
        'Harbour, -football match, -"Mr Lind"',
        Asked(AskedKind.TOPIC, "Harbour", ("football match", '"Mr Lind"')),
    ),
    ("Vell - Dornik", Asked(AskedKind.TOPIC, "Vell - Dornik")),
    ("person: Jeon Ha-kyu", Asked(AskedKind.PERSON, "Jeon Ha-kyu")),
    ("PERSON:Ilse Maron -place: Japan", Asked(AskedKind.PERSON, "Ilse Maron", ("place: Japan",))),
    ("source: The Herald", Asked(AskedKind.SOURCE, "The Herald")),
    ("story: Dam talks -sport", Asked(AskedKind.STORY, "Dam talks", ("sport",))),
    ("place: Japan", Asked(AskedKind.TOPIC, "place: Japan")),
]


@pytest.mark.parametrize(("text", "asked"), CASES)
def test_a_line_asks_for_this(text: str, asked: Asked) -> None:
    assert read_asked(text) == asked


@pytest.mark.parametrize("text", ["person:", "source: ?", "Harbour -!", "Harbour -person:"])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"after the colon|to look for"):
        read_asked(text)


def test_the_terms_of_what_is_asked_for() -> None:
    person = read_asked("person: Ilse Maron -golf")
    assert person.topic(Topic(person.name, person.terms())) == Topic(
        "person: Ilse Maron -golf", ("person: Ilse Maron", "-golf")
    )
    harbour = read_asked("harbour -golf").topic(Topic("Harbour", ("harbour", "ferry")))
    assert harbour == Topic("Harbour -golf", ("harbour", "ferry", "-golf"))


@given(st.text(max_size=40), st.lists(st.sampled_from(["golf", "place: Japan", '"Mr L"'])))
def test_what_is_kept_reads_as_what_was_asked(head: str, excluded: list[str]) -> None:
    text = " -".join([head, *excluded])
    try:
        asked = read_asked(text)
    except ValueError:
        return
    kept = asked.topic(Topic(asked.name, ())).name
    assert read_asked(kept) == asked
