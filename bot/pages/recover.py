"""Put back paragraphs that extraction left out beside those it took.

Extraction weighs whole containers, so it loses an article's second half where a page cuts
it into several, and first paragraphs that stand in a box of their own. A paragraph belongs
to the article if most paragraphs of its make (of its own class, or of a container of that
class) do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from bot.pages.furniture import Block, ends_sentence
from bot.pages.headline import squashed
from bot.pages.prepare import text_of
from bot.pages.spacing import plain_line

FEWEST_WORDS = 8
# So many paragraphs of a make must have been taken, and so large a share of its words.
FEWEST_TAKEN = 3
SHARE_TAKEN = 0.3
OUTSIDE = frozenset({"aside", "footer", "nav", "form", "header", "figure", "blockquote", "table"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the page: its words, and what makes it one of a kind."""

    text: str
    makes: tuple[str, ...]


def paragraphs_of(tree: html.HtmlElement) -> list[Paragraph]:
    """Paragraphs with sentences, in order; read before extraction takes the tree apart."""
    found = []
    for element in tree.iter("p"):
        text = plain_line(text_of(element))
        if len(text.split()) < FEWEST_WORDS or not ends_sentence(text):
            continue
        if any(parent.tag in OUTSIDE for parent in element.iterancestors()):
            continue
        found.append(Paragraph(text, _makes(element)))
    return found


def with_recovered(blocks: Sequence[Block], paragraphs: Sequence[Paragraph]) -> list[Block]:
    """The blocks with the article's missing paragraphs in their places."""
    places = {squashed(block.text): place for place, block in enumerate(blocks)}
    everything = squashed("".join(block.text for block in blocks))
    taken = [squashed(paragraph.text) in everything for paragraph in paragraphs]
    own = _own_makes(paragraphs, taken)
    merged: dict[int, list[Block]] = {}
    place = -1
    for paragraph, known in zip(paragraphs, taken, strict=True):
        if known:
            place = places.get(squashed(paragraph.text), place)
        elif own.intersection(paragraph.makes):
            merged.setdefault(place, []).append(Block(paragraph.text))
    result = merged.get(-1, [])[:]
    for number, block in enumerate(blocks):
        result += [block, *merged.get(number, [])]
    return result


def _makes(element: html.HtmlElement) -> tuple[str, ...]:
    parent, own = element.getparent(), element.get("class")
    container = f"{parent.tag}.{parent.get('class') or parent.get('id') or ''}"
    return (container, f"p.{own}") if own else (container,)


def _own_makes(paragraphs: Sequence[Paragraph], taken: Sequence[bool]) -> set[str]:
    """Makes whose paragraphs the article was mostly made of."""
    all_words: Counter[str] = Counter()
    taken_words: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for paragraph, known in zip(paragraphs, taken, strict=True):
        words = len(paragraph.text.split())
        for make in paragraph.makes:
            all_words[make] += words
            if known:
                taken_words[make] += words
                times[make] += 1
    return {
        make
        for make, count in times.items()
        if count >= FEWEST_TAKEN and taken_words[make] >= SHARE_TAKEN * all_words[make]
    }
