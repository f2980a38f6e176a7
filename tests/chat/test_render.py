"""Whole answers: what stands where, and that any answer is within Discord's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import render
from bot.chat.language import speaking
from bot.chat.render import Message
from bot.desk.answers import Headline, KeyPoints, QuotesPage, Voice
from bot.ports import Named
from bot.records import Quotation, Quoted
from tests.chat.markdown import read
from tests.chat.samples import article, said, sole
from tests.chat.wild import LANGUAGES, LISTS, NUMBERS, WILD, within_limits

VELLING = Named("velling", "Marta Velling", "person", 37)
DIRECT = said("“We will not close the harbour,”", "“Not this year.”")
REPORTED = said(
    "a review would start in March",
    by="Harbour Board",
    title=None,
    cue="announced that",
    how=Quotation.INDIRECT,
)
DECLINED = said(
    "the fares",
    by="a spokesman for the Ferry Union",
    title=None,
    cue="declined to comment on",
    how=Quotation.INDIRECT,
    confidence=0.4,
)


def page(*quoted: Quoted, total: int = 37, **changes: object) -> QuotesPage:
    made = QuotesPage(VELLING, (), quoted, 0, total, 0, None, False)
    return replace(made, **changes)  # type: ignore[arg-type]


def labels(message: Message) -> list[str]:
    return [press.label for press in message.presses]


def test_a_card_of_the_latest() -> None:
    [embed] = render.latest(
        [Headline(article(credit="Norbel News"), (DIRECT, REPORTED), 12)]
    ).embeds
    assert embed.title == "Harbour stays open, mayor says"
    assert embed.url == "https://gazette.example/harbour-stays-open"
    assert embed.description == (
        "**Marta Velling**, mayor of Orrin · *said*\n"
        "“We will not close the harbour,” … “Not this year.”\n\n"
        "**Harbour Board** · *announced that*\n"
        "– a review would start in March *(reported)*\n\n"
        "Norbel News via Orrin Gazette · <t:1773489600:f> · 12 statements"
    )


def test_an_article_without_statements_is_a_card_too() -> None:
    [embed] = render.latest([Headline(article(), (), 0)]).embeds
    assert embed.description == "Orrin Gazette · <t:1773489600:f>"


def test_a_page_of_quotes() -> None:
    shown = render.quotes(
        page(
            DIRECT,
            REPORTED,
            candidates=(Named("x", "Marten Velling", "person", 2),),
            offset=4,
            less_certain=3,
            about="harbour",
        )
    )
    [embed] = shown.embeds
    assert embed.title == "Marta Velling"
    parts = (embed.description or "").split("\n\n")
    assert parts[0] == "About “harbour”"
    assert parts[-1] == "Also by that name: Marten Velling"
    assert len(parts) == 4
    assert embed.footer.text == "5–6 of 37 · +3 less certain"
    assert [(press.label, press.custom_id) for press in shown.presses] == [
        ("‹ Newer", "quotes:velling:0:1:harbour"),
        ("Older ›", "quotes:velling:6:1:harbour"),
        ("+3 less certain", "quotes:velling:0:0:harbour"),
    ]


@pytest.mark.parametrize(
    ("shown", "footer", "buttons"),
    [
        (page(DIRECT, total=1), "1 of 1", []),
        (page(DIRECT, total=2), "1 of 2", ["Older ›"]),
        (page(DIRECT, total=2, offset=1), "2 of 2", ["‹ Newer"]),
        (page(DIRECT, total=9, offset=4), "5 of 9", ["‹ Newer", "Older ›"]),
        (
            page(DIRECT, total=9, less_certain=1, uncertain=True),
            "1 of 1, less certain",
            [],
        ),
        (
            page(DIRECT, total=0, less_certain=5, uncertain=True),
            "1 of 5, less certain",
            ["Older ›"],
        ),
        (page(total=0, less_certain=2), "0 in all · +2 less certain", ["+2 less certain"]),
        (page(total=8, offset=8), "8 in all", ["‹ Newer"]),
    ],
)
def test_places_and_buttons(shown: QuotesPage, footer: str, buttons: list[str]) -> None:
    message = render.quotes(shown)
    assert message.embeds[0].footer.text == footer
    assert labels(message) == buttons
    assert message.embeds[0].description


def test_less_certain_statements_are_marked() -> None:
    shown = render.quotes(page(DECLINED, uncertain=True, less_certain=1))
    assert "*(reported, less certain)*" in (shown.embeds[0].description or "")


def test_a_page_that_is_full_goes_on_with_the_statement_it_had_no_room_for() -> None:
    url = "https://gazette.example/" + "x" * 1200
    long = [sole(f"“{'open ' * 400}{n}”") for n in range(4)]
    long = [replace(one, article=replace(one.article, url=url)) for one in long]
    message = render.quotes(page(*long))
    assert message.embeds[0].footer.text == "1 of 37"
    assert "quotes:velling:1:1:" in [press.custom_id for press in message.presses]


def test_a_state_that_fits_no_button_gives_no_button() -> None:
    shown = render.quotes(page(DIRECT, about="é" * 50 + "😀" * 50))
    assert shown.presses == ()


def test_key_points() -> None:
    voices = (Voice("Marta Velling", "mayor of Orrin", (DIRECT,)), Voice("", None, (REPORTED,)))
    shown = render.keypoints(KeyPoints(article(), voices, 5, 2))
    [embed] = shown.embeds
    assert embed.url == article().url
    assert embed.description == (
        "Orrin Gazette · <t:1773489600:f> · 5 statements\n\n"
        "**Marta Velling**, mayor of Orrin\n"
        "“We will not close the harbour,” … “Not this year.” · *said*\n\n"
        "**Speaker not named**\n"
        "– a review would start in March · *announced that* *(reported)*"
    )
    assert embed.footer.text == "+2 less certain"
    assert [(press.label, press.custom_id) for press in shown.presses] == [
        ("+2 less certain", f"keypoints:{article().id}:0")
    ]


def test_key_points_that_are_less_certain() -> None:
    voices = (Voice("Ferry Union", None, (DECLINED,)),)
    shown = render.keypoints(KeyPoints(article(), voices, 5, 1), uncertain=True)
    assert "*(reported, less certain)*" in (shown.embeds[0].description or "")
    assert shown.presses == ()


@pytest.mark.parametrize(
    ("points", "uncertain", "sentence"),
    [
        (KeyPoints(article(), (), 0, 0), False, "No statement was found"),
        (KeyPoints(article(), (), 3, 3), False, "certain enough"),
        (KeyPoints(article(language="uk"), (), 0, 0), False, "only English texts"),
        (KeyPoints(article(), (), 3, 0), True, "Nothing less certain"),
    ],
)
def test_articles_without_key_points(points: KeyPoints, uncertain: bool, sentence: str) -> None:
    shown = render.keypoints(points, uncertain=uncertain)
    assert sentence in (shown.embeds[0].description or "")


def test_key_points_that_do_not_fit_are_counted() -> None:
    voices = tuple(
        Voice(f"Speaker {n}", None, (sole("“" + "open " * 200 + "”"),) * 2) for n in range(9)
    )
    description = render.keypoints(KeyPoints(article(), voices, 18, 0)).embeds[0].description or ""
    shown = description.count("“")
    assert 0 < shown < 18
    assert description.endswith(f"{18 - shown} more than fit here.")


def test_a_notice_does_nothing() -> None:
    shown = render.notice("Nobody called “@everyone [x](http://y.example)” is on record.")
    assert read(shown.content or "").markup == ()


def named(name: str) -> Named:
    return Named("0123456789abcdef", name, "person", 3)


@given(LANGUAGES, st.lists(st.tuples(LISTS, NUMBERS), min_size=1, max_size=10))
@settings(max_examples=60, deadline=None)
def test_any_latest_fits(language: str, found: Sequence[tuple[list[Quoted], int]]) -> None:
    headlines = [
        Headline((quoted or [DIRECT])[0].article, tuple(quoted[:2]), n) for quoted, n in found
    ]
    with speaking(language):
        message = render.latest(headlines)
    within_limits(message)
    assert len(message.embeds) == len(headlines)


@given(
    LANGUAGES,
    WILD,
    st.lists(WILD, max_size=5),
    LISTS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.none() | WILD,
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_any_page_of_quotes_fits(
    language: str,
    name: str,
    others: list[str],
    quoted: list[Quoted],
    offset: int,
    total: int,
    less: int,
    about: str | None,
    uncertain: bool,
) -> None:
    candidates = tuple(named(other) for other in others)
    shown = QuotesPage(
        named(name), candidates, tuple(quoted), offset, total, less, about, uncertain
    )
    with speaking(language):
        message = render.quotes(shown)
    within_limits(message)
    description = message.embeds[0].description or ""
    assert not quoted or "<t:" in description  # at least one is shown


@given(
    LANGUAGES,
    st.lists(st.tuples(WILD, st.none() | WILD, LISTS), max_size=6),
    NUMBERS,
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_any_key_points_fit(
    language: str,
    found: list[tuple[str, str | None, list[Quoted]]],
    number: int,
    uncertain: bool,
) -> None:
    voices = tuple(Voice(name, title, tuple(quoted)) for name, title, quoted in found)
    points = KeyPoints(DIRECT.article, voices, number, number // 2)
    with speaking(language):
        within_limits(render.keypoints(points, uncertain=uncertain))


@given(WILD)
@settings(max_examples=60, deadline=None)
def test_any_notice_fits(sentence: str) -> None:
    within_limits(render.notice(sentence))
