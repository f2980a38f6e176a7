"""Answers from the record: the newest articles, who said what, an article's key statements.

Every answer is made of stored articles and statements alone. Raises NothingFound (the
record holds no answer) and BadInput (the question cannot be asked so), each with one
sentence for the person who asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.desk.key import CONFIDENT, key_statements, showable
from bot.desk.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.ports import Index, Named, RecordLog
from bot.records import Arrival, Article, Quoted, Record, Statement
from bot.sentences import say
from bot.topics.match import EVERYTHING, Matched, match

KEY_IN_LIST = 2  # key statements shown of an article that is one of several
KEY_OF_ARTICLE = 8
MOST = 10  # articles in one answer
_TOPIC_REACH = 1000  # how far back /latest looks for articles of a topic
_PAGE = 50

REMOVED = say("That article was removed at its outlet's or a person's request.")


@dataclass(frozen=True, slots=True)
class Headline:
    """An article in a list, with the one or two statements that matter most in it."""

    article: Article
    key: tuple[Quoted, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class QuotesPage:
    """Statements of one speaker, newest first: ``quoted`` are number ``offset`` and after.

    ``total`` counts the confident ones, ``less_certain`` those below the limit (shown in
    their place when ``uncertain`` was asked for). ``candidates`` are others the name may mean.
    """

    entity: Named
    candidates: tuple[Named, ...]
    quoted: tuple[Quoted, ...]
    offset: int
    total: int
    less_certain: int
    about: str | None
    uncertain: bool


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

    @property
    def quoted(self) -> tuple[Quoted, ...]:
        """All that is shown of it."""
        return tuple(quoted for voice in self.voices for quoted in voice.quoted)


class Answers:
    """The reading side of the desk; one per process, safe to call concurrently."""

    def __init__(self, log: RecordLog, index: Index, topics: Topics) -> None:
        self._log = log
        self._index = index
        self._topics = topics

    async def latest(
        self, topic: str | None = None, count: int = 5, guild_id: int | None = None
    ) -> list[Headline]:
        """The newest articles, of one topic if named (any letter case); 1 to 10 of them.

        ``guild_id`` is the server that asks, which may have topics of its own.
        """
        if not 1 <= count <= MOST:
            raise BadInput(str(count), say("Ask for 1 to {most} articles at a time.", most=MOST))
        wanted = await self._topics.find(topic or EVERYTHING, guild_id)
        headlines: list[Headline] = []
        before: tuple[str, str] | None = None
        seen = 0
        while len(headlines) < count and seen < _TOPIC_REACH:
            page = await self._index.latest(_PAGE, before)
            if not page:
                break
            seen += len(page)
            for article_id in page:
                record = await self.record(article_id)
                if record is None:
                    continue
                before = (record.article.dated.isoformat(), article_id)
                if match(wanted, record).belongs:
                    headlines.append(headline(record, KEY_IN_LIST))
                if len(headlines) == count:
                    break
        if headlines:
            return headlines
        if not seen:
            raise NothingFound(
                "articles", say("No article is stored yet. Try again in a few minutes.")
            )
        raise NothingFound(
            wanted.name,
            say(
                "None of the newest {seen} articles is about {topic}. "
                "Leave the topic out to see them.",
                seen=seen,
                topic=wanted.name,
            ),
        )

    async def quotes(
        self,
        name: str,
        about: str | None = None,
        *,
        offset: int = 0,
        limit: int = 4,
        uncertain: bool = False,
    ) -> QuotesPage:
        """What this speaker said; ``name`` is any part of a name, or an entity id.

        With ``uncertain`` the statements that we are less sure of, in place of the others.
        """
        about = " ".join(about.split()) if about else None
        if about and not _has_word(about):
            raise BadInput(
                about, say("“{about}” holds no word to look for in what was said.", about=about)
            )
        entity, candidates = await self.speaker(name)
        sure = await self._index.count(entity.id, about, min_confidence=CONFIDENT)
        every = await self._index.count(entity.id, about)
        if not every:
            raise NothingFound(
                entity.name,
                say(
                    "Nothing by {name} about “{about}” is on record. "
                    "Leave “about” out to see the rest.",
                    name=entity.name,
                    about=about,
                )
                if about
                else say("Nothing that {name} said outright is on record.", name=entity.name),
            )
        found = await self._index.statements(
            entity.id,
            about,
            limit,
            offset,
            min_confidence=0.0 if uncertain else CONFIDENT,
            max_confidence=CONFIDENT if uncertain else None,
        )
        return QuotesPage(
            entity=entity,
            candidates=candidates,
            quoted=tuple([q for ids in found if (q := await self._quoted(*ids))]),
            offset=offset,
            total=sure,
            less_certain=every - sure,
            about=about,
            uncertain=uncertain,
        )

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

    async def suggest_people(self, typed: str, limit: int = 25) -> list[Named]:
        """For autocompletion; with nothing typed, the most quoted; else the likest names."""
        found = await self._index.people(typed, limit)
        return found or await self._index.nearest(typed, limit)

    async def suggest_articles(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        """(id, title) for autocompletion; with nothing typed, the newest."""
        return await self._index.titles(typed, limit)

    async def topics_of(self, article: str) -> tuple[Article, dict[str, Matched]]:
        """A stored article, and of each configured topic what of it matches and what forbids."""
        record = await self.asked(article)
        return record.article, {one.name: match(one, record) for one in self._topics.shared()}

    async def speaker(self, name: str) -> tuple[Named, tuple[Named, ...]]:
        """Whoever a name or an id means, and others that it may mean."""
        if named := await self._index.person(name):
            return named, ()
        if not _has_word(name):
            raise BadInput(name, say("Say whose words you look for, for example a last name."))
        found = await self._index.people(name, 6)
        if found:
            exact = [one for one in found if one.name.casefold() == name.strip().casefold()]
            best = (exact or found)[0]
            return best, tuple(one for one in found if one is not best)
        nearest = tuple(one.name for one in await self._index.nearest(name, 5))
        raise NothingFound(
            name,
            say(
                "Nobody called “{name}” is on record. Nearest: {nearest}.",
                name=name,
                nearest=", ".join(nearest),
            )
            if nearest
            else say("Nobody called “{name}” is on record.", name=name),
            nearest,
        )

    async def article_id(self, wanted: str) -> str:
        """The id of an article, removed ones included, named by id, link or words of its title.

        Raises NothingFound and BadInput.
        """
        wanted = wanted.strip()
        if not _has_word(wanted):
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
        entry = await self._log.newest(article_id)
        if entry is None or entry.record.arrival is Arrival.REMOVED:
            return None
        return entry.record

    async def _quoted(self, article_id: str, statement_id: str) -> Quoted | None:
        """None where a revision that the index has not followed yet dropped the statement."""
        record = await self.record(article_id)
        for statement in record.statements if record else ():
            if record and statement.id == statement_id:
                return Quoted(record.article, statement)
        return None


def told_apart(one: Named, others: Iterable[Named]) -> str:
    """The name; with title and newest outlet where another one has the same name."""
    same = any(o.name.casefold() == one.name.casefold() and o.id != one.id for o in others)
    about = ", ".join(filter(None, (one.title, one.outlet))) if same else ""
    return f"{one.name} ({about})" if about else one.name


def headline(record: Record, key: int) -> Headline:
    """A record in short, with at most ``key`` of its key statements."""
    chosen = key_statements(record.article.text, showable(record.statements), key)
    return Headline(
        record.article,
        tuple(Quoted(record.article, statement) for statement in chosen),
        len(record.statements),
    )


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def by_voice(article: Article, chosen: Sequence[Statement]) -> tuple[Voice, ...]:
    """Group by speaker, the most important voice first, each one's words in text order."""
    voices: dict[str, list[Statement]] = {}
    for statement in chosen:
        voices.setdefault(statement.speaker.name, []).append(statement)
    return tuple(
        Voice(
            name,
            next((s.speaker.title for s in said if s.speaker.title), None),
            tuple(Quoted(article, s) for s in sorted(said, key=lambda s: s.content)),
        )
        for name, said in voices.items()
    )
