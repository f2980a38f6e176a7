"""Who is meant by a name that somebody typed."""

from __future__ import annotations

from bot.desk.correcting.words import same_name
from bot.errors import BadInput, NothingFound
from bot.ports import Index, Named
from bot.sentences import say

_MOST = 6  # that one name may mean


async def find_speaker(index: Index, name: str) -> tuple[Named, tuple[Named, ...]]:
    """The likeliest, and the others it may mean; ``name`` is any part of a name, or an id.

    An id means one alone; the others are then those of just the same name. Raises NothingFound
    and BadInput, each with one sentence for the person who asked.
    """
    if named := await index.person(name):
        same = [
            one for one in await index.people(named.name, _MOST) if same_name(one.name, named.name)
        ]
        return named, tuple(one for one in same if one.id != named.id)
    if not any(character.isalnum() for character in name):
        raise BadInput(name, say("Say whose words you look for, for example a last name."))
    found = await index.people(name, _MOST)
    if found:
        exact = [one for one in found if same_name(one.name, name)]
        best = (exact or found)[0]
        return best, tuple(one for one in found if one is not best)
    nearest = tuple(one.name for one in await index.nearest(name, _MOST - 1))
    if nearest:
        names = ", ".join(nearest)
        sentence = say(
            "Nobody called “{name}” is on record. Nearest: {names}.", name=name, names=names
        )
    else:
        sentence = say(
            "Nobody called “{name}” is on record. "
            "Try another part of the name, or another spelling.",
            name=name,
        )
    raise NothingFound(name, sentence, nearest)
