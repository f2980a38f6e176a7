"""Short forms: "National Intelligence Service (NIS)", and initials nobody introduced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.people.members import Member
from bot.people.names import Name, Sort
from bot.people.page import Page

_SMALL = frozenset(("of", "and", "for", "the", "in", "on", "to", "at", "&"))


def find_acronyms(
    page: Page, named: Iterable[tuple[Name, Member]], members: Sequence[Member]
) -> dict[str, Member]:
    """Every short form of the article, without dots and in lower case, and whose it is.

    Introduced ones ("... Service (NIS)") win over initials that fit exactly one name.
    """
    found: dict[str, Member] = {}
    for name, member in named:
        acronym = _introduced(page, name) if member.sort is not Sort.PERSON else None
        if acronym is not None:
            _spell_out(page, member, name, acronym)
            found.setdefault(acronym, member)
    fitting: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        dotted = any("." in word for word in member.words)
        if member.sort is Sort.PERSON or len(member.words) < 2 or dotted:
            continue
        for short in {_initials(member.words, _SMALL), _initials(member.words, frozenset())}:
            fitting[short].append(member)
    for short, bearers in fitting.items():
        if len(bearers) == 1 and len(short) > 1:
            found.setdefault(short, bearers[0])
    return found


def _introduced(page: Page, name: Name) -> str | None:
    """The short form in brackets right behind a name."""
    following = name.last + 1
    if following >= len(page) or page.glue[name.last] not in (" (", " (“", ' ("'):
        return None
    closed = page.glue[following][:1] in (")", ".", "”", '"', ",")
    return letters(page.low[following]) if closed and page.bare[following].isupper() else None


def _spell_out(page: Page, member: Member, name: Name, acronym: str) -> None:
    """Widen a name to the left where its acronym says so: "Alliance to Save Rivers (ASR)"."""
    if acronym in (_initials(name.low, _SMALL), _initials(name.low, frozenset())):
        return
    for first in range(name.first - 1, max(-1, name.first - 6), -1):
        if page.sentence[first] != page.sentence[name.last] or page.glue[first] != " ":
            return
        words = tuple(page.low[first : name.last + 1])
        if page.caps[first] and acronym in (
            _initials(words, _SMALL),
            _initials(words, frozenset()),
        ):
            member.words, member.first = words, first
            member.name = page.joined(first, name.last)
            member.vote(Sort.BODY, 2)
            return


def _initials(words: tuple[str, ...], skipped: frozenset[str]) -> str:
    return "".join(part[0] for w in words if w not in skipped for part in w.split("-") if part)


def letters(word: str) -> str:
    """An acronym without its dots: "u.s" is "us"."""
    return word.replace(".", "")
