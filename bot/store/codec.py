"""Records as JSON documents and back.

A document is the record's own fields plus ``format``, the version it was written in.
Old versions are brought up to date here and nowhere else; a version from the future
is refused, since guessing at it could lose what it holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import Damaged, StoreError
from bot.records import Record

FORMAT = 1

Document = dict[str, Any]

# To change the format: raise FORMAT, add here how a document of the version before
# becomes one of the next, and keep a sample of the old version with the tests.
_UPGRADES: dict[int, Callable[[Document], Document]] = {}

_RECORD = TypeAdapter(Record)
_PRESENT = f'{{"format":{FORMAT},'.encode()  # as document_of and encode begin


def encode(value: Any) -> str:
    """Compact JSON. Raises StoreError for what JSON cannot hold exactly."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        # Halves of surrogate pairs cannot be stored as UTF-8, and escaped ones may come
        # back joined, which would move every offset behind them.
        text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise StoreError("value", f"This cannot be stored as JSON: {error}.") from error
    return text


def decode(text: str | bytes) -> Any:
    """What ``encode`` was given. Raises StoreError for anything else."""
    try:
        # Decoded here: json would guess at an encoding and let what is no UTF-8 pass.
        return json.loads(text if isinstance(text, str) else str(text, "utf-8"))
    except (TypeError, ValueError, RecursionError) as error:
        raise Damaged(
            "value", f"A stored document is damaged ({error}); put a good copy in its place."
        ) from error


def document_of(record: Record) -> Document:
    """The record as a document of the present format."""
    document: Document = {"format": FORMAT}
    document.update(_RECORD.dump_python(record, mode="json"))
    for name in ("related", "counter"):  # as records were before these were kept
        if not document["article"][name]:
            del document["article"][name]
    return document


def record_of(document: Document) -> Record:
    """The record in a document of any known format. Raises StoreError."""
    current = upgrade(document)
    try:
        return _RECORD.validate_python(current)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise Damaged(
            where, f"A stored record is damaged at {where or 'its whole'}: {first['msg']}."
        ) from error


def read_record(value: bytes | None) -> Record:
    """The record that was encoded so, of any known format. Raises StoreError.

    Most were written in the present format and read from JSON in one step, a fifth quicker;
    where that cannot be, the long way tells why.
    """
    if value and value.startswith(_PRESENT):  # where a page is damaged it may be nothing
        try:
            return _RECORD.validate_json(value)
        except ValidationError:
            pass
    return record_of(decode(value or b""))


def upgrade(document: Document) -> Document:
    """The document in the present format. Raises StoreError where no way leads there."""
    version = document.get("format") if isinstance(document, dict) else None
    if isinstance(version, int) and version > FORMAT:
        raise StoreError(
            "format",
            f"The record was written by a newer Pullquote (format {version}, this one reads"
            f" up to {FORMAT}); update Pullquote.",
        )
    while version != FORMAT:
        step = _UPGRADES.get(version) if isinstance(version, int) else None
        if step is None:
            raise Damaged("format", f"A stored record has no known format ({version!r}).")
        document = step(document)
        version = document.get("format")
    return document
