"""Posts of social networks set into an article: quotations, kept with who signed them.

Their markup is a ``blockquote`` of a class of the network's (or of none) whose last line is
"— Name (@handle) date". It is brought to plain paragraphs here, the signature as one of its
own, before asides are cleared: to a page's own classes a post looks like a box for sharing.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

NETWORKS = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|x-(?:tweet|post)|mastodon-embed|bluesky-embed|instagram-media"
    r"|fb-(?:post|video)|tiktok-embed|text-post-media)(?=$|\s)",
    re.I,
)
MOST = 50  # posts of one page
LONGEST = 2_000  # characters of a post
SIGNATURE = re.compile(r"\s*[—–-]{1,2}\s*\S[^\n]{0,120}\(\s*@[\w.@-]*")
SIGNED = re.compile(r"[—–-]{1,2}\s*\S[^\n]{0,120}\(\s*@[\w.-]+(?:@[\w.-]+)?\s*\)[^\n]{0,60}$")
SHARED = re.compile(r"(?:a )?(?:post|photo|video|reel) (?:shared )?by\b", re.I)
# Words of a post that are links to pictures and pages, and its buttons.
NOISE = re.compile(
    r"(?:https?://\S+|pic\.(?:twitter|x)\.com/\S+|(?:www\.)?[\w-]+\.[a-z]{2,}/\S*…?"
    r"|\[(?:image|video|contains quote post)[^\]]*\]|view (?:this post )?on \w+)",
    re.I,
)
SILENT = frozenset({"script", "style", "noscript", "svg", "iframe", "img"})


def tidy_posts(tree: html.HtmlElement) -> None:
    """Make plain quotations of embedded posts; those without words of their own go."""
    for quote in list(islice(filter(_is_post, tree.iter("blockquote")), MOST)):
        if quote.getparent() is None:  # inside another that was dropped
            continue
        _clean(quote)
        _part_signature(quote)
        if not _has_own_words(quote):
            quote.drop_tree()
            continue
        box = _outermost(quote)
        if box is not quote:
            quote.tail, tail = None, box.tail
            box.getparent().replace(box, quote)
            quote.tail = tail


def _is_post(quote: html.HtmlElement) -> bool:
    if NETWORKS.search(quote.get("class") or ""):
        return True
    text = _start(quote)
    return len(text) < LONGEST and bool(SIGNED.search(text))


def _start(element: html.HtmlElement) -> str:
    """The beginning of its words; posts are short."""
    parts: list[str] = []
    length = 0
    for part in islice(element.itertext(), 80):
        parts.append(part)
        length += len(part)
        if length > LONGEST:
            break
    return " ".join(" ".join(parts).split())


def _clean(quote: html.HtmlElement) -> None:
    """No scripts, no links without words, and no classes that call it something else."""
    for element in list(quote.iterdescendants()):
        if element.getparent() is None:  # inside another that was dropped
            continue
        if element.tag in SILENT or NOISE.fullmatch(_start(element)):
            element.drop_tree()
        elif element.tag == "a":
            element.drop_tag()  # a post that is all one link is no headline of elsewhere
        else:
            element.attrib.clear()
    quote.attrib.clear()


def _part_signature(quote: html.HtmlElement) -> None:
    """Make the signature a paragraph where it stands loose behind the post's paragraphs."""
    for holder in (None, *quote):
        loose = quote.text if holder is None else holder.tail
        if not loose or not SIGNATURE.match(loose):
            continue
        paragraph = quote.makeelement("p")
        following = list(quote) if holder is None else list(holder.itersiblings())
        if holder is None:
            paragraph.text, quote.text = loose, None
            quote.insert(0, paragraph)
        else:
            paragraph.text, holder.tail = loose, None
            holder.addnext(paragraph)
        for element in following:
            paragraph.append(element)
        return


def _has_own_words(quote: html.HtmlElement) -> bool:
    lines = (part.strip() for part in quote.itertext())
    own = (line for line in lines if line and not SIGNATURE.match(line) and not SHARED.match(line))
    return any(re.search(r"\w", line) for line in own)


def _outermost(quote: html.HtmlElement) -> html.HtmlElement:
    """The post with the boxes around it that hold nothing else."""
    box = quote
    while (parent := box.getparent()) is not None and parent.tag in ("div", "figure", "section"):
        if (parent.text or "").strip() or any(_says(child) for child in parent if child is not box):
            break
        if (box.tail or "").strip():
            break
        box = parent
    return box


def _says(element: html.HtmlElement) -> bool:
    """Whether an element or what follows it has words for readers."""
    if (element.tail or "").strip():
        return True
    return element.tag not in SILENT and any(part.strip() for part in element.itertext())
