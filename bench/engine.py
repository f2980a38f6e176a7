"""How fast and how frugal the attribution engine is: ``python -m bench.engine [--corpus DIR]``.

With ``--corpus`` (a folder of text files, or one that holds ``text/``) it reads every article,
finds its statements and writes them as JSON, and reports words a second, the median of five
runs, and the peak memory. Without one it reads the project's own sample articles over and
over. Then come texts made to hurt: each is a megabyte and has to be done in five seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.quotes import attribute

RUNS = 5
MEGABYTE = 1_000_000
LONGEST_SECONDS = 5.0
SAMPLES = Path(__file__).parent.parent / "bot" / "samples"
SAMPLE_WORDS = 100_000  # the samples are repeated up to about that many


def hostile_texts() -> dict[str, str]:
    """Texts of a megabyte whose cost would explode if anything were not linear."""
    units = {
        "quotation marks": '"',
        "said said said": "said ",
        "he wanted to deny to": "he wanted to deny to ",
        "unclosed quotations": "She said: “We are going. ",
        "unclosed single quotations": "He said ‘we are going ",
        "one endless sentence": "and the mayor of the town said that it was late, ",
        "short paragraphs": "Yes, it is late.\n",
        "opened and never closed": "“a ",
        "commas": "Lund, ",
        "letters": "x",
    }
    article = "\n\n".join(article_texts(None))
    units["one article"] = article or "Lund said it was late.\n"
    return {name: (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE] for name, unit in units.items()}


def article_texts(folder: Path | None) -> list[str]:
    """The articles to read: a corpus, or the project's samples repeated."""
    if folder is not None:
        place = folder / "text" if (folder / "text").is_dir() else folder
        return [path.read_text(encoding="utf-8") for path in sorted(place.glob("*.txt"))]
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    words = sum(len(text.split()) for text in texts)
    return texts * max(1, SAMPLE_WORDS // max(1, words))


def read_and_write(texts: list[str], out: Path) -> None:
    """Find every article's statements and write them as JSON."""
    for number, text in enumerate(texts):
        found = [
            {
                "content": [[span.start, span.end] for span in statement.content],
                "cue": [statement.cue.start, statement.cue.end] if statement.cue else None,
                "speaker": statement.mention.of(text) if statement.mention else None,
                "act": statement.act,
                "confidence": statement.confidence,
            }
            for statement in attribute(text)
        ]
        (out / f"{number}.json").write_text(json.dumps(found), encoding="utf-8")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def start_up() -> float:
    """Seconds a fresh process needs to import the engine and read an empty text."""
    command = [sys.executable, "-c", "from bot.quotes import attribute; attribute('')"]
    return min(seconds(lambda: subprocess.run(command, check=True)) for _ in range(3))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args(arguments)
    texts = article_texts(options.corpus)
    words = sum(len(text.split()) for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        runs = [seconds(lambda: read_and_write(texts, Path(folder))) for _ in range(RUNS)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{words} words in {len(texts)} articles: {words / statistics.median(runs):,.0f} words/s")
    print(f"peak memory {peak:.0f} MB, start {start_up():.2f} s")
    slowest = 0.0
    for name, text in hostile_texts().items():
        taken = seconds(lambda text=text: attribute(text))  # type: ignore[misc]
        slowest = max(slowest, taken)
        print(f"{taken:6.2f} s  1 MB of {name}")
    return 0 if slowest <= LONGEST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
