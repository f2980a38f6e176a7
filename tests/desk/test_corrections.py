"""What a correction changed, statement by statement."""

from __future__ import annotations

import pytest

from bot.desk.reading.corrections import changes
from bot.records import ChangeKind, Record
from tests.desk.world import record

TRAM = ("Ilse Maron", "We keep the tram for another year")
BUS = ("Noor Haddad", "nobody ever wrote a song about a bus")
RAILS = ("Ilse Maron", "The rails by the market will be mended in May")


def told(*said: tuple[str, str]) -> Record:
    text = " ".join(f"{words}, said {name}." for name, words in said) or "Nothing was said."
    return record("Tram", text, said=said)


ADDED, REMOVED, REWORDED, SPEAKER = (kind.value for kind in ChangeKind)
CASES = [
    ("nothing", [TRAM, BUS], [TRAM, BUS], []),
    ("another order", [TRAM, BUS], [BUS, TRAM], []),
    ("added", [TRAM], [TRAM, BUS], [(ADDED, None, BUS[1])]),
    ("removed", [TRAM, BUS], [BUS], [(REMOVED, TRAM[1], None)]),
    (
        "reworded",
        [TRAM, BUS],
        [("Ilse Maron", "We keep the tram for another two years"), BUS],
        [(REWORDED, TRAM[1], "We keep the tram for another two years")],
    ),
    (
        "speaker changed",
        [TRAM, BUS],
        [TRAM, ("Ruud Aker", BUS[1])],
        [(SPEAKER, BUS[1], BUS[1])],
    ),
    (
        "replaced by something else",
        [TRAM],
        [RAILS],
        [(ADDED, None, RAILS[1]), (REMOVED, TRAM[1], None)],
    ),
    (
        "two who say the same",
        [TRAM, ("Noor Haddad", TRAM[1] + " ")],
        [TRAM],
        [(REMOVED, TRAM[1] + " ", None)],
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_changes(
    before: list[tuple[str, str]],
    after: list[tuple[str, str]],
    expected: list[tuple[str, str | None, str | None]],
) -> None:
    found = [
        (
            change.kind.value,
            change.before and " ".join(change.before.words),
            change.after and " ".join(change.after.words),
        )
        for change in changes(told(*before), told(*after))
    ]
    assert found == expected
