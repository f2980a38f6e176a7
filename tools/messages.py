"""Collect what there is to translate: ``python -m tools.messages`` brings all languages up to date.

Messages are the first words of ``_``, ``n_`` and ``say`` (see ``bot.chat.language``), and what
Discord shows of commands: their docstrings, ``describe``, names of choices and context menus.
New ones are written into each ``bot/chat/languages/*.po`` without a translation; what is no
longer said is taken out. An empty file becomes a new language's.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LANGUAGES = ROOT / "bot" / "chat" / "languages"
COMMANDS = (ROOT / "cogs", ROOT / "bot" / "chat")
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"Plural-Forms: {plurals}\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
"""Without the dates and names that others put here: they only make changes collide."""

KEYWORDS = {"_": None, "n_": (1, 2), "say": None}

_SEEN = {
    "command": "description",
    "Group": "description",
    "context_menu": "name",
    "ContextMenu": "name",
    "Choice": "name",
}
"""Calls of discord.py, and which of their arguments people see."""


def messages() -> Catalog:
    """All there are, in the order of the files they stand in."""
    catalog = Catalog()
    for path in sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")]):
        place = [(str(path.relative_to(ROOT)), 0)]
        with path.open("rb") as source:
            for _, message, _, _ in extract("python", source, KEYWORDS):
                catalog.add(message, locations=place)
        if any(folder in path.parents for folder in COMMANDS):
            for text in of_commands(ast.parse(path.read_bytes())):
                catalog.add(text, locations=place)
    return catalog


def of_commands(module: ast.Module) -> Iterator[str]:
    """What Discord shows of the commands that are defined in a module."""
    for node in ast.walk(module):
        match node:
            case ast.AsyncFunctionDef() if any(map(_makes_command, node.decorator_list)):
                yield from _first_paragraph(node)
            case ast.ClassDef():
                yield from _texts([one for one in node.keywords if one.arg == "group_description"])
            case ast.Call() if _name(node.func) == "describe":
                yield from _texts(node.keywords)
            case ast.Call() if (seen := _SEEN.get(_name(node.func))) is not None:
                yield from _texts([one for one in node.keywords if one.arg == seen])


def _makes_command(decorator: ast.expr) -> bool:
    """Whether the command that it makes is described by the docstring."""
    return (
        isinstance(decorator, ast.Call)
        and _name(decorator.func) == "command"
        and not any(one.arg == "description" for one in decorator.keywords)
    )


def _name(node: ast.expr) -> str:
    """ "describe" of ``app_commands.describe``."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def _texts(arguments: list[ast.keyword]) -> Iterator[str]:
    for one in arguments:
        if isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
            yield one.value.value


def _first_paragraph(node: ast.AsyncFunctionDef) -> Iterator[str]:
    """As discord.py makes a description of a docstring."""
    if written := ast.get_docstring(node):
        yield " ".join(written.split("\n\n")[0].split())


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.stem.replace("-", "_"))


def untranslated(catalog: Catalog) -> list[str]:
    """The messages that lack a translation, or a form of it."""
    return [
        str(one.id)
        for one in catalog
        if one.id and not all([one.string] if isinstance(one.string, str) else one.string or [""])
    ]


def bring_up_to_date(path: Path, found: Catalog) -> Catalog:
    """Write a language's file anew."""
    catalog = read(path)
    catalog.update(found, no_fuzzy_matching=True)
    body = io.BytesIO()
    write_po(body, catalog, width=0, omit_header=True, include_lineno=False, ignore_obsolete=True)
    header = HEADER.format(language=path.stem, plurals=catalog.plural_forms)
    path.write_bytes(header.encode() + body.getvalue())
    return catalog


def main() -> None:
    for path in sorted(LANGUAGES.glob("*.po")):
        catalog = bring_up_to_date(path, messages())
        print(f"{path.name}: {len(untranslated(catalog))} of {len(catalog)} to translate")


if __name__ == "__main__":
    main()
