"""Spellings of one word brought together: ``strict`` and ``loose`` skeletons. Pure.

Strict skeletons are equal where only the script, accents or the writing of an "i" differ:
Zelensky, Zelenskyy, Zelenskiy, Зеленський. Loose ones are equal where two romanisations may
well be of one word (Kyun and Gyun, Mueller and Müller, Qasim and Kassim); two different
words can share one, so that other evidence has to be added.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u036f]")
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

# Cyrillic and Greek as newspapers romanise names, not as libraries do.
_LATIN = str.maketrans(
    dict(zip("абвгґдезиійклмнопрстуфэыўј", "abvggdeziiiklmnoprstufeiuj", strict=True))
    | dict(zip("αβγδεζηικλμνξοπρστυφω", "avgdeziiklmnxoprstifo", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"є": "ye", "ї": "yi", "ё": "yo", "ь": "", "ъ": "", "ђ": "dj", "ћ": "c", "џ": "dz"}
    | {"љ": "lj", "њ": "nj", "θ": "th", "χ": "ch", "ψ": "ps", "ς": "s"}
)

# How strict skeletons write an "i"; the ends of Slavic names are where outlets differ most.
_I_ENDS = re.compile("(?:i[ij]|[ij]i|ij)$")
_LOOSER = (
    (re.compile("^(?:ie|je|ye)(?=[a-z]{2})"), "e"),
    (re.compile("sch|shch"), "sh"),
    (re.compile("kh"), "h"),
    (re.compile("ph"), "f"),
    (re.compile("ck|q"), "k"),
    (re.compile("c(?=[aoulrtk])"), "k"),
    (re.compile("x"), "ks"),
    (re.compile("w"), "v"),
    (re.compile("ou|oo|ue"), "u"),
    (re.compile("ee|ie|ei"), "i"),
    (re.compile("oe"), "o"),
    (re.compile("ae|aa"), "a"),
    (re.compile("dzh|zh|dj"), "j"),
    (re.compile(r"(.)\1"), r"\1"),
)

# Most words have none of these, and one look tells so.
_ANY_LOOSER = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _LOOSER))

# Romanisations of Korean: McCune–Reischauer, Revised, and what people use for themselves.
_KOREAN = (
    (re.compile("yeo"), "yo"),
    (re.compile("eo"), "o"),
    (re.compile("eu|oo|ou"), "u"),
    (re.compile("ee|yi"), "i"),
    (re.compile("^r"), "l"),
    (re.compile("ch|j"), "ch"),
    (re.compile("g"), "k"),
    (re.compile("d"), "t"),
    (re.compile("b"), "p"),
    (re.compile("sh"), "s"),
    (re.compile("ae|ai"), "e"),
    (re.compile(r"(.)\1"), r"\1"),
)
_KOREAN_FAMILIES = {
    spelling: spellings.split()[0]
    for spellings in (
        "kim gim",
        "lee yi rhee ri li",
        "park pak bak",
        "choi choe",
        "jung jeong chung chong",
        "kang gang",
        "cho jo",
        "yoon yun",
        "jang chang",
        "lim im rim",
        "han",
        "oh o",
        "seo suh so",
        "shin sin",
        "kwon gwon",
        "hwang",
        "ahn an",
        "song",
        "ryu yoo yu",
        "hong",
        "jeon jun chun",
        "ko go koh",
        "moon mun",
        "yang",
        "son sohn",
        "bae pae",
        "baek paik",
        "heo hur huh",
        "nam",
        "shim sim",
        "noh roh no",
        "ha",
        "joo ju chu",
        "koo gu ku",
        "min",
        "woo u",
        "ban pan",
    )
    for spelling in spellings.split()
}


def fold(text: str) -> str:
    """The text without letter case and accents, for comparing only."""
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare.casefold().translate(_PLAIN))


def words(text: str) -> list[str]:
    """The folded words, in order; hyphens and apostrophes separate words."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=50_000)
def strict(word: str) -> str:
    """The skeleton of one word (hyphens and apostrophes within it are dropped)."""
    bare = fold(word)
    if not (bare.isascii() and bare.isalnum()):
        bare = "".join(_WORD.findall(bare.translate(_LATIN)))
    return _I_ENDS.sub("i", bare.replace("y", "i").replace("iu", "u"))


@lru_cache(maxsize=50_000)
def loose(word: str) -> str:
    """The skeleton that romanisations of one word share, of a word or of a strict skeleton."""
    skeleton = strict(word)
    if _ANY_LOOSER.search(skeleton) is None:
        return skeleton
    for pattern, instead in _LOOSER:
        skeleton = pattern.sub(instead, skeleton)
    return skeleton


@lru_cache(maxsize=50_000)
def korean(word: str) -> str:
    """The skeleton of a Korean given name, from its folded letters."""
    skeleton = "".join(_WORD.findall(fold(word)))
    for pattern, instead in _KOREAN:
        skeleton = pattern.sub(instead, skeleton)
    return skeleton


def korean_family(word: str) -> str | None:
    """One spelling for every romanisation of a Korean family name, None for other words."""
    return _KOREAN_FAMILIES.get(fold(word))
