"""Who each speaker of an article is, decided from the article alone.

The text is read once, its cast gathered, and the attributions gone through in text order,
so that "he" and "the expert" can mean whoever spoke last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.people.decide import Verdict, as_written, best_title, decide
from bot.people.identity import Identity
from bot.people.members import Member
from bot.people.names import Sort
from bot.people.page import read
from bot.people.phrase import SPEAKING, Phrase, Shape, read_phrase
from bot.people.pronouns import Turn
from bot.people.scene import Scene
from bot.records import NOBODY, Act, Attribution, Span, Speaker, SpeakerKind

SHOWN_RIVALS = 4
_KINDS = {
    Sort.PERSON: SpeakerKind.PERSON,
    Sort.BODY: SpeakerKind.ORGANISATION,
    Sort.PLACE: SpeakerKind.ORGANISATION,
    Sort.PEOPLE: SpeakerKind.GROUP,
    Sort.GROUP: SpeakerKind.GROUP,
    Sort.ROLE: SpeakerKind.UNNAMED,
    Sort.OTHER: SpeakerKind.UNNAMED,
    Sort.THING: SpeakerKind.ORGANISATION,
    Sort.WORK: SpeakerKind.ORGANISATION,
}


def identify(text: str, found: Sequence[Attribution]) -> tuple[Speaker, ...]:
    """The speaker of every attribution, in order; ``entity_id`` is left None."""
    return tuple(identity.speaker for identity in explain_identity(text, found))


def explain_identity(text: str, found: Sequence[Attribution]) -> tuple[Identity, ...]:
    """The speaker of every attribution, in order, with why each was chosen and what lost."""
    decided = [Identity(NOBODY, "nobody is mentioned") for _ in found]
    mentioned: dict[Span, list[int]] = defaultdict(list)
    for number, attribution in enumerate(found):
        if attribution.mention is not None:
            mentioned[attribution.mention].append(number)
    if not mentioned:
        return tuple(decided)
    scene = Scene(read(text))
    for number, attribution in enumerate(found):
        scene.note(_content(scene, attribution), number)
    later: list[Span] = []
    for mention in sorted(mentioned):
        phrase = read_phrase(scene.page, scene.page.words_in(mention.start, mention.end))
        if phrase is not None and _speaks_of_itself(scene, phrase):
            later.append(mention)
            continue
        said = [found[number] for number in mentioned[mention]]
        identity = _identity(scene, phrase, mention, said) if phrase else _wordless(text, mention)
        for number in mentioned[mention]:
            decided[number] = identity
    for mention in later:
        for number in mentioned[mention]:
            decided[number] = _first_person(scene, mention, number, decided)
    return tuple(decided)


def _wordless(text: str, mention: Span) -> Identity:
    """A mention of marks only: they are kept, so that it has a name."""
    words = mention.of(text)
    return Identity(Speaker(mention, words.strip() or words, None, SpeakerKind.UNNAMED), "no words")


def _identity(scene: Scene, phrase: Phrase, mention: Span, said: Sequence[Attribution]) -> Identity:
    """The one speaker of all that is ``said`` by the same words of the article."""
    scene.excluded = tuple(words for a in said for words in _content(scene, a))
    verdict = decide(scene, phrase, any(a.act is Act.ANSWERED for a in said))
    member = verdict.member
    kind = _kind(member)
    if kind is SpeakerKind.PERSON:
        member.vote(Sort.PERSON, 0.5)
    scene.turns.append(Turn(phrase.head, member))
    return _explained(scene, verdict, mention, kind)


def _content(scene: Scene, attribution: Attribution) -> tuple[range, ...]:
    return tuple(scene.page.words_in(c.start, c.end) for c in attribution.content)


def _kind(member: Member) -> SpeakerKind:
    sort = member.sort
    if sort is Sort.UNKNOWN:
        return SpeakerKind.PERSON if member.person else SpeakerKind.ORGANISATION
    return _KINDS[sort]


def _explained(scene: Scene, verdict: Verdict, mention: Span, kind: SpeakerKind) -> Identity:
    page, member = scene.page, verdict.member
    title = best_title(member) if kind is SpeakerKind.PERSON else None
    speaker = Speaker(mention, member.name, title, kind)
    evidence = Span(page.starts[member.first], page.ends[member.last])
    ranked = verdict.weighed.ranked if verdict.weighed is not None else ()
    why = next((rival.reasons for other, rival in ranked if other is member), ())
    lost = tuple(rival for other, rival in ranked[:SHOWN_RIVALS] if other is not member)
    return Identity(speaker, verdict.rule, evidence, why, lost)


# "I" and "we": whoever is being quoted


def _speaks_of_itself(scene: Scene, phrase: Phrase) -> bool:
    return phrase.shape is Shape.PRONOUN and scene.page.low[phrase.head] in SPEAKING


def _first_person(
    scene: Scene, mention: Span, number: int, decided: Sequence[Identity]
) -> Identity:
    """The speaker whose words the "I" stands in, where one was decided."""
    page = scene.page
    words = page.words_in(mention.start, mention.end)
    around = scene.said_in(words.start)
    if around is not None and around != number and decided[around].speaker.name:
        speaker = decided[around].speaker
        own = Speaker(mention, speaker.name, speaker.title, speaker.kind)
        return Identity(own, "first person in a quotation", decided[around].evidence)
    phrase = Phrase(Shape.PRONOUN, words.start, words.stop - 1, words.start)
    verdict = as_written(scene, phrase, Sort.ROLE, "the author, whom the text does not name")
    return _explained(scene, verdict, mention, SpeakerKind.UNNAMED)
