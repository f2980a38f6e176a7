"""An operator's side of single statements: show, put right, hide, and take that back.

Each word is recorded, and what it makes of the article appended to the log: the same revision
with its statements as they are now, arriving as AMENDED, so that whoever follows takes it in
and posts are edited. Raises NothingFound and BadInput, each with one sentence for the operator.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.desk.correcting.words import WORDS, Word, amended, cue_near, decode_all, words_on
from bot.desk.reading.article import READER, read_statements
from bot.errors import BadInput, NothingFound
from bot.ports import Clock, Documents, Index, RecordLog
from bot.records import Arrival, Article, Quoted, Record, SpeakerKind, Statement

_BATCH = 200
_LONGEST_NAME = 200

NAMED = (SpeakerKind.PERSON, SpeakerKind.ORGANISATION, SpeakerKind.GROUP)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement with the word that stands on it; ``now`` is None where it is hidden or not
    found, ``read`` where the engine does not find it any more."""

    id: str
    article: Article
    now: Quoted | None
    read: Quoted | None
    word: Word | None


class OperatorsWords:
    """Keeps the words, and appends what they make of an article."""

    def __init__(self, log: RecordLog, index: Index, documents: Documents, clock: Clock) -> None:
        self._log = log
        self._index = index
        self._documents = documents
        self._clock = clock
        self._turn = asyncio.Lock()

    async def show(self, statement: str) -> Spoken:
        """The statement of this id, as it is and as the engine reads it."""
        record = await self._record_with(statement)
        return await self._spoken(statement, record)

    async def all(self) -> list[Spoken]:
        """Every statement on which a word stands, by article and the time of the word."""
        found = []
        for article_id, document in (await self._documents.all(WORDS)).items():
            newest = await self._log.newest(article_id)
            if newest is not None:
                words = sorted(decode_all(document).items(), key=lambda one: one[1].at)
                found += [await self._spoken(statement, newest.record) for statement, _ in words]
        return found

    async def fix(
        self,
        statement: str,
        *,
        speaker: str | None = None,
        kind: SpeakerKind | None = None,
        cue: str | None = None,
    ) -> Spoken:
        """Say who spoke, or which words of the article attribute it; what was said before stays.

        ``kind`` is told from the name where it is not given. A hidden one stays hidden.
        """
        if speaker is None and cue is None:
            raise BadInput(statement, "Say what is to be put right: --speaker, --cue or both.")
        name = None if speaker is None else " ".join(speaker.split())
        if name is not None and not (len(name) <= _LONGEST_NAME and any(map(str.isalnum, name))):
            raise BadInput(statement, f"A name has 1 to {_LONGEST_NAME} letters.")
        async with self._turn:
            record = await self._record_with(statement)
            spoken = await self._spoken(statement, record)
            quoted = spoken.now or spoken.read
            if cue is not None and quoted is not None:
                _refuse_unless_there(cue, quoted)
            word = replace(spoken.word or Word(self._clock()), at=self._clock())
            if name is not None:
                word = replace(word, speaker=name, kind=kind)
            if cue is not None:
                word = replace(word, cue=cue)
            return await self._say(statement, record, word)

    async def hide(self, statement: str) -> Spoken:
        """Leave it out of every answer and post."""
        async with self._turn:
            record = await self._record_with(statement)
            before = (await words_on(self._documents, record.article.id)).get(statement)
            word = replace(before or Word(self._clock()), at=self._clock(), hidden=True)
            return await self._say(statement, record, word)

    async def undo(self, statement: str) -> Spoken:
        """Take back what was said of it: it is as the engine reads it again."""
        async with self._turn:
            record = await self._record_with(statement)
            if statement not in await words_on(self._documents, record.article.id):
                raise NothingFound(statement, f"No word stands on the statement {statement}.")
            return await self._say(statement, record, None)

    async def _say(self, statement: str, record: Record, word: Word | None) -> Spoken:
        """Record a word, or forget it, and append what it makes of the article.

        A word is recorded first and forgotten last: after a crash the same command finishes.
        """
        article = record.article
        words = await words_on(self._documents, article.id)
        words.pop(statement, None)
        if word is not None:
            words[statement] = word
            await self._keep(article.id, words)
        read = await _read(article)
        if word is None or any(one.id == statement for one in read):
            now = replace(record, statements=amended(article.text, read, words), engine=READER)
        else:  # an older engine found it: it stays with what that one found
            now = replace(record, statements=amended(article.text, record.statements, words))
        if now.statements != record.statements:
            await self._log.append(replace(now, arrival=Arrival.AMENDED))
        if word is None:
            await self._keep(article.id, words)
        return await self._spoken(statement, now)

    async def _keep(self, article_id: str, words: Mapping[str, Word]) -> None:
        if words:
            document = {key: word.encode() for key, word in words.items()}
            await self._documents.put(WORDS, article_id, document)
        else:
            await self._documents.delete(WORDS, article_id)

    async def _spoken(self, statement: str, record: Record) -> Spoken:
        article = record.article
        word = (await words_on(self._documents, article.id)).get(statement)
        return Spoken(
            statement,
            article,
            _quoted(article, record.statements, statement),
            _quoted(article, await _read(article), statement),
            word,
        )

    async def _record_with(self, statement: str) -> Record:
        """The newest record of the article that has this statement, be it hidden."""
        article_id = await self._said_of(statement) or await self._index.article_of(statement)
        newest = await self._log.newest(article_id) if article_id else None
        record = newest.record if newest else await self._searched(statement)
        if record is None:
            raise NothingFound(
                statement,
                f"No statement has the id “{statement}”; `pullquote keypoints ARTICLE --json` and"
                " `pullquote quotes NAME --json` show ids.",
            )
        return record

    async def _said_of(self, statement: str) -> str | None:
        stored = await self._documents.all(WORDS)
        return next((article for article, words in stored.items() if statement in words), None)

    async def _searched(self, statement: str) -> Record | None:
        """For those whose speaker is not named, which the index does not hold."""
        after = 0
        while entries := await self._log.read(after, _BATCH):
            after = entries[-1].position
            for entry in entries:
                record = entry.record
                if any(one.id == statement for one in record.statements):
                    newest = await self._log.newest(record.article.id)
                    if newest is not None and newest.position == entry.position:
                        return record
        return None


async def _read(article: Article) -> tuple[Statement, ...]:
    return await asyncio.to_thread(read_statements, article.id, article.text, article.language)


def _quoted(article: Article, statements: tuple[Statement, ...], statement: str) -> Quoted | None:
    found = (Quoted(article, one) for one in statements if one.id == statement)
    return next(found, None)


def _refuse_unless_there(cue: str, quoted: Quoted) -> None:
    if not cue.split() or cue_near(quoted.article.text, cue, quoted.statement) is None:
        raise BadInput(
            cue,
            f"“{cue}” stands nowhere in the article beside the statement; give words just as"
            " the article has them.",
        )
