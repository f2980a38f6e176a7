"""The quality gate: who-said-what on the project's own annotated articles.

    python -m tools.gate            the figures, by kind of quotation
    python -m tools.gate -v         and every miss, wrong speaker and extra prediction
    python -m tools.gate --raise    set the floors to what is reached now

An annotated statement is *found* when a prediction's words overlap its words by at least
half (intersection over union, best pairs first, one to one), and its speaker *right* when
the name is: a person by first and last word, any other by containing the gold's words. The
floors in ``tests/quality/floors.json`` hold for the articles whose digest stands beside
them; they are moved on purpose, with ``--raise`` or by hand, never by the tests.
"""

from __future__ import annotations

import argparse
import bisect
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.desk.reading.article import read_statements
from bot.records import Span, Statement

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "bot" / "samples", ROOT / "tests" / "articles")
FLOORS = ROOT / "tests" / "quality" / "floors.json"
KINDS = ("direct", "mixed", "indirect", "all")
OVERLAP = 0.5

_WORD = re.compile(r"\w+")


@dataclass
class Tally:
    """Counts for one kind of quotation; shares are in percent."""

    gold: int = 0
    found: int = 0
    predicted: int = 0
    matched: int = 0
    right: int = 0

    def shares(self) -> dict[str, float]:
        return {
            "recall": _percent(self.found, self.gold),
            "precision": _percent(self.matched, self.predicted),
            "speaker": _percent(self.right, self.found),
        }


@dataclass
class Measured:
    """What was measured: a tally for each kind, and the misses as lines to read."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    misses: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, dict[str, float]]:
        return {kind: tally.shares() for kind, tally in self.tallies.items()}


def golds(folders: Iterable[Path] = FOLDERS) -> list[Path]:
    """Every annotation file, in order of name."""
    return sorted(path for folder in folders for path in folder.glob("*.gold.json"))


def digest(paths: Iterable[Path]) -> str:
    """Changes with any word of the articles or their annotations."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
        total.update(_text_of(path).encode())
    return total.hexdigest()[:16]


def measure(paths: Iterable[Path]) -> Measured:
    """Hold the engine's statements against the annotations of these files."""
    measured = Measured()
    for path in paths:
        text = _text_of(path)
        gold = json.loads(path.read_text("utf-8"))["statements"]
        _hold(measured, path.name.split(".")[0], text, gold, read_statements("gate", text))
    return measured


def _text_of(path: Path) -> str:
    name = path.name.replace(".gold.json", ".txt")
    with path.with_name(name).open(encoding="utf-8", newline="") as file:
        return file.read()


def _hold(
    measured: Measured,
    name: str,
    text: str,
    gold: Sequence[dict[str, Any]],
    found: Sequence[Statement],
) -> None:
    words = _Words(text)
    want = [words.of(Span(*span) for span in row["spans"]) for row in gold]
    have = [words.of(statement.content) for statement in found]
    pairs = dict(_pairs(want, have))
    for index, row in enumerate(gold):
        match = found[pairs[index]] if index in pairs else None
        right = match is not None and same_speaker(row, match.speaker.name)
        for tally in (measured.tallies[row["quotation"]], measured.tallies["all"]):
            tally.gold += 1
            tally.found += match is not None
            tally.right += right
        shown = " … ".join(text[start:end] for start, end in row["spans"])[:90]
        if match is None:
            measured.misses.append(f"{name}: missing {row['speaker']}: {shown}")
        elif not right:
            said = match.speaker.name
            measured.misses.append(f"{name}: speaker {row['speaker']!r} not {said!r}: {shown}")
    used = set(pairs.values())
    for index, statement in enumerate(found):
        for tally in (measured.tallies[statement.quotation.value], measured.tallies["all"]):
            tally.predicted += 1
            tally.matched += index in used
        if index not in used:
            shown = " … ".join(statement.words(text))[:90]
            measured.misses.append(
                f"{name}: extra {statement.speaker.name} ({statement.rule}, "
                f"{statement.confidence:.2f}): {shown}"
            )


class _Words:
    """The words of a text by position, so that spans can be compared as sets of them."""

    def __init__(self, text: str) -> None:
        self._spans = [match.span() for match in _WORD.finditer(text)]
        self._ends = [end for _, end in self._spans]

    def of(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(index for span in spans for index in self._between(span))

    def _between(self, span: Span) -> Iterator[int]:
        index = bisect.bisect_right(self._ends, span.start)
        while index < len(self._spans) and self._spans[index][0] < span.end:
            yield index
            index += 1


def _pairs(
    want: Sequence[frozenset[int]], have: Sequence[frozenset[int]]
) -> Iterator[tuple[int, int]]:
    overlaps = sorted(
        (
            (len(a & b) / len(a | b), i, j)
            for i, a in enumerate(want)
            for j, b in enumerate(have)
            if a & b
        ),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for overlap, i, j in overlaps:
        if overlap >= OVERLAP and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield i, j


def same_speaker(row: dict[str, Any], name: str) -> bool:
    """Whether this name is the annotated speaker's, or one of the others that are right too."""
    said = _name_words(name)
    for gold in (row["speaker"], *row.get("also", ())):
        right = _name_words(gold or "")
        if row["speaker_kind"] == "person":
            if right and said and (right[0], right[-1]) == (said[0], said[-1]):
                return True
        elif set(right) <= set(said) and (right or not said):
            return True
    return False


def _name_words(name: str) -> list[str]:
    return [w for w in _WORD.findall(name.casefold()) if w not in ("the", "a", "an")]


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 100.0


def main() -> None:
    parser = argparse.ArgumentParser(description="The quality gate on our annotated articles.")
    parser.add_argument("-v", "--verbose", action="store_true", help="show every miss")
    parser.add_argument("--raise", dest="up", action="store_true", help="set the floors to this")
    options = parser.parse_args()
    paths = golds()
    measured = measure(paths)
    if options.verbose:
        print("\n".join(measured.misses), end="\n\n")
    print(f"{len(paths)} articles, {measured.tallies['all'].gold} statements")
    print(f"{'':10}{'gold':>7}{'recall':>9}{'precision':>11}{'speaker':>9}")
    for kind, tally in measured.tallies.items():
        shares = tally.shares()
        print(
            f"{kind:10}{tally.gold:7}{shares['recall']:9.1f}"
            f"{shares['precision']:11.1f}{shares['speaker']:9.1f}"
        )
    if options.up:
        floors = {"articles": digest(paths), "floors": measured.shares()}
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf-8")
        print(f"floors set in {FLOORS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
