"""Who is who, by an operator's word: merging, splitting, renaming, and taking it back.

Rulings are documents of kind ``ruling``, numbered in the order they were made; the index
lays them over what it infers. So they survive ``reindex``, and ``undo`` is forgetting the
last one. Raises NothingFound and BadInput, each with one sentence for the operator.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.errors import BadInput, NothingFound
from bot.ports import Documents, Dossier, Index, Named, Ruling, Verb
from bot.records import digest
from bot.sentences import say

KIND = "ruling"
_LONGEST_NAME = 200


class Identities:
    """The operator's side of the record of people."""

    def __init__(self, index: Index, documents: Documents) -> None:
        self._index = index
        self._documents = documents
        self._turn = asyncio.Lock()

    async def show(self, entity: str) -> Dossier:
        """All that is known of who this is; named by id, or by a name that only one has."""
        named = await self.named(entity)
        dossier = await self._index.dossier(named.id)
        if dossier is None:
            raise NothingFound(entity, say("Nobody has the id “{id}” any more.", id=entity))
        return dossier

    async def merge(self, entity: str, other: str) -> Named:
        """The two are one, shown as the first; both ids lead there from now on."""
        one, two = await self._known(entity), await self._known(other)
        if one.id == two.id:
            raise BadInput(
                other,
                say(
                    "{one} and {other} are one already, {name}.",
                    one=entity,
                    other=other,
                    name=one.name,
                ),
            )
        return await self._rule(Ruling(Verb.MERGE, one.id, two.id), one.id)

    async def split(self, entity: str, statements: Sequence[str]) -> Named:
        """These statements are another's; that one, new, under its own id."""
        origin = await self._known(entity)
        if not statements:
            raise BadInput(entity, say("Say which statements are another's, by their ids."))
        for statement in statements:
            if await self._index.speaker_of(statement) != origin.id:
                raise BadInput(
                    statement,
                    say("{id} is no statement of {name}.", id=statement, name=origin.name),
                )
        async with self._turn:
            new = digest("split", origin.id, *statements, await self._next_key())
        chosen = tuple(dict.fromkeys(statements))
        return await self._rule(Ruling(Verb.SPLIT, origin.id, new, statements=chosen), new)

    async def rename(self, entity: str, name: str) -> Named:
        """It is called so from now on; its other names find it still."""
        known = await self._known(entity)
        return await self._rule(Ruling(Verb.RENAME, known.id, name=_clean(name)), known.id)

    async def alias(self, entity: str, name: str) -> Named:
        """It is found under this name, too."""
        known = await self._known(entity)
        return await self._rule(Ruling(Verb.ALIAS, known.id, name=_clean(name)), known.id)

    async def undo(self) -> Ruling:
        """Take back the last ruling that stands, and say which that was."""
        async with self._turn:
            stored = await self._documents.all(KIND)
            if not stored:
                raise NothingFound("ruling", say("No ruling stands that could be taken back."))
            last = max(stored)
            await self._documents.delete(KIND, last)
            await apply(self._index, self._documents)
        return decode(stored[last])

    async def _rule(self, ruling: Ruling, shown: str) -> Named:
        async with self._turn:
            await self._documents.put(KIND, await self._next_key(), encode(ruling))
            await apply(self._index, self._documents)
        named = await self._index.person(shown)
        assert named is not None  # it was there, and no ruling deletes anybody
        return named

    async def _next_key(self) -> str:
        stored = await self._documents.all(KIND)
        return f"{int(max(stored)) + 1 if stored else 1:08d}"

    async def _known(self, entity_id: str) -> Named:
        named = await self._index.person(entity_id)
        if named is None:
            raise NothingFound(
                entity_id,
                say("Nobody has the id “{id}”. `pullquote people show` finds ids.", id=entity_id),
            )
        return named

    async def named(self, entity: str) -> Named:
        """The one person or body of this id or name.

        Raises NothingFound, and BadInput where it may be several, which it lists.
        """
        chosen = await self.meant(entity)
        if len(chosen) == 1:
            return chosen[0]
        if not chosen:
            raise NothingFound(entity, say("Nobody has the id or name “{name}”.", name=entity))
        several = "; ".join(f"{one.name} ({one.title or one.kind}): {one.id}" for one in chosen)
        raise BadInput(
            entity,
            say("“{name}” may be several. Give an id: {several}.", name=entity, several=several),
        )

    async def meant(self, entity: str) -> list[Named]:
        """Whom an id or a name may mean; one, where that is certain, else at most six."""
        if named := await self._index.person(entity):
            return [named]
        found = await self._index.people(entity, 6) if entity.strip() else []
        exact = [one for one in found if one.name.casefold() == entity.strip().casefold()]
        return exact if len(exact) == 1 else found


async def apply(index: Index, documents: Documents) -> None:
    """Lay the rulings that stand over the index. Raises StoreError."""
    stored = await documents.all(KIND)
    await index.rule([decode(stored[key]) for key in sorted(stored)])


def encode(ruling: Ruling) -> dict[str, Any]:
    """As a JSON document."""
    return {
        "verb": ruling.verb.value,
        "entity": ruling.entity,
        "other": ruling.other,
        "name": ruling.name,
        "statements": list(ruling.statements),
    }


def decode(document: dict[str, Any]) -> Ruling:
    """From a JSON document."""
    return Ruling(
        verb=Verb(document["verb"]),
        entity=document["entity"],
        other=document["other"],
        name=document["name"],
        statements=tuple(document["statements"]),
    )


def _clean(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > _LONGEST_NAME:
        raise BadInput(name, say("A name has 1 to {most} letters.", most=_LONGEST_NAME))
    return clean
