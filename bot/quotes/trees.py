"""Small decision trees over numbers: read from a line, written as one, asked for their sum.

A line is a tree in prefix order: a split is a fact's name and a threshold, followed by the
tree for values up to it and the tree for those above; a leaf is "=" and what it adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

# A leaf's worth, or (place of the fact, threshold, up to it, above it)
Tree: TypeAlias = "float | tuple[int, float, Tree, Tree]"


def worth(trees: Sequence[Tree], facts: Sequence[float]) -> float:
    """What all trees add for a row of facts."""
    total = 0.0
    for tree in trees:
        while isinstance(tree, tuple):
            tree = tree[2] if facts[tree[0]] <= tree[1] else tree[3]
        total += tree
    return total


def read_tree(line: str, places: Mapping[str, int]) -> Tree:
    """The tree of a line; ``places`` maps facts to their places in a row."""
    return _read(iter(line.split(" ")), places)


def _read(words: Iterator[str], places: Mapping[str, int]) -> Tree:
    word = next(words)
    if word[0] == "=":
        return float(word[1:])
    threshold = float(next(words))
    below = _read(words, places)
    return (places[word], threshold, below, _read(words, places))


def write_tree(tree: Tree, names: Sequence[str]) -> str:
    """The line of a tree."""
    if not isinstance(tree, tuple):
        return f"={tree:.3g}"
    place, threshold, below, above = tree
    return f"{names[place]} {threshold:.4g} {write_tree(below, names)} {write_tree(above, names)}"
