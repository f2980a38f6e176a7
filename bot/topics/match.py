"""Which topics an article belongs to, and by which words. Pure.

All terms of all topics stand in one tree by their words, so that an article is gone through
once however many there are; what the tree finds is then held against the text as written.
What matched is returned, so that a person can be shown why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.records import Record, Topic
from bot.topics.terms import Term, TermKind, name_words, outlet_words, read_term

EVERYTHING = "everything"
"""The topic that is always there and that every article matches."""

_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"[^\w\s]")
_SHORT = 3  # letters of names that are words when shouted: "CAR", "US"


@dataclass(frozen=True, slots=True)
class Match:
    """A term as the operator wrote it, and the words of the article that matched it."""

    term: str
    words: str


@dataclass(frozen=True, slots=True)
class Matched:
    """``by`` is why the article belongs to a topic, ``against`` the exclusions that keep it
    out; it ``belongs`` where there is one of the first and none of the second."""

    by: tuple[Match, ...]
    against: tuple[Match, ...]

    @property
    def belongs(self) -> bool:
        return bool(self.by) and not self.against


@dataclass(slots=True)
class _Node:
    """What follows a word, and the phrases that end with it, as numbers."""

    after: dict[str, _Node] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)


class Matcher:
    """All terms of these topics, ready to be looked for."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = topics
        self._terms: list[tuple[int, Term]] = []
        self._phrases: list[tuple[int, str]] = []
        self._root = _Node()
        self._people: dict[str, list[int]] = {}  # terms for people, by one word of the name
        self._outlets: dict[tuple[str, ...], list[int]] = {}  # terms for sources
        self._any: list[int] = []  # terms that every article matches
        for number, topic in enumerate(topics):
            for written in topic.terms:
                self._add(number, read_term(written))

    def _add(self, topic: int, term: Term) -> None:
        number = len(self._terms)
        self._terms.append((topic, term))
        match term.kind:
            case TermKind.ANY:
                self._any.append(number)
                return
            case TermKind.SOURCE:
                self._outlets.setdefault(outlet_words(term.phrases[0]), []).append(number)
                return
            case TermKind.PERSON:
                self._people.setdefault(name_words(term.phrases[0])[0], []).append(number)
            case _:
                pass
        for phrase in term.phrases:
            node = self._root
            for word in _words(phrase):
                node = node.after.setdefault(word, _Node())
            node.ends.append(len(self._phrases))
            self._phrases.append((number, phrase))

    def match(self, record: Record) -> dict[str, Matched]:
        """Topic name → what matched of it, for every topic of which anything did."""
        found = self._in_text(record)
        found |= self._by_speakers(record, found)
        found |= self._by_outlet(record)
        found |= dict.fromkeys(self._any, "")
        by: dict[int, list[Match]] = {}
        against: dict[int, list[Match]] = {}
        for number in sorted(found):
            topic, term = self._terms[number]
            side = against if term.excluded else by
            side.setdefault(topic, []).append(Match(term.written, found[number]))
        made = {
            self._topics[topic].name: Matched(
                tuple(by.get(topic, ())), tuple(against.get(topic, ()))
            )
            for topic in sorted(by.keys() | against.keys())
        }
        if any(topic.name == EVERYTHING for topic in self._topics):
            made[EVERYTHING] = Matched((Match(EVERYTHING, ""),), ())
        return made

    def _in_text(self, record: Record) -> dict[int, str]:
        """Number of a term → the words that match it, the first of the title or the text."""
        found: dict[int, str] = {}
        for text in (record.article.title, record.article.text):
            self._look_through(text, found)
        return found

    def _look_through(self, text: str, found: dict[int, str]) -> None:
        """Go through a text word by word, down the tree from each of them."""
        places = [(place.group().casefold(), place.span()) for place in _WORD.finditer(text)]
        last = len(places)
        root = self._root.after
        for at, (word, (start, _)) in enumerate(places):
            node = root.get(word)
            behind = at + 1
            while node is not None:
                for number in node.ends:
                    term, phrase = self._phrases[number]
                    if term not in found:
                        words = self._as_written(
                            phrase, term, text, start, places[behind - 1][1][1]
                        )
                        if words is not None:
                            found[term] = words
                if behind == last or not node.after:
                    break
                node = node.after.get(places[behind][0])
                behind += 1

    def _as_written(self, phrase: str, term: int, text: str, start: int, end: int) -> str | None:
        """The words from ``start`` to ``end`` if they are the phrase, its marks included."""
        kind = self._terms[term][1].kind
        if _MARKS.search(phrase):  # "C++", "dockers' union": marks count, at its edges, too
            before = text[max(0, start - len(phrase)) : start]
            place = _pattern(phrase, kind is TermKind.WORDS).search(
                text, start - len(before), min(len(text), end + len(phrase))
            )
            return " ".join(place.group().split()) if place else None
        words = " ".join(text[start:end].split())
        return words if _same(words, phrase, kind) else None

    def _by_speakers(self, record: Record, found: Iterable[int]) -> dict[int, str]:
        """Terms for people and bodies whose words the article quotes under another form."""
        known = set(found)
        made: dict[int, str] = {}
        for name in sorted({statement.speaker.name for statement in record.statements} - {""}):
            words = name_words(name)
            for number in (n for word in words for n in self._people.get(word, ())):
                wanted = name_words(self._terms[number][1].phrases[0])
                if number not in known and set(wanted) <= set(words):
                    made.setdefault(number, name)
        return made

    def _by_outlet(self, record: Record) -> dict[int, str]:
        """Terms for sources: who carried it, or who first published it."""
        made: dict[int, str] = {}
        for name in filter(None, (record.article.site, record.article.credit)):
            for number in self._outlets.get(outlet_words(name), ()):
                made.setdefault(number, name)
        return made


def words_of(matched: Matched) -> tuple[str, ...]:
    """The words that made it one of the topic, each once, letter case aside."""
    words = {one.words.casefold(): one.words for one in reversed(matched.by) if one.words}
    return tuple(reversed(words.values()))


def match(topic: Topic, record: Record) -> Matched:
    """What of one topic matches an article."""
    return _matcher(topic).match(record).get(topic.name, Matched((), ()))


@lru_cache(maxsize=500)
def _matcher(topic: Topic) -> Matcher:
    return Matcher((topic,))


def _words(text: str) -> list[str]:
    # Parted before folding, as texts are: folding may add marks that part words ("İ").
    return [word.casefold() for word in _WORD.findall(text)]


def _same(words: str, phrase: str, kind: TermKind) -> bool:
    match kind:
        case TermKind.EXACT:
            return words == phrase
        case TermKind.PLACE:  # "US" is no "us", nor "Polish" a "polish"; headlines may shout
            return words == phrase or (len(phrase) > _SHORT and words == phrase.upper())
        case _:
            return words.casefold() == phrase.casefold()


@lru_cache(maxsize=10_000)
def _pattern(phrase: str, any_case: bool) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    words = re.sub("['’]", "['’]", words)
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE if any_case else 0)
