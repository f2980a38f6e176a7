"""The title of an article out of the titles its page gives, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

TAIL = re.compile(r"\s+[|–—·•»«:-]{1,2}\s+")
LETTERS = re.compile(r"[\W_]+")


def squashed(text: str) -> str:
    """Letters and digits alone, to compare what is written in two ways."""
    return LETTERS.sub("", text).casefold()


def title_of(claims: Sequence[str], headings: Sequence[str], sites: Sequence[str]) -> str:
    """The first claim that is not the site's name, without " | Site" at its end.

    ``sites`` are names the site goes by. Where a heading of the page is the claim without
    its tail, the tail goes whatever it is.
    """
    names = {squashed(site) for site in sites if site}
    own = [claim for claim in claims if squashed(claim) not in names] or claims
    title = " ".join(own[0].split()) if own else ""
    for _ in range(3):
        cut = _last_part(title)
        if cut is None:
            break
        head, tail = title[: cut.start()], squashed(title[cut.end() :])
        named = any(tail == name or (len(tail) > 3 and tail in name) for name in names)
        confirmed = any(squashed(head) == squashed(heading) for heading in headings)
        if not (head and (named or confirmed)):
            break
        title = head
    return title[:300]


def _last_part(title: str) -> re.Match[str] | None:
    parts = list(TAIL.finditer(title))
    return parts[-1] if parts else None
