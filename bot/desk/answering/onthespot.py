"""Articles and texts that somebody asks about and that are not in the record.

A link that is not known is fetched and read while they wait: as carefully as what feeds lead
to, only so often for each person, and posted nowhere. A text that somebody pasted is read and
forgotten.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.desk.answering.answers import Answers, KeyPoints, by_voice
from bot.desk.answering.key import key_statements, showable
from bot.desk.gathering.ingest import Ingest
from bot.desk.reading.article import read_statements
from bot.desk.window import Window
from bot.errors import BadInput, NothingFound, PullquoteError
from bot.pages.language import language_of
from bot.ports import Clock
from bot.records import Article
from bot.sentences import say

READS, WITHIN = 5, 600.0
"""Pages that one person may have fetched, and in how many seconds."""

MESSAGE = "message"
"""The id of the article that a message's own text is shown as; it has no title and no site."""

_WAITING = 60.0  # seconds for a page, robots.txt included
_AT_ONCE = 4  # pages over all people
_MOST_LINKS = 5  # of one message
_LINK = re.compile(r"https?://[^\s<>\"|]+", re.IGNORECASE)
_AFTER = ".,;:!?'*_~”’"  # may follow a link, and is no part of it
_CHAT = re.compile(r"https?://([^/]*\.)?(discord(app)?\.(com|net|gg))\b", re.IGNORECASE)
_QUOTING = re.compile(r"^>(?:>>)? ?", re.MULTILINE)  # how a message in Discord quotes another


class OnTheSpot:
    """Raises what ``Answers`` and ``Ingest.add_link`` do: sentences for the one who asked."""

    def __init__(self, answers: Answers, ingest: Ingest, clock: Clock) -> None:
        self._answers = answers
        self._ingest = ingest
        self._window = Window(READS, WITHIN, clock)
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def keypoints(self, article: str, user_id: int) -> KeyPoints:
        """Of an article named by id, link or words of its title; an unknown link is read now."""
        return await self._answers.keypoints(await self.article(article, user_id))

    async def article(self, article: str, user_id: int) -> str:
        """The id of an article named so; an unknown link is read now."""
        try:
            return await self._answers.article_id(article)
        except NothingFound:
            if not _LINK.fullmatch(article.strip()):
                raise
        return await self._read(article.strip(), user_id)

    async def of_message(
        self, text: str, previews: Sequence[str], url: str, sent_at: datetime, user_id: int
    ) -> KeyPoints:
        """What is said in what a message links to, or else in its own text, which is not stored.

        ``previews`` are the addresses of its link previews, ``url`` is that of the message.
        """
        links = links_of(text, previews)
        for link in links:
            try:
                return await self._answers.keypoints(link)
            except NothingFound:
                continue
        trouble: PullquoteError | None = None
        if links:
            try:
                return await self.keypoints(links[0], user_id)
            except PullquoteError as error:
                trouble = error
        points = await _of_text(text, url, sent_at)
        if points.statements:
            return points
        if trouble is not None:
            raise trouble
        raise NothingFound(
            "message",
            say("This message has no link, and quotes nobody; so far only English text is read."),
        )

    async def _read(self, link: str, user_id: int) -> str:
        """The id of the article that is stored of it now."""
        self._window.take(user_id)
        try:
            async with asyncio.timeout(_WAITING), self._places:
                filed = await self._ingest.add_link(link)
        except TimeoutError:
            raise BadInput(
                link, say("That page took too long to answer. Try again in a few minutes.")
            ) from None
        return filed.record.article.id


def links_of(text: str, previews: Iterable[str]) -> list[str]:
    """The links of a message, those of its text first, each once, without those into Discord."""
    written = [_trimmed(found[0]) for found in _LINK.finditer(text)]
    shown = [url for url in previews if _LINK.fullmatch(url)]
    found = [url for url in dict.fromkeys([*written, *shown]) if not _CHAT.match(url)]
    return found[:_MOST_LINKS]


def _trimmed(link: str) -> str:
    """Without what a sentence or a masked link has behind it; brackets that open stay closed."""
    while link and (link[-1] in _AFTER or (link[-1] in ")]" and not _balanced(link))):
        link = link[:-1]
    return link


def _balanced(link: str) -> bool:
    opening = {")": "(", "]": "["}[link[-1]]
    return link.count(opening) >= link.count(link[-1])


async def _of_text(text: str, url: str, sent_at: datetime) -> KeyPoints:
    text = _QUOTING.sub("", text)
    language = language_of(None, text)
    statements = await asyncio.to_thread(read_statements, MESSAGE, text, language)
    article = Article(
        id=MESSAGE,
        url=url,
        canonical_url=url,
        feed_id=None,
        title="",
        byline=None,
        credit=None,
        site="",
        published_at=sent_at,
        fetched_at=sent_at,
        text=text,
        language=language,
    )
    # There is nothing behind it to ask for more, so all of it is shown, the key ones first.
    sure = showable(statements)
    every = [*key_statements(text, sure, len(sure)), *showable(statements, uncertain=True)]
    return KeyPoints(article, by_voice(article, every), len(every), 0)
