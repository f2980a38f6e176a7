"""The annotated articles: every gold is true to its text, and together they cover the field.

The golds are what the engine is held against, so they are checked on their own first: spans
name the verbatim words, and each form of attribution that the engine must know occurs.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.records import Act, Polarity, Quotation, SpeakerKind
from tools import gold

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "bot" / "samples"
ARTICLES = ROOT / "tests" / "articles"
GOLDS = sorted([*SAMPLES.glob("*.gold.json"), *ARTICLES.glob("*.gold.json")])
READ = {path.name.removesuffix(".gold.json"): gold.read(path) for path in GOLDS}
STATEMENTS = [(text, row) for text, document in READ.values() for row in document["statements"]]


@pytest.mark.parametrize("slug", READ)
def test_gold_is_true_to_its_article(slug: str) -> None:
    assert list(gold.problems(*READ[slug])) == []


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.name)
def test_filling_again_changes_nothing_where_no_hint_was_needed(path: Path) -> None:
    """Each content string is found again, at its span or (hint dropped) at a repeat before it."""
    text, document = gold.read(path)
    for before, after in zip(
        document["statements"], gold.fill(text, document)["statements"], strict=True
    ):
        assert after["content"] == before["content"]
        assert after["spans"][0][0] <= before["spans"][0][0]


@pytest.mark.parametrize("slug", READ)
def test_text_is_as_the_bot_would_store_it(slug: str) -> None:
    text, document = READ[slug]
    assert text == text.strip()
    assert "\r" not in text
    assert not re.search(r"\n\n\n|[^\n]\n[^\n]", text), "paragraphs stand apart by one empty line"
    assert not text.startswith(document["title"]), "the headline is no part of the text"
    assert 200 <= len(text.split()) <= 700


def test_every_article_has_its_gold_and_every_gold_its_article() -> None:
    texts = {path.stem for folder in (SAMPLES, ARTICLES) for path in folder.glob("*.txt")}
    assert texts == set(READ)
    assert len(READ) >= 32


def test_index_lists_the_bundled_samples_in_order_of_publication() -> None:
    index = json.loads((SAMPLES / "index.json").read_text(encoding="utf-8"))
    slugs = [item["slug"] for item in index]
    assert sorted(slugs) == sorted(path.stem for path in SAMPLES.glob("*.txt"))
    ages = [item["minutes_ago"] for item in index]
    assert ages == sorted(ages, reverse=True)
    for place, item in enumerate(index):
        text, document = READ[item["slug"]]
        assert item["host"].endswith(".example")
        assert (item["title"], item["credit"]) == (document["title"], document["credit"])
        for earlier in (item.get("corrects"), item.get("same_story_as")):
            assert earlier is None or earlier in slugs[:place]
        if item["credit"]:
            assert item["credit"] in text.rsplit("\n\n", 1)[1]
    assert any("corrects" in item for item in index)
    assert any("same_story_as" in item for item in index)


@pytest.mark.parametrize(
    ("key", "least"),
    [
        (
            "act",
            {
                Act.SAID: 300,
                Act.ASKED: 20,
                Act.ANSWERED: 15,
                Act.CONFIRMED: 5,
                Act.DENIED: 15,
                Act.DECLINED: 20,
                Act.WARNED: 15,
                Act.URGED: 25,
                Act.PROMISED: 12,
                Act.ACCUSED: 4,
                Act.ANNOUNCED: 8,
                Act.WROTE: 8,
                Act.BELIEVES: 25,
            },
        ),
        (
            "polarity",
            {
                Polarity.ASSERTED: 500,
                Polarity.NEGATED: 5,
                Polarity.HYPOTHETICAL: 2,
                Polarity.FUTURE: 4,
            },
        ),
        ("quotation", {Quotation.DIRECT: 150, Quotation.MIXED: 50, Quotation.INDIRECT: 350}),
        (
            "speaker_kind",
            {
                SpeakerKind.PERSON: 350,
                SpeakerKind.ORGANISATION: 90,
                SpeakerKind.GROUP: 50,
                SpeakerKind.UNNAMED: 50,
            },
        ),
    ],
)
def test_the_golds_cover_every_kind(key: str, least: dict[str, int]) -> None:
    counts = Counter(row.get(key, "asserted") for _, row in STATEMENTS)
    assert set(counts) == set(least)
    short = {kind: counts[kind] for kind, floor in least.items() if counts[kind] < floor}
    assert not short


@pytest.mark.parametrize("mark", ["“", "‘", '"', "'", "``", "«", "„"])
def test_direct_quotations_come_in_every_house_style(mark: str) -> None:
    opened = [row for _, row in STATEMENTS if row["content"][0].startswith(mark)]
    assert sum(row["quotation"] == Quotation.DIRECT for row in opened) >= 4


def over_paragraphs(row: gold.Gold) -> bool:
    return any("\n\n" in words for words in row["content"])


def interrupted(row: gold.Gold) -> bool:
    return len(row["spans"]) > 1 and row["quotation"] != Quotation.DIRECT


def split(row: gold.Gold) -> bool:
    return len(row["spans"]) > 1 and row["quotation"] == Quotation.DIRECT


def continued(row: gold.Gold) -> bool:
    return row["cue"] is None and row["quotation"] == Quotation.DIRECT


def sourceless(row: gold.Gold) -> bool:
    return row["speaker"] == ""


@pytest.mark.parametrize(
    ("form", "least"),
    [(over_paragraphs, 6), (interrupted, 12), (split, 30), (continued, 30), (sourceless, 6)],
)
def test_forms_that_are_hard_to_bound_occur(form: Callable[[gold.Gold], bool], least: int) -> None:
    assert sum(form(row) for _, row in STATEMENTS) >= least


def test_nested_attributions_give_both_statements() -> None:
    nested = 0
    for _, document in READ.values():
        wholes = [(row["spans"][0][0], row["spans"][-1][1]) for row in document["statements"]]
        nested += sum(
            outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]
            for outer in wholes
            for inner in wholes
        )
    assert nested >= 30


@pytest.mark.parametrize(
    "cue",
    [
        "according to",
        "saying",
        "adding",
        "warning of",
        "citing",
        "in a statement",
        "expressed doubt",
        "insistence",
        "denial",
        "claim",
        "was quoted as saying",
        "is said",
        "reportedly",
        "declined to comment",
        "would not say",
        "did not respond",
        "wanted to know",
        "urged",
        "vowed",
        "tweeted",
    ],
)
def test_cue_occurs(cue: str) -> None:
    assert any(cue in (row["cue"] or "").lower() for _, row in STATEMENTS)


def test_plain_news_with_few_statements_is_among_them() -> None:
    """Where a false find shows: long narrative that attributes little."""
    sparse = [len(text.split()) / len(g["statements"]) for text, g in READ.values()]
    assert sum(words >= 60 for words in sparse) >= 4


TEXT = "Rain fell, Ana Bly said. It fell again, she said.\n\n“It fell,” she added. “And fell.”"


def document(*rows: gold.Gold) -> gold.Gold:
    common = {
        "speaker": "Ana Bly",
        "speaker_kind": "person",
        "title": None,
        "cue": "said",
        "quotation": "indirect",
        "act": "said",
    }
    statements = [{**common, **row} for row in rows]
    return {"title": "Rain", "page_date": "2026-01-01", "statements": statements}


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        ([{"content": ["Rain fell"]}], [[[0, 9]]]),
        ([{"content": ["It fell again"]}, {"content": ["fell"]}], [[[25, 38]], [[28, 32]]]),
        ([{"content": ["fell"], "after": "again"}], [[[55, 59]]]),
        ([{"content": ["“It fell,”", "“And fell.”"]}], [[[51, 61], [73, 84]]]),
    ],
)
def test_fill_finds_the_words(rows: list[gold.Gold], spans: list[list[list[int]]]) -> None:
    filled = gold.fill(TEXT, document(*rows))["statements"]
    assert [row["spans"] for row in filled] == spans
    assert all("after" not in row for row in filled)


@pytest.mark.parametrize(
    "row", [{"content": ["Snow fell"]}, {"content": []}, {"content": ["fell"], "after": "snow"}]
)
def test_fill_names_words_that_are_not_there(row: gold.Gold) -> None:
    with pytest.raises(gold.GoldError):
        gold.fill(TEXT, document(row))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"spans": [[1, 9]]}, "the text has"),
        ({"spans": []}, "1 content strings and 0 spans"),
        ({"act": "muttered"}, "act cannot be"),
        ({"polarity": "maybe"}, "polarity cannot be"),
        ({"speaker": "Ana Brand"}, "does not say ['brand']"),
        ({"cue": "shouted"}, "is not near"),
        ({"quotation": "mixed"}, "without quotation marks"),
        ({"after": "fell"}, "unknown keys ['after']"),
    ],
)
def test_check_complains(change: gold.Gold, complaint: str) -> None:
    good = document({"content": ["Rain fell"], "spans": [[0, 9]]})
    assert list(gold.problems(TEXT, good)) == []
    good["statements"][0].update(change)
    found = list(gold.problems(TEXT, good))
    assert len(found) == 1
    assert complaint in found[0]


def test_check_wants_text_order_and_no_statement_twice() -> None:
    first = {"content": ["Rain fell"], "spans": [[0, 9]]}
    second = {"content": ["It fell again"], "spans": [[25, 38]]}
    assert list(gold.problems(TEXT, document(first, second))) == []
    assert len(list(gold.problems(TEXT, document(second, first)))) == 1
    assert len(list(gold.problems(TEXT, document(first, first)))) == 1


def test_command_fills_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rain.gold.json"
    (tmp_path / "rain.txt").write_text(TEXT, encoding="utf-8")
    rows = document({"content": ["Rain fell"]})
    path.write_text(json.dumps({"article": "rain.txt", **rows}), encoding="utf-8")
    assert gold.main(["check", str(path)]) == 1
    assert "missing keys ['spans']" in capsys.readouterr().err
    assert gold.main(["fill", str(path)]) == 0
    assert gold.main(["check", str(path)]) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["statements"][0]["spans"] == [[0, 9]]
    assert gold.main(["mend", str(path)]) == 2
