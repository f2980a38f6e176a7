"""How fast pages are read: ``python -m bench.pages [--pages DIR] [--workers N]``.

With ``--pages`` (a folder of ``.html`` and ``.html.gz`` files) it reads them as ``pullquote
page --input DIR --output DIR`` does, metadata, related links and all, in two worker processes
that are already running, and reports pages a second, the median of five runs, and the CPU
time that a page takes in the workers and beside them. Without one it makes pages of the
project's own sample articles, in the manner of a news site. Fewer than 60 pages a second
with two workers on two free cores is a failure.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bot.console.page import page_folder
from bot.workers.pool import Workers

RUNS = 5
PAGES = 88  # so many of our own, for a run of a second or two
FEWEST = 60  # pages a second
SAMPLES = Path(__file__).parent.parent / "bot" / "samples"
TEASERS = 120  # links around an article; what a page of a news site has, or a few more
SCRIPT = f"<script>window.settings = {{{','.join(f'k{n}: {n}' for n in range(5_000))}}};</script>"


def make_pages(folder: Path) -> None:
    """Write pages as heavy as real ones: scripts, menus, boxes, and an article in the middle."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    for number in range(PAGES):
        body = markup_of(texts[number % len(texts)], number)
        (folder / f"{number:03}.html").write_text(body, encoding="utf-8")


def markup_of(text: str, number: int) -> str:
    paragraphs = [html.escape(each, quote=False) for each in text.split("\n\n")]
    title, article = paragraphs[0][:90], "".join(f"<p>{each}</p>\n" for each in paragraphs)
    cards = "".join(
        f"<div class='card'><a href='/n/{n}'><img src='/i/{n}.jpg' alt=''></a><h4><a"
        f" href='/n/{n}?utm_source=box'>News item number {n} of the day</a></h4></div>\n"
        for n in range(TEASERS)
    )
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{SCRIPT}"
        f"<link rel='canonical' href='https://front-post.example/n/{number}'>"
        "<meta property='article:published_time' content='2031-05-03T07:30:00Z'></head><body>"
        f"<nav>{cards}</nav><main><article><h1>{title}</h1><div class='share'>Share</div>{article}"
        f"<p>Source: Strait Observer</p></article><h3>Related News</h3><ul><li><a href='/n/x'>"
        f"Another item of the day</a></li></ul></main><aside>{cards}</aside>{SCRIPT}</body></html>"
    )


def cpu(process: int | None = None) -> float:
    """CPU seconds of this process, or of its child with this number."""
    if process is None:
        return time.process_time()
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children() -> list[int]:
    here = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    return [int(number) for number in Path(here).read_text().split()]


async def measure(source: Path, most: int) -> tuple[int, list[float], float]:
    """How many pages there are, pages a second of each run, and CPU seconds a page."""
    rates = []
    async with Workers(most) as workers:
        with tempfile.TemporaryDirectory() as target:
            count = await page_folder(source, Path(target), workers)  # starts the workers
            began = cpu() + sum(map(cpu, children()))
            for _ in range(RUNS):
                started = time.perf_counter()
                await page_folder(source, Path(target), workers)
                rates.append(count / (time.perf_counter() - started))
            used = cpu() + sum(map(cpu, children())) - began
    return count, rates, used / (RUNS * max(1, count))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        source = options.pages or Path(folder)
        if options.pages is None:
            make_pages(source)
        count, rates, seconds = asyncio.run(measure(source, options.workers))
    rate = statistics.median(rates)
    spread = f"median of {RUNS}, {min(rates):.0f} to {max(rates):.0f}"
    print(f"{count} pages, {options.workers} workers: {rate:.0f} pages/s ({spread})")
    print(f"{seconds * 1000:.1f} ms of CPU a page, reading and writing files included")
    return 0 if rate >= FEWEST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
