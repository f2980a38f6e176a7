"""How likely a verb is a cue at all, and how likely a finished candidate is right.

Both are linear models over named features: lemmas of cues, frames, closed-class words,
positions, shapes. No feature holds a name or a topical word.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.quotes import model
from bot.quotes.candidate import Candidate
from bot.quotes.chunks import NP, QUOTATION, VG, Chunk
from bot.quotes.frames import family
from bot.quotes.lexicon import (
    BELIEF,
    BODY_NOUNS,
    PERSON_NOUNS,
    SPEECH,
    WORK_NOUNS,
    verb_class,
)
from bot.quotes.subjects import Subject
from bot.quotes.units import Unit
from bot.quotes.verbs import UNKNOWN

DIALOGUE_CHANCE = 0.95  # of a turn in a text laid out as a dialogue; few are in the corpus
GATE_FLOOR = 0.17  # less likely cues are not followed up: hardly one of them is right

# rules whose candidates do not hang on a cue word's own likelihood
UNGATED = frozenset(("according-to", "transcript", "colon", "signed", "announced", "hearsay"))


def _auxiliaries(group: Chunk) -> str:
    """The first and the last auxiliary."""
    words = group.auxiliaries.split()
    return "+".join((words[0], words[-1])) if words else ""


def speaker_kind(candidate: Candidate) -> str:
    """A coarse kind of the speaker's head word: S.he, M name, H person, B body, W work …"""
    subject = candidate.subject
    return "-" if subject is None else kind_of_subject(candidate.parsed.units, subject)


def kind_of_subject(units: Sequence[Unit], subject: Subject) -> str:
    """The same of any subject."""
    first = units[subject.start]
    head = units[subject.end - 1]
    if first.tag in "SR":
        return "S." + first.lower
    if subject.how == "rel":
        return "R"
    if head.lower in PERSON_NOUNS:
        return "H"
    if head.lower in BODY_NOUNS:
        return "B"
    if head.lower in WORK_NOUNS:
        return "W"
    if head.tag == "M":
        return "M"
    if head.tag in "OD":
        return head.tag
    return "n.s" if head.lower.endswith("s") else "n"


def gate(candidate: Candidate) -> float:
    """The chance that the verb is a cue, 0.0 where it is not worth following up."""
    if "cue" not in model.MODELS.sections:
        return 1.0
    found = model.chance("cue", gate_features(candidate))
    return found if found >= GATE_FLOOR else 0.0


def gate_features(candidate: Candidate) -> list[str]:
    group = candidate.parsed.chunks[candidate.at]
    lemma, frame, left = candidate.lemma, candidate.frame, candidate.left
    how = candidate.subject.how if candidate.subject is not None else "none"
    form = group.form
    who = speaker_kind(candidate)
    kind = verb_class(lemma)
    return [
        "bias",
        "l=" + lemma,
        "lf=" + lemma + "|" + form,
        "lg=" + lemma + "|" + frame,
        "gf=" + frame + "|" + form,
        "hl=" + how + "|" + left,
        "hg=" + how + "|" + frame,
        "s=" + who,
        "sl=" + who + "|" + lemma,
        "a=" + _auxiliaries(group),
        "kg=" + kind + "|" + frame,
        "kh=" + kind + "|" + how + "|" + left,
        "kf=" + kind + "|" + form,
        "ks=" + kind + "|" + who,
    ]


def assess(candidate: Candidate) -> None:
    """Set the candidate's evidence and its chance."""
    if candidate.frame == "dialogue":
        candidate.alone = candidate.chance = DIALOGUE_CHANCE
        return
    candidate.evidence = accept_features(candidate)
    candidate.alone = candidate.chance = model.chance("accept", candidate.evidence)


def _length(candidate: Candidate) -> str:
    size = candidate.size()
    for name, limit in (("0", 12), ("1", 25), ("2", 50), ("3", 120), ("4", 250)):
        if size < limit:
            return name
    return "5"


