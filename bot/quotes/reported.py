"""Candidates around a verb: quoted, reported and inverted speech, thoughts and plans.

Every verb group may attribute. For each one the module proposes *readings*, that is, places
where the content may lie: right of the verb (R), left of it (L, "…, X said"), on both sides (M,
"…, X said, …"), around a clause with "as" (A, "…, as X put it"), or the subject of a passive
(B, "… was rejected by X"). Which reading is right, if any, is left to the fitted models.
"""

from __future__ import annotations

from bot.quotes.boundaries import content_end, content_start
from bot.quotes.candidate import Candidate, Parsed, Piece, trim
from bot.quotes.chunks import FINITE, GERUND, NP, PASSIVE, QUOTATION, VG
from bot.quotes.frames import Frame, frame_after, frame_at, skip_times
from bot.quotes.lexicon import IMPERSONAL, SPEECH, TELLING
from bot.quotes.scoring import gate
from bot.quotes.subjects import Subject, find, rightmost

_LIGHT = frozenset(("be", "have", "do", "will"))
_LEFT_LIMIT = 40  # chunks a sentence may run on after "X said," before a quotation resumes


def reported(parsed: Parsed) -> list[Candidate]:
    """Candidates of all verb groups of a sentence, best reading not yet chosen."""
    found: list[Candidate] = []
    for at in parsed.verbs:
        if parsed.chunks[at].lemma in _LIGHT or not parsed.chunks[at].lemma:
            continue
        found += _readings(parsed, at)
    return found


def _readings(parsed: Parsed, at: int) -> list[Candidate]:
    chunks, units = parsed.chunks, parsed.units
    group = chunks[at]
    if units[group.head].lower == "according":
        return []
    frame = frame_after(chunks, units, at)
    subject = find(chunks, units, at)
    inverted = _inverted(parsed, at, subject)
    if inverted is not None:
        subject = inverted
        frame = _after_inversion(parsed, subject)
    before = _before(parsed, at, subject)
    base = Candidate(parsed, "verb", "", at, group.lemma)
    base.frame = frame.name
    base.first = frame.first
    base.subject = subject
    base.left = _left_name(parsed, before)
    base.gate = gate(base)
    if base.gate <= 0.0:
        return []
    return _proposals(parsed, base, frame, before)


def _proposals(parsed: Parsed, base: Candidate, frame: Frame, before: int) -> list[Candidate]:
    group = parsed.chunks[base.at]
    found: list[Candidate] = []
    if group.form == PASSIVE:
        by = _by_agent(parsed, base)
        if by is not None:
            return [by]
    if base.left.startswith(("Q", ",")) and group.form not in (GERUND, PASSIVE):
        left = _leftward(parsed, base, before)
        if left is not None:
            found.append(left)
            both = _both_sides(parsed, base, left, frame)
            if both is not None:
                found.append(both)
    if base.left == "B.as":
        around = _around_as(parsed, base)
        if around is not None:
            found.append(around)
    right = _rightward(parsed, base, frame)
    if right is not None:
        found.append(right)
    return found


def _new(base: Candidate, rule: str, reading: str) -> Candidate:
    parsed = base.parsed
    made = Candidate(parsed, rule, reading, base.at, base.lemma)
    made.frame, made.left = base.frame, base.left
    made.gate, made.subject = base.gate, base.subject
    group = parsed.chunks[base.at]
    made.cue = Piece(parsed.units[group.start].start, parsed.units[group.end - 1].end)
    if base.subject is not None:
        made.speaker = Piece(
            parsed.units[base.subject.start].start, parsed.units[base.subject.end - 1].end
        )
    return made


# Where the verb stands


def _before(parsed: Parsed, at: int, subject: Subject | None) -> int:
    """Chunk index of what precedes the speaker and the verb, -1 at the sentence's start."""
    k = at - 1
    if subject is not None and subject.how in ("np", "appos", "rel"):
        k = subject.left - 1
    while k >= 0 and parsed.chunks[k].kind == "A":
        k -= 1
    return k


def _left_name(parsed: Parsed, k: int) -> str:
    if k < 0:
        return "^"
    kind = parsed.chunks[k].kind
    if kind == ",":
        return ",Q" if k and parsed.chunks[k - 1].kind == QUOTATION else ","
    if kind == "B":
        return "B." + parsed.units[parsed.chunks[k].start].lower
    return kind


