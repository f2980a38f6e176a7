"""Who a speaker's phrase means, one rule for each shape of phrase.

A ``Verdict`` always has a member: somebody the article names, or a stand-in that carries
the phrase as written ("senior official"), so that a later "he" can mean that one too.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.documents import Maker, earlier_maker, named_maker
from bot.people.lexicon import (
    BODIES,
    BODY_PARTNERS,
    BRANDS,
    DOCUMENT_PARTNERS,
    DOCUMENTS,
    GENERIC_BODIES,
    PARTS,
    is_role,
)
from bot.people.members import Member, Sighting, stand_in
from bot.people.names import Name, Sort
from bot.people.phrase import HE_SHE, IT, PLURALS, WHO, Phrase, Shape, bare_words, read_phrase
from bot.people.pronouns import RECENT_TURNS, Turn, Weighed, is_plural, noun_phrase_before
from bot.people.scene import Scene
from bot.people.titles import Title

SURE_ENOUGH = 6.0  # points below which "they" or "it" is left without a name
_BY_BODIES = DOCUMENT_PARTNERS["poll"] | DOCUMENT_PARTNERS["report"]  # hardly by one person
FAR_GROUP = 1  # paragraphs over which "they" still means the last group


@dataclass(frozen=True, slots=True)
class Verdict:
    """The member chosen, by which rule, and all that were weighed where several were."""

    member: Member
    rule: str
    weighed: Weighed | None = None


def decide(scene: Scene, phrase: Phrase, answering: bool = False) -> Verdict:
    """Who ``phrase`` means; where it is ``answering``, hardly the one who spoke last."""
    if _is_letter(scene, phrase):
        return _letter(scene, phrase)
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
    sort = Sort.BODY if scene.page.caps[phrase.head] else Sort.OTHER
    return as_written(scene, phrase, sort, "as written")


def _is_letter(scene: Scene, phrase: Phrase) -> bool:
    """Whether the phrase is the "Q:" or "A:" of an interview."""
    page = scene.page
    single = phrase.first == phrase.last and page.low[phrase.first] in ("q", "a")
    return single and page.glue[phrase.first].startswith(":")


def _letter(scene: Scene, phrase: Phrase) -> Verdict:
    member = scene.interviewed(scene.page.low[phrase.first])
    if member is not None:
        return Verdict(member, "interview")
    return as_written(scene, phrase, Sort.ROLE, "interview")


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
            member.vote(Sort.BODY if body else Sort.PERSON, 1.5)
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
        if not _ends_before(scene, sighting, at) or page.owns[sighting.last]:
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


def _ends_before(scene: Scene, sighting: Sighting, at: int) -> bool:
    """Whether a name, or the description behind it, ends right before word ``at``."""
    page = scene.page
    end = at - 1
    if page.glue[end].strip(". ").startswith(")"):  # "Ann Bell (D-Ohio), who"
        while end > sighting.last and not page.glue[end].endswith("("):
            end -= 1
    return sighting.last == end or any(
        title.last == end and title.first > sighting.last for title in sighting.member.titles
    )


def _they(scene: Scene, phrase: Phrase) -> Verdict:
    page, at = scene.page, phrase.head
    recent = scene.turns[: -RECENT_TURNS - 1 : -1]
    group = next((t for t in recent if t.member.sort is Sort.GROUP), None)
    last_body = next((t.at for t in recent if t.member.sort is Sort.BODY), -1)
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
        if named is None:
            return _role(scene, phrase, owner)
        scene.described.learn(named, phrase)
        return Verdict(named, "somebody's kin")
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
    if member is not None and member.person and page.low[phrase.head] in _BY_BODIES:
        member = None
    if member is not None:
        return Verdict(member, "maker of what speaks")
    return as_written(scene, phrase, Sort.WORK, "as written")


def _maker(scene: Scene, maker: Maker) -> Member | None:
    if maker.name is not None and maker.other is not None:
        return scene.both(scene.member_of(maker.name), scene.member_of(maker.other), Sort.BODY)
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
            if titled is not None and (
                earlier is None or _named_since(scene, titled, earlier, phrase)
            ):
                return Verdict(titled, "title")
        if earlier is not None:
            return Verdict(earlier.member, "the one spoken of before")
    if phrase.definite and not owned and phrase.last == phrase.head:
        weighed = scene.people_before(phrase.first, None)
        member = scene.described.untitled(phrase.head, weighed)
        if member is not None and not _in_sentence(scene, member, phrase):
            return Verdict(member, "description of the last subject", weighed)
    return as_written(scene, phrase, Sort.ROLE, "a role nobody is named for")


def _in_sentence(scene: Scene, member: Member, phrase: Phrase) -> bool:
    """Whether a member is named in this very sentence, so that a description means another."""
    seen = scene.described.last_seen(member, phrase.first)
    return seen is not None and scene.page.sentence[seen] == scene.page.sentence[phrase.first]


def _same_stand_in(scene: Scene, phrase: Phrase) -> Turn | None:
    """The last unnamed speaker of the same role: "a clerk said ... the clerk said"."""
    noun = scene.page.low[phrase.head]
    for turn in reversed(scene.turns[-6:]):
        if turn.member.sort is Sort.ROLE and noun in turn.member.words:
            return turn
    return None


def _named_since(scene: Scene, member: Member, earlier: Turn, phrase: Phrase) -> bool:
    """Whether a member was named after an unnamed speaker's turn."""
    seen = scene.described.last_seen(member, phrase.first)
    return seen is not None and seen > earlier.at


def _body(scene: Scene, phrase: Phrase) -> Verdict:
    """ "the ministry", "the company": the body spoken of before, in its fullest form."""
    if phrase.last > phrase.head and not scene.page.caps[phrase.head]:
        return as_written(scene, phrase, Sort.BODY, "body")
    bare = phrase.definite and phrase.head - phrase.first == 1
    meant = scene.bodies.meant(phrase.first, phrase.head)
    if bare and scene.page.low[phrase.head] in GENERIC_BODIES and not scene.cast.named(meant):
        weighed = scene.bodies_before(phrase.first)
        for member, rival in weighed.ranked[:4]:
            named = scene.cast.named(member)
            if named and rival.score >= SURE_ENOUGH and _may_be(scene, member, phrase):
                return Verdict(member, "the body just named", weighed)
    return Verdict(meant, "body")


def _may_be(scene: Scene, member: Member, phrase: Phrase) -> bool:
    """Whether a named member can be "the company": nothing in its name says otherwise."""
    noun = scene.page.low[phrase.head]
    last = member.words[-1]
    if last in BODIES and last != noun and last not in BODY_PARTNERS.get(noun, ()):
        return False
    if last in BRANDS and noun not in BODY_PARTNERS["company"]:
        return False
    if member.sort is Sort.BODY:
        acronym = len(member.words) == 1 and member.name.isupper()
        return not acronym or noun in ("agency", "group", "organization", "organisation", "network")
    spoke = any(turn.member is member for turn in scene.turns[-6:])
    return spoke and member.sort is Sort.UNKNOWN and not any(member.sex.values())


def best_title(member: Member) -> str | None:
    """The most telling title the article gives: the one of most words."""
    titles: list[Title] = [t for t in member.titles if len(t.text) > 4]
    return max(titles, key=lambda title: len(title.words)).text if titles else None
