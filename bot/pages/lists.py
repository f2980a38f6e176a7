"""The package's own data files: lines under ``[section]`` headings, ``#`` for comments."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sections(name: str) -> dict[str, list[str]]:
    """The lines of each section of a data file of this package."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in files("bot.pages").joinpath(name).read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].isalpha():
            lines = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


@cache
def words(section: str) -> frozenset[str]:
    """One of the word lists."""
    return frozenset(sections("words.txt")[section])
