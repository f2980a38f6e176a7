"""What ``pullquote check`` says of the files, and in the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.desk.keeping.check import Checked, Trouble
from bot.store.copies import faults_of
from bot.store.store import INDEX_FILE, RECORD_FILE

_CURES = {
    RECORD_FILE: "Stop the bot, and put a good copy back with `pullquote restore FILE`.",
    INDEX_FILE: "It is derived: delete it, and the bot builds it anew.",
}


def file_troubles(data_dir: Path) -> Iterator[Trouble]:
    """What SQLite finds wrong with the files of a data folder."""
    for name, cure in _CURES.items():
        path = (data_dir / name).resolve()
        if path.exists():
            for fault in faults_of(path):
                yield Trouble(name, f"{fault.rstrip('.')}. {cure}")


def checked_text(checked: Checked, troubles: int) -> str:
    """One line that says how much was looked at and whether it is well."""
    found = _many(troubles, "trouble", "troubles") + ", above" if troubles else "all is well"
    return (
        f"{_many(checked.entries, 'entry', 'entries')},"
        f" {_many(checked.articles, 'article', 'articles')},"
        f" {_many(checked.statements, 'statement', 'statements')}: {found}"
    )


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
