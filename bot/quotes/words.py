"""Word lists of the engine, read once from the package's data files.

Every list is a text file with a header saying what it is. A file may be divided into
sections by lines such as ``[prepositions]``; lines that start with ``#`` are comments.
"""

from __future__ import annotations

from pathlib import Path

_DATA = Path(__file__).parent / "data"


def read_lines(name: str) -> list[str]:
    """The lines of a data file without comments and blank lines."""
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and line[0] != "#"]


def read_sections(name: str) -> dict[str, frozenset[str]]:
    """Section title -> its words."""
    sections: dict[str, list[str]] = {}
    words: list[str] = []
    for line in read_lines(name):
        if line[0] == "[":
            words = sections.setdefault(line[1:-1], [])
        else:
            words.extend(line.split())
    return {title: frozenset(found) for title, found in sections.items()}


def read_table(name: str) -> list[list[str]]:
    """Rows of tab-separated cells."""
    return [line.split("\t") for line in read_lines(name)]


_CLASSES = read_sections("classes.txt")

SUBJECT_PRONOUNS = _CLASSES["subject pronouns"]
OBJECT_PRONOUNS = _CLASSES["object pronouns"]
DETERMINERS = _CLASSES["determiners"]
PREPOSITIONS = _CLASSES["prepositions"]
AUXILIARIES = _CLASSES["auxiliaries"]
BE = _CLASSES["be"]
HAVE = _CLASSES["have"]
DO = _CLASSES["do"]
MODALS = _CLASSES["modals"]
NEGATIONS = _CLASSES["negations"]
ADVERBS = _CLASSES["adverbs"]
SUBORDINATORS = _CLASSES["subordinators"]
QUESTION_WORDS = _CLASSES["question words"]
RELATIVES = _CLASSES["relatives"]
CONJUNCTIONS = _CLASSES["conjunctions"]
MONTHS = _CLASSES["months"]
DAYS = _CLASSES["days"]
TIME_WORDS = _CLASSES["time words"] | DAYS | MONTHS
TIME_MODIFIERS = _CLASSES["time modifiers"]
NOT_ADVERBS = _CLASSES["nouns in -ly"]
NOT_PARTICIPLES = _CLASSES["adjectives in -ed"] | _CLASSES["nouns in -ing"]
SENTENCE_OPENERS = _CLASSES["sentence openers"]


def listed(words: str) -> frozenset[str]:
    """A set of words written with blanks between them."""
    return frozenset(words.split())
