"""Who does the verb: the subject of a verb group, found across what news puts between.

Between a speaker and the verb stand appositions, ages, relative clauses, parentheses, times;
participles and coordinated verbs borrow the subject of an earlier verb. ``find`` walks left
from the verb over the chunks and says how it got there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quotes.chunks import (
    GERUND,
    NP,
    PASSIVE,
    PAST_PARTICIPLE,
    QUOTATION,
    VG,
    Chunk,
    is_time,
)
from bot.quotes.lexicon import BELIEF, SPEECH, WORK_NOUNS
from bot.quotes.units import Unit
from bot.quotes.words import TIME_WORDS, listed

_ISSUING = frozenset(("issue", "release", "post", "publish", "send", "write", "put", "tweet"))
# verbs whose object, not their subject, does what the infinitive says
_CONTROLLING = listed(
    "advise allow ask authorise authorize beg beseech call cause challenge coax compel convince "
    "direct drive enable encourage exhort expect forbid force get goad help implore inspire "
    "instruct invite lead leave motivate oblige order permit persuade press pressure prod prompt "
    "provoke push remind require spur summon tell tempt urge want warn"
)
QUOTING = frozenset(("quote", "cite"))  # "quotes a manager as saying"
_LISTENER = 6  # chunks between a verb and its "that": the listener, the place, the time
_VERBS_TRIED = 5  # earlier verbs a subject is sought at; keeps the cost linear
_DEEPEST = 3  # borrowed subjects of borrowed subjects; more is never right
_BEFORE_HEAD = frozenset((*",-CTB;:QRP(AW", VG))
_OPENS_APPOSITION = frozenset((*"RPABTW-(C", NP, VG))


@dataclass(slots=True)
class Subject:
    """Units ``start`` to ``end`` of the speaker.

    ``how``: np (right before the verb), appos (across an apposition), rel (a relative
    pronoun and its antecedent), npart (the noun before a participle), part (a participle's
    main clause), issue (who issued the statement "saying"), cat (that clause follows), inf
    (of the governing verb), ctrl (its object), coord (shared with an earlier verb), outer
    (shared with the verb that reports it), vv, inv (after the verb).
    ``left`` is the chunk index of its first chunk.
    """

    start: int
    end: int
    how: str
    left: int


def find(
    chunks: Sequence[Chunk], units: Sequence[Unit], verb: int, depth: int = 0
) -> Subject | None:
    """The subject of ``chunks[verb]``, or None."""
    if depth > _DEEPEST:
        return None
    group = chunks[verb]
    k = _skip_transparent(chunks, units, verb - 1)
    if k < 0:
        return _after_comma(chunks, verb) if group.form == GERUND else None
    k = _skip_insertion(chunks, k, group)
    if k < 0:
        return None
    if group.infinitive:
        return _of_governor(chunks, units, k, depth)
    kind = chunks[k].kind
    if kind == NP:
        return _noun_before(chunks, units, k, group, depth)
    if kind == "R":
        return _relative(chunks, units, k)
    if kind == "T":
        if k and chunks[k - 1].kind == NP:
            return Subject(chunks[k - 1].start, chunks[k].end, "rel", k - 1)
        return None
    if group.form == GERUND and kind == "B":
        quoted = _quoted_as(chunks, units, k)
        if quoted is not None:
            return quoted
    if group.form == GERUND and kind in (",", "C", VG, "P", "B", "W", QUOTATION, "A", ";", "-"):
        if kind == "C":
            shared = _earlier_gerund(chunks, units, k, depth)
            if shared is not None:
                return shared
        return of_main_clause(chunks, units, verb)
    if group.form == PAST_PARTICIPLE:
        return of_main_clause(chunks, units, verb) if kind == "," else None
    if kind == ",":
        across = _across_apposition(chunks, units, k)
        if across is not None or not group.finite or group.auxiliaries:
            return across
        return _coordinated(chunks, units, k, depth)
    if kind == "C":
        return _coordinated(chunks, units, k, depth)
    if kind == VG and chunks[k].form != GERUND:
        found = find(chunks, units, k, depth + 1)
        return Subject(found.start, found.end, "vv", found.left) if found else None
    return None


def _skip_transparent(chunks: Sequence[Chunk], units: Sequence[Unit], k: int) -> int:
    """Left over adverbs and times: "Smith on Tuesday said", "the ministry last week said"."""
    while k >= 0:
        kind = chunks[k].kind
        if kind == "A":
            k -= 1
        elif kind == NP and k and is_time(units, chunks[k]):
            before = chunks[k - 1].kind
            if before in (NP, ")", "A", ",", "R"):
                k -= 1
            elif before == "P" and k >= 2 and chunks[k - 2].kind in (NP, "R", ")", ","):
                k -= 2
            else:
                return k
        else:
            return k
    return k


def _skip_insertion(chunks: Sequence[Chunk], k: int, group: Chunk) -> int:
    """Left over "(R-Ohio)" and "— a lawyer —"."""
    if chunks[k].kind == ")":
        j = k
        while j >= 0 and chunks[j].kind != "(":
            j -= 1
        k = j - 1
    if k >= 0 and chunks[k].kind == "-":
        j = k - 1
        while j >= 0 and chunks[j].kind != "-":
            j -= 1
        if j > 0 and chunks[j - 1].kind == NP:
            return j - 1
        if k > 0 and chunks[k - 1].kind == NP and group.form != GERUND:
            return k - 1
    return k


def leftmost(chunks: Sequence[Chunk], units: Sequence[Unit], k: int) -> int:
    """The first chunk of the noun phrase that ends with ``chunks[k]``: "NP of NP and NP"."""
    j = k
    while (
        j >= 2
        and chunks[j - 1].kind == "P"
        and chunks[j - 2].kind == NP
        and units[chunks[j - 2].start].tag != "S"
        and not (is_time(units, chunks[j - 2]) and units[chunks[j - 1].start].lower != "of")
    ):
        j -= 2
    if (
        j >= 2
        and chunks[j - 1].kind == "C"
        and units[chunks[j - 1].start].lower in ("and", "or")
        and chunks[j - 2].kind == NP
    ):
        q = j - 2
        while q >= 2 and chunks[q - 1].kind == "P" and chunks[q - 2].kind == NP:
            q -= 2
        if q == 0 or chunks[q - 1].kind in ",CTB;-.Q:":
            j = q
    return j


def rightmost(chunks: Sequence[Chunk], units: Sequence[Unit], k: int) -> int:
    """The last chunk of the noun phrase that starts with ``chunks[k]``."""
    count = len(chunks)
    j = k
    while j + 2 < count:
        after = chunks[j + 1]
        beyond = chunks[j + 2]
        word = units[after.start].lower
        if (
            after.kind == "P"
            and word in ("of", "for", "at", "from", "in", "with", "to", "on", "by")
            and beyond.kind == NP
            and units[beyond.start].lower not in TIME_WORDS
            and not is_time(units, beyond)
        ) or (
            after.kind == "C"
            and word in ("and", "or")
            and beyond.kind == NP
            and not (j + 3 < count and chunks[j + 3].kind == VG)
        ):
            j += 2
        elif after.kind == "(":
            close = next((z for z in range(j + 1, min(count, j + 12)) if chunks[z].kind == ")"), 0)
            if not close:
                break
            j = close
        else:
            break
    return j


def _noun_before(
    chunks: Sequence[Chunk], units: Sequence[Unit], k: int, group: Chunk, depth: int
) -> Subject | None:
    j = leftmost(chunks, units, k)
    if (
        j >= 2
        and chunks[j - 1].kind == VG
        and chunks[j - 2].kind == NP
        and is_time(units, chunks[k])
    ):
        # "works approved last year | had existed": the participle's noun, not the time
        j, k = leftmost(chunks, units, j - 2), j - 2
    if group.form == GERUND:
        if _is_adverbial(chunks, units, j):
            return of_main_clause(chunks, units, k + 1)  # "…, in effect daring him"
        issuer = _issuer(chunks, units, j, depth)
        return issuer or Subject(chunks[j].start, chunks[k].end, "npart", j)
    if j >= 2 and group.finite:
        through = _across_modifier(chunks, units, j)
        if through is not None:
            return through
    return Subject(chunks[j].start, chunks[k].end, "np", j)


def _quoted_as(chunks: Sequence[Chunk], units: Sequence[Unit], k: int) -> Subject | None:
    """ "The report quotes one manager as | saying": the manager speaks."""
    if units[chunks[k].start].lower != "as" or k < 2 or chunks[k - 1].kind != NP:
        return None
    j = leftmost(chunks, units, k - 1)
    verb = chunks[j - 1] if j else None
    if verb is None or verb.lemma not in QUOTING or verb.form == PASSIVE:
        return None
    return Subject(chunks[j].start, chunks[k - 1].end, "npart", j)


def _is_adverbial(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> bool:
    """ "…, in effect | daring him", but not "…, with the mayor | saying"."""
    if not j or chunks[j - 1].kind != "P" or units[chunks[j - 1].start].lower == "with":
        return False
    return j == 1 or chunks[j - 2].kind == ","


def _issuer(chunks: Sequence[Chunk], units: Sequence[Unit], j: int, depth: int) -> Subject | None:
    """Who speaks in "Grove issued a statement | saying …", "filed papers | opposing …"."""
    if j < 1 or chunks[j - 1].kind != VG or chunks[j - 1].form == PASSIVE:
        return None
    head = units[chunks[j].end - 1].lower
    if chunks[j - 1].lemma not in _ISSUING and head not in WORK_NOUNS:
        return None
    found = find(chunks, units, j - 1, depth + 1)
    return Subject(found.start, found.end, "issue", found.left) if found else None


def _across_modifier(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> Subject | None:
    """ "The man who runs the shop | said", "A group opposing the plan | said"."""
    m = j - 1
    finite = 0
    while m >= 1 and chunks[m].kind in (VG, NP, "P", "A", "Q"):
        if chunks[m].finite:
            finite += 1
        elif not finite and chunks[m].reduced and chunks[m - 1].kind == NP and m + 1 <= j:
            q = leftmost(chunks, units, m - 1)
            if q == 0 or chunks[q - 1].kind in ",CTB;-.":
                return Subject(chunks[q].start, chunks[m - 1].end, "np", q)
        m -= 1
    if m < 1 or finite != 1 or chunks[m - 1].kind != NP:
        return None
    opener = units[chunks[m].start].lower
    if chunks[m].kind != "T" and opener not in ("who", "which"):
        return None
    if chunks[m + 1].kind not in (VG, "A"):
        return None
    q = leftmost(chunks, units, m - 1)
    return Subject(chunks[q].start, chunks[m - 1].end, "np", q)


def _relative(chunks: Sequence[Chunk], units: Sequence[Unit], k: int) -> Subject:
    """ "Smith, who said": the antecedent up to the pronoun, where it stands right before."""
    m = k - 1
    while m >= 0 and chunks[m].kind in (",", "P", ")", "("):
        m -= 1
    if m >= 0 and chunks[m].kind == NP and k - m <= 3:
        return Subject(chunks[m].start, chunks[k].end, "rel", k)
    return Subject(chunks[k].start, chunks[k].end, "rel", k)


def _across_apposition(chunks: Sequence[Chunk], units: Sequence[Unit], k: int) -> Subject | None:
    """ "Smith, 34, a lawyer from Ohio, said": back over appositions to the name they explain."""
    found: Subject | None = None
    for m in range(k - 1, 0, -1):
        head = _head_before(chunks, m - 1) if chunks[m].kind == "," else None
        if head is None or chunks[m + 1].kind not in _OPENS_APPOSITION:
            continue
        j = leftmost(chunks, units, head)
        if j and chunks[j - 1].kind not in _BEFORE_HEAD and not _after_phrase(chunks, j):
            continue
        if _breaks_apposition(chunks, j, m, k, chunks[m + 1]) or is_time(units, chunks[head]):
            continue
        if found is not None and not (chunks[head].end <= found.start):
            continue
        found = Subject(chunks[j].start, chunks[head].end, "appos", j)
        if not _explains(chunks, units, j, head):
            break
    return found


def _after_phrase(chunks: Sequence[Chunk], j: int) -> bool:
    """ "Outside the court | his lawyer, …": a noun phrase after one that a preposition opens."""
    return j >= 2 and chunks[j - 1].kind == NP and chunks[j - 2].kind == "P"


def _explains(chunks: Sequence[Chunk], units: Sequence[Unit], j: int, head: int) -> bool:
    """Whether a noun phrase looks like an apposition itself: an age, a place, "a lawyer"."""
    first = units[chunks[j].start]
    if j and chunks[j - 1].kind == "P":
        return True
    if j == 0 or chunks[j - 1].kind != ",":
        return False
    return first.text[0].isdigit() or first.lower in ("a", "an", "the", "of")


def _head_before(chunks: Sequence[Chunk], k: int) -> int | None:
    if chunks[k].kind == ")":
        while k > 0 and chunks[k].kind != "(":
            k -= 1
        k -= 1
    return k if k >= 0 and chunks[k].kind == NP else None


def _breaks_apposition(chunks: Sequence[Chunk], j: int, m: int, k: int, first: Chunk) -> bool:
    """A clause of its own between the commas, or an object before them, is no apposition."""
    if j and chunks[j - 1].kind == VG:
        return True
    if first.kind != NP:
        return False
    between = range(m + 1, k)
    return any(chunks[y].finite for y in between) and not any(
        chunks[y].kind in ("R", "T") for y in between
    )


def _coordinated(
    chunks: Sequence[Chunk], units: Sequence[Unit], k: int, depth: int
) -> Subject | None:
    """ "X said he wants A and | warned B": the outer verb's subject, where it can be told."""
    tries = 0
    for m in range(k - 1, -1, -1):
        if not chunks[m].finite:
            continue
        tries += 1
        if tries > _VERBS_TRIED:
            break
        found = find(chunks, units, m, depth + 1)
        if found is None:
            continue
        if found.how == "rel" and chunks[k].kind == "C" and chunks[k - 1].kind == ",":
            continue  # "MSNBC, which let him go, and said"
        outer = _governor(chunks, found.left)
        if outer is not None:
            shared = find(chunks, units, outer, depth + 1)
            if shared is not None and shared.end <= chunks[outer].start:
                return Subject(shared.start, shared.end, "outer", shared.left)
        return Subject(found.start, found.end, "coord", found.left)
    return None