def _tenth(chance: float) -> str:
    return str(int(chance * 9.999))


def _head(candidate: Candidate) -> str:
    """The speaker's head word if it is a listed kind of speaker, else its shape."""
    subject = candidate.subject
    if subject is None:
        return "-"
    unit = candidate.parsed.units[subject.end - 1]
    lower = unit.lower
    if unit.tag in "M#":
        return unit.tag
    if unit.tag in "SRODT" or lower in PERSON_NOUNS or lower in BODY_NOUNS or lower in WORK_NOUNS:
        return lower
    return _noun_shape(lower)


def accept_features(candidate: Candidate) -> list[str]:
    """Features of a finished candidate."""
    chunks = candidate.parsed.chunks
    at = candidate.at
    lemma, frame, left, reading = (
        candidate.lemma, candidate.frame, candidate.left, candidate.reading,
    )  # fmt: skip
    rule = candidate.rule
    group = chunks[at]
    how = candidate.subject.how if candidate.subject is not None else "none"
    form = group.form + ("-" if group.negated else "") + ("m" if group.modal else "")
    who = speaker_kind(candidate)
    size = _length(candidate)
    kind = verb_class(lemma)
    sure = _tenth(candidate.sureness)
    found = [
        "bias",
        "l=" + lemma,
        "lf=" + lemma + "|" + form,
        "lr=" + lemma + "|" + reading,
        "lrg=" + lemma + "|" + reading + frame,
        "rg=" + rule + reading + frame,
        "rgf=" + reading + frame + "|" + form,
        "hl=" + how + "|" + left + reading,
        "hlg=" + how + "|" + left + "|" + frame,
        "hf=" + how + "|" + form,
        "s=" + who,
        "sh=" + who + "|" + how,
        "sl=" + who[:1] + "|" + lemma,
        "sw=" + _head(candidate),
        "n=" + size,
        "nr=" + size + "|" + reading + frame[:3],
        "a=" + _auxiliaries(group),
        "an=" + group.modal + ("-" if group.negated else ""),
        "w=" + _word(candidate),
        "su=" + sure,
        "suf=" + sure + "|" + family(frame) + reading,
        "kg=" + kind + "|" + reading + frame,
        "kh=" + kind + "|" + how + "|" + left + reading,
        "kf=" + kind + "|" + form + "|" + reading,
        "ks=" + kind + "|" + who + "|" + reading,
        "kfh=" + kind + "|" + family(frame) + "|" + how + form,
        "kls=" + kind + "|" + left + "|" + who[:1] + "|" + family(frame),
    ]
    found += _content_features(candidate, lemma, frame, reading)
    found += _context_features(candidate, how, lemma, reading)
    return found


def _word(candidate: Candidate) -> str:
    """The form of the cue; its lemma where it is unknown or an idiom stands for another verb."""
    group = candidate.parsed.chunks[candidate.at]
    idiom = group.kind == VG and group.lemma != candidate.lemma
    if idiom or candidate.lemma == UNKNOWN:
        return candidate.lemma
    return candidate.parsed.units[group.head].lower


def _content_features(candidate: Candidate, lemma: str, frame: str, reading: str) -> list[str]:
    parsed = candidate.parsed
    chunks, units = parsed.chunks, parsed.units
    piece = candidate.content[-1]
    inside = [c for c in chunks if piece.start <= units[c.start].start < piece.end]
    finite = "1" if any(c.finite for c in inside) else "0"
    found = ["cf=" + finite + reading, "cfl=" + finite + lemma, "cfg=" + finite + frame]
    if inside:
        first = units[inside[0].start]
        opening = first.lower if first.tag in "DSOTWBRC" else first.tag
        found += [
            "ct=" + opening,
            "ctg=" + opening + "|" + frame,
            "ctl=" + first.tag + "|" + lemma,
        ]
        if reading == "R" and inside[0].kind == NP:
            head = units[inside[0].end - 1]
            word = "M" if head.tag == "M" else _noun_shape(head.lower)
            found += ["oh=" + word, "ohl=" + lemma + "|" + word]
        last = inside[-1]
        found.append("ce=" + last.kind)
    quoted = any(c.kind == QUOTATION for c in inside)
    if quoted:
        found += ["cq", "cq" + reading + frame, "cql=" + lemma]
        quote = next((units[c.start].quote for c in inside if c.kind == QUOTATION), None)
        if quote is not None:
            found.append("qw=" + reading + str(min(quote.words, 8)) + frame[:3])
            found.append("qt=" + str(quote.titled) + reading + quote.last[:1].replace("\t", " "))
    elif any(u.kind == "q" for u in units):
        found.append("hq" + reading)
    return found


