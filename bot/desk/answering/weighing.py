"""How much a statement weighs in its article, and why. Pure.

Plain facts of news writing: a claim takes some words and a verb to make; what turns on the
words the article keeps coming back to is what it is about; the speaker's own words say more
than a report of them, and speech more than a plan or a belief; news stands high, but the
first paragraph sums up what is said in full below it; what "had" been said is what led up to
the news; whoever is introduced at length is there to be heard; and what a longer statement
says as well is not needed twice.

The weights are those of a logistic regression, rounded, fitted to what readers chose: five
statements from each of 114 articles, nearly all of the PolNeAR corpus (two readers for 15 of
them, a third for the other 99). Fitted to either group alone they have the same signs and serve
the other group nearly as well; the denial's is set by hand. ``key`` says
what they are worth on articles they were not fitted to, and ``python -m bench.key`` measures
and refits them on any such choice.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.quotes.lexicon import SPEECH
from bot.quotes.verbs import verb_form
from bot.quotes.words import AUXILIARIES, QUESTION_WORDS, SUBJECT_PRONOUNS
from bot.records import Act, Polarity, Quotation, Statement

_LENGTH, _ENOUGH = 1.3, 25  # for each e-fold of words; more of them make no stronger claim
_OWN_WORDS = {Quotation.DIRECT: 1.2, Quotation.MIXED: 0.8, Quotation.INDIRECT: 0.0}
_CLAUSE = 0.4
_PLAINLY = 0.75  # "said" and "told" give what was said; other verbs often what was made of it
_UNSAID = -0.55  # a deed, a plan or a belief, or speech that did not take place
_DENIAL = 0.5  # the other side of what somebody else claims
_ASKED = -3.4  # a question is not what anybody claims
_EARLIER = -3.2  # "had said": before the news
_TOPIC, _TOPICAL = 1.15, 5  # for each e-fold of how often its five commonest words recur
_OPENING_SPEAKER = 0.4  # whose name stands in the headline or the first paragraph
_INTRODUCED, _INTRODUCTION = 0.5, 15  # for each e-fold of words that name the speaker
_DOWN = -0.6  # for each e-fold of paragraphs above it
_SUMMED_UP = -1.15  # in the first paragraph
_IN_HEADLINE = -2.3  # repeats what the text says
_REPEATED = -1.2  # for the whole of its words standing in a longer one nearby
_NEARBY = 40  # statements before and after

_HEADLINE = 120  # code points; a first line no longer than this is a headline
_PARAGRAPH = 15  # words; what has no more is a caption, a date or a heading

_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d,.]*")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NONFINITE = frozenset(("be", "been", "being", "having"))
_SHORT_FORMS = frozenset(("re", "ll", "ve", "d", "m"))
_BEFORE_IS = SUBJECT_PRONOUNS | {"that", "there", "what"}
_ASKING = frozenset(("ask", "question"))
_PLAIN = frozenset(("say", "tell"))
_QUESTIONS = QUESTION_WORDS | {"if", "who", "when", "which"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for a statement, or against it where ``weight`` is below 0."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """A statement by itself: what it weighs and why, its words of meaning and its voice."""

    statement: Statement
    reasons: tuple[Reason, ...]
    words: frozenset[str]
    voice: str

    @property
    def weight(self) -> float:
        return sum(reason.weight for reason in self.reasons)


def weigh(text: str, statements: Iterable[Statement]) -> list[Weighed]:
    """Each statement with what it weighs in this article, in text order."""
    article = _Article(text)
    inside = sorted(statements, key=lambda one: (one.content, one.id))
    words = [frozenset(_meaning(" ".join(one.words(text)))) for one in inside]
    voices = [one.speaker.entity_id or one.speaker.name.casefold() for one in inside]
    headed = sum(one.content[0].start < article.headline for one in inside)
    found = []
    for at, (statement, own) in enumerate(zip(inside, words, strict=True)):
        repeated = _REPEATED * _repeated(words, at, headed)
        reasons = [*_by_itself(article, statement, own), ("repeated", repeated)]
        found.append(
            Weighed(
                statement,
                tuple(Reason(name, weight) for name, weight in reasons if weight),
                own,
                voices[at],
            )
        )
    return found


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter one's words the other has, too: 0 to 1."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _meaning(text: str) -> list[str]:
    """The words that carry meaning, letter case and plurals aside."""
    return [_singular(word) for word in _WORD.findall(text.casefold()) if word not in _common()]


class _Article:
    """What the article is about, as far as its words tell."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.counts = Counter(_meaning(text))
        first = text[: text.index("\n")] if "\n" in text else text
        self.headline = len(first) if len(first) <= _HEADLINE and len(first) < len(text) else 0
        self.ends, first_paragraph = [], ""
        at = self.headline
        for line in text[at:].split("\n"):
            at += len(line) + 1
            if len(line.split()) > _PARAGRAPH:
                first_paragraph = first_paragraph or line
                self.ends.append(at - 1)
        self.names = frozenset(_meaning(f"{first} {first_paragraph}"))

    def paragraphs_above(self, start: int) -> int:
        """How many paragraphs end before this offset."""
        return bisect_right(self.ends, start)


