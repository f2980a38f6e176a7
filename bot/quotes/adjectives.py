"""Adjectives that attribute: "is confident that …", "remained silent on …", "it is clear that".

data/adjectives.txt lists those that report a mind. After "it" nobody in particular speaks.
"""

from __future__ import annotations

from bot.quotes.candidate import Candidate, Parsed, Piece, trim
from bot.quotes.chunks import NP, VG
from bot.quotes.ends import content_end
from bot.quotes.frames import frame_at
from bot.quotes.lexicon import ADJECTIVES
from bot.quotes.scoring import gate
from bot.quotes.starts import begin
from bot.quotes.subjects import find
from bot.quotes.words import DETERMINERS

_LINKING = ADJECTIVES["linking"]
_PERSONAL = ADJECTIVES["personal"]
_ALL = _PERSONAL | ADJECTIVES["impersonal"]


def adjectival(parsed: Parsed) -> list[Candidate]:
    """Candidates of one sentence."""
    found: list[Candidate] = []
    chunks, units = parsed.chunks, parsed.units
    for at in parsed.verbs:
        if chunks[at].lemma not in _LINKING:
            continue
        after = at + 1
        if after < len(chunks) and chunks[after].kind == "A":
            after += 1
        if after >= len(chunks) or chunks[after].kind != NP:
            continue
        phrase = chunks[after]
        word = units[phrase.end - 1].lower
        if word not in _ALL or units[phrase.start].lower in DETERMINERS:
            continue
        made = _candidate(parsed, at, after, word)
        if made is not None:
            found.append(made)
    return found


def _candidate(parsed: Parsed, at: int, after: int, word: str) -> Candidate | None:
    chunks, units = parsed.chunks, parsed.units
    made = Candidate(parsed, "adjective", "R", at, "a." + word)
    frame = frame_at(chunks, units, after + 1)
    if frame.first >= len(chunks) or frame.name in ("end", ",", ";", "-", "C", "v", ")", "O", "R"):
        return None
    made.frame, made.first = frame.name, frame.first
    made.subject = find(chunks, units, at)
    made.left = chunks[at - 1].kind if at else "^"
    made.gate = gate(made)
    if made.gate <= 0.0:
        return None
    start = units[chunks[at].start].start
    made.cue = Piece(start, units[chunks[after].end - 1].end)
    subject = made.subject
    if subject is not None and units[subject.start].lower not in ("it", "there"):
        made.speaker = Piece(units[subject.start].start, units[subject.end - 1].end)
    first = begin(made, after + 1)
    piece = trim(parsed, chunks[first].start, content_end(made, first))
    if piece is None:
        return None
    made.content = [piece]
    if made.speaker is not None and chunks[at].kind == VG and word not in _PERSONAL:
        # "the plan is likely to": its subject is part of what is said
        made.content = [made.speaker, piece]
        made.speaker = None
    return made
