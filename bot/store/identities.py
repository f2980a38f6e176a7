"""Who each speaker of a new article is among all entities so far: the inferred part.

One article after the other, in the order of the log, so that what comes out depends on
the log alone. ``people.across`` weighs; here is only where it is looked for and kept. The
operator's rulings have no part in it (see ``rulings``), which is why they can be taken
back.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from bot.people.across import (
    Evidence,
    Profile,
    Surroundings,
    Verdict,
    choose,
    compare,
    keys,
    plainly_same,
    related,
)
from bot.records import SpeakerKind, digest
from bot.store.entities import Entities
from bot.store.rows import Rows
from bot.store.spellings import Spellings

Asked = tuple[str, tuple[str, ...]]  # a kind, and names

_LOOKED_AT = 60  # entities under one key
_TOO_COMMON = 40  # entities of one family name, from which it tells nobody

_UNDER = (
    "SELECT * FROM (SELECT key, entity, names FROM key WHERE key = ? ORDER BY entity"  # noqa: S608
    f" LIMIT {_LOOKED_AT})"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What an article told of a speaker, as it is kept; without names it was no evidence."""

    names: list[str]
    described: list[str]
    around: list[str]


class Identities:
    """Tells who is who, over what one transaction holds."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        entities: Entities,
        spellings: Spellings,
        rows: Rows,
        alike: dict[Asked, list[int]],
    ) -> None:
        self._connection = connection
        self._entities = entities
        self._spellings = spellings
        self._rows = rows
        # What was looked up for names, and for whom it is out of date with a key's next change.
        self._alike = alike
        self._seeking: defaultdict[str, list[Asked]] = defaultdict(list)
        for asked in alike:
            self._seek(asked)
        self._founders: dict[str, str] = {}  # the article that an id comes from
        (self._has_anchors,) = connection.execute("SELECT EXISTS (SELECT 1 FROM anchor)").fetchone()
        self.learned: set[int] = set()  # who may be asked for by new words
        self.regrouped: set[int] = set()  # who lost appearances or got another's
        self.disturbed: set[str] = set()  # ids that came, went or were merged

    def place(
        self, evidence: Evidence, where: Surroundings, article_id: str, taken: set[int]
    ) -> int:
        """The number of the entity that speaks, made where it is nobody known.

        ``taken`` are entities that other speakers of the article are: they are not this one.
        """
        if evidence.entity_id is not None:
            return self._concluded(evidence.entity_id, evidence)
        if evidence.kind is SpeakerKind.GROUP:
            # "Officials" are no one body anywhere: all of that description are kept together.
            return self._concluded(digest("group", evidence.name.casefold()), evidence)
        maybe = self._candidates(evidence, taken)
        if len(maybe) == 1:
            known = self._entities.get(maybe[0])
            if plainly_same(evidence, where, known.profile):
                known.profile.learn(evidence, where)
                self._entities.learned(known.number)
                return known.number
        own = Profile.of(evidence, where)
        found = self._weighed(own, maybe)
        number = self._one_of(found)
        if number is None:
            number = self._new(evidence, article_id, own)
            self._keep_keys(number, new=True)
            return number
        knew = self._profile(number).knows(evidence)
        self._profile(number).learn(evidence, where)
        self._entities.learned(number)
        if not knew:
            self._keep_keys(number)
            number = self._join(number, [other for other, _ in found if other != number], taken)
        return number

    def forget(self, number: int, told: Told) -> str | None:
        """Take back an appearance in an article that is replaced, with what it told.

        The id of the entity where it appears nowhere any more: it is gone then.
        """
        entity = self._entities.get(number)
        entity.appearances -= 1
        self._entities.altered(number)
        self.regrouped.add(number)
        if told.names:
            self._profile(number).remove(told.names, told.described, told.around)
            self._entities.learned(number)
            self.learned.add(number)
        if entity.appearances > 0:
            return None
        self._delete(number)
        self.disturbed.add(entity.id)
        return entity.id

    def redirect(self, old: str, number: int) -> None:
        """From now on this id, of an entity that is gone, leads to this one."""
        run = self._connection.execute
        target = self._entities.get(number).id
        if self._entities.number_of(old) is None:
            run("UPDATE redirect SET target = ? WHERE target = ?", (target, old))
            run("INSERT OR REPLACE INTO redirect VALUES (?, ?)", (old, target))
            self.disturbed.update((old, target))

    def lead(self, evidence: Evidence, article_id: str, number: int) -> None:
        """Let the ids that are anchored in these statements lead to this entity."""
        for entity_id in self._anchored(evidence):
            self.redirect(entity_id, number)
            self._founders[entity_id] = article_id

    def settle(self) -> None:
        """Write which articles the ids of this transaction came from."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO founder VALUES (?, ?)", sorted(self._founders.items())
        )
        self._founders.clear()

    # Finding

    def _anchored(self, evidence: Evidence) -> list[str]:
        """The ids that are nobody's now, of whom these statements are said to be."""
        if not self._has_anchors:
            return []
        found = self._connection.execute(
            "SELECT entity FROM anchor WHERE statement IN (SELECT value FROM json_each(?))"
            " ORDER BY entity",
            (json.dumps([statement.id for statement in evidence.statements]),),
        ).fetchall()
        return [ident for (ident,) in found if self._entities.number_of(ident) is None]

    def _candidates(self, evidence: Evidence, taken: set[int]) -> list[int]:
        """Entities that may be this one, in the order of their numbers."""
        kind, names = asked = evidence.kind.value, evidence.names
        found = self._alike.get(asked)
        if found is None:
            found = self._alike[asked] = self._look_up(kind, names)
        if evidence.kind is SpeakerKind.PERSON and not taken.isdisjoint(found):
            return [number for number in found if number not in taken]
        return found

    def _look_up(self, kind: str, names: tuple[str, ...]) -> list[int]:
        found: dict[int, str] = {}
        for key, some in self._under(self._seek((kind, names))).items():
            if len(some) <= _TOO_COMMON or not key.startswith("family "):
                found.update(some)
        if kind == SpeakerKind.PERSON:
            return sorted(n for n, theirs in found.items() if related(names, theirs.split("\n")))
        return sorted(found)

    def _under(self, sought: frozenset[str]) -> dict[str, dict[int, str]]:
        """The entities under each of these keys, with their names; all are read at once."""
        under: defaultdict[str, dict[int, str]] = defaultdict(dict)
        if sought:
            union = " UNION ALL ".join([_UNDER] * len(sought))
            for key, entity, names in self._connection.execute(union, (*sought,)):
                under[key][entity] = names
        return under

    def _seek(self, asked: Asked) -> frozenset[str]:
        """The keys under which to look, each with a note of who looks."""
        sought = keys(*asked).seeks
        for key in sought:
            self._seeking[key].append(asked)
        return sought

    def _weighed(self, own: Profile, maybe: list[int]) -> list[tuple[int, Verdict]]:
        """Those that are taken for this one, each with the verdict."""
        weighed = [(number, compare(own, self._profile(number))) for number in maybe]
        return [(number, verdict) for number, verdict in weighed if verdict.same]

    def _one_of(self, found: list[tuple[int, Verdict]]) -> int | None:
        """The one it is; None where it is nobody known, or could be either of two."""
        leading = choose(found)
        if len(leading) < 2:
            return leading[0] if leading else None
        first, *rest = leading
        if all(compare(self._profile(first), self._profile(other)).same for other in rest):
            return first
        # Two of one name, and nothing tells which: one of whom as little is known, or nobody.
        unknown = [number for number in leading if not self._profile(number).titles]
        return unknown[0] if len(unknown) == 1 else None

    def _join(self, number: int, others: list[int], taken: set[int]) -> int:
        """Merge with those that what was learned shows to be the same; the one that stays."""
        for other in others:
            if taken & {other, number}:
                continue
            if compare(self._profile(number), self._profile(other)).same:
                kept, gone = sorted((number, other))
                self._merge(kept, gone)
                number = kept
        return number

    # Keeping

    def _merge(self, kept: int, gone: int) -> None:
        self._rows.flush()
        moving = spoken_by(self._connection, gone)
        self._connection.execute("UPDATE appearance SET entity = ? WHERE entity = ?", (kept, gone))
        self._spellings.move(moving, kept)
        stays, goes = self._entities.get(kept), self._entities.get(gone)
        stays.appearances += goes.appearances
        self._entities.altered(kept)
        self.regrouped.add(kept)
        stays.profile.absorb(goes.profile)
        self._entities.learned(kept)
        self._keep_keys(kept)
        self._delete(gone)
        self.redirect(goes.id, kept)

    def _concluded(self, entity_id: str, evidence: Evidence) -> int:
        number = self._entities.number_of(entity_id)
        if number is not None:
            return number
        return self._add(entity_id, evidence, Profile(str(evidence.kind)))

    def _new(self, evidence: Evidence, article_id: str, profile: Profile) -> int:
        own = digest("entity", evidence.kind, evidence.name.casefold(), article_id)
        entity_id = next(iter(self._anchored(evidence)), own)
        while self._entities.number_of(entity_id) is not None:  # it lives on, as another by now
            entity_id = digest("entity", entity_id)
        number = self._add(entity_id, evidence, profile)
        self._founders[entity_id] = article_id
        self._entities.learned(number)
        return number

    def _add(self, entity_id: str, evidence: Evidence, profile: Profile) -> int:
        self._connection.execute("DELETE FROM redirect WHERE id = ?", (entity_id,))
        self.disturbed.add(entity_id)
        return self._entities.add(entity_id, str(evidence.kind), evidence.name, profile)

    def _delete(self, number: int) -> None:
        run = self._connection.execute
        self._entities.drop(number)
        self._alike.clear()
        self._seeking.clear()
        run("DELETE FROM key WHERE entity = ?", (number,))
        run("DELETE FROM known_by WHERE rowid = ?", (number,))

    def _profile(self, number: int) -> Profile:
        return self._entities.get(number).profile

    def _keep_keys(self, number: int, *, new: bool = False) -> None:
        self.learned.add(number)
        profile = self._profile(number)
        own = keys(profile.kind, profile.names).own
        names = "\n".join(sorted(profile.names))
        run = self._connection
        if not new:
            renamed = run.execute(
                "UPDATE key SET names = ?1 WHERE entity = ?2 AND names <> ?1", (names, number)
            )
            if renamed.rowcount:
                self._alike.clear()
        run.executemany(
            "INSERT OR IGNORE INTO key VALUES (?, ?, ?)",
            [(key, number, names) for key in sorted(own)],
        )
        for key in own:
            for asked in self._seeking.pop(key, ()):
                self._alike.pop(asked, None)


def spoken_by(connection: sqlite3.Connection, entity: int) -> list[int]:
    """The statements that inference gives the entity, all written."""
    rows = connection.execute(
        "SELECT statement.number FROM appearance JOIN statement"
        # An appearance is numbered as the last of its statements: no index needs to be kept.
        " ON statement.number BETWEEN appearance.article AND appearance.number"
        " AND statement.appearance = appearance.number WHERE appearance.entity = ?",
        (entity,),
    )
    return [number for (number,) in rows]
