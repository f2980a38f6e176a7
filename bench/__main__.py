"""``make bench``: every benchmark of the project, one after the other."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path


def main() -> None:
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        print(f"== {path.stem}", flush=True)
        sys.argv = [path.name]
        runpy.run_module(f"bench.{path.stem}", run_name="__main__")


if __name__ == "__main__":
    main()
