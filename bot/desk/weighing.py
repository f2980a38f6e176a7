"""How much a statement weighs in its article, and why. Pure.

Plain facts of news writing: a claim takes some words and a verb to make; what turns on the
words the article keeps coming back to, or opens with, is what it is about; the speaker's own
words say more than a report of them, and speech more than a plan or a belief; whoever is
introduced with name and office is there to be heard; and what a longer statement says as
well is not needed twice.

The weights are round numbers near those of a logistic regression, fitted to what readers chose,
five statements from each of 71 articles (two readers for 15 of them, one for 56); the denial's
and the headline's are set by hand. ``bot.desk.key`` says what they are worth on articles they
were not fitted to, and ``python -m bench.key`` measures and refits them on any such choice.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.quotes.lexicon import SPEECH
from bot.quotes.verbs import verb_form
from bot.quotes.words import AUXILIARIES, QUESTION_WORDS, SUBJECT_PRONOUNS
from bot.records import Act, Polarity, Quotation, Statement

_LENGTH, _ENOUGH = 1.0, 25  # for each e-fold of words; more of them make no stronger claim
_OWN_WORDS = {Quotation.DIRECT: 1.5, Quotation.MIXED: 1.0, Quotation.INDIRECT: 0.0}
_CLAUSE = 0.6
_UNSAID = -1.0  # a deed, a plan or a belief, or speech that did not take place
_DENIAL = 0.5  # the other side of what somebody else claims
_ASKED = -2.5  # a question is not what anybody claims
_TOPIC, _TOPICAL = 0.8, 5  # for each e-fold of how often its five commonest words recur
_OPENING = 0.06  # for each word it shares with the article's opening
_OPENING_SPEAKER = 0.4  # whose name stands there
_INTRODUCED, _INTRODUCTION = 0.5, 15  # for each e-fold of words that name the speaker
_NAMED = 0.5  # among them a name
_EARLY, _EARLY_PART = 0.4, 0.35  # in the article's first third
_GOES_ON = -0.4  # what the same voice adds to the statement before
_IN_HEADLINE = -0.5  # repeats what the text says
_REPEATED = -1.8  # for the whole of its words standing in a longer one nearby
_NEARBY = 40  # statements before and after

_HEADLINE = 120  # code points; a first line no longer than this is a headline
_PARAGRAPH = 15  # words; what has no more is a caption, a date or a heading
_OPENING_PARAGRAPHS = 2

_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d,.]*")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NONFINITE = frozenset(("be", "been", "being", "having"))
_SHORT_FORMS = frozenset(("re", "ll", "ve", "d", "m"))
_BEFORE_IS = SUBJECT_PRONOUNS | {"that", "there", "what"}
_ASKING = frozenset(("ask", "question"))
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
        goes_on = at > headed and voices[at] != "" and voices[at] == voices[at - 1]
        reasons = [
            *_by_itself(article, statement, own),
            ("repeated", repeated),
            ("goes on", _GOES_ON * goes_on),
        ]
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
        lines = text[self.headline :].split("\n")
        body = [line for line in lines if len(line.split()) > _PARAGRAPH]
        self.opening = frozenset(_meaning(" ".join(body[:_OPENING_PARAGRAPHS])))
        self.names = frozenset(_meaning(" ".join((first, *body[:1]))))


def _by_itself(
    article: _Article, statement: Statement, words: frozenset[str]
) -> Iterable[tuple[str, float]]:
    text, start = article.text, statement.content[0].start
    said = " ".join(statement.words(text))
    speaker = statement.speaker.mention
    called = speaker.of(text) if speaker else statement.speaker.name
    yield "length", _LENGTH * math.log1p(min(len(said.split()), _ENOUGH))
    yield "own words", _OWN_WORDS[statement.quotation]
    yield "a whole claim", _CLAUSE * _has_clause(said)
    yield "not said", _UNSAID * (not _is_said(statement, text))
    yield "a denial", _DENIAL * (statement.act is Act.DENIED)
    yield "a question", _ASKED * _is_asked(statement, text, said)
    yield "topic", _TOPIC * _topical(article.counts, words)
    yield "opening", _OPENING * len(words & article.opening)
    yield (
        "speaker of the opening",
        _OPENING_SPEAKER * bool(article.names.intersection(_meaning(statement.speaker.name))),
    )
    yield "introduced", _INTRODUCED * math.log1p(min(len(called.split()), _INTRODUCTION))
    yield "named", _NAMED * _has_name(called)
    yield "early", _EARLY * (start < _EARLY_PART * len(text))
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


def _has_name(called: str) -> bool:
    return any(w[0].isupper() and w.casefold() not in SUBJECT_PRONOUNS for w in called.split())


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and word[-2] != "s" and len(word) > 4 else word


@cache
def _common() -> frozenset[str]:
    """Words that stand in articles about anything."""
    text = files("bot.desk").joinpath("common_words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())
