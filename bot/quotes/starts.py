"""Where content starts: right of the cue, and left of it.

Right of the cue the frame names a likely place; a fitted model goes from chunk to chunk, from
the cue to shortly behind that place, and gives each the chance that content starts there,
given that it has not yet ("cited | a claim that", "told Kim | that", "vowed to oppose | the
bill"). Left of the cue it goes backwards from the cue in the same manner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.quotes import model
from bot.quotes.candidate import Candidate
from bot.quotes.chunks import NP, QUOTATION, VG, Chunk, is_time
from bot.quotes.edges import bucket, opens_like, shown
from bot.quotes.ends import FAINT, FAR, SURE, likeliest, sizes
from bot.quotes.lexicon import NOUN_CUES, SPEECH, TELLING
from bot.quotes.units import Unit

_BEHIND = 3  # chunks behind the frame's place where content may still start
_SETTLED = frozenset(("that", "if", "Q", ",Q", ":Q", "p~Q", "cl", "wh", "p.against"))
_NO_START = frozenset((",", ".", ";", ")", ":"))
_AFTER_TIME = frozenset(("P", "T", "W", "B"))  # what follows the time of an utterance
_STARTS_AFTER = frozenset((",", ";", ":", "-", "(", "B"))


def begin_places(candidate: Candidate) -> list[int]:
    """Chunks right of the cue where content may start; none where the frame leaves no choice."""
    if candidate.frame in _SETTLED:
        return []
    chunks, units = candidate.parsed.chunks, candidate.parsed.units
    last = min(len(chunks), candidate.first + _BEHIND + 1)
    return [
        j
        for j in range(candidate.begins, last)
        if chunks[j].kind not in _NO_START and not _is_bare_time(chunks, units, j)
    ]


def _is_bare_time(chunks: Sequence[Chunk], units: Sequence[Unit], j: int) -> bool:
    """ "promised | Sunday at a rally to end it": when it was said, and no clause's subject."""
    if j + 1 >= len(chunks) or chunks[j].kind != NP or not is_time(units, chunks[j]):
        return False
    return chunks[j + 1].kind in _AFTER_TIME


def begin_features(candidate: Candidate, place: int) -> list[str]:
    """Features of a chunk where content may start."""
    chunks, units = candidate.parsed.chunks, candidate.parsed.units
    lemma, frame, first = candidate.lemma, candidate.frame, candidate.first
    part = chunks[place]
    earliest = candidate.begins
    side = "<" if place < first else "=" if place == first else ">"
    far = str(min(abs(place - first), 4))
    word = shown(units[part.start])
    kind = part.kind + part.form[:3] if part.kind == VG else part.kind
    second = shown(units[part.start + 1]) if part.start + 1 < len(units) else "$"
    if place > earliest:
        before, word_before = opens_like(chunks[place - 1]), shown(units[part.start - 1])
    else:
        before = word_before = "^"
    head = units[part.end - 1]
    shape = "N" if head.lower in NOUN_CUES else head.tag
    following = opens_like(chunks[place + 1]) if place + 1 < len(chunks) else "$"
    word_after = shown(units[part.end]) if part.end < len(units) else "$"
    telling = "t" if lemma in TELLING else ""
    verb = part.lemma if part.kind == VG else "-"
    passed = ".".join([opens_like(c)[:3] for c in chunks[earliest:place]])[-14:]
    return [
        "r=" + side + frame,
        "rd=" + side + far + frame[:2],
        "l=" + lemma + side,
        "lf=" + lemma + "|" + frame + side + far,
        "wl=" + word + "|" + lemma,
        "k=" + kind + side + frame,
        "ww=" + word + "|" + second,
        "bw=" + word_before + "|" + word,
        "bk=" + before + "|" + kind + side,
        "n=" + kind + shape + "|" + following + side,
        "nw=" + kind + "|" + word_after + "|" + side,
        "lk=" + lemma + "|" + kind + following,
        "f=" + chunks[candidate.at].form + "|" + side + frame,
        "th=" + telling + word + shape + side,
        "ru=" + candidate.rule + side + kind,
        "v=" + verb + side,
        "vl=" + verb + "|" + lemma,
        "pw=" + passed + "|" + word,
    ]


