"""The credit: which outlet had the story first, as the text says it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.pages.lists import words

NAME = r"(?P<name>[A-ZÀ-Þ0-9][^\n:;|()]{1,60}?)"
SOURCE = re.compile(rf"(?:source|via|courtesy(?: of)?|credit)\s?:\s*{NAME}\s*\.?", re.I)
# "ANTWICK (Reuters) - ..." and "ANTWICK, May 3 (AP) — ..."; agencies name themselves so.
DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ0-9][\w’'.,/-]*\s+){0,8}?\((?P<name>[A-Z][\w.& ]{1,30})\)\s*[-–—]{1,2}\s"
)
# The last line of an agency's copy: "— Reuters", or its name alone in brackets.
TAIL = re.compile(r"(?:—\s?|– |\()(?P<name>[A-Z][\w.&/ -]{1,30})\)?")
HELPED = re.compile(
    r"(?:[Tt]he\s+)?(?P<name>[A-Z][\w.& -]{1,40}?)\s+(?:also\s+)?contributed"
    r"(?: reporting)?(?: to this (?:report|story|article))?\b.{0,60}"
)
YEAR = re.compile(r"(?:19|20)\d\d")  # "First published on May 3, 2031" names no outlet
ORIGINAL = re.compile(
    r"(?:this (?:article|story|report) )?(?:was )?(?:originally|first) (?:published|appeared)"
    r" (?:in|on|at|by) (?P<name>[A-Z][^.\n]{1,50}?)\.?",
    re.I,
)


def credit_line(line: str) -> str | None:
    """The outlet that a line names, if the line does nothing else ("Source: ...")."""
    text = " ".join(line.split())
    for form in (SOURCE, ORIGINAL):
        match = form.fullmatch(text)
        if match and not YEAR.search(match["name"]):
            return match["name"].strip(" .")
    return None


def helper_line(line: str) -> str | None:
    """The outlet of a line like "... contributed to this report."; people do not count."""
    text = " ".join(line.split()).rstrip(".")
    match = HELPED.fullmatch(text)
    if not match:
        return None
    name = match["name"].strip()
    return name if _is_outlet(name) else None


def credit_in(paragraphs: Iterable[str], site: str = "") -> str | None:
    """The credit inside an article's own paragraphs: an agency's dateline or signature.

    Only outlets count, "(left)" in brackets is none; and ``site``, which carries the
    article, is not its own source: agencies sign what they publish themselves, too.
    """
    texts = [paragraph for paragraph in paragraphs if paragraph]
    found = next((match["name"] for text in texts[:3] if (match := DATELINE.match(text))), None)
    if found is None or not _is_outlet(found):
        found = next(filter(None, map(_signature, reversed(texts[-3:]))), None)
    return None if found is None or _is_of(site, found) else found


def _signature(text: str) -> str | None:
    """The outlet that the last line of an article names."""
    helped = helper_line(text)
    if helped:
        return helped
    match = TAIL.fullmatch(text.strip())
    if not match:
        return None
    name = match["name"]
    known = name.split("/")[0].lower() in words("agencies")
    bracketed = text.strip().startswith("(") and text.strip().endswith(")")
    return name if known or (bracketed and " " in name and _is_outlet(name)) else None


def _is_of(site: str, name: str) -> bool:
    """Whether ``name`` is the site's own, or the short form of it."""
    return f"{site.casefold()} ".startswith(f"{name.casefold()} ")


def _is_outlet(name: str) -> bool:
    """Outlets against people: an abbreviation, or a word that papers and agencies have."""
    parts = name.lower().split()
    return name.isupper() or any(part in words("agencies") | words("outlets") for part in parts)
