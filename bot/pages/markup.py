"""From bytes to a tree, for markup that may be hostile.

lxml is the only parser used: it stops at 256 levels of nesting, where others take half a
minute over 100,000. What takes every parser long, a tag with very many attributes, and
bodies of absurd size are refused before parsing.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree, html

from bot.pages.model import NoArticle, Outcome

LARGEST = 5_000_000  # bytes; the fetcher's own cap
MOST_ATTRIBUTES = 2_000  # parsing is quadratic in them: 50,000 take four seconds
FEWEST_WORDS = 25  # of a page that is worth reading although its end was cut off
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
BLANKED = bytes.maketrans(b"\x0b\x0c", b"  ")
NOT_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
REFERENCE = re.compile(rb"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?", re.I)
CONTROLS = bytes([*range(9), *range(14, 32)])  # abound in what is no text: images, archives
# Possessive throughout: on any input it looks at each byte a bounded number of times.
CROWDED_TAG = re.compile(
    rb"<[a-zA-Z][^\s/>]*+"
    rb"(?:[\s/]*+=?+[^\s=/>]++(?>\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"']++))?+)"
    rb"{%d}" % MOST_ATTRIBUTES
)


def decoded(body: bytes, content_type: str) -> str:
    """The text of a page: by its mark, header, declaration, else UTF-8 or Windows-1252."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace").removeprefix("\ufeff")
    try:
        return body.decode("utf-8")  # nothing else looks like it by chance
    except UnicodeDecodeError:
        return body.decode(_declared(body, content_type), "replace")


def _declared(body: bytes, content_type: str) -> str:
    header = HEADER_CHARSET.search(content_type)
    meta = CHARSET.search(body[:8192])
    for name in (header[1] if header else "", meta[1].decode("ascii", "replace") if meta else ""):
        try:
            found = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        # Browsers read Latin-1 as Windows-1252, where the curly quotation marks are.
        return "cp1252" if found in ("iso8859-1", "ascii", "utf-8") else found
    return "cp1252"


def tree_of(body: bytes, url: str, content_type: str) -> html.HtmlElement:
    """The page as a tree; raises NoArticle for what no parser should be given."""
    if len(body) > LARGEST:
        raise NoArticle(url, f"The page is larger than {LARGEST:,} bytes.", Outcome.REFUSED)
    if CROWDED_TAG.search(body):
        raise NoArticle(
            url, f"The page has a tag with over {MOST_ATTRIBUTES:,} attributes.", Outcome.REFUSED
        )
    text = decoded(body, content_type).encode("utf-8", "replace")
    clean = text.translate(None, CONTROLS)
    if b"<" not in clean or len(text) - len(clean) > len(text) / 100:
        raise NoArticle(url, "There is no web page here.", Outcome.NOT_ARTICLE)
    clean = _without_what_no_tree_takes(clean)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(clean, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise NoArticle(url, "The page is empty.", Outcome.NOT_ARTICLE) from None
    if _cut_off(parser) and len(tree.text_content().split()) < FEWEST_WORDS:
        raise NoArticle(url, "The page is nested too deeply to be read.", Outcome.REFUSED)
    return tree


def _without_what_no_tree_takes(markup: bytes) -> bytes:
    """The markup without characters, written out or as references, that XML knows none of: the
    parser lets them in, and then no text that holds one can be moved about in the tree."""
    for nothing in NOT_CHARACTERS:
        markup = markup.replace(nothing, b"")
    return REFERENCE.sub(_allowed, markup.translate(BLANKED))


def _allowed(reference: re.Match[bytes]) -> bytes:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    allowed = (
        code in (9, 10, 13)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
    return reference[0] if allowed else b" "


def _cut_off(parser: html.HTMLParser) -> bool:
    """Whether the parser stopped at its deepest level; sloppy pages reach it at their end."""
    return any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)
