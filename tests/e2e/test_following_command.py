"""On a terminal: ``pullquote person``, ``story`` and ``related``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.console.following import stories_text
from bot.desk.answering.storypages import Listed, StoryList
from bot.topics.running import configured
from tests.e2e.test_cli import ARTICLE, Terminal

OTHER = """\
Fares rise at the harbour of Tarn

“Fares will rise in March,” said Ilse Maron, who leads the council. It was the 9th day of the \
crews' strike in Tarn, and no ferry sailed.
"""


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path / "data", capsys)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        '[[stories]]\nname = "the ferry talks"\nsince = 2020-01-01\nterms = ["crews"]\n'
    )
    return path


def with_two(terminal: Terminal, article: Path) -> None:
    other = article.with_name("other.txt")
    other.write_text(OTHER, "utf-8")
    for path in (article, other):
        assert terminal("add", str(path))[0] == 0


def test_a_person(terminal: Terminal, article: Path) -> None:
    with_two(terminal, article)
    found = terminal.json("person", "maron")
    assert found["name"] == "Ilse Maron"
    assert sum(found["months"].values()) == found["statements"] >= 3
    assert list(found["months"]) == [f"{datetime.now(UTC):%Y-%m}"]
    assert found["looked_at"] == 2
    status, out, err = terminal("person", "maron")
    assert (status, err) == (0, "")
    assert out.startswith("Ilse Maron, person: ")
    assert "Over time: " in out


def test_running_stories(terminal: Terminal, article: Path, config: Path) -> None:
    with_two(terminal, article)
    day = (datetime.now(UTC).date() - datetime(2020, 1, 1, tzinfo=UTC).date()).days
    listed = terminal.json("story", "--config", str(config))
    assert [(one["name"], one["day"], one["articles"]) for one in listed["stories"]] == [
        ("the ferry talks", day, 2)
    ]
    found = terminal.json("story", "talks", "--config", str(config))
    assert {one["title"] for one in found["found"]} == {
        ARTICLE.partition("\n")[0],
        OTHER.partition("\n")[0],
    }
    assert all(one["day"] == day for one in found["found"])
    assert found["voices"][0]["name"] == "Ilse Maron"
    _, out, _ = terminal("story", "talks", "--config", str(config))
    assert out.startswith(f"Day {day:,} of the ferry talks (since 2020-01-01): 2 articles\n")
    assert "Who speaks: Ilse Maron (" in out
    assert out.count(f"\n    day {day:,}, ") == 2
    _, out, _ = terminal("story", "talks", "--offset", "2", "--config", str(config))
    assert "None after these 2." in out
    _, out, _ = terminal("story", "--config", str(config))
    assert out.startswith("Day ")
    _, out, _ = terminal("story", "--offset", "1", "--config", str(config))
    assert out == "None after these 1.\n"


def test_what_comes_after_a_page_is_told() -> None:
    listed = Listed(configured("the ferry talks", date(2020, 1, 1), ["crews"]), 9, 1)
    lines = stories_text(StoryList((listed,), 2, 1_005)).splitlines()
    assert lines[0].startswith("Day 9 of the ferry talks")
    assert lines[1:] == ["and 1,002 more (--offset 3)"]


def test_what_is_related(terminal: Terminal, article: Path) -> None:
    with_two(terminal, article)
    found = terminal.json("related", "keeps its ferry")
    (one,) = found["related"]
    assert one["title"] == "Fares rise at the harbour of Tarn"
    assert one["why"] == [{"why": "people", "what": ["Ilse Maron"]}]
    _, out, _ = terminal("related", "keeps its ferry")
    assert "    people: Ilse Maron" in out
    status, out, _ = terminal("related", "keeps its ferry", "--offset", "5")
    assert (status, out.splitlines()[-1]) == (0, "None after these 1.")


def test_nothing_related_is_nothing_found(terminal: Terminal, article: Path) -> None:
    assert terminal("add", str(article))[0] == 0
    status, out, _ = terminal("related", "keeps its ferry")
    assert (status, out.splitlines()[-1]) == (1, "Nothing related to it is on record.")


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["person", "Nobody"], 1, "Nobody called “Nobody” is on record."),
        (["person", "!"], 2, "Say whose words"),
        (["story"], 1, "No running story is known yet."),
        (["story", "zzz"], 1, "No running story is called “zzz”."),
        (["related", "zzz"], 1, "No stored article"),
    ],
)
def test_what_the_record_cannot_answer(
    terminal: Terminal, article: Path, arguments: list[str], status: int, sentence: str
) -> None:
    assert "There is no record in" in terminal(*arguments)[2]
    terminal("add", str(article))
    got, out, err = terminal(*arguments)
    assert (got, out) == (status, "")
    assert sentence in err
