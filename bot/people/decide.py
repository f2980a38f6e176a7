"""Who a speaker's phrase means, one rule for each shape of phrase.

A ``Verdict`` always has a member: somebody the article names, or a stand-in that carries
the phrase as written ("senior official"), so that a later "he" can mean that one too.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.cast import Member, Sighting, stand_in
from bot.people.documents import Maker, earlier_maker, named_maker
from bot.people.lexicon import BODIES, DOCUMENTS, GENERIC_BODIES, PARTS, is_role
from bot.people.names import Name, Sort, Title
from bot.people.phrase import HE_SHE, IT, PLURALS, WHO, Phrase, Shape, bare_words, read_phrase
from bot.people.pronouns import Turn, Weighed, is_plural, noun_phrase_before
from bot.people.scene import Scene

SURE_ENOUGH = 6.0  # points below which "they" or "it" is left without a name
FAR_GROUP = 1  # paragraphs over which "they" still means the last group


@dataclass(frozen=True, slots=True)
class Verdict:
    """The member chosen, by which rule, and all that were weighed where several were."""

    member: Member
    rule: str
    weighed: Weighed | None = None


def decide(scene: Scene, phrase: Phrase, answering: bool = False) -> Verdict:
    """Who ``phrase`` means; where it is ``answering``, hardly the one who spoke last."""
    match phrase.shape:
        case Shape.PRONOUN:
            return _pronoun(scene, phrase, answering)
        case Shape.NAME if phrase.name is not None:
            return _named(scene, phrase, phrase.name)
        case Shape.OWNED:
            return _owned(scene, phrase)
        case Shape.DOCUMENT:
            return _document(scene, phrase)
        case Shape.ROLE:
            return _role(scene, phrase)
        case Shape.BODY:
            return _body(scene, phrase)
        case Shape.GROUP | Shape.SEVERAL:
            return as_written(scene, phrase, Sort.GROUP, "several people")
    sort = Sort.BODY if scene.page.caps[phrase.head] else Sort.ROLE
    return as_written(scene, phrase, sort, "as written")


def as_written(scene: Scene, phrase: Phrase, sort: Sort, rule: str) -> Verdict:
    """The phrase itself stands for the speaker."""
    name = bare_words(scene.page, phrase)
    words = tuple(scene.page.low[phrase.first : phrase.last + 1])
    member = stand_in(sort, name, words, phrase.first, phrase.last)
    if sort is Sort.ROLE:
        member.learn_sex(scene.page.low[phrase.head])
    return Verdict(member, rule)


def _named(scene: Scene, phrase: Phrase, name: Name) -> Verdict:
    if name.sort is Sort.PEOPLE:
        return as_written(scene, phrase, Sort.GROUP, "a people or party")
    member = scene.member_of(name)
    if phrase.called is not None:
        member.learn_sex(phrase.called)
        if member.sort is Sort.UNKNOWN:
            body = phrase.called in BODIES and not is_role(phrase.called)
            member.votes[Sort.BODY if body else Sort.PERSON] += 1.5
    return Verdict(member, "named")


# Pronouns


def _pronoun(scene: Scene, phrase: Phrase, answering: bool) -> Verdict:
    word = scene.page.low[phrase.head]
    if word in HE_SHE:
        weighed = scene.people_before(phrase.head, HE_SHE[word], answering)
        if weighed.best is not None:
            return Verdict(weighed.best, "he or she", weighed)
    elif word in WHO and word != "that":
        return _relative(scene, phrase)
    elif word in PLURALS:
        return _they(scene, phrase)
    elif word in IT:
        weighed = scene.bodies_before(phrase.head)
        if weighed.best is not None and weighed.score >= SURE_ENOUGH:
            return Verdict(weighed.best, "it", weighed)
    return as_written(scene, phrase, Sort.ROLE, "a pronoun for nobody named")


def _relative(scene: Scene, phrase: Phrase) -> Verdict:
    """ "who" and "which": the noun phrase right before them."""
    page, at = scene.page, phrase.head
    personal = page.low[at] != "which"
    for sighting in scene.sighted_before(at):
        if page.sentence[sighting.last] != page.sentence[at]:
            break
        if not _ends_before(sighting, at) or page.owns[sighting.last]:
            continue
        if sighting.member.person if personal else sighting.member.body:
            member = scene.pair(sighting) or sighting.member
            return Verdict(member, "relative pronoun")
    words = noun_phrase_before(page, at)
    inner = read_phrase(page, words) if words else None
    if inner is None or inner.shape is Shape.PRONOUN:
        return as_written(scene, phrase, Sort.ROLE, "a pronoun for nobody named")
    member = decide(scene, inner).member
    if not personal and member.person:
        return as_written(scene, phrase, Sort.WORK, "a pronoun for nobody named")
    return Verdict(member, "relative pronoun")


def _ends_before(sighting: Sighting, at: int) -> bool:
    """Whether a name, or the description behind it, ends right before word ``at``."""
    return sighting.last == at - 1 or any(
        title.last == at - 1 and title.first > sighting.last for title in sighting.member.titles
    )


def _they(scene: Scene, phrase: Phrase) -> Verdict:
    page, at = scene.page, phrase.head
    group = next((t for t in reversed(scene.turns) if t.member.sort is Sort.GROUP), None)
    last_body = next((t.at for t in reversed(scene.turns) if t.member.sort is Sort.BODY), -1)
    pair = scene.pair_before(at)
    if pair is not None and pair.first > max(last_body, group.at if group is not None else -1):
        return Verdict(pair, "they: the two just named")
    near = group is not None and page.paragraph[at] - page.paragraph[group.at] <= FAR_GROUP
    if group is not None and near and group.at > last_body:
        return Verdict(group.member, "they: the last group that spoke")
    plural = scene.plural_before(at)
    if plural is not None and plural > last_body:
        member = stand_in(Sort.GROUP, page.bare[plural], (page.low[plural],), plural, plural)
        return Verdict(member, "they: the last plural")
    weighed = scene.bodies_before(at, plural=True)
    if weighed.best is not None and weighed.score >= SURE_ENOUGH:
        return Verdict(weighed.best, "they: a body", weighed)
    return as_written(scene, phrase, Sort.GROUP, "a pronoun for nobody named")


# What is owned, made or described


def _owned(scene: Scene, phrase: Phrase) -> Verdict:
    noun = scene.page.low[phrase.head]
    owner = _owner(scene, phrase)
    if owner is not None and (noun in PARTS or noun in DOCUMENTS):
        return Verdict(owner, "what belongs to the speaker")
    if is_plural(noun) and noun not in BODIES:
        return as_written(scene, phrase, Sort.GROUP, "several people")
    if is_role(noun):
        named = scene.kin(owner, noun) if owner is not None else None
        return Verdict(named, "somebody's kin") if named else _role(scene, phrase, owner)
    if noun in BODIES:
        return _owned_body(scene, phrase, owner)
    return as_written(scene, phrase, Sort.ROLE, "as written")


def _owned_body(scene: Scene, phrase: Phrase, owner: Member | None) -> Verdict:
    if owner is not None and owner.sort in (Sort.PERSON, Sort.UNKNOWN):
        return Verdict(scene.bodies.of(owner, phrase.head), "body of the owner")
    return Verdict(scene.bodies.meant(phrase.first, phrase.head), "body of the owner")


def _owner(scene: Scene, phrase: Phrase) -> Member | None:
    if phrase.name is not None:
        return scene.member_of(phrase.name)
    return None if phrase.owner is None else _owner_by_pronoun(scene, phrase.owner)


def _owner_by_pronoun(scene: Scene, at: int) -> Member | None:
    word = scene.page.low[at]
    if word in HE_SHE:
        return scene.people_before(at, HE_SHE[word]).best
    return scene.bodies_before(at).best if word == "its" else None


def _document(scene: Scene, phrase: Phrase) -> Verdict:
    """ "A report by X", "the report": its maker, where the article tells."""
    page = scene.page
    maker = named_maker(page, phrase.first, phrase.last)
    if maker is None and phrase.definite:
        maker = earlier_maker(page, phrase.head)
    member = _maker(scene, maker) if maker is not None else None
    if member is not None:
        return Verdict(member, "maker of what speaks")
    return as_written(scene, phrase, Sort.WORK, "as written")


def _maker(scene: Scene, maker: Maker) -> Member | None:
    if maker.name is not None:
        return scene.member_of(maker.name)
    return None if maker.pronoun is None else _owner_by_pronoun(scene, maker.pronoun)


def _role(scene: Scene, phrase: Phrase, owner: Member | None = None) -> Verdict:
    """ "the minister", "the expert": whoever bears the title, or was just called so."""
    sighted = next(scene.sighted_before(phrase.head + 1), None)
    if sighted is not None and sighted.first == phrase.head:
        return Verdict(sighted.member, "named")
    owned = phrase.owner is not None or phrase.name is not None
    if phrase.definite or owned:
        earlier = _same_stand_in(scene, phrase)
        if not owned or owner is not None:
            titled = scene.described.titled(phrase, owner, scene.turns)
            if titled is not None and (earlier is None or _named_since(scene, titled, earlier)):
                return Verdict(titled, "title")
        if earlier is not None:
            return Verdict(earlier.member, "the one spoken of before")
    if phrase.definite and not owned and phrase.last == phrase.head:
        weighed = scene.people_before(phrase.first, None)
        member = scene.described.untitled(phrase.head, weighed)
        if member is not None:
            return Verdict(member, "description of the last subject", weighed)
    return as_written(scene, phrase, Sort.ROLE, "a role nobody is named for")


def _same_stand_in(scene: Scene, phrase: Phrase) -> Turn | None:
    """The last unnamed speaker of the same role: "a clerk said ... the clerk said"."""
    noun = scene.page.low[phrase.head]
    for turn in reversed(scene.turns[-6:]):
        if turn.member.sort is Sort.ROLE and noun in turn.member.words:
            return turn
    return None


def _named_since(scene: Scene, member: Member, earlier: Turn) -> bool:
    """Whether a member was named after an unnamed speaker's turn."""
    return any(s.member is member and s.first > earlier.at for s in scene.sightings)


def _body(scene: Scene, phrase: Phrase) -> Verdict:
    """ "the ministry", "the company": the body spoken of before, in its fullest form."""
    bare = phrase.definite and phrase.head - phrase.first == 1
    meant = scene.bodies.meant(phrase.first, phrase.head)
    if bare and scene.page.low[phrase.head] in GENERIC_BODIES and meant not in scene.cast.members:
        weighed = scene.bodies_before(phrase.first)
        for member, rival in weighed.ranked[:4]:
            if rival.score >= SURE_ENOUGH and member in scene.cast.members and _may_be(member):
                return Verdict(member, "the body just named", weighed)
    return Verdict(meant, "body")


def _may_be(member: Member) -> bool:
    """Whether a named member can be "the company": no place, and nobody's sex is told."""
    return member.sort in (Sort.BODY, Sort.UNKNOWN, Sort.THING) and not any(member.sex.values())


def best_title(member: Member) -> str | None:
    """The most telling title the article gives: the one of most words."""
    titles: list[Title] = [t for t in member.titles if len(t.text) > 4]
    return max(titles, key=lambda title: len(title.words)).text if titles else None
