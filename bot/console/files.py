"""Files that an operator names: reading and writing them, with a sentence where it fails.

Everything here raises BadInput, and loads nothing but what it needs for that.
"""

from __future__ import annotations

from pathlib import Path

from bot.errors import BadInput


def text_of(path: Path) -> str:
    """A file's text exactly as it is, line ends included."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except UnicodeDecodeError:
        raise BadInput(str(path), f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise unreadable(path, error) from None


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None


def write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(str(path), f"{path} cannot be written: {error.strerror}.") from None


def folders(source: Path, target: Path, ending: str) -> None:
    """That there is a folder of such files to read from, and one to write to: made if need be."""
    if not source.is_dir():
        raise BadInput(
            str(source), f"{source} is not a folder; name one that holds {ending} files."
        )
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(str(target), f"{target} cannot be made: {error.strerror}.") from None


def unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput(str(path), f"{path} cannot be read: {error.strerror}.")
