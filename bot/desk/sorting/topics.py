"""The topics that channels can subscribe to: those of the configuration, for every server, and
each server's own, which it defines itself and nobody else sees.

A server's own are documents of kind ``topic``, by server and name. They are read once and then
known: whoever writes to the record is alone to do so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from bot.desk.sorting.outlets import Outlets
from bot.errors import BadInput, NothingFound
from bot.ports import Documents, Index
from bot.records import Topic
from bot.sentences import say
from bot.topics.asked import Asked, AskedKind, prefixed, read_asked
from bot.topics.match import EVERYTHING
from bot.topics.terms import ANY, read_term

KIND = "topic"

MOST_TOPICS = 50
"""That a server may have of its own."""

MOST_TERMS = 50
MOST_NAMED = 12
"""Topics that are named where there is none of a name."""

LONGEST = 100
"""Characters of a topic's name, and of a term."""


class RunningStories(Protocol):
    """Running stories, each a topic by the name it was given. Raises StoreError."""

    async def topic(self, name: str, guild_id: int | None) -> Topic | None:
        """The story of this name, any letter case, that this server may follow; its name as
        it is written."""

    async def names(self, typed: str, guild_id: int | None) -> list[str]:
        """Those whose names hold what was typed, the likeliest first."""


class Topics:
    """Raises StoreError, and BadInput with a sentence for the person who asked."""

    def __init__(
        self,
        shared: Sequence[Topic],
        documents: Documents,
        index: Index | None = None,
        outlets: Outlets | None = None,
        stories: RunningStories | None = None,
    ) -> None:
        """``index`` and ``outlets`` are for suggestions alone; None: there are none of people,
        or of outlets. ``stories`` is None where there are no running stories."""
        self._index = index
        self._outlets = outlets
        self._stories = stories
        self._shared = {_key(topic.name): topic for topic in shared}
        self._documents = documents
        self._own: dict[int, dict[str, Topic]] | None = None
        self._turn = asyncio.Lock()

    def shared(self) -> list[Topic]:
        """Those of the configuration, in its order."""
        return list(self._shared.values())

    async def own(self, guild_id: int) -> list[Topic]:
        """A server's own, by name."""
        return sorted((await self._of(guild_id)).values(), key=lambda topic: _key(topic.name))

    async def names(self, guild_id: int | None = None) -> list[str]:
        """Of all that a server can choose from; without one, of those that all have."""
        own = await self.own(guild_id) if guild_id is not None else []
        return [EVERYTHING, *(topic.name for topic in (*self._shared.values(), *own))]

    async def find(self, name: str, guild_id: int | None = None) -> Topic:
        """The topic of this name, any letter case; BadInput names those there are."""
        if found := await self._known(name, guild_id):
            return found
        raise BadInput(
            name,
            say(
                "There is no topic “{name}”. Choose one of: {known}.",
                name=name,
                known=_some(await self.names(guild_id)),
            ),
        )

    async def _known(self, name: str, guild_id: int | None) -> Topic | None:
        wanted = _key(name)
        if wanted == EVERYTHING:
            return Topic(EVERYTHING, ())
        own = await self._of(guild_id) if guild_id is not None else {}
        return self._shared.get(wanted) or own.get(wanted)

    async def asked(self, text: str, guild_id: int | None = None) -> Topic:
        """What a line such as "Harbour strike -football" or "person: Ilse Maron" asks for.

        The topic's name is that line as it is to be kept: asked again it is the same topic.
        """
        known = await self._known(text, guild_id)  # its own name may hold a colon, or " -"
        if known is not None:
            return known
        if text.lstrip().startswith("-"):
            raise BadInput(
                text,
                say(
                    "Say first what is wanted and then what is left out: “everything {excluded}”.",
                    excluded=text.strip(),
                ),
            )
        try:
            asked = read_asked(text)
        except ValueError as error:
            raise BadInput(
                text,
                say("{why}; give a name or a word.", why=error.args[0]),
            ) from None
        return asked.topic(await self._head(asked, guild_id))

    async def _head(self, asked: Asked, guild_id: int | None) -> Topic:
        match asked.kind:
            case AskedKind.TOPIC:
                found = await self._known(asked.name, guild_id)
                if found is None:
                    raise BadInput(
                        asked.name,
                        say(
                            "There is no topic “{name}”. Choose one of: {known}; or ask for "
                            "“person: NAME”, “source: OUTLET” or “story: NAME”.",
                            name=asked.name,
                            known=_some(await self.names(guild_id)),
                        ),
                    )
                return Topic(EVERYTHING, (ANY,)) if found.name == EVERYTHING else found
            case AskedKind.STORY:
                story = await self._stories.topic(asked.name, guild_id) if self._stories else None
                if story is None:
                    raise BadInput(
                        asked.name,
                        say(
                            "There is no running story “{name}”. /story lists those there are.",
                            name=asked.name,
                        ),
                    )
                return story
            case _:
                return Topic(asked.name, asked.terms())

    async def suggest_asked(
        self, typed: str, guild_id: int | None = None, limit: int = 25
    ) -> list[str]:
        """What can be asked for that begins like this: topics, then people, outlets, stories;
        of one kind where that was typed. What is excluded stays behind what is chosen."""
        head, dash, excluded = typed.partition(" -")
        kind, colon, name = (part.strip() for part in head.partition(":"))
        wanted = name if colon else head.strip()
        only = kind.casefold() if colon else None
        found = await self.suggest(head, guild_id, limit)
        if only == AskedKind.PERSON or (only is None and wanted and self._index):
            people = await self._index.people(wanted, limit) if self._index else []
            found += prefixed(AskedKind.PERSON, list(dict.fromkeys(one.name for one in people)))
        if only in (AskedKind.SOURCE, None) and self._outlets:
            found += prefixed(AskedKind.SOURCE, await self._outlets.suggest(wanted))
        if only in (AskedKind.STORY, None) and self._stories:
            stories = await self._stories.names(wanted, guild_id)
            found += prefixed(AskedKind.STORY, stories)
        return [f"{one} -{excluded}" if dash else one for one in found[:limit]]

    async def suggest(self, typed: str, guild_id: int | None = None, limit: int = 25) -> list[str]:
        """Names for autocompletion."""
        start = _key(typed)
        return [name for name in await self.names(guild_id) if start in name.casefold()][:limit]

    async def define(self, guild_id: int, name: str, terms: Sequence[str]) -> Topic:
        """Make a topic of a server's own, or give one of them other terms."""
        topic = _checked(name, terms)
        async with self._turn:
            own = await self._of(guild_id)
            key = _key(topic.name)
            if key in self._shared:
                raise BadInput(
                    name,
                    say("“{topic}” is a topic of every server; take another name.", topic=name),
                )
            if key not in own and len(own) >= MOST_TOPICS:
                raise BadInput(
                    name,
                    say(
                        "A server has at most {most} topics of its own; remove one first.",
                        most=MOST_TOPICS,
                    ),
                )
            document = {"name": topic.name, "terms": list(topic.terms)}
            await self._documents.put(KIND, f"{guild_id}/{key}", document)
            own[key] = topic
        return topic

    async def drop(self, guild_id: int, name: str) -> Topic:
        """End a topic of a server's own; NothingFound where it has none of that name."""
        key = _key(name)
        async with self._turn:
            own = await self._of(guild_id)
            if key not in own:
                if key in self._shared or key == EVERYTHING:
                    raise BadInput(
                        name, say("“{topic}” is a topic of every server; it stays.", topic=name)
                    )
                known = _some([topic.name for topic in own.values()])
                raise NothingFound(
                    name,
                    say(
                        "This server has no topic “{topic}” of its own. It has: {known}.",
                        topic=name,
                        known=known,
                    )
                    if known
                    else say(
                        "This server has no topic “{topic}” of its own. It has none yet.",
                        topic=name,
                    ),
                )
            await self._documents.delete(KIND, f"{guild_id}/{key}")
            return own.pop(key)

    async def forget(self, guild_id: int) -> int:
        """Erase all of a server's own; how many there were."""
        own = await self.own(guild_id)
        for topic in own:
            await self.drop(guild_id, topic.name)
        return len(own)

    async def _of(self, guild_id: int) -> dict[str, Topic]:
        if self._own is None:
            stored = await self._documents.all(KIND)
            own: dict[int, dict[str, Topic]] = {}
            for key, document in stored.items():
                guild, _, name = key.partition("/")
                topic = Topic(document["name"], tuple(document["terms"]))
                own.setdefault(int(guild), {})[name] = topic
            self._own = self._own or own  # unless somebody else has read them meanwhile
        return self._own.setdefault(guild_id, {})


def _some(names: Sequence[str]) -> str:
    """As many as a sentence bears."""
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _checked(name: str, terms: Sequence[str]) -> Topic:
    name = " ".join(name.split())
    if not any(character.isalnum() for character in name):
        raise BadInput(name, say("Give the topic a name, for example “Harbour strike”."))
    if _key(name) == EVERYTHING:
        raise BadInput(
            name,
            say("“{topic}” is the topic of every article; take another name.", topic=EVERYTHING),
        )
    if not 1 <= len(terms) <= MOST_TERMS:
        raise BadInput(
            name, say("A topic has from 1 to {most} terms, parted by commas.", most=MOST_TERMS)
        )
    for text in (name, *terms):
        if len(text) > LONGEST:
            raise BadInput(
                text,
                say(
                    "“{start}…” is too long: at most {most} characters.",
                    start=text[:20],
                    most=LONGEST,
                ),
            )
    try:
        excluded = [read_term(term).excluded for term in terms]
    except ValueError as error:
        raise BadInput(name, say("The term {what}.", what=error.args[0])) from None
    if all(excluded):
        raise BadInput(name, say("A topic needs at least one term without “-”."))
    return Topic(name, tuple(terms))
