"""How long an article takes against very many terms: ``python -m bench.topics [--terms N]``.

Makes as many distinct terms of one to three words as asked for, in topics of ten, and holds
the project's sample articles against all of them at once. Prints the time of an article,
median and worst, and what it took to get ready. An article that takes 5 ms is a failure.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.desk.reading.article import read_statements
from bot.records import Arrival, Article, Record, Topic
from bot.topics.match import Matcher

SAMPLES = Path(__file__).parent.parent / "bot" / "samples"
ROUNDS = 20
LONGEST = 0.005  # seconds for one article


def articles() -> list[Record]:
    now = datetime(2031, 5, 4, tzinfo=UTC)
    made = []
    for path in sorted(SAMPLES.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        article = Article(path.stem, "", "", None, text[:60], None, None, "", None, now, text, "en")
        statements = read_statements(path.stem, text)
        made.append(Record(article, statements, "bench", Arrival.NEW))
    return made


def terms(count: int, known: list[str]) -> list[str]:
    """Distinct phrases, one word in ten of them from the articles: there is something to find."""
    chosen = random.Random(3)
    found: set[str] = set()
    letters = "abdegiklmnoprstuv"
    made = ["".join(chosen.choices(letters, k=chosen.randint(3, 9))) for _ in range(9 * len(known))]
    words = known + made
    while len(found) < count:
        kind = chosen.choice(("", "", "", "person: ", "-"))
        found.add(kind + " ".join(chosen.choices(words, k=chosen.choice((1, 2, 2, 3)))))
    return sorted(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--terms", type=int, default=100_000)
    options = parser.parse_args()
    records = articles()
    text = " ".join(record.article.text for record in records)
    words = sorted({word.strip("“”,.") for word in text.split()} - {""})
    made = terms(options.terms, [word for word in words if word.isalpha()])
    topics = [Topic(f"topic {n}", tuple(made[n : n + 10])) for n in range(0, len(made), 10)]
    began = time.perf_counter()
    matcher = Matcher(topics)
    ready = time.perf_counter() - began
    times = []
    for record in records * ROUNDS:
        began = time.perf_counter()
        matcher.match(record)
        times.append(time.perf_counter() - began)
    print(
        f"{len(made):,} terms in {len(topics):,} topics, {len(records)} articles: an article takes"
        f" {statistics.median(times) * 1e3:.2f} ms, at worst {max(times) * 1e3:.2f} ms"
        f" (to be under {LONGEST * 1e3:g}); ready in {ready:.2f} s"
    )
    return 0 if max(times) <= LONGEST else 1


if __name__ == "__main__":
    sys.exit(main())
