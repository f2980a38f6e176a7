"""Gradient-boosted trees for the engine's second look, in the standard library.

Boosting of logistic loss over binned numbers, as the well-known libraries do it. They would
bring a hundred megabytes of numeric packages to every set-up for one step of a command that
is seldom run; on the few ten thousand rows there are, this takes seconds. The same rows
always give the same trees.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.quotes.trees import Tree, worth

TREES = 50
LEAVES = 16
RATE = 0.15  # share of a leaf's best value that is taken
_PULL = 10.0  # L2 penalty on a leaf's value
_LEAST = 5.0  # least sum of p (1 - p) in a leaf: about 40 undecided rows
_BINS = 40
_ROWS_SEEN = 0.8  # share of the rows a tree is grown on
_FACTS_SEEN = 0.5  # share of the facts a tree may ask
_SEED = 5


@dataclass(slots=True)
class _Binned:
    """A column of facts: its thresholds and each row's bin."""

    thresholds: list[float]
    bins: bytes


@dataclass(slots=True)
class _Split:
    gain: float
    fact: int
    bin: int


def grow(
    rows: Sequence[Sequence[float]],
    labels: Sequence[bool],
    starts: Sequence[float],
    seen: float = _FACTS_SEEN,
) -> list[Tree]:
    """Trees whose sum, added to ``starts`` (log-odds), tells best which rows are right.

    ``seen`` is the share of the facts that a tree may ask for.
    """
    columns = [_binned([row[fact] for row in rows]) for fact in range(len(rows[0]))]
    margins = list(starts)
    order = random.Random(_SEED)
    trees: list[Tree] = []
    everyone = range(len(rows))
    for _ in range(TREES):
        chances = [1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, m)))) for m in margins]
        # the gradient in the real part, the curvature in the imaginary one: one addition each
        pulls = [complex(p - y, p * (1.0 - p)) for p, y in zip(chances, labels, strict=True)]
        members = order.sample(everyone, int(_ROWS_SEEN * len(rows)))
        facts = sorted(order.sample(range(len(columns)), int(seen * len(columns))))
        tree = _tree(columns, pulls, members, facts)
        trees.append(tree)
        margins = [m + worth((tree,), row) for m, row in zip(margins, rows, strict=True)]
    return trees


def _binned(values: Sequence[float]) -> _Binned:
    ordered = sorted(values)
    cuts = sorted({float(f"{ordered[len(ordered) * i // _BINS]:.4g}") for i in range(1, _BINS)})
    edges = [*cuts, math.inf]
    found: dict[float, int] = {}
    for value in set(values):
        found[value] = next(i for i, edge in enumerate(edges) if value <= edge)
    return _Binned(cuts, bytes(found[value] for value in values))


def _tree(
    columns: Sequence[_Binned], pulls: Sequence[complex], rows: list[int], facts: Sequence[int]
) -> Tree:
    """One tree, grown at the leaf where a split gains most."""
    children: dict[int, tuple[_Split, int, int]] = {}
    leaves: dict[int, complex] = {}
    waiting: list[tuple[float, int, _Split, list[int], dict[int, list[complex]]]] = []

    def plant(node: int, members: list[int], sums: dict[int, list[complex]]) -> None:
        total = sum(sums[facts[0]], 0j)
        leaves[node] = total
        split = _best(sums, total)
        if split is not None:
            heapq.heappush(waiting, (-split.gain, node, split, members, sums))

    plant(0, rows, _sums(columns, pulls, rows, facts))
    while waiting and len(leaves) < LEAVES:
        _, node, split, members, sums = heapq.heappop(waiting)
        bins = columns[split.fact].bins
        below = [i for i in members if bins[i] <= split.bin]
        above = [i for i in members if bins[i] > split.bin]
        smaller = below if len(below) < len(above) else above
        counted = _sums(columns, pulls, smaller, facts)
        rest = {f: [a - b for a, b in zip(sums[f], counted[f], strict=True)] for f in facts}
        left, right = 2 * len(children) + 1, 2 * len(children) + 2
        children[node] = (split, left, right)
        del leaves[node]
        plant(left, below, counted if smaller is below else rest)
        plant(right, above, counted if smaller is above else rest)

    def build(node: int) -> Tree:
        if node not in children:
            total = leaves[node]
            return float(f"{-RATE * total.real / (total.imag + _PULL):.3g}")
        split, left, right = children[node]
        return (split.fact, columns[split.fact].thresholds[split.bin], build(left), build(right))

    return build(0)


def _sums(
    columns: Sequence[_Binned], pulls: Sequence[complex], rows: Sequence[int], facts: Sequence[int]
) -> dict[int, list[complex]]:
    found: dict[int, list[complex]] = {}
    for fact in facts:
        bins = columns[fact].bins
        sums = [0j] * (len(columns[fact].thresholds) + 1)
        for i in rows:
            sums[bins[i]] += pulls[i]
        found[fact] = sums
    return found


def _best(sums: dict[int, list[complex]], total: complex) -> _Split | None:
    best: _Split | None = None
    whole = total.real**2 / (total.imag + _PULL)
    for fact, column in sums.items():
        below = 0j
        for number, pull in enumerate(column[:-1]):
            below += pull
            above = total - below
            if below.imag < _LEAST or above.imag < _LEAST:
                continue
            gain = below.real**2 / (below.imag + _PULL) + above.real**2 / (above.imag + _PULL)
            if gain - whole > (best.gain if best is not None else 1e-9):
                best = _Split(gain - whole, fact, number)
    return best
