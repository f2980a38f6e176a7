"""Whether the key statements are those that readers chose: ``python -m bench.key --picks DIR``.

DIR holds ``picks.json``: for each article, who chose which ids, ``{article: {reader: [id, …]}}``.
The articles are looked for there too, or in each ``--corpus DIR``: ``<article>.txt`` beside
``<article>.json`` in the form of ``pullquote extract``, or ``text/<article>.txt`` with brat
standoff ``attributions/<article>_*.ann``. An article scores the share of a reader's choice that
is among as many best ranked ones, the mean of its readers.

Printed are every article's score and the mean, beside the first ones, chance, and one reader
against the others. ``--refit`` also finds, for each article, the multiples of the present
weights that fit the other articles best, and ranks it with those: far above the mean would say
that the weights could be better, far below that they only fit these articles.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from statistics import mean
from typing import Any

from bot.console.extract import text_of
from bot.console.rank import read_statements, statements_of
from bot.desk.answering.key import in_order, key_statements
from bot.desk.answering.weighing import Reason, Weighed, weigh
from bot.records import Statement

ROUNDS = 200  # of choosing by chance
MANY, LONGEST = 1_000, 1.0  # statements of one article, and the seconds they may take
STEPS, RATE, TIES = 60, 0.02, 6.0  # of the fit; ties hold the multiples near 1


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """An article, its statements in text order, and what each reader chose of them."""

    name: str
    text: str
    statements: list[Statement]
    choices: list[list[str]]

    def score(self, order: Sequence[Statement]) -> float:
        ids = [one.id for one in order]
        return mean(len({*c} & {*ids[: len(c)]}) / len(c) for c in self.choices)

    @property
    def most(self) -> int:
        return max(len(choice) for choice in self.choices)


def read_articles(picks: Path, places: Sequence[Path]) -> Iterator[Chosen]:
    chosen = json.loads((picks / "picks.json").read_text(encoding="utf-8"))
    for name, readers in chosen.items():
        found = next(filter(None, (read_article(place, name) for place in places)), None)
        if found is None:
            print(f"      {name}: no such article, left out")
            continue
        text, statements = found
        statements.sort(key=lambda one: one.content)
        yield Chosen(name, text, statements, [choice for choice in readers.values() if choice])


def read_article(place: Path, name: str) -> tuple[str, list[Statement]] | None:
    plain, listed = place / f"{name}.txt", place / f"{name}.json"
    if plain.exists() and listed.exists():
        text = text_of(plain)
        return text, read_statements(listed, text)
    standoff = sorted((place / "attributions").glob(f"{name}_*.ann"))
    if not standoff:
        return None
    text = text_of(place / "text" / f"{name}.txt")
    return text, statements_of(list(brat_rows(standoff[0])), text, standoff[0])


def brat_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The attributions of a brat standoff file in the form of ``pullquote extract``."""
    spans: dict[str, list[list[int]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("T"):
            pairs = cells[1].split(" ", 1)[1].split(";")
            spans[cells[0]] = [[int(at) for at in pair.split()] for pair in pairs]
        elif line.startswith("E"):
            row: dict[str, Any] = {"id": cells[0], "content": [], "cue": [], "speaker": []}
            for role, _, target in (part.partition(":") for part in cells[1].split()):
                place = {"Content": "content", "Cue": "cue", "Source": "speaker"}
                if named := place.get(role.rstrip("0123456789")):
                    row[named] += spans.get(target, [])
            if row["content"]:
                yield row


def by_chance(articles: Sequence[Chosen]) -> float:
    dice = random.Random(0)
    return mean(
        one.score(dice.sample(one.statements, len(one.statements)))
        for _ in range(ROUNDS)
        for one in articles
    )


def readers_agree(articles: Sequence[Chosen]) -> float:
    """The share of one's choice that another made, too; 1 where there is one reader only."""
    pairs = [pair for one in articles for pair in permutations(one.choices, 2)]
    return mean(len({*a} & {*b}) / len(a) for a, b in pairs) if pairs else 1.0


Multiples = dict[str, float]


def fit(articles: Sequence[tuple[Chosen, list[Weighed]]]) -> Multiples:
    """By what to multiply each reason so that what was chosen is likeliest. Logistic.

    Every article has an intercept of its own, so that its statements only compete with
    each other.
    """
    names = sorted({r.name for _, all_of in articles for one in all_of for r in one.reasons})
    multiples = dict.fromkeys(names, 1.0)
    base = [0.0] * len(articles)
    for _ in range(STEPS):
        pull = {name: TIES * (1 - multiples[name]) for name in names}
        for at, (article, weighed) in enumerate(articles):
            ids = [one.statement.id for one in weighed]
            taken = [mean(one in choice for choice in article.choices) for one in ids]
            sums = [sum(r.weight * multiples[r.name] for r in one.reasons) for one in weighed]
            base[at] = intercept(sums, sum(taken))
            for one, total, share in zip(weighed, sums, taken, strict=True):
                off = share - chance(total + base[at])
                for reason in one.reasons:
                    pull[reason.name] += off * reason.weight
        for name in names:
            multiples[name] += RATE * pull[name]
    return multiples


def chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def intercept(sums: Sequence[float], expected: float) -> float:
    """What to add to every sum so that as many are chosen as were."""
    low, high = -40.0, 40.0
    for _ in range(40):
        middle = (low + high) / 2
        if sum(chance(one + middle) for one in sums) > expected:
            high = middle
        else:
            low = middle
    return low


def multiplied(weighed: Sequence[Weighed], multiples: Multiples) -> list[Weighed]:
    return [
        replace(
            one,
            reasons=tuple(Reason(r.name, r.weight * multiples.get(r.name, 1)) for r in one.reasons),
        )
        for one in weighed
    ]


def refitted(articles: Sequence[Chosen]) -> tuple[float, Multiples]:
    """The mean score of articles ranked with weights fitted to the others; those fitted to all."""
    weighed = [(one, weigh(one.text, one.statements)) for one in articles]
    scores = []
    for article, own in weighed:
        others = fit([pair for pair in weighed if pair[0] is not article])
        order = in_order(multiplied(own, others), article.most)
        scores.append(article.score([one.statement for one in order]))
    return mean(scores), fit(weighed)


def slowest(articles: Sequence[Chosen]) -> float:
    """Seconds to rank a thousand statements of one article."""
    longest = max(articles, key=lambda one: len(one.statements))
    turns = range(MANY // len(longest.statements) + 1)
    many = [replace(one, id=f"{one.id} {turn}") for turn in turns for one in longest.statements]
    started = time.perf_counter()
    key_statements(longest.text, many[:MANY], MANY)
    return time.perf_counter() - started


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--picks", type=Path)
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    parser.add_argument("--refit", action="store_true")
    options = parser.parse_args(arguments)
    if options.picks is None or not (options.picks / "picks.json").exists():
        print("skipped: name a folder with a picks.json, --picks DIR")
        return 0
    articles = list(read_articles(options.picks, [options.picks, *options.corpus]))
    if not articles:
        print("none of the articles was found; name their folder, --corpus DIR")
        return 1
    ranked = {one: key_statements(one.text, one.statements, one.most) for one in articles}
    scores = {one: one.score(order) for one, order in ranked.items()}
    for one, score in sorted(scores.items(), key=lambda pair: pair[1]):
        print(f"{score:6.2f}  {one.name} ({len(one.statements)} statements)")
    print(f"{mean(scores.values()):6.3f} ranked, {len(articles)} articles")
    print(f"{mean(one.score(one.statements) for one in articles):6.3f} the first ones")
    print(f"{by_chance(articles):6.3f} by chance")
    print(f"{readers_agree(articles):6.3f} one reader against another")
    if options.refit:
        score, multiples = refitted(articles)
        print(f"{score:6.3f} ranked with weights refitted to the other articles; to all of them:")
        print("       " + ", ".join(f"{name} x{by:.2f}" for name, by in multiples.items()))
    seconds = slowest(articles)
    print(f"{seconds:6.2f} s for {MANY} statements of one article")
    return 0 if seconds <= LONGEST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
