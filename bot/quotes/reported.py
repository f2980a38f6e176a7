"""Candidates around a verb: quoted, reported and inverted speech, thoughts and plans.

Every verb group may attribute. For each one the module proposes *readings*, that is, places
where the content may lie: right of the verb (R), left of it (L, "…, X said"), on both sides (M,
"…, X said, …"), around a clause with "as" (A, "…, as X put it"), or the subject of a passive
(B, "… was rejected by X"). Which reading is right, if any, is left to the fitted models.
"""

from __future__ import annotations

from bot.quotes.acts import WISHING
from bot.quotes.candidate import Candidate, Parsed, Piece, trim
from bot.quotes.chunks import FINITE, GERUND, NP, PASSIVE, QUOTATION, VG, is_time
from bot.quotes.ends import content_end
from bot.quotes.frames import Frame, frame_after, skip_times
from bot.quotes.idioms import idiom, put_at
from bot.quotes.lexicon import ACT_OF, EXPERIENCE, IMPERSONAL, REFUSING, SPEECH, TELLING
from bot.quotes.passives import about_subject, by_agent
from bot.quotes.scoring import gate
from bot.quotes.starts import begin, content_start
from bot.quotes.subjects import QUOTING, Subject, find, rightmost

_LIGHT = frozenset(("be", "have", "do", "will"))
_NOTHING_FOLLOWS = frozenset(("end", ",", "C", ")", ";", "-", "O", "R"))
_INVERTING = frozenset(("say", "explain", "write", "add", "note", "argue", "recall", "warn"))
_ASKED = frozenset(("ask", "press", "quiz", "question"))
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
    lemma, frame = idiom(chunks, units, at, frame)
    if lemma == "refer" and frame.name.startswith("np"):
        return []  # "referred questions to the city": passed on, not spoken of
    if lemma in QUOTING and _hands_over(parsed, at):
        return []  # "quotes a manager as saying": the manager speaks
    unwilling = group.lemma in REFUSING or (group.negated and group.lemma in WISHING)
    if unwilling and _refuses_to_speak(parsed, frame):
        return []  # "declined to comment on …": the infinitive carries the cue
    if group.form == PASSIVE and _expects_speech(parsed, frame):
        return []  # "is expected to say that": so does this one
    subject = find(chunks, units, at)
    inverted = _inverted(parsed, at, subject)
    if inverted is not None:
        subject = inverted
        frame = _after_inversion(parsed, subject)
    before = _before(parsed, at, subject)
    base = Candidate(parsed, "verb", "", at, lemma)
    base.frame = frame.name
    base.first = frame.first
    base.subject = subject
    base.left = _left_name(parsed, before)
    base.gate = gate(base)
    if base.gate <= 0.0:
        return []
    return _proposals(parsed, base, frame, before)


def _hands_over(parsed: Parsed, at: int) -> bool:
    """Whether "as saying" follows the verb's object."""
    chunks, units = parsed.chunks, parsed.units
    y = at + 1
    while y < len(chunks) and chunks[y].kind in (NP, "P"):
        y += 1
    if y == at + 1 or y + 1 >= len(chunks) or units[chunks[y].start].lower != "as":
        return False
    return chunks[y + 1].form == GERUND and chunks[y + 1].lemma in SPEECH


def _refuses_to_speak(parsed: Parsed, frame: Frame) -> bool:
    """Whether what is refused is to speak about something named."""
    if frame.name not in ("to", "ving") or parsed.chunks[frame.first].lemma not in SPEECH:
        return False
    name = frame_after(parsed.chunks, parsed.units, frame.first).name
    return name in ("wh", "if", "that", "cl", "p.on", "p.about") or name.startswith(("np", "p~"))


def _expects_speech(parsed: Parsed, frame: Frame) -> bool:
    """Whether a passive announces an act of speech: "is expected to argue that …"."""
    if frame.name != "to" or parsed.chunks[frame.first].lemma not in SPEECH:
        return False
    return frame_after(parsed.chunks, parsed.units, frame.first).name not in _NOTHING_FOLLOWS


def _proposals(parsed: Parsed, base: Candidate, frame: Frame, before: int) -> list[Candidate]:
    group = parsed.chunks[base.at]
    found: list[Candidate] = []
    if group.form == PASSIVE and base.lemma not in EXPERIENCE:
        by = by_agent(_new(base, "passive", "B"))
        if by is not None:
            return [by]
        about = about_subject(_new(base, "passive", "U"))
        if about is not None:
            found.append(about)
    elif base.subject is None and group.form == FINITE and base.lemma in TELLING:
        by = by_agent(_new(base, "passive", "B"))  # "Asked by reporters whether …"
        if by is not None:
            found.append(by)
    relative = base.subject is not None and base.subject.how == "rel"
    spoken_left = base.left.startswith(("Q", ",")) and not _answers(parsed, base)
    if spoken_left and group.form not in (GERUND, PASSIVE) and not relative:
        found += [
            made
            for made in (_leftward(parsed, base, before), _both_sides(parsed, base, before))
            if made is not None
        ]
    if base.left == "B.as":
        around = _around_as(parsed, base)
        if around is not None:
            found.append(around)
    right = None if _goes_around(base) else _rightward(parsed, base, frame)
    if right is not None:
        found.append(right)
    return found


def _answers(parsed: Parsed, base: Candidate) -> bool:
    """ "Asked whether it was safe, X said …": what X was asked is not what X says."""
    opening = parsed.chunks[0]
    return base.left == "," and opening.lemma in _ASKED and base.at > 0


