"""The article's own blocks out of a page's tree, by trafilatura.

Its fast mode finds the article; the blocks are read from the tree it returns and not from
its plain text, in which a paragraph's end and a line break look alike.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html

from bot.pages.furniture import Block, ends_sentence
from bot.pages.spacing import plain_line

CONTAINERS = frozenset({"body", "div", "list", "quote", "table", "main", "doc", "text"})
NESTED = frozenset({"p", "head", "list", "quote", "table", "item", "row", "div"})


def blocks_of(tree: html.HtmlElement) -> list[Block]:
    """Paragraphs and headings in order; [] where there is no article. Changes ``tree``."""
    import trafilatura  # late: it takes a third of a second, and most commands read no page

    document = trafilatura.bare_extraction(tree, fast=True, include_comments=False)
    body = getattr(document, "body", None)
    return list(_walk(body)) if body is not None else []


def _walk(element: etree._Element) -> Iterator[Block]:
    """Blocks of a trafilatura element: ``head``, ``p``, ``item``, ``row``, ``quote``, ``lb``."""
    if element.tag == "row":
        cells = (_joined(cell) for cell in element.iter("cell"))
        yield from _split(" ".join(filter(None, cells)))
        return
    if element.tag in CONTAINERS or any(child.tag in NESTED for child in element):
        yield from _mixed(element)
        return
    yield from _split(_joined(element), heading=element.tag == "head")


def _mixed(element: etree._Element) -> Iterator[Block]:
    """An element that holds blocks, and perhaps text between them."""
    run = [element.text or ""]
    for child in element:
        if child.tag in NESTED:
            yield from _split("".join(run))
            yield from _walk(child)
            run = [child.tail or ""]
        else:
            run += [_inline(child), child.tail or ""]
    yield from _split("".join(run))


def _joined(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += [_inline(child), child.tail or ""]
    return "".join(parts)


def _inline(element: etree._Element) -> str:
    """Text of an inline element; a line break is the only newline that counts."""
    if element.tag == "lb":
        return "\v"
    return _joined(element)


def _split(text: str, heading: bool = False) -> Iterator[Block]:
    """Paragraphs of a run: two line breaks part them, and so does one after a sentence."""
    lines = [plain_line(line) for line in text.split("\v")]
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if paragraph and (not line or ends_sentence(paragraph[-1])):
            yield Block("\n".join(paragraph), heading)
            paragraph = []
        if line:
            paragraph.append(line)
