"""``pullquote rank``: every id once, the best first, whatever near the format comes in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.console.extract import extract_file

TEXT = """\
Tarn keeps its ferry

The ferry between Tarn and Vessel Point will sail through the winter, the harbour council \
said on Monday, after a night of talks with the crews.

“We are staying until the spring,” said Ilse Maron, who leads the council. “Nobody will be \
sent home before Christmas.”

Maron said the council had found the money in its own budget. She warned that fares would rise.

The shipping company Norrline declined to comment on the talks.
"""

Rank = Callable[..., tuple[int, str, str]]


@pytest.fixture
def rank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Rank:
    """Ranks a document about the text: the exit status and both outputs."""
    (tmp_path / "ferry.txt").write_text(TEXT, "utf-8")

    def rank(document: Any, *options: str) -> tuple[int, str, str]:
        given = document if isinstance(document, str) else json.dumps(document)
        (tmp_path / "given.json").write_text(given, "utf-8")
        status = main(["rank", str(tmp_path / "ferry.txt"), str(tmp_path / "given.json"), *options])
        return status, *capsys.readouterr()

    return rank


def spans(words: str) -> list[list[int]]:
    start = TEXT.index(words)
    return [[start, start + len(words)]]


def test_every_id_is_printed_once_and_the_best_first(rank: Rank, tmp_path: Path) -> None:
    rows = extract_file(tmp_path / "ferry.txt")
    assert len(rows) >= 5
    status, out, err = rank(rows)
    assert (status, err) == (0, "")
    assert sorted(out.splitlines()) == sorted(row["id"] for row in rows)
    (first,) = [row for row in rows if row["id"] == out.splitlines()[0]]
    assert first["content"][0] == spans("“We are staying until the spring,”")[0]
    assert rank({"article": "ferry", "statements": rows[::-1]}) == (0, out, "")


def test_the_reasons_add_up(rank: Rank, tmp_path: Path) -> None:
    rows = extract_file(tmp_path / "ferry.txt")
    out = rank(rows)[1]
    lines = [line.split("\t") for line in rank(rows, "--explain")[1].splitlines()]
    assert [line[0] for line in lines] == out.splitlines()
    for _, weight, reasons in lines:
        parts = [float(reason.rsplit(" ", 1)[1]) for reason in reasons.split(", ")]
        assert sum(parts) == pytest.approx(float(weight), abs=0.01 * len(parts))


@pytest.mark.parametrize(
    ("rows", "printed", "note"),
    [
        ([], [], "holds no statement"),
        ([{"id": 7, "content": spans("fares would rise")}], ["7"], "only one statement"),
        (
            [
                {"spans": spans("the talks"), "speaker": "Norrline", "act": "waved"},
                {"content": spans("Nobody will be sent home")[0], "speaker": None, "cue": "said"},
            ],
            ["2", "1"],
            "holds only 2; all are listed",
        ),
        (
            [
                {"id": "no", "content": spans("the talks"), "polarity": "negated", "name": ""},
                {
                    "id": "she",
                    "content": spans("fares would rise"),
                    "cue": spans("warned that"),
                    "speaker": spans("She"),
                    "confidence": 0.1,
                },
            ],
            ["she", "no"],
            "holds only 2",
        ),
    ],
)
def test_what_is_near_the_format_is_taken_and_few_are_said_to_be_few(
    rank: Rank, rows: list[dict[str, Any]], printed: list[str], note: str
) -> None:
    status, out, err = rank("\ufeff" + json.dumps(rows))
    assert (status, out.splitlines()) == (0, printed)
    assert note in err
    assert len(err.splitlines()) == 1


def test_whom_the_file_does_not_name_is_named(rank: Rank) -> None:
    rows = [
        {"id": "a", "content": spans("Nobody will be sent home"), "name": "Ilse Maron"},
        {"id": "b", "content": spans("fares would rise"), "speaker": spans("She")},
    ]
    second = rank(rows, "--explain")[1].splitlines()[1]
    assert "same voice as above" in second


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("{", "is not JSON: line 1"),
        ("7", "is no list of statements"),
        ('{"rows": []}', "is no list of statements"),
        ("[7]", "is no list of statements"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"id": "a"}]', 'given.json has no "content"'),
        ('[{"id": "a", "content": []}]', 'has no "content"'),
        ('[{"id": "a", "content": [[0, 9999]]}]', "from 0 to 9999, and the text has"),
        ('[{"id": "a", "content": [[9, 3]]}]', "from 9 to 3"),
        ('[{"id": "a", "content": [[-1, 3]]}]', "from -1 to 3"),
        ('[{"id": "a", "content": [[0.5, 3]]}]', "no list of pairs"),
        ('[{"id": "a", "content": [{"start": 0}]}]', "no list of pairs"),
        ('[{"id": "a", "content": [[0, 3]], "cue": [[3]]}]', '"cue" that is no list'),
        ('[{"id": "a", "content": [[0, 3]], "speaker": [[0, 9999]]}]', '"speaker" from 0 to'),
        ('[{"id": "a\\nb", "content": [[0, 3]]}]', "neither a number nor one line"),
        ('[{"id": "", "content": [[0, 3]]}]', "neither a number nor one line"),
        ('[{"id": "\\ud800", "content": [[0, 3]]}]', "neither a number nor one line"),
        ('[{"id": [], "content": [[0, 3]]}]', "neither a number nor one line"),
    ],
)
def test_what_is_no_list_of_statements_gets_a_sentence(
    rank: Rank, document: str, sentence: str
) -> None:
    status, out, err = rank(document)
    assert (status, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1
