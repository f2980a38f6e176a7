"""The command line: documents on standard output, messages on standard error, exit status."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from bot.cli import main
from bot.desk.delivery.restored import look_first
from bot.desk.following.reports import Reports
from bot.ports import PostOutcome, Telling
from bot.store import open_store
from tests.store.making import NOON, person, record

ARTICLE = """\
Tarn keeps its ferry

The ferry between Tarn and Vessel Point will sail through the winter, the harbour council \
said on Monday, after a night of talks with the crews.

“We are staying until the spring,” said Ilse Maron, who leads the council. “Nobody will be \
sent home before Christmas.”

Maron said the council had found the money in its own budget. She warned that fares would rise.

The shipping company Norrline declined to comment on the talks.

The crews had stopped work for nine days in October, the longest stoppage at the harbour since \
the cannery closed, and the islands went without fresh milk for most of a week.
"""


FORMAT = (
    *("id", "content", "cue", "speaker", "name", "kind"),
    *("quotation", "act", "polarity", "confidence"),
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


class NoTeller:
    """There is no channel to tell anybody in."""

    async def tell(self, channel_id: int, telling: Telling) -> PostOutcome:
        raise AssertionError("nobody is told here")


class Terminal:
    """Runs commands over one data folder and reads what they print."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--data", str(self.data)])
        captured = self.capsys.readouterr()
        return status, captured.out, captured.err

    def json(self, *arguments: str) -> Any:
        status, out, _ = self(*arguments, "--json")
        assert status == 0
        return json.loads(out)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path / "data", capsys)


def test_an_added_article_can_be_asked_about(terminal: Terminal, article: Path) -> None:
    added = terminal.json("add", str(article))
    assert set(added) == {"id", "revision", "outcome", "statements"}
    assert (added["revision"], added["outcome"]) == (1, "stored")
    assert terminal.json("add", str(article))["outcome"] == "unchanged"

    (latest,) = terminal.json("latest")
    assert {"id", "title", "url", "site", "credit", "published_at", "statements"} <= set(latest)
    assert (latest["id"], latest["title"]) == (added["id"], "Tarn keeps its ferry")
    assert latest["url"] == article.as_uri()

    quotes = terminal.json("quotes", "maron")
    assert quotes["entity"]["name"] == "Ilse Maron"
    first = next(s for s in quotes["statements"] if s["quotation"] == "direct")
    assert first["words"][0].strip("“”,") == "We are staying until the spring"
    assert all(word in ARTICLE for s in quotes["statements"] for word in s["words"])
    assert first["article"]["id"] == added["id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", first["date"])
    expected = {"id", "words", "cue", "quotation", "act", "confidence", "date", "article"}
    assert expected <= set(first)

    points = terminal.json("keypoints", "ferry")
    assert points["article"]["id"] == added["id"]
    assert points["statements"]


def test_what_is_empty_says_what_to_do(terminal: Terminal, article: Path) -> None:
    assert terminal("feeds")[1] == (
        "There are no feeds yet; `pullquote feeds add URL` finds those of a site.\n"
    )
    terminal("add", str(article))
    assert "No topic is configured" in terminal("topics", "keeps its ferry")[1]


