"""Attributions made by layout: transcripts, colons, signed quotations, announced paragraphs.

WALLACE: And then what?            a turn of a transcript, to the paragraph's end
Mayor Grove: “We are ready.”       colon style
“We are ready.” — Lee Grove, 34    a signed quotation (vox pop, reader's letter)
She wrote on Friday:               the next paragraph is what she wrote
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.quotes.candidate import Candidate, Parsed, Piece
from bot.quotes.chunks import NP, PASSIVE, VG
from bot.quotes.lexicon import SPEECH
from bot.quotes.subjects import Subject, find
from bot.quotes.words import listed

_TURN_WORDS = 9  # a speaker's name before a colon is no longer than that
_SIGNATURE_UNITS = 16
_ANNOUNCES = listed(
    "say write tweet note argue explain add post reply respond conclude state continue ask "
    "answer read go put describe recall summarize"
)
_NAME = re.compile(
    r"(?:[A-Z][\w.'’-]*|\([A-Z][\w.-]*\)|of|the|de|von|van|bin|al|Jr\.,?|,|[“\"]\w+[”\"])"
    r"(?:\s+(?:[A-Z][\w.'’-]*|\([A-Z][\w.-]*\)|of|the|de|von|van|bin|al|,))*,?"
)


def layouts(parsed: Sequence[Parsed], index: int, text: str) -> list[Candidate]:
    """Candidates that sentence ``index`` makes by its layout."""
    found = []
    for make in (_turn, _signature, _announcement):
        made = make(parsed, index, text)
        if made is not None:
            found.append(made)
    return found


def _made(
    parsed: Parsed, rule: str, letter: str, cue: tuple[int, int], speaker: tuple[int, int]
) -> Candidate:
    """A candidate from unit ranges of its cue and its speaker."""
    units = parsed.units
    at = next((i for i, c in enumerate(parsed.chunks) if c.end > cue[0]), 0)
    made = Candidate(parsed, rule, letter, at, rule)
    made.cue = Piece(units[cue[0]].start, units[cue[1] - 1].end)
    made.speaker = Piece(units[speaker[0]].start, units[speaker[1] - 1].end)
    made.subject = Subject(speaker[0], speaker[1], "lay", 0)
    return made


def _paragraph_end(parsed: Sequence[Parsed], index: int) -> int:
    paragraph = parsed[index].sentence.paragraph
    while index + 1 < len(parsed) and parsed[index + 1].sentence.paragraph == paragraph:
        index += 1
    return index


def _turn(parsed: Sequence[Parsed], index: int, text: str) -> Candidate | None:
    """ "NAME: …" at the start of a paragraph."""
    here = parsed[index]
    units = here.units
    if not here.sentence.opens_paragraph or len(units) < 4:
        return None
    colon = next((i for i, u in enumerate(units[:_TURN_WORDS]) if u.text == ":"), 0)
    if not colon or colon + 1 >= len(units) or any(u.kind == "q" for u in units[:colon]):
        return None
    name = text[units[0].start : units[colon - 1].end]
    capitals = name.isupper() and len(name) > 2
    quoted = units[colon + 1].kind == "q"
    if not (capitals or quoted) or _NAME.fullmatch(name) is None:
        return None
    last = _paragraph_end(parsed, index)
    whole = capitals or parsed[last].units[-1].kind == "q"
    end = parsed[last].sentence.end if whole else here.sentence.end
    made = _made(here, "transcript" if capitals else "colon", "C", (colon, colon + 1), (0, colon))
    made.content = [Piece(units[colon + 1].start, end)]
    made.frame = "turn" if capitals else "Q"
    made.left = str(last - index) if last - index < 3 else "3"
    return made


def _signature(parsed: Sequence[Parsed], index: int, text: str) -> Candidate | None:
    """ "“…” — Name, 34", in one paragraph or two."""
    here = parsed[index]
    units = here.units
    dash = next((i for i, u in enumerate(units) if u.tag == "-"), None)
    if dash is None or len(units) - dash > _SIGNATURE_UNITS:
        return None
    name = next((c for c in here.chunks if c.start == dash + 1 and c.kind == NP), None)
    if name is None or not units[name.start].text[0].isupper():
        return None
    if any(c.kind == VG and c.start > dash for c in here.chunks):
        return None
    if dash and units[0].kind == "q" and all(u.kind != "w" for u in units[:dash]):
        content = Piece(units[0].start, units[dash - 1].end)
    elif (
        not dash
        and index
        and parsed[index - 1].sentence.only_quotation()
        and (here.sentence.paragraph - parsed[index - 1].sentence.paragraph <= 1)
    ):
        content = Piece(parsed[index - 1].sentence.start, parsed[index - 1].sentence.end)
    else:
        return None
    made = _made(here, "signed", "S", (dash, dash + 1), (name.start, name.end))
    made.content = [content]
    made.frame = "same" if dash else "next"
    return made


def _announcement(parsed: Sequence[Parsed], index: int, text: str) -> Candidate | None:
    """A sentence that ends in a colon hands the next paragraph to its speaker."""
    here = parsed[index]
    units = here.units
    if units[-1].text != ":" or index + 1 >= len(parsed):
        return None
    after = parsed[index + 1]
    if after.sentence.paragraph != here.sentence.paragraph + 1:
        return None
    quoted = after.units[0].kind == "q"
    chunks = here.chunks
    for at in reversed(here.verbs):
        group = chunks[at]
        if group.lemma in ("be", "have", "do", "will") or group.form == PASSIVE:
            continue
        if not quoted and (group.lemma not in _ANNOUNCES or at < len(chunks) - 8):
            continue
        if group.lemma not in SPEECH and group.lemma not in _ANNOUNCES:
            continue
        subject = find(chunks, units, at)
        if subject is None:
            continue
        made = _made(here, "announced", "N", (group.start, group.end), (subject.start, subject.end))
        made.at = at
        made.lemma = group.lemma
        made.subject = subject
        last = _paragraph_end(parsed, index + 1)
        if not quoted:
            end = parsed[last].sentence.end
        elif all(u.kind != "w" for u in after.units):
            end = after.sentence.end
        else:
            end = after.units[0].end
        made.content = [Piece(after.sentence.start, end)]
        made.frame = "Q" if quoted else "text"
        made.left = "p"
        return made
    return None
