"""What one article tells of each of its speakers. Pure.

``gather`` groups an article's statements by speaker; ``surroundings`` says what else the
article is about: the names in it, its outlet and date. A person's own name is left out of
the names around, else every two people of one name would seem to have that in common.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.people.across.organisations import body
from bot.people.across.roles import SUBJECTS, home, said_of
from bot.people.across.spelling import words
from bot.people.lexicon import BODIES, CALENDAR, COUNTRY_OF, TITLES, is_role, plain
from bot.records import Article, Polarity, Record, Speaker, SpeakerKind, Statement

MOST_AROUND = 16  # names around, the most frequent ones
_READ = 6_000  # code points; what comes later in an article is seldom what it is about
_LONGEST_TITLE = 120
_LONGEST_BODY = 80
_SHORTEST = 3

# A capitalised word inside a sentence: behind a small letter, a digit or a comma. What is
# before it is looked at last, since most places in a text hold no capital.
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ](?<=[^\W_] .|[,;—–] .)[^\W_]+(?:[-’'][^\W_]+)*")

_NICKNAME = re.compile(r" [“‘\"'(]([A-Z][^\W_]{1,14})[”’\"')] ")
_ACRONYM = re.compile(r" \(([A-Z][A-Za-z.]{1,7})\)")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``names`` are folded; a country's begins with "=". ``date`` is ISO 8601."""

    outlet: str
    date: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One speaker of one article; ``names`` has the fullest first, then nicknames and the like.

    ``described`` are its titles and what else the mentions say, as written.
    """

    kind: SpeakerKind
    names: tuple[str, ...]
    title: str | None
    described: tuple[str, ...]
    statements: tuple[Statement, ...]
    entity_id: str | None  # as concluded by the record itself

    @property
    def name(self) -> str:
        return self.names[0]


def gather(record: Record) -> list[Evidence]:
    """Everybody named who said something in this article, in order of their first statement."""
    groups: dict[tuple[str | None, str, str], list[Statement]] = {}
    for statement in record.statements:
        speaker = statement.speaker
        if statement.polarity is Polarity.ASSERTED and (name := _named(speaker)):
            groups.setdefault((speaker.entity_id, speaker.kind, name), []).append(statement)
    text = record.article.text
    given = _introductions(text)
    return [_evidence(text, given, tuple(said)) for said in groups.values()]


def unnamed(record: Record) -> list[Statement]:
    """What was said by people whom this article does not name, in text order."""
    return [
        statement
        for statement in record.statements
        if statement.polarity is Polarity.ASSERTED and not _named(statement.speaker)
    ]


def _named(speaker: Speaker) -> str:
    """The name without letter case; "" of whom the article does not name."""
    return "" if speaker.kind is SpeakerKind.UNNAMED else _caseless(speaker.name)


@lru_cache(maxsize=20_000)
def _caseless(name: str) -> str:
    return " ".join(name.casefold().split())


def _evidence(text: str, given: _Introduced, said: tuple[Statement, ...]) -> Evidence:
    speaker = said[0].speaker
    kind = speaker.kind
    names = [" ".join(speaker.name.split())]
    titles = [statement.speaker.title for statement in said if statement.speaker.title]
    title = " ".join(titles[0].split()) or None if titles else None
    described = [title] if title else []
    if kind is SpeakerKind.PERSON:
        names += _nicknames(text, given, speaker.name)
        for statement in said:
            mention = statement.speaker.mention
            written = mention.of(text) if mention else speaker.name
            if written == speaker.name:
                continue
            beside = said_of(written, speaker.name)
            if " " in beside and len(beside) < _LONGEST_TITLE and beside not in described:
                described.append(beside)
    elif kind is SpeakerKind.ORGANISATION:
        names += [short for at, short in given.acronyms if text.endswith(speaker.name, 0, at)]
        names += _with_country(text, said)
    return Evidence(
        kind=kind,
        names=tuple(dict.fromkeys(names)),
        title=title,
        described=tuple(described[:3]),
        statements=said,
        entity_id=speaker.entity_id,
    )


@dataclass(frozen=True, slots=True)
class _Introduced:
    """What an article gives in marks beside names: (where its marks begin, what it is)."""

    nicknames: tuple[tuple[int, str], ...]
    acronyms: tuple[tuple[int, str], ...]


def _introductions(text: str) -> _Introduced:
    acronyms = _ACRONYM.finditer(text) if " (" in text else ()
    return _Introduced(
        tuple((found.start(), found[1]) for found in _NICKNAME.finditer(text)),
        tuple((found.start(), found[1].replace(".", "")) for found in acronyms),
    )


def _nicknames(text: str, given: _Introduced, name: str) -> list[str]:
    """Those that the article puts into the name, with the family name."""
    if not given.nicknames:
        return []
    first, family = name.partition(" ")[0], name.rpartition(" ")[2]
    if first == family:
        return []
    return [
        f"{nickname} {family}"
        for at, nickname in given.nicknames
        if text.endswith(first, 0, at) and text.startswith(family, at + len(nickname) + 4)
    ]


def _with_country(text: str, said: tuple[Statement, ...]) -> list[str]:
    """What mentions add to a name that does not tell whose it is: "Seoul’s Defense Ministry"."""
    found = []
    for statement in said:
        mention, name = statement.speaker.mention, statement.speaker.name
        words = " ".join(mention.of(text).split()) if mention else ""
        longer = len(name) < len(words) < _LONGEST_BODY and words.endswith(name)
        if longer and body(name).key is None and body(words).key is not None:
            found.append(words)
    return found


def surroundings(article: Article) -> Surroundings:
    """What the article is about, where and when it was published."""
    counted = Counter(filter(None, map(around, _NAME.findall(article.text[:_READ]))))
    most = sorted(counted, key=lambda name: (-counted[name], name))[:MOST_AROUND]
    return Surroundings(article.credit or article.site, article.dated.isoformat(), tuple(most))


@lru_cache(maxsize=20_000)
def around(found: str) -> str | None:
    """A capitalised word as it is kept; None where it says nothing of the subject."""
    word = found.removesuffix("’s").removesuffix("'s")
    low = plain(word)
    if low in CALENDAR or low in TITLES or low in BODIES or low in SUBJECTS:
        return None
    if is_role(low) or len(low) < _SHORTEST:
        return None
    country = COUNTRY_OF.get(low)
    return f"={country}" if country else home(low)


def own_words(names: Iterable[str]) -> frozenset[str]:
    """The words of names in the form that surroundings have."""
    first, *others = map(_forms, names)
    return first.union(*others) if others else first


@lru_cache(maxsize=20_000)
def _forms(name: str) -> frozenset[str]:
    return frozenset(map(home, (*name.split(), *words(name))))
