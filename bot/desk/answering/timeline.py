"""What somebody said on a subject over time, oldest first, so that a change of position shows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.answering.answers import has_word
from bot.desk.answering.key import CONFIDENT
from bot.desk.answering.shown import all_quoted, with_titles
from bot.desk.answering.speakers import find_speaker
from bot.desk.sorting.topics import Topics
from bot.errors import BadInput, NothingFound
from bot.ports import About, Index, Named, RecordLog, Within
from bot.records import Quoted, Topic
from bot.sentences import say
from bot.topics.match import EVERYTHING
from bot.topics.terms import read_term


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Statements of one speaker on a subject, oldest first: from number ``offset`` on, of
    ``total``. ``candidates`` are others the name may mean."""

    entity: Named
    candidates: tuple[Named, ...]
    subject: str
    quoted: tuple[Quoted, ...]
    offset: int
    total: int


class Timelines:
    """Raises NothingFound and BadInput, each with one sentence for the person who asked."""

    def __init__(self, log: RecordLog, index: Index, topics: Topics) -> None:
        self._log = log
        self._index = index
        self._topics = topics

    async def of(
        self,
        name: str,
        subject: str,
        guild_id: int | None = None,
        *,
        offset: int = 0,
        limit: int = 4,
    ) -> TimelinePage:
        """Statements we are sure of with all words of the subject in them, or, where it is the
        name of a topic that this server can choose, with the words of any of its terms."""
        subject = " ".join(subject.split())
        if not has_word(subject):
            raise BadInput(
                subject, say("Say on which subject: a word or two, or the name of a topic.")
            )
        entity, candidates = await find_speaker(self._index, name)
        about = await self._words(subject, guild_id)
        within = Within(min_confidence=CONFIDENT)
        total = await self._index.count(entity.id, about, within)
        if not total:
            raise NothingFound(
                entity.name,
                say(
                    "Nothing by {name} about “{subject}” is on record that is certain enough. "
                    "Try other words, or quotes with “all”.",
                    name=entity.name,
                    subject=subject,
                ),
            )
        found = await self._index.statements(
            entity.id, about, limit, offset, within, oldest_first=True
        )
        quoted = await with_titles(self._index, await all_quoted(self._log, found))
        return TimelinePage(entity, candidates, subject, quoted, offset, total)

    async def _words(self, subject: str, guild_id: int | None) -> About:
        names = {name.casefold() for name in await self._topics.names(guild_id)}
        if subject.casefold() not in names:
            return subject
        return _words_of(await self._topics.find(subject, guild_id))


def _words_of(topic: Topic) -> About:
    """What the terms look for; those that exclude concern whole articles, and are left out."""
    if topic.name == EVERYTHING:
        return None
    terms = [read_term(term) for term in topic.terms]
    return tuple(phrase for term in terms if not term.excluded for phrase in term.phrases)
