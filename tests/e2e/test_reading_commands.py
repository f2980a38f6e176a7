"""Reading on a terminal: the same answers as in the chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.test_cli import ARTICLE, Terminal

LATER = """\
Tarn's ferry stops

“We are staying until the summer,” said Ilse Maron, who leads the council.

“Nobody will be sent home before Easter,” said Ilse Maron.

Later, an official of the council said that nobody would be sent home before Whitsun.
"""


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    made = Terminal(tmp_path / "data", capsys)
    for name, text in (("ferry", ARTICLE), ("later", LATER)):
        path = tmp_path / f"{name}.txt"
        path.write_text(text, "utf-8")
        assert made("add", str(path))[0] == 0
    return made


def words(document: dict[str, object]) -> list[str]:
    statements = document["statements"]
    assert isinstance(statements, list)
    return [" ".join(one["words"]) for one in statements]


def test_latest_says_who_is_quoted_and_who_else_has_it(terminal: Terminal) -> None:
    found = terminal.json("latest")
    assert {one["title"] for one in found} == {"Tarn keeps its ferry", "Tarn's ferry stops"}
    assert all("Ilse Maron" in one["voices"] and one["also"] == [] for one in found)
    status, out, _ = terminal("latest", "--count", "1")
    assert status == 0
    assert "voices: " in out
    status, _, err = terminal("latest", "--source", "The Herald")
    assert status == 1
    assert "No article by “The Herald” is on record." in err


def test_quotes_within_limits(terminal: Terminal) -> None:
    whole = terminal.json("quotes", "maron", "--all")
    assert len(whole["statements"]) == whole["total"] + whole["less_certain"]
    direct = terminal.json("quotes", "maron", "--how", "direct", "--since", "today")
    assert 0 < len(direct["statements"]) < len(whole["statements"])
    assert {one["quotation"] for one in direct["statements"]} == {"direct"}
    status, _, err = terminal("quotes", "maron", "--until", "2001")
    assert (status, "Leave one of the conditions out" in err) == (1, True)
    status, _, err = terminal("quotes", "maron", "--since", "soonish")
    assert (status, "“soonish” is no date that can be read" in err) == (2, True)


def test_a_timeline(terminal: Terminal) -> None:
    found = terminal.json("timeline", "maron", "staying")
    assert (found["subject"], found["total"]) == ("staying", 2)
    assert all("staying" in one for one in words(found))
    dates = [one["date"] for one in found["statements"]]
    assert dates == sorted(dates)
    status, out, _ = terminal("timeline", "maron", "staying", "--offset", "1")
    assert status == 0
    assert out.startswith("Ilse Maron, 2–2 of 2\n\n20")
    status, _, err = terminal("timeline", "maron", "snow")
    assert (status, "Nothing by Ilse Maron about “snow” is on record" in err) == (1, True)


def test_who_said_it(terminal: Terminal) -> None:
    found = terminal.json("said", "we are staying until the spring")
    assert (found["exact"], found["total"]) == (1, 2)
    exact, nearly = found["sayings"]
    assert (exact["exact"], exact["outlets"], exact["first"]["speaker"]) == (True, 1, "Ilse Maron")
    assert exact["first"]["article"]["title"] == "Tarn keeps its ferry"
    assert (nearly["exact"], nearly["differing"], nearly["missing"]) == (False, [], ["spring"])
    status, out, _ = terminal("said", "we are stuck until the spring")
    assert status == 0
    assert out.startswith("0 exactly, ")
    assert "We are [staying] until the spring" in out
    assert "not in it: stuck" in out
    assert "in 1 outlet; first seen: " in out
    _, out, _ = terminal("said", "sent home before Whitsun")
    assert out.startswith("1 exactly, ")
    assert "  - an official of the council: (reported) that nobody would be sent home before" in out
    _, out, _ = terminal("said", "we", "are", "stuck", "until the", "spring")
    assert out.startswith("0 exactly, ")
    for asked, status, sentence in (
        ("cows come home", 1, "Nobody said this"),
        ("cows", 2, "at least 3 words"),
    ):
        got, _, err = terminal("said", asked)
        assert (got, sentence in err) == (status, True)


def test_several_words_need_no_marks_around_them(terminal: Terminal) -> None:
    for command, *words in (
        ("quotes", "Ilse", "Maron"),
        ("person", "Ilse", "Maron"),
        ("keypoints", "keeps", "its", "ferry"),
        ("related", "keeps", "its", "ferry"),
    ):
        assert terminal(command, *words) == terminal(command, " ".join(words))
        assert terminal(command, *words)[0] == 0


def test_others_of_a_name_can_be_asked_for(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("“We are leaving,” said Otto Maron.", "utf-8")
    assert terminal("add", str(path))[0] == 0
    for command in ("quotes", "person"):
        _, out, _ = terminal(command, "maron")
        [line] = [line for line in out.splitlines() if line.endswith("  Otto Maron")]
        assert out.startswith("Ilse Maron, ")
        assert terminal(command, line.split()[0])[1].startswith("Otto Maron, ")


def test_pages_behind_the_last_one_say_so(terminal: Terminal) -> None:
    for command in (("quotes", "maron"), ("timeline", "maron", "staying")):
        _, out, _ = terminal(*command, "--offset", "900")
        assert out.startswith("Ilse Maron, none after these ")


def test_all_statements_of_an_article(terminal: Terminal) -> None:
    every = terminal.json("keypoints", "keeps its ferry", "--all")
    assert len(every["statements"]) == every["total"]
    status, out, _ = terminal("keypoints", "keeps its ferry", "--all")
    assert status == 0
    assert out.rstrip().endswith(f"{every['total']} of {every['total']} statements.")


@pytest.mark.parametrize("command", ["latest", "quotes", "timeline", "said", "keypoints"])
def test_each_says_how_it_is_used(
    command: str, terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        terminal(command, "--help")
    assert left.value.code == 0
    assert f"usage: pullquote {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["quotes", "said", "keypoints", "person", "related", "why"])
def test_asking_for_nothing_is_told_in_a_sentence(command: str, terminal: Terminal) -> None:
    status, out, err = terminal(command, "")
    assert (status in (1, 2), out) == (True, "")
    assert err.endswith(".\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("quotes Ilse Maron", 0),
        ("people show Ilse Maron", 0),
        ("topics Tarn's ferry stops", 0),
        ("preview person: Ilse Maron", 0),
        ("preview source: The Herald", 1),
        ("why Tarn's ferry stops", 1),
        ("remove Tarn's ferry stops", 0),
    ],
)
def test_names_and_titles_need_no_quotation_marks(
    words: str, status: int, terminal: Terminal
) -> None:
    found, out, err = terminal(*words.split(" "))
    assert found == status, err
    assert out or "No channel gets anything yet" in err


def test_a_timeline_says_where_quotation_marks_are_needed(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert terminal("timeline", "Ilse Maron", "spring")[0] == 0
    with pytest.raises(SystemExit) as left:
        terminal("timeline", "Ilse", "Maron", "spring")
    assert left.value.code == 2
    assert "put quotation marks around the name, and around the topic" in capsys.readouterr().err


@pytest.mark.parametrize("words", ["people undo", "people show Maron", "reindex", "reread"])
def test_a_folder_without_a_record_is_named_and_stays_as_it_is(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = Terminal(tmp_path / "elsewhere", capsys)
    status, out, err = elsewhere(*words.split(" "))
    assert (status, out) == (1, "")
    assert "There is no record in" in err
    assert not elsewhere.data.exists()
