"""Which language a text is in, from what the page says, else from its small words."""

from __future__ import annotations

import re

from bot.pages.lists import words

UNKNOWN = "und"
CODE = re.compile(r"\s*([A-Za-z]{2})(?:[-_][A-Za-z]|\s*$)")
WORD = re.compile(r"[^\W\d_]+")
# English news has about 40 of these in 100 words, other languages at most 12 ("a", "in",
# "on", "as", "he" are words elsewhere too).
ENOUGH = 0.2


def language_of(declared: str | None, text: str) -> str:
    """ISO 639-1 from a declaration like "en-GB", else "en" or "und" by the text."""
    code = CODE.match(declared or "")
    return code[1].lower() if code else guess(text)


def guess(text: str) -> str:
    """ "en" where the small words of English abound, else "und"."""
    found = [word.lower() for word in WORD.findall(text[:5_000])]
    if not found:
        return UNKNOWN
    share = sum(word in words("english") for word in found) / len(found)
    return "en" if share >= ENOUGH else UNKNOWN
