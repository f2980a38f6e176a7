"""Names as the index compares them: folded, split into words, and likened. Pure.

Folding drops letter case and accents, so that "Perez" finds "Pérez"; hyphens and
apostrophes separate words, so that "kyun" finds "Hong-kyun".
"""

from __future__ import annotations

from difflib import SequenceMatcher

from bot.people.across.spelling import fold, words

__all__ = ["fold", "likeness", "trigrams", "words"]


def trigrams(text: str) -> list[str]:
    """Every three neighbouring letters of the folded words, a space standing at each end."""
    found: dict[str, None] = {}
    for word in words(text):
        padded = f" {word} "
        found.update(dict.fromkeys(padded[i : i + 3] for i in range(len(padded) - 2)))
    return list(found)


def likeness(asked: list[str], name: list[str]) -> float:
    """How much two names, as words, look alike: 0 to 1.

    The better of two views: each asked word beside the likest one of the name (so a last
    name alone is enough), and both run together (so "hakyu" is like "Ha-kyu").
    """
    if not asked or not name:
        return 0.0
    by_word = sum(max(_ratio(word, other) for other in name) for word in asked) / len(asked)
    return max(by_word, _ratio("".join(asked), "".join(name)))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
