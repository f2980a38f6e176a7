"""Fit the attribution engine's weights on an annotated corpus and write its weights file.

    python -m tools.fit_engine CORPUS_DIR [--out FILE] [--leave-out N]

CORPUS_DIR holds ``text/<stem>.txt`` and brat standoff files ``attributions/<stem>_*.ann`` with
Content, Cue and Source arguments, as the PolNeAR corpus does. Articles whose name's MD5 leaves
``--leave-out`` (7) modulo 10 are never read. The models are fitted one after the other, each
on what the engine proposes with the earlier ones in place: which verbs and nouns are cues,
where content right of a cue begins and ends, where content left of it starts, which finished
candidates are right, and which of them in the company of the others; then the calibration of
the last. All but the last are logistic models fitted by AdaGrad with an L2 penalty over
features seen often enough; the last are small trees (``tools.grow_trees``). Takes two minutes
and only the standard library; the same corpus always gives the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import re
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.quotes import context, ends, engine, model, scoring, starts
from bot.quotes.candidate import Candidate, Piece, trim
from bot.quotes.trees import Tree, write_tree
from tools.grow_trees import grow

_TOKEN = re.compile(r"\w+|[^\w\s]")
_OVERLAP = 0.5
_SEED = 11
_LEARNING_RATE = 0.2
_SMALLEST = 0.05  # weights closer to zero are left out
_RATE_PRIOR = 20  # sightings at the usual share that every rate starts with
_RAREST_RATE = 5  # sightings from which a rate is kept
_RATE_FOLDS = 5

Sections = dict[str, dict[str, float]]


@dataclass(slots=True)
class Gold:
    """One annotated attribution: code point ranges of its parts."""

    content: list[tuple[int, int]] = field(default_factory=list)
    cue: list[tuple[int, int]] = field(default_factory=list)
    speaker: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Annotated:
    """An article with its attributions and the offsets of its tokens."""

    stem: str
    text: str
    gold: list[Gold]
    starts: list[int]
    ends: list[int]

    def tokens(self, ranges: Iterable[tuple[int, int]]) -> set[int]:
        """Indexes of the tokens that ranges touch."""
        found: set[int] = set()
        for start, end in ranges:
            found.update(range(bisect_right(self.ends, start), bisect_left(self.starts, end)))
        return found


@dataclass(slots=True)
class Example:
    """Features and whether the answer is yes."""

    features: list[str]
    label: bool
    start: float = 0.0


def fold(stem: str) -> int:
    """0 to 9, from the article's name."""
    return int(hashlib.md5(stem.encode(), usedforsecurity=False).hexdigest(), 16) % 10


