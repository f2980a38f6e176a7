"""Writing exported rows as JSON lines, CSV or Parquet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from bot.desk.answering.export import COLUMNS, csv_line, json_line
from bot.errors import BadInput
from bot.store.copies import beside

_ROWS_A_GROUP = 10_000


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of the one at ``path`` when all is written.

    Raises BadInput where it cannot be written.
    """
    if _is_no_file(path):
        with path.open("wb") as out:
            yield out
    else:
        with beside(path) as half, half.open("wb") as out:
            yield out


def _is_no_file(path: Path) -> bool:
    """Whether it is a terminal, a pipe or the like, which nothing can replace."""
    return path.exists() and not path.is_file() and not path.is_dir()


async def write_rows(rows: AsyncIterator[dict[str, Any]], form: str, out: IO[bytes]) -> int:
    """Write all rows in this form; how many there were. Raises BadInput without pyarrow."""
    match form:
        case "jsonl":
            return await _write_jsonl(rows, out)
        case "csv":
            return await _write_csv(rows, out)
        case _:
            return await _write_parquet(rows, out)


async def _write_jsonl(rows: AsyncIterator[dict[str, Any]], out: IO[bytes]) -> int:
    count = 0
    async for row in rows:
        out.write(json_line(row).encode("utf-8"))
        count += 1
    return count


async def _write_csv(rows: AsyncIterator[dict[str, Any]], out: IO[bytes]) -> int:
    out.write(csv_line(COLUMNS).encode("utf-8"))
    count = 0
    async for row in rows:
        out.write(csv_line(row.values()).encode("utf-8"))
        count += 1
    return count


async def _write_parquet(rows: AsyncIterator[dict[str, Any]], out: IO[bytes]) -> int:
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise BadInput(
            "parquet", "Parquet needs pyarrow: install it beside Pullquote, or take jsonl or csv."
        ) from None
    schema = _schema(arrow)
    count = 0
    with parquet.ParquetWriter(out, schema) as writer:
        group: list[dict[str, Any]] = []
        async for row in rows:
            group.append(row)
            count += 1
            if len(group) == _ROWS_A_GROUP:
                writer.write_table(arrow.Table.from_pylist(group, schema))
                group = []
        writer.write_table(arrow.Table.from_pylist(group, schema))
    return count


def _schema(arrow: Any) -> Any:
    whole, texts = arrow.int64(), arrow.list_(arrow.string())
    span = arrow.list_(whole)
    special = {
        "confidence": arrow.float64(), "words": texts, "content": arrow.list_(span),
        "cue_span": span, "mention_span": span, "revision": whole, "position": whole,
    }  # fmt: skip
    return arrow.schema([(name, special.get(name, arrow.string())) for name in COLUMNS])
