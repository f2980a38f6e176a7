"""Answers from the record: who said what, and an article's statements, the key ones first.

Every answer is made of stored articles and statements alone. Raises NothingFound (the
record holds no answer) and BadInput (the question cannot be asked so), each with one
sentence for the person who asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk.answering.key import CONFIDENT, key_statements, showable
from bot.desk.answering.shown import all_quoted, called, one_statement, record_of, with_titles
from bot.desk.answering.speakers import find_speaker
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.ports import Index, Named, RecordLog, Within
from bot.records import Arrival, Article, Quotation, Quoted, Record, SpeakerKind, Statement
from bot.sentences import say
from bot.topics.match import Matched, match

KEY_IN_LIST = 2  # key statements shown of an article that is one of several
KEY_OF_ARTICLE = 8

_VOICES = (SpeakerKind.PERSON, SpeakerKind.ORGANISATION)

REMOVED = say("That article was removed at its outlet's or a person's request.")


@dataclass(frozen=True, slots=True)
class Headline:
    """An article in a list, with the one or two statements that matter most in it.

    ``voices`` are the persons and bodies whose statements are in it, in the article's order;
    ``also`` are articles of other outlets that tell the same story, oldest first.
    """

    article: Article
    key: tuple[Quoted, ...]
    statements: int
    voices: tuple[str, ...] = ()
    also: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotesPage:
    """Statements of one speaker, newest first: ``quoted`` are number ``offset`` and after.

    ``total`` counts the confident ones, ``less_certain`` those below the limit (shown in
    their place when ``uncertain`` was asked for, and among them with ``everything``).
    ``candidates`` are others the name may mean. ``until`` is exclusive; so is ``upto``, the
    date that the pages of one question begin from, so that what comes in moves none of them.
    """

    entity: Named
    candidates: tuple[Named, ...]
    quoted: tuple[Quoted, ...]
    offset: int
    total: int
    less_certain: int
    about: str | None
    uncertain: bool
    since: datetime | None = None
    until: datetime | None = None
    how: Quotation | None = None
    everything: bool = False
    upto: datetime | None = None

    @property
    def all(self) -> int:
        """How many statements all pages show together."""
        if self.everything:
            return self.total + self.less_certain
        return self.less_certain if self.uncertain else self.total


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker of an article with what they said in it that matters."""

    name: str
    title: str | None
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """An article's key statements by speaker; ``statements`` counts all there are."""

    article: Article
    voices: tuple[Voice, ...]
    statements: int
    less_certain: int


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """All statements of an article by speaker, whoever speaks first in it first; ``voices``
    have those from number ``offset`` on."""

    article: Article
    voices: tuple[Voice, ...]
    offset: int
    total: int

    @property
    def shown(self) -> int:
        """How many those are."""
        return sum(len(voice.quoted) for voice in self.voices)


