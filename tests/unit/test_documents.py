"""README and CONTRIBUTING name every command, and places that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import commands
from bot.chat.helping import EXAMPLES, ON_MESSAGES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PLACE = re.compile(r"`((?:bot|cogs|tests|tools|docs)/[\w./*-]*)")


def test_the_readme_lists_the_commands_of_the_terminal() -> None:
    listed = re.findall(r"^pullquote (\w+)", README, re.MULTILINE)
    assert set(listed) == set(commands.__all__)


def test_the_readme_tells_of_the_commands_of_the_chat() -> None:
    table = "\n".join(line for line in README.splitlines() if line.startswith("| `/"))
    for name in EXAMPLES:
        first, _, rest = name.partition(" ")
        assert re.search(rf"`/{first}\b", table), name
        assert re.search(rf"(?:`|/{first} ){rest}\b", table), name
    assert all(f"**{name}**" in README for name in ON_MESSAGES)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_places_that_are_named_are_there(name: str) -> None:
    places = PLACE.findall((ROOT / name).read_text("utf-8"))
    assert places
    gone = [place for place in places if "LOCALE" not in place and not (ROOT / place).exists()]
    assert gone == []
