"""The fitted numbers: sparse linear models over named features, trees, and the calibration.

data/weights.txt holds one section per linear model ([cue], [begin], [end], [start], [accept])
with a feature and its weight per line; its header says how it was made. A model's answer is
the logistic function of the sum of the weights of the features that are present. The second
look has its counts in [rates] and its trees, one a line, in [trees].
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from bot.quotes.trees import Tree, read_tree
from bot.quotes.words import read_lines

_STEEPEST = 30.0


def sigmoid(z: float) -> float:
    """The logistic function, safe for any z."""
    return 1.0 / (1.0 + math.exp(-max(-_STEEPEST, min(_STEEPEST, z))))


class Models:
    """The weights of every model; replaced as a whole by the fitting command."""

    __slots__ = ("calibration", "sections", "trees")

    def __init__(
        self,
        sections: Mapping[str, dict[str, float]],
        calibration: list[tuple[float, float]],
        trees: Sequence[Tree] = (),
    ) -> None:
        self.sections = dict(sections)
        self.calibration = calibration
        self.trees = trees

    def weights(self, name: str) -> dict[str, float]:
        return self.sections.get(name, {})


def read_models(lines: Iterable[str]) -> Models:
    """Parse the lines of a weights file; its section [facts] names what its trees ask for."""
    sections: dict[str, dict[str, float]] = {}
    calibration: list[tuple[float, float]] = []
    current: dict[str, float] = {}
    trees: list[Tree] = []
    places: dict[str, int] = {}
    title = ""
    for line in lines:
        if line[0] == "[":
            title = line[1:-1]
            current = sections.setdefault(title, {})
            continue
        if title == "facts":
            places = {name: place for place, name in enumerate(line.split(" "))}
            continue
        if title == "trees":
            trees.append(read_tree(line, places))
            continue
        feature, _, weight = line.rpartition("\t")
        current[feature] = float(weight)
    for raw, chance in sections.pop("calibration", {}).items():
        calibration.append((float(raw), chance))
    calibration.sort()
    return Models(sections, calibration, trees)


MODELS = read_models(read_lines("weights.txt"))


def logit(p: float) -> float:
    """The inverse of the logistic function."""
    p = min(max(p, 1e-6), 1.0 - 1e-6)
    return math.log(p / (1.0 - p))


def chance(name: str, features: Iterable[str], start: float = 0.0) -> float:
    """The probability a model gives to features; ``start`` is added to the sum."""
    get = MODELS.weights(name).get
    return sigmoid(sum(filter(None, map(get, features))) + start)


def calibrated(raw: float) -> float:
    """The share of right statements among those the acceptor scores like ``raw``."""
    points = MODELS.calibration
    if not points:
        return raw
    at = bisect_right(points, (raw, 2.0))
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return y0 + (y1 - y0) * (raw - x0) / (x1 - x0) if x1 > x0 else y1