def _by_itself(
    article: _Article, statement: Statement, words: frozenset[str]
) -> Iterable[tuple[str, float]]:
    text, start = article.text, statement.content[0].start
    said = " ".join(statement.words(text))
    speaker = statement.speaker.mention
    called = speaker.of(text) if speaker else statement.speaker.name
    above = article.paragraphs_above(start)
    yield "length", _LENGTH * math.log1p(min(len(said.split()), _ENOUGH))
    yield "own words", _OWN_WORDS[statement.quotation]
    yield "a whole claim", _CLAUSE * _has_clause(said)
    yield "plainly said", _PLAINLY * (not _PLAIN.isdisjoint(_cue_verbs(statement, text)))
    yield "not said", _UNSAID * (not _is_said(statement, text))
    yield "said earlier", _EARLIER * _is_earlier(statement, text)
    yield "a denial", _DENIAL * (statement.act is Act.DENIED)
    yield "a question", _ASKED * _is_asked(statement, text, said)
    yield "topic", _TOPIC * _topical(article.counts, words)
    yield (
        "speaker of the opening",
        _OPENING_SPEAKER * bool(article.names.intersection(_meaning(statement.speaker.name))),
    )
    yield "introduced", _INTRODUCED * math.log1p(min(len(called.split()), _INTRODUCTION))
    yield "further down", _DOWN * math.log1p(above)
    yield "summed up", _SUMMED_UP * (start >= article.headline and not above)
    yield "headline", _IN_HEADLINE * (start < article.headline)


def _repeated(words: Sequence[frozenset[str]], at: int, headed: int) -> float:
    """The part of its words, 0 to 1, that one longer statement nearby has, too.

    The first ``headed`` stand in the headline, and a headline is what repeats.
    """
    own = words[at]
    nearby = range(max(headed, at - _NEARBY), min(len(words), at + _NEARBY + 1))
    longer = (words[other] for other in nearby if len(words[other]) > len(own))
    return max((shared(own, other) for other in longer), default=0.0)


def _topical(counts: Counter[str], words: frozenset[str]) -> float:
    often = sorted((math.log(max(counts[word], 1)) for word in words), reverse=True)
    return sum(often[:_TOPICAL]) / _TOPICAL


def _cue_verbs(statement: Statement, text: str) -> set[str]:
    """The bases of the words that attribute: "has warned" gives have and warn."""
    cue = statement.cue.of(text).casefold() if statement.cue else ""
    return {form.base for word in _TOKEN.findall(cue) if (form := verb_form(word))}


def _is_said(statement: Statement, text: str) -> bool:
    if statement.act is Act.BELIEVES or statement.polarity is not Polarity.ASSERTED:
        return False
    cue = statement.cue.of(text).casefold() if statement.cue else ""
    unworded = not _TOKEN.search(cue) or ":" in cue
    return unworded or "according" in cue or not SPEECH.isdisjoint(_cue_verbs(statement, text))


def _is_earlier(statement: Statement, text: str) -> bool:
    return statement.cue is not None and "had" in statement.cue.of(text).casefold().split()


def _is_asked(statement: Statement, text: str, said: str) -> bool:
    """A question by its act, or where that says nothing in particular by its cue.

    "asked Holt to wait" is a request, and what somebody wants is a claim.
    """
    if statement.act is Act.SAID:
        asked = not _ASKING.isdisjoint(_cue_verbs(statement, text))
    else:
        asked = statement.act is Act.ASKED
    first = next((w for w in _TOKEN.findall(said.casefold()) if w in _QUESTIONS or w == "to"), "")
    return asked and ("?" in said or first != "to")


def _has_clause(said: str) -> bool:
    for word in _TOKEN.findall(said.replace("’", "'").casefold()):
        head, _, tail = word.partition("'")
        if word in AUXILIARIES and word not in _NONFINITE:
            return True
        if tail in _SHORT_FORMS or (tail == "s" and head in _BEFORE_IS):
            return True
    return False


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and word[-2] != "s" and len(word) > 4 else word


@cache
def _common() -> frozenset[str]:
    """Words that stand in articles about anything."""
    text = files("bot.desk.answering").joinpath("common_words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())
