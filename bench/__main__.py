"""``make bench``: every benchmark of the project, one after the other."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path


def main() -> int:
    """1 where any of them missed its mark; the others are run all the same."""
    missed = False
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        print(f"== {path.stem}", flush=True)
        sys.argv = [path.name]
        try:
            runpy.run_module(f"bench.{path.stem}", run_name="__main__")
        except SystemExit as ended:
            missed = missed or bool(ended.code)
            if isinstance(ended.code, str):
                print(ended.code, file=sys.stderr)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
