"""The quality gate, and that the gate itself can fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.records import NOBODY, Act, Polarity, Quotation, Span, Speaker, SpeakerKind, Statement
from tools import gate


@pytest.fixture(scope="module")
def floors() -> dict[str, dict[str, float]]:
    stored = json.loads(gate.FLOORS.read_text("utf-8"))
    assert stored["articles"] == gate.digest(gate.golds()), (
        "the annotated articles changed: look at `python -m tools.gate -v`, then --raise"
    )
    floors: dict[str, dict[str, float]] = stored["floors"]
    return floors


def test_no_figure_is_below_its_floor(floors: dict[str, dict[str, float]]) -> None:
    reached = gate.measure(gate.golds()).shares()
    below = [
        f"{kind} {figure}: {reached[kind][figure]} is below {floor}"
        for kind, figures in floors.items()
        for figure, floor in figures.items()
        if reached[kind][figure] < floor
    ]
    assert not below


def test_the_gate_covers_every_kind(floors: dict[str, dict[str, float]]) -> None:
    assert set(floors) == set(gate.KINDS)
    tallies = gate.measure(gate.golds()).tallies
    assert all(tallies[kind].gold >= 20 for kind in gate.KINDS)


def statement(span: Span, name: str) -> Statement:
    speaker = Speaker(None, name, None, SpeakerKind.PERSON) if name else NOBODY
    return Statement(
        "id", (span,), None, speaker, Quotation.DIRECT, Act.SAID, Polarity.ASSERTED, "test", 0.9
    )


@pytest.mark.parametrize(
    ("span", "name", "expected"),
    [
        (Span(0, 12), "Ada Morn", (1, 1, 1)),
        (Span(0, 12), "Bea Morn", (1, 1, 0)),
        (Span(0, 12), "", (1, 1, 0)),
        (Span(0, 3), "Ada Morn", (0, 0, 0)),
        (Span(13, 26), "Ada Morn", (0, 0, 0)),
    ],
)
def test_the_gate_tells_right_from_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    span: Span,
    name: str,
    expected: tuple[int, ...],
) -> None:
    (tmp_path / "a.txt").write_text("We will stay. So it is said.", "utf-8")
    row = {
        "speaker": "Ada Morn",
        "speaker_kind": "person",
        "quotation": "direct",
        "spans": [[0, 12]],
    }
    (tmp_path / "a.gold.json").write_text(json.dumps({"statements": [row]}), "utf-8")
    monkeypatch.setattr(gate, "read_statements", lambda *_: (statement(span, name),))
    tally = gate.measure(gate.golds([tmp_path])).tallies["direct"]
    assert (tally.found, tally.matched, tally.right) == expected