def _goes_around(base: Candidate) -> bool:
    """ "“A,” she said, “B”" never leaves out A."""
    inverted = base.subject is not None and base.subject.how == "inv"
    return base.frame == ",Q" and base.left in ("Q", ",Q") and (inverted or base.lemma in SPEECH)


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
    if is_time(units, chunks[after]):
        return None  # "…, said Tuesday"
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
    """Without marks only plain verbs of saying invert, after a clause, before a name."""
    chunks, units = parsed.chunks, parsed.units
    if chunks[at].lemma not in _INVERTING:
        return False
    headline = at + 2 >= len(chunks) and chunks[at].lemma == "say" and not chunks[at].past
    if not headline and not any(c.finite or c.kind == QUOTATION for c in chunks[:k]):
        return False
    after = at + 2
    if after < len(chunks) and (chunks[after].kind == VG or chunks[after].kind == "T"):
        return False
    head = units[chunks[at + 1].end - 1]
    if head.tag == "M":
        return True
    return chunks[at].lemma == "say" and units[chunks[at + 1].start].tag == "D"


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
    chunks, _units = parsed.chunks, parsed.units
    name = frame.name
    if name in _NOTHING_FOLLOWS or frame.first >= len(chunks):
        return None
    if name == "v" and (base.lemma not in ACT_OF or not chunks[frame.first].finite):
        return None  # only "which he said | was …"
    made = _new(base, "reported", "R")
    made.first = frame.first
    first = begin(made, base.at + 1)
    start = chunks[first].start
    end = content_end(made, first)
    if chunks[base.at].lemma == "put" and (number := put_at(chunks, parsed.units, base.at)):
        end = max(end, chunks[number].end)
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
    elif chunks[base.at].form == PASSIVE and base.lemma not in EXPERIENCE:
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


def _left_piece(parsed: Parsed, base: Candidate, before: int) -> Piece | None:
    """What stands left of "X said", from the last place it may start at."""
    chunks = parsed.chunks
    start = content_start(base, before)
    last = chunks[before]
    return trim(parsed, start, last.end if last.kind == QUOTATION else last.start)


def _leftward(parsed: Parsed, base: Candidate, before: int) -> Candidate | None:
    """ "…, X said" with the content to the left."""
    chunks = parsed.chunks
    quoted = base.left in ("Q", ",Q")
    if not quoted and not any(chunks[z].finite or chunks[z].kind == "Q" for z in range(before)):
        return None
    piece = _left_piece(parsed, base, before)
    if piece is None:
        return None
    made = _new(base, "quotation-cue" if quoted else "clause-cue", "L")
    made.content = [piece]
    made.before = before
    if base.lemma in TELLING and base.frame.startswith("np"):
        made.frame = "end"  # "…, she told the paper"
    return made


def _both_sides(parsed: Parsed, base: Candidate, before: int) -> Candidate | None:
    """ "…, X said, …": the statement goes on after the cue."""
    chunks = parsed.chunks
    after = base.at + 1
    if base.subject is not None and base.subject.how == "inv":
        while after < len(chunks) and chunks[after].start < base.subject.end:
            after += 1
    resumed = _resumed_quotation(parsed, base, after)
    if resumed is None:
        resumed = _resumed_clause(parsed, base, after)
    if resumed is None:
        return None
    left = _left_piece(parsed, base, before)
    made = _new(base, "quotation-cue" if base.left in ("Q", ",Q") else "clause-cue", "M")
    made.first = resumed
    right = trim(parsed, chunks[resumed].start, content_end(made, resumed))
    if left is None or right is None:
        return None
    made.content = [left, right]
    made.before = before
    return made


def _resumed_quotation(parsed: Parsed, base: Candidate, after: int) -> int | None:
    """Where a quotation goes on after the cue, with the words that lead into it."""
    chunks = parsed.chunks
    for y in range(after, min(len(chunks), base.at + _LEFT_LIMIT)):
        kind = chunks[y].kind
        if kind == QUOTATION and chunks[y - 1].kind in (",", ":", "-", "W", "T", "B", "C", "."):
            while y > base.at + 1 and chunks[y - 1].kind in ("W", "T", "B", "C"):
                y -= 1
            return y
        if kind == VG and chunks[y].lemma in SPEECH and chunks[y].form in (FINITE, GERUND):
            return None
    return None


def _resumed_clause(parsed: Parsed, base: Candidate, z: int) -> int | None:
    """Where an interrupted clause goes on: "The plan, X said, would …"."""
    chunks = parsed.chunks
    if base.left != ",":
        return None
    z = skip_times(chunks, parsed.units, z)
    passed: tuple[str, ...] = ("P", NP, "A")
    if z < len(chunks) and chunks[z].kind == "B":
        passed += ("B", VG)  # "…, she remarked as she showed him out, …"
    while z < len(chunks) and z - base.at <= 8 and chunks[z].kind in passed:
        z += 1
    if z + 1 >= len(chunks) or chunks[z].kind != ",":
        return None
    after = chunks[z + 1]
    if after.kind == "R" or (after.kind == VG and after.form in (GERUND, "en")):
        return None
    beyond = chunks[z + 2] if z + 2 < len(chunks) else None
    if after.kind == "B" and beyond is not None and beyond.form == GERUND:
        return None  # "…, she said, while declining to"
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
