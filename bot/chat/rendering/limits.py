"""Discord's documented limits, how a text is measured against them, and cutting at words.

Discord counts characters; its clients and some of its checks count UTF-16 units. We count
UTF-16 units everywhere, which is never less, so nothing passes here and fails there.
Source: Discord's developer documentation, "Message" and "Embed limits".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

CONTENT = 2000
TITLE = 256
DESCRIPTION = 4096
FOOTER = 2048
EMBEDS = 10
IN_ALL = 6000  # text of all embeds of a message together; links of titles do not count
BUTTON = 80
CUSTOM_ID = 100
PLACEHOLDER = 150  # of a menu
ROWS = 5  # of buttons and menus
CHOICES = 25
CHOICE = 100
OPTIONS = 25  # of a menu
OPTION = 100  # its label, description and value each
PLACEHOLDER = 150
AUTHOR = 256
URL = 2048
THREAD_NAME = 100

ELLIPSIS = "…"

# A place where a line may be broken: after white space or a dash, and around a character
# of the scripts that are written without spaces (Chinese, Japanese, Thai, Lao, Khmer).
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BREAK = re.compile(rf"\s+|(?<=[–—])(?=\w)|(?<=[{_UNSPACED}])|(?=[{_UNSPACED}])")


def length(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def cut(text: str, limit: int, write: Callable[[str], str] = str) -> str:
    """``write(text)``, or that of its beginning with an ellipsis; at most ``limit`` units.

    Cuts between words only: where not even the first word fits, the ellipsis stands alone.
    ``write`` is what will be done to the text (escaping), which may lengthen it, never
    shorten it.
    """
    if len(text) <= limit and length(whole := write(text)) <= limit:
        return whole
    return beginning(text, limit - len(ELLIPSIS), write) + ELLIPSIS


def shortened(text: str, limit: int, write: Callable[[str], str] = str) -> str:
    """Like ``cut``, but of one long word, such as an address, its first letters are kept."""
    whole_words = cut(text, limit, write)
    if whole_words != ELLIPSIS or text == ELLIPSIS:
        return whole_words
    room = limit - len(ELLIPSIS)
    fitting = bisect_right(range(1, room + 1), room, key=lambda end: length(write(text[:end])))
    return write(text[:fitting]) + ELLIPSIS


def beginning(text: str, limit: int, write: Callable[[str], str] = str) -> str:
    """As many whole words of ``text`` as fit in ``limit`` units when written; may be none."""
    head = text[: max(limit, 0) + 1]
    ends = [match.start() for match in _BREAK.finditer(head)]
    fitting = bisect_right(ends, limit, key=lambda end: length(write(head[:end])))
    return write(head[: ends[fitting - 1]].rstrip(" ,;:–—")) if fitting else ""