class Answers:
    """The reading side of the desk; one per process, safe to call concurrently."""

    def __init__(self, log: RecordLog, index: Index, topics: Topics) -> None:
        self._log = log
        self._index = index
        self._topics = topics

    async def quotes(
        self,
        name: str,
        about: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        how: Quotation | None = None,
        upto: datetime | None = None,
        offset: int = 0,
        limit: int = 4,
        uncertain: bool = False,
        everything: bool = False,
    ) -> QuotesPage:
        """What this speaker said; ``name`` is any part of a name, or an entity id.

        With ``uncertain`` the statements that we are less sure of, in place of the others; with
        ``everything`` both. For the other limits and ``upto`` see ``QuotesPage``.
        """
        about = " ".join(about.split()) if about else None
        if about and not has_word(about):
            raise BadInput(
                about, say("“{about}” holds no word to look for in what was said.", about=about)
            )
        entity, candidates = await find_speaker(self._index, name)
        before = min(filter(None, (until, upto)), default=None)
        within = Within(since, before, how)
        every, sure = await self._index.counts(entity.id, about, CONFIDENT, within)
        if not every:
            conditions = any((since, until, how))
            raise NothingFound(entity.name, _no_quotes(entity.name, about, conditions=conditions))
        wanted = replace(
            within,
            min_confidence=0.0 if uncertain or everything else CONFIDENT,
            max_confidence=CONFIDENT if uncertain and not everything else None,
        )
        found = await self._index.statements(entity.id, about, limit, offset, wanted)
        quoted = await with_titles(self._index, await all_quoted(self._log, found))
        if upto is None and quoted and not offset:
            upto = quoted[0].article.dated + timedelta(seconds=1)
        return QuotesPage(
            entity=entity,
            candidates=candidates,
            quoted=quoted,
            offset=offset,
            total=sure,
            less_certain=every - sure,
            about=about,
            uncertain=uncertain,
            since=since,
            until=until,
            how=how,
            everything=everything,
            upto=upto,
        )

    async def statement(self, article_id: str, statement_id: str) -> Quoted:
        """One statement, with its speaker's title at the time."""
        return await one_statement(self._log, self._index, article_id, statement_id)

    async def keypoints(self, article: str, *, uncertain: bool = False) -> KeyPoints:
        """Key statements of an article named by id, link or words of its title."""
        record = await self.asked(article)
        shown = showable(record.statements, uncertain=uncertain)
        limit = len(shown) if uncertain else KEY_OF_ARTICLE
        chosen = key_statements(record.article.text, shown, limit)
        return KeyPoints(
            article=record.article,
            voices=by_voice(record.article, chosen),
            statements=len(record.statements),
            less_certain=len(showable(record.statements, uncertain=True)),
        )

    async def all_statements(self, article: str, *, offset: int = 0, limit: int = 6) -> ArticlePage:
        """Every statement of an article, however sure we are of it and whatever became of it."""
        record = await self.asked(article)
        said: dict[str, list[Statement]] = {}
        for one in record.statements:
            said.setdefault(one.speaker.name, []).append(one)
        by_speaker = [one for group in said.values() for one in group]
        shown = by_speaker[offset : offset + limit]
        return ArticlePage(record.article, by_voice(record.article, shown), offset, len(by_speaker))

    async def suggest_people(self, typed: str, limit: int = 25) -> list[Named]:
        """For autocompletion; with nothing typed, the most quoted; else the likest names."""
        found = await self._index.people(typed, limit)
        return found or await self._index.nearest(typed, limit)

    async def suggest_articles(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        """(id, title) for autocompletion; with nothing typed, the newest.

        Before one of several same titles stand the outlet and the day.
        """
        found = await self._index.titles(typed, limit)
        often = Counter(title.casefold() for _, title in found)
        return [
            (one, title if often[title.casefold()] == 1 else await self._told_apart(one, title))
            for one, title in found
        ]

    async def _told_apart(self, article_id: str, title: str) -> str:
        record = await self.record(article_id)
        if record is None:
            return title
        article = record.article
        return f"{article.credit or article.site}, {article.dated:%Y-%m-%d} · {title}"

    async def topics_of(self, article: str) -> tuple[Article, dict[str, Matched]]:
        """A stored article, and of each configured topic what of it matches and what forbids."""
        record = await self.asked(article)
        return record.article, {one.name: match(one, record) for one in self._topics.shared()}

    async def speaker(self, name: str) -> tuple[Named, tuple[Named, ...]]:
        """Whoever a name or an id means, and others that it may mean."""
        return await find_speaker(self._index, name)

    async def article_id(self, wanted: str) -> str:
        """The id of an article, removed ones included, named by id, link or words of its title.

        Raises NothingFound and BadInput.
        """
        wanted = wanted.strip()
        if not has_word(wanted):
            raise BadInput(wanted, say("Say which article: a link, or words of its title."))
        if await self._log.newest(wanted):
            return wanted
        if "://" in wanted:
            if found := await self._index.by_url(wanted):
                return found
            raise NothingFound(
                wanted, say("That link is not in the record; only stored articles are.")
            )
        if titles := await self._index.titles(wanted, 1):
            return titles[0][0]
        raise NothingFound(
            wanted,
            say(
                "No stored article has “{words}” in its title. Try a link, or fewer words.",
                words=wanted,
            ),
        )

    async def asked(self, article: str) -> Record:
        """The newest record of an article named by id, link or words of its title."""
        entry = await self._log.newest(await self.article_id(article))
        if entry is None:
            raise NothingFound(article, say("That article is no longer in the record."))
        if entry.record.arrival is Arrival.REMOVED:
            raise NothingFound(article, REMOVED)
        return entry.record

    async def record(self, article_id: str) -> Record | None:
        """The newest of an article; None for one that cannot be read, or was erased since the
        index was asked."""
        return await record_of(self._log, article_id)


def told_apart(one: Named, others: Iterable[Named]) -> str:
    """The name; with title and newest outlet where another one has the same name."""
    same = any(o.name.casefold() == one.name.casefold() and o.id != one.id for o in others)
    about = ", ".join(filter(None, (one.title, one.outlet))) if same else ""
    return f"{one.name} ({about})" if about else one.name


def headline(record: Record, key: int) -> Headline:
    """A record in short, with at most ``key`` of its key statements."""
    shown = showable(record.statements)
    chosen = key_statements(record.article.text, shown, key)
    return Headline(
        record.article,
        tuple(Quoted(record.article, statement) for statement in chosen),
        len(record.statements),
        tuple(dict.fromkeys(s.speaker.name for s in shown if s.speaker.kind in _VOICES)),
    )


def _no_quotes(name: str, about: str | None, *, conditions: bool) -> str:
    if conditions:
        return say(
            "Nothing by {name} that fits all of this is on record. "
            "Leave one of the conditions out to see more.",
            name=name,
        )
    if about:
        return say(
            "Nothing by {name} about “{about}” is on record. Leave “about” out to see the rest.",
            name=name,
            about=about,
        )
    return say("Nothing that {name} said outright is on record.", name=name)


def has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def by_voice(article: Article, chosen: Sequence[Statement]) -> tuple[Voice, ...]:
    """Group by speaker, the most important voice first, each one's words in text order."""
    voices: dict[str, list[Statement]] = {}
    for statement in chosen:
        voices.setdefault(statement.speaker.name, []).append(statement)
    return tuple(_voice(article, said) for said in voices.values())


def _voice(article: Article, said: Sequence[Statement]) -> Voice:
    quoted = tuple(Quoted(article, one) for one in sorted(said, key=lambda one: one.content))
    title = next((one.speaker.title for one in said if one.speaker.title), None)
    return Voice(called(quoted[0]), title, quoted)
