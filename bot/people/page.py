"""A text cut into words, sentences, paragraphs and quotations, in one pass.

Everything else in this package looks at a text through a ``Page``: parallel tuples
indexed by word number, so that looking back or ahead costs no searching.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from bot.people.lexicon import ABBREVIATIONS, plain

# A word keeps inner apostrophes, hyphens, dots and ampersands: O’Neill, Ha-kyu, U.S, AT&T.
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_POSSESSIVE = frozenset(("'s", "’s", "'S", "’S"))
_PLURAL_MARKS = frozenset(("' ", "’ "))
_OPENING, _CLOSING = "“„«", "”»"


@dataclass(frozen=True, slots=True)
class Page:
    """A text by word number: ``starts``/``ends`` are offsets in code points.

    ``bare`` is a word without possessive ending, ``low`` its plain form (no case, no
    accents); ``owns`` marks possessives; ``sentence`` and ``paragraph`` count from 0;
    ``quoted`` marks words inside quotation marks; ``glue`` is the text up to the next word;
    ``common`` are the words that
    also stand in lower case, and so are hardly names.
    """

    text: str
    starts: list[int]
    ends: list[int]
    bare: list[str]
    low: list[str]
    caps: list[bool]
    owns: list[bool]
    sentence: list[int]
    paragraph: list[int]
    quoted: list[bool]
    glue: list[str]
    common: frozenset[str]

    def __len__(self) -> int:
        return len(self.starts)

    def words_in(self, start: int, end: int) -> range:
        """The numbers of the words that overlap ``text[start:end]``."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))

    def at(self, offset: int) -> int:
        """The number of the first word that ends after ``offset``."""
        return bisect_right(self.ends, offset)

    def joined(self, first: int, last: int) -> str:
        """The text from word ``first`` to word ``last`` inclusive, white space evened out,
        without a possessive ending."""
        raw = self.text[self.starts[first] : self.ends[last]]
        if self.owns[last] and raw[-2:] in _POSSESSIVE:
            raw = raw[:-2]
        elif "." in self.bare[last] and self.glue[last].startswith("."):
            raw += "."  # "U.S." is cut as "U.S" and a dot
        return (
            raw if raw.isascii() and "  " not in raw and "\n" not in raw else " ".join(raw.split())
        )

    def begins_sentence(self, word: int) -> bool:
        return word == 0 or self.sentence[word - 1] != self.sentence[word]


def read(text: str) -> Page:
    """Cut ``text`` into words; linear in its length."""
    matches = list(_WORD.finditer(text))
    starts = [m.start() for m in matches]
    ends = [m.end() for m in matches]
    glue = [text[end:start] for end, start in zip(ends, [*starts[1:], len(text)], strict=False)]
    raw = [m.group() for m in matches]
    owns = [
        word[-2:] in _POSSESSIVE or (after[:2] in _PLURAL_MARKS and word[-1] in "sz")
        for word, after in zip(raw, glue, strict=True)
    ]
    bare = [word[:-2] if word[-2:] in _POSSESSIVE else word for word in raw]
    low = [plain(word) for word in bare]
    for number, word in enumerate(low):
        if "'" in word or "’" in word:
            low[number] = _without_contraction(word)
    caps = [
        word[0].isupper() or ("-" in word and word[:3] in _ARABIC and word[3:4].isupper())
        for word in bare
    ]
    common = _common(low, caps, glue)
    sentence, paragraph, quoted = _marks(text, starts, glue, low, caps)
    return Page(
        text, starts, ends, bare, low, caps, owns, sentence, paragraph, quoted, glue, common
    )


def _common(low: list[str], caps: list[bool], glue: list[str]) -> frozenset[str]:
    """Words that stand in lower case, and never as the later part of a capitalised name."""
    pairs = zip(caps, caps[1:], glue, low[1:], strict=False)
    later = {word for left, right, after, word in pairs if left and right and after == " "}
    return frozenset(w for w, capital in zip(low, caps, strict=True) if not capital) - later


def _without_contraction(word: str) -> str:
    """ "he'd", "they’ve", "I'm": the pronoun alone."""
    pronoun = word.replace("’", "'").partition("'")[0]
    return pronoun if pronoun in _CONTRACTED else word


_CONTRACTED = frozenset(("i", "you", "he", "she", "it", "we", "they", "who", "that"))
_ARABIC = frozenset(("al-", "el-", "an-", "as-", "ash", "ar-", "at-", "ad-", "az-", "ul-"))


def _marks(
    text: str, starts: list[int], glue: list[str], low: list[str], caps: list[bool]
) -> tuple[list[int], list[int], list[bool]]:
    """Sentence number, paragraph number and quotedness of every word."""
    sentences: list[int] = []
    paragraphs: list[int] = []
    quoted: list[bool] = []
    sentence = paragraph = 0
    inside = _after(text[: starts[0]], False) if starts else False
    for number, after in enumerate(glue):
        sentences.append(sentence)
        paragraphs.append(paragraph)
        quoted.append(inside)
        if after == " ":
            continue
        if "\n" in after:
            sentence += 1
            paragraph += 1
            inside = _after(after.rpartition("\n")[2], False)
            continue
        if len(after) > 1 and _ends_sentence(
            after, low[number], number + 1 < len(caps) and caps[number + 1]
        ):
            sentence += 1
        inside = _after(after, inside)
    return sentences, paragraphs, quoted


def _ends_sentence(after: str, word: str, next_caps: bool) -> bool:
    if "!" in after or "?" in after or "…" in after:
        return True
    if "." not in after:
        return False
    abbreviated = after == ". " and (len(word) == 1 or word in ABBREVIATIONS)
    return not abbreviated and (next_caps or len(after) > 2)


def _after(glue: str, inside: bool) -> bool:
    """Whether the text is inside quotation marks after ``glue``."""
    for mark in glue.replace("''", '"').replace("``", '"'):
        if mark in _OPENING:
            inside = True
        elif mark in _CLOSING:
            inside = False
        elif mark == '"':
            inside = not inside
    return inside
