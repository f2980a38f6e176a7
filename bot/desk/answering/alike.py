"""Two sequences of words held against each other, word by word. Pure.

What is asked for may be a part of what was said: it is looked for at the place where the two
have the longest run in common. Words come folded (``bot.people.across.words``), so that letter
case, accents and marks make no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

NEARLY = 0.7
"""Share of the words that are the same, from which on two sayings are nearly the same."""

FEWEST = 4
"""Words of which one can differ, and it is still nearly the same."""


@dataclass(frozen=True, slots=True)
class Alike:
    """How much was said as asked. ``differing`` are the places, among the words said, of those
    that stand between the same ones and are others; ``missing`` the words asked for that are
    not there. ``share`` is 1 where nothing differs."""

    share: float
    differing: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        return not self.differing and not self.missing

    @property
    def nearly(self) -> bool:
        return self.share >= NEARLY


NOTHING_ALIKE = Alike(0.0, (), ("",))


def may_be_alike(asked: Sequence[str], said: Sequence[str]) -> bool:
    """False where too few words are the same, in whatever order, for ``compare`` to find the two
    nearly alike; in a hundredth of its time."""
    return (Counter(asked) & Counter(said)).total() >= NEARLY * len(asked)


def compare(asked: Sequence[str], said: Sequence[str]) -> Alike:
    """Where and how far ``said`` has the words of ``asked``, in their order."""
    whole = SequenceMatcher(None, asked, said, autojunk=False)
    longest = whole.find_longest_match()
    if longest.size == len(asked):
        return Alike(1.0) if asked else NOTHING_ALIKE
    if longest.size == 0 or len(asked) < FEWEST:
        return NOTHING_ALIKE
    # Around the longest run only: far off, common words are the same by chance.
    slack = max(2, len(asked) // 4)
    first = max(longest.b - longest.a - slack, 0)
    last = longest.b + len(asked) - longest.a + slack
    near = SequenceMatcher(None, asked, said[first:last], autojunk=False)
    blocks = [block for block in near.get_matching_blocks() if block.size]
    there = {place for block in blocks for place in range(block.a, block.a + block.size)}
    same = {place for block in blocks for place in range(block.b, block.b + block.size)}
    differing = [place for place in range(min(same), max(same)) if place not in same]
    missing = [word for place, word in enumerate(asked) if place not in there]
    return Alike(
        len(there) / (len(there) + max(len(differing), len(missing))),
        tuple(first + place for place in differing),
        tuple(missing),
    )
