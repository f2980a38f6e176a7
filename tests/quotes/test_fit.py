"""The fitting command on a corpus of two sentences: it reads, learns and writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.quotes import model
from tools.fit_engine import Example, calibrate, fit, read_corpus, write

TEXT = "Mara Lund said that the bridge was closed. Ships wait."
ANNOTATION = (
    "T1\tSource 0 9\tMara Lund\n"
    "T2\tCue 10 14\tsaid\n"
    "T3\tContent 15 41\tthat the bridge was closed\n"
    "E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3\n"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "bridge.txt").write_text(TEXT, encoding="utf-8")
    annotation = tmp_path / "attributions" / "bridge_0a1b.ann"
    annotation.write_text(ANNOTATION, encoding="utf-8")
    return tmp_path


def test_reads_brat_standoff(corpus: Path) -> None:
    (article,) = read_corpus(corpus, left_out=-1)
    (gold,) = article.gold
    assert [TEXT[a:b] for a, b in gold.speaker] == ["Mara Lund"]
    assert [TEXT[a:b] for a, b in gold.content] == ["that the bridge was closed"]
    assert article.tokens(gold.cue) == {2}


def test_learns_which_feature_tells() -> None:
    examples = [Example(["bias", "yes"], True), Example(["bias", "no"], False)] * 20
    weights = fit("toy", examples, 2, 6, 1.0)
    assert weights["yes"] > 0 > weights["no"]
    assert weights == fit("toy", examples, 2, 6, 1.0)


def test_calibration_rises() -> None:
    seen = [(i / 1000, i % 10 < i // 100) for i in range(1000)]
    points = calibrate(seen)
    shares = [points[key] for key in sorted(points, key=float)]
    assert shares == sorted(shares)


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    sections = {"cue": {"l=say": 1.5, "m=,|x": -0.25}, "calibration": {"0.5": 0.4, "0.9": 0.95}}
    path = tmp_path / "weights.txt"
    write(sections, path, 2, "a toy corpus")
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[0].startswith("# Weights")
    models = model.read_models([line for line in lines if line and line[0] != "#"])
    assert models.weights("cue") == sections["cue"]
    assert models.calibration == [(0.5, 0.4), (0.9, 0.95)]
