"""Where content ends.

Every edge between two chunks is a possible end. A fitted model gives each the chance that
the content stops there, given that it reached it. From these follows the chance of every
possible span; chosen is the one most likely to overlap the true one by half or more, with a
bonus for being exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.quotes import model
from bot.quotes.candidate import Candidate
from bot.quotes.chunks import QUOTATION
from bot.quotes.edges import Edge, bucket, find_edges
from bot.quotes.frames import family
from bot.quotes.lexicon import verb_class
from bot.quotes.model import sigmoid
from bot.quotes.sentences import LONGEST
from bot.quotes.units import Unit

EXACT_BONUS = 0.8  # worth of an exact span against one that overlaps enough
SURE = 0.02  # below that chance of going on, later edges do not matter
FAINT = 0.01  # edges less likely than that are not worth weighing
_MOST_EDGES = 32  # edges after a start that are weighed; keeps the cost linear
_EDGES_OF_A_CUT = 12  # the same in what had to be cut off an endless sentence: no prose
FAR = (2, 4, 7, 11, 17, 25)  # words, the limits of how far is told


def end_edges(candidate: Candidate, first: int) -> Iterator[tuple[Edge, list[str]]]:
    """Edges after chunk ``first`` where content that starts there may end, nearest first.

    Each comes with the features that depend on the candidate; those of the edge alone are
    its own.
    """
    parsed = candidate.parsed
    chunks = parsed.chunks
    if not parsed.edges:
        parsed.edges = find_edges(chunks, parsed.units)
    how = candidate.subject.how if candidate.subject is not None else "none"
    cue = chunks[candidate.at]
    left = candidate.left[:1]
    clause = how[:3] + left + cue.form[:1]
    kin = family(candidate.frame)
    lemma, frame = candidate.lemma, candidate.frame
    kind = verb_class(lemma)
    tense = "P" if cue.past else "N" if cue.finite else "x"
    verbs_left = sum([1 for v in parsed.verbs if v >= first and chunks[v].finite])
    quotes_left = sum([1 for c in chunks[first:] if c.kind == QUOTATION])
    opener = chunks[first].kind + parsed.units[chunks[first].start].tag
    most = _EDGES_OF_A_CUT if len(parsed.units) >= LONGEST else _MOST_EDGES
    made = verbs = words = dashes = brackets = 0
    quoted = inner = ""
    for y in range(first, len(chunks)):
        part = chunks[y]
        edge = parsed.edges[y] if y > first else None
        if edge is not None:
            if made >= most:
                break
            made += 1
            mark, word = edge.mark, edge.word
            far = bucket(words, FAR)
            count = "0123"[verbs] if verbs < 3 else "3"
            inside = ("-" if dashes % 2 else "") + ("(" if brackets else "")
            rest = ("v" if verbs_left else "") + ("q" if quotes_left else "")
            tenses = tense + inner + edge.tense if edge.tense else ""
            yield (
                edge,
                [
                    "md=" + mark + "|" + far,
                    "fd=" + kin + "|" + far,
                    "c=" + clause + "|" + mark,
                    "l=" + lemma + "|" + mark,
                    "lf=" + lemma + "|" + mark[0] + kin,
                    "lw=" + lemma + "|" + word,
                    "fk=" + lemma + "|" + frame + "|" + edge.kind,
                    "q=" + quoted + "|" + mark,
                    "qb=" + quoted + "|" + edge.before + "|" + kin + mark[0],
                    "r=" + rest + "|" + mark,
                    "t=" + tenses + "|" + mark,
                    "i=" + inside + "|" + mark[:12],
                    "hw=" + how + left + "|" + word,
                    "km=" + kind + "|" + mark,
                    "wf=" + edge.words + "|" + kin,
                    "o=" + opener + "|" + mark[:10] + count,
                    "rw=" + candidate.reading + word,
                ],
            )
        words += part.end - part.start
        if part.kind == QUOTATION:
            quoted = "q"
            quotes_left -= 1
            words += 4
        elif part.kind == "-":
            dashes += 1
        elif part.kind == "(":
            brackets += 1
        elif part.kind == ")" and brackets:
            brackets -= 1
        if part.finite:
            verbs += 1
            verbs_left -= 1
            inner = inner or ("p" if part.past else "n")


def content_end(candidate: Candidate, first: int) -> int:
    """The unit index where content that starts with chunk ``first`` ends (exclusive)."""
    units = candidate.parsed.units
    weights = model.MODELS.weights("end")
    get = weights.get
    chances: list[tuple[int, float]] = []
    going = 1.0
    for edge, features in end_edges(candidate, first) if weights else ():
        if edge.worth is None:
            edge.worth = sum(filter(None, map(get, edge.alone)))
        stop = sigmoid(edge.worth + sum(filter(None, map(get, features))))
        if stop >= FAINT:
            chances.append((edge.at, going * stop))
            going *= 1.0 - stop
            if going < SURE:
                break
    if not chances:
        return len(units)
    chances.append((len(units), going))
    start = candidate.parsed.chunks[first].start
    end, candidate.sureness = likeliest(chances, sizes(units, start))
    return end


def sizes(units: Sequence[Unit], start: int) -> list[int]:
    """Words before each unit index, counted from ``start``."""
    found = [0] * (len(units) + 1)
    total = 0
    for i in range(start, len(units)):
        quote = units[i].quote
        total += 1 if quote is None else quote.words + 2
        found[i + 1] = total
    return found


def likeliest(chances: Sequence[tuple[int, float]], words: Sequence[int]) -> tuple[int, float]:
    """The end most likely to overlap the true one by half, and how likely that is.

    Being exact counts extra in the choice.
    """
    best, best_worth, best_chance = chances[-1][0], -1.0, 0.0
    for at, own in chances:
        size = words[at]
        if size <= 0:
            continue
        overlapping = 0.0
        for other, weight in chances:
            length = words[other]
            if 2 * size >= length and 2 * length >= size:
                overlapping += weight
        worth = overlapping + EXACT_BONUS * own
        if worth > best_worth + 1e-9:
            best, best_worth, best_chance = at, worth, overlapping
    return best, best_chance
