"""How the answer to “who said this?” looks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering.render_said import said as render
from bot.chat.rendering.state import SAID
from bot.desk.answering.alike import Alike
from bot.desk.answering.said import SaidPage, Saying
from bot.people.across.spelling import words
from bot.records import Quoted
from tests.chat.markdown import read
from tests.chat.samples import said, sole
from tests.chat.wild import LISTS, WILD, within_limits

QUOTED = said("“We will not close the harbour,”", "“Not this year.”")
EXACT = Saying(QUOTED, Alike(1.0), 7, 9)


def page(*sayings: Saying, **changes: object) -> SaidPage:
    made = SaidPage("We will not close *it*", sayings, 0, len(sayings), 1)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_who_said_just_this_where_first_and_in_how_many_outlets() -> None:
    shown = render(page(EXACT))
    [embed] = shown.embeds
    assert embed.author.name == "We will not close *it*"  # no markup is read there
    assert embed.title == "These are the words of …"
    assert embed.description == (
        "**1.** **Marta Velling**, mayor of Orrin · *said*\n"
        "“We will not close the harbour,” … “Not this year.”\n"
        "In 7 outlets; first seen: Orrin Gazette · <t:1773489600:D> · "
        "[Harbour stays open, mayor says](https://gazette.example/harbour-stays-open)"
    )
    assert embed.footer.text == "1 of 1"
    assert [press.label for press in shown.presses] == ["Context"]


@pytest.mark.parametrize(
    ("alike", "marked", "difference"),
    [
        (
            Alike(0.8, (2, 6), ("never", "last")),
            "“We will **not** close the harbour,” … “**Not** this year.”",
            "*Nearly: what is bold is other than asked; not in it: “never”, “last”*",
        ),
        (Alike(0.8, (8,)), "this **year**.”", "*Nearly: what is bold was not asked for*"),
        (Alike(0.8, (), ("ever",)), "“Not this year.”", "*Nearly: not in it: “ever”*"),
    ],
)
def test_words_that_differ_are_marked(alike: Alike, marked: str, difference: str) -> None:
    [embed] = render(page(Saying(QUOTED, alike, 1, 1), exact=0)).embeds
    assert embed.title == "Not in just these words, but nearly:"
    assert marked in (embed.description or "")
    assert f"\n{difference}\nIn 1 outlet;" in (embed.description or "")


def test_pages_go_on_from_what_was_asked() -> None:
    shown = render(page(EXACT, EXACT, offset=4, total=9))
    assert [press.label for press in shown.presses][:2] == ["‹ Back", "More ›"]
    ids = [match for press in shown.presses if (match := SAID.fullmatch(press.custom_id))]
    assert [match["offset"] for match in ids] == ["0", "6"]
    assert shown.embeds[0].footer.text == "5–6 of 9"
    too_long = render(page(EXACT, asked="😀" * 200, total=9))
    assert [press.label for press in too_long.presses] == ["Context"]


@given(LISTS.filter(bool), WILD, st.sets(st.integers(0, 30)), st.lists(WILD, max_size=5))
@settings(max_examples=100, deadline=None)
def test_any_answer_fits(
    quoted: list[Quoted], asked: str, differing: set[int], missing: list[str]
) -> None:
    alike = Alike(0.8, tuple(sorted(differing)), tuple(missing))
    shown = render(page(*(Saying(one, alike, 3, 4) for one in quoted), asked=asked, total=99))
    within_limits(shown)
    assert "**1.**" in (shown.embeds[0].description or "")


@given(WILD.filter(str.strip), st.sets(st.integers(0, 30)))
@settings(max_examples=200, deadline=None)
def test_marking_changes_no_word(text: str, differing: set[int]) -> None:
    alike = Alike(0.8, tuple(sorted(differing)))
    [embed] = render(page(Saying(sole(text, by="A", title=None), alike, 1, 1))).embeds
    [plain] = render(page(Saying(sole(text, by="A", title=None), Alike(1.0), 1, 1))).embeds
    line, unmarked = ((e.description or "").split("\n")[1] for e in (embed, plain))
    assert set(read(line).markup) <= {"bold"}
    shown, whole = words(read(line).text), words(read(unmarked).text)
    assert shown == whole[: len(shown)]