def _inverted(parsed: Parsed, at: int, subject: Subject | None) -> Subject | None:
    """“…,” said Smith: a subject after the verb, when none stands right before it."""
    chunks, units = parsed.chunks, parsed.units
    group = chunks[at]
    if group.form != FINITE or group.negated or group.infinitive or group.auxiliaries:
        return None
    if subject is not None and subject.how not in ("part", "cat", "appos", "coord", "outer"):
        return None
    after = at + 1
    if after >= len(chunks) or chunks[after].kind != NP or units[chunks[after].start].tag == "O":
        return None
    k = at - 1
    while k >= 0 and chunks[k].kind == "A":
        k -= 1
    if k < 0:
        return _opening_inversion(parsed, at)
    if chunks[k].kind not in (QUOTATION, ","):
        return None
    quoted = chunks[k].kind == QUOTATION or (k and chunks[k - 1].kind == QUOTATION)
    if not quoted and not (group.lemma in SPEECH and _plain_inversion(parsed, at, k)):
        return None
    if quoted and chunks[k].kind == QUOTATION and group.lemma not in SPEECH:
        quote = units[chunks[k].start].quote
        if quote is None or quote.last not in ",?!":
            return None
    return _right_subject(parsed, after)


def _right_subject(parsed: Parsed, after: int) -> Subject:
    chunks = parsed.chunks
    last = rightmost(chunks, parsed.units, after)
    return Subject(chunks[after].start, chunks[last].end, "inv", after)


def _plain_inversion(parsed: Parsed, at: int, k: int) -> bool:
    """Without marks only "say" inverts, after a finite clause, and only before a name."""
    chunks, units = parsed.chunks, parsed.units
    if chunks[at].lemma != "say" or not any(chunks[z].finite for z in range(k)):
        return False
    follows = frame_at(chunks, units, at + 1).name
    if follows in ("cl", "np~cl"):
        return False
    head = units[chunks[at + 1].end - 1]
    return head.tag == "M" or units[chunks[at + 1].start].tag == "D"


def _opening_inversion(parsed: Parsed, at: int) -> Subject | None:
    """ "Said Smith: “…”" """
    chunks = parsed.chunks
    if chunks[at].lemma not in SPEECH or at > 1:
        return None
    for z in range(at + 2, min(len(chunks), at + 14)):
        if chunks[z].kind == QUOTATION and chunks[z - 1].kind in ",:":
            return _right_subject(parsed, at + 1)
    return None


def _after_inversion(parsed: Parsed, subject: Subject) -> Frame:
    chunks = parsed.chunks
    z = subject.left
    while z < len(chunks) and chunks[z].start < subject.end:
        z += 1
    z = skip_times(chunks, parsed.units, z)
    if z < len(chunks) and chunks[z].kind in ",:":
        if z + 1 < len(chunks) and chunks[z + 1].kind == QUOTATION:
            return Frame(chunks[z].kind + "Q", z + 1)
        return Frame(chunks[z].kind, z)
    return Frame("end", z)


# Readings


def _rightward(parsed: Parsed, base: Candidate, frame: Frame) -> Candidate | None:
    chunks, units = parsed.chunks, parsed.units
    name = frame.name
    if (
        name in ("end", ",", "v", "C", ")", ";", "-", "O", "R")
        and base.subject is not None
        and (base.subject.how != "inv" or name != ",")
    ):
        return None
    if name in ("end", ",") or frame.first >= len(chunks):
        return None
    first = frame.first
    made = _new(base, "reported", "R")
    if name in ("np+Q", "np+,Q", "np+:Q", "np+wh", "np+that", "np+to") and (
        base.lemma not in TELLING and name in ("np+Q", "np+wh", "np+to")
    ):
        first = skip_times(chunks, units, base.at + 1)
    made.first = first
    start = chunks[first].start
    end = content_end(made, first)
    piece = trim(parsed, start, end)
    if piece is None:
        return None
    made.content = [piece]
    if chunks[first].kind == QUOTATION:
        made.rule = "cue-quotation"
    if base.lemma in IMPERSONAL and base.subject is not None and base.subject.how == "np":
        # "it seems that", "the plan appears to": the subject is part of what is said
        made.content = [made.speaker, piece] if made.speaker and name == "to" else [piece]
        made.speaker = None
    elif chunks[base.at].form == PASSIVE:
        # "Smith is expected to": nobody is named, and the subject belongs to the content
        if (
            made.speaker
            and base.subject
            and base.subject.how in ("np", "appos")
            and name in ("to", "p.as", "p.of")
        ):
            made.content = [made.speaker, piece]
        made.speaker = None
        made.rule = "passive"
    return made


