"""``pullquote page``: one document for each page, whatever the page turns out to be."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.pages.making import HEADLINE, PARAGRAPHS, TEXT, page, sample

KEYS = {
    *("text", "title", "byline", "published_at", "credit", "site", "canonical_url"),
    *("language", "image", "related", "published_at_source", "outcome", "reason"),
}


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["page", *arguments]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(document) == KEYS
    return document


def test_a_folder_has_a_document_for_each_page(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out" / "deep"
    source.mkdir()
    (source / "plain.html").write_bytes(page())
    (source / "packed.html.gz").write_bytes(gzip.compress(page()))
    (source / "wall.html").write_bytes(
        page(paragraphs=("Please enable JavaScript to continue using this site.",))
    )
    (source / "broken.html.gz").write_bytes(b"\x1f\x8b no gzip")
    (source / "hostile.html").write_bytes(b"<p " + b"a=1 " * 3_000 + b">")
    (source / "notes.txt").write_text("no page")
    assert main(["page", "--input", str(source), "--output", str(target)]) == 0
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in target.iterdir()}
    assert {name: document["outcome"] for name, document in found.items()} == {
        "plain": "article",
        "packed": "article",
        "wall": "javascript",
        "broken": "failed",
        "hostile": "refused",
    }
    assert all(set(document) == KEYS for document in found.values())
    assert found["plain"] == found["packed"]
    assert (found["plain"]["text"], found["plain"]["reason"]) == (TEXT, None)
    assert found["wall"]["text"] == ""
    assert all(found[name]["reason"].endswith(".") for name in ("wall", "broken", "hostile"))


def test_a_saved_page_is_shown_with_all_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "harbour.html"
    path.write_bytes(sample("harbour.html"))
    document = shown(capsys, str(path))
    assert document["published_at"] == "2031-05-03T00:00:00Z"
    assert document["published_at_source"] == "text"
    assert (document["credit"], document["site"]) == ("Polder Gazette", "Isle Reader")
    assert document["canonical_url"] == "https://isle-reader.example/2031/harbour"
    assert document["related"] == [
        {"url": "https://isle-reader.example/want", "title": "What the dockers of Antwick want"},
        {"url": "https://isle-reader.example/c", "title": "The strike in pictures"},
    ]


def test_a_saved_page_without_a_site_s_name_has_its_host(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(page(head="<link rel=canonical href='https://www.tarn.example/2031/05/03/a'>"))
    document = shown(capsys, str(path))
    assert document["site"] == "tarn.example"
    assert (document["published_at"], document["published_at_source"]) == (
        "2031-05-03T00:00:00Z",
        "guess",
    )


def test_text_is_shown_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n\n".join((HEADLINE, *PARAGRAPHS)), "utf-8")
    document = shown(capsys, str(path))
    assert (document["title"], document["text"]) == (HEADLINE, TEXT)


def test_an_address_that_may_not_be_fetched_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    document = shown(capsys, "http://127.0.0.1:9/a")
    assert document["outcome"] == "refused"
    assert "127.0.0.1:9" in document["reason"]


@pytest.mark.parametrize("arguments", [[], ["a.html", "--input", "x"], ["--input", "x"]])
def test_one_page_or_two_folders(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["page", *arguments]) == 2
    assert "--output DIR" in capsys.readouterr().err


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["page", str(tmp_path / "missing.html")]) == 2
    assert "missing.html cannot be read" in capsys.readouterr().err
