"""What a correction changed: the statements of two revisions of one article, compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.records import Article, Change, ChangeKind, Quoted, Record, Statement

ALIKE = 0.5
"""Share of common words, of all words of both, from which on one is the other reworded."""

_WORD = re.compile(r"\w+")

_TAKEN_BACK = (
    r"(?:retracted|retraction|withdrawn|(?:story|article) (?:retracted|withdrawn|removed))"
)
_RETRACTED_TITLE = re.compile(
    rf"\s*(?:[\[(]\s*{_TAKEN_BACK}\s*[\])]|{_TAKEN_BACK}\s*[:|–—])", re.IGNORECASE
)
_RETRACTED_TEXT = re.compile(
    r"\bthis (?:article|story|report)\b[^.!?\n]{0,60}"
    r"\b(?:has been|was|is) (?:\w+ly )?(?:retracted|withdrawn)\b"
    r"|\b(?:has|have) (?:retracted|withdrawn) this (?:article|story|report)\b",
    re.IGNORECASE,
)
_BEGINNING = 400  # code points of the text in which a retraction would say so


@dataclass(frozen=True, slots=True)
class _Pair:
    """A statement of each revision, and how alike their words are, 0 to 1."""

    likeness: float
    before: Statement
    after: Statement


def changes(before: Record, after: Record) -> tuple[Change, ...]:
    """What changed from one revision to the next, in the order of the new text, removals last.

    A statement whose words and speaker stand is no change, wherever it moved to.
    """
    pairs = _pairs(before, after)
    matched = {pair.after.id: pair for pair in pairs}
    found: list[Change] = []
    for statement in after.statements:
        new = Quoted(after.article, statement)
        pair = matched.get(statement.id)
        if pair is None:
            found.append(Change(ChangeKind.ADDED, None, new))
            continue
        old = Quoted(before.article, pair.before)
        if _name(pair.before) != _name(statement):
            found.append(Change(ChangeKind.SPEAKER_CHANGED, old, new))
        elif _words(old) != _words(new):
            found.append(Change(ChangeKind.REWORDED, old, new))
    kept = {pair.before.id for pair in pairs}
    gone = [one for one in before.statements if one.id not in kept]
    removed = [Change(ChangeKind.REMOVED, Quoted(before.article, one), None) for one in gone]
    return (*found, *removed)


def is_retraction(article: Article) -> bool:
    """Whether the article's own headline or beginning says that its outlet takes it back.

    "Retracted: ..." and "This article has been withdrawn" do; an article *about* the retraction
    of something else ("The journal retracted a study") does not.
    """
    return bool(
        _RETRACTED_TITLE.match(article.title) or _RETRACTED_TEXT.search(article.text[:_BEGINNING])
    )


def _pairs(before: Record, after: Record) -> list[_Pair]:
    """The best matches, one to one: the same words first, then what is most alike."""
    candidates = sorted(_candidates(before, after), key=lambda pair: -pair.likeness)
    taken_before: set[str] = set()
    taken_after: set[str] = set()
    pairs = []
    for pair in candidates:
        if pair.before.id not in taken_before and pair.after.id not in taken_after:
            taken_before.add(pair.before.id)
            taken_after.add(pair.after.id)
            pairs.append(pair)
    return pairs


def _candidates(before: Record, after: Record) -> Iterator[_Pair]:
    old = [(one, _words(Quoted(before.article, one))) for one in before.statements]
    new = [(one, _words(Quoted(after.article, one))) for one in after.statements]
    for was, old_words in old:
        for now, new_words in new:
            same_speaker = _name(was) == _name(now)
            likeness = _likeness(old_words, new_words)
            if old_words == new_words or (same_speaker and likeness >= ALIKE):
                # Among equal words the same speaker's come first.
                yield _Pair(likeness + same_speaker, was, now)


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    common = len(set(one) & set(other))
    return common / max(1, len(set(one) | set(other)))


def _words(quoted: Quoted) -> list[str]:
    return _WORD.findall(" ".join(quoted.words).casefold())


def _name(statement: Statement) -> str:
    return " ".join(statement.speaker.name.casefold().split())
