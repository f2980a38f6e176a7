"""Imports point down only, and each outside library stays in its own layer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SPINE = {"bot", "bot.records", "bot.errors", "bot.ports", "bot.sentences"}
PURE = {"bot.feeds", "bot.pages", "bot.quotes", "bot.people", "bot.topics"}
OUTSIDE = {"bot.store", "bot.net", "bot.workers"}
MAY_IMPORT: dict[str, set[str]] = {
    **dict.fromkeys(PURE, SPINE),
    "bot.topics": SPINE | {"bot.people"},
    "bot.records": {"bot"},
    "bot.errors": {"bot"},
    "bot.sentences": {"bot"},
    "bot.ports": {"bot", "bot.records"},
    "bot.samples": SPINE,
    "bot.store": SPINE | {"bot.people"},
    "bot.net": SPINE,
    "bot.workers": SPINE | PURE,
    "bot.desk": SPINE | PURE,
    "bot.config": SPINE | PURE,
    "bot.console": SPINE | PURE | {"bot.desk", "bot.store"},
    "bot.app": SPINE | PURE | OUTSIDE | {"bot.desk", "bot.config"},
    "bot.chat": SPINE | {"bot.desk", "bot.config", "bot.app", "cogs"},
    "cogs": SPINE | {"bot.desk", "bot.chat", "bot.topics"},
    "bot.demo": SPINE | PURE | {"bot.desk", "bot.config", "bot.app", "bot.chat", "bot.samples"},
    "bot.run": SPINE | {"bot.config", "bot.app", "bot.chat", "bot.demo", "bot.store"},
    "bot.commands": SPINE
    | {"bot.config", "bot.app", "bot.run", "bot.console", "bot.desk", "bot.store", "bot.workers"},
    "bot.cli": SPINE | {"bot.commands"},
}
"""What each unit may import besides itself. ``bot.chat`` loads the cogs, which render with it."""

ORDER = {
    "bot.desk": (
        "reading",
        "correcting",
        "gathering",
        "sorting",
        "answering",
        "following",
        "delivery",
        "keeping",
        "watching",
        "desk",
    ),
    "bot.chat": ("rendering", "posting", "pressing"),
}
"""The parts of a unit, each of which may import those before it, and any that has no place here."""

LIBRARIES = {
    "discord": {"cogs", "bot.chat", "bot.demo"},
    "simcord": {"bot.demo"},
    "prometheus_client": {"bot.net"},
    "aiohttp": {"bot.net", "bot.chat", "bot.demo"},
    "sqlitedict": {"bot.store"},
    "sqlite3": {"bot.store"},
    "pydantic": {"bot.config", "bot.store", "bot.feeds", "bot.pages"},
    "pickle": set(),
}
"""Who may import what from outside; everything else is free. ``bot.chat`` makes the
connector and ``bot.demo`` serves pages with aiohttp."""

IMPURE = {"asyncio", "time", "random", "socket", "logging", "threading", "subprocess", "os"}


def modules() -> list[Path]:
    return sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")])


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def unit(module: str) -> str:
    """The layer a module belongs to: its package below ``bot``, or ``cogs``."""
    parts = module.split(".")
    return "cogs" if parts[0] == "cogs" else ".".join(parts[:2])


def part(module: str) -> str:
    """The folder, or the module, of its unit that a module is."""
    return ".".join(module.split(".")[2:3])


def has_place(path: Path) -> bool:
    """Whether a module is of a part that has a place in its unit's order."""
    return part(dotted(path)) in ORDER.get(unit(dotted(path)), ())


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name"
            assert node.module
            yield node.module
            if node.module == "bot":
                yield from (f"bot.{a.name}" for a in node.names if a.name != "__version__")


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_point_down(path: Path) -> None:
    own = unit(dotted(path))
    for name in imports(path):
        top = name.split(".")[0]
        if top in ("bot", "cogs"):
            assert unit(name) in MAY_IMPORT.get(own, set()) | {own}, f"{own} may not import {name}"
        elif top in LIBRARIES:
            assert own in LIBRARIES[top], f"{own} may not import {top}"
        if own in PURE:
            assert top not in IMPURE, f"{own} is pure and may not import {top}"


@pytest.mark.parametrize("path", [*filter(has_place, modules())], ids=dotted)
def test_parts_import_those_before_them(path: Path) -> None:
    own = dotted(path)
    order = ORDER[unit(own)]
    later = order[order.index(part(own)) + 1 :]
    for name in imports(path):
        assert unit(name) != unit(own) or part(name) not in later, f"{own} may not import {name}"


def test_every_unit_is_known() -> None:
    known = set(MAY_IMPORT) | {"bot"}
    assert {unit(dotted(path)) for path in modules()} <= known