def _governor(chunks: Sequence[Chunk], left: int) -> int | None:
    """The finite verb whose complement clause starts with the chunk ``left``."""
    z = left - 1
    while z >= 0 and chunks[z].kind == "A":
        z -= 1
    marked = z >= 1 and chunks[z].kind in ("T", "W")
    if marked:
        z -= 1
        nearest = max(0, z - _LISTENER)
        while z > nearest and chunks[z].kind in (NP, "P", "A"):
            z -= 1  # "told reporters in Tresk that"
        if chunks[z].lemma in SPEECH or chunks[z].lemma in BELIEF:
            return z if chunks[z].finite else None
    if z >= 0 and chunks[z].finite and chunks[z].lemma not in ("be", "have", "do", "will"):
        return z if z == left - 2 or not marked else None
    return None


def _earlier_gerund(
    chunks: Sequence[Chunk], units: Sequence[Unit], k: int, depth: int
) -> Subject | None:
    for m in range(k - 1, -1, -1):
        if chunks[m].kind == VG and chunks[m].form == GERUND:
            found = find(chunks, units, m, depth + 1)
            return Subject(found.start, found.end, "part", found.left) if found else None
    return None


def _of_governor(
    chunks: Sequence[Chunk], units: Sequence[Unit], k: int, depth: int
) -> Subject | None:
    """An infinitive's subject is that of the verb before it, or its object: "led Berg to |"."""
    m = k
    while m >= 0 and (chunks[m].kind in (NP, "P", "A", QUOTATION) or _opens_time(chunks, units, m)):
        m -= 1
    if m < 0 or chunks[m].kind != VG:
        return None
    first = m + 2 if m + 1 < k and chunks[m + 1].kind == "P" else m + 1
    controls = chunks[m].lemma in _CONTROLLING and chunks[m].form != PASSIVE
    if controls and chunks[k].kind == NP and first <= k and chunks[first].kind == NP:
        return Subject(chunks[first].start, chunks[k].end, "ctrl", first)
    found = find(chunks, units, m, depth + 1)
    return Subject(found.start, found.end, "inf", found.left) if found else None