def read_corpus(directory: Path, left_out: int) -> list[Annotated]:
    """All articles of a corpus but those of the fold left out."""
    articles = []
    seen: set[str] = set()
    for path in sorted((directory / "attributions").glob("*.ann")):
        stem = re.sub(r"_[0-9a-f]{4}$", "", path.stem)
        if stem in seen or fold(stem) == left_out:
            continue
        seen.add(stem)
        with (directory / "text" / f"{stem}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        matches = list(_TOKEN.finditer(text))
        articles.append(
            Annotated(
                stem, text, _read_gold(path), [m.start() for m in matches],
                [m.end() for m in matches],
            )
        )  # fmt: skip
    return articles


def _read_gold(path: Path) -> list[Gold]:
    spans: dict[str, list[tuple[int, int]]] = {}
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("T") and len(cells) >= 2:
            pairs = [part.split() for part in cells[1].split(" ", 1)[1].split(";")]
            spans[cells[0]] = [(int(a), int(b)) for a, b in pairs]
        elif line.startswith("E") and len(cells) >= 2:
            gold = Gold()
            for argument in cells[1].split():
                role, _, target = argument.partition(":")
                role = role.rstrip("0123456789")
                place = {"Content": gold.content, "Cue": gold.cue, "Source": gold.speaker}.get(role)
                if place is not None:
                    place += spans.get(target, [])
            if gold.content:
                for place in (gold.content, gold.cue, gold.speaker):
                    place.sort()
                found.append(gold)
    return found


# Examples


def _touches(piece: Piece, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(piece.start < end and start < piece.end for start, end in ranges)


def _head(candidate: Candidate) -> Piece:
    parsed = candidate.parsed
    unit = parsed.units[parsed.chunks[candidate.at].head]
    return Piece(unit.start, unit.end)


def _near_cues(article: Annotated) -> dict[int, list[Gold]]:
    """Attributions by the hundred code points their cues touch, to find them quickly."""
    places: dict[int, list[Gold]] = {}
    for gold in article.gold:
        for start, end in gold.cue:
            for place in range(start // 100, end // 100 + 1):
                if gold not in places.setdefault(place, []):
                    places[place].append(gold)
    return places


def cue_examples(articles: Sequence[Annotated]) -> Iterator[Example]:
    for article in articles:
        places = _near_cues(article)
        _, proposed = engine.propose(article.text)
        for found in proposed:
            seen: set[tuple[int, str]] = set()
            for candidate in found:
                if candidate.rule in scoring.UNGATED or (candidate.at, candidate.lemma) in seen:
                    continue
                seen.add((candidate.at, candidate.lemma))
                head = _head(candidate)
                label = any(_touches(head, g.cue) for g in places.get(head.start // 100, ()))
                yield Example(scoring.gate_features(candidate), label)


def _by_cue(
    articles: Sequence[Annotated], wanted: Callable[[Candidate], bool]
) -> Iterator[tuple[Candidate, Gold]]:
    """Wanted candidates, each with the attribution whose cue its own cue touches."""
    for article in articles:
        places = _near_cues(article)
        _, proposed = engine.propose(article.text)
        for candidate in (c for found in proposed for c in found if wanted(c)):
            head = _head(candidate)
            for gold in places.get(head.start // 100, ()):
                if _touches(head, gold.cue):
                    yield candidate, gold
                    break


def end_examples(articles: Sequence[Annotated]) -> Iterator[Example]:
    """Every edge a true content reached, and whether it stopped there."""
    for candidate, gold in _by_cue(articles, lambda c: c.first > 0):
        parsed = candidate.parsed
        first = parsed.chunks[candidate.first].start
        start = parsed.units[first].start
        # the annotated stretch that starts where the candidate's does, give or take a word
        true = next((b for a, b in gold.content if a - 12 <= start < b and start - a < 30), None)
        if true is None:
            continue
        for edge, features in ends.end_edges(candidate, candidate.first):
            piece = trim(parsed, first, edge.at)
            if piece is None:
                continue
            if piece.end >= true - 1:
                if piece.end <= true + 1:
                    yield Example(edge.alone + features, True)
                break
            yield Example(edge.alone + features, False)


def start_examples(articles: Sequence[Annotated]) -> Iterator[Example]:
    """The same to the left of the cue."""
    for candidate, gold in _by_cue(articles, lambda c: c.before >= 0):
        units = candidate.parsed.units
        end = candidate.content[0].end
        true = next((a for a, b in gold.content if a < end <= b + 2), None)
        if true is None:
            continue
        for at, features in starts.start_edges(candidate, candidate.before):
            here = units[at].start
            if here <= true + 1:
                if here >= true - 1:
                    yield Example(features, True)
                break
            yield Example(features, False)


def begin_examples(articles: Sequence[Annotated]) -> Iterator[Example]:
    """Every place right of a cue where content might start, up to where it does."""
    for candidate, gold in _by_cue(articles, lambda c: c.begins > 0):
        units, chunks = candidate.parsed.units, candidate.parsed.chunks
        cue_end = candidate.cue.end if candidate.cue is not None else 0
        after = [a for a, _ in gold.content if a >= cue_end - 1]
        places = starts.begin_places(candidate)
        begun = [units[chunks[place].start].start for place in places]
        if not after or not any(abs(here - after[0]) <= 1 for here in begun):
            continue
        for place, here in zip(places, begun, strict=True):
            right = abs(here - after[0]) <= 1
            yield Example(starts.begin_features(candidate, place), right)
            if right:
                break


def is_right(article: Annotated, candidate: Candidate, clip: bool) -> bool:
    """Whether some attribution has the same content, by half, and the same speaker.

    With ``clip`` only what the attribution says in the candidate's own sentence counts, for
    later sentences are added by continuation.
    """
    mine = article.tokens((p.start, p.end) for p in candidate.content)
    speaker = candidate.speaker
    said_by = article.tokens([(speaker.start, speaker.end)]) if speaker else set()
    sentence = candidate.parsed.sentence
    low = min(sentence.start, candidate.content[0].start)
    high = max(sentence.end, candidate.content[-1].end)
    for gold in article.gold:
        if gold.content[-1][1] <= low or gold.content[0][0] >= high:
            continue
        ranges = gold.content
        if clip:
            ranges = [(max(a, low), min(b, high)) for a, b in ranges if a < high and b > low]
        theirs = article.tokens(ranges)
        shared = len(mine & theirs)
        if not shared or shared / len(mine | theirs) < _OVERLAP:
            continue
        theirs_by = article.tokens(gold.speaker)
        if (said_by & theirs_by) if theirs_by else not said_by:
            return True
    return False


def accept_examples(articles: Sequence[Annotated]) -> Iterator[Example]:
    for article in articles:
        _, proposed = engine.propose(article.text)
        for found in proposed:
            for candidate in found:
                features = scoring.accept_features(candidate)
                yield Example(features, is_right(article, candidate, clip=True))


# Fitting


def fit(
    name: str, examples: Iterable[Example], rarest: int, epochs: int, penalty: float
) -> dict[str, float]:
    """Weights of a logistic model; features seen fewer than ``rarest`` times are left out.

    The weights are the average over the second half of the epochs, which varies less.
    """
    numbers: dict[str, int] = {}
    rows: list[tuple[list[int], bool, float]] = []
    for example in examples:
        row = [numbers.setdefault(f, len(numbers)) for f in example.features]
        rows.append((row, example.label, example.start))
    counts = Counter(f for row, _, _ in rows for f in row)
    kept = {f for f, n in counts.items() if n >= rarest}
    rows = [([f for f in row if f in kept], label, start) for row, label, start in rows]
    weights = [0.0] * len(numbers)
    squares = [1.0] * len(numbers)
    # a Gaussian prior: the same pull on every weight in an epoch, however often it is seen
    pull = [penalty / max(1, counts[f]) for f in range(len(numbers))]
    order = random.Random(_SEED)
    sums = [0.0] * len(numbers)
    loss = 0.0
    for epoch in range(epochs):
        order.shuffle(rows)
        loss = 0.0
        for row, label, start in rows:
            p = model.sigmoid(sum([weights[f] for f in row]) + start)
            error = p - label
            loss -= math.log(max(1e-9, p if label else 1 - p))
            for f in row:
                step = error + pull[f] * weights[f]
                squares[f] += step * step
                weights[f] -= _LEARNING_RATE * step / math.sqrt(squares[f])
        if epoch >= epochs // 2:
            for f in kept:
                sums[f] += weights[f]
    averaged = epochs - epochs // 2
    weights = [total / averaged for total in sums]
    print(f"{name}: {len(rows)} examples, loss {loss / max(1, len(rows)):.4f}", flush=True)
    return {
        name: round(weights[number], 2)
        for name, number in sorted(numbers.items())
        if number in kept and abs(weights[number]) >= _SMALLEST
    }


@dataclass(slots=True)
class Sighting:
    """A candidate among others: its plain facts, its traits and whether it is right."""

    fold: int
    facts: list[float]
    traits: dict[str, str]
    label: bool


def sightings(articles: Sequence[Annotated]) -> list[Sighting]:
    """Candidates after the acceptor's look, among the others of their sentences."""
    found: list[Sighting] = []
    for article in articles:
        parsed, proposed = engine.propose(article.text)
        for candidates in proposed:
            for candidate in candidates:
                scoring.assess(candidate)
        text = context.look_over(parsed, proposed)
        for index, candidates in enumerate(proposed):
            found += [
                Sighting(fold(article.stem), facts, traits, is_right(article, c, clip=True))
                for c, facts, traits in context.sightings(candidates, text, index)
            ]
    return found


def count_rates(seen: Iterable[Sighting]) -> dict[str, float]:
    """How often candidates with the same traits were right, drawn towards the usual share."""
    totals: Counter[str] = Counter()
    rights: Counter[str] = Counter()
    for sighting in seen:
        for key in context.rate_keys(sighting.traits):
            totals[key] += 1
            rights[key] += sighting.label
        totals["usual"] += 1
        rights["usual"] += sighting.label
    usual = rights["usual"] / max(1, totals["usual"])
    rates = {
        key: round((rights[key] + usual * _RATE_PRIOR) / (count + _RATE_PRIOR), 3)
        for key, count in totals.items()
        if count >= _RAREST_RATE
    }
    return {**rates, "usual": round(usual, 3)}


def fit_context(seen: Sequence[Sighting]) -> tuple[dict[str, float], list[Tree]]:
    """Rates and trees of the second look.

    A row's rates are counted on the other articles' rows, or the trees would trust them more
    than they deserve.
    """
    rows: list[list[float]] = []
    labels: list[bool] = []
    for part in range(_RATE_FOLDS):
        rates = count_rates(s for s in seen if s.fold % _RATE_FOLDS != part)
        usual = rates["usual"]
        for sighting in (s for s in seen if s.fold % _RATE_FOLDS == part):
            keys = context.rate_keys(sighting.traits)
            rows.append(sighting.facts + [rates.get(key, usual) for key in keys])
            labels.append(sighting.label)
    trees = grow(rows, labels, [row[0] for row in rows])
    return count_rates(seen), trees


def judged(articles: Sequence[Annotated]) -> list[tuple[float, bool]]:
    """Every chosen statement's chance, and whether it is right."""
    return [
        (candidate.chance, is_right(article, candidate, clip=True))
        for article in articles
        for candidate in engine.analyse(article.text).chosen
    ]


def calibrate(seen: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """Chance -> share right: a rising line through bins of 200, adjacent violators pooled."""
    bins: list[list[float]] = []
    ordered = sorted(seen)
    for i in range(0, len(ordered), 200):
        part = ordered[i : i + 200]
        bins.append([sum(c for c, _ in part), float(sum(r for _, r in part)), float(len(part))])
        while len(bins) > 1 and bins[-2][1] / bins[-2][2] >= bins[-1][1] / bins[-1][2]:
            last = bins.pop()
            bins[-1] = [a + b for a, b in zip(bins[-1], last, strict=True)]
    return {f"{c / n:.4f}": round(right / n, 3) for c, right, n in bins}


def _install(sections: Sections, trees: Sequence[Tree] = ()) -> None:
    points = sorted((float(k), v) for k, v in sections.get("calibration", {}).items())
    linear = {k: v for k, v in sections.items() if k != "calibration"}
    model.MODELS = model.Models(linear, points, trees)


def fit_proposals(articles: Sequence[Annotated]) -> Sections:
    """The models that propose: cues, and where content begins, ends and starts."""
    sections: Sections = {}
    _install(sections)
    sections["cue"] = fit("cue", cue_examples(articles), 3, 8, 4.0)
    _install(sections)
    sections["begin"] = fit("begin", begin_examples(articles), 3, 8, 1.0)
    _install(sections)
    sections["end"] = fit("end", end_examples(articles), 4, 8, 3.0)
    sections["start"] = fit("start", start_examples(articles), 2, 8, 3.0)
    return sections


def fit_all(articles: Sequence[Annotated]) -> tuple[Sections, list[Tree]]:
    """All sections of a weights file, and the trees of the second look.

    The acceptor learns from candidates that models fitted on *other* articles proposed, and
    the second look and the calibration likewise: each half is seen through the other's eyes,
    so that nobody trusts a model more than it deserves on new articles.
    """
    halves = [[a for a in articles if fold(a.stem) % 2 == half] for half in (0, 1)]
    proposals = [fit_proposals(halves[1 - half]) for half in (0, 1)]
    firsts: list[list[Example]] = []
    for half in (0, 1):
        _install(proposals[half])
        firsts.append(list(accept_examples(halves[half])))
    acceptors = [fit("accept, half", firsts[1 - half], 3, 12, 10.0) for half in (0, 1)]
    seconds: list[list[Sighting]] = []
    for half in (0, 1):
        _install({**proposals[half], "accept": acceptors[half]})
        seconds.append(sightings(halves[half]))
    looks = [fit_context(seconds[1 - half]) for half in (0, 1)]
    seen: list[tuple[float, bool]] = []
    for half in (0, 1):
        rates, trees = looks[half]
        _install({**proposals[half], "accept": acceptors[half], "rates": rates}, trees)
        seen += judged(halves[half])
    sections = fit_proposals(articles)
    sections["accept"] = fit("accept", firsts[0] + firsts[1], 3, 12, 10.0)
    sections["rates"], trees = fit_context(seconds[0] + seconds[1])
    sections["calibration"] = calibrate(seen)
    return sections, trees


def write(
    sections: Sections, trees: Sequence[Tree], path: Path, articles: int, source: str
) -> None:
    """The weights file: a header, then a section per model."""
    lines = [
        "# Weights of the attribution engine's logistic models: feature, tab, weight.",
        f"# Made by `python -m tools.fit_engine` from {articles} articles of {source};",
        "# features are lemmas of cue words, closed-class words, frames, positions and shapes.",
        "# [rates] holds shares of right candidates by traits, [trees] the second look's trees",
        "# over [facts], [calibration] the share that is right by the chance given.",
    ]
    for title in sorted(sections):
        lines.append(f"[{title}]")
        lines += [f"{name}\t{weight:g}" for name, weight in sorted(sections[title].items())]
    lines += ["[facts]", " ".join(context.FACTS), "[trees]"]
    lines += [write_tree(tree, context.FACTS) for tree in trees]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=engine.WEIGHTS)
    parser.add_argument("--leave-out", type=int, default=7)
    parser.add_argument("--source", default="the training part of the PolNeAR corpus")
    options = parser.parse_args(arguments)
    articles = read_corpus(options.corpus, options.leave_out)
    sections, trees = fit_all(articles)
    write(sections, trees, options.out, len(articles), options.source)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
