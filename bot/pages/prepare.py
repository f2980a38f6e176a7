"""Clear a page's tree before the article is looked for: what no reader takes for its text.

Removed by structure, never by site: boxes that only open on a pointer, paragraphs and list
items that are nothing but a link without a sentence, and labels under images.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import html

from bot.pages.furniture import ends_sentence

# Classes, as whole words of the name: of what opens on a pointer or is for no eyes, and of
# boxes in an article that are not its text. The latter stay inside a paragraph's line, where
# removing words would change a sentence. "rollover" alone is what one points at: it stays.
POPUP = re.compile(
    r"(?:^|[\s_-])(?:(?:tooltip|popover|rollover)[\w-]*(?:block|box|content|body|text|card|panel)"
    r"|sr-only|visually-hidden)(?=$|[\s_-])",
    re.I,
)
ASIDE = re.compile(
    r"(?:^|[\s_-])(?:read-?more|see-?also|related|newsletter|caption|credit|share|sharing"
    r"|social|promo|sign-?up)(?=$|[\s_-])",
    re.I,
)
# More words than this are not an aside, whatever its class says.
MOST_WORDS_OF_AN_ASIDE = 60
MOST_WORDS_OF_A_CAPTION = 30
# Fewer loose words are labels, and stay as they are.
FEWEST_LOOSE_WORDS = 8
VOID = frozenset({"script", "style", "img", "picture", "iframe", "noscript", "video", "form"})
BLOCKS = frozenset(
    {"p", "div", "section", "article", "ul", "ol", "table", "blockquote", "figure", "aside"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "nav", "hr", "pre"}
)
LINES = frozenset({"p", "li", "em", "strong", "b", "i", "span", "a"})
CANDIDATES = ("div", "span", "section", "aside", "ul", "p", "a")


def clear(tree: html.HtmlElement) -> None:
    """Remove asides, teasers and captions; the text that follows them stays in place."""
    for element in list(tree.iter(*CANDIDATES)):
        if _is_aside(element, element.get("class") or ""):
            _remove(element)
    for element in list(tree.iter("p", "li")):
        if _is_teaser(element) or _is_caption(element):
            _remove(element)
    for image in list(tree.iter("img")):
        box = image.getparent()
        if box is not None and box.tag == "div" and _is_caption(box):
            _remove(box)


def wrap_loose_text(tree: html.HtmlElement) -> None:
    """Make paragraphs of text that stands between blocks: extraction would pass over it."""
    for element in list(tree.iter("div", "section", "article", "main")):
        if any(child.tag in BLOCKS for child in element):
            _wrap_runs(element)


def _wrap_runs(element: html.HtmlElement) -> None:
    paragraph = element.makeelement("p")
    paragraph.text, element.text = element.text, None
    element.insert(0, paragraph)
    for child in list(element)[1:]:
        if child.tag in VOID or _holds_block(child) or _parts(child, paragraph):
            _settle(paragraph)
            paragraph = element.makeelement("p")
            paragraph.text, child.tail = child.tail, None
            child.addnext(paragraph)
        else:
            paragraph.append(child)  # takes its tail along
    _settle(paragraph)


def _holds_block(element: html.HtmlElement) -> bool:
    return next(element.iter(*BLOCKS), None) is not None


def _parts(child: html.HtmlElement, paragraph: html.HtmlElement) -> bool:
    """Whether it is a line break after which another paragraph begins."""
    if child.tag != "br":
        return False
    text = text_of(paragraph)
    return not text or ends_sentence(text)


def _settle(paragraph: html.HtmlElement) -> None:
    """Leave a paragraph that has words for one; take back what has not."""
    if not paragraph.text and not len(paragraph):
        paragraph.getparent().remove(paragraph)
        return
    if len(text_of(paragraph).split()) < FEWEST_LOOSE_WORDS:
        paragraph.drop_tag()


def text_of(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_aside(element: html.HtmlElement, name: str) -> bool:
    if not name:
        return False
    is_popup, may_be_aside = _signs_of(name)
    if is_popup:
        return True
    if not may_be_aside or element.getparent().tag in LINES:
        return False
    return len(text_of(element).split()) <= MOST_WORDS_OF_AN_ASIDE


@lru_cache(maxsize=4_096)
def _signs_of(name: str) -> tuple[bool, bool]:
    """Whether a class is a popup's and whether it is an aside's; pages repeat their classes."""
    return bool(POPUP.search(name)), bool(ASIDE.search(name))


def _is_teaser(element: html.HtmlElement) -> bool:
    """Whether all its words are one link's and make no sentence: a headline of elsewhere."""
    links = [link for link in element.iter("a") if link.get("href")]
    if not links:
        return False
    text = text_of(element)
    return bool(text) and not ends_sentence(text) and "".join(map(text_of, links)) == text


def _is_caption(element: html.HtmlElement) -> bool:
    """Whether it is a label that stands in one paragraph with an image."""
    if next(element.iter("img", "picture", "video"), None) is None:
        return False
    if any(_holds_block(child) for child in element):
        return False
    text = text_of(element)
    return not ends_sentence(text) and len(text.split()) <= MOST_WORDS_OF_A_CAPTION


def _remove(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