def _opens_time(chunks: Sequence[Chunk], units: Sequence[Unit], m: int) -> bool:
    """ "emerged | after 40 minutes to say": a subordinator that is a preposition here."""
    here = chunks[m].kind == "B" and units[chunks[m].start].lower in ("after", "before", "since")
    return here and m + 1 < len(chunks) and chunks[m + 1].kind == NP


def _after_comma(chunks: Sequence[Chunk], verb: int) -> Subject | None:
    """ "Speaking to reporters, Smith …": the subject follows the comma."""
    for m in range(verb + 1, len(chunks) - 1):
        if chunks[m].kind == "," and chunks[m + 1].kind == NP:
            return Subject(chunks[m + 1].start, chunks[m + 1].end, "cat", m + 1)
    return None


def of_main_clause(chunks: Sequence[Chunk], units: Sequence[Unit], verb: int) -> Subject | None:
    """The subject of the clause a participle hangs on, the outermost that reports."""
    best: Subject | None = None
    tries = 0
    for m in range(verb - 1, -1, -1):
        if not chunks[m].finite:
            continue
        tries += 1
        if tries > _VERBS_TRIED:
            break
        after = _inverted(chunks, units, m)
        if after is not None:
            if best is None or best.left < m:
                return after
            continue
        found = find(chunks, units, m, 2)
        if found is None or found.how not in ("np", "appos", "coord", "outer", "rel"):
            continue
        if units[found.start].lower == "there":
            continue  # "there has been an effort …, after dismissing them"
        best = found
        before = chunks[found.left - 1].kind if found.left else "^"
        if before in (",", "C", ":", ";", "-", "Q", ".", "^", "A", "("):
            break
    if best is None:
        return _after_comma(chunks, verb)
    return Subject(best.start, best.end, "part", best.left)


def _inverted(chunks: Sequence[Chunk], units: Sequence[Unit], m: int) -> Subject | None:
    """The name after "said" in “…,” said Smith, adding …"""
    z = m - 1
    while z >= 0 and chunks[z].kind in ",A":
        z -= 1
    if z < 0 or chunks[z].kind != QUOTATION or m + 1 >= len(chunks):
        return None
    after = chunks[m + 1]
    if after.kind != NP or units[after.start].tag == "O" or is_time(units, after):
        return None
    return Subject(after.start, chunks[rightmost(chunks, units, m + 1)].end, "part", m + 1)
