"""One statement: who, how, and the words as they were printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.language import speaking
from bot.chat.rendering.limits import length
from bot.chat.rendering.words import (
    SHORTEST,
    outlet,
    printed,
    source_line,
    statement_block,
    voice_line,
)
from bot.records import Act, Polarity, Quotation, Quoted
from tests.chat.markdown import read
from tests.chat.samples import article, said, sole
from tests.chat.wild import LANGUAGES

REVIEW = "a review would start in March"


def test_a_direct_quotation_keeps_its_printed_marks() -> None:
    quoted = said("“We will not close the harbour,”", "“Not this year.”")
    assert statement_block(quoted, 500) == (
        "**Marta Velling**, mayor of Orrin · *said*\n"
        "“We will not close the harbour,” … “Not this year.”"
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("We will not close the harbour,", "“We will not close the harbour,”"),
        ("We will not close the harbour", "“We will not close the harbour,”"),
        ("“We will not close the harbour", "“We will not close the harbour"),
        ("not close", "not close"),
        ("Not this year.", "“Not this year.”"),
        ("“Not this year.”", "“Not this year.”"),
    ],
)
def test_marks_left_out_of_a_span_are_taken_from_the_article(words: str, shown: str) -> None:
    quoted = said(words)
    assert printed(quoted) == (shown,)
    assert shown in quoted.article.text


def test_reported_speech_is_never_put_into_marks() -> None:
    quoted = said(REVIEW, by="Harbour Board", title=None, cue="announced", how=Quotation.INDIRECT)
    assert statement_block(quoted, 500) == (
        f"**Harbour Board** · *announced*\n– {REVIEW} *(reported)*"
    )


def test_what_somebody_declined_is_not_called_reported() -> None:
    quoted = said("on the fares", by="a spokesman", title=None, cue="declined to comment")
    mixed, direct = (
        replace(quoted, statement=replace(quoted.statement, act=Act.DECLINED, quotation=how))
        for how in (Quotation.MIXED, Quotation.DIRECT)
    )
    assert statement_block(mixed, 500) == (
        "**a spokesman** · *declined to comment*\n– on the fares *(declined)*"
    )
    assert statement_block(direct, 500).endswith("\non the fares")


def test_mixed_speech_shows_the_marks_that_were_printed_and_no_others() -> None:
    quoted = said("the plan “dead on arrival”", cue="called", how=Quotation.MIXED)
    assert statement_block(quoted, 500).endswith("– the plan “dead on arrival” *(reported)*")


@pytest.mark.parametrize(
    ("polarity", "unsure", "note"),
    [
        (Polarity.ASSERTED, True, "less certain"),
        (Polarity.NEGATED, False, "not said"),
        (Polarity.HYPOTHETICAL, False, "not said, only supposed"),
        (Polarity.FUTURE, True, "not said yet, less certain"),
    ],
)
def test_doubts_stand_beside_the_words(polarity: Polarity, unsure: bool, note: str) -> None:
    block = statement_block(said("“Not this year.”", polarity=polarity), 500, unsure=unsure)
    assert block.endswith(f"“Not this year.” *({note})*")


def test_a_source_has_outlet_date_and_link() -> None:
    block = statement_block(said("“Not this year.”"), 500, source=True)
    assert block.endswith(
        "\nOrrin Gazette · <t:1773489600:D> · "
        "[Harbour stays open, mayor says](https://gazette.example/harbour-stays-open)"
    )


def test_the_cue_stands_with_the_words_where_the_speaker_is_a_heading() -> None:
    assert statement_block(said("“Not this year.”"), 500, name=False) == (
        "“Not this year.” · *said*"
    )


@pytest.mark.parametrize(
    ("name", "title", "shown"),
    [
        ("Marta Velling", None, "**Marta Velling**"),
        ("Marta Velling", " ", "**Marta Velling**"),
        ("", "a spokesman", "**a spokesman**"),
        ("\u200b", None, "**Speaker not named**"),
        ("M*rta [x](http://y)", "# boss", "**M\\*rta \\[x\\](http\\://y)**, \\# boss"),
    ],
)
def test_speakers(name: str, title: str | None, shown: str) -> None:
    assert voice_line(name, title) == shown


@pytest.mark.parametrize(
    ("site", "credit", "shown"),
    [
        ("Orrin Gazette", None, "Orrin Gazette"),
        ("Orrin Gazette", "Norbel News", "Norbel News via Orrin Gazette"),
        ("Orrin Gazette", "Orrin Gazette", "Orrin Gazette"),
        ("", "Norbel News", "Norbel News"),
    ],
)
def test_outlets(site: str, credit: str | None, shown: str) -> None:
    assert outlet(article(site=site, credit=credit)) == shown


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a@evil.example/"])
def test_what_is_no_web_address_is_not_linked(url: str) -> None:
    made = article(url=url, canonical_url=url)
    assert "](" not in statement_block(said("“Not this year.”", of=made), 500, source=True)
    assert source_line(made, None).endswith("Harbour stays open, mayor says")


def test_a_long_quotation_is_cut_outside_of_its_marks_and_keeps_its_link() -> None:
    quoted = sole("“" + "the harbour stays open and " * 100 + "that is that.”")
    block = statement_block(quoted, 400, source=True)
    words, source = block.split("\n")[1:]
    assert words.startswith("“the harbour stays open")
    assert words.endswith("” …")
    assert "“" + words[1:-3] in quoted.article.text
    assert "](https://gazette.example/harbour-stays-open)" in source


def test_wherever_it_is_cut_the_marks_stay_in_pairs() -> None:
    first = "“" + "open " * 12 + "now,”"
    made = article(f"{first} she said. “" + "shut " * 100 + "later.”")
    quoted = said(first, made.text[len(first) + len(" she said. ") :], of=made, cue=None)
    endings = set()
    for limit in range(90, 240):
        line = statement_block(quoted, limit).split("\n")[1]
        assert line.count("“") == line.count("”") <= 2
        assert line.endswith("” …")
        assert "… …" not in line
        endings.add(line[-9:])
    assert {ending[-7:] for ending in endings} == {"open” …", "now,” …", "shut” …"}


@pytest.mark.parametrize("how", [Quotation.DIRECT, Quotation.MIXED])
@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("the plan was “" + "dead on arrival " * 40 + "”", "”"),
        ("the plan was “dead” and " + "buried again " * 40, ""),
        ("„So ist " + "das Leben " * 40 + "“", "“"),
        ("« Ainsi va " + "la vie " * 60 + "»", "»"),
        ("'It doesn't matter " + "in the least " * 40 + "'", "'"),
        ("‘It doesn’t matter " + "in the least " * 40 + "’", "’"),
        ("it doesn’t matter ‘" + "in the least " * 40 + "’", ""),
        ('"Now ' + "and then " * 40 + '"', '"'),
    ],
)
def test_a_cut_closes_what_it_left_open(words: str, mark: str, how: Quotation) -> None:
    for limit in range(180, 260, 3):
        line = statement_block(sole(words, how=how), limit).split("\n")[1]
        kept = line.removesuffix(" *(reported)*").removesuffix(f"{mark} …")
        assert kept[-1].isalpha(), line
        assert kept.removeprefix("– ") in words


def test_a_word_without_end_is_not_cut_into() -> None:
    assert statement_block(sole("“" + "x" * 5000 + "”"), 300).split("\n")[1] == "…"


WILD = st.text(min_size=1, max_size=300) | st.text('“”‘’"` *_[ab]\n', min_size=1, max_size=300)


@settings(deadline=None)
@given(
    LANGUAGES,
    WILD.filter(lambda text: text.strip()),
    WILD,
    st.none() | WILD,
    st.sampled_from(Quotation),
    st.sampled_from(Polarity),
    st.booleans(),
    st.booleans(),
    st.integers(SHORTEST, 900),
)
def test_any_statement_fits_and_does_nothing(
    language: str,
    words: str,
    name: str,
    title: str | None,
    how: Quotation,
    polarity: Polarity,
    unsure: bool,
    source: bool,
    limit: int,
) -> None:
    quoted: Quoted = sole(words, by=name, title=title, how=how, polarity=polarity)
    url = quoted.article.url
    with speaking(language):
        block = statement_block(quoted, limit, unsure=unsure, source=source)
    assert length(block) <= limit + (len(url) if source else 0)
    allowed = {"bold", "italic", "timestamp", "link"}
    assert set(read(block).markup) <= allowed
    assert block.count("\n") == 1 + source
    assert not source or f"]({url})" in block