def test_answers_as_text(terminal: Terminal, article: Path) -> None:
    status, out, _ = terminal("add", str(article))
    assert status == 0
    assert out.startswith("stored: Tarn keeps its ferry (")
    for command in (["latest"], ["quotes", "Maron"], ["keypoints", "ferry"]):
        status, out, err = terminal(*command)
        assert (status, err) == (0, "")
        assert "We are staying until the spring" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["latest"], 1, "There is no record in"),
        (["quotes", "Nobody"], 1, "There is no record in"),
        (["keypoints", "nothing"], 1, "There is no record in"),
        (["add", "/dev/null"], 2, "is not a file"),
        (["extract", "x" * 300], 2, "cannot be read"),
        (["extract", "--input", "x" * 300, "--output", "x"], 2, "x" * 300),
        (["add", "missing.txt"], 2, "cannot be read"),
        (["add", "http://127.0.0.1:9/x"], 2, "127.0.0.1"),
        (["extract"], 2, "Give one FILE"),
        (["extract", "missing.txt"], 2, "cannot be read"),
        (["rank", "missing.txt", "missing.json"], 2, "missing.txt cannot be read"),
        (["extract", "--input", "missing", "--output", "x"], 2, "is not a folder"),
        (["latest", "--config", "missing.toml"], 2, "no such file"),
        (["run", "--port", "70000"], 2, "no port 70000"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence_and_a_status(
    terminal: Terminal, arguments: list[str], status: int, sentence: str
) -> None:
    got, out, err = terminal(*arguments)
    assert (got, out) == (status, "")
    assert sentence in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["latest", "snow"], 2, "There is no topic"),
        (["latest", "--count", "99"], 2, "1 to 10"),
        (["quotes", "Nobody"], 1, "Nobody called"),
        (["quotes", "!"], 2, "last name"),
        (["quotes", "Maron", "--about", '"*('], 2, "holds no word"),
        (["keypoints", "nothing"], 1, "No stored article"),
        (["keypoints", '"*'], 2, "Say which article"),
    ],
)
def test_what_the_record_cannot_answer(
    terminal: Terminal, article: Path, arguments: list[str], status: int, sentence: str
) -> None:
    terminal("add", str(article))
    got, out, err = terminal(*arguments)
    assert (got, out) == (status, "")
    assert sentence in err


