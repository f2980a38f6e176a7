"""The links to related articles: of boxes like "Related News" and lines like "Read more: ...".

Learned by structure, never by site. A link is related if it stands in a box that a class
names so, below a heading that does, or in a line that begins so; and if it stands alone
there: a link inside a sentence is part of what the article says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from lxml import etree, html

from bot.pages.furniture import (
    after_related_label,
    ends_sentence,
    is_ending,
    is_label,
    may_begin_with_label,
)
from bot.pages.spacing import plain_line
from bot.pages.structured import absolute
from bot.records import Link

MOST = 10
MOST_IN_A_BOX = 40  # more links than this are a site's map, or the page itself
LONGEST_TITLE = 200  # characters
# With fewer words a link is a topic or a button ("North Korea", "Share"); scripts without
# spaces between words say as much in so many letters.
FEWEST_WORDS, FEWEST_LETTERS = 3, 12
MOST_WORDS_OF_A_CARD = 60
LONGEST_LABEL = 60  # characters
MOST_STEPS = 4  # from a label up to the box whose heading it is
# What a page may have of each, so that none is looked through over and over.
MOST_BOXES, MOST_BESIDE = 100, 60
BOX = re.compile(
    r"(?:^|[\s_-])(?:related|read-?more|read-?next|read-?also|see-?also|more-on|further-reading)"
    r"(?=$|[\s_-])",
    re.I,
)
NAMED = re.compile(r"(?:title|headline)(?=$|[\s_-])", re.I)
BOXES = frozenset({"div", "section", "aside", "ul", "ol", "p", "nav", "dl", "li", "figure"})
BLOCKS = frozenset({"p", "li", "td", "dd", "dt", "blockquote", "div", "section", "aside", "body"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SILENT = frozenset({"script", "style", "noscript", "template"})


def related_of(tree: html.HtmlElement, base: str, own: Iterable[str | None]) -> tuple[Link, ...]:
    """The page's related links in order, at most MOST; ``own`` are the page's own addresses."""
    seen = {_bare(address) for address in own if address}
    found: list[Link] = []
    for anchor in _anchors(tree):
        address, title = absolute(anchor.get("href"), base), _title(anchor)
        if address is None or not title or _bare(address) in seen:
            continue
        seen.add(_bare(address))
        found.append(Link(_bare(address), title))
        if len(found) == MOST:
            break
    return tuple(found)


def _anchors(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Links of related boxes and lines, in the order of the boxes."""
    for place in islice(_places(tree), MOST_BOXES):
        yield from place


def clear_boxes(tree: html.HtmlElement) -> None:
    """Remove cards below headings like "Related News" and "Latest", summaries and all.

    Elsewhere a headline without its sentences is known for a teaser; with a summary it
    would read like the article.
    """
    headings = (each for each in tree.iter(*HEADINGS) if _names_box(each))
    for heading in list(islice(headings, MOST_BOXES)):
        for box in _boxes_below(heading):
            if box.getparent() is not None:
                box.drop_tree()


def _names_box(heading: html.HtmlElement) -> bool:
    text = _start(heading)
    return bool(text) and (after_related_label(text) == "" or is_ending(text))


