"""The look over the record: what is well is not mentioned, what is not is named with a cure."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.desk.keeping.check import Check
from bot.desk.keeping.follow import catch_up
from bot.records import Speaker, SpeakerKind
from bot.store import open_store
from tests.desk.world import break_documents
from tests.store.making import person, record

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    async with open_store(folder) as store:
        for article in ("a1", "a2", "a3"):
            await store.log.append(record(article, (person("Torm"), "The wall holds.")))
        await catch_up(store.log, store.index)
    return folder


async def look(data: Path) -> tuple[list[str], Check]:
    async with open_store(data, write=False) as store:
        check = Check(store.log, store.documents, store.index)
        return [f"{one.subject}: {one.sentence}" async for one in check.troubles()], check


def tamper(data: Path, position: int, change: Change | None) -> None:
    """Change an entry of the log behind the store's back; None deletes it."""
    key = f"log/{position:012d}"
    with sqlite3.connect(data / "record.sqlite") as connection:
        if change is None:
            connection.execute("DELETE FROM record WHERE key = ?", (key,))
        else:
            (text,) = connection.execute(
                "SELECT value FROM record WHERE key = ?", (key,)
            ).fetchone()
            document = json.loads(text)
            change(document)
            connection.execute(
                "UPDATE record SET value = ? WHERE key = ?", (json.dumps(document), key)
            )
    connection.close()


async def test_what_the_unnamed_said_is_compared_too(data: Path) -> None:
    unnamed = Speaker(None, "keeper", None, SpeakerKind.UNNAMED)
    async with open_store(data) as store:
        await store.log.append(record("a4", (unnamed, "The wall leaks.")))
        await catch_up(store.log, store.index)
    assert (await look(data))[0] == []
    with sqlite3.connect(data / "index.sqlite") as connection:
        connection.execute("DELETE FROM unnamed")
    connection.close()
    assert (await look(data))[0] == [
        "article a4: The index holds other statements of it than the log."
        " `pullquote reindex` builds the index anew."
    ]


async def test_a_record_in_order_has_no_troubles(data: Path) -> None:
    troubles, check = await look(data)
    assert troubles == []
    assert (check.checked.entries, check.checked.articles, check.checked.statements) == (3, 3, 3)


async def test_words_that_are_others_by_now_are_named(data: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        document["article"]["text"] = document["article"]["text"].replace("holds", "falls")

    tamper(data, 2, change)
    (trouble,), check = await look(data)
    assert trouble.startswith("statement ")
    assert "a2 (log position 2) holds other words" in trouble
    assert "pullquote restore" in trouble
    assert check.checked.entries == 3


async def test_an_unreadable_entry_hides_no_other(data: Path) -> None:
    tamper(data, 2, lambda document: document.pop("engine"))
    troubles, check = await look(data)
    assert len(troubles) == 1
    assert troubles[0].startswith("log position 2: Position 2: A stored record is damaged")
    assert check.checked.entries == 2


async def test_a_damaged_document_is_named(data: Path) -> None:
    async with open_store(data) as store:
        await store.documents.put_many("feed", {"https://a.example/": 1, "https://b.example/": 2})
    break_documents(data / "record.sqlite", "https://a.example/")
    troubles, _ = await look(data)
    assert len(troubles) == 1
    assert troubles[0].startswith("document feed/https://a.example/: ")
    assert "pullquote restore" in troubles[0]


async def test_a_missing_entry_is_missed(data: Path) -> None:
    tamper(data, 2, None)
    troubles, _ = await look(data)
    assert troubles == [f"log position 2: It is gone. {RESTORE}"]


RESTORE = "`pullquote restore FILE` puts a good copy back; all other articles are served."


async def test_an_index_that_says_otherwise_is_to_be_built_anew(data: Path) -> None:
    with sqlite3.connect(data / "index.sqlite") as connection:
        connection.execute(
            "DELETE FROM statement WHERE number = (SELECT max(number) FROM statement)"
        )
    connection.close()
    (trouble,), _ = await look(data)
    assert "pullquote reindex" in trouble


async def test_an_index_ahead_of_its_log_is_told(data: Path) -> None:
    tamper(data, 3, None)
    troubles, _ = await look(data)
    assert troubles[0].startswith("index: It is ahead of the log (3 of 2).")


async def test_an_empty_record_is_well(tmp_path: Path) -> None:
    async with open_store(tmp_path / "data") as store:
        check = Check(store.log, store.documents, store.index)
        assert [one async for one in check.troubles()] == []