@pytest.mark.parametrize(
    "arguments", [["--count", "0"], ["--count", "-3"], ["--count", "9" * 30], ["--offset", "-5"]]
)
def test_a_number_out_of_range_is_refused(terminal: Terminal, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        terminal("quotes", "Maron", *arguments)
    assert left.value.code == 2


def test_extract_that_cannot_write_says_where(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ARTICLE, "utf-8")
    (tmp_path / "out" / "a.json").mkdir(parents=True)
    arguments = ["--input", str(tmp_path / "in"), "--output", str(tmp_path / "out")]
    status, _, err = terminal("extract", *arguments)
    assert status == 2
    assert "a.json cannot be written" in err


def test_extract_writes_a_file_for_each_text(terminal: Terminal, tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    raw = ARTICLE.replace("\n", "\r\n")
    (source / "a.txt").write_bytes(raw.encode())
    (source / "b.txt").write_bytes(b"caf\xe9")
    (source / "c.txt").write_bytes(b"")
    status, _, err = terminal("extract", "--input", str(source), "--output", str(target))
    assert status == 2
    assert "b.txt is not UTF-8" in err
    assert {path.name for path in target.iterdir()} == {"a.json", "c.json"}
    assert json.loads((target / "c.json").read_text()) == []
    rows = json.loads((target / "a.json").read_text("utf-8"))
    assert rows
    assert all(tuple(row) == FORMAT for row in rows)
    words = [raw[start:end] for row in rows for start, end in row["content"]]
    assert any("We are staying until the spring" in part for part in words)


def test_extract_of_one_file_prints_it(terminal: Terminal, article: Path) -> None:
    status, out, _ = terminal("extract", str(article))
    assert status == 0
    assert any(row["name"] == "Ilse Maron" for row in json.loads(out))


def test_explain_tells_why(terminal: Terminal, article: Path) -> None:
    status, out, _ = terminal("explain", str(article))
    assert status == 0
    first = out.split("\n\n")[0]
    assert first.startswith("1. ")
    labels = ("words", "kind", "rule", "content", "speaker", "name", "score")
    assert all(f"   {label} " in first for label in labels)
    direct = next(block for block in out.split("\n\n") if "   kind       direct" in block)
    assert "Ilse Maron" in direct.splitlines()[0]
    assert "‹said›" in direct
    status, one, _ = terminal("explain", str(article), "--statement", "1")
    assert (status, one.strip()) == (0, first)


def test_explain_of_what_is_not_there(terminal: Terminal, article: Path, tmp_path: Path) -> None:
    status, _, err = terminal("explain", str(article), "--statement", "99")
    assert (status, "there is no number 99" in err) == (1, True)
    (tmp_path / "plain.txt").write_text("It rained.", "utf-8")
    status, _, err = terminal("explain", str(tmp_path / "plain.txt"))
    assert (status, "No statement was found" in err) == (1, True)


def test_reindex_gives_the_same_answers(terminal: Terminal, article: Path) -> None:
    terminal("add", str(article))
    before = terminal.json("quotes", "Maron")
    assert terminal("reindex")[:2] == (0, "indexed 1 record\n")
    assert terminal.json("quotes", "Maron") == before


def test_extract_loads_neither_chat_nor_web(tmp_path: Path) -> None:
    script = (
        "import sys; from bot.cli import main; "
        f"main(['extract', '--input', {str(tmp_path)!r}, '--output', {str(tmp_path / 'o')!r}]); "
        "heavy = {'discord', 'aiohttp', 'pydantic', 'asyncio', 'sqlite3', 'lxml'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for flag in ("--version", "--help"):
        with pytest.raises(SystemExit) as left:
            main([flag])
        assert left.value.code == 0
    out = capsys.readouterr().out
    assert f"pullquote {__version__}" in out
    assert all(command in out for command in ("run", "add", "latest", "quotes", "extract"))


def test_who_is_who_can_be_shown_and_ruled(terminal: Terminal, article: Path) -> None:
    terminal("add", str(article))
    shown = terminal.json("people", "show", "Maron")
    maron = shown["named"]["id"]
    assert shown["spellings"] == {"Ilse Maron": shown["named"]["statements"]}
    norrline = terminal.json("people", "show", "Norrline")["named"]["id"]

    assert terminal("people", "rename", maron, "Ilse the Bold")[0] == 0
    assert terminal.json("quotes", "bold")["entity"]["id"] == maron
    assert terminal("people", "alias", maron, "Harbour Ilse")[0] == 0
    assert terminal.json("quotes", "harbour ilse")["entity"]["id"] == maron
    assert terminal("people", "merge", maron, norrline)[0] == 0
    assert terminal.json("quotes", norrline)["entity"]["id"] == maron

    statement = terminal.json("quotes", maron)["statements"][0]["id"]
    status, out, _ = terminal("people", "split", maron, statement)
    assert (status, out.startswith("split off: ")) == (0, True)
    assert terminal("reindex")[0] == 0
    assert statement not in {one["id"] for one in terminal.json("quotes", maron)["statements"]}

    for _ in range(4):
        status, out, _ = terminal("people", "undo")
        assert (status, out.startswith("taken back: ")) == (0, True)
    assert terminal("people", "undo")[0] == 1
    status, out, _ = terminal("people", "show", maron)
    assert (status, out.splitlines()[0].startswith("Ilse Maron")) == (0, True)
    assert terminal("people", "show", "Nobody at all")[0] == 1


def test_the_record_is_checked_copied_and_put_back(
    terminal: Terminal, article: Path, tmp_path: Path
) -> None:
    added = terminal.json("add", str(article))
    status, out, err = terminal("check")
    assert (status, err) == (0, "")
    said = len(added["statements"])
    assert out == f"1 entry, 1 article, {said} statements: all is well\n"
    copy = tmp_path / "copy.sqlite"
    assert terminal("backup", str(copy))[0] == 0
    assert terminal("backup", str(copy))[0] == 2
    article.write_text(ARTICLE.replace("nine days", "ten days"), "utf-8")
    assert terminal.json("add", str(article))["revision"] == 2
    status, out, _ = terminal("restore", str(copy))
    assert status == 0
    assert "what was there is" in out
    assert terminal.json("add", str(article))["revision"] == 2


def test_what_was_removed_stays_removed_when_an_older_copy_is_put_back(
    terminal: Terminal, article: Path, tmp_path: Path
) -> None:
    added = terminal.json("add", str(article))
    copy = tmp_path / "copy.sqlite"
    terminal("backup", str(copy))
    status, out, _ = terminal("remove", "keeps its ferry", "--reason", "They asked.")
    assert (status, out.splitlines()[0]) == (
        0,
        f"removed: Tarn keeps its ferry ({article.as_uri()}, id {added['id']})",
    )
    assert words_in(terminal.data) == set()
    assert words_in(tmp_path, "copy*") == {"Maron", "cannery", "spring"}
    removed = "That article was removed at its outlet's or a person's request"
    for command, expected in (("keypoints", 1), ("add", 2)):
        asked = str(article) if command == "add" else article.as_uri()
        status, out, err = terminal(command, asked)
        assert (status, out, err.startswith(removed)) == (expected, "", True)
    assert terminal("latest")[0] == 1
    assert terminal("check")[:2] == (0, "1 entry, 1 article, 0 statements: all is well\n")

    status, out, _ = terminal("restore", str(copy))
    assert status == 0
    assert "Articles that were removed since stay removed." in " ".join(out.split())
    assert terminal("add", str(article))[0] == 2
    assert asyncio.run(asked_from(terminal.data)) is not None
    (terminal.data / "index.sqlite").unlink()
    assert words_in(terminal.data, "record.sqlite") == set()
    assert terminal("keypoints", article.as_uri())[2].startswith(removed)

    status, out, _ = terminal("remove", "--undo", added["id"])
    assert (status, out.startswith("let in again: ")) == (0, True)
    again = terminal.json("add", str(article))
    assert (again["outcome"], again["revision"]) == ("revised", 2)
    assert terminal("remove", "--undo", added["id"])[0] == 1


async def asked_from(data: Path) -> datetime | None:
    """From when on channels are asked, because a copy was put back."""
    async with open_store(data, write=False) as store:
        return await look_first(store.documents, datetime.now(UTC))


def words_in(folder: Path, files: str = "*.sqlite") -> set[str]:
    """Which telling words of the article stand in files of a folder."""
    found = b"".join(path.read_bytes() for path in folder.glob(files)).lower()
    return {word for word in ("Maron", "cannery", "spring") if word.lower().encode() in found}


def test_statements_are_put_right_hidden_and_taken_back(terminal: Terminal, article: Path) -> None:
    terminal("add", str(article))
    first = terminal.json("quotes", "Maron")["statements"][0]["id"]
    status, out, _ = terminal("statements", "fix", first, "--speaker", "Norrline", "--cue", "talks")
    assert status == 0
    assert "  is Norrline: “We are staying" in out
    assert "  read as Ilse Maron: “We are staying" in out
    (found,) = terminal.json("quotes", "Norrline")["statements"]
    assert (found["id"], found["speaker"], found["cue"]) == (first, "Norrline", "talks")
    assert terminal("statements", "hide", first)[0] == 0
    assert first not in {one["id"] for one in terminal.json("quotes", "Maron")["statements"]}
    article.write_text(ARTICLE.replace("nine days", "ten days"), "utf-8")
    assert first not in {one["id"] for one in terminal.json("add", str(article))["statements"]}
    assert terminal("reindex")[0] == 0
    (listed,) = terminal.json("statements", "list")
    assert (listed["id"], listed["statement"], listed["word"]["hidden"]) == (first, None, True)
    assert terminal("check")[0] == 0
    assert terminal("statements", "undo", first)[0] == 0
    shown = terminal.json("statements", "show", first)
    assert shown["statement"] == shown["read"]
    assert terminal("statements", "list")[1] == "No word stands on any statement.\n"
    assert terminal.json("quotes", "Maron")["statements"][0]["id"] == first
    for arguments, expected in (
        (["hide", "nothing"], 1),
        (["undo", first], 1),
        (["fix", first], 2),
        (["fix", first, "--cue", "never written"], 2),
    ):
        status, out, err = terminal("statements", *arguments)
        assert (status, out, err.count("\n")) == (expected, "", 1)


async def old_articles(data: Path) -> None:
    async with open_store(data) as store:
        for number in range(3):
            made = record(f"a{number}", ("Ilva Torm", "Yes."))
            at = datetime(2020, 1, 1 + number, tzinfo=UTC)
            old = replace(made.article, fetched_at=at, published_at=at)
            await store.log.append(replace(made, article=old))


def test_the_oldest_articles_are_cut_and_said_before(
    terminal: Terminal, article: Path, tmp_path: Path
) -> None:
    asyncio.run(old_articles(terminal.data))
    terminal("add", str(article))
    status, out, err = terminal("prune")
    assert (status, out, "[retention]" in err) == (2, "", True)
    config = tmp_path / "config.toml"
    config.write_text("[retention]\ndays = 365\n", "utf-8")
    given = ["--config", str(config)]
    status, out, _ = terminal("prune", "--dry-run", *given)
    assert (status, out.splitlines()) == (
        0,
        ["would cut 3 articles, about 0.0 megabytes; the last of them changed 2020-01-03"],
    )
    assert len(terminal.json("latest")) == 4
    assert "Retention" not in terminal("status", *given)[1]
    status, out, _ = terminal("prune", *given)
    assert (status, out) == (
        0,
        "cut 3 articles, about 0.0 megabytes; the last of them changed 2020-01-03\n",
    )
    assert [one["title"] for one in terminal.json("latest")] == ["Tarn keeps its ferry"]
    assert terminal("check")[0] == 0


def test_statements_are_exported_for_other_programs(
    terminal: Terminal, article: Path, tmp_path: Path
) -> None:
    terminal("add", str(article))
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    for path in (first, second):
        assert terminal("export", "--person", "Maron", "--output", str(path))[0] == 0
    assert first.read_bytes() == second.read_bytes()
    rows = [json.loads(line) for line in first.read_text("utf-8").splitlines()]
    assert {row["name"] for row in rows} == {"Ilse Maron"}
    status, _, err = terminal("export", "--from", "2999-01-01", "--output", str(first))
    assert (status, err) == (1, "0 statements\n")
    for option in ("--person", "--topic"):  # nobody and nothing, which is not everything
        status, out, err = terminal("export", option, "")
        assert (status != 0, out) == (True, "")
        assert "“”" in err
    status, _, err = terminal("forget", "--server", "77")
    assert (status, err) == (1, "Nothing is kept of server 77.\n")


def test_what_members_reported_is_listed_and_goes_with_their_server(terminal: Terminal) -> None:
    async def report() -> None:
        async with open_store(terminal.data) as store:
            made = record("a1", (person("Ilse Maron"), "We stay."))
            await store.log.append(made)
            reports = Reports(store.log, store.documents, lambda: NOON, None)
            for user, note in ((7, "Not hers."), (8, "")):
                statement = made.statements[0].id
                await reports.file(NoTeller(), "a1", statement, 77, user, note)

    asyncio.run(report())
    _, out, _ = terminal("statements", "reports")
    assert "in article a1\n  Ilse Maron: We stay.\n" in out
    assert "user 7 in server 77, not told in a channel\n  “Not hers.”" in out
    assert "user 8 in server 77, not told in a channel\n  without a word" in out
    listed = terminal.json("statements", "reports")
    assert sorted(one["note"] for one in listed) == ["", "Not hers."]
    status, out, _ = terminal("forget", "--server", "77")
    assert (status, out) == (
        0,
        "erased 0 subscriptions, what was kept of 0 posts, 0 topics, 0 feeds, 0 changes,"
        " 2 reports and 0 settings\n",
    )
    assert terminal("statements", "reports")[1] == "Nothing was reported.\n"


def test_why_an_article_belongs_to_a_topic(
    terminal: Terminal, article: Path, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        "[[topics]]\nname = 'Ferries'\nterms = ['ferry', 'person: Maron']\n"
        "[[topics]]\nname = 'Sport'\nterms = ['harbour', '-cannery']\n",
        "utf-8",
    )
    assert terminal("topics")[1] == "No topic is configured; everything is always one.\n"
    terminal("add", str(article))
    status, out, _ = terminal("topics", "ferry", "--config", str(config))
    assert status == 0
    assert out.splitlines()[1:] == [
        "  Ferries: yes; for: ferry; for: person: Maron (“Maron”)",
        "  Sport: no; for: harbour; against: -cannery (“cannery”)",
    ]
    assert terminal("topics", "--config", str(config))[1].startswith("Ferries: ferry, person")