_NOUN_ENDINGS = ("tion", "ment", "ness", "ity", "ing", "ism", "ers", "ies", "ance", "ence", "al")


def _noun_shape(lower: str) -> str:
    """A noun by its ending: no topical words among the features."""
    if lower in PERSON_NOUNS:
        return "H"
    if lower in BODY_NOUNS:
        return "B"
    if lower in WORK_NOUNS:
        return "W"
    for ending in _NOUN_ENDINGS:
        if lower.endswith(ending):
            return "-" + ending
    return "s" if lower.endswith("s") else "n"


def _context_features(candidate: Candidate, how: str, lemma: str, reading: str) -> list[str]:
    parsed = candidate.parsed
    chunks, units = parsed.chunks, parsed.units
    at = candidate.at
    verbs = parsed.verbs
    found = []
    before = [v for v in verbs if v < at]
    speech_before = [v for v in before if chunks[v].lemma in SPEECH or chunks[v].lemma in BELIEF]
    found.append("nb=" + str(min(2, len(speech_before))) + reading)
    if speech_before:
        last = speech_before[-1]
        between = "".join(
            c.kind if c.kind in ("T", "C", ",", "R", "W", "B", ";", "Q") else ""
            for c in chunks[last + 1 : at]
        )[:4]
        found += [
            "em=" + between,
            "eml=" + chunks[last].lemma,
            "emh=" + between + "|" + how,
            "ems=" + ("s" if chunks[last].lemma in SPEECH else "b") + between + lemma,
        ]
    if before and how in ("coord", "outer", "vv"):
        tenses = "".join("P" if chunks[v].past else "N" for v in before[-2:] if chunks[v].finite)
        found.append("te=" + how + tenses + ("P" if chunks[at].past else "N"))
    after = sum(1 for v in verbs if v > at and chunks[v].lemma in SPEECH)
    found.append("na=" + str(min(2, after)) + reading)
    if before:
        verb = chunks[before[-1]].lemma
        known = verb in SPEECH or verb in BELIEF or verb in ("be", "have")
        found.append("pv=" + (verb if known else "o"))
        found.append("npv=" + str(min(3, len(before))))
    else:
        found.append("pv=0")
    if parsed.according is not None and candidate.rule != "according-to":
        found.append("ac" + ("<" if parsed.according < at else ">") + reading)
    if parsed.sentence.paragraph == 0:
        found += ["top", "top" + chunks[at].form]
    adverbs = [u.lower for u in units[chunks[at].start : chunks[at].head] if u.tag == "A"]
    if adverbs:
        found.append("ad=" + adverbs[-1])
    if at + 1 < len(chunks):
        beside = units[chunks[at + 1].start]
        word = beside.lower if beside.tag in "DPWTBSORtC" else beside.tag
        found += ["nw=" + word, "lnw=" + lemma + "|" + word]
    last_unit = units[-1]
    found.append("end=" + (last_unit.text[:1] if last_unit.kind == "p" else last_unit.kind))
    found.append("at=" + ("0" if at < 2 else "1" if at < 5 else "2" if at < 10 else "3") + reading)
    return found
