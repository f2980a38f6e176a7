"""Nouns that attribute: "the claim that …", "Smith's call for …", "expressed doubt that …".

data/nouns.tsv lists them with the act they stand for. The speaker is the possessor, the noun
after "of", "by" or "from", or the subject of the verb whose object the noun is.
"""

from __future__ import annotations

from bot.quotes.candidate import Candidate, Parsed, Piece, trim
from bot.quotes.chunks import NP, QUOTATION, VG, Chunk
from bot.quotes.ends import content_end
from bot.quotes.lexicon import NOUN_CUES
from bot.quotes.scoring import gate
from bot.quotes.starts import begin
from bot.quotes.subjects import Subject, find
from bot.quotes.words import listed

_LINKS = listed("of for about on over against with from by to at in as toward towards")
_OWNERS = listed("his her their its my our your whose")


def nominal(parsed: Parsed) -> list[Candidate]:
    """Candidates of one sentence."""
    found: list[Candidate] = []
    chunks, units = parsed.chunks, parsed.units
    for at, part in enumerate(chunks):
        if part.kind != NP or at + 1 >= len(chunks):
            continue
        head = units[part.end - 1]
        if head.tag not in "nVj" or head.lower not in NOUN_CUES:
            continue
        made = _candidate(parsed, at, part)
        if made is not None:
            found.append(made)
    return found


def _candidate(parsed: Parsed, at: int, part: Chunk) -> Candidate | None:
    chunks, units = parsed.chunks, parsed.units
    head = units[part.end - 1]
    made = Candidate(parsed, "noun", "R", at, "n." + NOUN_CUES[head.lower].base)
    made.left = chunks[at - 1].kind if at else "^"
    link = at + 1
    owner = _owner(parsed, part)
    if owner is None and link + 2 < len(chunks):
        named = _after_link(parsed, link)
        if named is not None:
            owner, link = named
    frame, first = _frame(parsed, link)
    if frame is None or first >= len(chunks):
        return None
    cue_start = part.end - 1
    if owner is None and at and chunks[at - 1].kind == VG:
        verb = at - 1
        owner = find(chunks, units, verb)
        if owner is not None:
            owner = Subject(owner.start, owner.end, "obj", owner.left)
            cue_start = chunks[verb].start
            made.left = "VG." + chunks[verb].lemma
    made.frame = frame
    made.first = first
    made.subject = owner
    made.gate = gate(made)
    if made.gate <= 0.0:
        return None
    if owner is not None:
        made.speaker = Piece(units[owner.start].start, units[owner.end - 1].end)
    made.cue = Piece(units[cue_start].start, units[part.end - 1].end)
    first = begin(made, link)
    piece = trim(parsed, chunks[first].start, content_end(made, first))
    if piece is None:
        return None
    made.content = [piece]
    return made


def _owner(parsed: Parsed, part: Chunk) -> Subject | None:
    units = parsed.units
    for i in range(part.end - 2, part.start, -1):
        if units[i].tag == "'":
            return Subject(part.start, i + 1, "poss", 0)
    if units[part.start].lower in _OWNERS:
        return Subject(part.start, part.start + 1, "poss", 0)
    return None


def _after_link(parsed: Parsed, link: int) -> tuple[Subject, int] | None:
    """ "the claim by X that …": X, and the chunk after it."""
    chunks, units = parsed.chunks, parsed.units
    if chunks[link].kind != "P" or units[chunks[link].start].lower not in ("of", "by", "from"):
        return None
    if chunks[link + 1].kind != NP:
        return None
    after = chunks[link + 2]
    opens = (
        after.kind in ("T", "W")
        or (after.kind == VG and after.infinitive)
        or (
            after.kind == "P"
            and units[after.start].lower in ("for", "about", "over", "against", "on")
        )
    )
    if not opens:
        return None
    named = chunks[link + 1]
    return Subject(named.start, named.end, "of", link + 1), link + 2


def _frame(parsed: Parsed, link: int) -> tuple[str | None, int]:
    chunks, units = parsed.chunks, parsed.units
    part = chunks[link]
    if part.kind == VG and part.lemma == "be" and part.finite and link + 1 < len(chunks):
        link += 1  # "its view is that"
        part = chunks[link]
        if part.kind not in ("T", "W", QUOTATION) and not part.infinitive:
            return None, link
    if part.kind == "T":
        return "that", link
    if part.kind == "W":
        return "wh", link
    if part.kind == VG and part.infinitive:
        return "to", link
    if part.kind == QUOTATION:
        return "Q", link
    if part.kind == ":" and link + 1 < len(chunks):
        return ":Q" if chunks[link + 1].kind == QUOTATION else ":", link + 1
    if part.kind == "P" and units[part.start].lower in _LINKS:
        return "p." + units[part.start].lower, link + 1
    return None, link