def begin(candidate: Candidate, earliest: int) -> int:
    """The chunk right of the cue with which content starts, and note it in the candidate.

    ``candidate.first`` is the frame's place before, and the chosen one after; a frame whose
    place was not kept is marked "<" or ">".
    """
    candidate.begins = earliest
    place = _content_begin(candidate)
    if place != candidate.first:
        candidate.frame += "<" if place < candidate.first else ">"
        candidate.first = place
    return place


def _content_begin(candidate: Candidate) -> int:
    weights = model.MODELS.weights("begin")
    get = weights.get
    best, best_chance, going = candidate.first, 0.0, 1.0
    for place in begin_places(candidate) if weights else ():
        features = begin_features(candidate, place)
        starts = model.sigmoid(sum(filter(None, map(get, features))))
        if going * starts > best_chance:
            best, best_chance = place, going * starts
        going *= 1.0 - starts
        if going < best_chance:
            break
    return best


# Left of the cue


def start_edges(candidate: Candidate, before: int) -> Iterator[tuple[int, list[str]]]:
    """Unit indexes left of chunk ``before``, nearest first, where content may start, each
    with its features."""
    parsed = candidate.parsed
    chunks, units = parsed.chunks, parsed.units
    verbs = words = 0
    quoted = "q" if candidate.left in ("Q", ",Q") else ""
    opens = opens_like(chunks[0])
    opening = shown(units[0])
    lemma = candidate.lemma if candidate.lemma in SPEECH else "o"
    earlier = sum(1 for v in parsed.verbs if v < before and chunks[v].finite)
    reading = candidate.rule + candidate.left
    for y in range(before, 0, -1):
        part = chunks[y]
        if part.finite:
            verbs += 1
            earlier -= 1
        words += part.end - part.start + (4 if part.kind == QUOTATION else 0)
        after = part.kind
        if part.kind == QUOTATION:
            quote = units[part.start].quote
            if quote is not None:
                after = "Qu" if quote.first.isupper() else "Ql"
        elif not _may_start(chunks, y):
            continue
        mark = chunks[y - 1].kind + "<" + after
        word, word_before = shown(units[part.start]), shown(units[part.start - 1])
        rest = ("v" if earlier > 0 else "") + opens
        far = bucket(words, FAR)
        count = str(min(verbs, 3))
        yield (
            part.start,
            [
                "bias",
                "m=" + mark,
                "mq=" + mark + "|" + quoted,
                "mv=" + mark + "|" + count,
                "md=" + mark + "|" + far,
                "mr=" + mark + "|" + rest,
                "ml=" + mark + "|" + lemma,
                "qv=" + quoted + count + "|" + far,
                "qr=" + quoted + after + "|" + rest,
                "rd=" + rest + "|" + count + far,
                "w=" + word_before + "|" + word,
                "wo=" + word + "|" + opening,
                "ws=" + str(min(y, 5)) + "|" + opening + "|" + mark,
                "u=" + reading + "|" + mark,
                "ur=" + reading + "|" + rest,
            ],
        )


def _may_start(chunks: Sequence[Chunk], y: int) -> bool:
    return chunks[y - 1].kind in _STARTS_AFTER or (y == 1 and chunks[0].kind in "CA")


def content_start(candidate: Candidate, before: int) -> int:
    """The unit index where content that ends with chunk ``before`` starts."""
    units = candidate.parsed.units
    weights = model.MODELS.weights("start")
    get = weights.get
    end = candidate.parsed.chunks[before].end
    chances: list[tuple[int, float]] = []
    going = 1.0
    for at, features in start_edges(candidate, before) if weights else ():
        stop = model.sigmoid(sum(filter(None, map(get, features))))
        if stop >= FAINT:
            chances.append((at, going * stop))
            going *= 1.0 - stop
            if going < SURE:
                break
    if not chances:
        return 0
    chances.append((0, going))
    words = sizes(units, 0)
    mirrored = [words[end] - words[i] for i in range(end + 1)]
    start, candidate.sureness = likeliest(chances, mirrored)
    return start
