"""Attributions made by layout: transcripts, colons, signed quotations, announced paragraphs.

WALLACE: And then what?            a turn of a transcript, to the paragraph's end
Mayor Grove: “We are ready.”       colon style
“We are ready.” — Lee Grove, 34    a signed quotation (vox pop, reader's letter)
She wrote on Friday:               the next paragraph is what she wrote
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.quotes.candidate import Candidate, Parsed, Piece
from bot.quotes.chunks import NP, PASSIVE, VG
from bot.quotes.lexicon import BODY_NOUNS, PERSON_NOUNS, SPEECH
from bot.quotes.subjects import Subject, find
from bot.quotes.words import listed

_TURN_WORDS = 9  # a speaker's name before a colon is no longer than that
_HEADLINE_NAME = 4  # words of the speaker's name in a headline
_HEADLINE_UNITS = 24
_DATELINE_WITHIN = 3  # paragraphs: below a headline and a byline
_DIALOGUE = 3  # turns from which a text is a transcript or an interview
_SIGNATURE_UNITS = 16
_ANNOUNCES = listed(
    "say write tweet note argue explain add post reply respond conclude state continue ask "
    "answer read go put describe recall summarize"
)
_NAME = re.compile(
    r"(?:[A-Z][\w.'’-]*|\([A-Z][\w.-]*\)|of|the|de|von|van|bin|al|Jr\.,?|,|[“\"]\w+[”\"])"
    r"(?:\s+(?:[A-Z][\w.'’-]*|\([A-Z][\w.-]*\)|of|the|de|von|van|bin|al|,))*,?"
)


def layouts(parsed: Sequence[Parsed], index: int, text: str, turns: Turns) -> list[Candidate]:
    """Candidates that sentence ``index`` makes by its layout."""
    found = [
        made
        for made in (_signature(parsed, index), _announcement(parsed, index))
        if made is not None
    ]
    colon = turns.colons.get(index)
    if colon is not None:
        found.append(_turn(parsed, index, colon, turns))
    return found


@dataclass(frozen=True, slots=True)
class Turns:
    """Sentence -> unit index of the colon after its speaker's name; ``dialogue`` when the
    text is laid out as a transcript or an interview; ``headline`` is the sentence of a
    headline that names its speaker so, if there is one."""

    colons: Mapping[int, int]
    dialogue: bool
    headline: int | None = None


def find_turns(parsed: Sequence[Parsed], text: str) -> Turns:
    """Paragraphs that open with "NAME:".

    Names in capitals and those before a quotation count alone; others, and lists of things
    with colons look the same, only in a dialogue, where somebody speaks more than once.
    """
    sure: dict[int, int] = {}
    likely: dict[int, int] = {}
    names: Counter[str] = Counter()
    inside: dict[int, int] = {}
    headline: int | None = None
    for index, here in enumerate(parsed):
        colon = _colon(here, text)
        if colon is None:
            continue
        if not here.sentence.opens_paragraph:
            if _announced(here, colon):
                inside[index] = colon
            continue
        if index == 0 and _is_headline(parsed, colon):
            headline = index
        name = text[here.units[0].start : here.units[colon - 1].end]
        quoted = here.units[colon + 1].kind == "q"
        names[name] += 1
        certain = quoted or (name.isupper() and len(name) > 2)
        (sure if certain else likely)[index] = colon
    _leave_datelines(parsed, sure, names)
    turns = len(sure) + len(likely)
    dialogue = turns >= _DIALOGUE and 3 * len(names) <= 2 * turns
    if headline is not None and headline in likely:
        sure[headline] = likely[headline]
    found = {**sure, **likely} if dialogue else {**sure, **inside}
    return Turns(found, dialogue, headline)


def _leave_datelines(
    parsed: Sequence[Parsed], sure: dict[int, int], names: Mapping[str, int]
) -> None:
    """ "RAJGANJ: Two ministers …" once, near the top, says where a report was written."""
    bare = [i for i, colon in sure.items() if parsed[i].units[colon + 1].kind != "q"]
    top = len(bare) == 1 and parsed[bare[0]].sentence.paragraph <= _DATELINE_WITHIN
    if top and (len(names) == 1 or sum(names.values()) < _DIALOGUE):
        del sure[bare[0]]


def _is_headline(parsed: Sequence[Parsed], colon: int) -> bool:
    """ "Berg: Gates will stay shut" over an article: a name, a colon, a clause."""
    here = parsed[0]
    alone = len(parsed) > 1 and parsed[1].sentence.opens_paragraph
    if not alone or colon > _HEADLINE_NAME or len(here.units) > _HEADLINE_UNITS:
        return False
    return any(c.finite and c.start > colon for c in here.chunks)


def _colon(here: Parsed, text: str) -> int | None:
    units = here.units
    if len(units) < 3:
        return None
    for i, unit in enumerate(units[:_TURN_WORDS]):
        if unit.text == ":":
            if not i or i + 1 >= len(units):
                return None
            name = text[units[0].start : units[i - 1].end]
            return i if _NAME.fullmatch(name) is not None or _announced(here, i) else None
        if unit.kind == "q":
            return None
    return None


def _announced(here: Parsed, colon: int) -> bool:
    """ "Union leader Teresa Quiroz: “…”": somebody by office or name, then only a quotation."""
    units = here.units
    if here.chunks[0].kind != NP or here.chunks[0].end != colon:
        return False
    if any(u.kind == "w" for u in units[colon + 1 :]) or units[colon + 1].kind != "q":
        return False
    named = units[colon - 1].tag == "M"
    return named or units[colon - 1].lower in PERSON_NOUNS | BODY_NOUNS


def _turn(parsed: Sequence[Parsed], index: int, colon: int, turns: Turns) -> Candidate:
    """ "NAME: …" at the start of a paragraph, to the paragraph's end."""
    here = parsed[index]
    units = here.units
    quoted = units[colon + 1].kind == "q"
    last = _paragraph_end(parsed, index) if here.sentence.opens_paragraph else index
    whole = not quoted or parsed[last].units[-1].kind == "q"
    end = parsed[last].sentence.end if whole else here.sentence.end
    headline = turns.headline == index and not turns.dialogue
    if headline:
        end = here.sentence.end
    rule = "colon" if quoted or headline else "transcript"
    made = _made(here, rule, "C", (colon, colon + 1), (0, colon))
    first = colon + 1
    if units[first].text == "[":  # [laughs]
        first = next((i for i in range(first, len(units) - 1) if units[i].text == "]"), colon) + 1
    made.content = [Piece(units[first].start, end)]
    made.frame = "Q" if quoted else "dialogue" if turns.dialogue else "turn"
    if headline:
        made.frame = "headline"
    made.left = str(min(last - index, 3))
    return made


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


def _signature(parsed: Sequence[Parsed], index: int) -> Candidate | None:
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


def _announcement(parsed: Sequence[Parsed], index: int) -> Candidate | None:
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