def _boxes_below(heading: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements beside a heading that are cards: few words between their headlines."""
    boxes = []
    for sibling in islice(heading.itersiblings(), MOST_BESIDE):
        if _ends_box(sibling):
            break
        links = [link for link in _in_box(sibling) if _title(link)]
        if links and sibling.tag != "p" and _longest_run(sibling, links) <= MOST_WORDS_OF_A_CARD:
            boxes.append(sibling)
    return boxes


def _longest_run(box: html.HtmlElement, links: list[html.HtmlElement]) -> int:
    """The most words in a box from one headline to the next; many are an article's own."""
    heads = set(links)
    longest = run = 0
    for event, element in etree.iterwalk(box, events=("start", "end")):
        if event == "end":
            words = element.tail if element is not box else None
        else:
            run = 0 if element in heads else run
            words = element.text if element.tag not in SILENT else None
        run += len((words or "").split())
        longest = max(longest, run)
    return longest


def _places(tree: html.HtmlElement) -> Iterator[Iterable[html.HtmlElement]]:
    """The links of each box that a class names and of each label's."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in SILENT:
            continue
        if element.tag in BOXES and _is_boxes(element.get("class") or ""):
            yield _in_box(element)
        if (label := _label(element.text)) is not None:
            yield _at_label(element, alone=not label)
        holder = element.getparent() if (label := _label(element.tail)) is not None else None
        if holder is not None:
            yield _at_label(holder, alone=not label)


def _label(text: str | None) -> str | None:
    """What follows a related label in this run of text; None where it does not begin so."""
    if not text or text.isspace() or not may_begin_with_label(text.lstrip()):
        return None
    return after_related_label(text[:LONGEST_LABEL])


@lru_cache(maxsize=4_096)
def _is_boxes(name: str) -> bool:
    """Whether a class is that of a related box; pages repeat their classes."""
    return bool(BOX.search(name))


def _at_label(holder: html.HtmlElement, *, alone: bool) -> Iterator[html.HtmlElement]:
    """The links that a label stands before, in its own line or in what follows it."""
    link = _around(holder, ("a",))
    if link is not None and (not alone or _around(link, HEADINGS) is None):
        if not alone:
            yield link  # "Read more: The tram in ten pictures", all of it the link
        return  # "Read more" alone is the button of a teaser
    line = _around(holder, BLOCKS | set(HEADINGS))
    if line is None or after_related_label(_start(line)) is None:
        return  # the words stand inside a sentence
    in_line = [] if alone and _is_only(holder, line) else _in_box(line)
    yield from in_line or _below(line)


def _is_only(holder: html.HtmlElement, line: html.HtmlElement) -> bool:
    """Whether the label is all that its line says."""
    return after_related_label(_start(line)) == ""


def _below(label: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Links of what follows a label, up to the next heading or the article's next sentence."""
    for _ in range(MOST_STEPS):
        found = []
        for sibling in islice(label.itersiblings(), MOST_BESIDE):
            if _ends_box(sibling):
                break
            found += _in_box(sibling)
        parent = label.getparent()
        if found or parent is None or after_related_label(_start(parent)) != "":
            yield from found
            return
        label = parent  # its box holds nothing else: the links are beside it


def _ends_box(element: html.HtmlElement) -> bool:
    has_link = next(element.iter("a"), None) is not None
    if element.tag in HEADINGS:
        return not has_link
    text = _start(element) if element.tag == "p" else ""
    return bool(text) and ends_sentence(text) and not has_link


def _in_box(box: html.HtmlElement) -> list[html.HtmlElement]:
    """The links of a box that stand alone; [] for what is no box: too much is in it."""
    if box.tag in ("body", "html", "main", "article") or next(box.iter("h1"), None) is not None:
        return []
    links = [box] if box.tag == "a" else list(islice(box.iter("a"), MOST_IN_A_BOX + 1))
    return [] if len(links) > MOST_IN_A_BOX else [link for link in links if _stands_alone(link)]


def _stands_alone(link: html.HtmlElement) -> bool:
    """Whether no sentence goes through it: nothing but a label before it, nothing joined on."""
    after = (link.tail or "").lstrip()
    if after[:1].islower() or (after[:1] == "," and len(after.split()) > 3):
        return False
    element, before = link, ""
    while element.tag not in BLOCKS and element.tag not in HEADINGS:
        parent = element.getparent()
        if parent is None:
            break
        beside = islice(element.itersiblings(preceding=True), MOST_BESIDE)
        loose = [parent.text, *(child.tail for child in beside)]
        before += " ".join(part for part in loose if part)
        element = parent
    words = re.findall(r"[^\W\d_]+", before)
    return not words or after_related_label(before.strip()) is not None


def _title(link: html.HtmlElement) -> str:
    """The words of a link without the label before them; "" for topics and buttons."""
    text = _text(next(_named(link), link))
    rest = after_related_label(text)
    title = text if rest is None else text[len(text) - len(rest) :]
    long_enough = len(title.split()) >= FEWEST_WORDS or (
        not title.isascii() and len(title) >= FEWEST_LETTERS
    )
    is_title = long_enough and not is_label(title) and "://" not in title
    return title if is_title and len(title) <= LONGEST_TITLE else ""


def _named(link: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The headline in a link that is a whole card: a date and the like stand beside it."""
    for element in link.iterdescendants():
        named = isinstance(element.tag, str) and NAMED.search(element.get("class") or "")
        if (named or element.tag in HEADINGS) and _text(element):
            yield element


def _text(element: html.HtmlElement) -> str:
    parts = (part for part in element.itertext() if isinstance(part, str))
    return plain_line(" ".join(islice(parts, 60)))


def _start(element: html.HtmlElement) -> str:
    """The beginning of its words: enough to know a label and what is no label."""
    return " ".join(" ".join(islice(element.itertext(), 24)).split())[:400]


def _around(element: html.HtmlElement, tags: Iterable[str]) -> html.HtmlElement | None:
    """The element itself or the nearest around it with one of these tags."""
    wanted = frozenset(tags)
    while element is not None and element.tag not in wanted:
        element = element.getparent()
    return element


def _bare(address: str) -> str:
    return address.partition("#")[0]
