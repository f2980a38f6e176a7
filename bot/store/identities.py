"""Who each speaker of a new article is among all entities so far: the inferred part.

One article after the other, in the order of the log, so that what comes out depends on
the log alone. ``people.across`` weighs; here is only where it is looked for and kept. The
operator's rulings have no part in it (see ``rulings``), which is why they can be taken
back.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
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
)
from bot.records import SpeakerKind, digest
from bot.store.spellings import Spellings

SPLIT_OFF = 1 << 40
"""Entities split off by a ruling are numbered from here, apart from those inferred."""

_ROWS = (("entity", "number"), ("profile", "entity"), ("key", "entity"), ("known_by", "rowid"))
_LOOKED_AT = 60  # entities under one key
_TOO_COMMON = 40  # entities of one family name, from which it tells nobody


@dataclass(frozen=True, slots=True)
class Told:
    """What an article told of a speaker, as it is kept; without names it was no evidence."""

    names: list[str]
    described: list[str]
    around: list[str]


class Identities:
    """The entities of one transaction. Profiles are read once and written by ``settle``."""

    def __init__(self, connection: sqlite3.Connection, spellings: Spellings) -> None:
        self._connection = connection
        self._spellings = spellings
        self._profiles: dict[int, Profile] = {}
        self._changed: set[int] = set()
        self._appearances: Counter[int] = Counter()  # more than the table says
        (self._has_anchors,) = connection.execute("SELECT EXISTS (SELECT 1 FROM anchor)").fetchone()
        self.learned: set[int] = set()  # who may be asked for by new words
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
        own = Profile.of(evidence, where)
        maybe = self._candidates(own, taken)
        if len(maybe) == 1 and plainly_same(own, self._profile(maybe[0])):
            self._learn(maybe[0], own)
            return maybe[0]
        found = self._weighed(own, maybe)
        number = self._one_of(found)
        if number is None:
            number = self._new(evidence, article_id, own)
            self._keep_keys(number)
            return number
        knew = self._profile(number).knows(own)
        self._learn(number, own)
        if not knew:
            self._keep_keys(number)
            number = self._join(number, [other for other, _ in found if other != number], taken)
        return number

    def _learn(self, number: int, own: Profile) -> None:
        self._profile(number).absorb(own)
        self._changed.add(number)

    def count(self, number: int, change: int) -> None:
        """So many appearances more or less."""
        self._appearances[number] += change

    def forget(self, number: int, told: Told) -> None:
        """Take back what a replaced article told."""
        if told.names:
            self._profile(number).remove(told.names, told.described, told.around)
            self._changed.add(number)
            self.learned.add(number)

    def bury(self, number: int) -> str | None:
        """Delete the entity if it appears nowhere any more; its id if it did."""
        row = self._connection.execute(
            "SELECT id, appearances FROM entity WHERE number = ?", (number,)
        ).fetchone()
        if row is None or row[1] + self._appearances[number] > 0:
            return None
        self._delete(number)
        self.disturbed.add(row[0])
        return str(row[0])

    def redirect(self, old: str, number: int) -> None:
        """From now on this id, of an entity that is gone, leads to this one."""
        run = self._connection.execute
        target = run("SELECT id FROM entity WHERE number = ?", (number,)).fetchone()[0]
        if self._number_of(old) is None:
            run("UPDATE redirect SET target = ? WHERE target = ?", (target, old))
            run("INSERT OR REPLACE INTO redirect VALUES (?, ?)", (old, target))
            self.disturbed.update((old, target))

    def lead(self, evidence: Evidence, article_id: str, number: int) -> None:
        """Let the ids that are anchored in these statements lead to this entity."""
        for entity_id in self._anchored(evidence):
            self.redirect(entity_id, number)
            self._found(entity_id, article_id)

    def _found(self, entity_id: str, article_id: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO founder VALUES (?, ?)", (entity_id, article_id)
        )

    def _anchored(self, evidence: Evidence) -> list[str]:
        """The ids that are nobody's now, of whom these statements are said to be."""
        if not self._has_anchors:
            return []
        found = self._connection.execute(
            "SELECT entity FROM anchor WHERE statement IN (SELECT value FROM json_each(?))"
            " ORDER BY entity",
            (json.dumps([statement.id for statement in evidence.statements]),),
        ).fetchall()
        return [ident for (ident,) in found if self._number_of(ident) is None]

    def settle(self) -> None:
        """Write the profiles and counts that changed."""
        self._connection.executemany(
            "UPDATE entity SET appearances = appearances + ? WHERE number = ?",
            [(change, number) for number, change in self._appearances.items() if change],
        )
        self._appearances.clear()
        self._connection.executemany(
            "INSERT OR REPLACE INTO profile VALUES (?, ?)",
            [(n, self._profiles[n].dump()) for n in sorted(self._changed) if n in self._profiles],
        )
        self._changed.clear()

    # Finding

    def _candidates(self, own: Profile, taken: set[int]) -> list[int]:
        """Entities that may be this one, in the order of their numbers."""
        found: set[int] = set()
        for key in sorted(keys(own.kind, own.names).seeks):
            under = self._connection.execute(
                "SELECT entity FROM key WHERE key = ? ORDER BY entity LIMIT ?", (key, _LOOKED_AT)
            ).fetchall()
            if key.startswith("family ") and len(under) > _TOO_COMMON:
                continue
            found.update(number for (number,) in under)
        if own.kind == SpeakerKind.PERSON:
            found -= taken
        return sorted(found)

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
        run = self._connection.execute
        gone_id, appearances = run(
            "SELECT id, appearances FROM entity WHERE number = ?", (gone,)
        ).fetchone()
        moving = run(
            "SELECT statement.number FROM appearance"
            " JOIN statement ON statement.appearance = appearance.number"
            " WHERE appearance.entity = ?",
            (gone,),
        ).fetchall()
        run("UPDATE appearance SET entity = ? WHERE entity = ?", (kept, gone))
        self._spellings.move([row[0] for row in moving], kept)
        self.count(kept, appearances + self._appearances[gone])
        self._profile(kept).absorb(self._profile(gone))
        self._changed.add(kept)
        self._keep_keys(kept)
        self._delete(gone)
        self.redirect(gone_id, kept)

    def _concluded(self, entity_id: str, evidence: Evidence) -> int:
        number = self._number_of(entity_id)
        return number if number is not None else self._insert(entity_id, evidence)

    def _new(self, evidence: Evidence, article_id: str, profile: Profile) -> int:
        own = digest("entity", evidence.kind, evidence.name.casefold(), article_id)
        entity_id = next(iter(self._anchored(evidence)), own)
        while self._number_of(entity_id) is not None:  # it lives on, as somebody else by now
            entity_id = digest("entity", entity_id)
        number = self._insert(entity_id, evidence)
        self._found(entity_id, article_id)
        self._profiles[number] = profile
        self._changed.add(number)
        return number

    def _number_of(self, entity_id: str) -> int | None:
        found = "SELECT number FROM entity WHERE id = ?"
        row = self._connection.execute(found, (entity_id,)).fetchone()
        return int(row[0]) if row else None

    def _insert(self, entity_id: str, evidence: Evidence) -> int:
        run = self._connection.execute
        highest = run("SELECT max(number) FROM entity WHERE number < ?", (SPLIT_OFF,)).fetchone()[0]
        number = (highest or 0) + 1
        run("DELETE FROM redirect WHERE id = ?", (entity_id,))
        run(
            "INSERT INTO entity (number, id, inferred, kind, name, statements, shown, appearances)"
            " VALUES (?, ?, ?, ?, ?, 0, ?, 0)",
            (number, entity_id, str(evidence.kind), str(evidence.kind), evidence.name, number),
        )
        self.disturbed.add(entity_id)
        return number

    def _delete(self, number: int) -> None:
        for table, column in _ROWS:
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))  # noqa: S608
        self._profiles.pop(number, None)
        self._appearances.pop(number, None)
        self._changed.discard(number)

    def _profile(self, number: int) -> Profile:
        profile = self._profiles.get(number)
        if profile is None:
            row = self._connection.execute(
                "SELECT inferred, known FROM entity LEFT JOIN profile ON profile.entity = number"
                " WHERE number = ?",
                (number,),
            ).fetchone()
            profile = Profile.load(row[1]) if row[1] else Profile(row[0])
            self._profiles[number] = profile
        return profile

    def _keep_keys(self, number: int) -> None:
        self.learned.add(number)
        profile = self._profile(number)
        self._connection.executemany(
            "INSERT OR IGNORE INTO key VALUES (?, ?)",
            [(key, number) for key in sorted(keys(profile.kind, profile.names).own)],
        )
