"""On a terminal: ``pullquote preview`` and ``pullquote why``."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.desk.following.subscriptions import encode
from bot.records import Subscription
from bot.store import open_store
from tests.e2e.test_cli import ARTICLE, Terminal


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path / "data", capsys)


@pytest.fixture
def stored(terminal: Terminal, tmp_path: Path) -> str:
    """The id of an article that is stored."""
    path = tmp_path / "ferry.txt"
    path.write_text(ARTICLE, "utf-8")
    return str(terminal.json("add", str(path))["id"])


def subscribed(terminal: Terminal, *orders: tuple[int, int, str]) -> None:
    """Channels with a subscription each, as (server, channel, what), that began just now."""

    async def put() -> None:
        async with open_store(terminal.data) as store:
            end, now = await store.log.end(), datetime.now(UTC)
            for number, (guild, channel, to) in enumerate(orders):
                one = Subscription(f"s{number}", guild, channel, to, end, now, start=end)
                await store.documents.put("subscription", one.id, encode(one))

    asyncio.run(put())


def test_what_would_have_been_posted(terminal: Terminal, stored: str) -> None:
    found = terminal.json("preview", "person: Ilse Maron")
    assert (found["to"], found["total"], found["articles"]) == ("person: Ilse Maron", 1, 1)
    assert [one["id"] for one in found["posts"]] == [stored]
    status, out, err = terminal("preview", "everything")
    assert (status, err) == (0, "")
    head, _, title, source = out.splitlines()
    assert head.startswith("everything: 1 post among 1 article since ")
    assert title == ARTICLE.partition("\n")[0]
    assert source.startswith("    ")
    _, out, _ = terminal("preview", "person: Ilse Maron")
    assert "    matched: Ilse Maron" in out


def test_what_would_not(terminal: Terminal, stored: str) -> None:
    status, out, _ = terminal("preview", "everything -ferry -Ferries")
    assert status == 1
    assert out.startswith("everything -ferry -Ferries: 0 posts among 1 article since ")
    status, _, err = terminal("preview", "Nope")
    assert (status, "There is no topic “Nope”" in err) == (2, True)
    assert terminal("preview", "person:")[0] == 2


def test_nothing_is_stored(terminal: Terminal) -> None:
    for command in (("preview", "everything"), ("why", "ferry")):
        status, _, err = terminal(*command)
        assert (status, "There is no record in" in err) == (1, True)


def test_why_in_every_channel(terminal: Terminal, stored: str) -> None:
    status, _, err = terminal("why", "ferry")
    assert (status, err) == (1, "No channel gets anything yet; /subscribe in chat starts.\n")
    orders = ((5, 51, "everything"), (6, 61, "everything -ferry"), (6, 61, "person: X Y"))
    subscribed(terminal, *orders)
    found = terminal.json("why", "ferry")
    assert found["article"]["id"] == stored
    assert [(one["server"], one["channel"], one["verdict"]) for one in found["reasons"]] == [
        (5, 51, "before"),
        (6, 61, "excluded"),
        (6, 61, "no match"),
    ]
    assert found["reasons"][1]["against"] == [{"term": "-ferry", "words": "ferry"}]
    status, out, err = terminal("why", stored)
    assert (status, err) == (0, "")
    assert out.splitlines()[3:] == [
        "channel 51 of server 5",
        "  everything: not posted: it came in before the channel subscribed",
        "",
        "channel 61 of server 6",
        "  everything -ferry: not posted: excluded by -ferry (“ferry”)",
        "  person: X Y: not posted: nothing in the article matches it",
    ]


def test_why_in_one_channel(terminal: Terminal, stored: str) -> None:
    subscribed(terminal, (5, 51, "everything"), (6, 61, "everything"))
    found = terminal.json("why", stored, "--channel", "61")
    assert [one["channel"] for one in found["reasons"]] == [61]
    status, _, err = terminal("why", stored, "--channel", "9")
    assert (status, err) == (1, "Channel 9 gets nothing yet; /subscribe in chat starts.\n")
    status, _, err = terminal("why", "https://elsewhere.example/a")
    assert (status, "No feed that is read has brought that article" in err) == (1, True)
