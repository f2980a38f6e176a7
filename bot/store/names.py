"""Names as the index compares them: folded, split into words, and likened. Pure.

Folding drops letter case and accents, so that "Perez" finds "Pérez"; hyphens and
apostrophes separate words, so that "kyun" finds "Hong-kyun".
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from bot.records import Speaker, SpeakerKind, digest

_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")

# Letters that Unicode does not take apart into a base and an accent.
_PLAIN = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ŋ": "n",
        "ŧ": "t",
    }
)


def fold(text: str) -> str:
    """The text without letter case and accents, for comparing only."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare.casefold().translate(_PLAIN))


def words(text: str) -> list[str]:
    """The folded words, in order."""
    return _WORD.findall(fold(text))


def speaker_id(speaker: Speaker) -> str | None:
    """Which entity speaks: as concluded, else by kind and name; None for nobody in particular.

    Accents count here, unlike in a search: two entities are better than one wrong merge.
    """
    name = " ".join(unicodedata.normalize("NFKC", speaker.name).casefold().split())
    if speaker.kind is SpeakerKind.UNNAMED or not name:
        return None
    return speaker.entity_id or digest("speaker", speaker.kind, name)


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