def _leftward(parsed: Parsed, base: Candidate, before: int) -> Candidate | None:
    """ "…, X said" with the content to the left, from the last place it may start at."""
    chunks = parsed.chunks
    k = before
    quoted = base.left in ("Q", ",Q")
    if not quoted and not any(chunks[z].finite or chunks[z].kind == "Q" for z in range(k)):
        return None
    made = _new(base, "quotation-cue" if quoted else "clause-cue", "L")
    start = content_start(made, k)
    end = chunks[k].end if chunks[k].kind == QUOTATION else chunks[k].start
    piece = trim(parsed, start, end)
    if piece is None:
        return None
    made.content = [piece]
    return made


def _both_sides(parsed: Parsed, base: Candidate, left: Candidate, frame: Frame) -> Candidate | None:
    """ "…, X said, …": the statement goes on after the cue."""
    chunks = parsed.chunks
    count = len(chunks)
    z = frame.first if base.subject is not None and base.subject.how == "inv" else base.at + 1
    if base.subject is not None and base.subject.how == "inv":
        while z < count and chunks[z].start < base.subject.end:
            z += 1
    limit = min(count, base.at + _LEFT_LIMIT)
    resumed: int | None = None
    for y in range(max(z, base.at + 1), limit):
        kind = chunks[y].kind
        if kind == QUOTATION and chunks[y - 1].kind in (",", ":", "-", "W", "T", "B", "C", "."):
            resumed = y
            break
        if kind == VG and chunks[y].lemma in SPEECH and chunks[y].form in (FINITE, GERUND):
            break
    if resumed is not None:
        while resumed > base.at + 1 and chunks[resumed - 1].kind in ("W", "T", "B", "C"):
            resumed -= 1
    else:
        resumed = _resumed_clause(parsed, base, z)
    if resumed is None:
        return None
    made = _new(base, left.rule, "M")
    made.first = resumed
    piece = trim(parsed, chunks[resumed].start, content_end(made, resumed))
    if piece is None:
        return None
    made.content = [*left.content, piece]
    return made


def _resumed_clause(parsed: Parsed, base: Candidate, z: int) -> int | None:
    """Where an interrupted clause goes on: "The plan, X said, would …"."""
    chunks = parsed.chunks
    if base.left != ",":
        return None
    z = skip_times(chunks, parsed.units, z)
    while z < len(chunks) and z - base.at <= 6 and chunks[z].kind in ("P", NP, "A"):
        z += 1
    if z + 1 >= len(chunks) or chunks[z].kind != ",":
        return None
    after = chunks[z + 1]
    if after.kind == "R" or (after.kind == VG and after.form in (GERUND, "en")):
        return None
    return z + 1


def _around_as(parsed: Parsed, base: Candidate) -> Candidate | None:
    """ "…, as X said": the sentence around the clause."""
    chunks = parsed.chunks
    if base.subject is None or base.subject.how != "np":
        return None
    b = base.subject.left - 1
    while b >= 0 and chunks[b].kind != "B":
        b -= 1
    comma = next((y for y in range(base.at + 1, len(chunks)) if chunks[y].kind == ","), None)
    pieces: list[Piece] = []
    if b > 1 and chunks[b - 1].kind in ",-":
        left = trim(parsed, 0, chunks[b - 1].start)
        if left is not None:
            pieces.append(left)
    if comma is not None and (b <= 1 or chunks[b - 1].kind == ","):
        after = chunks[comma + 1] if comma + 1 < len(chunks) else None
        if after is not None and not (pieces and after.kind == VG and after.form == GERUND):
            right = trim(parsed, after.start, len(parsed.units))
            if right is not None:
                pieces.append(right)
    if not pieces:
        return None
    made = _new(base, "as-clause", "A")
    made.content = pieces
    return made


def _by_agent(parsed: Parsed, base: Candidate) -> Candidate | None:
    """ "The plan was rejected by X": the subject is what it is about, X the speaker."""
    chunks, units = parsed.chunks, parsed.units
    for y in range(base.at + 1, min(len(chunks) - 1, base.at + 4)):
        if chunks[y].kind == "P" and units[chunks[y].start].lower == "by":
            if chunks[y + 1].kind != NP or base.subject is None:
                return None
            made = _new(base, "passive", "B")
            if made.speaker is None:
                return None
            made.content = [made.speaker]
            last = rightmost(chunks, units, y + 1)
            made.speaker = Piece(units[chunks[y + 1].start].start, units[chunks[last].end - 1].end)
            made.frame = "by"
            return made
    return None
