"""The fitting command on a corpus of two sentences: it reads, learns and writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.quotes import model
from bot.quotes.context import RATES
from bot.quotes.trees import read_tree, worth, write_tree
from tools.fit_engine import Example, Sighting, calibrate, count_rates, fit, read_corpus, write
from tools.grow_trees import grow

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


def test_trees_learn_what_no_sum_can() -> None:
    rows = [[a, b] for a in (0.0, 1.0) for b in (0.0, 1.0)] * 60
    labels = [(a > 0.5) != (b > 0.5) for a, b in rows]
    trees = grow(rows, labels, [0.0] * len(rows), seen=1.0)
    for row, label in zip(rows[:4], labels[:4], strict=True):
        assert (worth(trees, row) > 0) is label
    assert trees == grow(rows, labels, [0.0] * len(rows), seen=1.0)


def test_a_tree_survives_its_line() -> None:
    tree = (0, 0.5, -1.25, (1, 3.0, 0.1, 2.0))
    names = ("chance", "size")
    line = write_tree(tree, names)
    assert line == "chance 0.5 =-1.25 size 3 =0.1 =2"
    assert read_tree(line, {"chance": 0, "size": 1}) == tree
    assert [worth([tree], facts) for facts in ([0.5, 9], [0.6, 3], [0.6, 4])] == [-1.25, 0.1, 2.0]


def test_rates_start_from_the_usual_share() -> None:
    names = {name for rate in RATES for name in rate.split()}
    traits = dict.fromkeys(names, "x")
    seldom = {**traits, "lemma": "seldom"}
    seen = [Sighting(0, [0.0], traits, number < 75) for number in range(100)]
    rates = count_rates([*seen, Sighting(0, [0.0], seldom, True)])
    usual = rates["usual"]
    assert usual == pytest.approx(76 / 101, abs=0.001)
    assert rates["0=x"] == pytest.approx((75 + 20 * usual) / 120, abs=0.001)
    assert "0=seldom" not in rates


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    sections = {"cue": {"l=say": 1.5, "m=,|x": -0.25}, "calibration": {"0.5": 0.4, "0.9": 0.95}}
    trees = [(0, 0.5, -1.25, 0.75), 0.5]
    path = tmp_path / "weights.txt"
    write(sections, trees, path, 2, "a toy corpus")
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[0].startswith("# Weights")
    models = model.read_models([line for line in lines if line and line[0] != "#"])
    assert models.weights("cue") == sections["cue"]
    assert models.calibration == [(0.5, 0.4), (0.9, 0.95)]
    assert models.trees == trees
