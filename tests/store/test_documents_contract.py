"""What every ``ports.Documents`` promises."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import StoreError
from bot.ports import Documents, RecordLog
from tests.store.making import record

VALUES = [
    True,
    0,
    -1.5,
    "",
    "naïve – “quoted” 한국 \U0001f5de \x00 line\nend",
    [1, [2, None]],
    {"state": {"cursor": 7, "paused": None}, "": []},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
async def test_what_was_put_is_what_comes_back(documents: Documents, value: Any) -> None:
    await documents.put("feed", "one", value)
    assert await documents.get("feed", "one") == value


async def test_nothing_is_found_where_nothing_was_put(documents: Documents) -> None:
    assert await documents.get("feed", "one") is None
    assert await documents.all("feed") == {}


async def test_a_later_put_replaces(documents: Documents) -> None:
    await documents.put("feed", "one", {"tries": 1})
    await documents.put("feed", "one", {"tries": 2})
    assert await documents.all("feed") == {"one": {"tries": 2}}


async def test_delete_forgets_and_does_not_mind_absence(documents: Documents) -> None:
    await documents.put_many("feed", {"one": 1, "two": 2})
    await documents.delete("feed", "one")
    await documents.delete("feed", "one")
    assert await documents.all("feed") == {"two": 2}


async def test_all_is_in_key_order(documents: Documents) -> None:
    await documents.put_many("feed", {"b": 1, "é": 2, "a": 3, "a/b": 4, "B": 5})
    assert list((await documents.all("feed")).items()) == [
        ("B", 5),
        ("a", 3),
        ("a/b", 4),
        ("b", 1),
        ("é", 2),
    ]


async def test_kinds_do_not_mix(documents: Documents, log: RecordLog) -> None:
    await log.append(record())
    for kind in ("feed", "feed2", "feeds", "fee", "feed.", "feed0"):
        await documents.put(kind, "k", kind)
    for kind in ("feed", "feed2", "feeds", "fee", "feed.", "feed0"):
        assert await documents.all(kind) == {"k": kind}


async def test_keys_may_be_addresses(documents: Documents) -> None:
    key = "https://courier.example/feed?x=1%20&y='%_\"*"
    await documents.put("feed", key, 1)
    assert await documents.get("feed", key) == 1
    assert await documents.all("feed") == {key: 1}


@pytest.mark.parametrize("value", [object(), float("nan"), {"text": "half \ud83d"}, b"bytes"])
async def test_what_json_cannot_hold_is_refused_and_the_rest_kept(
    documents: Documents, value: Any
) -> None:
    await documents.put("feed", "kept", 1)
    with pytest.raises(StoreError, match="cannot be stored as JSON"):
        await documents.put_many("feed", {"first": 1, "second": value})
    assert await documents.all("feed") == {"kept": 1}
    await documents.put("feed", "later", 2)
    assert await documents.all("feed") == {"kept": 1, "later": 2}


async def test_many_are_deleted_at_once_and_keys_are_told_apart(documents: Documents) -> None:
    await documents.put_many("feed", {"a/1": 1, "b/1": 2, "b/2": 3})
    await documents.put("feeds", "a/1", 4)
    assert await documents.keys("feed") == ["a/1", "b/1", "b/2"]
    assert await documents.keys("feed", "b") == ["1", "2"]
    assert await documents.keys("feed", "never") == []
    await documents.delete_many("feed", ["b/1", "b/2", "never"])
    await documents.delete_many("feed", [])
    assert await documents.keys("feed") == ["a/1"]
    assert await documents.get("feeds", "a/1") == 4
