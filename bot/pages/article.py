"""From blocks to the text that is kept, alike for pages and for pasted text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from bot.pages.credit import credit_line
from bot.pages.furniture import (
    Block,
    ends_sentence,
    is_ending,
    is_header_furniture,
    without_furniture,
)
from bot.pages.headline import squashed

# The headline and the standfirst, where extraction keeps them, are among the first blocks.
OPENING_BLOCKS = 6
FEWEST_WORDS_ABOVE_CREDIT = 60  # some pages give their source above the article


def own_blocks(
    blocks: Sequence[Block], titles: Sequence[str], description: str | None = None
) -> list[Block]:
    """The article's own blocks: no furniture, no credit lines, no headline said again.

    A standfirst that repeats the page's ``description`` goes with the headlines, unless it
    is a sentence: many pages give their first paragraph as the description.
    """
    headlines, standfirst = {squashed(title) for title in titles}, squashed(description or "")
    kept = []
    for number, block in enumerate(blocks[: _end_by_credit(blocks)]):
        if number < OPENING_BLOCKS and _is_opening(block, headlines, standfirst):
            continue
        if credit_line(block.text) is None:
            kept.append(block)
    return without_furniture(kept)


def _end_by_credit(blocks: Sequence[Block]) -> int:
    """Where the article ends if boxes follow its credit line: how many blocks it has.

    Behind a credit they are the page's even where they have sentences of other articles.
    """
    words = 0
    for number, (block, following) in enumerate(pairwise(blocks)):
        credited = words >= FEWEST_WORDS_ABOVE_CREDIT and credit_line(block.text) is not None
        if credited and is_ending(following.text):
            return number
        words += len(block.text.split())
    return len(blocks)


def _is_opening(block: Block, headlines: AbstractSet[str], standfirst: str) -> bool:
    """Whether a block above the article's text says what the page has said already."""
    said = squashed(block.text)
    is_label = block.heading or not ends_sentence(block.text)
    again = said in headlines or (is_label and said == standfirst)
    return again or is_header_furniture(block.text)


def article_text(blocks: Sequence[Block]) -> str:
    """Blocks with one blank line between two."""
    return "\n\n".join(block.text for block in blocks)


def opening_of(text: str, longest: int = 120) -> str:
    """A title for what has none: the beginning of its first sentence, verbatim."""
    first = re.split(r"(?<=[.!?])\s", " ".join(text[:1_000].split()), maxsplit=1)[0]
    if len(first) <= longest:
        return first
    return first[:longest].rsplit(" ", 1)[0] + "…"
