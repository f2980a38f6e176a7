"""Benches run at several sizes, each in a process of its own, so that its memory is its own."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable

SIZES = (100_000, 1_000_000)


def at_each_size(bench: str, about: str | None, measure: Callable[[int], bool]) -> int:
    """An exit code: 0 where all was met. ``bench`` is the module, whose ``measure`` this is."""
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--statements", type=int)
    statements = parser.parse_args().statements
    if statements is None:
        runs = [[sys.executable, "-m", bench, "--statements", str(n)] for n in SIZES]
        return max(subprocess.run(run, check=False).returncode for run in runs)
    print(f"-- {statements:,} statements", flush=True)
    return 0 if measure(statements) else 1
